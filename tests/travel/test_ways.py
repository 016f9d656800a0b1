"""The parts of door-to-door times, against hand sums and against the least times themselves."""

import numpy as np
import pytest

from netopt.rail.parameters import RailParameters
from netopt.travel.access import AccessSection
from netopt.travel.door_to_door import door_to_door
from netopt.travel.passenger_rail import passenger_rail
from netopt.travel.points import Points
from netopt.travel.straight_ground import StraightGround
from netopt.travel.traveller import traveller
from netopt.travel.ways import ways
from netopt.travel.zone_stations import points_xy_m
from tests.networks import change_in_the_middle, line_of_three, one_town

PARAMETERS = RailParameters.load()
MINUTE = 60.0


def ways_on(net, station_time="commuter", **access):
    """Ways between all zones, the traveller, and the position of each station."""
    rail = passenger_rail(net, PARAMETERS)
    one = traveller(rail, StraightGround(AccessSection(**access).model()), PARAMETERS, station_time=station_time)
    zones = Points.of_one_side(points_xy_m(net, net.of_kind("zone").index))
    return ways(one, door_to_door(zones, one), zones), one, {station: at for at, station in enumerate(rail.ids)}


def ride_min(one, at, origin, destination):
    """Minutes of the direct ride between two stations."""
    is_it = (one.rail.origin == at[origin]) & (one.rail.destination == at[destination])
    return float(one.rail.in_vehicle_s[is_it][0]) / MINUTE


def test_every_part_of_a_direct_way_is_told():
    """aa to cc: 2 km by taxi 12.24 min (by bicycle 15.5), hub in 10, wait 5, the ride, hub out 8, 2 km again."""
    found, one, at = ways_on(line_of_three())
    pair = (0, 2)
    assert found.by_rail[pair]
    assert (found.first_station[pair], found.last_station[pair], found.changes[pair]) == (at["a"], at["c"], 0)
    parts = [found.access_s, found.entry_s, found.first_wait_s, found.rail_s, found.exit_s, found.egress_s]
    told_min = [part[pair] / MINUTE for part in parts]
    assert told_min == pytest.approx([12.24, 10.0, 5.0, ride_min(one, at, "a", "c"), 8.0, 12.24], abs=1e-3)


def test_a_change_by_road_is_part_of_the_rail_time():
    """22.36 min of way from m to n and 4 of wait stand between the two rides."""
    found, one, at = ways_on(change_in_the_middle())
    rides_min = ride_min(one, at, "a", "m") + ride_min(one, at, "n", "c")
    assert found.changes[0, 1] == 1
    assert found.rail_s[0, 1] / MINUTE == pytest.approx(rides_min + 26.36, abs=1e-3)


def test_a_change_inside_a_station_costs_connection_and_wait():
    """20 min at m and 2 + 0.3 x 20 of wait."""
    found, one, at = ways_on(change_in_the_middle(), transfer_km=0.0)
    rides_min = ride_min(one, at, "a", "m") + ride_min(one, at, "m", "c")
    assert found.rail_s[0, 1] / MINUTE == pytest.approx(rides_min + 28.0, abs=1e-3)


@pytest.mark.parametrize("station_time", ["commuter", "occasional"])
@pytest.mark.parametrize("draw", [line_of_three, change_in_the_middle])
def test_the_parts_add_up_to_the_time_at_the_forecourt_and_the_way_from_it(draw, station_time):
    net = draw()
    found, one, _ = ways_on(net, station_time)
    zones = Points.of_one_side(points_xy_m(net, net.of_kind("zone").index))
    doors = door_to_door(zones, one)
    assert found.by_rail.any()
    for place, zone in zip(*found.by_rail.nonzero(), strict=True):
        last = found.last_station[place, zone]
        least_s = doors.forecourt_s[place, last] + found.egress_s[place, zone]
        assert found.total_s[place, zone] == pytest.approx(least_s, abs=0.01)


def test_without_trains_all_the_way_is_road():
    found, one, _ = ways_on(one_town())
    assert not found.by_rail.any()
    assert found.first_station[0, 0] == -1
    assert found.total_s == pytest.approx(one.ground.time_s(*[Points.of_one_side(np.zeros((1, 2)))] * 2))
