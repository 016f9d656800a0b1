"""Ways on the ground as straight distances, detours and speeds: the ground of networks without streets."""

from dataclasses import dataclass

import numpy as np

from netopt.arrays import FloatArray, IntArray
from netopt.travel.access import AccessModel
from netopt.travel.grid import Grid, Starts, TimeField
from netopt.travel.ground import Ground, GroundTimes
from netopt.travel.points import Points, distances_m


@dataclass(frozen=True, eq=False)
class StraightGround(Ground):
    """Ways of an access model: minutes of straight distance, by the fastest mode."""

    access: AccessModel

    @property
    def modes(self) -> tuple[str, ...]:
        """Names of the modes."""
        return self.access.names

    @property
    def transfer_km(self) -> float:
        """As the access model says."""
        return self.access.transfer_km

    def between(self, origins: Points, destinations: Points) -> GroundTimes:
        """The fastest mode over the straight distance of every pair."""
        return GroundTimes(*self.access.fastest(distances_m(origins.xy_m, destinations.xy_m)))

    def field(self, grid: Grid, starts: Starts, *, limit_s: float) -> TimeField:
        """Least time to every cell; each start touches only the cells that it reaches within ``limit_s``."""
        time_s = np.full(grid.shape, limit_s)
        mode = np.full(grid.shape, -1, dtype=np.int8)
        by_rail = np.zeros(grid.shape, dtype=np.int8)
        x_m, y_m = grid.x_m, grid.y_m
        reach_m = self.reach_m(starts, limit_s)
        for start in np.argsort(starts.start_s, kind="stable"):
            at_x_m, at_y_m = starts.points.xy_m[start]
            rows, columns = grid.window(at_x_m, at_y_m, reach_m[start])
            distance_m = np.hypot(y_m[rows, None] - at_y_m, x_m[None, columns] - at_x_m)
            way_s, way_mode = self.access.fastest(distance_m)
            arrival_s = starts.start_s[start] + way_s
            is_better = arrival_s < time_s[rows, columns]
            time_s[rows, columns][is_better] = arrival_s[is_better]
            mode[rows, columns][is_better] = way_mode[is_better]
            by_rail[rows, columns][is_better] = starts.by_rail[start]
        return TimeField(grid, time_s, limit_s, mode, by_rail)

    def disc_m(self, starts: Starts, threshold_s: float) -> FloatArray:
        """All that a start reaches is a disc."""
        return self.reach_m(starts, threshold_s)

    def reach_m(self, starts: Starts, threshold_s: float) -> FloatArray:
        """Longest straight distance within what is left of the threshold."""
        return np.array([self.access.reach_m(threshold_s - start_s) for start_s in starts.start_s])

    def mode_at(self, distance_m: FloatArray) -> IntArray:
        """The fastest mode over a straight distance."""
        return self.access.fastest(distance_m)[1]
