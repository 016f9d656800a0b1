"""Polygons within a threshold: marching squares over a field of times, and the discs that fall between its cells."""

from itertools import pairwise
from typing import Any

import contourpy
import shapely
from shapely.geometry.base import BaseGeometry

from netopt.travel.grid import Starts, TimeField
from netopt.travel.ground import Ground

BELOW_ALL = -1.0
DISC_QUARTER = 16
"""Corners of a quarter of a disc: its area comes out 0.16 % too small."""


def polygon_within(field: TimeField, threshold_s: float) -> shapely.MultiPolygon:
    """Where the field, linear between cell centres, is at most a threshold; empty if nowhere.

    Polygons of a lower threshold lie inside those of a higher one, because the interpolated field is the same.
    """
    generator = contourpy.contour_generator(
        field.grid.x_m, field.grid.y_m, field.time_s, fill_type=contourpy.FillType.OuterOffset
    )
    # What `filled` returns depends on the fill type: here lists of points and of where each ring starts in them.
    found: Any = generator.filled(BELOW_ALL, min(threshold_s, field.limit_s))
    polygons = []
    for points, starts in zip(*found, strict=True):
        outer, *holes = (points[first:end] for first, end in pairwise(starts))
        polygons.append(shapely.Polygon(outer, holes))
    return as_multipolygon(shapely.MultiPolygon(polygons))


def with_discs(
    polygon: shapely.MultiPolygon, starts: Starts, ground: Ground, threshold_s: float
) -> shapely.MultiPolygon:
    """A polygon and the disc that is reached round every start within a threshold.

    A disc that holds no cell centre, or lies between them, is lost to marching squares: with the discs every station
    reached lies in the polygon, and islands and reach do not hang on the cells. All starts count, not the small ones
    only, so that polygons of a lower threshold stay inside those of a higher one.
    """
    reach_m = ground.disc_m(starts, threshold_s)
    is_reached = reach_m > 0
    discs = shapely.buffer(shapely.points(starts.points.xy_m[is_reached]), reach_m[is_reached], quad_segs=DISC_QUARTER)
    return as_multipolygon(shapely.union_all([polygon, *discs]))


def as_multipolygon(shape: BaseGeometry) -> shapely.MultiPolygon:
    """The areas of a shape as one valid MultiPolygon; points and lines in it are dropped."""
    valid = shape if shapely.is_valid(shape) else shapely.make_valid(shape)
    parts = [part for part in shapely.get_parts(valid, return_index=False) if part.area > 0]
    inner = [polygon for part in parts for polygon in shapely.get_parts(part)]
    return shapely.MultiPolygon([polygon for polygon in inner if polygon.geom_type == "Polygon"])
