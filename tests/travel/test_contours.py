"""Polygons of a field of times."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.travel.access import AccessSection
from netopt.travel.contours import as_multipolygon, polygon_within, with_discs
from netopt.travel.grid import Starts, TimeField, grid_over
from netopt.travel.points import Points
from netopt.travel.straight_ground import StraightGround

CENTRE = Points.of_one_side(np.zeros((1, 2)))


def drawn_field(time_of, *, limit_s=1e4, cell_km=1.0, half_km=20.0):
    """A field given by a formula of x and y in km."""
    edge_m = half_km * 1000.0
    grid = grid_over((-edge_m, -edge_m, edge_m, edge_m), cell_km)
    x_km, y_km = np.meshgrid(grid.x_m / 1000.0, grid.y_m / 1000.0)
    nothing = np.zeros(grid.shape, dtype=np.int8)
    time_s = np.minimum(time_of(x_km, y_km), limit_s)
    return TimeField(grid, time_s, limit_s, nothing, nothing, nothing.astype(bool))


def test_a_cone_gives_a_disc():
    """T = 100 s a km: 1,000 s are a disc of 10 km."""
    polygon = polygon_within(drawn_field(lambda x, y: 100.0 * np.hypot(x, y)), 1000.0)
    assert polygon.area / 1e6 == pytest.approx(np.pi * 100.0, rel=0.01)
    assert len(polygon.geoms) == 1


def test_a_hole_is_kept():
    """T is least on a ring of 10 km: within 300 s lies the ring from 7 to 13 km."""
    polygon = polygon_within(drawn_field(lambda x, y: 100.0 * np.abs(np.hypot(x, y) - 10.0)), 300.0)
    assert [len(part.interiors) for part in polygon.geoms] == [1]
    assert polygon.area / 1e6 == pytest.approx(np.pi * (13.0**2 - 7.0**2), rel=0.02)
    assert not polygon.contains(shapely.Point(0.0, 0.0))


def test_islands_are_parts():
    both = drawn_field(lambda x, y: 100.0 * np.minimum(np.hypot(x - 10, y), np.hypot(x + 10, y)))
    assert len(polygon_within(both, 500.0).geoms) == 2
    assert len(polygon_within(both, 1200.0).geoms) == 1


def test_lower_thresholds_lie_inside_higher_ones():
    rng = np.random.default_rng(3)
    centres = rng.uniform(-15, 15, (8, 2))
    starts = rng.uniform(0, 800, 8)
    field = drawn_field(
        lambda x, y: np.min(
            [s + 150 * np.hypot(x - a, y - b) for (a, b), s in zip(centres, starts, strict=True)], axis=0
        )
    )
    polygons = [polygon_within(field, threshold_s) for threshold_s in (300.0, 600.0, 900.0, 1200.0)]
    assert all(polygon.is_valid for polygon in polygons)
    for inner, outer in pairwise(polygons):
        assert inner.difference(outer).area < 1.0


def test_discs_that_fall_between_the_cells_are_added():
    """Walking 5 min at 4.8 km/h over 1.25 = 320 m: a disc at half a cell is seen by no cell centre."""
    walk = StraightGround(AccessSection(use=("walk",)).model())
    starts = Starts.of(
        CENTRE, Points.of_one_side(np.array([[5_500.0, 500.0], [-9_000.0, 0.0]])), np.array([300.0, np.inf])
    )
    field = walk.field(grid_over((-2e4, -2e4, 2e4, 2e4), 1.0), starts, limit_s=1200.0)
    seen = polygon_within(field, 600.0)
    both = with_discs(seen, starts, walk, 600.0)
    assert (len(seen.geoms), len(both.geoms)) == (1, 2)
    assert both.contains(shapely.Point(5_500.0, 500.0))
    assert both.area / 1e6 == pytest.approx(np.pi * (0.64**2 + 0.32**2), rel=0.005)
    assert both.area / 1e6 <= np.pi * (0.64**2 + 0.32**2)


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_polygons_with_discs_lie_inside_each_other(data):
    """Starts anywhere, most of them between cells; steps so small that discs grow past the width of a cell."""
    shipped = StraightGround(AccessSection().model())
    n = data.draw(st.integers(1, 5))
    numbers = st.lists(st.floats(-15_000.0, 15_000.0), min_size=2 * n, max_size=2 * n)
    xy_m = np.array(data.draw(numbers)).reshape(-1, 2)
    start_s = np.array(data.draw(st.lists(st.floats(0.0, 1800.0), min_size=n, max_size=n)))
    starts = Starts.of(CENTRE, Points.of_one_side(xy_m), start_s)
    field = shipped.field(grid_over((-3e4, -3e4, 3e4, 3e4), 1.0), starts, limit_s=4000.0)
    steps_s = np.arange(1.0, 5.0) * data.draw(st.floats(60.0, 600.0))
    polygons = [with_discs(polygon_within(field, step_s), starts, shipped, step_s) for step_s in steps_s]
    for inner, outer in pairwise(polygons):
        assert inner.difference(outer).area < 1.0
    for polygon, step_s in zip(polygons, steps_s, strict=True):
        reached = shapely.points(starts.points.xy_m[starts.start_s < step_s])
        assert (shapely.distance(reached, polygon) < 1e-6).all()


def test_nothing_within_gives_an_empty_polygon():
    assert polygon_within(drawn_field(lambda x, y: 500.0 + x * 0.0), 400.0).is_empty


def test_what_touches_the_edge_of_the_grid_is_closed_there():
    whole = polygon_within(drawn_field(lambda x, y: x * 0.0), 100.0)
    assert whole.area / 1e6 == pytest.approx(42.0**2)


def test_points_and_lines_of_a_shape_are_dropped():
    square = shapely.box(0, 0, 1, 1)
    mixed = shapely.GeometryCollection([square, shapely.Point(5, 5), shapely.LineString([(2, 2), (3, 3)])])
    assert as_multipolygon(mixed).area == pytest.approx(1.0)
    assert as_multipolygon(shapely.Point(0, 0)).is_empty
