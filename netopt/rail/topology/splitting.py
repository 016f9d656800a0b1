"""Cutting edges of a track at given places, many at once, so that nodes stand where stations lie."""

from dataclasses import replace

import numpy as np

from netopt.arrays import FloatArray, IntArray
from netopt.rail.topology.ragged import offsets, places_of
from netopt.rail.topology.track import NodeKind, Track

SNAP_M = 1.0
"""A cut this close to an end of its edge is that end."""
SAME_CUT_M = 0.01
"""Cuts of one edge this close together are one; half as close to a vertex, the cut is that vertex."""


def split_edges(
    track: Track, edge: IntArray, offset_m: FloatArray, vertex_id: IntArray | None = None
) -> tuple[Track, IntArray]:
    """The track cut at many places, and the node at each of them in the order asked for, shape (n_cuts,).

    New nodes are MADE and stand after the old ones, with ids below every id there is (-1, -2, ...) in the order of
    edge and offset; a cut at a vertex that OpenStreetMap knows takes its id. Parts of an edge stand in its place, in
    order. Lengths are kept: the parts of a piece sum to the piece.

    Parameters
    ----------
    edge
        Shape (n_cuts,): edges to be cut, in any order, an edge as often as need be.
    offset_m
        Shape (n_cuts,): geodesic metres from the edge's tail. A cut within 1 m of an end is that end.
    vertex_id
        Shape (n_cuts,), optional: where it is above 0, the cut is made at this vertex of the edge, whatever the
        offset says.

    Raises
    ------
    ValueError
        If there is no such edge, an offset lies outside its edge or is no number, or an edge has no such vertex.
    """
    edge, offset_m = np.asarray(edge, dtype=np.int64), np.array(offset_m, dtype=np.float64)
    is_unknown = (edge < 0) | (edge >= track.n_edges)
    if is_unknown.any():
        raise ValueError(f"there are {track.n_edges} edges; cannot cut edge {edge[is_unknown][0]}")
    vertex_m = vertex_offset_m(track)
    if vertex_id is not None:
        offset_m = _offsets_of(track, vertex_m, edge, offset_m, np.asarray(vertex_id, dtype=np.int64))
    length_m = track.length_m[edge]
    # Written so that NaN is outside too.
    is_outside = ~((offset_m >= -SAME_CUT_M) & (offset_m <= length_m + SAME_CUT_M))
    if is_outside.any():
        bad = int(np.flatnonzero(is_outside)[0])
        raise ValueError(f"edge {edge[bad]} is {length_m[bad]:.2f} m long; it cannot be cut at {offset_m[bad]} m")

    is_near_tail = offset_m <= np.minimum(SNAP_M, length_m / 2.0)
    is_inner = ~is_near_tail & (length_m - offset_m > SNAP_M)
    node = np.where(is_near_tail, track.tail[edge], track.head[edge])
    if not is_inner.any():
        return track, node
    order = np.lexsort([offset_m[is_inner], edge[is_inner]])
    sorted_edge, sorted_m = edge[is_inner][order], offset_m[is_inner][order]
    is_new = np.ones(order.size, dtype=bool)
    is_new[1:] = (np.diff(sorted_edge) != 0) | (np.diff(sorted_m) > SAME_CUT_M)
    cut_of = np.empty(order.size, dtype=np.int64)
    cut_of[order] = np.cumsum(is_new) - 1
    node[is_inner] = track.n_nodes + cut_of
    return _cut(track, vertex_m, sorted_edge[is_new], sorted_m[is_new]), node


