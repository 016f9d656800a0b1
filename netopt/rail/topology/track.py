"""Track: railway track as edges between nodes, with the course, the ways and the speeds along each edge."""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
import pandas as pd
import pyproj

from netopt.arrays import BoolArray, FloatArray, IntArray


class NodeKind(IntEnum):
    """What a track node is, as far as movements depend on it."""

    PLAIN = 0
    SWITCH = 1
    DIAMOND = 2
    """Tracks cross and no train can change over: ``railway=railway_crossing``."""
    DOUBLE_SLIP = 3
    SINGLE_SLIP = 4
    BUFFER_STOP = 5
    STOP = 6
    """A stop position that OpenStreetMap draws on the track."""
    CLIP = 7
    """The way goes on outside the extract."""
    MADE = 8
    """Made by netopt: a station projected on the track."""


@dataclass(frozen=True, eq=False)
class Track:
    """Track on the ground: an undirected multigraph. Parallel tracks are parallel edges; nothing is merged.

    Only shared nodes connect: a bridge over a track does not. An edge runs from ``tail`` to ``head``. A *directed
    edge* (the state of a train) is edge e run from tail to head (number e) or from head to tail (number
    e + n_edges).

    Along an edge lie *pieces*: stretches of one way, in order from tail to head. Everything tagged on a way is read
    through ``piece_way``, so nothing is lost when edges are joined. ``ways`` has one row a way that is track.

    ways
        Index ``way_id``. ``mode`` (rail, narrow_gauge, light_rail, tram, subway, monorail, rail_ferry), ``name``,
        ``name_zh``, ``name_en``, ``ref``, ``usage``, ``service`` ("" where untagged), ``is_highspeed`` (bool),
        ``gauge_mm`` (frozenset of int, empty = unknown), ``electrified`` (yes, no or ""; no is said, "" is not known),
        ``power`` (text "voltage;frequency" or ""), ``lifecycle`` (open, construction, proposed), ``opened_year``
        (nullable Int64; ``opening_date`` or ``start_date``), ``kmh_forward``, ``kmh_backward`` (float, never missing)
        and ``is_kmh_assumed_forward``, ``is_kmh_assumed_backward`` (bool: a default of the country, not a tag),
        ``kmh_source`` (tag, design, relation, default), ``preferred`` (1 along the way, -1 against, 0 none),
        ``is_bidirectional`` (both directions signalled), ``oneway`` (1, -1, 0), ``is_passenger_only``,
        ``is_freight_only`` (bool), ``structure`` (surface, bridge, tunnel), ``passenger_lines`` (nullable Int64),
        ``duration_s`` (float, NaN; rail ferries).
    """

    crs: pyproj.CRS
    """Metre-based CRS of every coordinate here."""
    node_id: IntArray
    """Shape (n_nodes,), int64: OpenStreetMap's ids; below 0 for nodes made by netopt."""
    node_xy: FloatArray
    """Shape (n_nodes, 2), metres."""
    node_kind: IntArray
    """Shape (n_nodes,), of ``NodeKind``."""
    tail: IntArray
    """Shape (n_edges,): node positions."""
    head: IntArray
    first_vertex: IntArray
    """Shape (n_edges + 1,): vertices of edge e, both ends included, from tail to head."""
    vertex_xy: FloatArray
    """Shape (n_vertices, 2), metres."""
    vertex_id: IntArray
    """Shape (n_vertices,): OpenStreetMap's node ids; below 0 for points made by netopt."""
    first_piece: IntArray
    """Shape (n_edges + 1,): every edge has at least one piece."""
    piece_m: FloatArray
    """Shape (n_pieces,): geodesic length on the WGS84 ellipsoid, > 0."""
    piece_way: IntArray
    """Shape (n_pieces,): row positions in ``ways``."""
    piece_is_reversed: BoolArray
    """Shape (n_pieces,): whether going from tail to head runs against the way's own direction."""
    ways: pd.DataFrame

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return int(self.node_id.size)

    @property
    def n_edges(self) -> int:
        """Number of undirected edges."""
        return int(self.tail.size)

    @cached_property
    def start(self) -> IntArray:
        """Node where each directed edge starts, shape (2 n_edges,)."""
        return np.concatenate([self.tail, self.head])

    @cached_property
    def end(self) -> IntArray:
        """Node where each directed edge ends, shape (2 n_edges,)."""
        return np.concatenate([self.head, self.tail])

    @cached_property
    def length_m(self) -> FloatArray:
        """Length of each edge, shape (n_edges,), metres."""
        if not self.n_edges:
            return np.zeros(0)
        return np.asarray(np.add.reduceat(self.piece_m, self.first_piece[:-1]), dtype=np.float64)

    @cached_property
    def edge_of_piece(self) -> IntArray:
        """Edge of each piece, shape (n_pieces,)."""
        return np.repeat(np.arange(self.n_edges), np.diff(self.first_piece))

    @cached_property
    def edge_of_vertex(self) -> IntArray:
        """Edge of each vertex, shape (n_vertices,)."""
        return np.repeat(np.arange(self.n_edges), np.diff(self.first_vertex))

    @cached_property
    def edge_way(self) -> IntArray:
        """Row in ``ways`` of each edge's first piece: what may not change along an edge is read there."""
        return self.piece_way[self.first_piece[:-1]]

    @cached_property
    def arms(self) -> IntArray:
        """Number of edge ends at each node, shape (n_nodes,); a loop counts twice."""
        return np.bincount(np.concatenate([self.tail, self.head]), minlength=self.n_nodes)

    def piece_kmh(self, *, is_forward: bool) -> FloatArray:
        """Speed limit on each piece for trains from tail to head (or back), shape (n_pieces,), km/h."""
        along_way = self.piece_is_reversed != is_forward
        kmh = self.ways[["kmh_forward", "kmh_backward"]].to_numpy(dtype=np.float64)[self.piece_way]
        return np.where(along_way, kmh[:, 0], kmh[:, 1])

    def is_piece_kmh_assumed(self, *, is_forward: bool) -> BoolArray:
        """Whether that limit is a default and no tag, shape (n_pieces,)."""
        along_way = self.piece_is_reversed != is_forward
        columns = ["is_kmh_assumed_forward", "is_kmh_assumed_backward"]
        assumed = self.ways[columns].to_numpy(dtype=bool)[self.piece_way]
        return np.where(along_way, assumed[:, 0], assumed[:, 1])

    def of_ways(self, column: str) -> "np.typing.NDArray[np.object_]":
        """A column of ``ways`` for every edge, read at its first piece, shape (n_edges,)."""
        values: np.typing.NDArray[np.object_] = self.ways[column].to_numpy(dtype=object)[self.edge_way]
        return values
