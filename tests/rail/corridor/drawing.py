"""Track and stations drawn by hand: nodes by name, edges as straight lines, one way each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from netopt.rail.country import Country
from netopt.rail.movements.movements import MovementGraph
from netopt.rail.movements.profile import Profile
from netopt.rail.parameters import RailParameters
from netopt.rail.stations.stations import Stations
from netopt.rail.topology.track import Track
from tests.rail.topology.drawn import way_frame

CRS = pyproj.CRS.from_epsg(32650)
AT_120 = {"kmh_forward": 120.0, "kmh_backward": 120.0}


def draw_track(nodes: Mapping[str, tuple[float, float]], edges: Sequence[tuple]) -> Track:
    """Edges are (tail, head) or (tail, head, tags of its way); nodes are numbered in order, places in metres."""
    names = list(nodes)
    xy = np.array([nodes[name] for name in names], dtype=float)
    tail = np.array([names.index(edge[0]) for edge in edges])
    head = np.array([names.index(edge[1]) for edge in edges])
    tags = [AT_120 | (edge[2] if len(edge) > 2 else {}) for edge in edges]
    ways = way_frame(dict(zip(range(101, 101 + len(edges)), tags, strict=True)))
    ends = np.stack([tail, head], axis=1).ravel()
    return Track(
        crs=CRS,
        node_id=np.arange(1, len(names) + 1),
        node_xy=xy,
        node_kind=np.zeros(len(names), dtype=np.int64),
        tail=tail,
        head=head,
        first_vertex=np.arange(len(edges) + 1) * 2,
        vertex_xy=xy[ends],
        vertex_id=ends + 1,
        first_piece=np.arange(len(edges) + 1),
        piece_m=np.linalg.norm(xy[head] - xy[tail], axis=1),
        piece_way=np.arange(len(edges)),
        piece_is_reversed=np.zeros(len(edges), dtype=bool),
        ways=ways,
    )


def draw_stations(
    track: Track, nodes: Mapping[str, tuple[float, float]], points: Mapping[str, Sequence[str]]
) -> Stations:
    """Stations by id, each with the names of its nodes."""
    names = list(nodes)
    return _stations(track, {name: [names.index(node) for node in points[name]] for name in sorted(points)})


def stations_at(track: Track, points: Mapping[str, int]) -> Stations:
    """Stations by id, each at the node with an OpenStreetMap id."""
    node_ids = track.node_id.tolist()
    return _stations(track, {name: [node_ids.index(points[name])] for name in sorted(points)})


def _stations(track: Track, points: Mapping[str, Sequence[int]]) -> Stations:
    """A station stands at the first of its points."""
    place = [(number, node) for number, name in enumerate(points) for node in points[name]]
    frame = gpd.GeoDataFrame(
        {"name": list(points), "mode": "rail", "kind": "station", "class": "main"},
        geometry=[shapely.Point(track.node_xy[nodes[0]]) for nodes in points.values()],
        index=pd.Index(list(points), name="station_id"),
        crs=track.crs,
    )
    empty = pd.DataFrame()
    station, node = np.array(place).T
    return Stations(frame, station, node, np.zeros(len(place)), empty, empty, empty)


def draw(
    nodes: Mapping[str, tuple[float, float]],
    edges: Sequence[tuple],
    points: Mapping[str, Sequence[str]],
    **changes: object,
) -> tuple[MovementGraph, Stations]:
    """Moves of a passenger train of 108 km/h (30 m/s), and the stations; ``changes`` of its profile."""
    track = draw_track(nodes, edges)
    stations = draw_stations(track, nodes, points)
    profile = Profile.passenger(Country.load("world"), RailParameters.load())
    train = profile.train.model_copy(update={"max_kmh": 108.0})
    profile = replace(profile, train=train, **changes)
    return MovementGraph.from_track(track, profile, np.unique(stations.point_node)), stations
