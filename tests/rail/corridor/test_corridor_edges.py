"""Corridor edges: what they carry, their classes and lines, and how the layers of several kinds of train unite."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from netopt.rail.corridor.corridor_edges import corridor_edges
from netopt.rail.corridor.united_edges import unite_edges
from netopt.rail.country import Country
from netopt.rail.parameters import RailParameters
from tests.rail.corridor.drawing import draw

CHINA = Country.load("china")


def edges_of(graph, stations, line_of_way=None):
    return corridor_edges(graph, stations, CHINA, RailParameters.load(), line_of_way=line_of_way or {})


def only(graph, stations, line_of_way=None):
    edges = edges_of(graph, stations, line_of_way).edges
    assert len(edges) == 1
    return edges.iloc[0]


LINE = {name: (1000.0 * place, 0.0) for place, name in enumerate("abcde")}
ENDS = {"A": "a", "E": "e"}


def ways(*tags):
    """a-b-c-d-e: one way of 1000 m each."""
    return [(tail, head, tag) for tail, head, tag in zip("abcd", "bcde", tags, strict=True)]


def test_speed_segments_stand_in_order_of_travel_and_like_neighbours_are_one():
    fast, slow = {"kmh_forward": 160.0, "kmh_backward": 140.0}, {"kmh_forward": 80.0, "kmh_backward": 80.0}
    edge = only(*draw(LINE, ways(fast, fast, slow, slow | {"structure": "bridge"}), ENDS))
    assert edge["segment_m"] == [2000.0, 1000.0, 1000.0]
    assert edge["segment_kmh"] == [160.0, 80.0, 80.0]
    assert edge["segment_back_kmh"] == [140.0, 80.0, 80.0]
    assert edge["segment_structure"] == ["surface", "surface", "bridge"]
    assert (edge["max_kmh"], edge["bridge_m"], edge["tunnel_m"]) == (160.0, 1000.0, 0.0)


def test_limits_follow_the_direction_of_travel_where_a_way_is_drawn_the_other_way():
    tags = {"kmh_forward": 160.0, "kmh_backward": 140.0}
    edge = only(*draw({"a": (0, 0), "e": (1000, 0)}, [("e", "a", tags)], ENDS))
    assert (edge["segment_kmh"], edge["segment_back_kmh"]) == ([140.0], [160.0])


def test_assumed_speed_counts_by_running_time():
    """1000 m at 90 km/h assumed take 40 s, 3000 m at 180 km/h tagged 60 s."""
    slow = {"kmh_forward": 90.0, "kmh_backward": 90.0} | dict.fromkeys(
        ("is_kmh_assumed_forward", "is_kmh_assumed_backward"), True
    )
    fast = {"kmh_forward": 180.0, "kmh_backward": 180.0}
    edge = only(*draw(LINE, ways(slow, fast, fast, fast), ENDS))
    assert edge["speed_assumed_share"] == pytest.approx(0.4)
    assert not edge["max_kmh_assumed"]


@pytest.mark.parametrize(
    ("tagged", "said"),
    [
        (("yes", "yes", "yes", ""), "yes"),
        (("no", "no", "", ""), "no"),
        (("yes", "no", "yes", ""), "partly"),
        (("yes", "", "", ""), ""),
    ],
)
def test_electrified_says_what_is_tagged_on_most_of_the_run(tagged, said):
    assert only(*draw(LINE, ways(*({"electrified": text} for text in tagged)), ENDS))["electrified"] == said


def test_gauge_is_what_all_track_of_the_run_has():
    dual, plain, unknown = frozenset({1000, 1435}), frozenset({1435}), frozenset()
    edge = only(*draw(LINE, ways(*({"gauge_mm": gauge} for gauge in (dual, plain, unknown, dual))), ENDS))
    assert edge["gauge_mm"] == "1435"


def test_a_run_over_planned_track_is_planned_and_opens_with_its_last_part():
    tags = [{}, {"lifecycle": "construction", "opened_year": 2027}, {"opened_year": 2012}, {}]
    lifecycles = frozenset({"open", "construction"})
    edge = only(*draw(LINE, ways(*tags), ENDS, lifecycles=lifecycles))
    assert (edge["lifecycle"], edge["opened_year"]) == ("construction", 2027)


def test_way_ids_and_course_follow_the_run():
    edge = only(*draw(LINE, ways({}, {}, {}, {}), ENDS))
    assert edge["way_ids"] == "101;102;103;104"
    assert list(edge["geometry"].coords) == [(0, 0), (1000, 0), (2000, 0), (3000, 0), (4000, 0)]
    assert (edge["length_m"], edge["back_length_m"]) == (4000.0, 4000.0)


def test_running_time_is_that_of_the_usual_train_at_its_limits():
    edge = only(*draw(LINE, ways(*({"kmh_forward": 100.0, "kmh_backward": 50.0},) * 4), ENDS))
    # 4 km at 100 km/h take 144 s, at 50 km/h 288 s; the margin adds some per cent.
    assert 144 < edge["running_s"] < 170
    assert edge["running_back_s"] == pytest.approx(2 * edge["running_s"], rel=0.02)


FAST = {"kmh_forward": 250.0, "kmh_backward": 250.0, "is_highspeed": True}


@pytest.mark.parametrize(
    ("tags", "class_"),
    [
        ({}, "conventional"),
        (FAST, "hsr"),
        ({"kmh_forward": 120.0, "kmh_backward": 200.0}, "hsr"),
        ({"kmh_forward": 160.0, "kmh_backward": 160.0, "name": "穗深城际"}, "intercity"),
        ({"kmh_forward": 120.0, "kmh_backward": 120.0, "name": "穗深城际"}, "conventional"),
        (FAST | {"kmh_forward": 300.0, "kmh_backward": 300.0, "name": "沪宁城际线"}, "hsr"),
        ({"mode": "narrow_gauge", "gauge_mm": frozenset({1435})}, "narrow_gauge"),
    ],
)
def test_class_follows_speed_name_and_kind_of_track(tags, class_):
    assert only(*draw(LINE, ways(*(tags,) * 4), ENDS))["class"] == class_


def test_class_is_that_of_most_of_the_run():
    assert only(*draw(LINE, ways(FAST, {}, FAST, FAST), ENDS))["class"] == "hsr"
    assert only(*draw(LINE, ways(FAST, {}, {}, FAST), ENDS))["class"] == "conventional"


def test_the_line_is_the_name_that_covers_most_and_a_relation_speaks_before_the_way():
    graph, stations = draw(
        LINE, ways({"name": "京沪线"}, {"name": "京沪线"}, {"name": "京沪线"}, {"name": "津浦线"}), ENDS
    )
    assert only(graph, stations)["label"] == "京沪线"
    relation = {"name": "京沪高速线", "name:en": "Beijing–Shanghai HSR"}
    lines = {101: relation, 102: relation, 103: relation}
    edge = only(graph, stations, lines)
    assert (edge["label"], edge["line_zh"], edge["line_en"]) == ("京沪高速线", "京沪高速线", "Beijing–Shanghai HSR")


def test_a_name_on_a_short_part_yields_to_the_number_of_the_whole_and_alone_is_no_line():
    part = {"name": "Gleis 5", "ref": "2639"}
    edge = only(*draw(LINE, ways(part, {"ref": "2639"}, {"ref": "2639"}, {}), ENDS))
    assert edge["label"] == "2639"
    nodes = LINE | {"e": (9000.0, 0.0)}
    assert only(*draw(nodes, ways({"name": "Gleis 5"}, {}, {}, {}), ENDS))["label"] == ""


def test_a_station_without_a_neighbour_gives_a_network_without_edges():
    layer = edges_of(*draw(LINE, ways({}, {}, {}, {}), {"A": "a"}))
    united = unite_edges([layer])
    assert len(united.edges) == 0
    assert len(united.reversals) == 0


THREE = {"A": "a", "C": "c", "E": "e"}


def test_one_name_over_two_classes_makes_two_lines():
    graph, stations = draw(
        LINE | {"b": (1200.0, 0.0)}, ways(*({"name": "L"} | tags for tags in (FAST, FAST, {}, {}))), THREE
    )
    edges = unite_edges([edges_of(graph, stations)]).edges
    assert dict(zip(edges["class"], edges["line_id"], strict=True)) == {"hsr": "osm:L:hsr", "conventional": "osm:L"}


def test_edges_without_a_name_are_one_line_as_far_as_a_train_runs_on():
    edges = unite_edges([edges_of(*draw(LINE, ways({}, {}, {}, {}), THREE))]).edges
    assert edges["line_id"].tolist() == ["osm:way101", "osm:way101"]
    assert edges.index.tolist() == ["A-C", "C-E"]


def test_edges_without_a_name_that_share_a_way_are_two_lines_where_a_train_would_reverse():
    """Two branches part at j in the open: way 101, from a to j, is on both edges."""
    nodes = {"a": (0, 0), "j": (2000, 0), "b": (5000, 300), "c": (5000, -300)}
    layer = edges_of(*draw(nodes, [("a", "j"), ("j", "b"), ("j", "c")], {"A": "a", "B": "b", "C": "c"}))
    edges = unite_edges([layer]).edges
    assert edges["way_ids"].to_dict() == {"A-B": "101;102", "A-C": "101;103"}
    assert edges["line_id"].to_dict() == {"A-B": "osm:way101", "A-C": "osm:way103"}


def test_lines_without_a_name_that_have_all_ways_in_common_are_numbered():
    layer = edges_of(*draw(LINE, ways({}, {}, {}, {}), THREE))
    shared = replace(layer, edges=layer.edges.assign(way_ids="101"), joints=layer.joints.assign(is_through=False))
    assert unite_edges([shared]).edges["line_id"].tolist() == ["osm:way101", "osm:way101-2"]


def test_an_edge_that_comes_from_another_line_is_told_from_those_on_the_line_alone():
    """A to C runs 0.8 of its 2 km on K and bears L, which covers more; C to E is all on L."""
    tags = [{"name": name} for name in ("K", "L", "L", "L")]
    united = unite_edges([edges_of(*draw(LINE | {"b": (800.0, 0.0)}, ways(*tags), THREE))])
    assert united.edges["line_id"].tolist() == ["osm:L", "osm:L"]
    assert united.joints["is_mixed"].tolist() == [True]
    alone = unite_edges([edges_of(*draw(LINE, ways(*({"name": "L"},) * 4), THREE))])
    assert alone.joints["is_mixed"].tolist() == [False]


def test_a_pair_of_stations_keeps_the_edge_of_the_first_layer_and_planned_track_beside_it():
    layer = edges_of(*draw(LINE, ways({}, {}, {}, {}), THREE))
    freight = replace(layer, edges=layer.edges.assign(**{"class": "freight"}))
    planned = replace(layer, edges=layer.edges.assign(**{"class": "hsr", "lifecycle": "construction"}))
    edges = unite_edges([layer, freight, planned]).edges
    assert edges.index.tolist() == ["A-C:conventional", "A-C:hsr", "C-E:conventional", "C-E:hsr"]


def test_urban_track_between_the_same_stations_is_an_edge_of_its_own():
    layer = edges_of(*draw(LINE, ways({}, {}, {}, {}), THREE))
    urban = replace(layer, edges=layer.edges.assign(**{"class": "subway"}))
    assert unite_edges([layer, urban]).edges["class"].value_counts().to_dict() == {"conventional": 2, "subway": 2}


def test_pairs_that_need_a_reversal_are_listed_by_station():
    nodes = {"a": (0, 0), "b": (3000, 0), "s": (4000, 0), "c": (8000, 0), "d": (8000, 800)}
    edges = [("a", "b"), ("b", "s"), ("s", "c"), ("s", "d")]
    reversals = unite_edges([edges_of(*draw(nodes, edges, {"A": "a", "B": "b", "C": "c", "D": "d"}))]).reversals
    expected = pd.DataFrame({"station": ["B"], "edge_a": ["B-C"], "edge_b": ["B-D"]})
    pd.testing.assert_frame_equal(reversals, expected, check_dtype=False)


def test_a_one_way_corridor_has_no_time_back():
    graph, stations = draw(LINE, ways({"oneway": 1}, {}, {}, {}), ENDS, respect_oneway=True)
    edge = only(graph, stations)
    assert edge["oneway"]
    assert np.isnan(edge["running_back_s"])
    assert np.isnan(edge["back_length_m"])
