"""Route: one run of a train over directed edges, with what lies along it."""

from dataclasses import dataclass

import numpy as np

from netopt.arrays import FloatArray, IntArray
from netopt.rail.topology.ragged import places_of
from netopt.rail.topology.track import Track


@dataclass(frozen=True, eq=False)
class Route:
    """A run from a node to a node. A train that is there already has a route without edges."""

    edge: IntArray
    """Shape (n_edges,): directed edges in order of travel; an edge followed by its reverse is a reversal."""
    cost_s: float
    """What the search minimised: running, times the factor against preferred directions, reversals, ferry boarding."""
    running_s: float
    """At the limits of line and train, without acceleration, factors, reversals or boarding."""
    length_m: float
    reversal_count: int
    vertex_id: IntArray
    """Shape (n_vertices,): ids of OpenStreetMap along the route, below 0 where netopt made a point."""
    vertex_xy: FloatArray
    """Shape (n_vertices, 2), metres."""


def make_route(track: Track, edge: IntArray, node: int, *, cost_s: float, edge_running_s: FloatArray) -> Route:
    """Route over directed edges; ``node``: where it stands if there are none.

    ``edge_running_s``: shape (2 n_edges,).
    """
    if not edge.size:
        return Route(edge, 0.0, 0.0, 0.0, 0, track.node_id[[node]], track.node_xy[[node]])
    undirected, is_backward = edge % track.n_edges, edge >= track.n_edges
    vertex = places_of(track.first_vertex, undirected, is_backward)
    begins = np.cumsum(np.diff(track.first_vertex)[undirected])[:-1]
    vertex = np.delete(vertex, begins)  # the first vertex of an edge is the last of the one before
    reverses = (undirected[1:] == undirected[:-1]) & (is_backward[1:] != is_backward[:-1])
    return Route(
        edge=edge,
        cost_s=cost_s,
        running_s=float(edge_running_s[edge].sum()),
        length_m=float(track.length_m[undirected].sum()),
        reversal_count=int(reverses.sum()),
        vertex_id=track.vertex_id[vertex],
        vertex_xy=track.vertex_xy[vertex],
    )
