"""Areas that one layer has beyond another: gained, and lost."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from netopt.arrays import FloatArray
from netopt.layers import Layer, Role
from netopt.network.crs import WGS84, equal_area_crs
from netopt.units import SQUARE_METRES_PER_KM2

LEAST_AREA_M2 = 1.0
"""Smaller changes come from rounded coordinates."""
LONGEST_STEP_DEG = 0.05
POLYGON_DIMENSION = 2


def changed_areas(a: Layer, b: Layer) -> tuple[Layer, Layer]:
    """What the areas of b have beyond those of a with the same id, and what they lack; km2 in ``area_km2``.

    Both layers are in WGS84. Edges are straight in longitude and latitude, as GeoJSON has them, so that edges which
    both areas share leave no slivers. An id that only one layer has is gained or lost whole.
    """
    return (
        _beyond(b, a, Role.GAIN, {"en": "gained", "zh": "增加"}),
        _beyond(a, b, Role.LOSS, {"en": "lost", "zh": "减少"}),
    )


def _beyond(layer: Layer, other: Layer, role: Role, words: Mapping[str, str]) -> Layer:
    """The parts of a layer's areas that the areas of the same id in another layer do not cover."""
    frame = layer.frame[layer.frame.geometry.notna()].set_index("id")
    covered = dict(zip(other.frame["id"], other.frame.geometry, strict=True))
    rest = [
        area if covered.get(identifier) is None else _polygons(shapely.difference(area, covered[identifier]))
        for identifier, area in frame.geometry.items()
    ]
    changed = frame.set_geometry(gpd.GeoSeries(rest, index=frame.index, crs=WGS84))
    changed["area_km2"] = area_m2(changed.geometry) / SQUARE_METRES_PER_KM2
    changed = changed[changed["area_km2"] * SQUARE_METRES_PER_KM2 >= LEAST_AREA_M2]
    title = layer.title.get("en", layer.name)
    return Layer(
        name=f"{words['en']}_{layer.name}",
        role=role,
        frame=changed.reset_index(),
        title={language: f"{layer.title.get(language, title)} ({word})" for language, word in words.items()},
        visible=layer.visible,
        facet=layer.facet,
    )


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of a geometry, without lines and points where two areas only touch."""
    parts = shapely.get_parts(geometry)
    polygons: BaseGeometry = shapely.union_all(parts[shapely.get_dimensions(parts) == POLYGON_DIMENSION])
    return polygons


def area_m2(areas: gpd.GeoSeries) -> FloatArray:
    """Areas of shapes in degrees, in an equal-area CRS; long edges are followed in short steps."""
    shapes = areas[~areas.is_empty]
    if shapes.empty:
        return np.zeros(len(areas))
    projected = shapes.segmentize(LONGEST_STEP_DEG).to_crs(equal_area_crs(tuple(shapes.total_bounds.tolist())))
    area_m2: FloatArray = projected.area.reindex(areas.index, fill_value=0.0).to_numpy(dtype=np.float64)
    return area_m2
