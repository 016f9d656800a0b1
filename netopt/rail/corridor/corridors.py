"""Corridors: which stations are neighbours on the track, and the fastest legal run between them, there and back."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

from netopt.arrays import FloatArray, IntArray
from netopt.rail.corridor.edge_runs import EdgeRuns
from netopt.rail.corridor.sections import Section, least_costs, sections
from netopt.rail.movements.movements import MovementGraph
from netopt.rail.stations.stations import Stations

LIMIT_S = 6 * 3600.0
"""No corridor takes longer; it bounds the search where track goes on for long without a station."""
logger = logging.getLogger(__name__)

NEAREST = 24
"""A station's neighbours are sought among so many stations on one section of track. Where track leads past station
after station (goods tracks, through tracks), every pair of them is joined: what lies beyond is reached over these."""


@dataclass(frozen=True, eq=False)
class Corridors:
    """Pairs of neighbouring stations, sorted by both; a pair appears once.

    Stations are neighbours if a train can come from one to the other without a reversal and without passing a point
    of a third.
    """

    from_station: IntArray
    """Shape (n,): positions in ``Stations.stations``; below ``to_station``, but where only the other way is legal."""
    to_station: IntArray
    there: EdgeRuns
    """Fastest run of each pair, from a point of the one to a point of the other."""
    back: EdgeRuns
    """Fastest run back, often over the other track; empty where there is none (a one-way corridor)."""
    cost_s: FloatArray
    """Shape (n,): seconds of the run there, with what is added for running against the preferred direction."""
    back_cost_s: FloatArray
    """Shape (n,); ``inf`` where there is no run back."""

    def __len__(self) -> int:
        return int(self.from_station.size)

    def take(self, positions: IntArray) -> "Corridors":
        """The corridors at some positions, in that order."""
        return Corridors(
            self.from_station[positions],
            self.to_station[positions],
            self.there.take(positions),
            self.back.take(positions),
            self.cost_s[positions],
            self.back_cost_s[positions],
        )


def find_corridors(graph: MovementGraph, stations: Stations, *, limit_s: float = LIMIT_S) -> Corridors:
    """The corridors of stations whose points are nodes of the track.

    Notes
    -----
    A run that ends at the station where it began is no corridor. Of runs that take equally long the one that leaves
    the station over the lowest directed edge is taken. Each section (``sections``) is searched by itself, from each
    of its stations: time is the sum over sections of stations x states x log(states), so that it grows with the
    area, not with its square.
    """
    found = [
        part
        for section in sections(graph, stations)
        for part in _fastest(section, graph.cost_s[section.state], limit_s)
    ]
    if not found:
        none = np.zeros(0, dtype=np.int64)
        return Corridors(none, none, EdgeRuns.of([]), EdgeRuns.of([]), np.zeros(0), np.zeros(0))
    pairs, costs_s, runs, far = zip(*found, strict=True)
    both = _there_and_back(np.concatenate(pairs), np.concatenate(costs_s), EdgeRuns.of(list(chain(*runs))))
    # A way back that was found, but to a station that is not among the nearest, is no missing one.
    n_stations = len(stations.stations)
    back_key = both.to_station * n_stations + both.from_station
    far_key = np.concatenate(far) @ np.array([n_stations, 1])
    if far_key.size:
        logger.warning("%d runs to stations beyond the %d nearest are left out", far_key.size, NEAREST)
    return both.take(np.flatnonzero(np.isfinite(both.back_cost_s) | ~np.isin(back_key, far_key)))


def _fastest(
    section: Section, cost_s: FloatArray, limit_s: float
) -> Iterator[tuple[IntArray, FloatArray, list[IntArray], IntArray]]:
    """The fastest runs from the stations of a section to the nearest others, and the pairs that are further off.

    Yields (n, 2) stations, (n,) seconds, directed edges of each run, and (m, 2) stations.
    """
    order = np.argsort(section.arriving_station, kind="stable")
    arriving, owner = section.arriving[order], section.arriving_station[order]
    targets, first = np.unique(owner, return_index=True)
    for origins, spent_s, before in least_costs(section, cost_s, np.unique(section.leaving_station), limit=limit_s):
        at_end = spent_s[:, arriving]
        best_s = np.minimum.reduceat(at_end, first, axis=1)
        best_s[origins[:, None] == targets] = np.inf
        rank = np.argsort(np.argsort(best_s, axis=1, kind="stable"), axis=1, kind="stable")
        row, column = np.nonzero(np.isfinite(best_s) & (rank < NEAREST))
        if not row.size:
            continue
        is_best = at_end == np.repeat(best_s, np.diff(np.append(first, owner.size)), axis=1)
        place = np.where(is_best, np.arange(owner.size), owner.size)
        end = arriving[np.minimum.reduceat(place, first, axis=1)[row, column]]
        runs = [section.state[run] for run in _traced(before, row, end, section.state.size)]
        far_row, far_column = np.nonzero(np.isfinite(best_s) & (rank >= NEAREST))
        far = np.stack([origins[far_row], targets[far_column]], axis=1)
        yield np.stack([origins[row], targets[column]], axis=1), best_s[row, column], runs, far


def _traced(before: IntArray, row: IntArray, end: IntArray, n_states: int) -> list[IntArray]:
    """States from the start of each search ``row`` to ``end``, in order of travel."""
    steps, place = [end], end
    alive = np.arange(end.size)
    owners = [alive]
    while alive.size:
        place = before[row[alive], place]
        goes_on = (place >= 0) & (place < n_states)
        alive, place = alive[goes_on], place[goes_on]
        steps.append(place)
        owners.append(alive)
    owner, step = np.concatenate(owners), np.concatenate(steps)
    # Last step first within each owner: the search was traced from its end.
    order = np.lexsort((-np.arange(owner.size), owner))
    return np.split(step[order], np.cumsum(np.bincount(owner, minlength=end.size))[:-1])


def _there_and_back(pairs: IntArray, cost_s: FloatArray, runs: EdgeRuns) -> Corridors:
    """The fastest run of each ordered pair, and the two directions of a pair side by side."""
    first_edge = runs.edge[runs.first_edge[:-1]]
    order = np.lexsort((first_edge, cost_s, pairs[:, 1], pairs[:, 0]))
    is_new = np.ones(order.size, dtype=bool)
    is_new[1:] = np.any(pairs[order][1:] != pairs[order][:-1], axis=1)
    best = order[is_new]
    pairs = pairs[best]

    key = np.sort(pairs, axis=1)
    unordered, number = np.unique(key, axis=0, return_inverse=True)
    is_up = pairs[:, 0] < pairs[:, 1]
    up, down = np.full(len(unordered), -1), np.full(len(unordered), -1)
    up[number[is_up]], down[number[~is_up]] = best[is_up], best[~is_up]

    is_turned = up < 0
    there, back = np.where(is_turned, down, up), np.where(is_turned, -1, down)
    back_runs = [runs.run(run) if run >= 0 else np.zeros(0, dtype=np.int64) for run in back]
    ends = np.where(is_turned[:, None], unordered[:, ::-1], unordered)
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    return Corridors(
        ends[:, 0],
        ends[:, 1],
        runs.take(there),
        EdgeRuns.of(back_runs),
        cost_s[there],
        np.where(back >= 0, cost_s[back], np.inf),
    ).take(order)
