"""Which corridors of a station a train goes on between without a reversal."""

import pytest

from netopt.rail.corridor.corridors import find_corridors
from netopt.rail.corridor.through_runs import find_through_runs
from tests.rail.corridor.drawing import draw


def through(graph, stations):
    found = find_through_runs(graph, stations, find_corridors(graph, stations))
    ids = stations.stations.index
    return {
        (ids[first], ids[station], ids[last]): extra_s
        for first, station, last, extra_s in zip(found.first, found.station, found.last, found.extra_s, strict=True)
    }


def test_a_train_goes_through_on_plain_line():
    nodes = {name: (3000.0 * place, 0.0) for place, name in enumerate("abc")}
    assert through(*draw(nodes, [("a", "b"), ("b", "c")], {"A": "a", "B": "b", "C": "c"})) == {("A", "B", "C"): 0.0}


BRANCH = {"a": (0, 0), "b": (3000, 0), "s": (4000, 0), "c": (8000, 0), "d": (8000, 800), "e": (0, 300)}
"""
e---.        .---d
a----b------s----c
"""


def test_at_a_junction_station_a_train_goes_on_to_each_branch_and_reverses_between_them():
    edges = [("a", "b"), ("b", "s"), ("s", "c"), ("s", "d")]
    found = through(*draw(BRANCH, edges, {"A": "a", "B": "b", "C": "c", "D": "d"}))
    assert set(found) == {("A", "B", "C"), ("A", "B", "D")}


def test_a_change_of_platform_track_costs_a_little_and_is_a_through_run():
    """Track 2 of B is a dead end; from A to C trains run over track 1, which is slower."""
    nodes = {"a": (0, 0), "r": (2000, 0), "b1": (3000, 0), "b2": (3000, 10), "s": (4000, 0), "c": (7000, 0)}
    edges = [("a", "r"), ("r", "b1", {"kmh_forward": 54.0, "kmh_backward": 54.0}), ("r", "b2"), ("b1", "s"), ("s", "c")]
    found = through(*draw(nodes, edges, {"A": "a", "B": ["b1", "b2"], "C": "c"}))
    # Over track 1 the 1000 m before B take 66.7 s, over track 2 33.3 s.
    assert found == {("A", "B", "C"): pytest.approx(33.3, abs=0.1)}


def test_tracks_of_a_station_that_do_not_meet_give_no_through_run():
    nodes = {"a": (0, 0), "b1": (3000, 0), "b2": (3000, 50), "c": (6000, 50)}
    assert through(*draw(nodes, [("a", "b1"), ("b2", "c")], {"A": "a", "B": ["b1", "b2"], "C": "c"})) == {}
