"""Profiles: which track a kind of train uses."""

from dataclasses import replace

import numpy as np
import pytest

from netopt.rail.country import Country
from netopt.rail.movements.movements import MovementGraph
from netopt.rail.movements.profile import Profile
from netopt.rail.movements.stop_tracks import BESIDE_M
from netopt.rail.parameters import RailParameters
from netopt.rail.topology.track import NodeKind, Track
from netopt.rail.topology.track_build import build_track
from tests.rail.topology.drawn import Drawn, at, drawn_track
from tests.rail.topology.raw import document

WORLD, PARAMETERS = Country.load(), RailParameters.load()
PASSENGER = Profile.passenger(WORLD, PARAMETERS)
FREIGHT = Profile.freight(WORLD, PARAMETERS)


def read(name: str, **options) -> Track:
    return build_track(document(name), WORLD, **options)[0]


def ways_used(track: Track, profile: Profile, station_nodes=()) -> set[int]:
    graph = MovementGraph.from_track(track, profile, np.array(station_nodes, dtype=np.int64))
    return set(track.ways.index[track.piece_way[graph.is_used[track.edge_of_piece]]].tolist())


def uses(profile: Profile, **way) -> bool:
    """Whether the train runs on one edge of a way with these properties."""
    track = drawn_track([[(0, 0), (100, 0)]], ways={101: way})
    return bool(profile.uses(track, np.zeros(1, dtype=bool))[0])


def test_gauge_when_track_changes_then_each_train_uses_its_own_and_both_the_dual():
    track = read("t09_gauge")
    assert ways_used(track, PASSENGER) == {1, 2}
    assert ways_used(track, replace(PASSENGER, gauge_mm=1520)) == {2, 3}


def test_gauge_when_no_train_fits_both_ends_then_there_is_no_run_through():
    track = read("t09_gauge")
    ends = [np.flatnonzero(track.node_id == node) for node in (1, 7)]
    for gauge in (1435, 1520):
        graph = MovementGraph.from_track(track, replace(PASSENGER, gauge_mm=gauge))
        assert graph.route(*ends) is None


def test_siding_when_no_train_stops_on_it_then_only_freight_uses_it():
    track = read("t10_siding")
    assert ways_used(track, PASSENGER) == {1}
    assert ways_used(track, FREIGHT) == {1, 2, 3}


def test_siding_when_passenger_trains_drop_it_then_its_switches_are_plain_nodes():
    track = read("t10_siding")
    graph = MovementGraph.from_track(track, PASSENGER)
    switches = np.flatnonzero(np.isin(track.node_id, [2, 4]))
    used = np.concatenate([track.tail[graph.is_used], track.head[graph.is_used]])
    assert [int((used == node).sum()) for node in switches] == [2, 2]


def test_siding_when_a_passenger_stop_lies_on_it_then_it_stays_to_both_ends():
    track = read("t11_station_behind_siding")
    stops = np.flatnonzero(track.node_kind == NodeKind.STOP)
    assert track.node_id[stops].tolist() == [3]
    assert ways_used(track, PASSENGER) == {1, 4}
    assert ways_used(track, PASSENGER, stops) == {1, 2, 4}


def test_siding_when_the_stop_is_on_the_main_line_beside_it_then_it_is_dropped():
    track = read("t10_siding")
    stops = np.flatnonzero(np.isin(track.node_id, [2, 4]))
    assert ways_used(track, PASSENGER, stops) == {1}


def test_stub_when_the_stop_lies_before_its_buffers_then_the_lead_and_the_stub_stay_but_not_the_next_track():
    """a === s === b, stub s - t - p - x| with a yard track t - y: the platform is p."""
    lines = [[(0, 0), (500, 0)], [(500, 0), (1000, 0)]]
    lines += [[(500, 0), (600, 10)], [(600, 10), (700, 20)], [(700, 20), (800, 30)], [(600, 10), (700, 10)]]
    sidings = {way: {"usage": "", "service": "siding"} for way in (103, 104, 105, 106)}
    track = drawn_track(lines, ways=sidings, kinds={(800, 30): NodeKind.BUFFER_STOP})
    assert ways_used(track, PASSENGER, [at(track, 700, 20)]) == {101, 102, 103, 104, 105}


def joined_by_sidings(*offsets_m: float) -> Track:
    """Main lines west, ending at (0, 0), and east, from (4000, 0), joined by sidings that bulge by these offsets."""
    lines = [[(-1000, 0), (0, 0)], [(4000, 0), (5000, 0)]]
    lines += [[(0, 0), (2000, offset), (4000, 0)] for offset in offsets_m]
    sidings = {103 + place: {"usage": "", "service": "siding"} for place in range(len(offsets_m))}
    return drawn_track(lines, ways=sidings)


def test_sidings_when_only_they_join_two_stations_then_the_shortest_and_those_beside_it_stay():
    """5, 100 and 1,200 m of bulge: 0, 5 and 665 m longer than straight."""
    track = joined_by_sidings(5, 100, 1200)
    assert BESIDE_M == 500.0
    stations = [at(track, -1000, 0), at(track, 5000, 0)]
    assert ways_used(track, PASSENGER, stations) == {101, 102, 103, 104}


def test_sidings_when_they_lead_to_no_station_then_they_are_dropped():
    track = joined_by_sidings(5, 100, 1200)
    assert ways_used(track, PASSENGER, [at(track, -1000, 0)]) == {101, 102}


