"""Contraction of a track: chains of edges in which a train has no choice become one edge, nothing of them lost."""

from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.rail.topology.ragged import offsets, places_of
from netopt.rail.topology.track import NodeKind, Track

CONSTANT = (
    "mode",
    "gauge_mm",
    "electrified",
    "power",
    "usage",
    "service",
    "lifecycle",
    "is_passenger_only",
    "is_freight_only",
)
"""Columns of ``ways`` that may not change along an edge; neither may ``oneway``, read in the direction of travel."""

KEPT_KINDS = (NodeKind.BUFFER_STOP, NodeKind.STOP, NodeKind.CLIP)


def contract(track: Track, keep_nodes: BoolArray) -> tuple[Track, IntArray]:
    """The track without nodes that decide nothing, and where each old node is now, shape (n_nodes,), -1 where gone.

    A node goes if two edge ends meet there, it is none of ``keep_nodes`` (shape (n_nodes,)), no buffer stop, stop or
    clip point, and what may not change along an edge is equal on both sides. A ring of such nodes keeps the one with
    the lowest id. Edges run from the end with the lower node id; a loop so that its first inner vertex has a lower id
    than its last. They stand in the order of the first old edge in each. Pieces and vertices keep their order;
    adjacent pieces of one way become one.

    Raises
    ------
    ValueError
        If ``keep_nodes`` does not have one value a node.
    """
    if keep_nodes.shape != (track.n_nodes,):
        raise ValueError(f"keep_nodes has shape {keep_nodes.shape}; give one value for each of {track.n_nodes} nodes")
    if not track.n_edges:
        return track, np.arange(track.n_nodes)
    leaving = _leaving_pairs(track)
    is_gone = _decides_nothing(track, leaving) & ~keep_nodes
    is_gone[_ring_nodes(track, is_gone, leaving)] = False
    order, is_first = _chains(track, is_gone, leaving)

    edge, is_reversed = order % track.n_edges, order >= track.n_edges
    first = np.append(np.flatnonzero(is_first), order.size)
    position = np.where(is_gone, -1, np.cumsum(~is_gone) - 1)
    first_vertex, vertex = _joined_vertices(track, edge, is_reversed, first)
    first_piece, piece_m, piece_way, piece_is_reversed = _joined_pieces(track, edge, is_reversed, first)
    joined = replace(
        track,
        node_id=track.node_id[~is_gone],
        node_xy=track.node_xy[~is_gone],
        node_kind=track.node_kind[~is_gone],
        tail=position[track.start[order[first[:-1]]]],
        head=position[track.end[order[first[1:] - 1]]],
        first_vertex=first_vertex,
        vertex_xy=track.vertex_xy[vertex],
        vertex_id=track.vertex_id[vertex],
        first_piece=first_piece,
        piece_m=piece_m,
        piece_way=piece_way,
        piece_is_reversed=piece_is_reversed,
    )
    return joined, position


def _leaving_pairs(track: Track) -> IntArray:
    """The two directed edges that leave each node with two arms, shape (n_nodes, 2); -1 at other nodes."""
    by_start = np.argsort(track.start, kind="stable")
    first = offsets(track.arms)[:-1]
    leaving = np.full((track.n_nodes, 2), -1, dtype=np.int64)
    is_two = track.arms == 2
    leaving[is_two] = by_start[first[is_two, None] + [0, 1]]
    return leaving


def _decides_nothing(track: Track, leaving: IntArray) -> BoolArray:
    """Nodes where two edges of one sort meet and that are nothing else, shape (n_nodes,)."""
    columns = track.ways[list(CONSTANT)].assign(gauge_mm=track.ways["gauge_mm"].map(sorted).map(tuple))
    sort_of_way = columns.groupby(list(CONSTANT), sort=False, dropna=False).ngroup().to_numpy()
    piece = np.concatenate([track.first_piece[:-1], track.first_piece[1:] - 1])
    is_backward = np.arange(2 * track.n_edges) >= track.n_edges
    way = track.piece_way[piece]
    along = np.where(track.piece_is_reversed[piece] == is_backward, 1, -1)
    oneway = track.ways["oneway"].to_numpy(dtype=np.int64)[way] * along

    here, there = leaving.T
    decides_nothing: BoolArray = (track.arms == 2) & ~np.isin(track.node_kind, KEPT_KINDS)
    decides_nothing &= sort_of_way[way[here]] == sort_of_way[way[there]]
    # Both are read leaving the node: who passes through meets one of them the other way round.
    decides_nothing &= oneway[here] == -oneway[there]
    return decides_nothing


