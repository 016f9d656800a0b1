"""Straight ways round water and over borders: times, fields, discs and polygons."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.travel.access import AccessSection
from netopt.travel.borders_near import BordersNear
from netopt.travel.contours import polygon_within, with_discs
from netopt.travel.crossings import GroundCrossings
from netopt.travel.grid import Starts, grid_over
from netopt.travel.network_ground import network_ground
from netopt.travel.points import Points
from netopt.travel.straight_ground import StraightGround
from netopt.travel.water import Water
from tests.networks import CRS, one_town

ACCESS = AccessSection().model()
PLAIN = StraightGround(ACCESS)
CENTRE = Points.of_one_side(np.zeros((1, 2)))
GRID = grid_over((-3e4, -3e4, 3e4, 3e4), 1.0)
STRAIT = shapely.box(5_000.0, -40_000.0, 8_000.0, 40_000.0)
LIMIT_S = 5_400.0


def over(water):
    return StraightGround(ACCESS, water=Water.of(gpd.GeoDataFrame(geometry=[water]), 300.0))


def starts_at(*stations):
    """The origin, and stations as x km, y km, minutes, side."""
    xy_m = np.array([station[:2] for station in stations], dtype=float).reshape(-1, 2) * 1000.0
    side = np.array([station[3] if len(station) > 3 else 0 for station in stations], dtype=np.int64)
    return Starts.of(CENTRE, Points(xy_m, side), np.array([station[2] * 60.0 for station in stations]))


def halves(west_to_east_s, east_to_west_s):
    """Two sides, west and east of x = 10 km."""
    west, east = (
        shapely.MultiPolygon([shapely.box(*ends)]) for ends in ((-1e5, -1e5, 1e4, 1e5), (1e4, -1e5, 1e5, 1e5))
    )
    return GroundCrossings(np.array([[0.0, west_to_east_s], [east_to_west_s, 0.0]]), (west, east))


def test_no_way_leads_over_a_strait():
    ground, across = over(STRAIT), Points.of_one_side(np.array([[10_000.0, 0.0], [-10_000.0, 0.0]]))
    found = ground.between(CENTRE, across)
    assert np.isinf(found.time_s[0, 0])
    assert (found.mode[0, 0], found.mode[0, 1]) == (-1, ACCESS.names.index("taxi"))
    assert found.time_s[0, 1] == PLAIN.time_s(CENTRE, across)[0, 1]
    assert ground.pairs_s(CENTRE.followed_by(across), np.array([0, 1]), np.array([1, 2])).tolist() == [np.inf, np.inf]


def test_water_far_away_changes_nothing():
    """Bit for bit: the same sums, the same polygons."""
    far, starts = over(shapely.box(2e5, 0.0, 3e5, 1e5)), starts_at((20.0, 5.0, 40.0), (-9.0, 2.0, 12.0))
    plain, other = (ground.field(GRID, starts, limit_s=LIMIT_S) for ground in (PLAIN, far))
    assert (plain.time_s == other.time_s).all()
    assert (plain.mode == other.mode).all()
    assert (PLAIN.disc_m(starts, 3_000.0) == far.disc_m(starts, 3_000.0)).all()
    assert (PLAIN.time_s(CENTRE, starts.points) == far.time_s(CENTRE, starts.points)).all()


def test_a_network_without_water_and_borders_has_the_plain_ground():
    ground = network_ground(one_town(), ACCESS, halves(0.0, 0.0))
    assert isinstance(ground, StraightGround)
    assert (ground.water, ground.borders, ground.has_streets) == (None, None, False)


def test_a_network_with_water_has_a_ground_that_knows_it():
    network = one_town()
    with_water = type(network)(
        nodes=network.nodes,
        edges=network.edges,
        provenance=network.provenance,
        water=gpd.GeoDataFrame(index=["sea"], geometry=[STRAIT], crs=CRS),
    )
    ground = network_ground(with_water, ACCESS)
    assert np.isinf(ground.time_s(CENTRE, Points.of_one_side(np.array([[9_000.0, 0.0]]))))


def test_the_far_shore_is_reached_from_a_station_there_only():
    alone = over(STRAIT).field(GRID, starts_at(), limit_s=LIMIT_S)
    served = over(STRAIT).field(GRID, starts_at((12.0, 0.0, 20.0)), limit_s=LIMIT_S)
    beyond = GRID.x_m > 8_000.0
    assert (alone.time_s[:, beyond] == LIMIT_S).all()
    assert (alone.mode[:, beyond] == -1).all()
    assert (served.by_rail[:, beyond] == 1)[served.mode[:, beyond] >= 0].all()
    assert served.time_s[GRID.y_m == 0.0, GRID.x_m == 12_000.0] == pytest.approx([1_200.0])


def test_a_field_has_the_times_of_single_ways():
    """Oracle: every cell against every start as a way of its own."""
    ground, starts = over(shapely.Point(9e3, 4e3).buffer(4e3)), starts_at((20.0, 5.0, 10.0), (-9.0, 2.0, 12.0))
    field = ground.field(GRID, starts, limit_s=LIMIT_S)
    cells = Points.of_one_side(np.stack(np.meshgrid(GRID.x_m, GRID.y_m), axis=-1).reshape(-1, 2))
    single_s = (starts.start_s[:, None] + ground.time_s(starts.points, cells)).min(axis=0).reshape(GRID.shape)
    differs = np.abs(field.time_s - np.minimum(single_s, LIMIT_S)) > 1e-6
    assert differs.mean() < 0.003  # ways that graze the shore, see Water.is_hidden


def test_a_disc_ends_where_water_begins():
    """25 min by taxi go 6.1 km; the shore is 5 km away, and 300 m of water are no barrier."""
    assert over(STRAIT).disc_m(starts_at(), 25.0 * 60.0) == pytest.approx([5_300.0], abs=1.0)
    assert over(STRAIT).disc_m(starts_at(), 10.0 * 60.0) == pytest.approx(PLAIN.disc_m(starts_at(), 10.0 * 60.0))


def test_what_a_border_costs_is_added_to_every_way_across():
    ground = StraightGround(ACCESS, borders=BordersNear.of(halves(600.0, np.inf)))
    west = Points(np.array([[0.0, 0.0], [9_000.0, 0.0]]), np.array([0, 0]))
    east = Points(np.array([[11_000.0, 0.0]]), np.array([1]))
    assert ground.time_s(west, east)[:, 0] == pytest.approx(PLAIN.time_s(west, east)[:, 0] + 600.0)
    assert ground.between(east, west).mode.tolist() == [[-1, -1]]
    assert (ground.time_s(west, west) == PLAIN.time_s(west, west)).all()


def test_a_field_adds_what_the_border_between_start_and_cell_costs():
    ground = StraightGround(ACCESS, borders=BordersNear.of(halves(600.0, 300.0)))
    starts = starts_at((12.0, 0.0, 30.0, 1))
    field, plain = (each.field(GRID, starts, limit_s=LIMIT_S) for each in (ground, PLAIN))
    row = GRID.y_m == 0.0
    at = {x: float(field.time_s[row, x * 1000.0 == GRID.x_m][0]) for x in (4, 11, 20)}
    without = {x: float(plain.time_s[row, x * 1000.0 == GRID.x_m][0]) for x in (4, 11, 20)}
    assert at[4] == pytest.approx(without[4])
    assert at[11] == pytest.approx(1_800.0 + PLAIN.access.time_s(np.array([1_000.0]))[0])
    assert at[20] == pytest.approx(1_800.0 + PLAIN.access.time_s(np.array([8_000.0]))[0])


def test_borders_that_cost_nothing_change_nothing():
    assert BordersNear.of(halves(0.0, 0.0)) is None
    assert BordersNear.of(None) is None


def test_a_disc_does_not_reach_over_a_border_that_costs():
    """The border is 10 km from the origin and 2 km from the station; half of that is on this side for certain."""
    ground = StraightGround(ACCESS, borders=BordersNear.of(halves(600.0, 0.0)))
    starts = starts_at((12.0, 0.0, 0.0, 1))
    assert ground.disc_m(starts, 3_600.0)[0] == pytest.approx(5_000.0)
    assert ground.disc_m(starts, 3_600.0)[1] == PLAIN.disc_m(starts, 3_600.0)[1]


def test_a_station_of_the_other_side_on_this_ground_pays_before_its_disc_begins():
    """A station of the east stands in the west: 10 min of its 30 go into the crossing, and the east costs no more."""
    ground = StraightGround(ACCESS, borders=BordersNear.of(halves(0.0, 600.0)))
    starts = starts_at((4.0, 0.0, 0.0, 1))
    assert ground.disc_m(starts, 1_800.0)[1] == pytest.approx(PLAIN.access.reach_m(1_200.0))


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_polygons_round_water_and_borders_lie_inside_each_other_and_hold_their_stations(data):
    numbers = st.floats(-15_000.0, 15_000.0)
    n = data.draw(st.integers(1, 4))
    xy_m = np.array(data.draw(st.lists(numbers, min_size=2 * n, max_size=2 * n))).reshape(-1, 2)
    start_s = np.array(data.draw(st.lists(st.floats(0.0, 1_500.0), min_size=n, max_size=n)))
    sea = shapely.Point(data.draw(numbers), data.draw(numbers)).buffer(data.draw(st.floats(500.0, 6_000.0)))
    cost_s = data.draw(st.sampled_from([0.0, 60.0, 900.0]))
    ground = StraightGround(ACCESS, over(sea).water, BordersNear.of(halves(cost_s, cost_s)))
    starts = Starts.of(CENTRE, Points(xy_m, (xy_m[:, 0] > 10_000.0).astype(np.int64)), start_s)
    field = ground.field(GRID, starts, limit_s=4_000.0)
    steps_s = np.arange(1.0, 5.0) * data.draw(st.floats(60.0, 600.0))
    polygons = [with_discs(polygon_within(field, step_s), starts, ground, step_s) for step_s in steps_s]
    for inner, outer in pairwise(polygons):
        assert inner.difference(outer).area < 1.0
    is_off_the_border = np.abs(starts.points.xy_m[:, 0] - 10_000.0) > 1e-3
    for polygon, step_s in zip(polygons, steps_s, strict=True):
        reached = shapely.points(starts.points.xy_m[(starts.start_s < step_s) & is_off_the_border])
        assert (shapely.distance(reached, polygon) < 1e-3).all()


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_every_point_of_a_disc_is_reached(data):
    numbers = st.floats(-15_000.0, 15_000.0)
    sea = shapely.Point(data.draw(numbers), data.draw(numbers)).buffer(4_000.0)
    ground = StraightGround(ACCESS, over(sea).water, BordersNear.of(halves(900.0, 900.0)))
    starts = starts_at((data.draw(numbers) / 1000.0, 0.0, 5.0))
    starts = Starts(Points(starts.points.xy_m, (starts.points.xy_m[:, 0] > 10_000.0).astype(int)), starts.start_s)
    threshold_s = data.draw(st.floats(400.0, 3_000.0))
    for start, radius_m in enumerate(ground.disc_m(starts, threshold_s)):
        angle = np.linspace(0.0, 2.0 * np.pi, 40)
        ring = starts.points.xy_m[start] + 0.999 * radius_m * np.column_stack([np.cos(angle), np.sin(angle)])
        side = ground.borders.crossings.sides_of(ring)
        time_s = ground.time_s(starts.points[np.array([start])], Points(ring, side))
        if radius_m > 0:
            assert (starts.start_s[start] + time_s <= threshold_s + 1e-6).all()
