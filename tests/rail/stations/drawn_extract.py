"""Extracts drawn with a few coordinates in metres, and stations of documents read as a user's file is."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyproj

from netopt.osm.extract import ExtractOrigin, OsmExtract, OsmMember, OsmRelation
from netopt.osm.pbf import read_osm_file
from netopt.osm.selection import MODES, Selection
from netopt.rail.country import Country
from netopt.rail.stations.clusters import StationClusters, station_clusters
from netopt.rail.stations.linking import link_stations
from netopt.rail.stations.stations import Stations
from netopt.rail.topology.track import Track
from netopt.rail.topology.track_build import build_track
from tests.rail.topology.drawn import DOCUMENTS

Point = tuple[float, float]
Tags = Mapping[str, str]

RAIL = {"railway": "rail", "usage": "main"}
SUBWAY = {"railway": "subway"}
STATION = {"railway": "station"}
STOP = {"railway": "stop", "public_transport": "stop_position"}


def drawn_extract(
    nodes: Mapping[int, Point | tuple[float, float, Tags]],
    ways: Mapping[int, tuple[Sequence[int], Tags]],
    relations: Mapping[int, tuple[Sequence[tuple[str, int, str]], Tags]] | None = None,
    *,
    origin_lonlat: Point = (10.0, 50.0),
) -> OsmExtract:
    """Extract of nodes {id: (metres east, metres north, tags)}, ways {id: (nodes, tags)} and relations likewise.

    By default far from where GCJ-02 is defined: a station drawn off the track is just that.
    """
    lon, lat = origin_lonlat
    local = pyproj.CRS.from_user_input(f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m +type=crs")
    ids = np.array(sorted(nodes), dtype=np.int64)
    xy = np.array([nodes[node][:2] for node in ids.tolist()], dtype=np.float64)
    to_lonlat = pyproj.Transformer.from_crs(local, "EPSG:4326", always_xy=True)
    way_ids = sorted(ways)
    return OsmExtract(
        node_id=ids,
        lonlat=np.stack(to_lonlat.transform(xy[:, 0], xy[:, 1]), axis=1),
        node_tags={node: nodes[node][2] for node in ids.tolist() if len(nodes[node]) > 2},
        way_id=np.array(way_ids, dtype=np.int64),
        first_ref=np.concatenate([[0], np.cumsum([len(ways[way][0]) for way in way_ids])]).astype(np.int64),
        ref=np.array([ref for way in way_ids for ref in ways[way][0]], dtype=np.int64),
        way_tags=tuple(ways[way][1] for way in way_ids),
        relations=tuple(
            OsmRelation(relation, tags, tuple(OsmMember(*member) for member in members))
            for relation, (members, tags) in sorted((relations or {}).items())
        ),
        origin=ExtractOrigin("drawn", ""),
    )


def document(name: str) -> OsmExtract:
    """Extract of a document of tests/data/osm."""
    return read_osm_file(DOCUMENTS / name, Selection(modes=MODES))


def clustered(extract: OsmExtract, *, country: str = "china", **options) -> tuple[Track, StationClusters]:
    """Track and station clusters of an extract; ``options``: those of ``station_clusters``."""
    lifecycles = options.get("lifecycles", ("open",))
    track, _ = build_track(extract, Country.load(country), lifecycles=lifecycles)
    return track, station_clusters(extract, track, Country.load(country), **options)


def linked(extract: OsmExtract, *, country: str = "china", **options) -> tuple[Track, Stations]:
    """Cut track and linked stations of an extract."""
    return link_stations(*clustered(extract, country=country, **options))


def members(clusters: StationClusters) -> list[set[str]]:
    """OpenStreetMap objects of each station, in the order of the stations."""
    return [set(ids.split(";")) for ids in clusters.stations["osm_ids"]]


def points_of(stations: Stations, station_id: str) -> np.ndarray:
    """Rows of the points of a station."""
    return np.flatnonzero(stations.point_station == stations.stations.index.get_loc(station_id))
