"""Zones, outlines, places and water of every network in graphs/ agree with the census and with each other."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import shape

GRAPHS = Path(__file__).parents[2] / "graphs"
REGIONS = sorted(path.parent.name for path in GRAPHS.glob("*/zones.csv"))
WGS84 = Geod(ellps="WGS84")
EARTH_KM_PER_DEGREE = 111.32
CENSUS_2020 = {
    "jingjinji": (14, 110_369_339),
    "gba": (11, 77_948_672 + 7_474_200 + 683_218),
    "yrd": (41, 24_870_895 + 84_748_016 + 64_567_588 + 61_027_171),
    "chengyu": (16, 102_709_894),
}
"""Zones and people: bulletins of the seventh census; Hong Kong and Macau at the end of 2020."""


@pytest.fixture(params=REGIONS)
def region(request):
    return request.param


@pytest.fixture
def table(region):
    return lambda name: pd.read_csv(GRAPHS / region / f"{name}.csv")


def shapes(path, key):
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {feature["properties"][key]: shape(feature["geometry"]) for feature in features}


@pytest.fixture
def outlines(region):
    """Geometry by zone_id."""
    return shapes(GRAPHS / region / "zones.geojson", "zone_id")


def area_km2(geometry):
    return abs(WGS84.geometry_area_perimeter(geometry)[0]) / 1e6


def test_zones_sum_to_the_census(region, table):
    people = table("zones")["population"]
    assert (len(people), people.sum()) == CENSUS_2020[region]


def test_zones_and_outlines_are_the_same(table, outlines):
    assert sorted(outlines) == list(outlines) == sorted(table("zones")["zone_id"])


def test_zone_centre_lies_in_its_own_outline(table, outlines):
    zones = table("zones")
    assert [z.zone_id for z in zones.itertuples() if not outlines[z.zone_id].covers(shapely.Point(z.lon, z.lat))] == []


def test_outlines_are_valid_and_right_handed(outlines):
    for zone_id, outline in outlines.items():
        assert outline.is_valid, zone_id
        for part in shapely.get_parts(outline):
            assert part.exterior.is_ccw, zone_id
            assert not any(hole.is_ccw for hole in part.interiors), zone_id


def test_outlines_do_not_overlap(outlines):
    zones = sorted(outlines)
    common = {
        (a, b): area_km2(outlines[a] & outlines[b])
        for i, a in enumerate(zones)
        for b in zones[i + 1 :]
        if shapely.relate_pattern(outlines[a], outlines[b], "T********")
    }
    assert {pair: km2 for pair, km2 in common.items() if km2 > 0.01} == {}


def test_outlines_are_small_and_rounded(region, outlines):
    assert (GRAPHS / region / "zones.geojson").stat().st_size < 400_000
    lonlat = np.concatenate([shapely.get_coordinates(outline) for outline in outlines.values()])
    assert np.abs(lonlat - lonlat.round(5)).max() < 1e-9


def test_places_lie_in_or_within_5_km_of_their_zone(table, outlines):
    for place in table("places").itertuples():
        degrees = outlines[place.zone_id].distance(shapely.Point(place.lon, place.lat))
        assert degrees * EARTH_KM_PER_DEGREE <= 5.0, place.name


def test_places_hold_no_more_people_than_their_zone(table):
    people = table("places").groupby("zone_id")["population"].sum()
    census = table("zones").set_index("zone_id")["population"]
    assert (people <= 1.005 * census[people.index]).all()  # gazetteer and census are of different years; runs scale
    assert table("places")["population"].gt(0).all()


@pytest.mark.parametrize("region", [path.parent.name for path in GRAPHS.glob("*/water.geojson")])
def test_no_zone_centre_and_no_railway_station_lies_in_the_water(region):
    water = shapely.union_all(list(shapes(GRAPHS / region / "water.geojson", "water_id").values()))
    zones, stations = (pd.read_csv(GRAPHS / region / f"{name}.csv") for name in ("zones", "stations"))
    assert not shapely.contains_xy(water, zones["lon"], zones["lat"]).any()
    passenger = stations[stations["class"].isin(["hub", "main", "local"])]
    assert passenger[shapely.contains_xy(water, passenger["lon"], passenger["lat"])]["station_id"].tolist() == []
