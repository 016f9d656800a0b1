"""From an OpenStreetMap extract to a network of stations: every step in order, on one page."""

import logging
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.arrays import BoolArray, IntArray
from netopt.errors import EmptySourceError
from netopt.network.datum import Datum
from netopt.osm.extract import OsmExtract
from netopt.rail.corridor.chains import chains_of
from netopt.rail.corridor.corridor_edges import corridor_edges
from netopt.rail.corridor.gauge_breaks import cut_at_gauge_breaks
from netopt.rail.corridor.transfer_edges import with_transfers
from netopt.rail.corridor.united_edges import unite_edges
from netopt.rail.country import Country
from netopt.rail.movements.movements import MovementGraph
from netopt.rail.movements.profiles import profiles_of
from netopt.rail.movements.turn_classes import route_ways
from netopt.rail.movements.turns import hairpin_nodes, legal_turns
from netopt.rail.osm_quality import track_sheet
from netopt.rail.parameters import RailParameters
from netopt.rail.service_sources.network_services import GivenServices, services_of
from netopt.rail.stations.clusters import StationClusters, station_clusters
from netopt.rail.stations.linking import link_stations
from netopt.rail.stations.ranks import rank_stations
from netopt.rail.stations.stations import Stations
from netopt.rail.topology.components import drop_fragments
from netopt.rail.topology.contraction import contract
from netopt.rail.topology.running_side import with_running_side
from netopt.rail.topology.track import NodeKind, Track
from netopt.rail.topology.track_build import build_track
from netopt.rail.topology.welding import weld
from netopt.rail.ways.line_relations import line_tags

logger = logging.getLogger(__name__)

NODE_COLUMNS: Final = ("kind", "class", "class_assumed", "mode", "name", "name_zh", "name_en", "names", "osm_ids")


@dataclass(frozen=True)
class OsmRailOptions:
    """What is made of an extract."""

    country: Country
    modes: tuple[str, ...]
    traffic: Literal["passenger", "freight"] = "passenger"
    """Freight: yards and goods stations are stations too, no services run, urban railways are left out."""
    lifecycles: tuple[str, ...] = ("open",)
    """Track in these states is there: open, construction, proposed."""
    respect_oneway: bool = False
    station_datum: Datum = "wgs84"


@dataclass(frozen=True, eq=False)
class OsmRail:
    """Frames of a network, in the metre-based CRS of the track, and its data-quality sheet."""

    nodes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame
    services: pd.DataFrame
    sheet: dict[str, Any]


def osm_network(extract: OsmExtract, options: OsmRailOptions, given: GivenServices | None = None) -> OsmRail:
    """The network of an extract.

    Nothing of the track is left out before stations are linked to it: a siding may carry a platform.

    Raises
    ------
    EmptySourceError
        If there is no track of the modes, or no two stations that track joins.
    CrsError
        If the stations lie off the track as they do when their datum is not ``station_datum``.
    NetworkError
        If services that were given do not fit the network.
    """
    country, parameters = options.country, RailParameters.load()
    logger.debug("track of %d ways", extract.way_id.size)
    track, counts = build_track(extract, country, modes=options.modes, lifecycles=options.lifecycles)
    if not track.n_edges:
        raise EmptySourceError(
            f"{extract.origin.name} holds no track of {', '.join(options.modes)}; ask for other modes"
        )
    track, of_side = with_running_side(track, country.running_side)
    track, of_welding = weld(track)
    logger.debug("stations on %d edges of track", track.n_edges)
    clusters = station_clusters(extract, track, country, lifecycles=options.lifecycles, datum=options.station_datum)
    routes = route_ways(extract)
    track, stations = link_stations(track, clusters, routes=routes)
    stations, n_other = _of_modes(stations, options.modes)
    whole, linked = track, stations
    track, stations, of_fragments = _pruned(track, stations)
    logger.info("%d edges of track, %d stations", track.n_edges, len(stations.stations))

    logger.debug("turns at %d nodes", track.n_nodes)
    turns = legal_turns(track, routes=routes)
    profiles = profiles_of(
        track,
        country,
        parameters,
        is_freight=options.traffic == "freight",
        lifecycles=options.lifecycles,
        respect_oneway=options.respect_oneway,
    )
    stopping = _of_traffic(stations, options.traffic)
    graphs = [MovementGraph.from_track(track, one, stopping.point_node, turns=turns) for one in profiles]
    logger.debug("corridors between %d stations", len(stations.stations))
    line_of_way = line_tags(extract)
    layers = [corridor_edges(graph, stopping, country, parameters, line_of_way=line_of_way) for graph in graphs]
    united = unite_edges(layers)
    if united.edges.empty:
        raise EmptySourceError(
            f"{extract.origin.name}: no two stations are joined by track; widen the area or the modes"
        )
    nodes = _nodes(stopping, united.edges)
    logger.debug("services on %d edges", len(united.edges))
    services, of_services = services_of(
        extract,
        nodes,
        united.edges,
        cut_at_gauge_breaks(chains_of(united.edges, united.joints), united.edges),
        country,
        stations=stopping,
        track=track,
        clipped=_clipped_stations(graphs, stopping),
        given=given or GivenServices(),
        is_freight=options.traffic == "freight",
    )
    return OsmRail(
        nodes=nodes,
        edges=with_transfers(united.edges, stations.transfers, nodes),
        services=services,
        sheet={
            **track_sheet(whole, linked, osm_date=extract.origin.date),
            "reading": _plain(extract.notes),
            "track": _plain({**counts, **of_side, **of_welding, **of_fragments, **turns.notes}),
            "clusters": _plain({**clusters.notes, "stations_of_other_modes": n_other}),
            "set_aside": _set_aside(clusters),
            "corridors": {**_sum([layer.notes for layer in layers]), "reversals": len(united.reversals)},
            "services": _plain(of_services),
        },
    )


