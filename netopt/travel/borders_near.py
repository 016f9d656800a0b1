"""Borders round points and over cells: which side the ground is on, and how near ground lies that costs more."""

from dataclasses import dataclass, field

import numpy as np
import shapely

from netopt.arrays import FloatArray, IntArray
from netopt.travel.crossings import GroundCrossings
from netopt.travel.grid import Grid, Starts
from netopt.travel.points import Points


@dataclass(frozen=True, eq=False)
class BordersNear:
    """The borders of a ground, asked for the same grids and stations again and again; what is found is kept."""

    crossings: GroundCrossings
    _side_of_cells: dict[Grid, IntArray] = field(default_factory=dict, init=False, repr=False)
    _round: dict[tuple[bytes, int], tuple[float, float]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, crossings: GroundCrossings | None) -> "BordersNear | None":
        """The borders that cost anything; ``None`` where none does."""
        return None if crossings is None or not crossings.cost_s.any() else cls(crossings)

    def between_s(self, origins: Points, destinations: Points) -> FloatArray:
        """What every pair adds, shape (n_origins, n_destinations)."""
        return self.crossings.between_s(origins, destinations)

    def to_cells_s(self, side: int, grid: Grid) -> FloatArray:
        """What a way from a side to each cell adds, shape (n_rows, n_columns)."""
        cost_s: FloatArray = self.crossings.cost_s[side][self.side_of_cells(grid)]
        return cost_s

    def side_of_cells(self, grid: Grid) -> IntArray:
        """The side of each cell's centre, shape (n_rows, n_columns)."""
        if grid not in self._side_of_cells:
            x_m, y_m = np.meshgrid(grid.x_m, grid.y_m)
            xy_m = np.column_stack([x_m.ravel(), y_m.ravel()])
            self._side_of_cells[grid] = self.crossings.sides_of(xy_m).reshape(grid.shape)
        return self._side_of_cells[grid]

    def round_starts(self, starts: Starts) -> tuple[FloatArray, FloatArray]:
        """Round each start: what a way to the ground there adds, and the radius within which none adds more.

        Both of shape (n_starts,). A station may belong to another side than the ground it stands on. With d_0 the
        distance to the ground of the point's own surroundings (0 on it) and d_1 that to the nearest ground that costs
        more, every point within (d_1 - d_0) / 2 lies nearer to the former.
        """
        found = [self._round_one(starts.points[np.array([start])]) for start in range(len(starts.points))]
        adds_s, radius_m = np.array(found).reshape(-1, 2).T
        return adds_s, radius_m

    def _round_one(self, point: Points) -> tuple[float, float]:
        side = int(point.side[0])
        key = point.xy_m.tobytes(), side
        if key not in self._round:
            cost_s = self.crossings.cost_s[side]
            here = int(self.crossings.sides_of(point.xy_m)[0])
            spot = shapely.Point(point.xy_m[0])
            areas = self.crossings.areas  # sides behind these have no ground
            dearer = [area for area, s in zip(areas, cost_s, strict=False) if s > cost_s[here] and not area.is_empty]
            away_m = min((float(shapely.distance(area, spot)) for area in dearer), default=np.inf)
            own_m = float(shapely.distance(areas[here], spot))
            self._round[key] = float(cost_s[here]), max(away_m - own_m, 0.0) / 2.0
        return self._round[key]