def _ring_nodes(track: Track, is_gone: BoolArray, leaving: IntArray) -> IntArray:
    """The node with the lowest id of each ring that would lose all its nodes."""
    node = np.flatnonzero(is_gone)
    one, other = (leaving[node] % track.n_edges).T
    joints = coo_array((np.ones(node.size, dtype=bool), (one, other)), shape=(track.n_edges, track.n_edges))
    n_chains, chain = connected_components(joints, directed=False)
    # A chain has one edge more than joints, a ring as many.
    is_ring = np.bincount(chain[one], minlength=n_chains) == np.bincount(chain, minlength=n_chains)
    chain_of_node = chain[one]
    by_id = np.lexsort([track.node_id[node], chain_of_node])
    in_rings = by_id[is_ring[chain_of_node[by_id]]]
    _, lowest = np.unique(chain_of_node[in_rings], return_index=True)
    found: IntArray = node[in_rings[lowest]]
    return found


def _chains(track: Track, is_gone: BoolArray, leaving: IntArray) -> tuple[IntArray, BoolArray]:
    """Directed edges chain after chain in order of travel, shape (n_edges,), and which of them begin a chain.

    Every directed edge points to the one before it; pointers are doubled until each has found the start of its chain
    and its rank there: O(n_edges log(longest chain)).
    """
    n_edges = track.n_edges
    here, there = leaving[is_gone].T
    start = np.arange(2 * n_edges)
    rank = np.zeros(2 * n_edges, dtype=np.int64)
    for one, other in ((here, there), (there, here)):
        start[one] = (other + n_edges) % (2 * n_edges)
        rank[one] = 1
    while not np.array_equal(farther := start[start], start):
        rank += rank[start]
        start = farther

    last = np.flatnonzero(~is_gone[track.end])
    begin = start[last]
    back = (last + n_edges) % (2 * n_edges)
    second_vertex = track.vertex_id[np.concatenate([track.first_vertex[:-1] + 1, track.first_vertex[1:] - 2])]
    from_id, to_id = track.node_id[track.start[begin]], track.node_id[track.end[last]]
    ahead = np.array([from_id, second_vertex[begin], begin])
    behind = np.array([to_id, second_vertex[back], back])
    differs = (ahead != behind).argmax(axis=0)
    column = np.arange(last.size)
    is_chosen = np.zeros(2 * n_edges, dtype=bool)
    is_chosen[begin] = ahead[differs, column] < behind[differs, column]

    first_edge = np.full(2 * n_edges, n_edges)
    np.minimum.at(first_edge, start, np.arange(2 * n_edges) % n_edges)
    chosen = np.flatnonzero(is_chosen[start])
    order = chosen[np.lexsort([rank[chosen], first_edge[start[chosen]]])]
    return order, rank[order] == 0


def _joined_vertices(
    track: Track, edge: IntArray, is_reversed: BoolArray, first: IntArray
) -> tuple[IntArray, IntArray]:
    """Bounds of the vertices of each chain, and the old vertices they are: joints once."""
    counts = np.diff(track.first_vertex)[edge]
    begins = offsets(counts)[:-1]
    is_joint = np.ones(edge.size, dtype=bool)
    is_joint[first[:-1]] = False
    is_kept = np.ones(int(counts.sum()), dtype=bool)
    is_kept[begins[is_joint]] = False
    vertex = places_of(track.first_vertex, edge, is_reversed)[is_kept]
    return offsets(np.add.reduceat(counts - is_joint, first[:-1])), vertex


def _joined_pieces(
    track: Track, edge: IntArray, is_reversed: BoolArray, first: IntArray
) -> tuple[IntArray, FloatArray, IntArray, BoolArray]:
    """Bounds of the pieces of each chain, and their lengths, ways and directions; neighbours of one way joined."""
    counts = np.diff(track.first_piece)[edge]
    piece = places_of(track.first_piece, edge, is_reversed)
    way = track.piece_way[piece]
    against = track.piece_is_reversed[piece] != np.repeat(is_reversed, counts)
    begins = np.ones(piece.size, dtype=bool)
    begins[1:] = (np.diff(way) != 0) | (np.diff(against.astype(np.int8)) != 0)
    first_of_chain = offsets(counts)[first]
    begins[first_of_chain[:-1]] = True
    kept = np.flatnonzero(begins)
    bounds = np.searchsorted(kept, first_of_chain)
    return bounds, np.add.reduceat(track.piece_m[piece], kept), way[kept], against[kept]
