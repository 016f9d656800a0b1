"""Track on the ground as arrays, and which moves a train can make from one track edge to the next."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from scipy.sparse import csr_array

from netopt.arrays import FloatArray, IntArray

FORBIDDEN_TURN_DEG = 90.0
"""No train turns more than this from one edge into the next (beyond what coarse coordinates explain)."""


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
    n_directed = 2 * graph.n_edges
    n_nodes = len(graph.xy)
    directed = np.arange(n_directed)
    ends_at = csr_array((np.ones(n_directed), (directed, graph.end)), shape=(n_directed, n_nodes))
    starts_at = csr_array((np.ones(n_directed), (graph.start, directed)), shape=(n_nodes, n_directed))
    pairs = (ends_at @ starts_at).tocoo()
    before, after = pairs.coords
    order = np.lexsort((after, before))
    before, after = before[order], after[order]
    is_reversal = before % graph.n_edges == after % graph.n_edges
    before, after = before[~is_reversal], after[~is_reversal]
    arms = np.bincount(graph.start, minlength=n_nodes)[graph.end[before]]
    excess_deg = (
        _deflection_deg(graph, before, after) - _heading_error_deg(graph)[before] - _heading_error_deg(graph)[after]
    )
    excess_deg = np.where(arms == 2, 0.0, np.maximum(excess_deg, 0.0))
    can_run = excess_deg <= FORBIDDEN_TURN_DEG
    return Moves(before[can_run], after[can_run], excess_deg[can_run])


def _deflection_deg(graph: TrackGraph, before: IntArray, after: IntArray) -> FloatArray:
    step = graph.xy[graph.end] - graph.xy[graph.start]
    heading = np.degrees(np.arctan2(step[:, 1], step[:, 0]))
    return np.asarray(np.abs((heading[after] - heading[before] + 180.0) % 360.0 - 180.0))


def _heading_error_deg(graph: TrackGraph) -> FloatArray:
    """How far the heading of a chord may be off the track's heading at its end, shape (2 n_edges,).

    error = atan(c / d) + theta      c: coordinate error, d: chord, theta: half the angle of the arc that has
                                     length l over the chord d; l / d = theta / sin(theta) ~ 1 + theta**2 / 6
    """
    chord_m = np.linalg.norm(graph.xy[graph.head] - graph.xy[graph.tail], axis=1)
    detour_m = np.maximum(graph.length_m - chord_m - 2.0 * graph.coordinate_error_m, 0.0)
    bend = np.sqrt(6.0 * detour_m / chord_m)
    error_deg = np.degrees(np.arctan2(graph.coordinate_error_m, chord_m) + np.minimum(bend, np.pi / 2))
    return np.concatenate([error_deg, error_deg])
