"""Chains of rides: what is paid when, against hand sums and against trying every chain."""

import dataclasses
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.rail.parameters import RailParameters
from netopt.travel.access import AccessSection
from netopt.travel.journeys import first_wait_s, journeys, least_change_s
from netopt.travel.passenger_rail import PassengerRail, passenger_rail
from netopt.travel.points import Points
from netopt.travel.straight_ground import StraightGround
from netopt.travel.traveller import traveller
from tests.networks import change_in_the_middle, line_of_three

PARAMETERS = RailParameters.load()
MINUTE = 60.0


def commuter_on(network, **access):
    """A commuter on a drawn network, and the position of each station."""
    rail = passenger_rail(network, PARAMETERS)
    one = traveller(rail, StraightGround(AccessSection(**access).model()), PARAMETERS, station_time="commuter")
    return one, {station: position for position, station in enumerate(rail.ids)}


def starting_at(one, station):
    """Start costs of one place that stands at a station's train."""
    start_s = np.full((1, len(one.rail)), np.inf)
    start_s[0, station] = 0.0
    return start_s


def ride_s(one, at, origin, destination):
    """In-vehicle time of the direct ride between two stations."""
    is_it = (one.rail.origin == at[origin]) & (one.rail.destination == at[destination])
    return float(one.rail.in_vehicle_s[is_it][0])


def test_a_direct_ride_costs_its_time_on_board_and_no_wait():
    one, at = commuter_on(line_of_three())
    found = journeys(one, starting_at(one, at["a"]), np.zeros(one.rail.origin.size))
    assert found.time_s[0, at["c"]] == pytest.approx(ride_s(one, at, "a", "c"))
    assert [len(rides) for rides in found.rides(0, np.array([at["c"]]))] == [1]


def test_a_change_costs_the_connection_time_and_the_wait():
    """a to c over m: two rides, 20 min to change, and 2 + 0.3 x 20 = 8 min of wait."""
    one, at = commuter_on(change_in_the_middle(), transfer_km=0.0)
    found = journeys(one, starting_at(one, at["a"]), np.zeros(one.rail.origin.size))
    rides_s = ride_s(one, at, "a", "m") + ride_s(one, at, "m", "c")
    assert found.time_s[0, at["c"]] == pytest.approx(rides_s + 28.0 * MINUTE, abs=0.002)
    (rides,) = found.rides(0, np.array([at["c"]]))
    assert [one.rail.service[ride] for ride in rides] == ["west", "east"]


@pytest.mark.parametrize(("headway_min", "wait_min"), [(30.0, 11.0), (40.0, 20.0), (60.0, 30.0), (200.0, 30.0)])
def test_a_change_onto_a_rare_train_costs_half_its_headway_up_to_the_longest_wait(headway_min, wait_min):
    """a to c over m, the second train rare: 2 + 0.3 x 30 = 11 min, 40 / 2, 60 / 2, never above 30."""
    drawn = change_in_the_middle()
    rare = drawn.services.assign(
        headway_min=drawn.services["headway_min"].where(drawn.services.index != "east", headway_min)
    )
    one, at = commuter_on(dataclasses.replace(drawn, services=rare), transfer_km=0.0)
    found = journeys(one, starting_at(one, at["a"]), np.zeros(one.rail.origin.size))
    rides_s = ride_s(one, at, "a", "m") + ride_s(one, at, "m", "c")
    assert found.time_s[0, at["c"]] == pytest.approx(rides_s + (20.0 + wait_min) * MINUTE, abs=0.002)


def test_a_change_by_road_costs_out_road_and_in():
    """m to n: 3 min out, 6 + 3 x 3.12 min by taxi, 4 min in = 22.36, and H/2 = 4 min of wait: 1.64 less than at m."""
    one, at = commuter_on(change_in_the_middle())
    found = journeys(one, starting_at(one, at["a"]), np.zeros(one.rail.origin.size))
    rides_s = ride_s(one, at, "a", "m") + ride_s(one, at, "n", "c")
    assert found.time_s[0, at["c"]] == pytest.approx(rides_s + 26.36 * MINUTE, abs=0.002)


