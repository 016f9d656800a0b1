"""Welding of true gaps: two ways that were meant to meet end to end and do not share a node."""

from dataclasses import replace

import numpy as np
import pyproj
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.rail.movements.headings import between_deg, headings_deg
from netopt.rail.topology.components import part_of_track
from netopt.rail.topology.track import NodeKind, Track

GAP_M = 10.0
"""Longest gap that is welded."""
SAME_POINT_M = 0.1
"""Ends this close together are one point, whatever their headings."""
MOST_BEND_DEG = 15.0
"""Most by which a heading may differ from the line across the gap."""


def weld(track: Track) -> tuple[Track, dict[str, int]]:
    """The track with true gaps closed, and what was counted.

    Two dead ends of one mode and gauge are welded by a short edge if they lie within 10 m, both head along the line
    between them within 15 degrees, and neither is a buffer stop or a clip point: tracks that end side by side are
    not. Nearest pairs first, each end once. Ends of one mode within 0.1 m are one point and become one node, with the
    lowest id of theirs. A new edge runs from the lower id and is of the way that ends there.

    Notes counted: ``dead_ends``, ``pairs_within_gap`` (of all dead ends), ``welded_points``, ``welded_gaps``.
    """
    notes = {"dead_ends": int((track.arms == 1).sum()), "pairs_within_gap": 0, "welded_points": 0, "welded_gaps": 0}
    pair, distance_m = _close_ends(track)
    notes["pairs_within_gap"] = len(pair)
    if not len(pair):
        return track, notes
    leaving = _leaving(track)
    is_open = ~np.isin(track.node_kind[pair], (NodeKind.BUFFER_STOP, NodeKind.CLIP)).any(axis=1)
    mode, gauge = track.of_ways("mode"), track.of_ways("gauge_mm")
    one, other = (leaving[pair] % track.n_edges).T
    is_open &= (mode[one] == mode[other]) & (track.length_m[[one, other]] > SAME_POINT_M).all(axis=0)

    is_point = is_open & (distance_m <= SAME_POINT_M)
    is_gap = is_open & (gauge[one] == gauge[other]) & ~np.isin(pair, pair[is_point]).any(axis=1)
    is_gap &= _is_aligned(track, leaving, pair)
    gaps = _each_end_once(pair[is_gap], distance_m[is_gap], track.node_id)
    welded = _with_gap_edges(track, leaving, gaps)
    welded, n_points = _with_points_merged(welded, pair[is_point])
    return welded, notes | {"welded_points": n_points, "welded_gaps": len(gaps)}


def _close_ends(track: Track) -> tuple[IntArray, FloatArray]:
    """Pairs of dead ends within ``GAP_M``, shape (n_pairs, 2), the lower node id first, and their distance."""
    end = np.flatnonzero(track.arms == 1)
    if end.size < 2:
        return np.empty((0, 2), dtype=np.int64), np.empty(0)
    xy = track.node_xy[end]
    pair = end[cKDTree(xy).query_pairs(GAP_M, output_type="ndarray")].reshape(-1, 2)
    pair = np.take_along_axis(pair, np.argsort(track.node_id[pair], axis=1), axis=1)
    distance_m: FloatArray = np.hypot(*(track.node_xy[pair[:, 1]] - track.node_xy[pair[:, 0]]).T)
    return pair, distance_m


def _leaving(track: Track) -> IntArray:
    """A directed edge that leaves each node, shape (n_nodes,); the only one where there is a dead end."""
    leaving = np.full(track.n_nodes, -1, dtype=np.int64)
    leaving[track.start] = np.arange(2 * track.n_edges)
    return leaving


