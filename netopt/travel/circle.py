"""The circle round a centre: polygon, area, people, reach and shares within a threshold."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from netopt.arrays import FloatArray
from netopt.travel.contours import as_multipolygon, polygon_within
from netopt.travel.grid import TimeField
from netopt.travel.population import PopulationGrid
from netopt.units import METRES_PER_KM, SQUARE_METRES_PER_KM2

BEARINGS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
SOFT_TAIL = 8.0
"""Scales beyond a threshold after which the logistic weight (below 0.0004) counts as nothing."""


@dataclass(frozen=True, eq=False)
class Circle:
    """What lies within a threshold, door to door, inside the network's outlines where it has them."""

    threshold_s: float
    polygon: shapely.MultiPolygon
    area_km2: float
    area_soft_km2: float
    """Area of all cells, each weighted by 1 / (1 + exp((T - threshold) / scale))."""
    population: float
    population_soft: float
    population_raw_places: float
    population_spread_share: float | None
    """Share of ``population`` that rests on spreading a zone's remainder evenly; ``None`` where nobody lives."""
    islands: int
    """Separate parts."""
    reach_km: FloatArray
    """Shape (16,): farthest point within each 22.5-degree sector round the centre, 0 where nothing is reached."""
    mode_share: FloatArray
    """Shape (2, n_modes): share of the area last reached by each mode, all by road and after a train."""

    @property
    def equivalent_radius_km(self) -> float:
        """Radius of the disc of the same area."""
        return float(np.sqrt(self.area_km2 / np.pi))


def circle(
    field: TimeField,
    people: PopulationGrid,
    outline: BaseGeometry | None,
    *,
    centre_xy_m: FloatArray,
    threshold_s: float,
    soft_scale_s: float,
    n_modes: int,
) -> Circle:
    """The circle of a field of times. ``outline`` cuts it (the sea counts for nothing); ``None`` cuts nothing."""
    polygon = polygon_within(field, threshold_s)
    if outline is not None:
        polygon = as_multipolygon(shapely.intersection(polygon, outline))
    is_within = (field.time_s <= threshold_s) & (field.time_s < field.limit_s) & people.is_land
    weight = np.where(people.is_land, soft_weight(field, threshold_s, soft_scale_s), 0.0)
    population = float(people.people[is_within].sum())
    code = field.by_rail[is_within] * n_modes + field.mode[is_within]
    cells = np.bincount(code, minlength=2 * n_modes).reshape(2, n_modes)
    return Circle(
        threshold_s=threshold_s,
        polygon=polygon,
        area_km2=polygon.area / SQUARE_METRES_PER_KM2,
        area_soft_km2=float(weight.sum() * field.grid.cell_km2),
        population=population,
        population_soft=float((people.people * weight).sum()),
        population_raw_places=float(people.raw_places[is_within].sum()),
        population_spread_share=float(people.spread[is_within].sum()) / population if population > 0 else None,
        islands=len(polygon.geoms),
        reach_km=reach_by_bearing_km(polygon, centre_xy_m),
        mode_share=cells / max(int(cells.sum()), 1),
    )


def soft_weight(field: TimeField, threshold_s: float, scale_s: float) -> FloatArray:
    """Logistic weight of every cell: 1/2 at the threshold, 0 where the field's limit is passed.

    w = 1 / (1 + exp((T - threshold) / scale))
    """
    lateness = np.clip((field.time_s - threshold_s) / scale_s, -50.0, 50.0)
    return np.where(field.time_s < field.limit_s, 1.0 / (1.0 + np.exp(lateness)), 0.0)


def reach_by_bearing_km(polygon: shapely.MultiPolygon, centre_xy_m: FloatArray) -> FloatArray:
    """Distance from the centre to the farthest point of a polygon in each of 16 sectors, north first, clockwise.

    Bearings are those of the grid; at 300 km from the middle of the map they differ from true ones by some 2 degrees.
    """
    outline = shapely.segmentize(polygon, METRES_PER_KM)  # long straight edges of an outline pass whole sectors
    east_m, north_m = (shapely.get_coordinates(outline) - centre_xy_m).T
    bearing = np.degrees(np.arctan2(east_m, north_m))
    sector = np.round(bearing / (360.0 / len(BEARINGS))).astype(int) % len(BEARINGS)
    reach_m = np.zeros(len(BEARINGS))
    np.maximum.at(reach_m, sector, np.hypot(east_m, north_m))
    return reach_m / METRES_PER_KM