def vertex_offset_m(track: Track) -> FloatArray:
    """Geodesic metres from its edge's tail to each vertex, shape (n_vertices,).

    Planar lengths along the edge, scaled so that the last vertex lies at the edge's length.
    """
    step_m = np.zeros(len(track.vertex_xy))
    step_m[1:] = np.hypot(*np.diff(track.vertex_xy, axis=0).T)
    step_m[track.first_vertex[:-1]] = 0.0
    run_m = np.cumsum(step_m)
    counts = np.diff(track.first_vertex)
    planar_m = run_m[track.first_vertex[1:] - 1] - run_m[track.first_vertex[:-1]]
    scale = np.divide(track.length_m, planar_m, out=np.ones(track.n_edges), where=planar_m > 0)
    along: FloatArray = (run_m - np.repeat(run_m[track.first_vertex[:-1]], counts)) * np.repeat(scale, counts)
    return along


def _offsets_of(
    track: Track, vertex_m: FloatArray, edge: IntArray, offset_m: FloatArray, vertex_id: IntArray
) -> FloatArray:
    """Offsets, where a vertex is named that of the vertex (the first of that id along the edge)."""
    named = np.flatnonzero(vertex_id > 0)
    vertex = places_of(track.first_vertex, edge[named])
    request = np.repeat(named, np.diff(track.first_vertex)[edge[named]])
    is_it = track.vertex_id[vertex] == vertex_id[request]
    found, place = np.unique(request[is_it], return_index=True)
    if found.size < named.size:
        missing = int(np.setdiff1d(named, found)[0])
        raise ValueError(f"edge {edge[missing]} has no vertex {vertex_id[missing]}")
    placed = offset_m.copy()
    placed[found] = vertex_m[vertex[is_it][place]]
    return placed


def _cut(track: Track, vertex_m: FloatArray, cut_edge: IntArray, cut_m: FloatArray) -> Track:
    """The track cut at inner places, sorted by edge and offset, no two of them the same."""
    n_cuts = np.bincount(cut_edge, minlength=track.n_edges)
    first_vertex, vertex_xy, vertex_id = _cut_vertices(track, vertex_m, cut_edge, cut_m)
    first_piece, piece, piece_m = _cut_pieces(track, cut_edge, cut_m)
    new_node = track.n_nodes + np.arange(cut_edge.size)
    at_cut = np.cumsum(n_cuts)[cut_edge] - n_cuts[cut_edge]  # cuts before those of the edge
    rank = np.arange(cut_edge.size) - at_cut
    first_part = offsets(n_cuts + 1)
    edge_of_part = np.repeat(np.arange(track.n_edges), n_cuts + 1)
    tail, head = track.tail[edge_of_part], track.head[edge_of_part]
    tail[first_part[cut_edge] + rank + 1] = new_node
    head[first_part[cut_edge] + rank] = new_node
    at_node = first_vertex[first_part[cut_edge] + rank + 1]
    return replace(
        track,
        node_id=np.concatenate([track.node_id, vertex_id[at_node]]),
        node_xy=np.concatenate([track.node_xy, vertex_xy[at_node]]),
        node_kind=np.concatenate([track.node_kind, np.full(cut_edge.size, NodeKind.MADE, dtype=np.int64)]),
        tail=tail,
        head=head,
        first_vertex=first_vertex,
        vertex_xy=vertex_xy,
        vertex_id=vertex_id,
        first_piece=first_piece,
        piece_m=piece_m,
        piece_way=track.piece_way[piece],
        piece_is_reversed=track.piece_is_reversed[piece],
    )


