"""Polygons within a threshold, by marching squares over a field of times; holes are kept."""

from itertools import pairwise
from typing import Any

import contourpy
import shapely
from shapely.geometry.base import BaseGeometry

from netopt.travel.grid import TimeField

BELOW_ALL = -1.0


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


def as_multipolygon(shape: BaseGeometry) -> shapely.MultiPolygon:
    """The areas of a shape as one valid MultiPolygon; points and lines in it are dropped."""
    valid = shape if shapely.is_valid(shape) else shapely.make_valid(shape)
    parts = [part for part in shapely.get_parts(valid, return_index=False) if part.area > 0]
    inner = [polygon for part in parts for polygon in shapely.get_parts(part)]
    return shapely.MultiPolygon([polygon for polygon in inner if polygon.geom_type == "Polygon"])
