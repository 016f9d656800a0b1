"""Travel across borders: hand sums, nothing where nothing costs, never sooner, and who may pass."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.network.snapshot import read_snapshot
from netopt.rail.history import in_force
from netopt.sources.pinned import data_folder
from netopt.travel.access import AccessSection
from netopt.travel.crossings import ground_crossings
from netopt.travel.ways import ways
from netopt.travel.zone_stations import StationRadius
from netopt.travel.zone_travel import TravelQuestion, zone_travel
from tests.borders import CHANGE, THREE, rule, with_borders
from tests.networks import change_in_the_middle, line_of_three

MINUTE = 60.0
TIMES = ("in_vehicle", "station_to_station", "door_to_door")
AA, BB, CC = range(3)


def travel(net, **access):
    """Travel of commuters."""
    question = TravelQuestion(StationRadius(30.0, 10.0), AccessSection(**access).model())
    return zone_travel(net, question, station_times=("commuter",))


def od(net, **access):
    return travel(net, **access).od["commuter"]


def three(*rules, **changes):
    return with_borders(line_of_three(), THREE, *rules, **changes)


ROAD = rule("east|west", "road", 40.0)


def test_clearance_is_paid_once_beside_the_ride_and_by_who_crosses_only():
    free, across = od(line_of_three()), od(three(rule("east|west", "rail", 20.0), ROAD))
    for time in ("station_to_station", "door_to_door"):
        added_min = (across.time_s(time) - free.time_s(time)) / MINUTE
        assert added_min == pytest.approx(np.array([[0, 20, 20], [20, 0, 0], [20, 0, 0]]), abs=1e-4)
    assert np.array_equal(across.in_vehicle_s, free.in_vehicle_s)


def test_extra_dwell_is_part_of_all_three_times():
    free, across = od(line_of_three()), od(three(rule("east|west", "rail", extra_dwell_min=4.0), ROAD))
    for time in TIMES:
        assert across.time_s(time)[AA, CC] - free.time_s(time)[AA, CC] == pytest.approx(240.0, abs=0.01)


def test_fee_is_time_at_the_value_of_time():
    """15 of money at 30 an hour: half an hour."""
    free = od(line_of_three())
    across = od(three(rule("east|west", fee=15.0), value_of_time_per_h=30.0))
    assert across.station_to_station_s[AA, CC] - free.station_to_station_s[AA, CC] == pytest.approx(1800.0, abs=0.01)


def test_way_by_road_pays_the_rule_of_roads_and_is_shut_without_one():
    """Without trains aa to bb, 40 km straight, goes by road: 15 min more, or not at all."""
    no_trains = replace(line_of_three(), services=line_of_three().services.iloc[:0])
    free = od(no_trains)
    paid = od(with_borders(no_trains, THREE, rule("east|west", "road", 15.0)))
    shut = od(with_borders(no_trains, THREE, rule("east|west", "rail", 15.0)))
    assert paid.door_to_door_s[AA, BB] == pytest.approx(free.door_to_door_s[AA, BB] + 900.0)
    assert np.isinf(shut.door_to_door_s[AA, BB])
    assert shut.door_to_door_s[BB, CC] == free.door_to_door_s[BB, CC]


def test_closed_border_cuts_trains_and_roads_at_its_hours_only():
    night = rule("east|west", "any", 5.0, open_from_min=22 * 60.0, open_to_min=4 * 60.0)
    by_day, by_night = od(three(night)), od(three(night, at_min=23 * 60.0))
    for time in TIMES:
        assert np.isinf(by_day.time_s(time)[AA, CC])
        assert np.isfinite(by_night.time_s(time)).all()


def test_border_at_a_change_comes_on_top_of_the_connection():
    """a to c over m and n, 3 km by road: 22.36 min of way and then 12 min at the border between m and n."""
    free = od(change_in_the_middle())
    slow = rule("east|west", "rail", 500.0)
    across = od(with_borders(change_in_the_middle(), CHANGE, slow, rule("east|west", "road", 12.0)))
    assert across.station_to_station_s[0, 1] - free.station_to_station_s[0, 1] == pytest.approx(720.0, abs=0.01)


def test_station_with_a_rule_of_its_own_is_walked_across_at_its_price():
    """The default is 60 min; at n, 3 km from m, 12."""
    rules = (rule("east|west", "rail", 500.0), rule("east|west", "road", 60.0))
    gate = rule("east|west", "road", 12.0, station_id="n")
    free = od(change_in_the_middle())
    across = od(with_borders(change_in_the_middle(), CHANGE, *rules, gate))
    assert across.station_to_station_s[0, 1] - free.station_to_station_s[0, 1] == pytest.approx(720.0, abs=0.01)


def test_own_station_beyond_the_border_is_left_over_it():
    """Everything lies west but the station c: whoever arrives there for cc still has 25 min to go, and back."""
    home = dict.fromkeys(("a", "aa", "m", "n", "cc"), "west") | {"c": "east"}
    rules = (rule("east|west", "rail", 10.0), rule("east|west", "road", 25.0, permitted_share=0.5))
    free, across = od(change_in_the_middle()), od(with_borders(change_in_the_middle(), home, *rules))
    for ends in ((0, 1), (1, 0)):
        added_s = across.station_to_station_s[ends] - free.station_to_station_s[ends]
        assert added_s == pytest.approx(35 * MINUTE, abs=0.01)
        assert across.permitted_share("station_to_station")[ends] == 0.5


def test_gate_is_a_side_of_its_own_at_home_in_its_jurisdiction():
    net = with_borders(
        change_in_the_middle(), CHANGE, rule("east|west", "road", 60.0), rule("east|west", "road", 12.0, station_id="n")
    )
    found = ground_crossings(net)
    east, west, gate = 0, 1, 2
    assert found.side_of_node[net.positions(["n", "c", "m"])].tolist() == [gate, east, west]
    assert (found.cost_s / MINUTE).tolist() == [[0, 60, 0], [60, 0, 12], [0, 12, 0]]
    assert found.sides_of(np.array([[50_000.0, -3_000.0]])).tolist() == [east]


def test_without_a_default_rule_only_the_gate_is_passable():
    gate = rule("east|west", "road", 12.0, station_id="n")
    found = ground_crossings(with_borders(change_in_the_middle(), CHANGE, gate))
    assert np.isinf(found.cost_s[0, 1])
    assert found.cost_s[2, 1] == 720.0


@pytest.mark.parametrize("draw", [(line_of_three, THREE), (change_in_the_middle, CHANGE)])
@pytest.mark.parametrize("how", ["free rules", "scale 0"])
def test_borders_that_cost_nothing_change_no_bit(draw, how):
    sketch, home = draw
    free = od(sketch())
    dear = rule("east|west", "rail", 30.0, open_from_min=0.0, open_to_min=1.0, permitted_share=0.2)
    zero = with_borders(sketch(), home, rule("east|west")) if how == "free rules" else None
    gone = with_borders(sketch(), home, dear, scale=0.0) if zero is None else zero
    found = od(gone)
    for time in TIMES:
        assert np.array_equal(found.time_s(time), free.time_s(time))
        assert (found.permitted_share(time) == 1.0).all()
    assert [[list(one) for one in row] for row in found.rides] == [[list(one) for one in row] for row in free.rides]


MINUTES = st.floats(0.0, 90.0)
RULES = st.tuples(
    st.sampled_from(["rail", "any"]), MINUTES, MINUTES, st.floats(0.0, 50.0), st.sampled_from([None, "m", "n"]), MINUTES
)


@settings(max_examples=30, deadline=None)
@given(RULES, st.floats(0.0, 3.0), st.booleans())
def test_border_never_shortens_a_journey(values, scale, is_road_open):
    mode, clearance_min, dwell_min, fee, station, road_min = values
    rules = [
        rule("east|west", mode, clearance_min, extra_dwell_min=dwell_min, fee=fee),
        *([rule("east|west", "road", road_min, station_id=station)] if is_road_open else []),
    ]
    free = od(change_in_the_middle())
    across = od(with_borders(change_in_the_middle(), CHANGE, *rules, scale=scale))
    for time in ("station_to_station", "door_to_door"):
        assert (across.time_s(time) >= free.time_s(time) - 1e-6).all()


def test_permitted_share_is_that_of_the_least_way_and_1_inside_a_jurisdiction():
    """Trains carry 0.5 of people and roads 0.25: aa to bb and cc by train; bb to cc inside the east."""
    rules = (rule("east|west", "rail", permitted_share=0.5), rule("east|west", "road", 60.0, permitted_share=0.25))
    found = od(three(*rules))
    expected = [[1.0, 0.5, 0.5], [0.5, 1.0, 1.0], [0.5, 1.0, 1.0]]
    for time in TIMES:
        assert found.permitted_share(time).tolist() == expected
    by_road = od(
        three(rule("east|west", "rail", 900.0, permitted_share=0.5), rules[1]), modes={"taxi": {"max_km": 200}}
    )
    assert by_road.permitted_share("door_to_door")[AA, BB] == 0.25
    assert by_road.permitted_share("in_vehicle")[AA, BB] == 0.5


@pytest.mark.parametrize("rail_min", [10.0, 900.0])
def test_parts_of_ways_add_up_with_borders_told_apart(rail_min):
    """By train over a border of 10 min; where that takes 15 h, by taxi over the road's 40 min."""
    rules = (rule("east|west", "rail", rail_min), ROAD)
    found = travel(three(*rules), modes={"taxi": {"max_km": 200}})
    one, doors = found.travellers["commuter"], found.doors["commuter"]
    made_of = ways(one, doors, found.zones)
    is_pair = ~np.eye(3, dtype=bool)
    door_s = found.od["commuter"].door_to_door_s
    assert made_of.total_s[is_pair] == pytest.approx(door_s[is_pair], abs=0.01)
    is_train = rail_min < 40.0
    assert made_of.by_rail[AA, BB] == is_train
    assert made_of.border_s[AA, BB] == (600.0 if is_train else 2400.0)
    assert made_of.border_s[BB, CC] == 0.0
    assert made_of.rules[AA, BB] == ((0,) if is_train else (1,))
    assert (BB, CC) not in made_of.rules


