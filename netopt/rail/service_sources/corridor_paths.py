"""Paths of trains between stations over the corridor network: which edges, which lines."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from netopt.arrays import FloatArray, IntArray
from netopt.units import KMH_PER_MS

LONGEST_DETOUR: Final = 3.0
DETOUR_FROM_M: Final = 5_000.0
"""A train between two neighbouring stops runs no farther than 3 times the straight distance and 5 km: assumed. What is
longer goes round a gap in the network."""
UNKNOWN_KMH: Final = 60.0
"""Speed of an edge without one, for the choice between parallel edges only."""
ORIGINS_AT_ONCE: Final = 256


@dataclass(frozen=True, eq=False)
class PathEdges:
    """What paths are found over; positions of rows of the edges frame given."""

    node_ids: pd.Index
    xy_m: FloatArray
    tail: IntArray
    head: IntArray
    length_m: FloatArray
    max_kmh: FloatArray
    edge_class: tuple[str, ...]
    line_id: tuple[str, ...]


def path_edges(nodes: gpd.GeoDataFrame, edges: pd.DataFrame) -> PathEdges:
    """The network as arrays; every end of an edge is a node."""
    return PathEdges(
        node_ids=nodes.index,
        xy_m=np.column_stack([nodes.geometry.x, nodes.geometry.y]).reshape(-1, 2),
        tail=np.asarray(nodes.index.get_indexer(edges["from_node"]), dtype=np.int64),
        head=np.asarray(nodes.index.get_indexer(edges["to_node"]), dtype=np.int64),
        length_m=edges["length_m"].to_numpy(dtype=np.float64),
        max_kmh=edges["max_kmh"].to_numpy(dtype=np.float64, na_value=np.nan),
        edge_class=tuple(edges["class"].astype(str)),
        line_id=tuple("" if pd.isna(line) else str(line) for line in edges["line_id"]),
    )


def paths_between(
    network: PathEdges, pairs: Collection[tuple[str, str]], *, classes: Collection[str], train_kmh: float
) -> dict[tuple[str, str], list[int]]:
    """Edge positions of the fastest path between stations, for each pair that has one.

    Only edges of ``classes`` that are on a line are used, at the lower of their speed and ``train_kmh`` without
    stops. A pair has no path where a station is no node, the network does not join them, or the path is longer than
    ``LONGEST_DETOUR`` allows.
    """
    cost, edge_of = _costs(network, classes, train_kmh)
    wanted = sorted({pair for pair in pairs if pair[0] != pair[1]})
    ends = np.column_stack([network.node_ids.get_indexer(pd.Index([pair[side] for pair in wanted])) for side in (0, 1)])
    ends = ends.reshape(-1, 2)
    is_known = (ends >= 0).all(axis=1)
    origins = np.unique(ends[is_known, 0])
    found: dict[tuple[str, str], list[int]] = {}
    for first in range(0, origins.size, ORIGINS_AT_ONCE):
        chunk = origins[first : first + ORIGINS_AT_ONCE]
        _, before = dijkstra(cost, directed=False, indices=chunk, return_predecessors=True)
        for number in np.flatnonzero(is_known & np.isin(ends[:, 0], chunk)):
            origin, destination = (int(end) for end in ends[number])
            row = before[int(np.searchsorted(chunk, origin))]
            path = _walked_back(row, origin, destination, edge_of)
            if path and _is_straight_enough(network, origin, destination, path):
                found[wanted[number]] = path
    return found


def lines_of(network: PathEdges, paths: Sequence[Sequence[int]]) -> tuple[str, ...]:
    """Lines of all edges of some paths, each once, sorted."""
    return tuple(sorted({network.line_id[edge] for path in paths for edge in path}))


def main_class(network: PathEdges, paths: Sequence[Sequence[int]]) -> str:
    """The class over which most of the length of some paths runs."""
    length_of: dict[str, float] = {}
    for path in paths:
        for edge in path:
            name = network.edge_class[edge]
            length_of[name] = length_of.get(name, 0.0) + float(network.length_m[edge])
    return max(sorted(length_of), key=lambda name: length_of[name])


def _costs(
    network: PathEdges, classes: Collection[str], train_kmh: float
) -> tuple[csr_array, dict[tuple[int, int], int]]:
    """Seconds between neighbours by the fastest edge, and that edge."""
    kmh = np.where(network.max_kmh > 0, network.max_kmh, UNKNOWN_KMH)
    seconds = network.length_m / (np.minimum(kmh, train_kmh) / KMH_PER_MS)
    edge_of: dict[tuple[int, int], int] = {}
    for edge, name in enumerate(network.edge_class):
        tail, head = int(network.tail[edge]), int(network.head[edge])
        if name not in classes or not network.line_id[edge] or tail == head:
            continue
        pair = (min(tail, head), max(tail, head))
        if pair not in edge_of or seconds[edge] < seconds[edge_of[pair]]:
            edge_of[pair] = edge
    ends = np.array(sorted(edge_of), dtype=np.int64).reshape(-1, 2)
    chosen = np.array([edge_of[int(tail), int(head)] for tail, head in ends], dtype=np.int64)
    n_nodes = len(network.node_ids)
    return csr_array((seconds[chosen], (ends[:, 0], ends[:, 1])), shape=(n_nodes, n_nodes)), edge_of


def _walked_back(before: IntArray, origin: int, destination: int, edge_of: dict[tuple[int, int], int]) -> list[int]:
    """Edges from origin to destination; none where it was not reached."""
    path = []
    node = destination
    while node != origin:
        previous = int(before[node])
        if previous < 0:
            return []
        path.append(edge_of[min(previous, node), max(previous, node)])
        node = previous
    return path[::-1]


def _is_straight_enough(network: PathEdges, origin: int, destination: int, path: Sequence[int]) -> bool:
    straight_m = float(np.hypot(*(network.xy_m[origin] - network.xy_m[destination])))
    return float(network.length_m[path].sum()) <= LONGEST_DETOUR * straight_m + DETOUR_FROM_M
