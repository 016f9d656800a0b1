"""What is particular to the zones of graphs/jingjinji."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import shape

TABLES = Path(__file__).parents[2] / "graphs" / "jingjinji"
WGS84 = Geod(ellps="WGS84")
LAND_KM2 = {"beijing": (16410, 0.01), "tianjin": (11917, 0.03), "hebei": (188800, 0.01)}
"""Published area and the share it may be missed by; Tianjin's outline holds land won from the sea since."""


def table(name):
    return pd.read_csv(TABLES / f"{name}.csv")


@pytest.fixture(scope="module")
def outlines():
    """Geometry by zone_id."""
    features = json.loads((TABLES / "zones.geojson").read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["zone_id"]: shape(feature["geometry"]) for feature in features}


def area_km2(geometry):
    return abs(WGS84.geometry_area_perimeter(geometry)[0]) / 1e6


def union_of(outlines):
    return shapely.get_parts(shapely.union_all(list(outlines.values())))


def test_baoding_does_not_count_xiongan_again():
    """11,544,036 is the census figure of Baoding with Dingzhou and Xiong'an."""
    population = table("zones").set_index("zone_id")["population"]
    assert population["baoding"] + population["xiongan"] == 11_544_036


def test_zone_centre_is_no_station():
    stations = table("stations").query("`class` not in ['freight', 'junction']")
    for zone in table("zones").itertuples():
        n = len(stations)
        metres = WGS84.inv(np.full(n, zone.lon), np.full(n, zone.lat), stations["lon"], stations["lat"])[2]
        assert metres.min() > 200, zone.zone_id


def test_weighted_centre_of_beijing_is_the_mean_of_its_places():
    beijing = table("zones").set_index("zone_id").loc["beijing"]
    places = table("places").query("zone_id == 'beijing'")
    assert beijing["centre"] == "weighted_mean"
    assert np.average(places["lon"], weights=places["population"]) == pytest.approx(beijing["lon"], abs=1e-4)
    assert np.average(places["lat"], weights=places["population"]) == pytest.approx(beijing["lat"], abs=1e-4)


def test_outlines_leave_no_hole_between_zones(outlines):
    holes = [area_km2(shapely.Polygon(ring)) for part in union_of(outlines) for ring in part.interiors]
    assert sum(holes) < 1.0


def test_outlines_have_the_published_areas(outlines):
    areas = {zone_id: area_km2(outline) for zone_id, outline in outlines.items()}
    areas["hebei"] = sum(areas.values()) - areas["beijing"] - areas["tianjin"]
    for name, (published_km2, share) in LAND_KM2.items():
        assert areas[name] == pytest.approx(published_km2, rel=share), name


def test_langfang_keeps_its_exclave(outlines):
    """Sanhe, Dachang and Xianghe lie between Beijing and Tianjin, apart from the rest: about 1,280 km2."""
    areas = sorted(area_km2(part) for part in shapely.get_parts(outlines["langfang"]))
    assert len(areas) == 2
    assert areas[0] == pytest.approx(1277, rel=0.03)
