"""GCJ-02 and BD-09: conversions against a published vector, and what is noticed when WGS84 was promised."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.errors import CrsError, NetoptWarning
from netopt.network.datum import (
    FROM_WGS84,
    TO_WGS84,
    bd09_to_gcj02,
    bd09_to_wgs84,
    detect_offset,
    detect_offset_from_track,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

BEIJING_SOUTH = np.array([[116.3785, 39.8650]])
in_china = st.lists(st.tuples(st.floats(75.0, 134.0), st.floats(19.0, 53.0)), min_size=1, max_size=5)


@pytest.fixture
def places() -> np.ndarray:
    """Twelve places from Beijing to Guangzhou."""
    return np.stack([np.linspace(116.4, 113.3, 12), np.linspace(39.9, 23.1, 12)], axis=1)


def test_gcj02_of_beijing_south_is_the_known_point():
    assert wgs84_to_gcj02(BEIJING_SOUTH)[0] == pytest.approx([116.384725, 39.866390], abs=1e-6)


def test_gcj02_leaves_points_outside_china_where_they_are():
    cologne = np.array([[6.96, 50.94]])
    assert np.array_equal(wgs84_to_gcj02(cologne), cologne)


def test_bd09_of_tiananmen_is_the_known_point():
    """Both points are given in many guides to the conversion."""
    assert gcj02_to_bd09(np.array([[116.404, 39.915]]))[0] == pytest.approx([116.41036949, 39.92133699], abs=1e-6)


@settings(max_examples=50, deadline=None)
@given(in_china)
def test_inverse_conversions_return_to_a_tenth_of_a_millimetre(points):
    lonlat = np.array(points)
    tenth_mm = 1e-9  # degrees
    assert np.abs(gcj02_to_wgs84(wgs84_to_gcj02(lonlat)) - lonlat).max() < tenth_mm
    assert np.abs(bd09_to_gcj02(gcj02_to_bd09(lonlat)) - lonlat).max() < tenth_mm
    assert np.abs(bd09_to_wgs84(wgs84_to_bd09(lonlat)) - lonlat).max() < tenth_mm


CONVERSIONS = {"wgs84": (lambda lonlat: lonlat,) * 2, "gcj02": (wgs84_to_gcj02, gcj02_to_wgs84)}
CONVERSIONS["bd09"] = (wgs84_to_bd09, bd09_to_wgs84)


@pytest.mark.parametrize(("convert", "mend"), [(wgs84_to_gcj02, "gcj02_to_wgs84"), (wgs84_to_bd09, "bd09_to_wgs84")])
def test_offset_of_a_whole_table_is_refused_and_the_mend_named(places, convert, mend):
    with pytest.raises(CrsError, match=rf"stations\.csv: 12 points lie .* netopt\.network\.datum\.{mend}"):
        detect_offset(convert(places), places, name="stations.csv")


def test_offset_of_a_table_with_scattered_errors_of_thirty_metres_is_still_seen(places):
    scatter = np.random.default_rng(7).normal(0.0, 30.0 / 111_000.0, places.shape)
    with pytest.raises(CrsError):
        detect_offset(wgs84_to_gcj02(places) + scatter, places)


def test_offset_of_fewer_than_ten_points_is_a_warning_that_counts_them(places):
    with pytest.warns(NetoptWarning, match="all 9 points"):
        detect_offset(wgs84_to_gcj02(places[:9]), places[:9])


def test_true_points_and_small_errors_pass(places):
    detect_offset(places + 0.001, places)


def test_an_offset_that_no_datum_explains_passes(places):
    """600 m to the west is a large error, but not this one."""
    detect_offset(places - [0.007, 0.0], places)


def test_no_points_pass():
    detect_offset(np.empty((0, 2)), np.empty((0, 2)))
    detect_offset_from_track(np.empty((0, 2)), lambda lonlat: lonlat[:, 0])


def meridian_track(lonlat: np.ndarray) -> np.ndarray:
    """Distance to a line that runs due north at 116.4 E, metres."""
    return np.abs(lonlat[:, 0] - 116.4) * 111_320.0 * np.cos(np.radians(lonlat[:, 1]))


@pytest.fixture
def stations() -> np.ndarray:
    return np.stack([np.full(10, 116.4), np.linspace(36.0, 42.0, 10)], axis=1)


def test_stations_off_all_track_until_converted_are_refused(stations):
    with pytest.raises(CrsError, match="GCJ-02"):
        detect_offset_from_track(wgs84_to_gcj02(stations), meridian_track)


def test_nine_stations_off_all_track_until_converted_are_a_warning(stations):
    with pytest.warns(NetoptWarning, match="all 9 points"):
        detect_offset_from_track(wgs84_to_gcj02(stations[1:]), meridian_track)


def test_stations_on_track_pass(stations):
    detect_offset_from_track(stations, meridian_track)


def test_stations_off_track_for_another_reason_pass(stations):
    detect_offset_from_track(stations - [0.02, 0.0], meridian_track)


@pytest.mark.parametrize("declared", ["wgs84", "gcj02", "bd09"])
@pytest.mark.parametrize("true", ["wgs84", "gcj02", "bd09"])
def test_datum_that_is_not_the_declared_one_is_refused_and_the_key_named(stations, true, declared):
    given = CONVERSIONS[true][0](stations)
    as_declared = CONVERSIONS[declared][1](given)
    if true == declared:
        detect_offset_from_track(as_declared, meridian_track, declared=declared)
        return
    with pytest.raises(CrsError, match=f"give `datum: {true}` in the config's network section"):
        detect_offset_from_track(as_declared, meridian_track, declared=declared)


def test_points_in_europe_are_moved_by_no_datum_of_china():
    """Cologne: whatever is declared, ten stations off their track there are no sign of a Chinese datum."""
    cologne = np.array([[6.9589, 50.9430]])
    for convert in (*FROM_WGS84.values(), *TO_WGS84.values()):
        assert convert(cologne) == pytest.approx(cologne, abs=0.0)
