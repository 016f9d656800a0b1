"""Services on drawn lines: stop patterns, paths over their own lines, years, and what is reported."""

import logging

import pandas as pd
import pytest

from netopt.errors import NetworkError
from netopt.rail.services.service import stop_sequences
from netopt.rail.services.service_path import shortest_service_path


def stops_of(sequences, stations, position=0):
    """Ids of the stops of one service."""
    first, end = sequences.first_stop[position], sequences.first_stop[position + 1]
    return "".join(stations.index[sequences.stop[first:end]])


def hop_edges(sequences, edges):
    """Ids of the edges of each hop of all services."""
    bounds = zip(sequences.first_piece[:-1], sequences.first_piece[1:], strict=True)
    return [list(edges.index[sequences.edge[first:end]]) for first, end in bounds]


@pytest.mark.parametrize(
    ("pattern", "expected"), [("listed", "abcd"), ("all", "abcd"), ("express", "acd"), ("nonstop", "ad")]
)
def test_pattern_decides_the_stops(service_table, stations, edges, pattern, expected):
    sequences = stop_sequences(service_table(s={"pattern": pattern}), stations, edges)
    assert stops_of(sequences, stations) == expected


def test_hops_hold_all_edges_between_stops_in_order(service_table, stations, edges):
    sequences = stop_sequences(service_table(s={"pattern": "express"}), stations, edges)
    assert hop_edges(sequences, edges) == [["e0", "e1"], ["e2"]]


def test_path_keeps_to_the_lines_of_the_service(service_table, stations, edges):
    """b to d: 50 km over the slow line, 80 km over the fast one, whose service may not use the shorter way."""
    fast = stop_sequences(service_table(s={"stations": "a;b;d"}), stations, edges)
    slow = stop_sequences(service_table(s={"stations": "b;d", "lines": "slow"}), stations, edges)
    assert hop_edges(fast, edges) == [["e0"], ["e1", "e2"]]
    assert hop_edges(slow, edges) == [["e3", "e4"]]


def test_path_over_two_lines_changes_line_once(service_table, stations, edges):
    """a to d over both lines with a stop at c: staying on the fast line beats going b-j-d-c-d."""
    sequences = stop_sequences(service_table(s={"lines": "fast;slow", "stations": "a;c;d"}), stations, edges)
    assert hop_edges(sequences, edges) == [["e0", "e1"], ["e2"]]


def test_path_does_not_jump_to_a_parallel_line_that_is_shorter(service_table, stations, edges):
    """a to d: 70 km with a change at b against 100 km without: no train changes line where it need not."""
    sequences = stop_sequences(service_table(s={"lines": "fast;slow", "stations": "a;d"}), stations, edges)
    assert hop_edges(sequences, edges) == [["e0", "e1", "e2"]]


def test_path_plans_changes_over_the_whole_service():
    """Lines p and q both run x-y, only q goes on to z: the service rides q from the start although p is shorter."""
    links = {
        ("p", 0): [(1.0, 1, 10)],
        ("p", 1): [(1.0, 0, 10)],
        ("q", 0): [(2.0, 1, 11)],
        ("q", 1): [(2.0, 0, 11), (3.0, 2, 12)],
        ("q", 2): [(3.0, 1, 12)],
    }
    assert shortest_service_path(links, ["p", "q"], [0, 1, 2]) == [[11], [12]]


def test_path_does_not_go_round_by_far_to_save_a_change():
    """0 =p= 1 =q= 2 =r= 3, 20 km each, and p also runs 400 km from 1 to 3: 0-2-3 takes p, q, r with two changes.

    One change less would be p to 3, r back to 2, and r to 3 again.
    """
    links = {
        ("p", 0): [(20e3, 1, 10)],
        ("p", 1): [(20e3, 0, 10), (400e3, 3, 13)],
        ("p", 3): [(400e3, 1, 13)],
        ("q", 1): [(20e3, 2, 11)],
        ("q", 2): [(20e3, 1, 11)],
        ("r", 2): [(20e3, 3, 12)],
        ("r", 3): [(20e3, 2, 12)],
    }
    assert shortest_service_path(links, ["p", "q", "r"], [0, 2, 3]) == [[10, 11], [12]]


def test_path_changes_line_on_the_way_where_it_must():
    """Line p ends at node 1, line q begins there; only nodes 0 and 2 are listed."""
    links = {
        ("p", 0): [(1.0, 1, 10)],
        ("p", 1): [(1.0, 0, 10)],
        ("q", 1): [(1.0, 2, 11)],
        ("q", 2): [(1.0, 1, 11)],
    }
    assert shortest_service_path(links, ["p", "q"], [0, 2]) == [[10, 11]]
    assert shortest_service_path(links, ["p"], [0, 2]) == 0


