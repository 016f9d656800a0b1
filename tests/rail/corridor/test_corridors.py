"""Corridors of hand-drawn track: neighbours, runs there and back, tracks, bypasses."""

import numpy as np
import pytest

from netopt.rail.corridor.bypasses import without_bypasses
from netopt.rail.corridor.corridors import NEAREST, find_corridors
from netopt.rail.corridor.through_runs import find_through_runs
from netopt.rail.corridor.track_count import count_tracks
from tests.rail.corridor.drawing import draw


def pairs(corridors, stations):
    ids = stations.stations.index
    return list(zip(ids[corridors.from_station], ids[corridors.to_station], strict=True))


def kept_pairs(graph, stations):
    corridors = find_corridors(graph, stations)
    through = find_through_runs(graph, stations, corridors)
    return pairs(without_bypasses(graph.track, corridors, stations, through), stations)


def tracks(graph, stations):
    return count_tracks(graph, stations, find_corridors(graph, stations)).tolist()


FORK = {"a": (0, 0), "j": (3000, 0), "b": (6000, 100), "c": (6000, -100)}
"""
        b
a---j<
        c
"""


def test_a_fork_in_the_open_joins_the_stem_with_both_branches_and_not_these_with_each_other():
    graph, stations = draw(FORK, [("a", "j"), ("j", "b"), ("j", "c")], {"A": "a", "B": "b", "C": "c"})
    corridors = find_corridors(graph, stations)
    assert pairs(corridors, stations) == [("A", "B"), ("A", "C")]
    assert corridors.there.run(0).tolist() == [0, 1]
    assert corridors.back.run(0).tolist() == [4, 3]
    assert corridors.cost_s[0] == pytest.approx((3000 + np.hypot(3000, 100)) / 30, abs=0.002)


LINE = {name: (3000.0 * place, 0.0) for place, name in enumerate("abc")}


def test_no_corridor_leads_through_a_station():
    graph, stations = draw(LINE, [("a", "b"), ("b", "c")], {"A": "a", "B": "b", "C": "c"})
    assert pairs(find_corridors(graph, stations), stations) == [("A", "B"), ("B", "C")]


def test_track_that_is_legal_one_way_only_makes_a_one_way_corridor_from_where_it_starts():
    edges = [("a", "b", {"oneway": -1}), ("b", "c")]
    graph, stations = draw(LINE, edges, {"A": "a", "B": "c"}, respect_oneway=True)
    corridors = find_corridors(graph, stations)
    assert pairs(corridors, stations) == [("B", "A")]
    assert corridors.there.run(0).tolist() == [3, 2]
    assert corridors.back.run(0).size == 0
    assert np.isinf(corridors.back_cost_s[0])


def test_a_loop_back_to_its_own_station_is_no_corridor():
    nodes = {"a": (0, 0), "b": (1000, 300), "c": (1000, -300), "d": (-3000, 0)}
    edges = [("d", "a"), ("a", "b"), ("b", "c"), ("c", "a")]
    graph, stations = draw(nodes, edges, {"A": "a", "D": "d"})
    assert pairs(find_corridors(graph, stations), stations) == [("A", "D")]


def test_a_single_station_gives_no_corridor():
    graph, stations = draw(LINE, [("a", "b"), ("b", "c")], {"A": "a"})
    assert len(find_corridors(graph, stations)) == 0


def test_a_run_longer_than_the_limit_is_no_corridor():
    graph, stations = draw(LINE, [("a", "b"), ("b", "c")], {"A": "a", "B": "c"})
    assert len(find_corridors(graph, stations, limit_s=200.0)) == 1
    assert len(find_corridors(graph, stations, limit_s=199.0)) == 0


DOUBLE = {"a1": (0, 0), "b1": (5000, 0), "a2": (0, 5), "b2": (5000, 5)}
DOUBLE_POINTS = {"A": ["a1", "a2"], "B": ["b1", "b2"]}


def test_two_tracks_that_never_meet_make_one_corridor_with_two_tracks():
    graph, stations = draw(DOUBLE, [("a1", "b1"), ("a2", "b2")], DOUBLE_POINTS)
    assert pairs(find_corridors(graph, stations), stations) == [("A", "B")]
    assert tracks(graph, stations) == [2]


def test_each_direction_takes_the_track_that_prefers_it():
    edges = [("a1", "b1", {"preferred": 1}), ("a2", "b2", {"preferred": -1})]
    graph, stations = draw(DOUBLE, edges, DOUBLE_POINTS)
    corridors = find_corridors(graph, stations)
    assert corridors.there.run(0).tolist() == [0]
    assert corridors.back.run(0).tolist() == [3]


def test_a_passing_loop_on_single_track_counts_as_one_track():
    nodes = {"a": (0, 0), "s": (2000, 0), "u": (2500, 50), "v": (2500, -50), "t": (3000, 0), "b": (5000, 0)}
    edges = [("a", "s"), ("s", "u"), ("u", "t"), ("s", "v"), ("v", "t"), ("t", "b")]
    assert tracks(*draw(nodes, edges, {"A": "a", "B": "b"})) == [1]


def test_a_way_round_by_far_is_no_second_track():
    nodes = DOUBLE | {"m": (2500, 4000)}
    assert tracks(*draw(nodes, [("a1", "b1"), ("a2", "m"), ("m", "b2")], DOUBLE_POINTS)) == [1]


def test_more_than_four_tracks_count_as_four():
    nodes = {f"{end}{number}": (x, 5.0 * number) for end, x in (("a", 0), ("b", 5000)) for number in range(6)}
    edges = [(f"a{number}", f"b{number}") for number in range(6)]
    points = {end.upper(): [f"{end}{number}" for number in range(6)] for end in "ab"}
    assert tracks(*draw(nodes, edges, points)) == [4]


