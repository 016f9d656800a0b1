"""A regular grid, where ways over it start, and the field of least times."""

from dataclasses import dataclass

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.errors import NetworkError
from netopt.travel.points import Points
from netopt.units import METRES_PER_KM, SQUARE_METRES_PER_KM2

MAX_CELLS = 20_000_000
"""More would need gigabytes."""


@dataclass(frozen=True)
class Grid:
    """Square cells in an equal-area CRS. Cell (row, column) has its centre at ``(y_m[row], x_m[column])``.

    Centres are multiples of the cell size, so grids of one size fit into each other.
    """

    first_column: int
    first_row: int
    n_columns: int
    n_rows: int
    cell_m: float

    @property
    def x_m(self) -> FloatArray:
        """Centres of the columns, west to east."""
        return np.arange(self.first_column, self.first_column + self.n_columns, dtype=np.float64) * self.cell_m

    @property
    def y_m(self) -> FloatArray:
        """Centres of the rows, south to north."""
        return np.arange(self.first_row, self.first_row + self.n_rows, dtype=np.float64) * self.cell_m

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.n_rows, self.n_columns

    @property
    def cell_km2(self) -> float:
        """Area of a cell."""
        return self.cell_m**2 / SQUARE_METRES_PER_KM2

    def window(self, x_m: float, y_m: float, radius_m: float) -> tuple[slice, slice]:
        """Rows and columns whose centres may lie within a radius of a point; empty slices if none do."""
        spans = []
        for at_m, first, count in ((y_m, self.first_row, self.n_rows), (x_m, self.first_column, self.n_columns)):
            low = int(np.ceil((at_m - radius_m) / self.cell_m)) - first
            high = int(np.floor((at_m + radius_m) / self.cell_m)) - first + 1
            spans.append(slice(min(max(low, 0), count), max(min(high, count), 0)))
        return spans[0], spans[1]


def grid_over(bounds_m: tuple[float, float, float, float], cell_km: float) -> Grid:
    """The grid whose cells cover a box (west, south, east, north) with a cell to spare on each side.

    Raises
    ------
    NetworkError
        If it would have more than ``MAX_CELLS`` cells.
    """
    cell_m = cell_km * METRES_PER_KM
    west, south, east, north = bounds_m
    first_column, first_row = int(np.floor(west / cell_m)) - 1, int(np.floor(south / cell_m)) - 1
    n_columns = int(np.ceil(east / cell_m)) + 2 - first_column
    n_rows = int(np.ceil(north / cell_m)) + 2 - first_row
    if n_columns * n_rows > MAX_CELLS:
        raise NetworkError(
            f"cell_km {cell_km:g} gives a grid of {n_columns} x {n_rows} cells, above {MAX_CELLS:,}; use larger cells"
        )
    return Grid(first_column, first_row, n_columns, n_rows, cell_m)


@dataclass(frozen=True, eq=False)
class Starts:
    """Where ways by road begin: at the centre, and at stations when trains have brought travellers there."""

    points: Points
    """The centre first."""
    start_s: FloatArray
    """Shape (n_starts,): 0 at the centre, the time at the forecourt of a station, ``inf`` where no train arrives."""

    @classmethod
    def of(cls, centre: Points, stations: Points, forecourt_s: FloatArray) -> "Starts":
        """The starts of one centre and of stations, shape (n_stations,)."""
        return cls(centre.followed_by(stations), np.concatenate([[0.0], forecourt_s]))

    @property
    def by_rail(self) -> IntArray:
        """0 at the centre, 1 at stations."""
        return (np.arange(self.start_s.size) > 0).astype(np.int8)


@dataclass(frozen=True, eq=False)
class TimeField:
    """Least time to the centre of every cell of a grid, and the mode of the last stretch."""

    grid: Grid
    time_s: FloatArray
    """Shape (n_rows, n_columns), at most ``limit_s``, which stands for that and more."""
    limit_s: float
    mode: IntArray
    """Position in ``Ground.modes``; -1 where the limit is passed."""
    by_rail: IntArray
    """1 where the way came by train, 0 where it is all by road or the limit is passed."""
    on_streets: BoolArray
    """Whether the last stretch goes along streets, not a straight line; false where the limit is passed."""
