"""People on a grid: places of a gazetteer scaled to each zone's census, the remainder spread over its land."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.network.network import Network
from netopt.travel.grid import Grid
from netopt.units import SQUARE_METRES_PER_KM2

logger = logging.getLogger(__name__)

PLACE_DENSITY_PER_KM2 = 8_000.0
"""People per km2 of a town: the disc over which a place's people are laid. Assumed (built-up China: 5,000-12,000)."""


@dataclass(frozen=True, eq=False)
class PopulationGrid:
    """People per cell, each of shape (n_rows, n_columns)."""

    people: FloatArray
    """Places scaled to the census where they hold more, and the spread remainder: sums to the census of each zone."""
    spread: FloatArray
    """The part of ``people`` that is spread evenly over the zone's land."""
    raw_places: FloatArray
    """Places as the gazetteer has them."""
    is_land: BoolArray
    """Whether the cell's centre lies inside an outline; everywhere where the network has no outlines."""


def population_grid(network: Network, grid: Grid) -> PopulationGrid:
    """People of every zone, laid on a grid that may cover only part of them.

    A place's people live on a disc round its point, of ``PLACE_DENSITY_PER_KM2``, as far as it lies inside the
    zone. Where a zone's places hold more than its census, they are scaled down; where they hold less, the
    remainder is spread evenly over the zone's outline. A zone without an outline is one place at its centre.
    """
    people, spread, raw = np.zeros(grid.shape), np.zeros(grid.shape), np.zeros(grid.shape)
    is_land = np.full(grid.shape, network.areas.empty)
    counted = 0
    for zone in _zones(network):
        rows, columns, is_inside = _cells_inside(grid, zone.outline)
        is_land[rows, columns] |= is_inside
        total = zone.population.sum()
        scale = min(1.0, zone.census / total) if total > 0 else 0.0
        for x_m, y_m, population in zip(zone.x_m, zone.y_m, zone.population, strict=True):
            where, share = _disc(grid, x_m, y_m, population, zone.outline)
            raw[where] += population * share
            people[where] += population * scale * share
        counted += zone.population.size
        remainder = zone.census - total * scale
        if zone.outline is None:
            point = zone.centre_xy_m
            where, share = _disc(grid, point[0], point[1], remainder, None)
            people[where] += remainder * share
        elif remainder > 0:
            density = remainder * grid.cell_km2 / (zone.outline.area / SQUARE_METRES_PER_KM2)
            spread[rows, columns] += np.where(is_inside, density, 0.0)
    if counted < len(network.places):
        logger.info("%d places lie in no zone and are not counted", len(network.places) - counted)
    return PopulationGrid(people + spread, spread, raw, is_land)


@dataclass(frozen=True, eq=False)
class _Zone:
    census: float
    centre_xy_m: tuple[float, float]
    outline: shapely.Geometry | None
    x_m: FloatArray
    y_m: FloatArray
    population: FloatArray
    """Of the zone's places."""


def _zones(network: Network) -> Iterator[_Zone]:
    places = network.places
    zone_of_place = places["zone_id"] if len(places) else pd.Series(dtype=object)
    outlines = {} if network.areas.empty else dict(network.areas.geometry.items())
    zones = network.of_kind("zone")
    census = zones["population"] if "population" in zones.columns else pd.Series(0.0, index=zones.index)
    for zone_id, point in zones.geometry.items():
        own = places[zone_of_place == zone_id] if len(places) else places
        has_own = len(own) > 0
        yield _Zone(
            census=float(np.nan_to_num(census[zone_id])),
            centre_xy_m=(point.x, point.y),
            outline=outlines.get(zone_id),
            x_m=own.geometry.x.to_numpy(dtype=float) if has_own else np.zeros(0),
            y_m=own.geometry.y.to_numpy(dtype=float) if has_own else np.zeros(0),
            population=np.nan_to_num(own["population"].to_numpy(dtype=float)) if has_own else np.zeros(0),
        )


def _cells_inside(grid: Grid, outline: shapely.Geometry | None) -> tuple[slice, slice, BoolArray]:
    """The window of an outline on the grid, and which of its cells have their centre inside."""
    if outline is None:
        return slice(0, 0), slice(0, 0), np.zeros((0, 0), dtype=bool)
    west, south, east, north = outline.bounds
    centre_x_m, centre_y_m = (west + east) / 2, (south + north) / 2
    rows, columns = grid.window(centre_x_m, centre_y_m, max(east - west, north - south) / 2)
    shapely.prepare(outline)
    x_m, y_m = np.meshgrid(grid.x_m[columns], grid.y_m[rows])
    return rows, columns, np.asarray(shapely.contains_xy(outline, x_m, y_m))


def _disc(
    grid: Grid, x_m: float, y_m: float, population: float, outline: shapely.Geometry | None
) -> tuple[tuple[IntArray, IntArray], FloatArray]:
    """Cells of the grid under a place's disc and the share of its people in each.

    Shares sum to 1 over all cells inside the outline, also those beyond the grid. A disc that touches no cell
    centre inside lies in the cell of its point.
    """
    radius_m = np.sqrt(population / PLACE_DENSITY_PER_KM2 * SQUARE_METRES_PER_KM2 / np.pi)
    reach = int(np.ceil(radius_m / grid.cell_m)) + 1
    at_row, at_column = round(y_m / grid.cell_m), round(x_m / grid.cell_m)
    step = np.arange(-reach, reach + 1)
    row, column = (part.ravel() for part in np.meshgrid(at_row + step, at_column + step, indexing="ij"))
    cell_x_m, cell_y_m = column * grid.cell_m, row * grid.cell_m
    # A cell at the rim counts as far as the disc reaches over it: 1 half a cell inside, 0 half a cell outside.
    rim = (radius_m - np.hypot(cell_x_m - x_m, cell_y_m - y_m)) / grid.cell_m + 0.5
    share = np.clip(rim, 0.0, 1.0)
    if outline is not None:
        share *= shapely.contains_xy(outline, cell_x_m, cell_y_m)
    if share.sum() <= 0:
        share = ((row == at_row) & (column == at_column)).astype(float)
    row, column = row - grid.first_row, column - grid.first_column
    on_grid = (share > 0) & (row >= 0) & (row < grid.n_rows) & (column >= 0) & (column < grid.n_columns)
    return (row[on_grid], column[on_grid]), share[on_grid] / share.sum()
