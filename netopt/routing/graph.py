"""RoutingGraph: shortest paths on arcs with costs in seconds; the one face of every shortest path in netopt.

Inside, costs are whole milliseconds: sums are exact, so a limit is met or not met whatever the order of adding
(three arcs of 0.1 s are within 0.3 s), and equal paths are equal. SciPy does the search; nothing outside this file
knows that.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from netopt.arrays import FloatArray, IntArray
from netopt.errors import ProblemError, ScalingError
from netopt.units import MILLISECONDS_PER_SECOND

EXACT_LIMIT = 2**53
"""Whole numbers up to here are exact in float64, in which SciPy adds."""
ROW_BLOCK_VALUES = 4_000_000
"""Distances held at once while rows are searched: 32 MB."""


@dataclass(frozen=True, eq=False)
class RoutingGraph:
    """Directed arcs in compressed rows; parallel arcs are reduced to their cheapest. Made by ``from_arcs``.

    Nodes are positions ``0 .. node_count - 1``. ``costs_ms``, ``heads`` and ``arcs`` have shape (n_kept,); row ``i``
    is the slice ``row_starts[i]:row_starts[i + 1]``. ``arcs`` holds the caller's position of each kept arc.
    """

    node_count: int
    row_starts: IntArray
    heads: IntArray
    costs_ms: FloatArray
    arcs: IntArray

    @classmethod
    def from_arcs(
        cls, node_count: int, tail: npt.ArrayLike, head: npt.ArrayLike, cost_s: npt.ArrayLike
    ) -> "RoutingGraph":
        """A graph of arcs given as three arrays of shape (n_arcs,); ``cost_s`` in seconds, >= 0.

        Costs are rounded to the millisecond; zero is a legal cost. Of parallel arcs the cheapest stays, of equal ones
        the first. Loops stay and never matter.

        Raises
        ------
        ProblemError
            If the arrays do not fit each other, an end is no node, or a cost is negative or not a number.
        ScalingError
            If costs are so large that a path's milliseconds would not be exact.
        """
        tails, heads = _positions(tail, node_count, "arc tail"), _positions(head, node_count, "arc head")
        cost = np.asarray(cost_s, dtype=np.float64)
        if not tails.shape == heads.shape == cost.shape:
            raise ProblemError(
                f"arcs need one tail, one head and one cost each, got {tails.size}, {heads.size} and {cost.size}"
            )
        _check_costs(cost, tails, heads)
        cost_ms = np.rint(cost * MILLISECONDS_PER_SECOND)
        order = np.lexsort((np.arange(cost.size), cost_ms, heads, tails))
        is_first = np.ones(order.size, dtype=bool)
        is_first[1:] = (np.diff(tails[order]) != 0) | (np.diff(heads[order]) != 0)
        kept = order[is_first]
        row_starts = np.zeros(node_count + 1, dtype=np.int32)
        np.cumsum(np.bincount(tails[kept], minlength=node_count), out=row_starts[1:])
        graph = cls(node_count, row_starts, heads[kept].astype(np.int32), cost_ms[kept], kept)
        _check_exact(graph.total_ms, "the sum of all arc costs")
        return graph

    @property
    def total_ms(self) -> float:
        """Sum of all kept costs: no shortest path is longer."""
        return float(self.costs_ms.sum())

    def distances(
        self, origins: npt.ArrayLike, destinations: npt.ArrayLike | None = None, *, limit_s: float | None = None
    ) -> FloatArray:
        """Least seconds from each origin to each destination, shape (n_origins, n_destinations).

        ``inf`` where there is no path, or none within ``limit_s`` (which is itself allowed). ``destinations`` left
        out: every node. Search runs from the side with fewer places: Dijkstra, O(n * (E + V log V)) time.

        Raises
        ------
        ProblemError
            If a position is no node, or the limit is negative or not a number.
        """
        starts = _positions(origins, self.node_count, "origin")
        ends = (
            np.arange(self.node_count)
            if destinations is None
            else _positions(destinations, self.node_count, "destination")
        )
        limit_ms = _limit_ms(limit_s)
        if np.unique(ends).size < np.unique(starts).size:
            return _rows(self._backward, ends, starts, limit_ms).T.copy()
        return _rows(self._forward, starts, ends, limit_ms)

    def nearest(self, sources: npt.ArrayLike, *, limit_s: float | None = None) -> tuple[IntArray, FloatArray]:
        """The source nearest to each node, travelling from source to node, and the seconds from it.

        Returns
        -------
        tuple
            ``owner`` (node_count,): position in ``sources``, -1 where no source reaches the node within ``limit_s``;
            of equally near sources the first. ``distance_s`` (node_count,): ``inf`` there.

        Raises
        ------
        ProblemError
            If a source is no node or there is none, or the limit is negative or not a number.
        ScalingError
            If distances and source positions together would not be exact.

        Notes
        -----
        One search from a node in front of all sources. With costs multiplied by S, the number of sources, and the
        source's position added, the least sum is the nearest source and, among equals, the first:
        d' = d * S + position.
        """
        starts = _positions(sources, self.node_count, "source")
        if starts.size == 0:
            raise ProblemError("nearest() needs at least one source")
        _check_exact((self.total_ms + 1) * starts.size, "the sum of all arc costs times the number of sources")
        limit_ms = _limit_ms(limit_s) * starts.size + starts.size - 1
        front, first_position = np.unique(starts, return_index=True)
        graph = csr_array(
            (
                np.concatenate([self.costs_ms * starts.size, first_position.astype(np.float64)]),
                np.concatenate([self.heads, front.astype(np.int32)]),
                np.concatenate([self.row_starts, [self.row_starts[-1] + front.size]]).astype(np.int32),
            ),
            shape=(self.node_count + 1, self.node_count + 1),
        )
        combined = dijkstra(graph, indices=np.array([self.node_count]), limit=limit_ms)[0, : self.node_count]
        is_reached = np.isfinite(combined)
        owner = np.full(self.node_count, -1, dtype=np.int64)
        distance_s = np.full(self.node_count, np.inf)
        whole_ms, position = np.divmod(combined[is_reached], starts.size)
        owner[is_reached] = position.astype(np.int64)
        distance_s[is_reached] = whole_ms / MILLISECONDS_PER_SECOND
        return owner, distance_s

    def paths(self, origin: int, destinations: npt.ArrayLike) -> list[IntArray]:
        """A shortest path to each destination, as the caller's arc positions in order of travel.

        Empty where the destination is the origin itself or has no path (``distances`` tells which). Of equally short
        paths always the same one is given.

        Raises
        ------
        ProblemError
            If a position is no node.
        """
        start = _positions([origin], self.node_count, "origin")
        ends = _positions(destinations, self.node_count, "destination")
        _, before = dijkstra(self._forward, indices=start, return_predecessors=True)
        return [self._walk_back(before[0], int(start[0]), int(end)) for end in ends]

    def _walk_back(self, before: IntArray, start: int, end: int) -> IntArray:
        steps: list[int] = []
        while end != start and before[end] >= 0:
            tail = int(before[end])
            first, last = self.row_starts[tail], self.row_starts[tail + 1]
            steps.append(int(self.arcs[first + np.searchsorted(self.heads[first:last], end)]))
            end = tail
        return np.array(steps[::-1], dtype=np.int64)

    @cached_property
    def _forward(self) -> csr_array:
        shape = (self.node_count, self.node_count)
        return csr_array((self.costs_ms, self.heads, self.row_starts), shape=shape)

    @cached_property
    def _backward(self) -> csr_array:
        return self._forward.T.tocsr()


def _rows(graph: csr_array, starts: IntArray, ends: IntArray, limit_ms: float) -> FloatArray:
    """Seconds from each start to each end, each distinct start searched once, in blocks that fit in memory."""
    distinct, position = np.unique(starts, return_inverse=True)
    found = np.empty((distinct.size, ends.size))
    block = max(1, ROW_BLOCK_VALUES // max(1, graph.shape[0]))
    for first in range(0, distinct.size, block):
        rows = dijkstra(graph, indices=distinct[first : first + block], limit=limit_ms)
        found[first : first + block] = rows[:, ends]
    seconds: FloatArray = found[position] / MILLISECONDS_PER_SECOND
    return seconds


def _positions(given: npt.ArrayLike, node_count: int, what: str) -> IntArray:
    positions = np.atleast_1d(np.asarray(given))
    if positions.size == 0:
        return np.zeros(0, dtype=np.int64)
    if positions.ndim != 1 or not np.issubdtype(positions.dtype, np.integer):
        raise ProblemError(f"{what}s must be a list of whole numbers, got {positions.dtype} of shape {positions.shape}")
    outside = np.flatnonzero((positions < 0) | (positions >= node_count))
    if outside.size:
        first = outside[0]
        raise ProblemError(f"{what} {first} is node {positions[first]}; nodes are 0 to {node_count - 1}")
    return positions.astype(np.int64)


def _check_costs(cost_s: FloatArray, tails: IntArray, heads: IntArray) -> None:
    wrong = np.flatnonzero(~(np.isfinite(cost_s) & (cost_s >= 0)))
    if wrong.size:
        shown = ", ".join(f"arc {i} ({tails[i]} to {heads[i]}): {cost_s[i]}" for i in wrong[:5])
        raise ProblemError(
            f"{wrong.size} arc costs are negative, infinite or not numbers: {shown}; give seconds >= 0 "
            "and leave closed arcs out"
        )
    large = np.flatnonzero(cost_s * MILLISECONDS_PER_SECOND > EXACT_LIMIT)
    if large.size:
        raise ScalingError(f"arc {large[0]} costs {cost_s[large[0]]:g} s, too much for exact milliseconds")


def _check_exact(whole: float, what: str) -> None:
    if whole > EXACT_LIMIT:
        raise ScalingError(f"{what} is {whole:.3g} ms, above 2**53, where sums stop being exact; use a smaller unit")


def _limit_ms(limit_s: float | None) -> float:
    if limit_s is None:
        return np.inf
    if not limit_s >= 0:
        raise ProblemError(f"limit_s is {limit_s}; give seconds >= 0")
    return float(np.rint(limit_s * MILLISECONDS_PER_SECOND))