def _is_aligned(track: Track, leaving: IntArray, pair: IntArray) -> BoolArray:
    """Whether both ends of each pair head across the gap."""
    across = track.node_xy[pair[:, 1]] - track.node_xy[pair[:, 0]]
    across_deg = np.degrees(np.arctan2(across[:, 1], across[:, 0]))
    # An end heads the way opposite to that in which its edge leaves it; one without a heading is not aligned.
    one_deg, other_deg = headings_deg(track)[leaving[pair]].T
    is_aligned: BoolArray = (between_deg(one_deg + 180.0, across_deg) <= MOST_BEND_DEG) & (
        between_deg(other_deg, across_deg) <= MOST_BEND_DEG
    )
    return is_aligned


def _each_end_once(pair: IntArray, distance_m: FloatArray, node_id: IntArray) -> IntArray:
    """Pairs chosen from the nearest on, so that no end is in two of them."""
    chosen: list[IntArray] = []
    used: set[int] = set()
    for row in np.lexsort([node_id[pair[:, 1]], node_id[pair[:, 0]], distance_m]):
        ends = set(pair[row].tolist())
        if not ends & used:
            used |= ends
            chosen.append(pair[row])
    return np.array(chosen, dtype=np.int64).reshape(-1, 2)


def _with_gap_edges(track: Track, leaving: IntArray, gaps: IntArray) -> Track:
    """The track with an edge across each gap, of the way that ends at its tail."""
    if not len(gaps):
        return track
    tail, head = gaps.T
    to_degrees = pyproj.Transformer.from_crs(track.crs, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(*track.node_xy[gaps.ravel()].T)
    _, _, gap_m = pyproj.Geod(ellps="WGS84").inv(lon[::2], lat[::2], lon[1::2], lat[1::2])
    edge, is_backward = leaving[tail] % track.n_edges, leaving[tail] >= track.n_edges
    piece = np.where(is_backward, track.first_piece[edge + 1] - 1, track.first_piece[edge])
    return replace(
        track,
        tail=np.concatenate([track.tail, tail]),
        head=np.concatenate([track.head, head]),
        first_vertex=np.concatenate([track.first_vertex, track.first_vertex[-1] + 2 * np.arange(1, tail.size + 1)]),
        vertex_xy=np.concatenate([track.vertex_xy, track.node_xy[gaps.ravel()]]),
        vertex_id=np.concatenate([track.vertex_id, track.node_id[gaps.ravel()]]),
        first_piece=np.concatenate([track.first_piece, track.first_piece[-1] + np.arange(1, tail.size + 1)]),
        piece_m=np.concatenate([track.piece_m, gap_m]),
        piece_way=np.concatenate([track.piece_way, track.piece_way[piece]]),
        # The new edge leaves the tail on the side where the way ends, the old one on the other.
        piece_is_reversed=np.concatenate([track.piece_is_reversed, track.piece_is_reversed[piece] == is_backward]),
    )


def _with_points_merged(track: Track, pair: IntArray) -> tuple[Track, int]:
    """The track with these pairs of nodes made one each, and how many nodes went."""
    if not len(pair):
        return track, 0
    same = coo_array((np.ones(len(pair), dtype=bool), tuple(pair.T)), shape=(track.n_nodes,) * 2)
    _, group = connected_components(same, directed=False)
    by_id = np.lexsort([track.node_id, group])
    first = np.flatnonzero(np.diff(group[by_id], prepend=-1))
    stays = by_id[first][group]
    kind = np.maximum.reduceat(track.node_kind[by_id], first)[group]
    tail, head = stays[track.tail], stays[track.head]
    vertex_xy, vertex_id = track.vertex_xy.copy(), track.vertex_id.copy()
    for node, vertex in ((tail, track.first_vertex[:-1]), (head, track.first_vertex[1:] - 1)):
        vertex_xy[vertex], vertex_id[vertex] = track.node_xy[node], track.node_id[node]
    merged = replace(track, node_kind=kind, tail=tail, head=head, vertex_xy=vertex_xy, vertex_id=vertex_id)
    is_kept = stays == np.arange(track.n_nodes)
    kept, _ = part_of_track(merged, is_kept, np.ones(track.n_edges, dtype=bool))
    return kept, int((~is_kept).sum())
