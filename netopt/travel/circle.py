"""The circle round a centre: polygon, area, people, reach and shares within a threshold."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from netopt.arrays import FloatArray, IntArray
from netopt.travel.contours import as_multipolygon, polygon_within, with_discs
from netopt.travel.grid import Starts, TimeField
from netopt.travel.ground import Ground
from netopt.travel.population import PopulationGrid
from netopt.units import METRES_PER_KM, SQUARE_METRES_PER_KM2

BEARINGS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
SOFT_TAIL = 8.0
"""Scales beyond a threshold after which the logistic weight (below 0.0004) counts as nothing."""
REACH_STEP_M = 100.0
"""How finely edges are walked along when a sector's farthest point is sought."""


@dataclass(frozen=True, eq=False)
class Circle:
    """What lies within a threshold, door to door, inside the network's outlines where it has them.

    Area, islands and reach are those of the polygon. People, modes and the soft figures are counted on cells: a cell
    whose centre is within counts whole. A disc round a station that holds no cell centre counts as the share of the
    station's cell that it covers, so that what the polygon shows is counted; only the soft figures leave it out.
    """

    threshold_s: float
    polygon: shapely.MultiPolygon
    area_km2: float
    area_soft_km2: float
    """Area of all cells, each weighted by 1 / (1 + exp((T - threshold) / scale))."""
    population: float
    population_soft: float
    population_raw_places: float
    population_spread_share: float | None
    """Share of ``population`` that rests on a zone's remainder, not on its places; ``None`` where nobody lives."""
    islands: int
    """Separate parts."""
    reach_km: FloatArray
    """Shape (16,): farthest point within each 22.5-degree sector round the centre, 0 where nothing is reached."""
    mode_share: FloatArray
    """Shape (2, n_modes): share of the area last reached by each mode, all by road and after a train."""
    on_streets_area_share: float
    """Share of the area last reached along streets; the rest is reached in straight lines of assumed detour."""

    @property
    def by_rail_area_share(self) -> float:
        """Share of the area that is reached sooner by a train than by road alone; 0 where trains add nothing."""
        return float(self.mode_share[1].sum())

    @property
    def equivalent_radius_km(self) -> float:
        """Radius of the disc of the same area."""
        return float(np.sqrt(self.area_km2 / np.pi))


def circle(
    field: TimeField,
    starts: Starts,
    ground: Ground,
    people: PopulationGrid,
    outline: BaseGeometry | None,
    *,
    threshold_s: float,
    soft_scale_s: float,
) -> Circle:
    """The circle of a field of times and of the starts and ways that made it.

    ``outline`` cuts it (the sea counts for nothing); ``None`` cuts nothing.
    """
    polygon = with_discs(polygon_within(field, threshold_s), starts, ground, threshold_s)
    if outline is not None:
        polygon = as_multipolygon(shapely.intersection(polygon, outline))
    weight = np.where(people.is_land, soft_weight(field, threshold_s, soft_scale_s), 0.0)
    counted = _counted(field, people, threshold_s)
    mode, by_rail, on_streets = field.mode.copy(), field.by_rail.copy(), field.on_streets.copy()
    specks = _specks(field, starts, ground, outline, threshold_s)
    for row, column, share, speck_mode, speck_by_rail in zip(*specks, strict=True):
        if share > counted[row, column]:
            counted[row, column], mode[row, column], by_rail[row, column] = share, speck_mode, speck_by_rail
            on_streets[row, column] = False
    population = float((people.people * counted).sum())
    code = by_rail[counted > 0] * len(ground.modes) + mode[counted > 0]
    cells = np.bincount(code, counted[counted > 0], minlength=2 * len(ground.modes)).reshape(2, -1).astype(np.float64)
    return Circle(
        threshold_s=threshold_s,
        polygon=polygon,
        area_km2=polygon.area / SQUARE_METRES_PER_KM2,
        area_soft_km2=float(weight.sum() * field.grid.cell_km2),
        population=population,
        population_soft=float((people.people * weight).sum()),
        population_raw_places=float((people.raw_places * counted).sum()),
        population_spread_share=float((people.spread * counted).sum()) / population if population > 0 else None,
        islands=len(polygon.geoms),
        reach_km=reach_by_bearing_km(polygon, starts.points.xy_m[0]),
        mode_share=cells / cells.sum() if cells.sum() > 0 else cells,
        on_streets_area_share=float(counted[on_streets].sum() / counted.sum()) if cells.sum() > 0 else 0.0,
    )


def _counted(field: TimeField, people: PopulationGrid, threshold_s: float) -> FloatArray:
    """1 for cells on land whose centre is within a threshold, else 0."""
    is_within = (field.time_s <= threshold_s) & (field.time_s < field.limit_s) & people.is_land
    return is_within.astype(np.float64)


def _specks(
    field: TimeField, starts: Starts, ground: Ground, outline: BaseGeometry | None, threshold_s: float
) -> tuple[IntArray, IntArray, FloatArray, IntArray, IntArray]:
    """Discs inside the outline that hold no cell centre: row and column of the start's cell, share, mode, by rail.

    ``share`` is the area of the disc over that of a cell, at most 1; the mode is that at the disc's mean distance.
    """
    grid = field.grid
    reach_m = ground.disc_m(starts, threshold_s)
    column, row = np.round(starts.points.xy_m / grid.cell_m).astype(int).T - np.array(
        [[grid.first_column], [grid.first_row]]
    )
    is_speck = (reach_m > 0) & (row >= 0) & (row < grid.n_rows) & (column >= 0) & (column < grid.n_columns)
    if outline is not None:
        is_speck &= shapely.contains_xy(outline, *starts.points.xy_m.T)
    at = np.flatnonzero(is_speck)
    centre_xy_m = np.column_stack([grid.x_m[column[at]], grid.y_m[row[at]]])
    at = at[reach_m[at] < np.hypot(*(starts.points.xy_m[at] - centre_xy_m).T)]
    share = np.minimum(np.pi * reach_m[at] ** 2 / grid.cell_m**2, 1.0)
    return row[at], column[at], share, ground.mode_at(reach_m[at] * 2.0 / 3.0), starts.by_rail[at]


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
    outline = shapely.segmentize(polygon, REACH_STEP_M)  # long straight edges of an outline pass whole sectors
    east_m, north_m = (shapely.get_coordinates(outline) - centre_xy_m).T
    bearing = np.degrees(np.arctan2(east_m, north_m))
    sector = np.round(bearing / (360.0 / len(BEARINGS))).astype(int) % len(BEARINGS)
    reach_m = np.zeros(len(BEARINGS))
    np.maximum.at(reach_m, sector, np.hypot(east_m, north_m))
    return reach_m / METRES_PER_KM
