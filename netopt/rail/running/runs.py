"""Runs from stop to stop, the trains that make them, and the speed limits they meet."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from netopt.arrays import FloatArray, IntArray
from netopt.rail.parameters import GRAVITY_MS2, Terminal, Train
from netopt.units import KMH_PER_MS

SAME_PLACE_M = 1.0e-3
"""Breaks of the limit closer than this are one."""


@dataclass(frozen=True, eq=False)
class Runs:
    """Runs from start to end without a stop between, each over an ordered list of pieces of constant limit.

    Pieces of run r are ``first_piece[r]`` to ``first_piece[r + 1]``; every run has at least one.
    """

    first_piece: IntArray
    """Shape (n_runs + 1,)."""
    length_m: FloatArray
    """Shape (n_pieces,), above 0."""
    limit_kmh: FloatArray
    """Shape (n_pieces,), above 0; the train's own top speed need not be in it."""
    train: IntArray
    """Shape (n_runs,), positions in the list of trains."""
    start_kmh: FloatArray
    """Shape (n_runs,): speed at the start, 0 where the train starts from a stop."""
    end_kmh: FloatArray
    """Shape (n_runs,): speed at the end at most, 0 where the train stops."""
    terminus_behind_m: FloatArray
    """Shape (n_runs,): distance from the train's first terminus to the start, ``inf`` where there is none."""
    terminus_ahead_m: FloatArray
    """Shape (n_runs,): distance from the end to the train's last terminus, ``inf`` where there is none."""

    @property
    def run_of_piece(self) -> IntArray:
        """Run of each piece, shape (n_pieces,)."""
        return np.repeat(np.arange(self.train.size), np.diff(self.first_piece))


class TrainTable:
    """Train parameters as columns of shape (n_trains,), for arrays of trains."""

    def __init__(self, trains: Sequence[Train]) -> None:
        self.inertia_t = np.array([train.rotating_mass_factor * train.mass_t for train in trains])
        self.power_kw = np.array([train.power_kw for train in trains])
        self.start_force_kn = np.array([train.start_force_kn for train in trains])
        weight_kn = np.array([train.mass_t for train in trains]) * GRAVITY_MS2
        davis = np.array([train.davis_n_per_kn for train in trains]).reshape(-1, 3)
        # Davis coefficients turned into kN for a speed in m/s.
        self.resistance_kn = weight_kn * davis.T * np.array([[1.0], [KMH_PER_MS], [KMH_PER_MS**2]]) / 1000.0
        self.braking_ms2 = np.array([train.braking_ms2 for train in trains])
        self.max_kmh = np.array([train.max_kmh for train in trains])
        self.length_m = np.array([train.length_m for train in trains])


def limits_along(runs: Runs, table: TrainTable, terminal: Terminal) -> tuple[FloatArray, IntArray, FloatArray]:
    """Breaks, and between them the piece and the limit that holds for the whole train.

    All runs are laid end to end on one axis, so that a place is one number. Returns breaks (n + 1,) in metres
    on that axis, piece (n,) and limit_kmh (n,).
    """
    run = runs.run_of_piece
    piece_end_m = np.cumsum(runs.length_m)
    run_end_m = piece_end_m[runs.first_piece[1:] - 1]
    run_start_m = np.concatenate([[0.0], run_end_m[:-1]])
    zones = _zones(runs, terminal)

    own = [piece_end_m - runs.length_m]
    owner = [run]
    for zone in zones:
        own += [run_start_m + zone.within_m - zone.behind_m, run_end_m - zone.within_m + zone.ahead_m]
        owner += [np.arange(runs.train.size)] * 2
    place_m, place_run = np.concatenate(own), np.concatenate(owner)
    tail_m = place_m + table.length_m[runs.train[place_run]]
    place_m, place_run = np.concatenate([place_m, tail_m]), np.concatenate([place_run, place_run])
    inside = (place_m > run_start_m[place_run]) & (place_m < run_end_m[place_run] - SAME_PLACE_M)
    breaks_m = np.sort(np.concatenate([run_start_m, place_m[inside], run_end_m[-1:]]))
    # Run ends must survive exactly: of places that coincide the first is kept, and none lies close before one.
    breaks_m = breaks_m[np.concatenate([[True], np.diff(breaks_m) > SAME_PLACE_M])]

    middle_m = (breaks_m[:-1] + breaks_m[1:]) / 2.0
    piece = np.searchsorted(piece_end_m, middle_m, side="right")
    run_here = run[piece]
    limit_kmh = np.minimum(runs.limit_kmh[piece], table.max_kmh[runs.train[run_here]])
    for zone in zones:
        distance_m = np.minimum(
            middle_m - run_start_m[run_here] + zone.behind_m[run_here],
            run_end_m[run_here] - middle_m + zone.ahead_m[run_here],
        )
        limit_kmh = np.where(distance_m < zone.within_m, np.minimum(limit_kmh, zone.max_kmh), limit_kmh)
    return breaks_m, piece, _held_by_tail(limit_kmh, breaks_m, run_here, table.length_m[runs.train[run_here]])


@dataclass(frozen=True, eq=False)
class _Zone:
    """A limit near places that lie ``behind_m`` the start or ``ahead_m`` of the end of each run."""

    within_m: float
    max_kmh: float
    behind_m: FloatArray
    ahead_m: FloatArray


def _zones(runs: Runs, terminal: Terminal) -> list[_Zone]:
    stop_behind_m = np.where(runs.start_kmh > 0, np.inf, 0.0)
    stop_ahead_m = np.where(runs.end_kmh > 0, np.inf, 0.0)
    stops = zip(terminal.stop_within_m, terminal.stop_max_kmh, strict=True)
    termini = zip(terminal.terminus_within_m, terminal.terminus_max_kmh, strict=True)
    return [_Zone(*limit, stop_behind_m, stop_ahead_m) for limit in stops] + [
        _Zone(*limit, runs.terminus_behind_m, runs.terminus_ahead_m) for limit in termini
    ]


def _held_by_tail(limit_kmh: FloatArray, breaks_m: FloatArray, run: IntArray, train_m: FloatArray) -> FloatArray:
    """Least limit under any part of the train; breaks also lie one train length after each change."""
    held = limit_kmh.copy()
    middle_m = (breaks_m[:-1] + breaks_m[1:]) / 2.0
    front = np.arange(1, limit_kmh.size)
    back = 1
    while front.size:
        behind = front - back
        under = (behind >= 0) & (run[behind] == run[front]) & (breaks_m[behind + 1] > (middle_m - train_m)[front])
        front = front[under]
        held[front] = np.minimum(held[front], limit_kmh[front - back])
        back += 1
        front = front[front >= back]
    return held