def test_sidings_when_no_train_can_turn_into_them_then_they_are_dropped():
    """The siding leaves the west line at a right angle."""
    lines = [[(-1000, 0), (0, 0)], [(0, 0), (1000, 0)], [(4000, 0), (5000, 0)]]
    siding = [(0, 0), (0, 900), (4000, 900), (4000, 0)]
    track = drawn_track([*lines, siding], ways={104: {"usage": "", "service": "siding"}})
    west, east = at(track, 1000, 0), at(track, 5000, 0)
    assert 104 not in ways_used(track, PASSENGER, [west, east])


@pytest.mark.parametrize("service", ["yard", "spur", "siding"])
def test_service_track_when_nothing_needs_it_then_only_freight_runs_there(service):
    assert not uses(PASSENGER, usage="", service=service)
    assert uses(FREIGHT, usage="", service=service)


@pytest.mark.parametrize("mode", ["subway", "light_rail", "tram", "monorail"])
def test_crossover_when_urban_or_main_line_then_it_stays(mode):
    assert uses(PASSENGER, service="crossover")
    assert uses(Profile.urban(mode, WORLD, PARAMETERS), mode=mode, service="crossover")


@pytest.mark.parametrize(
    ("usage", "passenger", "freight"),
    [
        ("main", True, True),
        ("branch", True, True),
        ("", True, True),
        ("industrial", False, True),
        ("military", False, True),
        ("tourism", False, False),
        ("test", False, False),
    ],
)
def test_usage_when_given_then_trains_run_where_they_have_business(usage, passenger, freight):
    assert (uses(PASSENGER, usage=usage), uses(FREIGHT, usage=usage)) == (passenger, freight)


def test_traffic_when_track_is_for_one_sort_only_then_the_other_stays_off():
    assert [uses(profile, is_freight_only=True) for profile in (PASSENGER, FREIGHT)] == [False, True]
    assert [uses(profile, is_passenger_only=True) for profile in (PASSENGER, FREIGHT)] == [True, False]


def test_keep_edges_when_given_then_they_overrule_the_service_and_nothing_else():
    track = drawn_track(
        [[(0, 0), (100, 0)], [(0, 0), (0, 100)]],
        ways={101: {"service": "siding"}, 102: {"service": "siding", "gauge_mm": frozenset({1000})}},
    )
    assert PASSENGER.uses(track, np.ones(2, dtype=bool)).tolist() == [True, False]


@pytest.mark.parametrize(
    ("gauge_mm", "mode", "is_used"),
    [
        (frozenset(), "rail", True),
        (frozenset(), "narrow_gauge", False),
        (frozenset({1000, 1435}), "narrow_gauge", True),
        (frozenset({1520}), "rail", False),
    ],
)
def test_gauge_when_unknown_then_a_railway_is_believed_and_a_narrow_one_is_not(gauge_mm, mode, is_used):
    assert uses(PASSENGER, gauge_mm=gauge_mm, mode=mode) is is_used


def test_narrow_gauge_train_when_the_gauge_is_unknown_then_it_runs():
    narrow = replace(PASSENGER, gauge_mm=1000)
    assert uses(narrow, gauge_mm=frozenset(), mode="narrow_gauge")
    assert not uses(narrow, gauge_mm=frozenset({762}), mode="narrow_gauge")


@pytest.mark.parametrize(
    ("electrified", "power", "is_used"),
    [
        ("yes", "25000;50", True),
        ("yes", "15000;16.7", False),
        ("yes", "1500;0", False),
        ("yes", "15000|25000;16.7|50", True),
        ("yes", "25000;", True),
        ("yes", "", True),
        ("", "", True),
        ("no", "", False),
    ],
)
def test_power_when_a_train_needs_25_kv_then_known_other_systems_stop_it(electrified, power, is_used):
    electric = replace(PASSENGER, needs_wires=True, power=frozenset({"25000;50"}))
    assert uses(electric, electrified=electrified, power=power) is is_used


def test_power_when_a_train_has_engines_of_its_own_then_wires_do_not_matter():
    assert uses(replace(PASSENGER, power=frozenset({"25000;50"})), electrified="no", power="")


def test_lifecycle_when_asked_for_then_planned_track_is_used_too():
    assert not uses(PASSENGER, lifecycle="construction")
    assert uses(replace(PASSENGER, lifecycles=frozenset({"open", "construction"})), lifecycle="construction")
    assert not uses(replace(PASSENGER, lifecycles=frozenset({"open", "construction"})), lifecycle="proposed")


@pytest.mark.parametrize("profile", [PASSENGER, FREIGHT], ids=["passenger", "freight"])
def test_main_line_trains_when_offered_urban_track_then_they_stay_off(profile):
    assert not any(uses(profile, mode=mode) for mode in ("subway", "light_rail", "tram", "monorail"))


def test_tram_when_offered_light_rail_then_it_runs_there_but_not_on_the_subway():
    tram = Profile.urban("tram", WORLD, PARAMETERS)
    assert [uses(tram, mode=mode) for mode in ("tram", "light_rail", "subway", "rail")] == [True, True, False, False]


def test_profiles_when_made_then_their_reversals_are_those_of_the_country():
    china = Country.load("china")
    profiles = [
        Profile.passenger(china, PARAMETERS),
        Profile.urban("subway", china, PARAMETERS),
        Profile.freight(china, PARAMETERS),
    ]
    assert [profile.reversal_s for profile in profiles] == [600.0, 180.0, 2700.0]


def test_edge_when_made_of_several_ways_then_the_first_piece_decides():
    pieces = [(50.0, 7, False), (50.0, 8, False)]
    track = drawn_track(
        [Drawn([(0, 0), (100, 0)], pieces=pieces)], ways={7: {"service": "yard"}, 8: {"service": "yard"}}
    )
    assert not PASSENGER.uses(track, np.zeros(1, dtype=bool))[0]
