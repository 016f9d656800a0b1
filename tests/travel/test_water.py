"""Water in the way, against lengths that shapely measures."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from netopt.travel.water import Water

STRAIT = shapely.box(1_000.0, -20_000.0, 3_000.0, 20_000.0)
WITHIN_M = 60_000.0


def water(*polygons, tolerance_m=300.0):
    return Water.of(gpd.GeoDataFrame(geometry=list(polygons)), tolerance_m)


def is_shut(sea, origin, *ends):
    """Ways from one point to others, all in km."""
    found = sea.is_shut(np.array([origin]) * 1000.0, np.array(ends) * 1000.0, WITHIN_M)
    return found[0].tolist()


def test_a_network_without_water_has_none():
    assert Water.of(gpd.GeoDataFrame(), 300.0) is None


def test_a_way_over_a_strait_is_shut_and_one_along_its_shore_is_open():
    assert is_shut(water(STRAIT), (0.0, 0.0), (4.0, 0.0), (0.0, 15.0), (-5.0, 3.0)) == [True, False, False]


def test_a_way_may_hold_as_much_water_as_is_tolerated():
    """From x = 0 eastward the water begins at 1 km: 1.3 km holds 300 m of it, 1.31 km holds 310 m."""
    assert is_shut(water(STRAIT), (0.0, 0.0), (1.3, 0.0), (1.31, 0.0)) == [False, True]
    assert is_shut(water(STRAIT, tolerance_m=2_000.0), (0.0, 0.0), (30.0, 0.0)) == [False]


def test_rivers_add_up_along_a_way():
    """Rivers of 200 m at 1, 3 and 5 km: the second one makes it 400 m, whichever side one comes from."""
    rivers = water(*(shapely.box(x, -9e4, x + 200.0, 9e4) for x in (1_000.0, 3_000.0, 5_000.0)))
    assert is_shut(rivers, (0.0, 0.0), (2.0, 0.0), (4.0, 0.0), (6.0, 0.0)) == [False, True, True]
    assert is_shut(rivers, (6.0, 0.0), (4.0, 0.0), (2.0, 0.0)) == [False, True]


def test_an_island_is_no_water():
    lake = shapely.Point(0.0, 0.0).buffer(5_000.0).difference(shapely.Point(0.0, 0.0).buffer(4_000.0))
    assert is_shut(water(lake), (0.0, 0.0), (3.9, 0.0), (6.0, 0.0)) == [False, True]


def test_pieces_of_one_water_that_touch_or_overlap_count_once():
    pieces = [shapely.box(0.0, 0.0, 150.0, 1e3), shapely.box(150.0, 0.0, 290.0, 1e3), shapely.box(0.0, 0.0, 290.0, 9e2)]
    assert is_shut(water(*pieces), (-1.0, 0.5), (2.0, 0.5)) == [False]


def test_a_start_on_the_shore_sees_the_land_and_not_the_water():
    assert is_shut(water(STRAIT), (1.0, 0.0), (-9.0, 1.0), (2.0, 1.0)) == [False, True]
    assert is_shut(water(STRAIT), (1.0, 20.0), (-9.0, 1.0), (2.0, 0.0)) == [False, True]


def test_a_start_in_the_water_reaches_a_shore_that_is_near():
    assert is_shut(water(STRAIT), (1.2, 0.0), (-9.0, 0.0), (9.0, 0.0)) == [False, True]


def test_the_clear_radius_ends_where_the_first_way_does():
    """The shore is 1 km away: the way straight to it is the first to hold 300 m of water."""
    assert water(STRAIT).clear_m(np.zeros(2)) == pytest.approx(1_300.0, abs=0.01)


@settings(max_examples=60, deadline=None)
@example(seed=60, tolerance_m=1.0)  # a start on a corner of the water
@given(seed=st.integers(0, 10_000), tolerance_m=st.sampled_from([1.0, 300.0, 2_000.0]))
def test_ways_are_shut_where_shapely_measures_too_much_water(seed, tolerance_m):
    """Points on whole kilometres, shores too: rays meet vertices, run along shores and start in the water."""
    rng = np.random.default_rng(seed)
    corners = rng.integers(-40, 30, (4, 2)) * 1000.0
    boxes = [shapely.box(*corner, *(corner + rng.integers(1, 20, 2) * 1000.0)) for corner in corners]
    discs = [shapely.Point(*rng.integers(-40, 40, 2) * 1000.0).buffer(9_000.0, quad_segs=2) for _ in range(2)]
    whole = shapely.union_all([*boxes, *discs])
    origins, ends = rng.integers(-40, 40, (5, 2)) * 1000.0, rng.integers(-50, 50, (20, 2)) * 1000.0
    lines = shapely.linestrings([[[origin, end] for end in ends] for origin in origins])
    length_m = shapely.length(shapely.intersection(lines, whole))
    found = water(*boxes, *discs, tolerance_m=tolerance_m).is_shut(origins, ends, 1e6)
    is_clear = (np.abs(length_m - tolerance_m) > 1e-3) & (
        shapely.length(shapely.intersection(lines, whole.boundary)) == 0.0
    )
    assert (found == (length_m > tolerance_m))[is_clear].all()


def test_points_over_an_area_are_hidden_like_the_ends_of_single_ways():
    """They differ where a way passes within half a direction of a corner: for at most one point in two hundred."""
    rng = np.random.default_rng(2)
    sea = water(shapely.box(5e3, 1e3, 3e4, 4e4), shapely.Point(-2e4, -1e4).buffer(8e3))
    ends = rng.uniform(-5e4, 5e4, (5_000, 2))
    single = sea.is_shut(np.zeros((1, 2)), ends, 1e6)[0]
    assert 0.2 < single.mean() < 0.8
    assert (sea.is_hidden(np.zeros(2), *ends.T) != single).mean() < 0.005
