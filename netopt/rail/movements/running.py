"""Seconds that a train of a profile needs over each directed edge at the limits of line and train."""

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.rail.movements.profile import Profile
from netopt.rail.topology.track import Track
from netopt.units import KMH_PER_MS


def running_s(track: Track, profile: Profile, *, with_preference: bool = True) -> FloatArray:
    """Seconds over each directed edge, shape (2 n_edges,), without acceleration.

    ``with_preference``: times the profile's factor where a piece is run against its preferred direction.
    """
    parts = []
    for is_forward in (True, False):
        speed_ms = np.minimum(track.piece_kmh(is_forward=is_forward), profile.train.max_kmh) / KMH_PER_MS
        piece_s = track.piece_m / speed_ms
        if with_preference:
            piece_s = piece_s * _preference(track, profile, is_forward=is_forward)
        parts.append(_sum_by_edge(track, piece_s))
    return np.concatenate(parts)


def boarding_s(track: Track, profile: Profile) -> FloatArray:
    """Seconds a train waits to get on a ferry, at each directed edge of a ferry that sets out from land, else 0."""
    is_ferry = np.asarray(track.of_ways("mode") == "rail_ferry", dtype=bool)
    at_sea = np.bincount(np.concatenate([track.tail[is_ferry], track.head[is_ferry]]), minlength=track.n_nodes)
    is_quay = (at_sea < track.arms) | (track.arms == 1)
    return np.where(np.tile(is_ferry, 2) & is_quay[track.start], profile.boarding_s, 0.0)


def is_against_oneway(track: Track) -> BoolArray:
    """Directed edges with a piece whose ``oneway`` forbids them, shape (2 n_edges,)."""
    oneway = track.ways["oneway"].to_numpy(dtype=np.int64)[track.piece_way]
    against = [oneway * _sense(track, is_forward=is_forward) < 0 for is_forward in (True, False)]
    return np.concatenate([_sum_by_edge(track, each.astype(np.float64)) > 0.0 for each in against])


def _preference(track: Track, profile: Profile, *, is_forward: bool) -> FloatArray:
    preferred = track.ways["preferred"].to_numpy(dtype=np.int64)[track.piece_way]
    is_bidirectional = track.ways["is_bidirectional"].to_numpy(dtype=bool)[track.piece_way]
    factor = np.where(is_bidirectional, profile.against_factor_bidirectional, profile.against_factor)
    return np.where(preferred * _sense(track, is_forward=is_forward) < 0, factor, 1.0)


def _sense(track: Track, *, is_forward: bool) -> IntArray:
    """1 where the piece is run along its way, -1 where against it."""
    return np.where(track.piece_is_reversed != is_forward, 1, -1)


def _sum_by_edge(track: Track, piece_values: FloatArray) -> FloatArray:
    return np.bincount(track.edge_of_piece, piece_values, minlength=track.n_edges).astype(np.float64)