def test_junction_is_passed_without_a_stop(service_table, stations, edges):
    row = {"lines": "slow", "stations": "b;j;d", "pattern": "listed"}
    sequences = stop_sequences(service_table(s=row), stations, edges)
    assert stops_of(sequences, stations) == "bd"


def test_end_at_a_junction_is_no_terminus(service_table, stations, edges):
    """The train comes from somewhere beyond j."""
    row = {"lines": "slow;fast", "stations": "j;d;c", "terminus": "both"}
    sequences = stop_sequences(service_table(s=row), stations, edges)
    assert stops_of(sequences, stations) == "dc"
    assert (sequences.is_first_terminus[0], sequences.is_last_terminus[0]) == (False, True)


def test_service_whose_path_is_not_open_is_left_out_and_counted(service_table, stations, edges, caplog):
    table = service_table(long={}, short={"stations": "a;b;c"}, end={"stations": "a;x"})
    with caplog.at_level(logging.INFO):
        sequences = stop_sequences(table, stations, edges.drop("e2"))
    assert sequences.service_ids == ("short",)
    assert sequences.left_out == {"long": "no path over its lines between c and d", "end": "x is not open"}
    assert "2 of 3 services" in caplog.text


def test_station_that_is_not_open_yet_is_passed(service_table, stations, edges):
    sequences = stop_sequences(service_table(s={"stations": "a;b;x;c"}), stations, edges)
    assert stops_of(sequences, stations) == "abc"


def test_headway_comes_from_trains_per_day_where_it_is_empty(service_table, stations, edges):
    """48 trains in 16 h: one every 20 min."""
    table = service_table(s={"headway_min": None, "trains_per_day": 48.0}, t={"headway_min": 7.5})
    assert list(stop_sequences(table, stations, edges).headway_s) == [1200.0, 450.0]


def test_class_is_that_of_most_of_the_length(service_table, stations, edges):
    table = service_table(
        mixed={"lines": "fast;slow", "stations": "a;b;j;d"}, short={"lines": "fast;slow", "stations": "a;b;j"}
    )
    edges = edges.assign(length_m=edges["length_m"].where(edges.index != "e0", 30_000.0))
    assert stop_sequences(table, stations, edges).line_class == ("conventional", "hsr")


def test_no_services_give_empty_sequences(service_table, stations, edges):
    sequences = stop_sequences(service_table(s={}).iloc[:0], stations, edges)
    assert sequences.service_ids == ()
    assert sequences.first_piece.tolist() == [0]


def test_unreadable_service_is_an_error(service_table, stations, edges):
    with pytest.raises(NetworkError, match=r"services:s: pattern 'skip' is none of listed"):
        stop_sequences(service_table(s={"pattern": "skip"}), stations, edges)


@pytest.mark.parametrize("headway", [0.0, -5.0, float("inf"), "often"])
def test_headway_that_is_no_time_is_refused_even_with_trains_per_day(service_table, stations, edges, headway):
    with pytest.raises(NetworkError, match=r"services:s: headway_min .* is not above 0"):
        stop_sequences(service_table(s={"headway_min": headway, "trains_per_day": 48.0}), stations, edges)


def test_headway_in_a_message_is_a_plain_number(service_table, stations, edges):
    table = service_table(s={"headway_min": 0.0}).astype({"headway_min": "float64"})
    with pytest.raises(NetworkError, match=r"headway_min 0\.0 is not"):
        stop_sequences(table, stations, edges)


def test_edges_of_no_line_are_no_track_for_services(service_table, stations, edges):
    road = pd.DataFrame(
        {"from_node": "a", "to_node": "d", "line_id": None, "length_m": 10.0, "max_kmh": 50.0}, index=["road"]
    )
    both = pd.concat([edges.astype(object), road.astype(object)])
    sequences = stop_sequences(service_table(s={"stations": "a;d"}), stations, both)
    assert hop_edges(sequences, both) == [["e0", "e1", "e2"]]


def test_number_of_trains_beyond_all_reason_is_still_a_number(service_table, stations, edges):
    """pandas keeps a whole number of twenty digits as an object."""
    table = service_table(s={"headway_min": 20.0, "trains_per_day": 99999999999999999999})
    assert stop_sequences(table, stations, edges).headway_s.tolist() == [1200.0]
