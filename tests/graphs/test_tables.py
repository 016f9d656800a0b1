"""The committed tables of every network in graphs/ keep to their schema and agree with each other."""

from pathlib import Path

import pandas as pd
import pytest

GRAPHS = Path(__file__).parents[2] / "graphs"
REGIONS = sorted(path.parent.name for path in GRAPHS.glob("*/stations.csv"))
PASSENGER = ["hub", "main", "local"]
OFF_TRACK = {"subway", "light_rail", "tram", "monorail", "ferry", "bus"}
PASSENGER_STATIONS = {"jingjinji": 200, "gba": 250, "yrd": 400, "chengyu": 250}
"""Fewest that the network of a region holds."""


@pytest.fixture(params=REGIONS)
def region(request):
    return request.param


@pytest.fixture
def table(region):
    return lambda name: pd.read_csv(GRAPHS / region / f"{name}.csv")


@pytest.fixture
def passenger_stations(table):
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
def test_rows_have_a_key_of_their_own(table, name, key):
    rows = table(name)
    assert rows[rows.duplicated(key)][key].to_numpy().tolist() == []


@pytest.mark.parametrize("name", ["zones", "places", "stations", "services", "segments"])
def test_every_row_names_its_source(table, name):
    assert table(name)["source"].str.len().gt(5).all()


def test_classes_are_those_of_the_schema(table):
    assert set(table("stations")["class"]) <= {*PASSENGER, "freight", "junction"}
    assert set(table("segments")["class"]) <= {"hsr", "intercity", "conventional", "freight", *OFF_TRACK}
    assert set(table("zones")["centre"]) <= {"government", "weighted_mean"}
    services = table("services")
    assert set(services["pattern"]) <= {"listed", "nonstop", "express", "all"}
    assert set(services["train"]) <= {"EMU350", "EMU250", "EMU200C", "LOCO160", "METRO", "FERRY", "BUS"}
    assert set(services["terminus"]) <= {"both", "first", "last", "none"}


def test_stations_of_the_provinces_are_in_a_zone_by_adcode_or_beyond_the_border(region, table, passenger_stations):
    """Codes are of prefectures; those of other provinces belong to stations beyond the border."""
    if region in ("gba", "chengyu"):
        pytest.skip("the region is a part of its provinces")
    zones = set(table("zones")["adcode"])
    adcodes = passenger_stations["adcode"].dropna()
    own = adcodes[adcodes.floordiv(10000).isin({code // 10000 for code in zones})]
    assert set(own) <= zones


def test_segments_end_at_stations(table):
    segments = table("segments")
    assert {*segments["from_station"], *segments["to_station"]} <= set(table("stations")["station_id"])
    assert segments["km"].gt(0).all()


def test_speeds_of_a_segment_follow_each_other_from_its_opening(table):
    segments = table("segments")
    for key, rows in segments.groupby(["line_id", "from_station", "to_station", "opened_year"]):
        assert rows["max_kmh_from"].is_monotonic_increasing, key
        assert rows["max_kmh_from"].iloc[0] <= rows["opened_year"].iloc[0], key
        assert rows[["km", "class", "electrified"]].drop_duplicates().shape[0] == 1, key


def test_services_use_known_stations_and_lines(table, passenger_stations):
    """Junctions may be listed: trains pass them without a stop."""
    services, stations = table("services"), table("stations")
    assert listed(services["stations"]) <= set(stations["station_id"])
    ends = services["stations"].str.split(";").map(lambda ids: {ids[0], ids[-1]}).explode()
    assert set(ends) <= set(passenger_stations["station_id"])
    assert listed(services["lines"]) <= set(table("segments")["line_id"])
    assert services["stations"].str.contains(";").all()


def test_services_end_after_they_begin(table):
    services = table("services")
    assert services["to_year"].fillna(9999).ge(services["from_year"]).all()
    assert services["headway_min"].gt(0).all()


def test_network_is_as_large_as_promised(region, passenger_stations):
    assert len(passenger_stations) >= PASSENGER_STATIONS[region]


def test_ferries_and_buses_say_how_long_they_take(table):
    services = table("services")
    off_rail = services[services["train"].isin(["FERRY", "BUS"])]
    assert off_rail.empty or off_rail["run_s"].notna().all()


def test_every_zone_has_its_jurisdiction(table):
    assert table("zones")["jurisdiction"].str.len().gt(0).all()
