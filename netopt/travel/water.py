"""Water that no way on the ground crosses: how far one gets in a straight line before too much of it is water."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely

from netopt.arrays import BoolArray, FloatArray, IntArray

RAYS = 4096
"""Directions in which a horizon is known: 60 km away two of them are 92 m apart."""
DIRECTIONS: FloatArray = (np.arange(RAYS, dtype=np.float64) + 0.5) * (2.0 * np.pi / RAYS) - np.pi
"""Radians, ascending; no direction of a compass is one, because shores are often drawn along those."""

OFF_THE_VERTEX_M: FloatArray = np.array([1.9e-4, 2.7e-4])
"""A start on the very vertex of a shore is moved by this much: less than any coordinate tells."""


@dataclass(frozen=True, eq=False)
class Water:
    """Shores as rings, and how much water a straight way may hold.

    Water is crossed by bridges, and shores are drawn with an error: a way that holds no more than ``tolerance_m`` of
    water is a way.
    """

    xy_m: FloatArray
    """Shape (n_vertices, 2)."""
    following: IntArray
    """Shape (n_vertices,): position of the next vertex of the same ring."""
    tolerance_m: float
    _horizons: dict[bytes, FloatArray] = field(default_factory=dict, init=False, repr=False)
    """What ``horizon_m`` found: the same stations are asked for again and again."""

    @classmethod
    def of(cls, polygons: gpd.GeoDataFrame, tolerance_m: float) -> "Water | None":
        """The water of a network; ``None`` where it knows of none."""
        if polygons.empty:
            return None
        rings = shapely.get_rings(shapely.get_parts(shapely.union_all(polygons.geometry.array)))
        parts = [shapely.get_coordinates(ring)[:-1] for ring in rings]
        length = np.array([len(part) for part in parts])
        first = np.repeat(np.cumsum(length) - length, length)
        following = np.arange(length.sum()) + 1
        is_last = following == first + np.repeat(length, length)
        return cls(np.vstack(parts), np.where(is_last, first, following), tolerance_m)

    def open_m(self, start_xy_m: FloatArray, directions: FloatArray) -> FloatArray:
        """How far one gets from a start, shape (2,), in each direction; ``inf`` where water ends no way.

        ``directions``: ascending radians within [-pi, pi], shape (n,). Sorted along a direction, the crossings of
        shores are r_1 <= ... <= r_m; the stretch before r_k is water where an odd number of them, m - k + 1, lies at
        its end or beyond. What is beyond decides, so a start on the very shore is no special case.
        """
        ray, distance_m = self._crossings(start_xy_m, directions)
        open_m = np.full(directions.size, np.inf)
        if not ray.size:
            return open_m
        order = np.lexsort((distance_m, ray))
        ray, distance_m = ray[order], distance_m[order]
        is_first = np.concatenate([[True], ray[1:] != ray[:-1]])
        first = np.flatnonzero(is_first)
        count = np.diff(np.append(first, ray.size))
        from_last = np.repeat(first + count, count) - np.arange(ray.size)
        before_m = np.where(is_first, 0.0, np.concatenate([[0.0], distance_m[:-1]]))
        water_m = np.where(from_last % 2 == 1, distance_m - before_m, 0.0)
        so_far_m = np.cumsum(water_m)
        so_far_m -= np.repeat(so_far_m[first] - water_m[first], count)
        ends = np.flatnonzero(so_far_m > self.tolerance_m)[::-1]  # the nearest end of a ray is written last
        open_m[ray[ends]] = before_m[ends] + self.tolerance_m - (so_far_m[ends] - water_m[ends])
        return open_m

    def _crossings(self, start_xy_m: FloatArray, directions: FloatArray) -> tuple[IntArray, FloatArray]:
        """Position of the direction and distance of every crossing of a shore, in no order.

        A vertex lies between two directions, as a whole number of those before it. Two neighbours on a ring span the
        directions between their numbers, so that a ray meets a ring an even number of times from without, whatever
        the rounding.
        """
        away_m = self.xy_m - start_xy_m
        if (away_m == 0.0).all(axis=1).any():  # a vertex at the start lies in no direction
            away_m -= OFF_THE_VERTEX_M
        angle = np.arctan2(away_m[:, 1], away_m[:, 0])
        number = np.searchsorted(directions, angle)
        one, other = number, number[self.following]
        low, high = np.minimum(one, other), np.maximum(one, other)
        is_across = np.abs(angle - angle[self.following]) > np.pi
        spans = [
            (np.flatnonzero(~is_across & (low < high)), low, high),
            (np.flatnonzero(is_across), np.zeros_like(low), low),
            (np.flatnonzero(is_across), high, np.full_like(high, directions.size)),
        ]
        edge = np.concatenate([np.repeat(edges, (end - start)[edges]) for edges, start, end in spans])
        ray = np.concatenate([_ranges(start[edges], end[edges]) for edges, start, end in spans])
        tail_m, head_m = away_m[edge], away_m[self.following[edge]]
        along_m = head_m - tail_m
        across_m = np.cos(directions[ray]) * along_m[:, 1] - np.sin(directions[ray]) * along_m[:, 0]
        reach_m = np.maximum(np.hypot(*tail_m.T), np.hypot(*head_m.T))
        product_m2 = tail_m[:, 0] * along_m[:, 1] - tail_m[:, 1] * along_m[:, 0]
        distance_m = np.divide(product_m2, across_m, out=reach_m.copy(), where=across_m != 0.0)
        return ray, np.clip(distance_m, 0.0, reach_m)

    def is_shut(self, origins_xy_m: FloatArray, destinations_xy_m: FloatArray, within_m: float) -> BoolArray:
        """Whether straight ways hold too much water, shape (n_origins, n_destinations).

        Ways longer than ``within_m``, which nobody takes, are not looked at.
        """
        is_shut = np.zeros((len(origins_xy_m), len(destinations_xy_m)), dtype=bool)
        for row, start_xy_m in enumerate(origins_xy_m):
            away_m = destinations_xy_m - start_xy_m
            distance_m = np.hypot(away_m[:, 0], away_m[:, 1])
            near = np.flatnonzero(distance_m <= within_m)
            if self._distance_to_box_m(start_xy_m) > distance_m[near].max(initial=0.0):
                continue
            angle: FloatArray = np.arctan2(away_m[near, 1], away_m[near, 0])
            order = np.argsort(angle, kind="stable")
            is_shut[row, near[order]] = distance_m[near[order]] > self.open_m(start_xy_m, angle[order])
        return is_shut

    def horizon_m(self, start_xy_m: FloatArray) -> FloatArray:
        """``open_m`` in the ``DIRECTIONS``, shape (RAYS,)."""
        key = start_xy_m.tobytes()
        if key not in self._horizons:
            self._horizons[key] = self.open_m(start_xy_m, DIRECTIONS)
        return self._horizons[key]

    def is_hidden(self, start_xy_m: FloatArray, east_m: FloatArray, north_m: FloatArray) -> BoolArray:
        """Whether points so far east and north of a start lie beyond its horizon; their shape.

        The direction of each point is rounded to the nearest of the horizon.
        """
        horizon_m = self.horizon_m(start_xy_m)
        if np.isinf(horizon_m).all():
            return np.zeros(east_m.shape, dtype=bool)
        turn = (np.arctan2(north_m, east_m) + np.pi) * (RAYS / (2.0 * np.pi))
        is_hidden: BoolArray = np.hypot(east_m, north_m) > horizon_m[turn.astype(np.int64) % RAYS]
        return is_hidden

    def clear_m(self, start_xy_m: FloatArray) -> float:
        """Radius round a start within which water hides no point."""
        return float(self.horizon_m(start_xy_m).min())

    def _distance_to_box_m(self, xy_m: FloatArray) -> float:
        low_m, high_m = self.xy_m.min(axis=0), self.xy_m.max(axis=0)
        return float(np.hypot(*np.maximum(np.maximum(low_m - xy_m, xy_m - high_m), 0.0)))


def _ranges(start: IntArray, end: IntArray) -> IntArray:
    """start_0, ..., end_0 - 1, start_1, ..., end_1 - 1, ... for spans that may be empty."""
    count = end - start
    before = np.repeat(np.cumsum(count) - count, count)
    ranges: IntArray = np.repeat(start, count) + np.arange(before.size) - before
    return ranges
