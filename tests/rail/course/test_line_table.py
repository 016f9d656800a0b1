"""Tables compiled over drawn track into nodes and edges."""

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from netopt.errors import CrsError, NetworkError
from netopt.network.datum import gcj02_to_wgs84, wgs84_to_gcj02
from netopt.osm.world_rail import WorldRail
from netopt.rail.course.line_table import compile_line_table

LON = np.array([116.0, 116.125, 116.25, 116.375])


@pytest.fixture
def world() -> WorldRail:
    """Track along the 39th parallel, 0.6 degrees in five pieces, measured on the chord."""
    lon, lat = np.linspace(115.9, 116.5, 6), np.full(6, 39.0)
    tail, head = np.arange(5, dtype=np.int32), np.arange(1, 6, dtype=np.int32)
    chord_m = np.array(pyproj.Geod(ellps="WGS84").inv(lon[tail], lat[tail], lon[head], lat[head])[2])
    return WorldRail(lon, lat, tail, head, chord_m, chord_m)


@pytest.fixture
def stations() -> pd.DataFrame:
    """a --- b --- c on the track; d two kilometres off it. 0.125 degrees are 10.83 km."""
    frame = pd.DataFrame({"station_id": list("dabc"), "lon": LON[[3, 0, 1, 2]], "lat": [39.018, 39.0, 39.0, 39.0]})
    return frame.assign(
        **{"name_zh": "站", "name_en": "Station", "class": ["hub", "local", "junction", "freight"]},
        **{"opened_year": [2008, 2008, 2010, np.nan], "closed_year": np.nan, "source": "drawn"},
    )


@pytest.fixture
def segments() -> pd.DataFrame:
    """One line a-b-c-d; b-c has an assumed length, a-b three speeds given out of order."""
    rows = [
        ("a", "b", 10.9, 350, 2017, "no", "no"),
        ("a", "b", 10.9, 350, 2008, "yes", "no"),
        ("a", "b", 10.9, 300, 2011, "no", "no"),
        ("b", "c", 11.0, 200, 2008, "yes", "yes"),
        ("c", "d", 12.0, 200, 2008, "yes", "yes"),
    ]
    columns = ["from_station", "to_station", "km", "max_kmh", "max_kmh_from", "max_kmh_assumed", "km_assumed"]
    return pd.DataFrame(rows, columns=columns).assign(
        **{"line_id": "L", "line_zh": "线", "line_en": "Line", "class": "hsr", "electrified": "yes"},
        **{"opened_year": 2008, "closed_year": np.nan},
    )


def test_compile_gives_nodes_sorted_by_id_with_their_kind(stations, segments, world):
    nodes, _ = compile_line_table(stations, segments, world)
    assert nodes.index.tolist() == ["a", "b", "c", "d"]
    assert nodes["kind"].tolist() == ["station", "junction", "freight", "station"]
    assert nodes["opened_year"].tolist()[:2] == [2008, 2010]
    assert nodes["opened_year"].isna().tolist() == [False, False, True, False]
    assert nodes.crs.to_epsg() == 4326


def test_compile_gives_one_edge_a_segment_with_its_speeds_in_order(stations, segments, world):
    _, edges = compile_line_table(stations, segments, world)
    assert edges.index.tolist() == ["L:a-b", "L:b-c", "L:c-d"]
    assert edges.loc["L:a-b", "speed_history"] == "2008:350;2011:300;2017:350"
    assert edges.loc["L:a-b", "speed_assumed"] == "yes;no;no"
    assert edges["electrified"].tolist() == [True, True, True]
    assert not edges["oneway"].any()


def test_compile_takes_published_length_then_routed_then_assumed(stations, segments, world):
    """a-b is published; b-c is assumed but routed (10.83 km); c-d is assumed and off all track."""
    _, edges = compile_line_table(stations, segments, world)
    assert edges["length_source"].tolist() == ["table", "routed", "assumed"]
    assert edges["length_m"].tolist() == pytest.approx([10_900.0, 10_828.0, 12_000.0], abs=5.0)
    assert edges["table_km"].tolist() == [10.9, 11.0, 12.0]
    assert edges["km_assumed"].tolist() == [False, True, True]


def test_compile_says_where_the_course_comes_from(stations, segments, world):
    _, edges = compile_line_table(stations, segments, world)
    assert edges["geometry_source"].tolist() == ["osm", "osm", "assumed"]
    assert edges["geometry_note"].tolist() == ["", "", "no track within 1 km of the to station"]
    assert np.isnan(edges.loc["L:c-d", "routed_m"])


