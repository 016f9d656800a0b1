"""Which way trains run on each track of a double line, where no direction is tagged but the country keeps a side."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import shapely

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.rail.country import Side, TrackMode
from netopt.rail.topology.track import Track

NEAREST_M, FARTHEST_M = 3.0, 15.0
"""Tracks of one line lie so far apart."""
SAMPLE_M = 100.0
CLEAR_SHARE = 0.8
"""The other track must lie on one side at this share of a way's sampled places, and on the other at hardly any."""
SIDE_SIGN = {"left": 1, "right": -1}


def with_running_side(track: Track, side_of_mode: Mapping[TrackMode, Side]) -> tuple[Track, dict[str, int]]:
    """The track with ``preferred`` filled in where it can be inferred, and how many ways that were.

    A way gets a direction if its mode keeps a side (``left`` or ``right``; others are passed over), nothing about its
    direction is tagged, it is a running line with a name, and track of that name lies 3 to 15 m beside it, on one side
    only: with left-hand running a train has that track on its right. ``ways`` gains the column
    ``is_preferred_assumed`` (bool).

    Raises
    ------
    ValueError
        If an edge has several pieces: infer before edges are joined.
    """
    if track.piece_way.size != track.n_edges:
        raise ValueError("an edge has several pieces: infer the running side before contracting the track")
    is_asked = _is_asked(track, side_of_mode)
    left, right, places = _neighbours(track, is_asked)
    sign = np.array([SIDE_SIGN.get(side_of_mode.get(mode, ""), 0) for mode in track.ways["mode"]], dtype=np.int64)
    only_right = (right >= CLEAR_SHARE * places) & (left <= (1.0 - CLEAR_SHARE) / 2.0 * places)
    only_left = (left >= CLEAR_SHARE * places) & (right <= (1.0 - CLEAR_SHARE) / 2.0 * places)
    inferred = np.where(places > 0, only_right.astype(np.int64) - only_left.astype(np.int64), 0) * sign
    preferred = track.ways["preferred"].to_numpy(dtype=np.int64)
    is_assumed = (inferred != 0) & is_asked
    ways = track.ways.assign(preferred=np.where(is_assumed, inferred, preferred), is_preferred_assumed=is_assumed)
    return replace(track, ways=ways), {"running_directions_inferred": int(is_assumed.sum())}


def _is_asked(track: Track, side_of_mode: Mapping[TrackMode, Side]) -> BoolArray:
    """Ways whose direction is to be inferred, shape (n_ways,)."""
    ways = track.ways
    keeps_side = ways["mode"].map(lambda mode: side_of_mode.get(mode) in SIDE_SIGN).astype(bool)
    is_silent = (ways["preferred"] == 0) & (ways["oneway"] == 0) & ~ways["is_bidirectional"].astype(bool)
    return np.asarray(keeps_side & is_silent & (ways["service"] == "") & (ways["name"] != ""), dtype=bool)


def _neighbours(track: Track, is_asked: BoolArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Sampled places of each way with a track of its line on the left, on the right, and all; shape (n_ways,) each."""
    is_line = np.asarray((track.ways["service"] == "") & (track.ways["name"] != ""), dtype=bool)[track.edge_way]
    lines = np.asarray(shapely.linestrings(track.vertex_xy, indices=track.edge_of_vertex), dtype=object)
    others = np.flatnonzero(is_line)
    edge, point, ahead = _samples(track, lines, np.flatnonzero(is_asked[track.edge_way]))
    place, found = shapely.STRtree(lines[others]).query(point, predicate="dwithin", distance=FARTHEST_M)
    other = others[found]
    kind = track.ways.groupby(["mode", "name", "lifecycle"], sort=False).ngroup().to_numpy()
    way = track.edge_way
    is_beside = (kind[way[other]] == kind[way[edge[place]]]) & (other != edge[place])
    place, other = place[is_beside], other[is_beside]
    foot = shapely.line_interpolate_point(lines[other], shapely.line_locate_point(lines[other], point[place]))
    step = np.stack([shapely.get_x(foot), shapely.get_y(foot)], axis=1)
    step -= np.stack([shapely.get_x(point[place]), shapely.get_y(point[place])], axis=1)
    along = np.sum(step * ahead[place], axis=1)
    across = ahead[place, 0] * step[:, 1] - ahead[place, 1] * step[:, 0]
    # What lies ahead or behind is the same track going on.
    counts = (np.abs(across) >= NEAREST_M) & (np.abs(along) < np.abs(across))
    has_left, has_right = np.zeros(point.size, dtype=bool), np.zeros(point.size, dtype=bool)
    has_left[place[counts & (across > 0)]] = True
    has_right[place[counts & (across < 0)]] = True
    n_ways = len(track.ways)
    of = way[edge]
    return (
        np.bincount(of, has_left, minlength=n_ways).astype(np.float64),
        np.bincount(of, has_right, minlength=n_ways).astype(np.float64),
        np.bincount(of, minlength=n_ways).astype(np.float64),
    )


def _samples(
    track: Track, lines: "np.typing.NDArray[np.object_]", edges: IntArray
) -> tuple[IntArray, "np.typing.NDArray[np.object_]", FloatArray]:
    """Places about every ``SAMPLE_M`` along edges: edge, point, and unit vector along the way, shape (n, 2)."""
    length_m = shapely.length(lines[edges])
    count = np.maximum(np.ceil(length_m / SAMPLE_M), 1).astype(np.int64)
    edge = np.repeat(edges, count)
    rank = np.arange(edge.size) - np.repeat(np.cumsum(count) - count, count)
    along_m = np.repeat(length_m / count, count) * (rank + 0.5)
    point = shapely.line_interpolate_point(lines[edge], along_m)
    before = shapely.line_interpolate_point(lines[edge], np.maximum(along_m - 1.0, 0.0))
    after = shapely.line_interpolate_point(lines[edge], along_m + 1.0)
    ahead = np.stack([shapely.get_x(after) - shapely.get_x(before), shapely.get_y(after) - shapely.get_y(before)], 1)
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1), 1e-9)[:, None]
    sense = np.where(track.piece_is_reversed[edge], -1.0, 1.0)
    return edge, np.asarray(point, dtype=object), np.asarray(ahead * sense[:, None], dtype=np.float64)
