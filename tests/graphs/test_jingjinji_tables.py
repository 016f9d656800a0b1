"""The committed tables of graphs/jingjinji keep to their schema and agree with each other."""

from pathlib import Path

import pandas as pd
import pytest

TABLES = Path(__file__).parents[2] / "graphs" / "jingjinji"
PASSENGER = ["hub", "main", "local"]


def table(name):
    return pd.read_csv(TABLES / f"{name}.csv")


def passenger_stations():
    stations = table("stations")
    return stations[stations["class"].isin(PASSENGER)]


def listed(column):
    """The distinct items of a column of lists joined by ';'."""
    return set(column.str.split(";").explode())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("zones", ["zone_id"]),
        ("places", ["place_id"]),
        ("stations", ["station_id"]),
        ("services", ["service_id"]),
        ("segments", ["line_id", "from_station", "to_station", "opened_year", "max_kmh_from"]),
    ],
)
def test_rows_have_a_key_of_their_own(name, key):
    rows = table(name)
    assert rows[rows.duplicated(key)][key].to_numpy().tolist() == []


@pytest.mark.parametrize("name", ["zones", "places", "stations", "services", "segments"])
def test_every_row_names_its_source(name):
    assert table(name)["source"].str.len().gt(5).all()


def test_classes_are_those_of_the_schema():
    assert set(table("stations")["class"]) <= {*PASSENGER, "freight", "junction"}
    assert set(table("segments")["class"]) <= {"hsr", "intercity", "conventional", "freight"}
    assert set(table("zones")["centre"]) <= {"government", "weighted_mean"}
    services = table("services")
    assert set(services["pattern"]) <= {"listed", "nonstop", "express", "all"}
    assert set(services["train"]) <= {"EMU350", "EMU250", "EMU200C", "LOCO160"}
    assert set(services["terminus"]) <= {"both", "first", "last", "none"}


def test_stations_are_in_a_zone_by_adcode_or_beyond_the_border():
    """Codes are of prefectures; those of other provinces belong to stations just beyond the border."""
    adcodes = passenger_stations()["adcode"]
    own = adcodes[adcodes.floordiv(10000).isin([11, 12, 13])]
    assert set(own) <= set(table("zones")["adcode"])


def test_segments_end_at_stations():
    segments = table("segments")
    assert {*segments["from_station"], *segments["to_station"]} <= set(table("stations")["station_id"])
    assert segments["km"].gt(0).all()


def test_speeds_of_a_segment_follow_each_other_from_its_opening():
    segments = table("segments")
    for key, rows in segments.groupby(["line_id", "from_station", "to_station", "opened_year"]):
        assert rows["max_kmh_from"].is_monotonic_increasing, key
        assert rows["max_kmh_from"].iloc[0] <= rows["opened_year"].iloc[0], key
        assert rows[["km", "class", "electrified"]].drop_duplicates().shape[0] == 1, key


def test_services_use_known_stations_and_lines():
    services, stations = table("services"), passenger_stations()
    assert listed(services["stations"]) <= set(stations["station_id"])
    assert listed(services["lines"]) <= set(table("segments")["line_id"])
    assert services["stations"].str.contains(";").all()


def test_services_end_after_they_begin():
    services = table("services")
    assert services["to_year"].fillna(9999).ge(services["from_year"]).all()
    assert services["headway_min"].gt(0).all()


def test_network_is_as_large_as_promised():
    assert len(passenger_stations()) >= 90
