"""Movements: what a train can do on a track, how long it takes, and which run it takes."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.rail.country import Country
from netopt.rail.movements import state_search
from netopt.rail.movements.movements import MovementGraph
from netopt.rail.movements.profile import Profile
from netopt.rail.parameters import RailParameters
from netopt.rail.topology.splitting import split_edges
from netopt.rail.topology.track import NodeKind, Track
from netopt.rail.topology.track_build import build_track
from tests.rail.topology.drawn import Drawn, at, drawn_track
from tests.rail.topology.random_track import random_tracks
from tests.rail.topology.raw import document

WORLD = Country.load()
PASSENGER = Profile.passenger(WORLD, RailParameters.load())
NO_NODES = np.zeros(0, dtype=np.int64)
KM_S = 36.0
"""Seconds for a kilometre at the 100 km/h of drawn track."""


def graph(track: Track, station_nodes=(), **changes) -> MovementGraph:
    return MovementGraph.from_track(track, replace(PASSENGER, **changes), np.array(station_nodes, dtype=np.int64))


def read(name: str) -> Track:
    return build_track(document(name), WORLD)[0]


def node(track: Track, node_id: int) -> np.ndarray:
    return np.flatnonzero(track.node_id == node_id)


def seconds(moves: MovementGraph, start: int, end: int, **options) -> float:
    """Time between two nodes given by position."""
    return float(moves.times([np.array([start])], [np.array([end])], **options)[0, 0])


@pytest.fixture
def turnout() -> Track:
    """w ===== s ===== e, 1 km each; a leg of 1 km from s leads back beside w: to l."""
    leg = [(1000, 0), (1000 - 1000 * np.cos(0.1), 1000 * np.sin(0.1))]
    return drawn_track([[(0, 0), (1000, 0)], [(1000, 0), (2000, 0)], leg])


@pytest.fixture
def line() -> Track:
    """a ==1== b ==2== c ==3== d      km"""
    return drawn_track([[(0, 0), (1000, 0)], [(1000, 0), (3000, 0)], [(3000, 0), (6000, 0)]])


def test_time_when_a_train_goes_straight_on_then_it_is_that_of_the_edges(turnout):
    w, e = at(turnout, 0, 0), at(turnout, 2000, 0)
    assert seconds(graph(turnout), w, e) == pytest.approx(2 * KM_S, abs=1e-3)


def test_time_when_a_train_must_turn_back_then_the_reversal_is_paid(turnout):
    """w to l: over s to the end of track e, 600 s to change ends, back over s: 4 km in all."""
    w, leg = at(turnout, 0, 0), int(node(turnout, 4)[0])
    moves = graph(turnout)
    assert seconds(moves, w, leg, allow_reversal=False) == np.inf
    assert seconds(moves, w, leg) == pytest.approx(4 * KM_S + 600.0, abs=1e-3)
    route = moves.route(np.array([w]), np.array([leg]))
    assert (route.reversal_count, route.length_m) == (1, pytest.approx(4000.0))
    assert route.vertex_id.tolist() == [1, 2, 3, 2, 4]
    assert route.cost_s - route.running_s == pytest.approx(600.0, abs=1e-3)


def test_reversal_when_a_station_lies_on_the_way_then_the_train_turns_there(turnout):
    """The station stands 200 m behind the switch: 2.4 km and 600 s."""
    track, (station,) = split_edges(turnout, np.array([1]), np.array([200.0]))
    w, leg = at(track, 0, 0), int(node(track, 4)[0])
    assert seconds(graph(track, [station]), w, leg) == pytest.approx(2.4 * KM_S + 600.0, abs=2e-3)


def test_reversal_when_at_the_switch_itself_then_the_train_goes_back_the_way_it_came(turnout):
    """A station at the switch does not let the train from w into the leg that it could not turn into."""
    w, s, leg = at(turnout, 0, 0), at(turnout, 1000, 0), int(node(turnout, 4)[0])
    assert seconds(graph(turnout, [s]), w, leg) == pytest.approx(4 * KM_S + 600.0, abs=1e-3)


@pytest.mark.parametrize(
    ("kind", "can_turn"), [(NodeKind.PLAIN, True), (NodeKind.BUFFER_STOP, True), (NodeKind.CLIP, False)]
)
def test_reversal_when_track_ends_then_only_the_edge_of_the_extract_forbids_it(kind, can_turn):
    lines = [[(0, 0), (1000, 0)], [(1000, 0), (2000, 0)], [(1000, 0), (0, 100)]]
    track = drawn_track(lines, kinds={(2000, 0): kind})
    assert np.isfinite(seconds(graph(track), at(track, 0, 0), at(track, 0, 100))) == can_turn


def test_reversal_when_at_a_buffer_stop_in_the_track_then_it_is_allowed():
    track = drawn_track(
        [[(0, 0), (1000, 0)], [(1000, 0), (0, 100)], [(1000, 0), (2000, 0)], [(2000, 0), (2010, 0)]],
        kinds={(2000, 0): NodeKind.BUFFER_STOP},
    )
    w, leg = at(track, 0, 0), at(track, 0, 100)
    route = graph(track).route(np.array([w]), np.array([leg]))
    assert route.vertex_id.tolist() == [1, 2, 4, 2, 3]


def test_reversal_when_on_open_line_then_it_is_not_allowed(line):
    """a and d are ends, b and c lie between."""
    assert line.node_id[graph(line).reverses].tolist() == [1, 4]


def test_directed_double_track_when_run_against_its_direction_then_it_costs_twice():
    track = read("t13_directed_double")
    moves = graph(track)
    there = seconds(moves, *node(track, 1), *node(track, 3))
    assert seconds(moves, *node(track, 3), *node(track, 1)) == pytest.approx(2 * there, abs=2e-3)
    route = moves.route(node(track, 3), node(track, 1))
    assert route.running_s == pytest.approx(there, abs=1e-3)


def test_directed_track_when_signalled_both_ways_then_it_costs_a_tenth_more():
    track = drawn_track([[(0, 0), (1000, 0)]], ways={101: {"preferred": -1, "is_bidirectional": True}})
    a, b = at(track, 0, 0), at(track, 1000, 0)
    assert seconds(graph(track), b, a) == pytest.approx(KM_S, abs=1e-3)
    assert seconds(graph(track), a, b) == pytest.approx(1.1 * KM_S, abs=1e-3)


def test_directed_track_when_the_way_runs_from_head_to_tail_then_its_direction_does_too():
    track = drawn_track([Drawn([(0, 0), (1000, 0)], is_reversed=True)], ways={101: {"preferred": 1}})
    a, b = at(track, 0, 0), at(track, 1000, 0)
    assert [seconds(graph(track), *pair) for pair in ((b, a), (a, b))] == pytest.approx([KM_S, 2 * KM_S], abs=1e-3)


def test_oneway_when_respected_then_trains_run_from_13_to_11_only():
    track = read("t13_directed_double")
    pair = (*node(track, 11), *node(track, 13))
    assert seconds(graph(track), *pair) == pytest.approx(seconds(graph(track), *pair[::-1]))
    obeying = graph(track, respect_oneway=True)
    assert seconds(obeying, *pair) == np.inf
    assert np.isfinite(seconds(obeying, *pair[::-1]))
    assert np.isfinite(seconds(obeying, *node(track, 3), *node(track, 1)))


def test_rail_ferry_when_crossed_then_its_duration_and_boarding_are_paid_once():
    """50 min of ferry and 30 of boarding, besides 4 x 0.01 degrees of track."""
    track = read("t20_rail_ferry")
    moves = graph(track)
    on_track = sum(seconds(moves, *node(track, a), *node(track, b)) for a, b in ((1, 3), (11, 13)))
    for pair in ((1, 13), (13, 1)):
        whole = seconds(moves, *node(track, pair[0]), *node(track, pair[1]), allow_reversal=False)
        assert whole - on_track == pytest.approx((50 + 30) * 60.0, abs=0.01)


def test_rail_ferry_when_drawn_in_two_parts_then_boarding_is_paid_once():
    ferry = {"mode": "rail_ferry", "gauge_mm": frozenset(), "kmh_forward": 20.0, "kmh_backward": 20.0}
    lines = [[(0, 0), (1000, 0)], [(1000, 0), (5000, 0)], [(5000, 0), (11_000, 0)], [(11_000, 0), (12_000, 0)]]
    track = drawn_track(lines, ways={102: ferry, 103: ferry})
    assert seconds(graph(track), at(track, 0, 0), at(track, 12_000, 0)) == pytest.approx(
        2 * KM_S + 1800.0 + 1800.0, abs=0.01
    )


def test_time_when_the_train_is_slower_than_the_line_then_the_train_decides():
    track = drawn_track([[(0, 0), (1000, 0)]], ways={101: {"kmh_forward": 350.0, "kmh_backward": 50.0}})
    a, b = at(track, 0, 0), at(track, 1000, 0)
    top_kmh = PASSENGER.train.max_kmh
    assert top_kmh == 250.0
    assert seconds(graph(track), a, b) == pytest.approx(1000 / (250 / 3.6), abs=1e-3)
    assert seconds(graph(track), b, a) == pytest.approx(1000 / (50 / 3.6), abs=1e-3)


def test_time_when_the_limit_changes_along_an_edge_then_each_piece_counts():
    pieces = [(1000.0, 7, False), (500.0, 8, True)]
    ways = {7: {"kmh_forward": 100.0}, 8: {"kmh_forward": 10.0, "kmh_backward": 50.0}}
    track = drawn_track([Drawn([(0, 0), (1500, 0)], pieces=pieces)], ways=ways)
    assert seconds(graph(track), 0, 1) == pytest.approx(36.0 + 36.0, abs=1e-3)


def test_time_when_an_edge_is_a_millimetre_long_then_it_still_connects():
    track = drawn_track([[(0, 0), (0.001, 0)], [(0.001, 0), (1000, 0)]])
    assert seconds(graph(track), at(track, 0, 0), at(track, 1000, 0)) == pytest.approx(KM_S, abs=2e-3)


def test_times_when_origin_and_destination_share_a_node_then_the_train_is_there(line):
    found = graph(line).times([np.array([0, 1]), np.array([3])], [np.array([0]), np.array([1, 2]), NO_NODES])
    assert found[0].tolist() == [0.0, 0.0, np.inf]
    assert found[1].tolist() == pytest.approx([6 * KM_S, 3 * KM_S, np.inf], abs=2e-3)


def test_times_when_limited_then_a_run_of_just_that_long_is_within(line):
    moves = graph(line)
    assert seconds(moves, 0, 1, limit_s=36.0) == 36.0
    assert seconds(moves, 0, 1, limit_s=35.999) == np.inf


def test_times_when_nodes_are_barriers_then_runs_end_there_but_do_not_pass(line):
    moves = graph(line)
    assert seconds(moves, 0, 1, barrier_nodes=np.array([1])) == 36.0
    assert seconds(moves, 0, 2, barrier_nodes=np.array([1])) == np.inf
    assert moves.route(np.array([0]), np.array([2]), barrier_nodes=np.array([1])) is None


def test_adjacent_when_stations_stand_in_a_row_then_each_knows_its_neighbours(line):
    start, end, cost_s = graph(line).adjacent([np.array([position]) for position in range(4)])
    assert list(zip(start.tolist(), end.tolist(), strict=True)) == [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2)]
    assert cost_s.tolist() == pytest.approx([36, 36, 72, 72, 108, 108], abs=1e-3)


def test_adjacent_when_a_station_has_two_nodes_on_one_track_then_both_are_its_own(line):
    start, end, cost_s = graph(line).adjacent([np.array([0]), np.array([1, 2]), np.array([3])])
    assert list(zip(start.tolist(), end.tolist(), strict=True)) == [(0, 1), (1, 0), (1, 2), (2, 1)]
    assert cost_s.tolist() == pytest.approx([36, 36, 108, 108], abs=1e-3)


def test_adjacent_when_two_stations_are_reached_over_a_turnout_then_no_train_joins_its_legs(turnout):
    w, e, leg = at(turnout, 0, 0), at(turnout, 2000, 0), int(node(turnout, 4)[0])
    start, end, _ = graph(turnout, [w, e, leg]).adjacent([np.array([station]) for station in (w, e, leg)])
    assert list(zip(start.tolist(), end.tolist(), strict=True)) == [(0, 1), (1, 0), (1, 2), (2, 1)]


def test_route_when_found_then_edges_join_and_carry_length_and_course(line):
    route = graph(line).route(np.array([3]), np.array([0]))
    assert route.edge.tolist() == [5, 4, 3]
    assert route.vertex_id.tolist() == [4, 3, 2, 1]
    assert route.vertex_xy[:, 0].tolist() == [6000.0, 3000.0, 1000.0, 0.0]
    assert (route.length_m, route.reversal_count) == (pytest.approx(6000.0), 0)
    assert route.running_s == pytest.approx(route.cost_s, abs=2e-3)


def test_route_when_the_train_is_there_already_then_it_has_no_edges(line):
    route = graph(line).route(np.array([1, 2]), np.array([2, 3]))
    assert (route.edge.size, route.cost_s, route.length_m, route.vertex_id.tolist()) == (0, 0.0, 0.0, [3])


def test_routes_when_asked_for_many_then_they_are_those_asked_for_one_by_one(turnout):
    moves = graph(turnout)
    targets = [np.array([place]) for place in range(turnout.n_nodes)]
    found = moves.routes(np.array([0]), targets)
    for route, target in zip(found, targets, strict=True):
        alone = moves.route(np.array([0]), target)
        assert (route.cost_s, route.edge.tolist()) == (alone.cost_s, alone.edge.tolist())


def test_times_when_searched_in_small_blocks_then_nothing_changes(turnout, monkeypatch):
    moves, groups = graph(turnout), [np.array([place]) for place in range(turnout.n_nodes)]
    whole = moves.times(groups, groups)
    monkeypatch.setattr(state_search, "MOST_CELLS", 1)
    assert np.array_equal(moves.times(groups, groups), whole)


def test_movements_when_there_is_no_track_then_nothing_is_reached():
    moves = graph(drawn_track([]))
    assert moves.n_states == 0
    assert moves.times([NO_NODES], [NO_NODES, NO_NODES]).tolist() == [[np.inf, np.inf]]
    assert moves.times([], []).shape == (0, 0)
    assert moves.adjacent([])[0].size == 0
    assert moves.route(NO_NODES, NO_NODES) is None


@given(random_tracks(), st.sets(st.integers(0, 7), max_size=3), st.booleans())
@settings(max_examples=60, deadline=None)
def test_times_when_compared_with_a_plain_search_over_states_then_they_agree(track, stations, allow_reversal):
    moves = graph(track, sorted(station for station in stations if station < track.n_nodes))
    network = nx.DiGraph()
    for before, after in zip(moves.before.tolist(), moves.after.tolist(), strict=True):
        network.add_edge(before, after, cost=moves.cost_s[after])
    if allow_reversal:
        for state in range(2 * track.n_edges):
            if moves.reverses[track.end[state]]:
                back = (state + track.n_edges) % (2 * track.n_edges)
                network.add_edge(state, back, cost=moves.cost_s[back] + 600.0)
    for state in range(2 * track.n_edges):
        network.add_edge(("from", int(track.start[state])), state, cost=moves.cost_s[state])
        network.add_edge(state, ("to", int(track.end[state])), cost=0.0)
    nodes = [np.array([place]) for place in range(track.n_nodes)]
    found = moves.times(nodes, nodes, allow_reversal=allow_reversal)
    for start in range(track.n_nodes):
        costs = nx.single_source_dijkstra_path_length(network, ("from", start), weight="cost")
        expected = [0.0 if end == start else costs.get(("to", end), np.inf) for end in range(track.n_nodes)]
        assert found[start].tolist() == pytest.approx(expected)
        for end, route in enumerate(moves.routes(nodes[start], nodes, allow_reversal=allow_reversal)):
            assert (route is None) == np.isinf(expected[end])
            if route is not None and route.edge.size:
                assert route.cost_s == pytest.approx(expected[end])
                assert track.start[route.edge[0]] == start
                assert track.end[route.edge[-1]] == end
                assert np.array_equal(track.end[route.edge[:-1]], track.start[route.edge[1:]])
