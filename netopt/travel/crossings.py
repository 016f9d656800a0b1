"""Borders on the ground: what it costs a way without a timetable to pass from one jurisdiction into another."""

from dataclasses import dataclass

import numpy as np
import shapely

from netopt.arrays import FloatArray, IntArray
from netopt.travel.points import Points


@dataclass(frozen=True, eq=False)
class GroundCrossings:
    """Costs by the sides of both ends of a way."""

    cost_s: FloatArray
    """Shape (n_sides, n_sides): seconds, 0 on the diagonal, ``inf`` where no way on the ground leads across."""
    areas: tuple[shapely.MultiPolygon, ...]
    """The ground of each side."""

    def between_s(self, origins: Points, destinations: Points) -> FloatArray:
        """What every pair adds, shape (n_origins, n_destinations)."""
        return np.asarray(self.cost_s[origins.side[:, None], destinations.side[None, :]], dtype=np.float64)

    def sides_of(self, xy_m: FloatArray) -> IntArray:
        """The side on whose ground each point lies, or to which it lies nearest; shape (n,) for ``xy_m`` (n, 2)."""
        points = shapely.points(xy_m)
        side = np.full(len(xy_m), -1, dtype=np.int64)
        for number, area in enumerate(self.areas):
            shapely.prepare(area)
            side[(side < 0) & shapely.intersects(area, points)] = number
        outside = np.flatnonzero(side < 0)
        distance_m = np.array([shapely.distance(area, points[outside]) for area in self.areas])
        side[outside] = distance_m.argmin(axis=0)
        return side
