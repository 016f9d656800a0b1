"""What a line table may not hold, and the message a user gets for it."""

import numpy as np
import pandas as pd
import pytest

from netopt.errors import NetworkError
from netopt.rail.tables.table_check import SEGMENT_CLASSES, check_line_table


def stations_table() -> pd.DataFrame:
    """a --11-- b --11-- c along the 39th parallel (0.125 degrees are 10.8 km)."""
    rows = [("a", 116.0, "hub"), ("b", 116.125, "local"), ("c", 116.25, "junction")]
    frame = pd.DataFrame(rows, columns=["station_id", "lon", "class"])
    return frame.assign(lat=39.0, name_zh="站", name_en="Station", opened_year=2008, closed_year=np.nan)


def segments_table() -> pd.DataFrame:
    rows = [("a", "b", 350, 2008), ("a", "b", 300, 2011), ("b", "c", 350, 2008)]
    frame = pd.DataFrame(rows, columns=["from_station", "to_station", "max_kmh", "max_kmh_from"])
    return frame.assign(
        **{"line_id": "L", "line_zh": "线", "line_en": "Line", "km": 11.0, "class": "hsr", "electrified": "yes"},
        **{"opened_year": 2008, "closed_year": np.nan, "max_kmh_assumed": "no", "km_assumed": "no"},
    )


def with_value(frame: pd.DataFrame, row: int, column: str, value: object) -> pd.DataFrame:
    changed = frame.astype({column: object})
    changed.loc[row, column] = value
    return changed


def breaches(stations: pd.DataFrame, segments: pd.DataFrame) -> list[str]:
    with pytest.raises(NetworkError) as caught:
        check_line_table(stations, segments)
    return [str(breach) for breach in caught.value.breaches]


def test_check_passes_a_sound_table_with_columns_of_its_own():
    check_line_table(stations_table().assign(source="seen"), segments_table().assign(note=""))


@pytest.mark.parametrize(
    ("row", "column", "value", "message"),
    [
        (1, "station_id", "a", "stations.csv:3: station_id 'a' is already on line 2; rename or remove one"),
        (1, "lon", np.nan, "stations.csv:3: lon (empty) is no number; give WGS84 degrees"),
        (1, "lat", "north", "stations.csv:3: lat 'north' is no number; give WGS84 degrees"),
        (1, "lon", 190.0, "stations.csv:3: lon 190 is outside -180..180; give WGS84 degrees"),
        (1, "lon", 1e308, "stations.csv:3: lon 1e+308 is outside -180..180; give WGS84 degrees"),
        (1, "lat", -91.0, "stations.csv:3: lat -91 is outside -90..90; give WGS84 degrees"),
        (1, "class", "grand", "stations.csv:3: class 'grand' is not one of hub, main, local, freight, junction"),
        (1, "name_en", "a\x1b[31m", "stations.csv:3: name_en 'a\\x1b[31m' holds a control character; remove it"),
        (
            1,
            "opened_year",
            208,
            "stations.csv:3: opened_year 208 is no year from 1800 to 2200; give four digits or leave it empty",
        ),
        (
            1,
            "opened_year",
            "soon",
            "stations.csv:3: opened_year 'soon' is no year from 1800 to 2200; give four digits or leave it empty",
        ),
        (1, "closed_year", 2008, "stations.csv:3: closed_year 2008 is not after opened_year 2008; correct one of them"),
    ],
)
def test_check_tells_line_value_and_mend_of_a_bad_station(row, column, value, message):
    assert message in breaches(with_value(stations_table(), row, column, value), segments_table())


@pytest.mark.parametrize(
    ("row", "column", "value", "message"),
    [
        (2, "to_station", "x", "to_station 'x' is not in stations.csv; correct the id or add the station"),
        (2, "to_station", "b", "the segment starts and ends at 'b'; correct one end"),
        (2, "km", 0, "km 0 is not above 0; give the length of the line in km"),
        (2, "km", "ten", "km 'ten' is not above 0; give the length of the line in km"),
        (2, "km", 5001, "km 5001 is above 5000; give the length of the line in km"),
        (2, "km", np.float64(0.0), "km 0.0 is not above 0; give the length of the line in km"),
        (2, "max_kmh", 601, "max_kmh 601 is above 600; give km/h"),
        (2, "max_kmh", -1, "max_kmh -1 is not above 0; give km/h"),
        (2, "max_kmh", np.nan, "max_kmh (empty) is not above 0; give km/h"),
        (2, "class", "maglev", f"class 'maglev' is not one of {', '.join(SEGMENT_CLASSES)}"),
        (2, "electrified", "1", "electrified '1' is not one of yes, no"),
        (2, "km_assumed", np.nan, "km_assumed (empty) is not one of yes, no"),
    ],
)
def test_check_tells_line_value_and_mend_of_a_bad_segment(row, column, value, message):
    assert f"segments.csv:4: {message}" in breaches(stations_table(), with_value(segments_table(), row, column, value))