@pytest.fixture(scope="module")
def provinces():
    """Jing-Jin-Ji of 2024 with the jurisdictions of its zones; stations lie where the outlines say."""
    net = in_force(read_snapshot(Path(data_folder("graphs")) / "jingjinji"), 2024)
    province = {"11": "beijing", "12": "tianjin", "13": "hebei"}
    zones = net.of_kind("zone")
    return net, {str(zone): province[str(code)[:2]] for zone, code in zones["adcode"].items()}


PAIRS = ("beijing|tianjin", "beijing|hebei", "hebei|tianjin")


def test_free_province_borders_change_no_bit_of_a_real_network(provinces):
    net, home = provinces
    free = od(net)
    for borders in (
        with_borders(net, home, *(rule(pair) for pair in PAIRS)),
        with_borders(net, home, *(rule(pair, "any", 30.0, fee=5.0) for pair in PAIRS), scale=0.0),
    ):
        found = od(borders)
        for time in TIMES:
            assert np.array_equal(found.time_s(time), free.time_s(time))


def test_province_borders_cost_who_crosses_them_and_nobody_less(provinces):
    net, home = provinces
    free, found = travel(net), travel(with_borders(net, home, *(rule(pair, "any", 20.0) for pair in PAIRS)))
    side = np.array([home[str(zone)] for zone in found.zone_ids])
    crosses = side[:, None] != side[None, :]
    for time in ("station_to_station", "door_to_door"):
        added_s = found.od["commuter"].time_s(time) - free.od["commuter"].time_s(time)
        assert added_s.min() >= -1e-6
        assert added_s[crosses].min() >= 1200.0 - 0.01
