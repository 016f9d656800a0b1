"""Track drawn with a few coordinates, and track read from a hand-written OpenStreetMap document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyproj

from netopt.osm.pbf import read_osm_file
from netopt.osm.selection import MODES, Selection
from netopt.rail.country import Country
from netopt.rail.topology.track import NodeKind, Track
from netopt.rail.topology.track_build import build_track

DOCUMENTS = Path(__file__).parents[2] / "data" / "osm"
Point = tuple[float, float]

PLAIN_WAY: dict[str, Any] = {
    "mode": "rail",
    "name": "",
    "name_zh": "",
    "name_en": "",
    "ref": "",
    "usage": "main",
    "service": "",
    "is_highspeed": False,
    "gauge_mm": frozenset({1435}),
    "electrified": "yes",
    "power": "25000;50",
    "lifecycle": "open",
    "opened_year": pd.NA,
    "kmh_forward": 100.0,
    "kmh_backward": 100.0,
    "is_kmh_assumed_forward": False,
    "is_kmh_assumed_backward": False,
    "kmh_source": "tag",
    "preferred": 0,
    "is_bidirectional": False,
    "oneway": 0,
    "is_passenger_only": False,
    "is_freight_only": False,
    "structure": "surface",
    "passenger_lines": pd.NA,
    "duration_s": np.nan,
}


@dataclass(frozen=True)
class Drawn:
    """An edge that is more than a line of its own way."""

    points: Sequence[Point]
    way: int | None = None
    """Id of its way; by default 101 for the first edge, 102 for the second ..."""
    is_reversed: bool = False
    pieces: Sequence[tuple[float, int, bool]] = ()
    """Metres, way id and is_reversed of each piece, where there are several or the length is not the planar one."""


def drawn_track(
    edges: Sequence[Drawn | Sequence[Point]],
    *,
    ways: Mapping[int, Mapping[str, Any]] | None = None,
    kinds: Mapping[Point, NodeKind] | None = None,
    crs: str = "EPSG:32650",
) -> Track:
    """Track whose edges are lines of points in metres, from tail to head; lines meet where their ends are one point.

    Vertices get the ids 1, 2, 3 ... in the order in which their points are first drawn; equal points are one vertex
    and nodes are in the order of their ids (``at`` finds one by its point). Each edge is one piece of a way of its
    own: main line, 1435 mm, 100 km/h both ways. ``ways`` changes ways by id, ``kinds`` nodes by point.
    """
    drawn = [edge if isinstance(edge, Drawn) else Drawn(edge) for edge in edges]
    ids: dict[Point, int] = {}
    for edge in drawn:
        for x, y in edge.points:
            ids.setdefault((float(x), float(y)), len(ids) + 1)
    ends = sorted({ids[(float(x), float(y))] for edge in drawn for x, y in (edge.points[0], edge.points[-1])})
    position = {node_id: place for place, node_id in enumerate(ends)}
    points = {vertex_id: point for point, vertex_id in ids.items()}
    kind_of = {ids[(float(x), float(y))]: kind for (x, y), kind in (kinds or {}).items()}

    pieces = [
        list(edge.pieces) or [(length_m(edge.points), edge.way or 101 + number, edge.is_reversed)]
        for number, edge in enumerate(drawn)
    ]
    way_ids = sorted({way for of_edge in pieces for _, way, _ in of_edge} | set(ways or {}))
    vertices = [[ids[(float(x), float(y))] for x, y in edge.points] for edge in drawn]
    flat = [piece for of_edge in pieces for piece in of_edge]
    return Track(
        crs=pyproj.CRS.from_user_input(crs),
        node_id=np.array(ends, dtype=np.int64),
        node_xy=np.array([points[node_id] for node_id in ends], dtype=np.float64).reshape(-1, 2),
        node_kind=np.array([kind_of.get(node_id, NodeKind.PLAIN) for node_id in ends], dtype=np.int64),
        tail=np.array([position[line[0]] for line in vertices], dtype=np.int64),
        head=np.array([position[line[-1]] for line in vertices], dtype=np.int64),
        first_vertex=offsets([len(line) for line in vertices]),
        vertex_xy=np.array([points[vertex] for line in vertices for vertex in line], dtype=np.float64).reshape(-1, 2),
        vertex_id=np.array([vertex for line in vertices for vertex in line], dtype=np.int64),
        first_piece=offsets([len(of_edge) for of_edge in pieces]),
        piece_m=np.array([metres for metres, _, _ in flat], dtype=np.float64),
        piece_way=np.array([way_ids.index(way) for _, way, _ in flat], dtype=np.int64),
        piece_is_reversed=np.array([is_reversed for _, _, is_reversed in flat], dtype=bool),
        ways=way_frame({way: (ways or {}).get(way, {}) for way in way_ids}),
    )


def way_frame(changes: Mapping[int, Mapping[str, Any]]) -> pd.DataFrame:
    """The ``ways`` of a track: plain ones with these changes, by way id."""
    unknown = {key for change in changes.values() for key in change} - set(PLAIN_WAY)
    assert not unknown, f"no such columns of ways: {sorted(unknown)}"
    frame = pd.DataFrame(
        [PLAIN_WAY | dict(change) for change in changes.values()],
        columns=list(PLAIN_WAY),
        index=pd.Index(list(changes), name="way_id", dtype=np.int64),
    )
    whole = ("opened_year", "passenger_lines")
    return frame.astype(dict.fromkeys(whole, "Int64") | {"preferred": np.int64, "oneway": np.int64})


def at(track: Track, x: float, y: float) -> int:
    """Position of the node at a point."""
    (found,) = np.flatnonzero(np.hypot(*(track.node_xy - [x, y]).T) < 1e-6)
    return int(found)


def edge_between(track: Track, tail: int, head: int) -> int:
    """Position of the one edge between two nodes given by position, whichever way it runs."""
    ends = np.sort(np.stack([track.tail, track.head], axis=1), axis=1)
    (found,) = np.flatnonzero((ends == sorted((tail, head))).all(axis=1))
    return int(found)


def track_of(document: Path | str, *, country: str = "world", **options: Any) -> Track:
    """Track of a hand-written document, read as a user's file is: reader, way table, edges between nodes.

    ``document``: a path, or the name of a file of tests/data/osm; ``options``: those of ``build_track``.
    """
    path = DOCUMENTS / document if isinstance(document, str) else document
    track, _ = build_track(read_osm_file(path, Selection(modes=MODES)), Country.load(country), **options)
    return track


def length_m(points: Sequence[Point]) -> float:
    """Planar length of a line of points."""
    return sum(hypot(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(points))


def offsets(counts: Sequence[int]) -> np.ndarray:
    """Bounds of runs of these lengths."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