def _cut_vertices(
    track: Track, vertex_m: FloatArray, cut_edge: IntArray, cut_m: FloatArray
) -> tuple[IntArray, FloatArray, IntArray]:
    """Bounds, coordinates and ids of the parts' vertices; every cut ends one part and begins the next."""
    after = _first_after(track.edge_of_vertex, vertex_m, cut_edge, cut_m)
    gap_m = vertex_m[after] - vertex_m[after - 1]
    share = np.divide(cut_m - vertex_m[after - 1], gap_m, out=np.zeros(gap_m.size), where=gap_m > 0)
    xy = track.vertex_xy[after - 1] + share[:, None] * (track.vertex_xy[after] - track.vertex_xy[after - 1])
    near = np.where(cut_m - vertex_m[after - 1] <= vertex_m[after] - cut_m, after - 1, after)
    is_vertex = np.abs(vertex_m[near] - cut_m) <= SAME_CUT_M / 2.0
    # At a vertex one copy goes in before it, elsewhere the new point twice.
    copies = np.where(is_vertex, 1, 2)
    place = np.repeat(np.where(is_vertex, near, after), copies)
    new_xy = np.where(is_vertex[:, None], track.vertex_xy[near], xy)
    lowest = min(0, int(track.node_id.min()), int(track.vertex_id.min()))
    new_id = np.where(is_vertex, track.vertex_id[near], lowest - np.cumsum(~is_vertex))
    vertex_xy = np.insert(track.vertex_xy, place, np.repeat(new_xy, copies, axis=0), axis=0)
    vertex_id = np.insert(track.vertex_id, place, np.repeat(new_id, copies))

    second = np.where(is_vertex, near, after) + np.cumsum(copies) - np.where(is_vertex, 0, 1)
    return _part_bounds(track.first_vertex, cut_edge, copies, second), vertex_xy, vertex_id


def _cut_pieces(track: Track, cut_edge: IntArray, cut_m: FloatArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Bounds of the parts' pieces, the old piece each of them is of, and its length."""
    run_m = np.cumsum(track.piece_m)
    before_m = np.repeat((run_m - track.piece_m)[track.first_piece[:-1]], np.diff(track.first_piece))
    end_m = run_m - before_m
    piece = _first_after(track.edge_of_piece, end_m, cut_edge, cut_m + SAME_CUT_M / 2.0)
    piece = np.minimum(piece, track.first_piece[cut_edge + 1] - 1)
    into_m = cut_m - (end_m[piece] - track.piece_m[piece])
    # A cut where two pieces meet leaves both whole.
    is_inside = into_m > SAME_CUT_M / 2.0
    copies = is_inside.astype(np.int64)
    whose = piece[is_inside]
    local_m = into_m[is_inside]
    previous_m = np.zeros(local_m.size)
    previous_m[1:] = np.where(np.diff(whose) == 0, local_m[:-1], 0.0)
    rest_m = track.piece_m.copy()
    is_last = np.ones(whose.size, dtype=bool)
    is_last[:-1] = np.diff(whose) != 0
    rest_m[whose[is_last]] -= local_m[is_last]
    old = np.insert(np.arange(track.piece_m.size), whose, whose)
    length_m = np.insert(rest_m, whose, local_m - previous_m)
    return _part_bounds(track.first_piece, cut_edge, copies, piece + np.cumsum(copies)), old, length_m


def _first_after(of_edge: IntArray, at_m: FloatArray, cut_edge: IntArray, cut_m: FloatArray) -> IntArray:
    """Flat place of the first point of its edge that lies beyond each cut; points are sorted by edge and offset."""
    rows = np.flatnonzero(np.isin(of_edge, cut_edge))
    is_cut = np.concatenate([np.zeros(rows.size, dtype=bool), np.ones(cut_edge.size, dtype=bool)])
    order = np.lexsort([is_cut, np.concatenate([at_m[rows], cut_m]), np.concatenate([of_edge[rows], cut_edge])])
    points_before = np.cumsum(~is_cut[order])
    first: IntArray = rows[np.minimum(points_before[is_cut[order]], rows.size - 1)]
    return first


def _part_bounds(first: IntArray, cut_edge: IntArray, copies: IntArray, begin_of_part: IntArray) -> IntArray:
    """Bounds of all parts: of the uncut edges moved on by what was put in before, and of the parts after each cut."""
    put_in = np.bincount(cut_edge, copies, minlength=first.size - 1).astype(np.int64)
    moved = first + offsets(put_in)
    return np.sort(np.concatenate([moved, begin_of_part]))
