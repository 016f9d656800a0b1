"""Streets as those who walk, cycle or drive may use them: junctions, times between them, and ways onto them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.network.edge_classes import ROAD
from netopt.network.network import Network
from netopt.osm.road_tags import NOT_WALKED, WALKED_KMH
from netopt.routing.graph import RoutingGraph
from netopt.travel.access import AccessMode
from netopt.units import KMH_PER_MS

LINKS = 4
"""A point is joined to this many junctions, the nearest ones: the nearest alone may lie on the wrong carriageway."""
LEAST_PART_SHARE = 0.1
"""Junctions in parts smaller than this share of the largest one, where all reach each other, join no point: they are
stubs cut off by the edge of the data, yards and one-way ends, out of which no way leads."""


@dataclass(frozen=True, eq=False)
class Links:
    """Walks between points and their nearest junctions, each of shape (n_points, ``LINKS``)."""

    junction: IntArray
    """0 where there is none so near."""
    walk_s: FloatArray
    """``inf`` where there is none so near."""

    @property
    def is_linked(self) -> BoolArray:
        """Whether a point is joined to the streets at all, shape (n_points,)."""
        is_linked: BoolArray = np.isfinite(self.walk_s[:, 0])
        return is_linked


@dataclass(frozen=True, eq=False)
class Streets:
    """Junctions that a mode meets, and travel between them as arcs, shape (n_arcs,)."""

    xy_m: FloatArray
    """Shape (n_junctions, 2)."""
    tail: IntArray
    head: IntArray
    time_s: FloatArray
    fastest_m_per_s: float
    """No straight distance is covered faster."""
    link_m: float
    link_s_per_m: float

    @cached_property
    def _entrances(self) -> IntArray:
        """Junctions to which points may be joined."""
        n = len(self.xy_m)
        links = coo_array((np.ones(self.tail.size), (self.tail, self.head)), shape=(n, n))
        _, part = connected_components(links, directed=True, connection="strong")
        size = np.bincount(part)
        return np.flatnonzero(size[part] >= LEAST_PART_SHARE * size.max())

    @cached_property
    def _tree(self) -> KDTree:
        return KDTree(self.xy_m[self._entrances])

    def links(self, xy_m: FloatArray) -> Links:
        """The walks that join points, shape (n_points, 2), to the streets."""
        distance_m, found = self._tree.query(xy_m, k=np.arange(1, LINKS + 1), distance_upper_bound=self.link_m)
        is_near = np.isfinite(distance_m)
        junction = np.where(is_near, self._entrances[np.where(is_near, found, 0)], 0)
        return Links(junction, np.where(is_near, distance_m * self.link_s_per_m, np.inf))

    def between_s(self, origins: Links, destinations: Links, *, limit_s: float) -> FloatArray:
        """Least times between linked points, both walks included, shape (n_origins, n_destinations).

        ``inf`` where there is no way, or none within ``limit_s``.
        """
        n, first = len(self.xy_m), len(self.xy_m) + len(origins.junction)
        origin, end = np.arange(n, first), np.arange(first, first + len(destinations.junction))
        leave, enter = np.isfinite(origins.walk_s), np.isfinite(destinations.walk_s)
        graph = RoutingGraph.from_arcs(
            first + end.size,
            np.concatenate([self.tail, n + np.nonzero(leave)[0], destinations.junction[enter]]),
            np.concatenate([self.head, origins.junction[leave], first + np.nonzero(enter)[0]]),
            np.concatenate([self.time_s, origins.walk_s[leave], destinations.walk_s[enter]]),
        )
        return graph.distances(origin, end, limit_s=limit_s)

    def arrivals(self, start_s: FloatArray, starts: Links, *, limit_s: float) -> tuple[IntArray, FloatArray]:
        """Who arrives first at every junction, and when, from points that set out at different times.

        Returns
        -------
        tuple
            Position of the start and seconds of its arrival, shape (n_junctions,); -1 and ``inf`` where nobody
            arrives by ``limit_s``.
        """
        n = len(self.xy_m)
        leaves = np.isfinite(starts.walk_s) & (start_s < limit_s)[:, None]
        start, _ = np.nonzero(leaves)
        if not start.size:
            return np.full(n, -1), np.full(n, np.inf)
        sources = np.unique(start)
        graph = RoutingGraph.from_arcs(
            n + start_s.size,
            np.concatenate([self.tail, n + start]),
            np.concatenate([self.head, starts.junction[leaves]]),
            np.concatenate([self.time_s, start_s[start] + starts.walk_s[leaves]]),
        )
        owner, arrival_s = graph.nearest(n + sources, limit_s=limit_s)
        return np.where(owner[:n] >= 0, sources[owner[:n]], -1), arrival_s[:n]


def streets_of(network: Network, mode: AccessMode, *, link_m: float, link_s_per_m: float) -> Streets | None:
    """The streets of a network as a mode uses them; ``None`` where it uses none or there are none.

    Streets on which nobody gets on faster than a walker are for those on foot only.
    """
    if mode.streets == "none" or link_m <= 0.0 or "class" not in network.edges.columns:
        return None
    edges = network.edges
    is_open = (edges["class"] == ROAD).to_numpy(dtype=bool)
    if mode.streets == "drive":
        is_open = is_open & ~_is_footway(edges) & np.isfinite(_there_s(edges))
    else:
        is_open = is_open & ~_is_motorway(edges)
    if not is_open.any():
        return None
    arcs = network.arcs
    arc = np.flatnonzero(is_open[arcs.edge])
    tail, head, edge, is_forward = arcs.tail[arc], arcs.head[arc], arcs.edge[arc], arcs.is_forward[arc]
    length_m = edges["length_m"].to_numpy(dtype=float)
    time_s = length_m[edge] * KMH_PER_MS / mode.speed_kmh
    if mode.streets == "drive":
        time_s = np.where(is_forward, _there_s(edges)[edge], _back_s(edges)[edge])
    elif mode.streets == "foot":
        against = np.flatnonzero(edges["oneway"].to_numpy(dtype=bool)[edge])
        tail, head = np.concatenate([tail, head[against]]), np.concatenate([head, tail[against]])
        time_s, edge = np.concatenate([time_s, time_s[against]]), np.concatenate([edge, edge[against]])
    used = np.unique(np.concatenate([tail, head]))
    points = network.nodes.geometry.iloc[used]
    return Streets(
        xy_m=np.column_stack([points.x, points.y]),
        tail=np.searchsorted(used, tail),
        head=np.searchsorted(used, head),
        time_s=time_s,
        fastest_m_per_s=max(float((length_m[edge] / time_s).max()), 1.0 / link_s_per_m),
        link_m=link_m,
        link_s_per_m=link_s_per_m,
    )


def _is_footway(edges: pd.DataFrame) -> BoolArray:
    if "max_kmh" not in edges.columns:
        return np.zeros(len(edges), dtype=bool)
    is_footway: BoolArray = (edges["max_kmh"] <= WALKED_KMH).to_numpy(dtype=bool)
    return is_footway


def _is_motorway(edges: pd.DataFrame) -> BoolArray:
    """Whether any part of a street is closed to those on foot."""
    if "highway" not in edges.columns:
        return np.zeros(len(edges), dtype=bool)
    kinds = edges["highway"].fillna("").astype("str").str.split(";")
    return np.array([not set(NOT_WALKED).isdisjoint(parts) for parts in kinds], dtype=bool)


def _there_s(edges: pd.DataFrame) -> FloatArray:
    """Running time in the order of the ends; NaN where none is given."""
    if "running_s" not in edges.columns:
        return np.full(len(edges), np.nan)
    there_s: FloatArray = edges["running_s"].to_numpy(dtype=float)
    return there_s


def _back_s(edges: pd.DataFrame) -> FloatArray:
    """Running time against the order of the ends: the same as along it where none is given."""
    if "running_back_s" not in edges.columns:
        return _there_s(edges)
    back_s: FloatArray = edges["running_back_s"].to_numpy(dtype=float)
    return np.where(np.isnan(back_s), _there_s(edges), back_s)
