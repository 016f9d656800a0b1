"""What zones.csv, zones.geojson and places.csv may not hold, and the message a user gets for it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from netopt.rail.tables.zone_tables_check import outline_breaches, place_breaches, zone_breaches

NO_OUTLINES = gpd.GeoDataFrame(geometry=[], crs="EPSG:4326")


def stations_table() -> pd.DataFrame:
    rows = [("bj_zhan", 116.43, 39.9, "hub"), ("tj_zhan", 117.2, 39.13, "hub"), ("yard", 110.0, 39.1, "freight")]
    return pd.DataFrame(rows, columns=["station_id", "lon", "lat", "class"])


def zones_table(**changes: object) -> pd.DataFrame:
    """Two zones; ``changes`` are made to the second."""
    frame = pd.DataFrame({"zone_id": ["beijing", "tianjin"], "lon": [116.4, 117.2], "lat": [39.9, 39.1]})
    frame = frame.assign(adcode="110000", name_zh="市", name_en="City", population=13_866_009, centre="government")
    for column, value in changes.items():
        frame[column] = frame[column].astype(object)
        frame.loc[1, column] = value
    return frame


def outlines(**shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    given = {"beijing": shapely.box(116.0, 39.5, 116.8, 40.5), "tianjin": shapely.box(116.8, 38.6, 118.0, 40.2)}
    given |= shapes
    return gpd.GeoDataFrame({"zone_id": list(given)}, geometry=list(given.values()), crs="EPSG:4326")


def of_zones(zones: pd.DataFrame, drawn: gpd.GeoDataFrame = NO_OUTLINES) -> list[str]:
    return list(map(str, zone_breaches(zones, stations_table(), drawn)))


def test_sound_zones_and_outlines_have_no_breaches():
    assert of_zones(zones_table(), outlines()) == []
    assert list(outline_breaches(outlines(), {"beijing", "tianjin"})) == []


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("zone_id", "beijing", "zone_id 'beijing' is already on line 2"),
        ("zone_id", "tj_zhan", "zone_id 'tj_zhan' is a station's id too; rename the station"),
        ("population", 0, "population 0 is not above 0"),
        ("population", np.inf, "population inf is not above 0"),
        ("lat", np.nan, "lat (empty) is no number"),
        ("centre", "station", "centre 'station' is not one of government, weighted_mean"),
    ],
)
def test_bad_zone_is_told_with_line_value_and_mend(column, value, message):
    assert of_zones(zones_table(**{column: value}))[0].startswith(f"zones.csv:3: {message}")


@pytest.mark.parametrize(("lon", "lat"), [(10.0, 10.0), (119.3, 39.1), (117.2, 37.7)])
def test_zone_far_from_every_passenger_station_is_outside_the_network(lon, lat):
    """119.3 E is 181 km east of tj_zhan, 37.7 N 159 km south; the freight yard in the west is nobody's station."""
    (message,) = of_zones(zones_table(lon=lon, lat=lat))
    assert message.startswith(f"zones.csv:3: zone 'tianjin': lon {lon:g}, lat {lat:g} is ")
    assert "km from the nearest passenger station, more than 150 km; correct lon and lat or remove it" in message


def test_zone_near_a_freight_yard_alone_is_outside_the_network():
    assert len(of_zones(zones_table(lon=110.0, lat=39.1))) == 1


def test_zone_of_140_km_passes():
    assert of_zones(zones_table(lat=39.13 - 140.0 / 111.2)) == []


def test_centre_outside_its_outline_is_refused():
    """118.3 E is 0.3 degrees beyond the outline, 33 km as a degree along a meridian counts."""
    assert of_zones(zones_table(lon=118.3), outlines()) == [
        "zones.csv:3: zone 'tianjin': lon 118.3, lat 39.1 is 33 km outside its outline; correct one of them"
    ]


def test_zone_without_an_outline_is_refused_where_others_have_one():
    (message,) = of_zones(zones_table(), outlines().iloc[:1])
    assert message == "zones.csv:3: zone 'tianjin': has no outline among those given; add it"


@pytest.mark.parametrize(
    ("drawn", "message"),
    [
        (outlines(atlantis=shapely.box(0, 0, 1, 1)), "feature 3: zone_id 'atlantis' is not in zones.csv"),
        (outlines(tianjin=shapely.Point(117.0, 39.0)), "feature 2: zone 'tianjin' is a Point; give a Polygon"),
        (outlines(tianjin=None), "feature 2: zone 'tianjin' is nothing; give a Polygon"),
        (
            outlines(tianjin=shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])),
            "feature 2: the outline of zone 'tianjin' is not valid (Self-intersection",
        ),
        (outlines().drop(columns="zone_id"), " no feature has the property zone_id"),
        (pd.concat([outlines(), outlines().iloc[:1]]), "feature 3: zone_id 'beijing' comes twice"),
    ],
)
def test_bad_outline_is_told_with_its_feature(drawn, message):
    (found,) = map(str, outline_breaches(drawn, {"beijing", "tianjin"}))
    assert found.startswith(f"zones.geojson:{message}")


def of_places(**changes: object) -> list[str]:
    """Breaches of two places, of which the second is changed; a change to ``None`` drops the column."""
    frame = pd.DataFrame({"place_id": [1, 2], "lon": [116.4, 117.2], "lat": [39.9, 39.1]})
    frame = frame.assign(population=20_000, zone_id="beijing")
    for column, value in changes.items():
        if value is None:
            frame = frame.drop(columns=column)
            continue
        frame[column] = frame[column].astype(object)
        frame.loc[1, column] = value
    return list(map(str, place_breaches(frame, stations_table(), {"beijing"})))


def test_sound_places_have_no_breaches():
    assert of_places() == []


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("lon", np.nan, "3: lon (empty) is no number"),
        ("lon", "abc", "3: lon 'abc' is no number"),
        ("lon", 10.0, "3: lon 10, lat 39.1 is "),
        ("population", -1e9, "3: population -1000000000.0 is not above 0"),
        ("zone_id", "atlantis", "3: zone_id 'atlantis' is not in zones.csv"),
        ("lon", None, "1: the column 'lon' is missing"),
        ("population", None, "1: the column 'population' is missing"),
        ("zone_id", None, "1: the column 'zone_id' is missing"),
    ],
)
def test_bad_place_is_told_with_line_value_and_mend(column, value, message):
    assert of_places(**{column: value})[0].startswith(f"places.csv:{message}")
