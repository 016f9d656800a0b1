"""Stations whose points are in a Chinese map datum."""

import warnings
from dataclasses import replace

import numpy as np
import pytest

from netopt.errors import CrsError, NetoptWarning
from netopt.network.datum import FROM_WGS84
from netopt.rail.stations.linking import link_stations
from tests.rail.stations.drawn_extract import RAIL, clustered, document, drawn_extract, linked

BEIJING = (116.0, 39.0)


def line(count, datum="wgs84"):
    """A line from south to north with so many stations 10 m east of it, 3 km apart, their points in a datum."""
    nodes = {1: (0.0, 0.0), 2: (0.0, 60_000.0)}
    tags = {"railway": "station", "train": "yes"}
    nodes |= {10 + place: (10.0, 3000.0 * place + 500.0, {**tags, "name": f"{place}号"}) for place in range(count)}
    extract = drawn_extract(nodes, {1: ([1, 2], RAIL)}, origin_lonlat=BEIJING)
    lonlat = extract.lonlat.copy()
    is_station = extract.node_id >= 10
    lonlat[is_station] = FROM_WGS84[datum](lonlat[is_station])
    return replace(extract, lonlat=lonlat)


def test_t27_a_shifted_station_is_warned_of_and_listed_and_not_snapped():
    with pytest.warns(NetoptWarning, match="1 stations lie 55. m off the track, . m if their coordinates are gcj02"):
        _, stations = linked(document("t27_gcj.osm"))
    (row,) = stations.unlinked.to_dict("records")
    assert (row["station_id"], row["reason"]) == ("n71", "possible GCJ-02 offset")
    # By hand: 532 m east and 154 m north of the track, which the shift crosses nearly square.
    assert row["nearest_m"] == pytest.approx(554.0, abs=5.0)
    assert "n71" not in stations.stations.index[stations.point_station]


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_ten_shifted_stations_are_an_error_that_names_the_mend(datum):
    with pytest.raises(CrsError, match=f"10 stations lie .* give `datum: {datum}`"):
        linked(line(10, datum))


def test_nine_shifted_stations_are_a_warning():
    with pytest.warns(NetoptWarning, match="9 stations"):
        _, stations = linked(line(9, "gcj02"))
    assert stations.unlinked["reason"].tolist() == ["possible GCJ-02 offset"] * 9


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_points_are_converted_on_request(datum):
    _, stations = linked(line(12, datum), datum=datum)
    assert stations.unlinked.empty
    assert stations.point_access_m == pytest.approx(np.full(12, 10.0), abs=0.1)


def test_points_declared_in_a_datum_they_are_not_in_are_noticed():
    with pytest.raises(CrsError, match="if their coordinates are wgs84, not gcj02"):
        linked(line(12), datum="gcj02")


def test_stops_on_the_track_are_never_converted():
    stop = {"railway": "stop", "public_transport": "stop_position", "name": "甲"}
    nodes = {1: (0.0, 0.0), 2: (0.0, 500.0, stop), 3: (0.0, 900.0)}
    track, stations = linked(drawn_extract(nodes, {1: ([1, 2, 3], RAIL)}, origin_lonlat=BEIJING), datum="gcj02")
    assert track.node_id[stations.point_node].tolist() == [2]
    assert stations.point_access_m == pytest.approx([0.0], abs=1e-6)


def test_stations_that_land_on_track_by_chance_are_no_offset():
    """Tracks 320 m apart and stations half way between: moved by 154 m north or south, they lie on one."""
    ways, nodes = {}, {1: (0.0, 0.0)}
    for row in range(-5, 25):
        nodes |= {100 + 2 * row: (-3000.0, 320.0 * row), 101 + 2 * row: (3000.0, 320.0 * row)}
        ways[10 + row] = ([100 + 2 * row, 101 + 2 * row], RAIL)
    tags = {"railway": "station", "train": "yes"}
    nodes |= {10 + place: (0.0, 160.0 + 320.0 * place, {**tags, "name": f"{place}号"}) for place in range(12)}
    track, clusters = clustered(drawn_extract(nodes, ways, origin_lonlat=BEIJING))
    with warnings.catch_warnings():
        warnings.simplefilter("error", NetoptWarning)
        _, stations = link_stations(track, clusters)
    assert set(stations.unlinked["reason"]) == {"no track of its class within 150 m"}


def test_outside_china_nothing_is_suspected():
    nodes = {1: (0.0, 0.0), 2: (0.0, 900.0)}
    nodes |= {10: (500.0, 500.0, {"railway": "station", "train": "yes", "name": "A"})}
    _, stations = linked(drawn_extract(nodes, {1: ([1, 2], RAIL)}))
    assert stations.unlinked["reason"].tolist() == ["no track of its class within 150 m"]
