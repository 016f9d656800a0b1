"""Running time of many runs at once from speed profiles: acceleration, limits, braking."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from netopt.arrays import FloatArray, IntArray
from netopt.rail.parameters import GRAVITY_MS2, Margin, Terminal, Train
from netopt.units import KMH_PER_MS, METRES_PER_KM, SECONDS_PER_MINUTE

LEAST_CELLS = 20
"""Cells in which even the shortest run is integrated."""
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


def piece_running_s(
    runs: Runs, trains: Sequence[Train], *, terminal: Terminal, step_m: float = 200.0
) -> FloatArray:
    """Pure running time on each piece, shape (n_pieces,), seconds; sum over a run's pieces for its time.

    In cells of ``step_m`` or less: forward v1**2 = v0**2 + 2 a(v0) ds, capped by the limits of both adjacent
    cells; backward v0**2 <= v1**2 + 2 b ds; t = sum of 2 ds / (v0 + v1). A lower limit holds until the tail
    of the train has left it. a: acceleration from tractive force less Davis resistance, b: braking.

    Notes
    -----
    All runs advance cell by cell in lock-step: time O(cells of the longest run) array operations.
    """
    if runs.length_m.size == 0:
        return np.zeros(0)
    table = _TrainTable(trains)
    breaks_m, piece, limit_kmh = _limits_along(runs, table, terminal)
    run_of_break = runs.run_of_piece[piece]
    run_length_m = np.add.reduceat(runs.length_m, runs.first_piece[:-1])
    finest_m = np.minimum(step_m, run_length_m / LEAST_CELLS)[run_of_break]
    width_m = np.diff(breaks_m)
    cells = np.maximum(np.ceil(width_m / finest_m - 1e-9), 1).astype(np.int64)

    cell_m = np.repeat(width_m / cells, cells)
    cell_limit = np.repeat((limit_kmh / KMH_PER_MS) ** 2, cells)
    cell_run = np.repeat(run_of_break, cells)
    speed_ms = np.sqrt(_squared_speeds(runs, table, cell_m, cell_limit, cell_run))
    node = np.arange(cell_m.size) + cell_run
    cell_s = 2.0 * cell_m / (speed_ms[node] + speed_ms[node + 1])
    return np.bincount(np.repeat(piece, cells), weights=cell_s, minlength=runs.length_m.size)


def sum_by_run(piece_values: FloatArray, first_piece: IntArray) -> FloatArray:
    """Sums of piece values over each run, shape (n_runs,)."""
    if first_piece.size <= 1:
        return np.zeros(0)
    return np.asarray(np.add.reduceat(piece_values, first_piece[:-1]), dtype=np.float64)


def recovery_s(
    running_s: FloatArray,
    length_m: FloatArray,
    limit_kmh: FloatArray,
    *,
    min_per_100km: FloatArray,
    whole_run_m: FloatArray,
    margin: Margin,
) -> FloatArray:
    """Recovery margin of pieces or runs, same shape, seconds: p T + d L / 100 km.

    p: share of the speed class of ``limit_kmh`` (the lower of line and train); T: pure running time; L: length;
    d: ``min_per_100km``, left out where the train's ``whole_run_m`` is short.

    Source: UIC 451-1 OR, 4th edition (2000), after secondary sources.
    """
    classes = np.searchsorted(np.asarray(margin.class_up_to_kmh), limit_kmh, side="left")
    share = np.asarray(margin.share)[classes]
    distance_s = min_per_100km * SECONDS_PER_MINUTE * length_m / (100.0 * METRES_PER_KM)
    is_long = whole_run_m > margin.short_run_km * METRES_PER_KM
    return np.asarray(share * running_s + np.where(is_long, distance_s, 0.0), dtype=np.float64)


def trapezoid_s(distance_m: float, speed_kmh: float, *, acceleration_ms2: float, braking_ms2: float) -> float:
    """Time from stop to stop with constant acceleration and braking under one limit, seconds.

    T = D/v + v/2 (1/a + 1/b) if D >= v**2/2 (1/a + 1/b), else sqrt(2 D (a + b) / (a b)).
    D: distance, v: limit, a: acceleration, b: braking.
    """
    speed_ms = speed_kmh / KMH_PER_MS
    per_speed = 1.0 / acceleration_ms2 + 1.0 / braking_ms2
    if distance_m >= speed_ms**2 / 2.0 * per_speed:
        return distance_m / speed_ms + speed_ms / 2.0 * per_speed
    return float(np.sqrt(2.0 * distance_m * per_speed))


class _TrainTable:
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


def _limits_along(
    runs: Runs, table: _TrainTable, terminal: Terminal
) -> tuple[FloatArray, IntArray, FloatArray]:
    """Breaks, and between them the piece and the limit that holds for the whole train.

    All runs are laid end to end on one axis, so that a place is one number. Returns breaks (n + 1,) in metres
    on that axis, piece (n,) and limit_kmh (n,).
    """
    run = runs.run_of_piece
    piece_end_m = np.cumsum(runs.length_m)
    run_end_m = piece_end_m[runs.first_piece[1:] - 1]
    run_start_m = np.concatenate([[0.0], run_end_m[:-1]])
    zones = sorted(zip(terminal.approach_within_m, terminal.approach_max_kmh, strict=True))

    own = [piece_end_m - runs.length_m]
    owner = [run]
    for within_m, _ in zones:
        own += [run_start_m + within_m - runs.terminus_behind_m, run_end_m - within_m + runs.terminus_ahead_m]
        owner += [np.arange(runs.train.size)] * 2
    place_m, place_run = np.concatenate(own), np.concatenate(owner)
    tail_m = place_m + table.length_m[runs.train[place_run]]
    place_m, place_run = np.concatenate([place_m, tail_m]), np.concatenate([place_run, place_run])
    inside = (place_m > run_start_m[place_run]) & (place_m < run_end_m[place_run] - SAME_PLACE_M)
    breaks_m = np.sort(np.concatenate([run_start_m, place_m[inside], run_end_m[-1:]]))
    # Run ends must survive exactly, so of places that coincide the first is kept and no place lies close before one.
    breaks_m = breaks_m[np.concatenate([[True], np.diff(breaks_m) > SAME_PLACE_M])]

    middle_m = (breaks_m[:-1] + breaks_m[1:]) / 2.0
    piece = np.searchsorted(piece_end_m, middle_m, side="right")
    run_here = run[piece]
    limit_kmh = np.minimum(runs.limit_kmh[piece], table.max_kmh[runs.train[run_here]])
    from_terminus_m = np.minimum(
        middle_m - run_start_m[run_here] + runs.terminus_behind_m[run_here],
        run_end_m[run_here] - middle_m + runs.terminus_ahead_m[run_here],
    )
    for within_m, max_kmh in zones:
        limit_kmh = np.where(from_terminus_m < within_m, np.minimum(limit_kmh, max_kmh), limit_kmh)
    return breaks_m, piece, _held_by_tail(limit_kmh, breaks_m, run_here, table.length_m[runs.train[run_here]])


def _held_by_tail(
    limit_kmh: FloatArray, breaks_m: FloatArray, run: IntArray, train_m: FloatArray
) -> FloatArray:
    """Least limit under any part of the train, given that breaks also lie one train length after each change."""
    held = limit_kmh.copy()
    middle_m = (breaks_m[:-1] + breaks_m[1:]) / 2.0
    front = np.arange(1, limit_kmh.size)
    back = 1
    while front.size:
        behind = front - back
        under = (
            (behind >= 0) & (run[behind] == run[front]) & (breaks_m[behind + 1] > (middle_m - train_m)[front])
        )
        front = front[under]
        held[front] = np.minimum(held[front], limit_kmh[front - back])
        back += 1
        front = front[front >= back]
    return held


def _squared_speeds(
    runs: Runs, table: _TrainTable, cell_m: FloatArray, cell_limit: FloatArray, cell_run: IntArray
) -> FloatArray:
    """Squared speeds at the cell ends: run r owns one place more than it has cells. (m/s)**2."""
    n_runs = runs.train.size
    count = np.bincount(cell_run, minlength=n_runs)
    first_cell = np.concatenate([[0], np.cumsum(count)[:-1]])
    first_node = first_cell + np.arange(n_runs)
    last_node = first_node + count
    node = np.arange(cell_m.size) + cell_run

    squared = np.full(cell_m.size + n_runs, np.inf)
    squared[node] = cell_limit
    squared[node + 1] = np.minimum(squared[node + 1], cell_limit)
    squared[first_node] = np.minimum(squared[first_node], (runs.start_kmh / KMH_PER_MS) ** 2)
    squared[last_node] = np.minimum(squared[last_node], (runs.end_kmh / KMH_PER_MS) ** 2)

    longest_first = np.argsort(-count, kind="stable")
    train = runs.train[longest_first]
    node_of, cell_of = first_node[longest_first], first_cell[longest_first]
    last_of = last_node[longest_first]
    # Runs still under way at step i are the first under_way[i] in the order of falling length.
    under_way = np.searchsorted(-count[longest_first], -np.arange(int(count.max())), side="left")
    power, force, inertia = table.power_kw[train], table.start_force_kn[train], table.inertia_t[train]
    w0, w1, w2 = table.resistance_kn[:, train]
    braking = table.braking_ms2[train]
    for step, n in enumerate(under_way):
        here = node_of[:n] + step
        speed = np.sqrt(squared[here])
        pull = np.minimum(force[:n], power[:n] / np.maximum(speed, 1e-9))
        acceleration = (pull - w0[:n] - w1[:n] * speed - w2[:n] * squared[here]) / inertia[:n]
        reached = squared[here] + 2.0 * acceleration * cell_m[cell_of[:n] + step]
        squared[here + 1] = np.minimum(squared[here + 1], np.maximum(reached, 0.0))
    cell_from_end = cell_of + count[longest_first] - 1
    for step, n in enumerate(under_way):
        there = last_of[:n] - step
        allowed = squared[there] + 2.0 * braking[:n] * cell_m[cell_from_end[:n] - step]
        squared[there - 1] = np.minimum(squared[there - 1], allowed)
    return squared
