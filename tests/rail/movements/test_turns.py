"""Turns: which of the moves at a node a train can make."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.errors import NetworkError
from netopt.osm.extract import ExtractOrigin, OsmExtract, OsmMember, OsmRelation
from netopt.rail.country import Country
from netopt.rail.movements.turn_classes import route_ways
from netopt.rail.movements.turns import hairpin_nodes, legal_turns
from netopt.rail.topology.splitting import split_edges
from netopt.rail.topology.track import NodeKind, Track
from netopt.rail.topology.track_build import build_track
from tests.rail.topology.drawn import Drawn, drawn_track
from tests.rail.topology.random_track import random_tracks
from tests.rail.topology.raw import document


def moves(track: Track, **options) -> set[tuple[int, int]]:
    """Ordered pairs of nodes over whose edges a train can follow on, by ids."""
    turns = legal_turns(track, **options)
    starts, ends = track.node_id[track.start[turns.before]], track.node_id[track.end[turns.after]]
    return set(zip(starts.tolist(), ends.tolist(), strict=True))


def of(name: str, **options) -> set[tuple[int, int]]:
    track, _ = build_track(document(name), Country.load())
    return moves(track, **options)


def both_ways(*pairs: tuple[int, int]) -> set[tuple[int, int]]:
    return {*pairs, *((b, a) for a, b in pairs)}


def arms(*headings_deg: float, length_m: float = 1000.0, kind=NodeKind.PLAIN, **options) -> Track:
    """Straight arms out of a node at the origin; their far ends have the ids 2, 3 ..."""
    far = [(length_m * np.cos(np.radians(heading)), length_m * np.sin(np.radians(heading))) for heading in headings_deg]
    return drawn_track([[(0.0, 0.0), point] for point in far], kinds={(0.0, 0.0): kind}, **options)


def test_turnout_when_read_then_four_of_six_moves_are_legal_and_none_turns_back():
    assert of("t04_switch_reversal") == both_ways((1, 3), (4, 3))


def test_diamond_when_arms_cross_at_six_degrees_then_four_of_twelve_moves_are_legal():
    assert of("t05_diamond") == both_ways((1, 3), (4, 5))


def test_double_slip_when_read_then_eight_of_twelve_moves_are_legal():
    assert of("t06_double_slip") == both_ways((1, 3), (4, 5), (1, 5), (4, 3))


def test_three_way_switch_when_read_then_six_of_twelve_moves_are_legal():
    assert of("three_way_switch") == both_ways((1, 3), (4, 3), (5, 3))


def test_single_slip_when_read_then_it_counts_as_double_and_is_noted():
    assert of("single_slip") == of("t06_double_slip")
    track, _ = build_track(document("single_slip"), Country.load())
    assert legal_turns(track).notes["single_slips"] == 1


def test_railway_when_a_subway_shares_its_node_then_no_train_turns_into_it():
    assert of("t25_class_mix") == both_ways((1, 3))


def test_light_rail_when_a_route_uses_both_ways_then_it_turns_into_the_railway():
    routes = route_ways(document("tram_train"))
    assert [route.tolist() for route in routes] == [[1, 2]]
    assert of("tram_train", routes=routes) == both_ways((1, 3), (1, 4))


def test_light_rail_when_no_single_route_uses_both_ways_then_it_stays_apart():
    apart = (np.array([1]), np.array([2]))
    assert of("tram_train", routes=apart) == of("tram_train") == both_ways((1, 3))


def test_route_ways_when_a_relation_is_no_train_then_it_is_left_out():
    member = OsmMember("way", 5, "")
    bus = OsmRelation(1, {"type": "route", "route": "bus"}, (member,))
    train = OsmRelation(
        2, {"type": "route", "route": "train"}, (member, OsmMember("node", 9, "stop"), OsmMember("way", 3, ""))
    )
    empty = np.zeros(0, dtype=np.int64)
    extract = OsmExtract(
        empty, np.zeros((0, 2)), {}, empty, np.zeros(1, dtype=np.int64), empty, (), (bus, train), ExtractOrigin("", "")
    )
    (ways,) = route_ways(extract)
    assert ways.tolist() == [3, 5]


@pytest.mark.parametrize(("deflection_deg", "is_legal"), [(44.9, True), (45.1, False)])
def test_switch_when_its_leg_turns_by_about_45_degrees_then_the_limit_decides(deflection_deg, is_legal):
    track = arms(180.0, 0.0, deflection_deg)
    assert ((2, 4) in moves(track)) is is_legal


@pytest.mark.parametrize(("deflection_deg", "is_legal"), [(30.0, True), (100.0, True), (134.0, True), (170.0, False)])
def test_plain_line_when_it_bends_then_only_a_hairpin_stops_trains(deflection_deg, is_legal):
    track = arms(180.0, deflection_deg)
    assert moves(track) == (both_ways((2, 3)) if is_legal else set())
    assert hairpin_nodes(track).any() == (not is_legal)
    assert legal_turns(track).notes["hairpins"] == (not is_legal)


def test_plain_line_when_a_tramway_crosses_it_then_both_stay_plain_lines():
    """The railway bends by 60 degrees at the node that it shares with a tramway: at a switch no train could."""
    track = arms(180.0, 60.0, 90.0, -90.0, ways={103: {"mode": "tram"}, 104: {"mode": "tram"}})
    assert moves(track) == both_ways((2, 3), (4, 5))


def test_turn_when_the_leg_bends_away_behind_ten_metres_then_it_is_legal():
    track = drawn_track([[(-100, 0), (0, 0)], [(0, 0), (100, 0)], [(0, 0), (11, 1), (11, 100)]])
    assert len(moves(track)) == 4


def test_turn_when_the_leg_bends_away_within_ten_metres_then_it_is_not():
    """The point 10 m along the leg lies at (2, 8): 76 degrees."""
    track = drawn_track([[(-100, 0), (0, 0)], [(0, 0), (100, 0)], [(0, 0), (2, 0), (2, 100)]])
    assert len(moves(track)) == 2


@given(st.floats(0.5, 30.0), st.floats(0.5, 30.0))
@settings(max_examples=30, deadline=None)
def test_turns_when_the_arms_are_cut_near_the_switch_then_the_same_turns_stay(first_m, second_m):
    """The leg leaves by 60 degrees and bends to 20 behind 4 m; how it is cut must not decide what is seen of it."""
    bend, far = (2.0, 3.464), (101.0, 39.5)
    whole = drawn_track([[(-100, 0), (0, 0)], [(0, 0), (100, 0)], [(0, 0), bend, far]])
    cut, _ = split_edges(whole, np.array([1, 2, 2]), np.array([first_m, second_m, second_m + 3.0]))
    seen, seen_cut = (legal_turns(track) for track in (whole, cut))
    at_switch = cut.node_id[cut.start[seen_cut.after]] == whole.node_id[whole.start[seen.after[0]]]
    assert sorted(seen_cut.deflection_deg[at_switch]) == pytest.approx(sorted(seen.deflection_deg), abs=1e-6)


@given(random_tracks())
@settings(max_examples=60, deadline=None)
def test_turns_when_a_train_can_go_then_it_can_come_back_the_same_way(track):
    turns = legal_turns(track)
    there = set(zip(turns.before.tolist(), turns.after.tolist(), strict=True))
    turned = {((b + track.n_edges) % (2 * track.n_edges), (a + track.n_edges) % (2 * track.n_edges)) for a, b in there}
    assert turned == there
    assert np.array_equal(track.end[turns.before], track.start[turns.after])
    assert not np.any((turns.before - turns.after) % (2 * track.n_edges) == track.n_edges)


def test_balloon_loop_when_entered_then_a_train_goes_round_and_leaves_but_does_not_circle():
    loop = [(0, 0), (100, 15), (150, 0), (100, -15), (0, 0)]
    turns = legal_turns(drawn_track([[(-100, 0), (0, 0)], loop]))
    stem, round_, stem_back, round_back = 0, 1, 2, 3
    expected = {(stem, round_), (stem, round_back), (round_, stem_back), (round_back, stem_back)}
    assert set(zip(turns.before.tolist(), turns.after.tolist(), strict=True)) == expected


def test_ring_when_it_has_one_node_then_it_follows_itself_both_ways():
    ring = [(0, 0), (50, -80), (150, -80), (200, 0), (150, 80), (50, 80), (0, 0)]
    turns = legal_turns(drawn_track([ring]))
    assert (turns.before.tolist(), turns.after.tolist()) == ([0, 1], [0, 1])


def test_diamond_when_two_pairings_bend_equally_then_the_ways_decide():
    """Out of west and west by north, into east 20 and east 40 degrees: 20 + 45 = 40 + 25 degrees in sum."""
    shape = arms(180.0, 175.0, 20.0, 40.0)
    ends = [tuple(point) for point in shape.node_xy[1:].tolist()]
    edges = [Drawn([(0.0, 0.0), end], way=way) for end, way in zip(ends, (7, 8, 7, 8), strict=True)]
    track = drawn_track(edges, kinds={(0.0, 0.0): NodeKind.DIAMOND})
    assert moves(track) == both_ways((2, 4), (3, 5))


def test_diamond_when_bends_and_ways_say_nothing_then_tracks_that_cross_lie_opposite():
    """Around the node stand 20, 40, 175 and 180 degrees: 20 lies opposite 175."""
    track = arms(180.0, 175.0, 20.0, 40.0, kind=NodeKind.DIAMOND)
    assert moves(track) == both_ways((2, 5), (3, 4))


def test_diamond_when_it_has_three_arms_then_the_angle_decides_and_it_is_noted():
    track = arms(180.0, 0.0, 10.0, kind=NodeKind.DIAMOND)
    assert moves(track) == both_ways((2, 3), (2, 4))
    assert legal_turns(track).notes["diamonds_without_four_arms"] == 1


def test_crossing_when_untagged_then_the_angle_decides_and_it_is_noted():
    track = arms(180.0, 0.0, 20.0, 200.0)
    assert legal_turns(track).notes["untagged_four_arm_nodes"] == 1
    assert len(moves(track)) == 8


@pytest.mark.parametrize(
    ("narrow", "broad", "is_legal"),
    [
        (frozenset({1000}), frozenset({1000, 1435}), True),
        (frozenset({1000}), frozenset({1435}), False),
        (frozenset(), frozenset({1435}), False),
        (frozenset({1000}), frozenset(), False),
    ],
)
def test_narrow_gauge_when_it_meets_a_railway_then_a_known_gauge_must_be_in_common(narrow, broad, is_legal):
    ways = {101: {"mode": "narrow_gauge", "gauge_mm": narrow}, 102: {"gauge_mm": broad}}
    assert bool(moves(arms(180.0, 0.0, ways=ways))) is is_legal


@pytest.mark.parametrize(("other", "is_legal"), [(frozenset({1520}), False), (frozenset(), True)])
def test_railway_when_the_gauge_changes_then_only_an_unknown_gauge_is_believed(other, is_legal):
    track = arms(180.0, 0.0, ways={102: {"gauge_mm": other}})
    assert bool(moves(track)) is is_legal
    assert legal_turns(track).notes["turns_between_classes_refused"] == (0 if is_legal else 2)


def test_rail_ferry_when_it_leaves_at_any_angle_then_trains_get_on_it():
    """Two berths' tracks end at the quay; the ferry leaves it backwards."""
    track = arms(180.0, 185.0, 170.0, ways={103: {"mode": "rail_ferry", "gauge_mm": frozenset()}})
    assert moves(track) == both_ways((2, 4), (3, 4))


def test_classes_when_any_two_modes_meet_then_only_those_of_one_class_pass():
    modes = ["rail", "light_rail", "tram", "subway", "monorail"]
    passing = {
        (one, other)
        for one, other in product(modes, modes)
        if moves(arms(180.0, 0.0, ways={101: {"mode": one}, 102: {"mode": other}}))
    }
    assert passing == {(mode, mode) for mode in modes} | {("light_rail", "tram"), ("tram", "light_rail")}


def test_turns_when_a_mode_is_unknown_then_it_is_named():
    with pytest.raises(NetworkError, match="'funicular'"):
        legal_turns(arms(180.0, 0.0, ways={101: {"mode": "funicular"}}))


def test_turns_when_hundreds_of_tracks_meet_at_a_node_then_it_is_named():
    track = drawn_track([[(0.0, 0.0), (1000.0, float(number))] for number in range(501)])
    with pytest.raises(NetworkError, match="501 tracks meet at node 1"):
        legal_turns(track)


def test_turns_when_there_is_no_track_then_there_are_none():
    turns = legal_turns(drawn_track([]))
    assert turns.before.size == turns.after.size == turns.deflection_deg.size == 0