def test_tagged_passenger_lines_stand_before_the_count():
    edges = [("a", "b", {"passenger_lines": 2}), ("b", "c")]
    assert tracks(*draw(LINE, edges, {"A": "a", "B": "b", "C": "c"})) == [2, 1]


THROUGH = {"a": (0, 0), "s": (4000, 0), "p": (5000, 20), "q": (5000, 0), "t": (6000, 0), "c": (10000, 0)}
THROUGH_EDGES = [("a", "s"), ("s", "p"), ("p", "t"), ("s", "q"), ("q", "t"), ("t", "c")]
"""
        p            p: platform of B
a---s<     >t---c    q: its through track, on which B has no point
        q
"""


def test_a_corridor_on_a_stations_through_track_goes_where_the_run_over_its_platform_exists():
    graph, stations = draw(THROUGH, THROUGH_EDGES, {"A": "a", "B": "p", "C": "c"})
    assert pairs(find_corridors(graph, stations), stations) == [("A", "B"), ("A", "C"), ("B", "C")]
    assert kept_pairs(graph, stations) == [("A", "B"), ("B", "C")]


def test_a_corridor_past_two_stations_goes_where_the_run_over_both_exists():
    nodes = THROUGH | {"v": (14000, 0), "x": (15000, 20), "y": (15000, 0), "w": (16000, 0), "d": (20000, 0)}
    edges = [*THROUGH_EDGES, ("c", "v"), ("v", "x"), ("x", "w"), ("v", "y"), ("y", "w"), ("w", "d")]
    graph, stations = draw(nodes, edges, {"A": "a", "B": "p", "C": "x", "D": "d"})
    assert len(find_corridors(graph, stations)) == 6
    assert kept_pairs(graph, stations) == [("A", "B"), ("B", "C"), ("C", "D")]


def test_a_through_track_past_forty_stations_leaves_one_corridor_between_neighbours():
    """More stations than are sought from each: none of what is beyond makes a one-way corridor."""
    nodes, edges, points = {}, [], {}
    for number in range(40):
        x = 10_000.0 * number
        nodes |= {f"s{number}": (x, 0), f"p{number}": (x + 500, 20)}
        nodes |= {f"q{number}": (x + 500, 0), f"t{number}": (x + 1000, 0)}
        throat = [("s", "p"), ("p", "t"), ("s", "q"), ("q", "t")]
        edges += [(f"{tail}{number}", f"{head}{number}") for tail, head in throat]
        points[f"S{number:02}"] = [f"p{number}"]
    edges += [(f"t{number}", f"s{number + 1}") for number in range(39)]
    graph, stations = draw(nodes, edges, points)
    corridors = find_corridors(graph, stations)
    assert np.isfinite(corridors.back_cost_s).all()
    assert len(corridors) < 40 * NEAREST
    assert kept_pairs(graph, stations) == [(f"S{number:02}", f"S{number + 1:02}") for number in range(39)]


def test_fast_tracks_beside_those_of_a_local_station_stay():
    """Four tracks from a to c; B has points on the outer pair only, which leaves the inner one at once."""
    nodes = {"a1": (0, 0), "a2": (0, 20), "p": (5000, 20), "c1": (10000, 0), "c2": (10000, 20)}
    points = {"A": ["a1", "a2"], "B": "p", "C": ["c1", "c2"]}
    graph, stations = draw(nodes, [("a1", "c1"), ("a2", "p"), ("p", "c2")], points)
    assert kept_pairs(graph, stations) == [("A", "B"), ("A", "C"), ("B", "C")]


def test_a_fast_line_through_the_station_of_another_stays_though_they_share_track_beyond():
    """
    a-------s---------c    the fast line passes B; local trains come over B and, 3 km behind it, on the same track
        p--/
    """
    nodes = {"a1": (0, 0), "a2": (0, 50), "p": (3000, 50), "s": (6000, 0), "c": (20000, 0)}
    edges = [("a1", "s"), ("a2", "p"), ("p", "s"), ("s", "c")]
    graph, stations = draw(nodes, edges, {"A": ["a1", "a2"], "B": "p", "C": "c"})
    assert kept_pairs(graph, stations) == [("A", "B"), ("A", "C"), ("B", "C")]


def test_a_line_that_passes_a_station_further_off_stays():
    graph, stations = draw(THROUGH | {"p": (5000, 600)}, THROUGH_EDGES, {"A": "a", "B": "p", "C": "c"})
    assert kept_pairs(graph, stations) == [("A", "B"), ("A", "C"), ("B", "C")]


def test_a_line_past_a_station_of_another_railway_stays():
    nodes = {"a": (0, 0), "c": (10000, 0), "p": (5000, 50), "e": (5000, 3000)}
    graph, stations = draw(nodes, [("a", "c"), ("p", "e")], {"A": "a", "B": "p", "C": "c", "E": "e"})
    assert kept_pairs(graph, stations) == [("A", "C"), ("B", "E")]


def test_a_chord_past_a_terminus_stays_because_a_train_would_have_to_reverse_there():
    """
    a---s---t---c     both branches end in B, 200 m off the chord s-t
         \\ /
          B
    """
    nodes = {"a": (-5000, 0), "s": (-900, 0), "t": (900, 0), "c": (5000, 0)}
    nodes |= {"w": (-40, -150), "b1": (-5, -200), "e": (40, -150), "b2": (5, -200)}
    edges = [("a", "s"), ("s", "t"), ("t", "c"), ("s", "w"), ("w", "b1"), ("t", "e"), ("e", "b2")]
    graph, stations = draw(nodes, edges, {"A": "a", "B": ["b1", "b2"], "C": "c"})
    assert kept_pairs(graph, stations) == [("A", "B"), ("A", "C"), ("B", "C")]
