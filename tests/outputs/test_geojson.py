"""GeoJSON held to RFC 7946: members, rings, decimals, order, hostile text; and read again."""

import json
import re

import geopandas as gpd
import pytest
import shapely

from netopt.layers import Layer, Role
from netopt.network.crs import equal_area_crs
from netopt.outputs.geojson import GeoJsonOutput, layer_text, read_layer, safe_name, write_layer
from tests.outputs.conftest import HOSTILE


@pytest.fixture
def collection(output, tmp_path):
    """The written file, parsed."""
    assert GeoJsonOutput().write(output, tmp_path) == ["layers/area.geojson"]
    return json.loads((tmp_path / "layers" / "area.geojson").read_text(encoding="utf-8"))


def test_collection_has_no_crs_and_a_bbox(collection):
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    assert collection["bbox"] == [116, 38, 117, 40]


def test_features_are_sorted_by_id_and_the_id_stands_on_top(collection):
    assert [feature["id"] for feature in collection["features"]] == ["a", "b"]
    assert all("id" not in feature["properties"] for feature in collection["features"])


def test_properties_are_plain_and_missing_is_null(collection):
    a, b = (feature["properties"] for feature in collection["features"])
    assert a == {"name": "甲", "count": None, "share": None, "is_open": False}
    assert b == {"name": HOSTILE, "count": 1, "share": 0.333333, "is_open": True}


def test_rings_follow_the_right_hand_rule(collection):
    outer, inner = collection["features"][1]["geometry"]["coordinates"]
    assert shapely.LinearRing(outer).is_ccw
    assert not shapely.LinearRing(inner).is_ccw


def test_coordinates_have_at_most_seven_decimals(output, tmp_path):
    GeoJsonOutput().write(output, tmp_path)
    text = (tmp_path / "layers" / "area.geojson").read_text(encoding="utf-8")
    assert "116.1234568" in text
    assert not re.search(r"\d\.\d{8,}", text)


def test_metadata_names_source_licence_date_unit_and_currency(collection):
    metadata = collection["metadata"]
    assert metadata["attribution"] == "© OpenStreetMap contributors"
    assert (metadata["licence"], metadata["source_date"]) == ("ODbL 1.0", "2024-01")
    assert (metadata["unit"], metadata["currency"], metadata["title"]) == ("share", "CNY", {"en": "Areas"})


def test_same_layer_gives_the_same_bytes_whatever_the_order_of_rows(hole_layer):
    turned = Layer(**{**vars(hole_layer), "frame": hole_layer.frame.iloc[::-1]})
    assert layer_text(turned, {}) == layer_text(hole_layer, {})


def test_gdal_reads_the_file(output, tmp_path):
    GeoJsonOutput().write(output, tmp_path)
    frame = gpd.read_file(tmp_path / "layers" / "area.geojson")
    assert frame.crs.to_epsg() == 4326
    assert frame["id"].tolist() == ["a", "b"]
    assert frame["name"].tolist()[1] == HOSTILE
    assert frame.geometry.is_valid.all()


def test_projected_layer_is_written_in_degrees():
    crs = equal_area_crs((115, 38, 118, 41))
    frame = gpd.GeoDataFrame({"id": ["p"]}, geometry=[shapely.Point(116.4, 39.9)], crs="EPSG:4326").to_crs(crs)
    text = layer_text(Layer("points", Role.STATION, frame), {})
    assert json.loads(text)["features"][0]["geometry"] == {"type": "Point", "coordinates": [116.4, 39.9]}


def test_line_over_the_antimeridian_is_cut_and_the_bbox_goes_east_over_it():
    frame = gpd.GeoDataFrame({"id": ["ferry"]}, geometry=[shapely.LineString([(179, 0), (-179, 2)])], crs="EPSG:4326")
    collection = json.loads(layer_text(Layer("lines", Role.FLOW, frame), {}))
    geometry = shapely.geometry.shape(collection["features"][0]["geometry"])
    assert geometry.geom_type == "MultiLineString"
    assert sorted(tuple(part.bounds) for part in geometry.geoms) == [(-180, 1, -179, 2), (179, 0, 180, 1)]
    assert collection["bbox"] == [179, 0, -179, 2]


def test_polygon_over_the_antimeridian_keeps_its_area():
    ring = [(178, -1), (-178, -1), (-178, 1), (178, 1)]
    frame = gpd.GeoDataFrame({"id": ["sea"]}, geometry=[shapely.Polygon(ring)], crs="EPSG:4326")
    geometry = json.loads(layer_text(Layer("seas", Role.AREA, frame), {}))["features"][0]["geometry"]
    cut = shapely.geometry.shape(geometry)
    assert cut.geom_type == "MultiPolygon"
    assert cut.area == pytest.approx(8.0)  # 4 by 2 degrees
    assert all(part.exterior.is_ccw for part in cut.geoms)


def test_missing_and_empty_geometry_is_null():
    frame = gpd.GeoDataFrame({"id": [1, 2]}, geometry=[None, shapely.Polygon()], crs="EPSG:4326")
    collection = json.loads(layer_text(Layer("none", Role.AREA, frame), {}))
    assert [feature["geometry"] for feature in collection["features"]] == [None, None]
    assert "bbox" not in collection


def test_layer_without_rows_is_a_valid_file(tmp_path):
    frame = gpd.GeoDataFrame({"id": []}, geometry=[], crs="EPSG:4326")
    write_layer(Layer("empty", Role.GAIN, frame), tmp_path / "layers", {})
    assert len(gpd.read_file(tmp_path / "layers" / "empty.geojson")) == 0
    assert read_layer(tmp_path / "layers" / "empty.geojson").frame.empty


def test_read_layer_gives_back_what_was_written(hole_layer, tmp_path):
    write_layer(hole_layer, tmp_path / "layers", {})
    again = read_layer(tmp_path / "layers" / "area.geojson")
    assert {**vars(again), "frame": None} == {**vars(hole_layer), "frame": None}
    assert again.frame["id"].tolist() == ["a", "b"]
    assert json.loads(layer_text(again, {})) == json.loads(layer_text(hole_layer, {}))


def test_polygon_thinner_than_a_digit_stays_valid():
    """A spike of 1e-9 degrees collapses when rounded; the polygon must not touch itself."""
    spiked = shapely.Polygon([(116, 39), (117, 39), (117, 40), (116.5, 40), (116.5 - 1e-9, 45), (116.4, 40), (116, 40)])
    frame = gpd.GeoDataFrame({"id": ["s"]}, geometry=[spiked], crs="EPSG:4326")
    geometry = json.loads(layer_text(Layer("spikes", Role.AREA, frame), {}))["features"][0]["geometry"]
    assert shapely.geometry.shape(geometry).is_valid


@pytest.mark.parametrize(("name", "safe"), [("areas", "areas"), ("../up", "_up"), ("a b/c", "a_b_c"), ("", "_")])
def test_file_name_of_a_layer_cannot_leave_its_folder(name, safe):
    assert safe_name(name) == safe
