"""What services.csv may not hold, with the line and the service in the message."""

import pandas as pd
import pytest

from netopt.rail.services.service_check import service_breaches


@pytest.fixture
def station_table(stations):
    """The drawn stations as in stations.csv."""
    return stations.reset_index(names="station_id")


@pytest.fixture
def segment_table(edges):
    """The drawn edges as in segments.csv."""
    return edges.rename(columns={"from_node": "from_station", "to_node": "to_station"}).assign(
        km=edges["length_m"] / 1000.0
    )


@pytest.fixture
def found(service_table, station_table, segment_table):
    """Breaches of a table of services, as text."""

    def of(is_track_sound=True, without=(), **changes):
        table = service_table(**changes).reset_index().drop(columns=list(without))
        return list(map(str, service_breaches(table, station_table, segment_table, is_track_sound=is_track_sound)))

    return of


def test_sound_services_have_no_breaches(found):
    assert found(one={}, two={"stations": "b;d", "lines": "slow", "to_year": 2010}) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stations": "a;zz;d"}, "unknown station 'zz'"),
        ({"lines": "fast;maglev"}, "unknown line 'maglev'"),
        ({"lines": "slow", "stations": "a;d"}, "no path over its lines between a and d"),
        ({"lines": None}, "no path over its lines between a and b"),
        ({"headway_min": None}, "headway_min and trains_per_day are both empty; give one of them, above 0"),
        ({"headway_min": -5.0}, "headway_min -5.0 is not above 0; correct it or leave it empty"),
        ({"terminus": "left"}, "terminus 'left' is none of both, first, last, none"),
        ({"stations": "a;b;b;c"}, "station 'b' is listed twice in a row"),
        ({"stations": "a"}, "stations 'a' names fewer than two; list them in order, apart by ;"),
        ({"stations": None}, "stations (empty) names fewer than two; list them in order, apart by ;"),
    ],
)
def test_service_that_cannot_run_is_told_with_its_line_and_id(found, changes, message):
    assert found(good={}, bad=changes) == [f"services.csv:3: service 'bad': {message}"]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("from_year", "abc", "from_year 'abc' is no year from 1800 to 2200; give four digits or leave it empty"),
        ("from_year", 2008.5, "from_year 2008.5 is no year from 1800 to 2200; give four digits or leave it empty"),
        ("to_year", 1e20, "to_year 1e+20 is no year from 1800 to 2200; give four digits or leave it empty"),
        ("to_year", 2007, "to_year 2007 is before from_year 2008; correct one of them"),
    ],
)
def test_year_that_is_none_is_told_with_its_line(found, column, value, message):
    assert f"services.csv:2: {message}" in found(s={column: value})


@pytest.mark.parametrize("column", ["stations", "headway_min", "from_year"])
def test_missing_column_is_told(found, column):
    assert found(s={}, without=[column]) == [f"services.csv:1: the column {column!r} is missing; add it to the header"]


def test_every_breach_comes_at_once(found):
    assert len(found(a={"stations": "a;zz"}, b={"headway_min": 0}, c={"pattern": "skip", "terminus": "x"})) == 4


def test_unknown_names_are_told_beside_a_wrong_line_table_but_no_path_is_searched(found):
    assert found(is_track_sound=False, a={"stations": "a;zz"}, b={"lines": "slow", "stations": "a;d"}) == [
        "services.csv:2: service 'a': unknown station 'zz'"
    ]


def test_tables_without_ids_make_every_name_unknown(service_table):
    found = service_breaches(
        service_table(s={}).reset_index(), pd.DataFrame({"x": []}), pd.DataFrame(), is_track_sound=False
    )
    assert len(found) == 5  # four stations and a line
