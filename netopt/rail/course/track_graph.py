"""Track on the ground as arrays, and which moves a train can make from one track edge to the next."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from scipy.sparse import csr_array

from netopt.arrays import FloatArray, IntArray

FORBIDDEN_TURN_DEG = 90.0
"""No train turns more than this from one edge into the next (beyond what coarse coordinates explain)."""

SIGHT = 4.0
"""Headings are measured over at least this many coordinate errors (which leaves them uncertain by 14 degrees)."""


@dataclass(frozen=True, eq=False)
class TrackGraph:
    """Rail track as an undirected graph in a metre-based plane.

    ``xy`` (n_nodes, 2) metres; ``tail``, ``head`` (n_edges,) node positions; ``length_m`` (n_edges,) length of the
    track, at least the distance of its ends (an edge is drawn as a chord). ``coordinate_error_m``: how far a
    node may lie off its true place because its coordinates were rounded.

    A *directed edge* is edge e run from tail to head (number e) or from head to tail (number e + n_edges).
    """

    xy: FloatArray
    tail: IntArray
    head: IntArray
    length_m: FloatArray
    coordinate_error_m: float = 0.0

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
    def run_length_m(self) -> FloatArray:
        """Length of each directed edge, shape (2 n_edges,)."""
        return np.concatenate([self.length_m, self.length_m])

    @cached_property
    def chords(self) -> "np.typing.NDArray[np.object_]":
        """Straight lines of the undirected edges, as shapely geometries."""
        return np.asarray(shapely.linestrings(np.stack([self.xy[self.tail], self.xy[self.head]], axis=1)))

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Search tree over ``chords``."""
        return shapely.STRtree(self.chords)

    @cached_property
    def moves(self) -> "Moves":
        """Every move that a train can make between directed edges."""
        return _moves(self)


@dataclass(frozen=True, eq=False)
class Moves:
    """Moves between directed edges: from ``before`` to ``after``, shape (n_moves,), sorted by both."""

    before: IntArray
    after: IntArray
    deflection_deg: FloatArray
    """Deflection that coarse coordinates do not explain: 0 is straight on."""


def _moves(graph: TrackGraph) -> Moves:
    """Moves at every node; reversals and turns above ``FORBIDDEN_TURN_DEG`` are left out.

    At a node with two arms the line simply goes on: no turn is priced or forbidden there.
    """
    before, after = _neighbours(graph)
    heading_deg, error_deg = _headings(graph, before, after)
    reverse = np.roll(np.arange(2 * graph.n_edges), graph.n_edges)
    out_deg = heading_deg[reverse] + 180.0
    excess_deg = _between_deg(out_deg[before], heading_deg[after]) - error_deg[reverse[before]] - error_deg[after]
    arms = np.bincount(graph.start, minlength=len(graph.xy))[graph.end[before]]
    excess_deg = np.where(arms == 2, 0.0, np.maximum(excess_deg, 0.0))
    can_run = excess_deg <= FORBIDDEN_TURN_DEG
    return Moves(before[can_run], after[can_run], excess_deg[can_run])


def _neighbours(graph: TrackGraph) -> tuple[IntArray, IntArray]:
    """Pairs of directed edges that follow each other at a node and are not each other's reverse, sorted."""
    n_directed, n_nodes = 2 * graph.n_edges, len(graph.xy)
    directed, ones = np.arange(n_directed), np.ones(n_directed)
    ends_at = csr_array((ones, (directed, graph.end)), shape=(n_directed, n_nodes))
    starts_at = csr_array((ones, (graph.start, directed)), shape=(n_nodes, n_directed))
    before, after = (ends_at @ starts_at).tocoo().coords
    order = np.lexsort((after, before))
    before, after = before[order], after[order]
    is_reversal = before % graph.n_edges == after % graph.n_edges
    return before[~is_reversal], after[~is_reversal]


def _headings(graph: TrackGraph, before: IntArray, after: IntArray) -> tuple[FloatArray, FloatArray]:
    """Heading at the start of each directed edge and how far it may be off, degrees, shape (2 n_edges,).

    An edge that is short against the coordinate error c says little of its heading: there the look goes on, straightest
    first, to a point ``SIGHT`` c ahead.

    error = atan(c / d) + theta      d: distance to the point in sight, theta: half the angle of the arc that has
                                     length l over the chord d; l / d = theta / sin(theta) ~ 1 + theta**2 / 6

    One dropped vertex that rounding moved by c makes a straight edge longer by 2 c**2 / d: that much is no arc.
    """
    start, step = graph.xy[graph.start], graph.xy[graph.end] - graph.xy[graph.start]
    chord_m = np.linalg.norm(step, axis=1)
    sight_m = SIGHT * graph.coordinate_error_m
    onward = _straightest(step, before, after)
    point, current, left_m = graph.xy[graph.end].copy(), np.arange(chord_m.size), sight_m - chord_m
    while (looks_on := np.flatnonzero((left_m > 0.0) & (onward[current] >= 0))).size:
        current[looks_on] = onward[current[looks_on]]
        edge = current[looks_on]
        share = np.minimum(left_m[looks_on] / chord_m[edge], 1.0)
        point[looks_on] = start[edge] + share[:, None] * step[edge]
        left_m[looks_on] -= chord_m[edge]
    seen = point - start
    seen_m = np.maximum(np.linalg.norm(seen, axis=1), 1.0)  # a loop may lead back to its start
    rounding_m = 2.0 * graph.coordinate_error_m**2 / chord_m
    detour_m = np.maximum(graph.run_length_m - chord_m - rounding_m, 0.0)
    bend = np.minimum(np.sqrt(6.0 * detour_m / chord_m), np.pi / 2)
    error_deg = np.degrees(np.arctan2(graph.coordinate_error_m, seen_m) + bend)
    return np.degrees(np.arctan2(seen[:, 1], seen[:, 0])), error_deg


def _straightest(step: FloatArray, before: IntArray, after: IntArray) -> IntArray:
    """The edge that follows each directed edge with the least deflection; -1 at a dead end."""
    chord_deg = np.degrees(np.arctan2(step[:, 1], step[:, 0]))
    order = np.lexsort((after, np.round(_between_deg(chord_deg[before], chord_deg[after]), 6), before))
    first = order[np.searchsorted(before, np.unique(before))]
    onward = np.full(len(step), -1)
    onward[before[first]] = after[first]
    return onward


def _between_deg(first_deg: FloatArray, second_deg: FloatArray) -> FloatArray:
    """Angle between two headings, 0 to 180 degrees."""
    return np.asarray(np.abs((second_deg - first_deg + 180.0) % 360.0 - 180.0))
