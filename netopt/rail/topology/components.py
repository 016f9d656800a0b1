"""Connected parts of a track; fragments that no station lies on and that are too short to matter."""

from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from netopt.arrays import BoolArray, IntArray
from netopt.rail.topology.ragged import offsets, places_of
from netopt.rail.topology.track import Track
from netopt.units import METRES_PER_KM


def component_of_node(track: Track) -> IntArray:
    """Number of the connected part each node lies in, shape (n_nodes,), counted from 0 by the first node of each."""
    joins = coo_array((np.ones(track.n_edges, dtype=bool), (track.tail, track.head)), shape=(track.n_nodes,) * 2)
    _, component = connected_components(joins, directed=False)
    _, first, number = np.unique(component, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[number]


def drop_fragments(
    track: Track, is_station_node: BoolArray, *, shortest_km: float = 2.0
) -> tuple[Track, IntArray, dict[str, float]]:
    """The track without fragments, the new position of each old node (-1 where gone), and what was counted.

    A fragment is a connected part without a station whose track is shorter than ``shortest_km`` in all. Notes:
    ``components`` of the whole track, ``fragments`` dropped, ``fragments_km``. A node without any track that is
    no station goes too and counts as neither.

    Raises
    ------
    ValueError
        If ``is_station_node`` does not have one value a node.
    """
    if is_station_node.shape != (track.n_nodes,):
        raise ValueError(f"is_station_node has shape {is_station_node.shape}; give one value for {track.n_nodes} nodes")
    component = component_of_node(track)
    n_components = int(component.max(initial=-1)) + 1
    of_edge = component[track.tail]
    length_km = np.bincount(of_edge, track.length_m, minlength=n_components) / METRES_PER_KM
    has_station = np.bincount(component, is_station_node, minlength=n_components) > 0
    has_track = np.bincount(of_edge, minlength=n_components) > 0
    is_fragment = ~has_station & (length_km < shortest_km)
    kept, position = part_of_track(track, ~is_fragment[component], ~is_fragment[of_edge])
    notes = {
        "components": float(has_track.sum()),
        "fragments": float((is_fragment & has_track).sum()),
        "fragments_km": float(length_km[is_fragment].sum()),
    }
    return kept, position, notes


def part_of_track(track: Track, keep_nodes: BoolArray, keep_edges: BoolArray) -> tuple[Track, IntArray]:
    """The track of some nodes and some edges between them, and the new position of each old node (-1 where gone).

    Shapes (n_nodes,) and (n_edges,). ``ways`` stays whole.

    Raises
    ------
    ValueError
        If an edge is kept but a node at its end is not.
    """
    edge = np.flatnonzero(keep_edges)
    if not (keep_nodes[track.tail[edge]] & keep_nodes[track.head[edge]]).all():
        raise ValueError("an edge is kept whose node is not; keep both ends of every kept edge")
    position = np.where(keep_nodes, np.cumsum(keep_nodes) - 1, -1)
    vertex, piece = places_of(track.first_vertex, edge), places_of(track.first_piece, edge)
    part = replace(
        track,
        node_id=track.node_id[keep_nodes],
        node_xy=track.node_xy[keep_nodes],
        node_kind=track.node_kind[keep_nodes],
        tail=position[track.tail[edge]],
        head=position[track.head[edge]],
        first_vertex=offsets(np.diff(track.first_vertex)[edge]),
        vertex_xy=track.vertex_xy[vertex],
        vertex_id=track.vertex_id[vertex],
        first_piece=offsets(np.diff(track.first_piece)[edge]),
        piece_m=track.piece_m[piece],
        piece_way=track.piece_way[piece],
        piece_is_reversed=track.piece_is_reversed[piece],
    )
    return part, position
