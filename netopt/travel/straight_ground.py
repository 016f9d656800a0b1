"""Ways on the ground as straight distances, detours and speeds: the ground of networks without streets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.travel.access import AccessModel
from netopt.travel.borders_near import BordersNear
from netopt.travel.grid import Grid, Starts, TimeField
from netopt.travel.ground import Ground, GroundTimes
from netopt.travel.points import Points, distances_m
from netopt.travel.water import Water
from netopt.units import METRES_PER_KM

IsOpen = Sequence[BoolArray | bool]
"""By mode, where it may be taken in a straight line."""


@dataclass(frozen=True, eq=False)
class StraightGround(Ground):
    """Ways of an access model: minutes of straight distance, by the fastest mode, that lead round no water.

    A way over water is none, however fast its detour: nothing is known of where it would lead.
    """

    access: AccessModel
    water: Water | None = None
    borders: BordersNear | None = None

    @property
    def modes(self) -> tuple[str, ...]:
        """Names of the modes."""
        return self.access.names

    @property
    def transfer_km(self) -> float:
        """As the access model says."""
        return self.access.transfer_km

    def between(self, origins: Points, destinations: Points) -> GroundTimes:
        """The fastest mode over the straight distance of every pair, and what borders between them cost."""
        time_s, mode = self.ways(origins, destinations)
        if self.borders is not None:
            time_s = time_s + self.borders.between_s(origins, destinations)
            mode = np.where(np.isfinite(time_s), mode, -1)
        return GroundTimes(time_s, mode, np.zeros(time_s.shape, dtype=bool))

    def ways(
        self, origins: Points, destinations: Points, *, is_open: IsOpen | None = None
    ) -> tuple[FloatArray, IntArray]:
        """Least time and its mode for every pair, without borders; ``inf`` and -1 where there is no way."""
        time_s, mode = self.access.fastest(distances_m(origins.xy_m, destinations.xy_m), is_open=is_open)
        if self.water is not None:
            is_shut = self.water.is_shut(origins.xy_m, destinations.xy_m, self._longest_m)
            time_s[is_shut], mode[is_shut] = np.inf, -1
        return time_s, mode

    def field(self, grid: Grid, starts: Starts, *, limit_s: float) -> TimeField:
        """Least time to every cell; each start touches only the cells that it reaches within ``limit_s``."""
        return self.swept(grid, starts, limit_s=limit_s)

    def swept(
        self,
        grid: Grid,
        starts: Starts,
        *,
        limit_s: float,
        is_open: Callable[[int, slice, slice, FloatArray], IsOpen] | None = None,
    ) -> TimeField:
        """The field where modes may be closed: ``is_open`` is given a start, its rows, columns and distances."""
        time_s = np.full(grid.shape, limit_s)
        mode = np.full(grid.shape, -1, dtype=np.int8)
        by_rail = np.zeros(grid.shape, dtype=np.int8)
        x_m, y_m = grid.x_m, grid.y_m
        reach_m = self.reach_m(starts, limit_s)
        for start in np.argsort(starts.start_s, kind="stable"):
            at_x_m, at_y_m = starts.points.xy_m[start]
            rows, columns = grid.window(at_x_m, at_y_m, reach_m[start])
            distance_m = np.hypot(y_m[rows, None] - at_y_m, x_m[None, columns] - at_x_m)
            open_modes = None if is_open is None else is_open(int(start), rows, columns, distance_m)
            way_s, way_mode = self.access.fastest(distance_m, is_open=open_modes)
            arrival_s = starts.start_s[start] + way_s
            if self.borders is not None:
                arrival_s += self.borders.to_cells_s(int(starts.points.side[start]), grid)[rows, columns]
            is_better = arrival_s < time_s[rows, columns]
            if self.water is not None and is_better.any():
                row, column = np.nonzero(is_better)
                east_m, north_m = x_m[columns][column] - at_x_m, y_m[rows][row] - at_y_m
                is_better[row, column] = ~self.water.is_hidden(starts.points.xy_m[start], east_m, north_m)
            time_s[rows, columns][is_better] = arrival_s[is_better]
            mode[rows, columns][is_better] = way_mode[is_better]
            by_rail[rows, columns][is_better] = starts.by_rail[start]
        return TimeField(grid, time_s, limit_s, mode, by_rail, np.zeros(grid.shape, dtype=bool))

    def disc_m(self, starts: Starts, threshold_s: float) -> FloatArray:
        """All that a start reaches is a disc, as far as neither water nor a border that costs more comes in between."""
        if self.borders is None:
            return np.minimum(self.reach_m(starts, threshold_s), self._clear_m(starts, threshold_s))
        adds_s, radius_m = self.borders.round_starts(starts)
        there = Starts(starts.points, starts.start_s + adds_s)
        reach_m = np.minimum(self.reach_m(there, threshold_s), self._clear_m(there, threshold_s))
        return np.minimum(reach_m, radius_m)

    def _clear_m(self, starts: Starts, threshold_s: float) -> FloatArray | float:
        """Radius within which no water lies in the way, for starts within the threshold."""
        if self.water is None:
            return np.inf
        clear_m = np.full(starts.start_s.shape, np.inf)
        for start in np.flatnonzero(starts.start_s < threshold_s):
            clear_m[start] = self.water.clear_m(starts.points.xy_m[start])
        return clear_m

    def reach_m(self, starts: Starts, threshold_s: float) -> FloatArray:
        """Longest straight distance within what is left of the threshold."""
        return np.array([self.access.reach_m(threshold_s - start_s) for start_s in starts.start_s])

    def mode_at(self, distance_m: FloatArray) -> IntArray:
        """The fastest mode over a straight distance."""
        return self.access.fastest(distance_m)[1]

    @property
    def _longest_m(self) -> float:
        return max(mode.max_km for mode in self.access.modes.values()) * METRES_PER_KM