def test_compile_draws_a_line_without_breaks_in_six_decimals(stations, segments, world):
    _, edges = compile_line_table(stations, segments, world)
    ends = [(line.coords[0], line.coords[-1]) for line in edges.geometry]
    assert ends[0][1] == ends[1][0]
    assert ends[1][1] == ends[2][0]
    assert ends[2][1] == (116.375, 39.018)
    xy = shapely.get_coordinates(edges.geometry.values)
    assert np.array_equal(xy, np.round(xy, 6))


def test_compile_without_track_draws_straight_lines(stations, segments):
    _, edges = compile_line_table(stations, segments, None)
    assert edges["geometry_source"].tolist() == ["assumed"] * 3
    assert edges["length_source"].tolist() == ["table", "assumed", "assumed"]
    assert list(edges.geometry["L:b-c"].coords) == [(116.125, 39.0), (116.25, 39.0)]


def test_compile_follows_each_branch_of_a_line_that_is_no_single_chain(stations, segments, world):
    """The rows of b-c come first, then a-b: the line is matched in two pieces and both follow the track."""
    shuffled = segments.iloc[[3, 0, 1, 2]].reset_index(drop=True)
    _, edges = compile_line_table(stations, shuffled, world)
    assert edges["geometry_source"].tolist() == ["osm", "osm"]


def test_compile_twice_gives_equal_frames(stations, segments, world):
    first, second = (compile_line_table(stations, segments, world)[1] for _ in range(2))
    assert first.to_wkb().equals(second.to_wkb())


def test_compile_refuses_a_table_with_breaches(stations, segments, world):
    with pytest.raises(NetworkError, match=r"my\.csv:2: class 'grand' is not one of"):
        compile_line_table(
            stations.assign(**{"class": ["grand", *"xxx"]}), segments, world, names=("my.csv", "segments.csv")
        )


def test_compile_refuses_stations_in_gcj02(segments, world):
    """Twelve stations on the track, handed over as a Chinese map service would give them: 150 m north, 540 m east.

    The track runs north here, so that the shift leads off it.
    """
    turned = WorldRail(
        np.full(6, 116.4), np.linspace(38.0, 40.0, 6), world.tail, world.head, world.chord_m * 4, world.chord_m * 4
    )
    true = np.stack([np.full(12, 116.4), np.linspace(38.1, 39.9, 12)], axis=1)
    shifted = wgs84_to_gcj02(true)
    stations = pd.DataFrame({"station_id": [f"s{i}" for i in range(12)], "lon": shifted[:, 0], "lat": shifted[:, 1]})
    stations = stations.assign(
        **{"name_zh": "站", "name_en": "S", "class": "local", "opened_year": 2008, "closed_year": np.nan}
    )
    one = segments.iloc[[0]].assign(from_station="s0", to_station="s1", km=18.3, max_kmh_from=2008)
    with pytest.raises(CrsError, match=r"stations\.csv: 12 points lie .* GCJ-02"):
        compile_line_table(stations, one, turned)
    true_ones = stations.assign(lon=true[:, 0], lat=true[:, 1])
    declared = gcj02_to_wgs84(true)
    turned_away = stations.assign(lon=declared[:, 0], lat=declared[:, 1])
    compile_line_table(true_ones, one, turned, datum="gcj02")
    with pytest.raises(CrsError, match=r"the coordinates are WGS84, not GCJ-02; give `datum: wgs84`"):
        compile_line_table(turned_away, one, turned, datum="gcj02")


def test_a_ferry_is_drawn_along_its_points_and_not_along_track(stations, segments, world):
    by_sea = segments.assign(
        **{"class": ["hsr", "hsr", "hsr", "ferry", "bus"], "via": [np.nan] * 3 + ["116.2 39.05", np.nan]}
    )
    _, edges = compile_line_table(stations, by_sea, world)
    assert edges["geometry_source"].tolist() == ["osm", "table", "assumed"]
    assert shapely.get_coordinates(edges.geometry.iloc[1]).tolist() == [[116.125, 39.0], [116.2, 39.05], [116.25, 39.0]]
    assert len(shapely.get_coordinates(edges.geometry.iloc[2])) == 2


def test_terminals_beside_the_track_say_nothing_of_the_datum(stations, segments, world):
    """Half a kilometre off the track, as GCJ-02 would put them; ferries lie nowhere near track by nature."""
    off = stations.assign(mode="ferry", lon=stations["lon"] + 0.006, lat=stations["lat"] + 0.002)
    compile_line_table(off, segments.assign(**{"class": "ferry"}), world)
