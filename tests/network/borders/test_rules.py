"""Rules of borders: opening hours, what is met at a place, and what it costs."""

import pytest

from netopt.network.borders.borders import clock
from tests.borders import THREE, rule, with_borders
from tests.networks import line_of_three

EAST_WEST = frozenset({"east", "west"})


def borders(*rules, **changes):
    return with_borders(line_of_three(), THREE, *rules, **changes).borders


@pytest.mark.parametrize(
    ("hour", "is_open"), [(5.9, False), (6.0, True), (23.0, True), (0.5, True), (1.0, False), (3.0, False)]
)
def test_border_that_stays_open_past_midnight_is_closed_before_dawn_only(hour, is_open):
    """06:00 to 01:00."""
    assert rule("east|west", open_from_min=360.0, open_to_min=60.0).is_open_at(hour * 60) is is_open


def test_border_of_all_hours_is_open_at_any():
    assert all(rule("east|west").is_open_at(minute) for minute in range(1440))


def test_crossing_sums_clearance_dwell_and_the_fee_as_time():
    """20 min; 3 min in the vehicle; 30 at 60 an hour are 30 min; all times 2."""
    found = borders(rule("east|west", "any", 20.0, extra_dwell_min=3.0, fee=30.0), scale=2.0).crossing([0])
    assert (found.border_s, found.dwell_s) == (pytest.approx(2 * 50 * 60.0), pytest.approx(2 * 3 * 60.0))


def test_permitted_share_is_the_product_over_the_rules_met():
    found = borders(
        rule("east|west", station_id="a", permitted_share=0.5), rule("east|west", station_id="b", permitted_share=0.4)
    ).crossing([0, 1, 1])
    assert found.permitted_share == pytest.approx(0.5 * 0.4 * 0.4)


def test_closed_rule_closes_the_crossing_at_its_hours_and_not_with_scale_0():
    night = rule("east|west", "any", 20.0, open_from_min=0.0, open_to_min=360.0, permitted_share=0.1)
    assert not borders(night).crossing([0]).is_open
    gone = borders(night, scale=0.0).crossing([0])
    assert (gone.is_open, gone.border_s, gone.permitted_share) == (True, 0.0, 1.0)


def test_rules_of_both_stations_are_met_before_the_default_one():
    """The two halves of a bridge; elsewhere the row without a station."""
    drawn = borders(
        rule("east|west", "bus", 30.0),
        rule("east|west", "bus", 10.0, station_id="a"),
        rule("east|west", "bus", 15.0, station_id="b"),
    )
    assert drawn.rules_met(EAST_WEST, "bus", ["a", "b"]) == (1, 2)
    assert drawn.rules_met(EAST_WEST, "bus", ["a", "c"]) == (1,)
    assert drawn.rules_met(EAST_WEST, "bus", ["c"]) == (0,)
    assert drawn.rules_met(EAST_WEST, "ferry", ["a", "b"]) == ()


def test_rule_of_the_mode_is_met_before_that_of_any_mode():
    drawn = borders(rule("east|west", "any", 30.0), rule("east|west", "ferry", 10.0))
    assert drawn.rules_met(EAST_WEST, "ferry") == (1,)
    assert drawn.rules_met(EAST_WEST, "rail") == (0,)


@pytest.mark.parametrize(("minute", "told"), [(0.0, "00:00"), (615.0, "10:15"), (1440.0, "24:00")])
def test_minutes_after_midnight_are_told_as_a_clock(minute, told):
    assert clock(minute) == told
