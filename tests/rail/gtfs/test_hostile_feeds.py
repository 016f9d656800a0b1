"""Feeds that are broken or odd: told with table, line and value, or read right."""

import datetime
import os

import pytest

pytest.importorskip("gtfs_kit", reason="needs the extra gtfs")

from netopt.errors import NetworkError, SourceError
from netopt.rail.country import Country
from netopt.rail.gtfs.feed import read_feed
from netopt.rail.gtfs.gtfs_network import gtfs_network
from netopt.rail.gtfs.timetable_day import timetable_day
from tests.rail.gtfs.tiny_feed import TABLES, table, tiny_feed


def network(folder, **changes):
    return gtfs_network(timetable_day(read_feed(tiny_feed(folder, **changes))), Country.load("world"))


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("stop_times", "S3,3\nt2", "S3,third\nt2", r"stop_times\.txt:4: stop_sequence 'third' is no whole number"),
        ("stop_times", "S3,3\nt2", "S3,2.5\nt2", r"stop_times\.txt:4: stop_sequence '2\.5' is no whole number"),
        ("routes", "甲丙线,2", "甲丙线,inf", r"routes\.txt:2: route_type 'inf' is no whole number"),
        ("stops", "S2,乙城,39.0", "S2,乙城,39°", r"stops\.txt:5: stop_lat '39°' is no number"),
        ("stops", "S2,乙城,39.0", 'S2,"乙城,39.0', r"stops\.txt: rows and header do not fit together"),
        ("calendar", "week,1,1", "week,yes,1", r"calendar\.txt:2: monday 'yes' is no whole number"),
        ("stops", "乙城", "\udcc3乙城", r"stops\.txt:5: is no UTF-8"),
    ],
)
def test_feed_is_refused_with_table_line_and_value_when_a_number_is_none(tmp_path, name, old, new, told):
    text = table(name, old, new).encode("utf-8", "surrogateescape")
    with pytest.raises(SourceError, match=told):
        network(tmp_path, **{name: text})


def test_feed_is_refused_in_a_short_line_when_a_value_is_long(tmp_path):
    with pytest.raises(SourceError, match="stop_sequence 'xxx") as caught:
        network(tmp_path, stop_times=table("stop_times", "S3,3\nt2", f"S3,{'x' * 9000}\nt2"))
    assert len(str(caught.value)) < 500


def test_feed_is_refused_at_once_when_it_is_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "feed.zip")
    with pytest.raises(SourceError, match="pipe or a device"):
        read_feed(tmp_path / "feed.zip")


def test_calendar_is_read_when_it_begins_in_the_year_1(tmp_path):
    calendar = TABLES["calendar"].replace("20260302", "00010101").replace("20260329", "99991231")
    feed = read_feed(tiny_feed(tmp_path, calendar=calendar, calendar_dates=None))
    assert timetable_day(feed).day == datetime.date(1, 1, 1)
    assert timetable_day(feed, asked=datetime.date(999, 12, 31)).day == datetime.date(999, 12, 31)


def test_stop_is_refused_when_its_id_is_read_as_empty(tmp_path):
    stops = TABLES["stops"].replace("\nS2,", "\nNA,")
    calls = TABLES["stop_times"].replace(",S2,", ",NA,")
    with pytest.raises(NetworkError, match=r"stops\.txt:5: stop_id is empty, or a word that is read so \(NA,"):
        network(tmp_path, stops=stops, stop_times=calls)


def test_services_have_ids_of_their_own_when_a_route_is_called_like_a_numbered_pattern(tmp_path):
    """Route R runs twice on Sunday, by two patterns; R-2 is another route."""
    trips = TABLES["trips"].replace("R,week,t1,0", "R,week,t1,").replace("R,week,t3,1", "R,week,t3,")
    trips = trips.replace("M,week,m1,0", "R-2,week,m1,")
    made = network(tmp_path, routes=TABLES["routes"].replace("M,A,M1", "R-2,A,M1"), trips=trips)
    assert made.services.index.is_unique
    assert made.services.index.tolist() == ["R", "R-2", "R-2-2", "R/0"]