def test_a_change_by_road_is_never_quicker_than_one_inside_a_station():
    """With a road of no time m to n would take 7 min; it takes the least connection time of 20."""
    flight = {"bird": {"speed_kmh": 1e6, "circuity": 1.0, "fixed_min": 0.0, "max_km": 10.0}}
    one, at = commuter_on(change_in_the_middle(), modes=flight)
    found = journeys(one, starting_at(one, at["a"]), np.zeros(one.rail.origin.size))
    rides_s = ride_s(one, at, "a", "m") + ride_s(one, at, "n", "c")
    assert found.time_s[0, at["c"]] == pytest.approx(rides_s + 24.0 * MINUTE, abs=0.002)


@pytest.mark.parametrize(
    ("modes", "least_min"),
    [(("rail", "rail"), 20.0), (("rail", "subway"), 10.0), (("tram", "rail"), 10.0), (("subway", "light_rail"), 4.0)],
)
def test_least_connection_is_shorter_where_urban_railways_are_changed_to(modes, least_min):
    one, at = commuter_on(change_in_the_middle())
    stations = one.rail.stations.assign(mode=modes[0])
    stations.loc["n", "mode"] = modes[1]
    mixed = dataclasses.replace(one, rail=dataclasses.replace(one.rail, stations=stations))
    assert least_change_s(mixed, np.array([at["m"]]), np.array([at["n"]])) / MINUTE == pytest.approx([least_min])


def test_the_first_wait_of_a_commuter_is_that_of_the_ride():
    """Every 10 min: 5 min; every 20 min: 8 min; every 8 min: 4 min."""
    one, _ = commuter_on(change_in_the_middle())
    by_service = dict(zip(one.rail.service, first_wait_s(one) / MINUTE, strict=True))
    assert by_service == pytest.approx({"west": 5.0, "east": 8.0, "south": 4.0})


def test_no_chain_arrives_from_a_place_that_reaches_no_station():
    one, at = commuter_on(change_in_the_middle())
    found = journeys(one, np.full((1, len(one.rail)), np.inf), np.zeros(one.rail.origin.size))
    assert np.isinf(found.time_s).all()
    assert found.rides(0, np.array([at["c"]]))[0].size == 0


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_least_times_are_those_of_the_best_of_all_chains(data):
    """Oracle: every sequence of at most four rides between five stations that stand too far apart for roads."""
    n = 5
    pairs = [(i, j) for i, j in product(range(n), repeat=2) if i != j]
    chosen = data.draw(st.lists(st.sampled_from(pairs), min_size=3, max_size=10, unique=True).map(sorted))
    minutes = data.draw(st.lists(st.integers(1, 90), min_size=2 * len(chosen), max_size=2 * len(chosen)))
    in_vehicle_s = np.array(minutes[: len(chosen)]) * MINUTE
    headway_s = np.array(minutes[len(chosen) :]) * MINUTE
    rail = PassengerRail(
        stations=pd.DataFrame({"class": ["local"] * n}, index=list("vwxyz")),
        points=Points.of_one_side(np.column_stack([np.arange(n) * 1e6, np.zeros(n)])),
        origin=np.array([pair[0] for pair in chosen]),
        destination=np.array([pair[1] for pair in chosen]),
        in_vehicle_s=in_vehicle_s,
        headway_s=headway_s,
        assumed_share=np.zeros(len(chosen)),
        service=tuple(map(str, range(len(chosen)))),
    )
    one = traveller(rail, StraightGround(AccessSection().model()), PARAMETERS, station_time="commuter")
    found = journeys(one, starting_at(one, 0), np.zeros(len(chosen)))

    wait_s = PARAMETERS.waiting.transfer_wait_s(headway_s)
    best = np.full(n, np.inf)
    frontier = {pair[1]: in_vehicle_s[ride] for ride, pair in enumerate(chosen) if pair[0] == 0}
    for _ in range(4):
        for station, time_s in frontier.items():
            best[station] = min(best[station], time_s)
        later: dict[int, float] = {}
        for ride, (origin, destination) in enumerate(chosen):
            if origin in frontier:
                time_s = frontier[origin] + 20.0 * MINUTE + wait_s[ride] + in_vehicle_s[ride]
                later[destination] = min(later.get(destination, np.inf), time_s)
        frontier = later
    assert found.time_s[0] == pytest.approx(best, abs=0.01)
    for station in np.flatnonzero(np.isfinite(best)):
        (rides,) = found.rides(0, np.array([station]))
        paid_s = in_vehicle_s[rides].sum() + wait_s[rides[1:]].sum() + 20.0 * MINUTE * (len(rides) - 1)
        assert paid_s == pytest.approx(best[station], abs=0.01)
