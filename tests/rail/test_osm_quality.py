"""The data-quality sheet of a drawn track, by hand."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from netopt.rail.osm_quality import MOST_LISTED, UNLINKED_COLUMNS, track_sheet
from netopt.rail.stations.stations import Stations
from netopt.rail.topology.track import NodeKind, Track
from tests.rail.corridor.drawing import draw_stations, draw_track
from tests.rail.stations.drawn_extract import RAIL, STATION, drawn_extract, linked

NODES = {
    "a": (0.0, 0.0),
    "b": (3000.0, 0.0),
    "c": (4000.0, 0.0),
    "d": (3000.0, 1000.0),
    "m": (0.0, 5000.0),
    "n": (2000.0, 5000.0),
}
BARE = {"kmh_source": "default", "is_kmh_assumed_forward": True, "is_kmh_assumed_backward": True}
EDGES = [
    ("a", "b", {"name": "East line", "kmh_forward": 100.0, "kmh_backward": 100.0}),
    ("b", "c", {**BARE, "electrified": "", "gauge_mm": frozenset(), "kmh_forward": 100.0, "kmh_backward": 50.0}),
    ("b", "d", {**BARE, "usage": "", "service": "siding", "electrified": "no", "kmh_forward": 40.0}),
    ("m", "n", {**BARE, "mode": "subway", "usage": "", "kmh_forward": 80.0, "kmh_backward": 80.0}),
]


@pytest.fixture(scope="module")
def track() -> Track:
    """a ===3 km=== b ===1 km=== c, siding b - d of 1 km; subway m ===2 km=== n. a, c stations; d a buffer stop."""
    drawn = draw_track(NODES, EDGES)
    kinds = drawn.node_kind.copy()
    kinds[[3, 5]] = NodeKind.BUFFER_STOP, NodeKind.CLIP
    return replace(drawn, node_kind=kinds)


@pytest.fixture(scope="module")
def stations(track: Track) -> Stations:
    drawn = draw_stations(track, NODES, {"A": ["a"], "C": ["c"]})
    return replace(drawn, unlinked=pd.DataFrame(columns=list(UNLINKED_COLUMNS)), duplicates=pd.DataFrame())


@pytest.fixture(scope="module")
def sheet(track, stations) -> dict:
    return track_sheet(track, stations, osm_date="2026-07-05T00:00:00Z")


def test_sheet_is_plain_json_and_bears_the_date(sheet):
    assert json.loads(json.dumps(sheet, allow_nan=False)) == sheet
    assert (sheet["osm_date"], sheet["track_km"]) == ("2026-07-05T00:00:00Z", 7.0)


def test_km_are_told_by_mode_and_use_with_the_share_that_carries_each_tag(sheet):
    rows = {(row.pop("mode"), row.pop("use")): row for row in [dict(row) for row in sheet["classes"]]}
    assert list(rows) == [("rail", "main"), ("rail", "siding"), ("subway", "untagged")]
    assert rows["rail", "main"] == {
        "km": 4.0,
        "maxspeed_share": 0.75,
        "electrified_share": 0.75,
        "usage_share": 1.0,
        "gauge_share": 0.75,
        "name_share": 0.75,
    }
    assert rows["rail", "siding"]["electrified_share"] == 1.0  # that there are no wires is said, too
    assert rows["subway", "untagged"]["usage_share"] == 0.0


def test_running_time_at_defaults_is_a_share_of_the_time_and_not_of_the_length(sheet):
    """km/kmh there and back: a-b 3/100 + 3/100 tagged; at defaults 1/100 + 1/50, 1/40 + 1/120, 2/80 + 2/80."""
    default_h = 1 / 100 + 1 / 50 + 1 / 40 + 1 / 120 + 4 / 80
    assert sheet["speed_default_time_share"] == pytest.approx(default_h / (default_h + 6 / 100), abs=1e-4)


def test_components_are_counted_with_and_without_a_station(sheet):
    assert (sheet["components"], sheet["components_with_station"]) == (2, 1)
    assert sheet["largest_component_share"] == pytest.approx(5 / 7, abs=1e-4)


def test_each_dead_end_is_counted_under_one_reason(sheet):
    told = dict(sheet["dead_ends"])
    assert told == {"all": 5, "buffer_stop": 1, "edge_of_extract": 1, "at_station": 2, "unexplained": 1}


def test_both_shares_of_linked_stations_are_told_and_unlinked_ones_listed():
    """甲 on track, 乙 of a known mode too far off, 丙 of no mode, and a goods station too far off."""
    nodes = {1: (0.0, 0.0), 2: (9000.0, 0.0), 10: (1000.0, 20.0, {**STATION, "name": "甲"})}
    nodes |= {11: (2000.0, 1500.0, {**STATION, "name": "乙", "train": "yes"})}
    nodes |= {12: (3000.0, 1800.0, {**STATION, "name": "丙"})}
    nodes |= {13: (4000.0, 2000.0, {**STATION, "name": "丁", "usage": "freight", "train": "yes"})}
    track, stations = linked(drawn_extract(nodes, {1: ([1, 2], RAIL)}))
    told = track_sheet(track, stations, osm_date="")["stations"]
    assert (told["passenger"], told["freight"]) == (3, 1)
    assert told["linked_share"] == pytest.approx(1 / 3, abs=1e-4)
    assert (told["known_mode_linked_share"], told["near_track_linked_share"]) == (0.5, 1.0)
    assert (told["access_p50_m"], told["access_p95_m"]) == (20.0, 20.0)
    assert told["unlinked_by_reason"] == {
        "no mode tagged and no track within 100 m to tell it": 1,
        "no track of its class within 150 m": 2,
    }
    assert [(row["station_id"], row["nearest_m"]) for row in told["unlinked"]] == [
        ("n11", pytest.approx(1500.0, abs=1.0)),
        ("n12", pytest.approx(1800.0, abs=1.0)),
        ("n13", pytest.approx(2000.0, abs=1.0)),
    ]


def test_a_station_beside_track_that_is_not_linked_lowers_the_share_of_those_near_it():
    """丙 lies 120 m off: too far to tell a mode, near enough to be asked about; 丁 is a goods station."""
    nodes = {1: (0.0, 0.0), 2: (9000.0, 0.0), 10: (1000.0, 20.0, {**STATION, "name": "甲"})}
    nodes |= {12: (3000.0, 120.0, {**STATION, "name": "丙"}), 13: (5000.0, 1500.0, {**STATION, "usage": "freight"})}
    told = track_sheet(*linked(drawn_extract(nodes, {1: ([1, 2], RAIL)})), osm_date="")["stations"]
    assert told["near_track_linked_share"] == 0.5


def test_a_distance_that_is_not_known_is_null(track, stations):
    row = {"station_id": "n1", "name": "甲", "mode": "tram", "reason": "no track of its class in the extract"}
    lost = replace(stations, unlinked=pd.DataFrame([{**row, "nearest_m": np.nan}]))
    (listed,) = track_sheet(track, lost, osm_date="")["stations"]["unlinked"]
    assert listed == {**row, "nearest_m": None}


def test_no_more_stations_are_listed_than_one_can_read_but_all_are_counted(track, stations):
    number = MOST_LISTED + 50
    rows = [
        {"station_id": f"n{i:03}", "name": "", "mode": "", "reason": "far", "nearest_m": 1.0} for i in range(number)
    ]
    told = track_sheet(track, replace(stations, unlinked=pd.DataFrame(rows)), osm_date="")["stations"]
    assert len(told["unlinked"]) == MOST_LISTED
    assert told["unlinked_by_reason"] == {"far": number}


def test_without_track_and_stations_nothing_is_divided_by_nothing():
    nodes = {1: (0.0, 0.0), 2: (9.0, 0.0)}
    track, stations = linked(drawn_extract(nodes, {1: ([1, 2], {"highway": "track"})}))
    sheet = track_sheet(track, stations, osm_date="")
    assert (sheet["track_km"], sheet["classes"], sheet["speed_default_time_share"]) == (0.0, [], None)
    assert sheet["largest_component_share"] is None
    assert sheet["stations"]["linked_share"] is None
    assert sheet["stations"]["access_p50_m"] is None
