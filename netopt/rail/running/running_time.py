"""Running time of many runs at once from speed profiles: acceleration, limits, braking."""

from collections.abc import Sequence

import numpy as np

from netopt.arrays import FloatArray, IntArray
from netopt.rail.parameters import Margin, Terminal, Train
from netopt.rail.running.runs import Runs, TrainTable, limits_along
from netopt.units import KMH_PER_MS, METRES_PER_KM, SECONDS_PER_MINUTE

LEAST_CELLS = 20
"""Cells in which even the shortest run is integrated."""


def piece_running_s(runs: Runs, trains: Sequence[Train], *, terminal: Terminal, step_m: float = 200.0) -> FloatArray:
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
    table = TrainTable(trains)
    breaks_m, piece, limit_kmh = limits_along(runs, table, terminal)
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
    piece_of_cell = np.repeat(piece, cells)
    return np.bincount(piece_of_cell, cell_s, minlength=runs.length_m.size).astype(np.float64)


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

    p: share of the speed class of ``limit_kmh`` (the lower of line and train); T: pure running time;
    L: length; d: ``min_per_100km``, left out where the train's ``whole_run_m`` is short.

    Source: UIC 451-1 OR, 4th edition (2000), after secondary sources.
    """
    classes = np.searchsorted(np.asarray(margin.class_up_to_kmh), limit_kmh, side="left")
    share = np.asarray(margin.share)[classes]
    distance_s = min_per_100km * SECONDS_PER_MINUTE * length_m / (100.0 * METRES_PER_KM)
    is_long = whole_run_m > margin.short_run_km * METRES_PER_KM
    return np.asarray(share * running_s + np.where(is_long, distance_s, 0.0), dtype=np.float64)


def _squared_speeds(
    runs: Runs, table: TrainTable, cell_m: FloatArray, cell_limit: FloatArray, cell_run: IntArray
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
