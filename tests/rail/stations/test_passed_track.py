"""Fast track that only passes a station, told from that of a high-speed station by the switches around it."""

import pytest

from tests.rail.stations.drawn_extract import RAIL, STATION, STOP, drawn_extract, linked

HSR = {**RAIL, "highspeed": "yes"}
SIDING = {"railway": "rail", "service": "siding"}
NAMED = {**STATION, "name": "甲"}


def beside(*switches_m, fast=HSR, stop=None, has_slow=True, diamond=False, end_m=9000.0):
    """Fast track from x = -9000 at y = 0, a slow one at y = -60, and the station between, at x = 0.

    So far along the fast track stand switches, each with a stub to the north; ``diamond``: crossings instead.
    """
    nodes = {1: (-9000.0, 0.0), 2: (end_m, 0.0), 3: (-9000.0, -60.0), 4: (9000.0, -60.0), 50: (0.0, -40.0, NAMED)}
    ways, along = {}, [(-9000.0, 1), (end_m, 2)]
    for number, x in enumerate(switches_m):
        at, before, behind = 100 + number, 200 + number, 300 + number
        kind = "railway_crossing" if diamond else "switch"
        nodes |= {at: (x, 0.0, {"railway": kind}), behind: (x + 80.0, 10.0), before: (x - 80.0, -10.0)}
        ways[20 + number] = ([before, at, behind] if diamond else [at, behind], SIDING)
        along.append((x, at))
    if stop is not None:
        nodes[70] = (stop, 0.0, {**STOP, "name": "甲"})
        along.append((stop, 70))
    ways[10] = ([node for _, node in sorted(along)], fast)
    if has_slow:
        ways[11] = ([3, 4], RAIL)
    return drawn_extract(nodes, ways)


def distances_m(extract):
    _, stations = linked(extract)
    assert stations.unlinked.empty
    return sorted(stations.point_access_m)


def test_a_fast_line_past_a_station_of_another_line_is_no_track_of_it():
    assert distances_m(beside()) == pytest.approx([20.0], abs=0.1)


def test_a_slow_line_past_it_is_one():
    assert distances_m(beside(fast=RAIL)) == pytest.approx([20.0, 40.0], abs=0.1)


@pytest.mark.parametrize("fast", [{**RAIL, "maxspeed": "200"}, {**RAIL, "maxspeed:forward": "250"}])
def test_a_limit_of_200_is_fast(fast):
    assert distances_m(beside(fast=fast)) == pytest.approx([20.0], abs=0.1)


def test_a_limit_below_200_is_not():
    assert distances_m(beside(fast={**RAIL, "maxspeed": "199"})) == pytest.approx([20.0, 40.0], abs=0.1)


def test_between_switches_near_on_both_sides_the_fast_track_is_the_stations_too():
    assert distances_m(beside(-600.0, 900.0)) == pytest.approx([20.0, 40.0], abs=0.1)


def test_a_junction_on_one_side_makes_no_station():
    assert distances_m(beside(-300.0, -600.0)) == pytest.approx([20.0], abs=0.1)


def test_a_switch_counts_up_to_1500_m():
    assert len(distances_m(beside(-600.0, 1490.0))) == 2
    assert len(distances_m(beside(-600.0, 1510.0))) == 1


def test_a_station_next_to_the_end_of_a_passed_track_does_not_take_the_piece_between_two_switches():
    """The place beside the station is plain line to the west; the piece from 40 to 90 m has switches at its ends."""
    assert distances_m(beside(40.0, 90.0)) == pytest.approx([20.0], abs=0.1)


def test_crossings_are_no_switches():
    assert distances_m(beside(-600.0, 900.0, diamond=True)) == pytest.approx([20.0], abs=0.1)


def test_at_the_end_of_the_track_all_trains_stop():
    assert len(distances_m(beside(-600.0, end_m=400.0))) == 2


def test_a_station_that_has_no_other_track_keeps_the_fast_one():
    assert distances_m(beside(has_slow=False)) == pytest.approx([40.0], abs=0.1)


def test_a_stop_on_the_fast_track_says_that_trains_stop_there():
    """One stop drawn, on the fast track: the other tracks get feet as ever."""
    assert len(distances_m(beside(stop=10.0))) == 2
