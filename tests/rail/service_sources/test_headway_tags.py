"""Headways as they are tagged."""

import pytest

from netopt.rail.service_sources.headway_tags import parse_interval, tagged_headway


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("00:10:00", 10.0),
        ("00:07:30", 7.5),
        ("00:10", 10.0),
        ("1:00", 60.0),
        ("10", 10.0),
        ("7.5", 7.5),
        ("10 min", 10.0),
        ("PT20M", 20.0),
        ("5-10", 7.5),
        ("00:05-00:10", 7.5),
        ("24:00", 1440.0),
        ("10;20", None),
        ("10 @ (Mo-Fr)", None),
        ("0", None),
        ("00:00", None),
        ("-5", None),
        ("5-10-15", None),
        ("48:00", None),
        ("often", None),
        ("", None),
        ("9" * 300, None),
    ],
)
def test_interval_is_minutes_or_not_read(text, minutes):
    assert parse_interval(text) == minutes


def test_frequency_is_the_current_unless_it_names_a_time():
    assert tagged_headway({"frequency": "16.7"}) == (None, 0)
    assert tagged_headway({"frequency": "50 Hz"}) == (None, 0)
    assert tagged_headway({"frequency": "10 min"}) == (10.0, 0)


def test_unread_interval_is_counted_and_headway_stands_in():
    assert tagged_headway({"interval": "often", "headway": "12"}) == (12.0, 1)
