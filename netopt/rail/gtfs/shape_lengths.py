"""The course between two stations along shapes.txt: length and line."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from netopt.arrays import FloatArray
from netopt.rail.gtfs.calls import GEOD
from netopt.rail.gtfs.feed import GtfsFeed
from netopt.rail.gtfs.patterns import Pattern

FARTHEST_M: Final = 500.0
"""A station farther from the shape than this does not lie on it."""
SHORTEST_SHARE: Final = 0.9
"""A course is no shorter than this share of the straight distance: stations lie beside the shape."""
LONGEST_SHARE: Final = 4.0
SLACK_M: Final = 500.0
EARTH_M: Final = 6_371_000.0


@dataclass(frozen=True, eq=False)
class Course:
    """A stretch of a shape."""

    length_m: float
    """Geodesic, along the shape."""
    lonlat: FloatArray
    """Shape (n_vertices, 2), degrees, at least two."""


class Shapes:
    """Shapes of a feed, cut at stations."""

    def __init__(self, feed: GtfsFeed) -> None:
        table = feed.shapes.sort_values(["shape_id", "shape_pt_sequence"], kind="stable")
        is_sound = np.isfinite(table[["shape_pt_lat", "shape_pt_lon"]]).all(axis=1)
        self.rows = {
            str(shape): rows for shape, rows in table[is_sound].groupby("shape_id", sort=True) if len(rows) > 1
        }

    def courses(self, pattern: Pattern, stations: pd.DataFrame) -> list[Course | None]:
        """The course of each hop of a pattern, ``None`` where the shape does not give it.

        Stations are placed by ``shape_dist_traveled`` where calls and shape have it, else where the shape passes
        nearest, in order.
        """
        rows = self.rows.get(pattern.shape_id)
        n_hops = len(pattern.stations) - 1
        if rows is None:
            return [None] * n_hops
        lonlat = rows[["shape_pt_lon", "shape_pt_lat"]].to_numpy(dtype=np.float64)
        along_m = np.concatenate([[0.0], np.cumsum(GEOD.inv(*lonlat[:-1].T, *lonlat[1:].T)[2])])
        points = stations.loc[list(pattern.stations), ["lon", "lat"]].to_numpy(dtype=np.float64)
        place_m, off_m = _placed(
            rows["shape_dist_traveled"].to_numpy(), pattern.shape_distance, along_m, lonlat, points
        )
        straight_m = GEOD.inv(*points[:-1].T, *points[1:].T)[2]
        length_m = np.diff(place_m)
        is_sound = (np.maximum(off_m[:-1], off_m[1:]) <= FARTHEST_M) & (length_m > 0.0)
        is_sound &= length_m >= SHORTEST_SHARE * straight_m - SLACK_M
        is_sound &= length_m <= LONGEST_SHARE * straight_m + SLACK_M
        return [
            Course(float(length_m[hop]), _cut(lonlat, along_m, place_m[hop], place_m[hop + 1]))
            if is_sound[hop]
            else None
            for hop in range(n_hops)
        ]


def _placed(
    shape_distance: FloatArray, call_distance: FloatArray, along_m: FloatArray, lonlat: FloatArray, points: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Metres along the shape of each station, and how far it lies off; shape (n_stations,) both."""
    xy_m, points_m = _in_metres(lonlat, lonlat[0]), _in_metres(points, lonlat[0])
    is_told = np.isfinite(shape_distance).all() and np.isfinite(call_distance).all()
    if is_told and (np.diff(shape_distance) >= 0).all() and (np.diff(call_distance) > 0).all():
        place_m = np.interp(call_distance, shape_distance, along_m)
        nearest = np.column_stack([np.interp(place_m, along_m, xy_m[:, side]) for side in (0, 1)])
        return place_m, np.hypot(*(points_m - nearest).T)
    return _placed_in_order(xy_m, along_m, points_m)


def _placed_in_order(xy_m: FloatArray, along_m: FloatArray, points_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The places in rising order whose distances to the stations have the least sum, over segments of the shape.

    Best sum up to station i on segment j: off[i, j] + min over k <= j of the best sum up to i - 1 on k.
    """
    start_m, step_m = xy_m[:-1], np.diff(xy_m, axis=0)
    length2 = np.maximum((step_m**2).sum(axis=1), 1e-12)
    share = np.clip(((points_m[:, None, :] - start_m) * step_m).sum(axis=2) / length2, 0.0, 1.0)
    off_m = np.hypot(*np.moveaxis(points_m[:, None, :] - start_m - share[:, :, None] * step_m, 2, 0))
    best = off_m[0]
    came_from = np.zeros(off_m.shape, dtype=np.int64)
    for stop in range(1, len(points_m)):
        lowest = np.minimum.accumulate(best)
        is_new = np.concatenate([[True], best[1:] < lowest[:-1]])
        came_from[stop] = np.maximum.accumulate(np.where(is_new, np.arange(best.size), 0))
        best = off_m[stop] + lowest
    segment = np.empty(len(points_m), dtype=np.int64)
    segment[-1] = int(np.argmin(best))
    for stop in range(len(points_m) - 1, 0, -1):
        segment[stop - 1] = came_from[stop][segment[stop]]
    rows = np.arange(len(points_m))
    place_m = along_m[segment] + share[rows, segment] * np.diff(along_m)[segment]
    return np.maximum.accumulate(place_m), off_m[rows, segment]


def _in_metres(lonlat: FloatArray, origin: FloatArray) -> FloatArray:
    """Plane metres about an origin, true enough near the shape to say which segment is nearest."""
    scale = np.radians(1.0) * EARTH_M * np.array([np.cos(np.radians(origin[1])), 1.0])
    return np.asarray((lonlat - origin) * scale, dtype=np.float64)


def _cut(lonlat: FloatArray, along_m: FloatArray, start_m: float, end_m: float) -> FloatArray:
    """The line between two places along a shape."""
    ends = np.column_stack([np.interp([start_m, end_m], along_m, lonlat[:, side]) for side in (0, 1)])
    between = lonlat[(along_m > start_m) & (along_m < end_m)]
    return np.vstack([ends[:1], between, ends[1:]])
