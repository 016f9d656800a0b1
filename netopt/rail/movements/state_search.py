"""Least costs over states from groups of nodes to groups of nodes, block by block: Dijkstra over directed edges."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csgraph, csr_array

from netopt.arrays import BoolArray, FloatArray, IntArray

MOST_CELLS = 4_000_000
"""Cells of one block of costs: 48 MB with the predecessors."""


@dataclass(frozen=True, eq=False)
class StateSearch:
    """States with the nodes where they start and end, and moves between them.

    Costs are whole milliseconds, 1 at least: sums are exact and a sparse matrix keeps every arc.
    """

    start: IntArray
    """Shape (n_states,): node positions."""
    end: IntArray
    state_ms: IntArray
    """Shape (n_states,): cost of the state when a run begins in it."""
    before: IntArray
    """Shape (n_moves,): states."""
    after: IntArray
    move_ms: IntArray
    """Shape (n_moves,): cost of a move, that of the state ``after`` included."""

    def blocks(self, origins: Sequence[IntArray], limit_ms: float) -> Iterator[tuple[IntArray, FloatArray, IntArray]]:
        """Blocks of origins (rows), costs to every state (k, n_states) and the states before (k, n_states).

        A run begins in any state that starts at a node of its origin. Cost ``inf``: not reached within the limit. State
        before: below 0 where not reached, n_states and above where the run begins.
        """
        n_states = self.start.size
        owner, first = states_at(self.start, origins)
        tails = np.concatenate([self.before, n_states + owner])
        heads = np.concatenate([self.after, first])
        costs = np.concatenate([self.move_ms, self.state_ms[first]]).astype(np.float64)
        size = n_states + len(origins)
        links = csr_array((costs, (tails, heads)), shape=(size, size))
        block = max(MOST_CELLS // max(size, 1), 1)
        for begin in range(0, len(origins), block):
            rows = np.arange(begin, min(begin + block, len(origins)))
            cost_ms, before = csgraph.dijkstra(links, indices=n_states + rows, limit=limit_ms, return_predecessors=True)
            yield rows, cost_ms[:, :n_states], before[:, :n_states]

    def least(self, cost_ms: FloatArray, destinations: Sequence[IntArray]) -> tuple[FloatArray, IntArray]:
        """Least cost to end at a node of each destination, and the state that does; shapes (k, n_destinations).

        The lowest of equally good states; ``inf`` and -1 where there is none.
        """
        owner, last = states_at(self.end, destinations)
        least_ms = np.full((len(cost_ms), len(destinations)), np.inf)
        best = np.full(least_ms.shape, -1, dtype=np.int64)
        present, first = np.unique(owner, return_index=True)
        if not present.size:
            return least_ms, best
        at_end = cost_ms[:, last]
        least_ms[:, present] = np.minimum.reduceat(at_end, first, axis=1)
        is_best = at_end == least_ms[:, owner]
        candidate = np.where(is_best & np.isfinite(at_end), last, self.start.size)
        lowest = np.minimum.reduceat(candidate, first, axis=1)
        best[:, present] = np.where(lowest < self.start.size, lowest, -1)
        return least_ms, best


def states_at(node_of_state: IntArray, groups: Sequence[IntArray]) -> tuple[IntArray, IntArray]:
    """Groups and the states at their nodes, by group, then state; each pair once."""
    counts = [group.size for group in groups]
    member = np.repeat(np.arange(len(groups)), counts)
    nodes = np.concatenate([np.zeros(0, dtype=np.int64), *groups]).astype(np.int64)
    by_node = np.argsort(node_of_state, kind="stable")
    sorted_nodes = node_of_state[by_node]
    low, high = np.searchsorted(sorted_nodes, nodes, "left"), np.searchsorted(sorted_nodes, nodes, "right")
    count = high - low
    place = np.repeat(low - np.cumsum(count) + count, count) + np.arange(count.sum())
    pairs = np.unique(np.stack([np.repeat(member, count), by_node[place]], axis=1), axis=0)
    return pairs[:, 0], pairs[:, 1]


def share_nodes(origins: Sequence[IntArray], destinations: Sequence[IntArray], n_nodes: int) -> BoolArray:
    """Whether an origin and a destination have a node in common, shape (n_origins, n_destinations)."""
    first, second = (_incidence(groups, n_nodes) for groups in (origins, destinations))
    shares = np.zeros((len(origins), len(destinations)), dtype=bool)
    row, column = (first @ second.T).tocoo().coords
    shares[row, column] = True
    return shares


def _incidence(groups: Sequence[IntArray], n_nodes: int) -> csr_array:
    member = np.repeat(np.arange(len(groups)), [group.size for group in groups])
    nodes = np.concatenate([np.zeros(0, dtype=np.int64), *groups]).astype(np.int64)
    return csr_array((np.ones(nodes.size), (member, nodes)), shape=(len(groups), n_nodes))
