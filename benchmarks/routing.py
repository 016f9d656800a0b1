"""One-to-all and many-to-many routing against networkx: ``python -m benchmarks.routing``.

Both run in turn, round after round, on the same arcs and the same places, so that a busy machine slows both; the figure
is the ratio of the medians. Distances are compared before anything is timed.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial

import networkx as nx
import numpy as np

from netopt.arrays import FloatArray, IntArray
from netopt.routing.graph import RoutingGraph

ROUNDS = 5
SEED = 7


class Case:
    """A lattice with random seconds on its arcs, both ways, and a tenth of its streets missing."""

    def __init__(self, side: int) -> None:
        rng = np.random.default_rng(SEED)
        node = np.arange(side * side).reshape(side, side)
        one = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
        other = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
        is_kept = rng.random(one.size) > 0.1
        self.node_count = side * side
        self.tail = np.concatenate([one[is_kept], other[is_kept]])
        self.head = np.concatenate([other[is_kept], one[is_kept]])
        self.cost_s = rng.integers(30, 600, self.tail.size).astype(float)
        self.places = rng.permutation(self.node_count)

    def as_networkx(self) -> "nx.DiGraph[int]":
        """The same arcs for networkx."""
        graph: nx.DiGraph[int] = nx.DiGraph()
        graph.add_nodes_from(range(self.node_count))
        graph.add_weighted_edges_from(zip(self.tail.tolist(), self.head.tolist(), self.cost_s.tolist(), strict=True))
        return graph


def rows_of_networkx(graph: "nx.DiGraph[int]", origins: IntArray, destinations: IntArray) -> FloatArray:
    """What ``RoutingGraph.distances`` gives, by single-source Dijkstra."""
    rows = np.full((origins.size, destinations.size), np.inf)
    for i, origin in enumerate(origins.tolist()):
        found = nx.single_source_dijkstra_path_length(graph, origin)
        rows[i] = [found.get(destination, np.inf) for destination in destinations.tolist()]
    return rows


def seconds(step: Callable[[], object]) -> float:
    """Wall time of one call."""
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


def compare(name: str, ours: Callable[[], FloatArray], theirs: Callable[[], FloatArray], rounds: int) -> None:
    """Check that both agree, time them in turn, print a line."""
    np.testing.assert_allclose(ours(), theirs())
    times = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    mine, other = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"{name:<48} {mine * 1e3:>10.2f} ms {other * 1e3:>12.1f} ms {other / mine:>8.1f}x")


def main() -> None:
    """Time every case and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    print(f"{'kernel':<48} {'netopt':>13} {'networkx':>15} {'ratio':>9}")
    for side, origin_count, destination_count in ((18, 14, 100), (72, 50, 200), (224, 4, 200)):
        case = Case(side)
        graph = RoutingGraph.from_arcs(case.node_count, case.tail, case.head, case.cost_s)
        oracle = case.as_networkx()
        everywhere = np.arange(case.node_count)
        origins, destinations = case.places[:origin_count], case.places[-destination_count:]
        size = f"{case.node_count:,} nodes, {case.tail.size:,} arcs"
        compare(
            f"one to all, {size}",
            partial(graph.distances, origins[:1]),
            partial(rows_of_networkx, oracle, origins[:1], everywhere),
            rounds,
        )
        compare(
            f"{origin_count} to {destination_count}, {size}",
            partial(graph.distances, origins, destinations),
            partial(rows_of_networkx, oracle, origins, destinations),
            rounds,
        )


if __name__ == "__main__":
    main()