def test_check_tells_swapped_coordinates_beyond_the_pole():
    swapped = with_value(with_value(stations_table(), 1, "lon", 39.0), 1, "lat", 116.125)
    assert "stations.csv:3: lat 116.125 is outside -90..90; lon and lat are swapped" in breaches(
        swapped, segments_table()
    )


def test_check_tells_swapped_coordinates_that_are_possible_on_earth():
    """In the far west of China longitudes are below 90: only the other stations give the row away."""
    west = stations_table().assign(lon=[76.0, 76.125, 76.25])
    swapped = with_value(with_value(west, 1, "lon", 39.0), 1, "lat", 76.125)
    expected = "stations.csv:3: lon 39, lat 76.125 is 37 degrees from the middle of the others; lon and lat are swapped"
    assert expected in breaches(swapped, segments_table())


def test_check_lets_a_far_station_be_that_is_not_swapped():
    far = with_value(stations_table(), 2, "lon", 130.0)
    check_line_table(far, with_value(segments_table(), 2, "km", 1300.0))


@pytest.mark.parametrize(("km", "is_refused"), [(10.5, True), (10.6, False), (10, True), (11, False)])
def test_check_refuses_km_below_the_straight_distance_less_two_percent_and_rounding(km, is_refused):
    """b to c is 10.83 km straight, 98 % of it 10.61; 10.6 may be 10.65, and 10 may be 10.5 only."""
    segments = with_value(segments_table(), 2, "km", km)
    if not is_refused:
        check_line_table(stations_table(), segments)
        return
    (message,) = breaches(stations_table(), segments)
    assert message.startswith(f"segments.csv:4: km {km:g} is below the straight distance 10.8 km from b to c")


def test_check_wants_a_speed_from_the_opening_on():
    late = with_value(with_value(segments_table(), 2, "max_kmh_from", 2015), 2, "opened_year", 2010)
    expected = (
        "the first speed holds from 2015, but the segment opened in 2010; add a row with the speed at its opening"
    )
    assert breaches(stations_table(), late) == [f"segments.csv:4: {expected}"]


def test_check_wants_the_year_of_every_speed():
    (message,) = breaches(stations_table(), with_value(segments_table(), 2, "max_kmh_from", np.nan))
    assert message.startswith("segments.csv:4: max_kmh_from is empty")


def test_check_refuses_rows_of_one_segment_that_disagree():
    (message,) = breaches(stations_table(), with_value(segments_table(), 1, "km", 12.0))
    expected = "L: a to b has km 12.0, but 11.0 on line 2; rows of one segment differ in speed only"
    assert message == f"segments.csv:3: {expected}"


def test_check_refuses_two_speeds_from_one_year():
    (message,) = breaches(stations_table(), with_value(segments_table(), 1, "max_kmh_from", 2008))
    assert message == "segments.csv:3: L: a to b has two speeds from 2008; keep one"


def test_check_refuses_a_segment_in_both_directions():
    back = with_value(with_value(segments_table(), 2, "from_station", "b"), 2, "to_station", "a")
    (message,) = breaches(stations_table(), back)
    assert message == "segments.csv:4: L: b to a is on line 2 the other way round; keep one"


def test_check_names_a_missing_column():
    (message,) = breaches(stations_table(), segments_table().drop(columns="km_assumed"))
    assert message == "segments.csv:1: the column 'km_assumed' is missing; add it to the header"


def test_check_gathers_the_breaches_of_both_tables():
    stations = with_value(stations_table(), 0, "lon", np.nan)
    segments = with_value(with_value(segments_table(), 2, "km", -1), 2, "class", "maglev")
    assert len(breaches(stations, segments)) == 3


def test_check_takes_ferries_and_their_points_but_no_points_for_track():
    ferry = with_value(with_value(segments_table().assign(via=np.nan), 2, "class", "ferry"), 2, "via", "116.2 39.1")
    check_line_table(stations_table(), ferry)
    (message,) = breaches(stations_table(), with_value(ferry, 2, "class", "hsr"))
    assert message.startswith("segments.csv:4: via '116.2 39.1' is given for the class 'hsr', whose course is that")


@pytest.mark.parametrize("via", ["116.2", "116.2 39.1 5", "116.2 north", "39.1 116.2", "116.2 nan", ";"])
def test_check_refuses_points_that_cannot_be_read(via):
    ferry = with_value(with_value(segments_table().assign(via=np.nan), 2, "class", "ferry"), 2, "via", via)
    assert breaches(stations_table(), ferry) == [
        f"segments.csv:4: via {via!r} is no list of points; give `lon lat;lon lat`"
    ]


def test_check_refuses_an_unknown_mode_and_takes_none_for_the_main_line():
    check_line_table(stations_table().assign(mode=[np.nan, "ferry", "subway"]), segments_table())
    (message,) = breaches(stations_table().assign(mode=[np.nan, "ship", "rail"]), segments_table())
    assert message.startswith("stations.csv:3: mode 'ship' is not one of rail, narrow_gauge, subway")