def _pruned(track: Track, stations: Stations) -> tuple[Track, Stations, dict[str, float]]:
    """Without small fragments and nodes that decide nothing; the stations' points follow."""
    track, position, notes = drop_fragments(track, _is_point(track, stations))
    stations = replace(stations, point_node=position[stations.point_node])
    track, position = contract(track, _is_point(track, stations) | hairpin_nodes(track))
    return track, replace(stations, point_node=position[stations.point_node]), notes


def _is_point(track: Track, stations: Stations) -> BoolArray:
    is_point = np.zeros(track.n_nodes, dtype=bool)
    is_point[stations.point_node] = True
    return is_point


def _of_modes(stations: Stations, modes: tuple[str, ...]) -> tuple[Stations, int]:
    """Without stations that have no track because none of their mode was asked for; and how many these are."""
    frame, unlinked = stations.stations, stations.unlinked
    is_other = frame.index.isin(unlinked["station_id"]) & ~frame["mode"].isin([*modes, ""]).to_numpy(dtype=bool)
    gone = frame.index[is_other]
    position = np.cumsum(~is_other) - 1
    transfers = stations.transfers
    stays = ~transfers[["from_station", "to_station"]].isin(gone).any(axis=1)
    kept = replace(
        stations,
        stations=frame[~is_other],
        point_station=position[stations.point_station],
        unlinked=unlinked[~unlinked["station_id"].isin(gone)].reset_index(drop=True),
        transfers=transfers[stays].reset_index(drop=True),
        duplicates=stations.duplicates[~stations.duplicates["station_id"].isin(gone)].reset_index(drop=True),
    )
    return kept, len(gone)


def _of_traffic(stations: Stations, traffic: str) -> Stations:
    """Points of the stations where trains of the traffic stop: freight trains also stop where passengers do."""
    if traffic == "freight":
        return stations
    is_passenger = (stations.stations["kind"] == "station").to_numpy(dtype=bool)[stations.point_station]
    return replace(
        stations,
        point_station=stations.point_station[is_passenger],
        point_node=stations.point_node[is_passenger],
        point_access_m=stations.point_access_m[is_passenger],
    )


def _nodes(stations: Stations, edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Stations as nodes of a network, ranked by their tracks and lines; those without an edge only if no goods."""
    frame = stations.stations
    n_points = np.bincount(stations.point_station, minlength=len(frame))
    ends = pd.concat(
        [edges[[end, "line_id"]].set_axis(["station", "line"], axis=1) for end in ("from_node", "to_node")]
    )
    n_lines = ends.groupby("station")["line"].nunique().reindex(frame.index, fill_value=0).to_numpy(dtype=np.int64)
    ranked = frame.assign(**rank_stations(frame, n_points, n_lines))
    is_kept = (ranked["kind"] == "station") | (n_lines > 0)
    columns = [name for name in NODE_COLUMNS if name in ranked.columns]
    nodes = gpd.GeoDataFrame(ranked.loc[is_kept, [*columns, "geometry"]], crs=frame.crs)
    return nodes.rename_axis("node_id").sort_index()


def _clipped_stations(graphs: list[MovementGraph], stations: Stations) -> list[str]:
    """Stations from which track leads out of the extract before another station comes."""
    if not graphs:
        return []
    clips = np.flatnonzero(graphs[0].track.node_kind == NodeKind.CLIP)
    if not clips.size:
        return []
    groups = [*_points_by_station(stations), clips]
    found: set[int] = set()
    for graph in graphs:
        start, end, _ = graph.adjacent(groups)
        found.update(start[end == len(groups) - 1].tolist())
    return [str(name) for name in stations.stations.index[sorted(found - {len(groups) - 1})]]


def _points_by_station(stations: Stations) -> list[IntArray]:
    """Track nodes of each station; points are sorted by station."""
    bounds = np.searchsorted(stations.point_station, np.arange(1, len(stations.stations)))
    return np.split(stations.point_node, bounds)


def _set_aside(clusters: StationClusters) -> dict[str, int]:
    return {str(reason): int(n) for reason, n in clusters.set_aside["reason"].value_counts().sort_index().items()}


def _sum(notes: list[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in notes:
        for name, count in one.items():
            total[name] = total.get(name, 0) + int(count)
    return total


def _plain(notes: Any) -> dict[str, float]:
    """Counts as plain numbers, by name."""
    return {str(name): float(notes[name]) if notes[name] % 1 else int(notes[name]) for name in sorted(notes)}
