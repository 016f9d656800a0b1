"""The grid and the field of least times over it, against distances worked out cell by cell."""

import numpy as np
import pytest

from netopt.errors import NetworkError
from netopt.travel.access import AccessSection
from netopt.travel.grid import Starts, grid_over
from netopt.travel.points import Points
from netopt.travel.straight_ground import StraightGround

ACCESS = AccessSection().model()
LIMIT_S = 3600.0


def field_of(cell_km, stations):
    """Field round the origin: stations as x km, y km, minutes at the forecourt."""
    xy_m = np.array([(x * 1000.0, y * 1000.0) for x, y, _ in stations]).reshape(-1, 2)
    centre, stops = Points.of_one_side(np.zeros((1, 2))), Points.of_one_side(xy_m)
    starts = Starts.of(centre, stops, np.array([minutes * 60.0 for *_, minutes in stations]))
    grid = grid_over((-40_000.0, -40_000.0, 40_000.0, 40_000.0), cell_km)
    return StraightGround(ACCESS).field(grid, starts, limit_s=LIMIT_S)


def test_a_grid_covers_its_box_with_a_cell_to_spare():
    grid = grid_over((-1500.0, 200.0, 1500.0, 900.0), 1.0)
    assert (grid.x_m[0], grid.x_m[-1]) == pytest.approx((-3000.0, 3000.0))
    assert (grid.y_m[0], grid.y_m[-1]) == pytest.approx((-1000.0, 2000.0))
    assert grid.cell_km2 == pytest.approx(1.0)


def test_grids_of_one_cell_size_share_their_cell_centres():
    one, other = grid_over((0.0, 0.0, 9e3, 9e3), 0.7), grid_over((3210.0, 0.0, 9e3, 9e3), 0.7)
    shift = (other.x_m[0] - one.x_m[0]) / one.cell_m
    assert shift == pytest.approx(round(shift))


def test_a_window_holds_every_cell_within_the_radius_and_stops_at_the_edge():
    grid = grid_over((0.0, 0.0, 10e3, 10e3), 1.0)
    rows, columns = grid.window(5000.0, 100.0, 2500.0)
    assert grid.x_m[columns].tolist() == [3000.0, 4000.0, 5000.0, 6000.0, 7000.0]
    assert grid.y_m[rows].tolist() == [-1000.0, 0.0, 1000.0, 2000.0]
    assert grid.x_m[grid.window(1e6, 0.0, 10.0)[1]].size == 0


def test_a_grid_of_far_too_many_cells_is_refused():
    with pytest.raises(NetworkError, match="use larger cells"):
        grid_over((0.0, 0.0, 1e6, 1e6), 0.01)


def test_every_cell_has_the_least_time_over_all_sources():
    """Oracle: all cells against all sources, without windows."""
    stations = [(20.0, 5.0, 40.0), (21.0, 5.0, 44.0), (-30.0, -30.0, 58.0), (0.0, 10.0, 5.0)]
    field = field_of(1.0, stations)
    x_m, y_m = np.meshgrid(field.grid.x_m, field.grid.y_m)
    times_s = [ACCESS.time_s(np.hypot(x_m, y_m))]
    times_s += [m * 60.0 + ACCESS.time_s(np.hypot(x_m - x * 1e3, y_m - y * 1e3)) for x, y, m in stations]
    assert field.time_s == pytest.approx(np.minimum(np.min(times_s, axis=0), LIMIT_S))


def test_the_field_says_whether_a_train_was_taken_and_how_one_went_on():
    """The centre's own cell is walked to; the cell of a station 30 km off at 20 min is reached by train and on foot."""
    field = field_of(1.0, [(30.0, 0.0, 20.0)])
    row = int(np.flatnonzero(field.grid.y_m == 0.0)[0])
    near, far = (int(np.flatnonzero(field.grid.x_m == x)[0]) for x in (0.0, 30_000.0))
    assert (field.by_rail[row, near], field.by_rail[row, far]) == (0, 1)
    assert ACCESS.names[field.mode[row, near]] == ACCESS.names[field.mode[row, far]] == "walk"
    assert field.mode[0, 0] == -1
    assert field.time_s[0, 0] == LIMIT_S
