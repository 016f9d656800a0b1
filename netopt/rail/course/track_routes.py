"""Cheapest legal runs between places on track: Dijkstra over directed edges with priced turns."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csgraph, csr_array

from netopt.arrays import FloatArray, IntArray
from netopt.rail.course.track_graph import TrackGraph


@dataclass(frozen=True, eq=False)
class Places:
    """Directed places on track: a train on ``edge`` (directed) that has run ``run_m`` of it; arrays of shape (n,)."""

    edge: IntArray
    run_m: FloatArray
    xy: FloatArray
    """Shape (n, 2)."""

    def __len__(self) -> int:
        return int(self.edge.size)


@dataclass(frozen=True, eq=False)
class Runs:
    """Cheapest run from every origin to every destination; arrays of shape (n_origins, n_destinations)."""

    origins: Places
    destinations: Places
    length_m: FloatArray
    """Length along track; inf where there is no run within the limit."""
    turn_price_m: FloatArray
    """Price of the turns on the way, 0 where there is no run."""
    predecessor: IntArray
    """Directed edge before each directed edge, shape (n_origins, 2 n_edges); negative where the run starts."""


def turn_priced_costs(graph: TrackGraph, price_per_deg: float) -> csr_array:
    """Cost of each legal move: length of the edge left plus the price of the turn, metres."""
    moves = graph.moves
    cost = graph.run_length_m[moves.before] + price_per_deg * moves.deflection_deg
    n_directed = graph.run_length_m.size
    return csr_array((cost, (moves.before, moves.after)), shape=(n_directed, n_directed))


def find_runs(graph: TrackGraph, costs: csr_array, origins: Places, destinations: Places, *, limit_m: float) -> Runs:
    """Cheapest runs whose cost is at most ``limit_m``.

    A run never leaves and re-enters the directed edge it starts on. Dijkstra from each origin.
    """
    edge_m = graph.run_length_m
    # Costs are counted from the start of the origin's edge to the start of the destination's.
    cost_m, predecessor = csgraph.dijkstra(
        costs, indices=origins.edge, limit=limit_m + origins.run_m.max(), return_predecessors=True
    )
    ends = np.broadcast_to(destinations.edge, (len(origins), len(destinations)))
    first_m = (edge_m[origins.edge] - origins.run_m)[:, None]
    length_m = first_m + _length_between(edge_m, predecessor, ends) + destinations.run_m
    spent_m = cost_m[:, destinations.edge] - origins.run_m[:, None] + destinations.run_m
    is_same_edge = origins.edge[:, None] == destinations.edge
    ahead_m = destinations.run_m - origins.run_m[:, None]
    length_m = np.where(is_same_edge, np.where(ahead_m > 0.0, ahead_m, np.inf), length_m)
    spent_m = np.where(is_same_edge, length_m, spent_m)
    is_found = np.isfinite(length_m) & (spent_m <= limit_m)
    turn_price_m = np.zeros_like(length_m)
    turn_price_m[is_found] = np.maximum(spent_m[is_found] - length_m[is_found], 0.0)
    return Runs(origins, destinations, np.where(is_found, length_m, np.inf), turn_price_m, predecessor)


def run_course(graph: TrackGraph, runs: Runs, origin: int, destination: int) -> FloatArray:
    """Course of one run, shape (n >= 2, 2): its origin, the nodes it passes, its destination."""
    start, end = runs.origins, runs.destinations
    nodes = []
    edge = int(end.edge[destination])
    while edge != start.edge[origin]:
        nodes.append(graph.start[edge])
        edge = int(runs.predecessor[origin, edge])
    course = np.vstack([start.xy[origin], graph.xy[nodes[::-1]], end.xy[destination]])
    moves = np.any(np.diff(course, axis=0) != 0.0, axis=1)
    return course[np.concatenate([[True], moves])] if moves.any() else course[[0, -1]]


def _length_between(edge_m: FloatArray, predecessor: IntArray, ends: IntArray) -> FloatArray:
    """Length of the edges between the origin's edge and each end edge, both left out; inf where unreached."""
    rows = np.arange(predecessor.shape[0])[:, None]
    edge = predecessor[rows, ends]
    length_m = np.where(edge < 0, np.inf, 0.0)
    while True:
        before = np.where(edge < 0, -1, predecessor[rows, np.maximum(edge, 0)])
        inside = before >= 0
        if not inside.any():
            return length_m
        length_m = length_m + np.where(inside, edge_m[np.maximum(edge, 0)], 0.0)
        edge = before
