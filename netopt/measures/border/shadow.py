"""The shadow of borders: what they add to the way from a centre to every place, as areas by class of minutes."""

from dataclasses import dataclass

import numpy as np
import shapely

from netopt.arrays import BoolArray, FloatArray
from netopt.travel.grid import Grid, TimeField
from netopt.travel.population import PopulationGrid
from netopt.units import SECONDS_PER_MINUTE

CLASSES_MIN = (0.0, 5.0, 10.0, 20.0, 30.0, 60.0)
"""Lower ends of the classes; the last one also holds places that are no longer reached in time."""
LEAST_MIN = 0.02
"""About a second: less is no shadow."""
DECIMALS = 4
"""To which minutes are rounded before they are put into classes."""


@dataclass(frozen=True, eq=False)
class Shadow:
    """Whole cells on land by class of added minutes, in the order of ``CLASSES_MIN``."""

    shapes: tuple[shapely.MultiPolygon, ...]
    area_km2: FloatArray
    population: FloatArray


def shadow(without: TimeField, across: TimeField, people: PopulationGrid, *, threshold_s: float) -> Shadow:
    """Minutes added to places that are reached within a threshold without borders; both fields on one grid."""
    added_min = np.round((across.time_s - without.time_s) / SECONDS_PER_MINUTE, DECIMALS)
    added_min = np.where(across.time_s >= across.limit_s, np.inf, added_min)
    is_told = (without.time_s <= threshold_s) & people.is_land & (added_min >= LEAST_MIN)
    number = np.where(is_told, np.searchsorted(CLASSES_MIN, added_min, side="left") - 1, -1)
    masks = [number == one for one in range(len(CLASSES_MIN))]
    return Shadow(
        shapes=tuple(_cells(without.grid, mask) for mask in masks),
        area_km2=np.array([mask.sum() * without.grid.cell_km2 for mask in masks]),
        population=np.array([people.people[mask].sum() for mask in masks]),
    )


def _cells(grid: Grid, mask: BoolArray) -> shapely.MultiPolygon:
    """The union of cells, built from the runs of neighbours in each row."""
    padded = np.zeros((mask.shape[0], mask.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = mask
    step = np.diff(padded, axis=1)
    row, first = np.nonzero(step == 1)
    _, end = np.nonzero(step == -1)
    west_m = (grid.first_column + first - 0.5) * grid.cell_m
    east_m = (grid.first_column + end - 0.5) * grid.cell_m
    south_m = (grid.first_row + row - 0.5) * grid.cell_m
    whole = shapely.union_all(shapely.box(west_m, south_m, east_m, south_m + grid.cell_m))
    return shapely.MultiPolygon([part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"])
