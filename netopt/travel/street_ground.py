"""Ways on the ground along the streets that a network has, and in straight lines where it has none near."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.travel.access import AccessMode
from netopt.travel.grid import Grid, Starts, TimeField
from netopt.travel.ground import Ground, GroundTimes
from netopt.travel.points import Points, distances_m
from netopt.travel.straight_ground import IsOpen, StraightGround
from netopt.travel.streets import Links, Streets
from netopt.units import METRES_PER_KM, SECONDS_PER_MINUTE

DOORS_M = 100.0
"""Points this near each other need no street: every mode takes the straight line. Assumed."""


@dataclass(frozen=True, eq=False)
class StreetGround(Ground):
    """Ways of an access model by mode: along streets where both ends are joined to those of the mode, else straight.

    Where both ends are joined and no street leads from one to the other, the mode takes nobody there. A way along
    streets leads no farther (straight) and takes no longer than the longest straight way of its mode. Water is no
    barrier to streets; borders cost what they cost a straight way.
    """

    straight: StraightGround
    streets: dict[int, Streets]
    """By position of the mode."""
    _known: dict[tuple[bytes, ...], GroundTimes] = field(default_factory=dict, init=False, repr=False)
    """What ``between`` found: travellers of every sort ask for the same ways."""
    _cell_links: dict[tuple[int, Grid], Links] = field(default_factory=dict, init=False, repr=False)

    @property
    def modes(self) -> tuple[str, ...]:
        """Names of the modes."""
        return self.straight.modes

    @property
    def transfer_km(self) -> float:
        """As the access model says."""
        return self.straight.transfer_km

    @property
    def has_streets(self) -> bool:
        """Ways go along streets where they may."""
        return True

    def between(self, origins: Points, destinations: Points) -> GroundTimes:
        """The fastest way from every origin to every destination, and what borders between them cost."""
        key = tuple(part.tobytes() for points in (origins, destinations) for part in (points.xy_m, points.side))
        if key not in self._known:
            self._known[key] = self._between(origins, destinations)
        known = self._known[key]
        return GroundTimes(known.time_s.copy(), known.mode.copy(), known.on_streets.copy())

    def _between(self, origins: Points, destinations: Points) -> GroundTimes:
        distance_m = distances_m(origins.xy_m, destinations.xy_m)
        links = {
            mode: (streets.links(origins.xy_m), streets.links(destinations.xy_m))
            for mode, streets in self.streets.items()
        }
        joined = {mode: leave.is_linked[:, None] & enter.is_linked[None, :] for mode, (leave, enter) in links.items()}
        time_s, best = self.straight.ways(origins, destinations, is_open=self._is_open(joined, distance_m))
        on_streets = np.zeros(time_s.shape, dtype=bool)
        for mode, (leave, enter) in links.items():
            rules = self._rules[mode]
            way_s = self.streets[mode].between_s(leave, enter, limit_s=rules.longest_s)
            way_s += rules.fixed_min * SECONDS_PER_MINUTE
            is_better = (way_s < time_s) & (distance_m <= rules.max_km * METRES_PER_KM)
            time_s[is_better], best[is_better], on_streets[is_better] = way_s[is_better], mode, True
        if self.straight.borders is not None:
            time_s += self.straight.borders.between_s(origins, destinations)
        there = np.isfinite(time_s)
        return GroundTimes(time_s, np.where(there, best, -1), on_streets & there)

    def pairs_s(self, points: Points, origin: IntArray, destination: IntArray) -> FloatArray:
        """Least times of pairs: all at once, since a search along streets finds all ends anyway."""
        return self.time_s(points, points)[origin, destination]

    def field(self, grid: Grid, starts: Starts, *, limit_s: float) -> TimeField:
        """Least time to every cell.

        The streets are searched once by mode and side of a border, from all starts together. Where the start that
        comes first to a junction has come farther than its mode goes, no later one is looked for.
        """
        is_joined = {mode: streets.links(starts.points.xy_m).is_linked for mode, streets in self.streets.items()}

        def is_open(start: int, rows: slice, columns: slice, distance_m: FloatArray) -> IsOpen:
            joined = {
                mode: is_joined[mode][start]
                & self._links_of_cells(mode, grid).is_linked.reshape(grid.shape)[rows, columns]
                for mode in self.streets
            }
            return self._is_open(joined, distance_m)

        found = self.straight.swept(grid, starts, limit_s=limit_s, is_open=is_open)
        time_s, best, by_rail, on_streets = found.time_s, found.mode, found.by_rail, found.on_streets
        for mode in self.streets:
            for side in np.unique(starts.points.side):
                of_side = np.where(starts.points.side == side, starts.start_s, np.inf)
                first, arrival_s = self._along_streets(mode, grid, Starts(starts.points, of_side), limit_s=limit_s)
                if self.straight.borders is not None:
                    arrival_s += self.straight.borders.to_cells_s(int(side), grid)
                is_better = arrival_s < time_s
                time_s[is_better], best[is_better] = arrival_s[is_better], mode
                by_rail[is_better], on_streets[is_better] = starts.by_rail[first[is_better]], True
        return TimeField(grid, time_s, limit_s, best, by_rail, on_streets)

    def _along_streets(self, mode: int, grid: Grid, starts: Starts, *, limit_s: float) -> tuple[IntArray, FloatArray]:
        """Start that comes first to each cell by a mode, and when, both of the grid's shape; borders cost nothing."""
        rules, streets, cells = self._rules[mode], self.streets[mode], self._links_of_cells(mode, grid)
        leave_s = starts.start_s + rules.fixed_min * SECONDS_PER_MINUTE
        owner, at_junction_s = streets.arrivals(leave_s, streets.links(starts.points.xy_m), limit_s=limit_s)
        reached_s = at_junction_s[cells.junction] + cells.walk_s
        link = reached_s.argmin(axis=1)
        cell = np.arange(link.size)
        arrival_s, first = reached_s[cell, link], owner[cells.junction[cell, link]]
        cell = np.flatnonzero(np.isfinite(arrival_s))
        row, column = np.divmod(cell, grid.n_columns)
        away_m = np.column_stack([grid.x_m[column], grid.y_m[row]]) - starts.points.xy_m[first[cell]]
        is_too_far = np.hypot(away_m[:, 0], away_m[:, 1]) > rules.max_km * METRES_PER_KM
        is_too_far |= arrival_s[cell] - leave_s[first[cell]] > rules.longest_s
        arrival_s[cell[is_too_far]] = np.inf
        return first.reshape(grid.shape), arrival_s.reshape(grid.shape)

    def disc_m(self, starts: Starts, threshold_s: float) -> FloatArray:
        """Round each start as far as no street is needed."""
        return np.minimum(self.straight.disc_m(starts, threshold_s), DOORS_M)

    def reach_m(self, starts: Starts, threshold_s: float) -> FloatArray:
        """Straight ways, or the fastest street all the way."""
        reach_m = self.straight.reach_m(starts, threshold_s)
        for mode, streets in self.streets.items():
            rules = self._rules[mode]
            left_s = threshold_s - starts.start_s - rules.fixed_min * SECONDS_PER_MINUTE
            along_m = np.minimum(left_s * streets.fastest_m_per_s, rules.max_km * METRES_PER_KM)
            reach_m = np.maximum(reach_m, along_m)
        return reach_m

    def mode_at(self, distance_m: FloatArray) -> IntArray:
        """The fastest mode over a straight distance: near a door no street is needed."""
        return self.straight.mode_at(distance_m)

    @cached_property
    def _rules(self) -> tuple[AccessMode, ...]:
        return tuple(self.straight.access.modes.values())

    def _is_open(self, joined: dict[int, BoolArray], distance_m: FloatArray) -> IsOpen:
        """By mode, where a straight line is taken: where the streets do not join both ends, and from door to door."""
        at_the_door = distance_m <= DOORS_M
        return [~joined[mode] | at_the_door if mode in joined else True for mode in range(len(self.modes))]

    def _links_of_cells(self, mode: int, grid: Grid) -> Links:
        if (mode, grid) not in self._cell_links:
            x_m, y_m = np.meshgrid(grid.x_m, grid.y_m)
            self._cell_links[mode, grid] = self.streets[mode].links(np.column_stack([x_m.ravel(), y_m.ravel()]))
        return self._cell_links[mode, grid]
