"""People on a grid: places of a gazetteer scaled to each zone's census, the remainder spread over its land."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.network.network import Network
from netopt.travel.grid import Grid, grid_over
from netopt.units import METRES_PER_KM, SQUARE_METRES_PER_KM2

logger = logging.getLogger(__name__)

PLACE_DENSITY_PER_KM2 = 8_000.0
"""People per km2 of a town: the disc over which a place's people are laid. Assumed (built-up China: 5,000-12,000)."""


@dataclass(frozen=True, eq=False)
class PopulationGrid:
    """People per cell, each of shape (n_rows, n_columns)."""

    people: FloatArray
    """Places, scaled down where they hold more than the census, and ``spread``: sums to the census of each zone."""
    spread: FloatArray
    """The part of ``people`` that rests on no place: what a zone's census holds beyond its places, laid evenly over
    the zone's land, or round its centre where it has no outline."""
    raw_places: FloatArray
    """Places as the gazetteer has them."""
    is_land: BoolArray
    """Whether the cell's centre lies inside an outline; everywhere where the network has no outlines."""


def population_grid(network: Network, grid: Grid) -> PopulationGrid:
    """People of every zone, laid on a grid that may cover only part of them.

    A place's people live on a disc round its point, of ``PLACE_DENSITY_PER_KM2``, as far as it lies inside the
    zone. Where a zone's places hold more than its census, they are scaled down; where they hold less, the
    remainder is spread evenly over the zone's outline. Without an outline the remainder lies on a disc of the same
    density round the zone's centre; it is a guess as well and counts as ``spread``.
    """
    people, spread, raw = np.zeros(grid.shape), np.zeros(grid.shape), np.zeros(grid.shape)
    land = np.zeros(grid.shape)
    counted = 0
    for zone in _zones(network):
        inside = _land(grid, zone)
        _lay(land, grid, inside, 1.0)
        total = zone.population.sum()
        scale = min(1.0, zone.census / total) if total > 0 else 0.0
        for x_m, y_m, population in zip(zone.x_m, zone.y_m, zone.population, strict=True):
            disc = _disc(grid, x_m, y_m, population, zone.outline)
            _lay(raw, grid, disc, population)
            _lay(people, grid, disc, population * scale)
        remainder = zone.census - total * scale
        if zone.outline is None:
            _lay(spread, grid, _disc(grid, *zone.centre_xy_m, remainder, None), remainder)
        else:
            _lay(spread, grid, inside, remainder)
        counted += zone.population.size
    if counted < len(network.places):
        logger.info("%d places lie in no zone and are not counted", len(network.places) - counted)
    is_land = np.ones(grid.shape, dtype=bool) if network.areas.empty else land > 0
    return PopulationGrid(people + spread, spread, raw, is_land)


@dataclass(frozen=True, eq=False)
class _Zone:
    census: float
    centre_xy_m: tuple[float, float]
    outline: BaseGeometry | None
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


@dataclass(frozen=True, eq=False)
class _Cells:
    """Cells by their number of cell sizes from the origin of the CRS, and shares that sum to 1 over them."""

    row: IntArray
    column: IntArray
    share: FloatArray


def _lay(layer: FloatArray, grid: Grid, cells: _Cells, amount: float) -> None:
    """Add an amount to the cells that lie on the grid, in place."""
    row, column = cells.row - grid.first_row, cells.column - grid.first_column
    on_grid = (row >= 0) & (row < grid.n_rows) & (column >= 0) & (column < grid.n_columns)
    layer[row[on_grid], column[on_grid]] += amount * cells.share[on_grid]


def _land(grid: Grid, zone: _Zone) -> _Cells:
    """All cells whose centre lies inside a zone's outline; the cell of its centre where there is none."""
    if zone.outline is not None:
        whole = grid_over(zone.outline.bounds, grid.cell_m / METRES_PER_KM)
        shapely.prepare(zone.outline)
        x_m, y_m = np.meshgrid(whole.x_m, whole.y_m)
        rows, columns = np.nonzero(shapely.contains_xy(zone.outline, x_m, y_m))
        if rows.size:
            share = np.full(rows.size, 1.0 / rows.size)
            return _Cells(rows + whole.first_row, columns + whole.first_column, share)
    column, row = np.round(np.array(zone.centre_xy_m) / grid.cell_m).astype(int)
    return _Cells(np.array([row]), np.array([column]), np.ones(1))


def _disc(grid: Grid, x_m: float, y_m: float, population: float, outline: BaseGeometry | None) -> _Cells:
    """Cells under a place's disc, inside the outline; the cell of its point where no centre of one is."""
    radius_m = np.sqrt(population / PLACE_DENSITY_PER_KM2 * SQUARE_METRES_PER_KM2 / np.pi)
    reach = int(np.ceil(radius_m / grid.cell_m)) + 1
    at_row, at_column = round(y_m / grid.cell_m), round(x_m / grid.cell_m)
    step = np.arange(-reach, reach + 1)
    row, column = (part.ravel() for part in np.meshgrid(at_row + step, at_column + step, indexing="ij"))
    cell_x_m, cell_y_m = column * grid.cell_m, row * grid.cell_m
    # A cell at the rim counts as far as the disc reaches over it: 1 half a cell inside, 0 half a cell outside.
    rim = (radius_m - np.hypot(cell_x_m - x_m, cell_y_m - y_m)) / grid.cell_m + 0.5
    weight = np.clip(rim, 0.0, 1.0)
    if outline is not None:
        weight *= shapely.contains_xy(outline, cell_x_m, cell_y_m)
    if weight.sum() <= 0:
        weight = ((row == at_row) & (column == at_column)).astype(float)
    return _Cells(row, column, weight / weight.sum())
