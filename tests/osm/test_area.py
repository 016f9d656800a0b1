"""Areas of boxes and polygon files, and what is refused."""

import json
import os

import pyproj
import pytest
import shapely

from netopt.errors import ConfigError, CrsError, SourceError
from netopt.osm.area import area_of_bbox, area_of_file, buffered

SQUARE = {"type": "Polygon", "coordinates": [[[6, 50], [7, 50], [7, 51], [6, 51], [6, 50]]]}
FAR = {"type": "Polygon", "coordinates": [[[9, 50], [10, 50], [10, 51], [9, 50]]]}
BOWTIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
METRES = {"type": "Polygon", "coordinates": [[[5e5, 4e6], [6e5, 4e6], [6e5, 5e6], [5e5, 4e6]]]}
BOTH_SIDES = {
    "type": "MultiPolygon",
    "coordinates": [[[[179, 0], [180, 0], [180, 1], [179, 0]]], [[[-180, 0], [-179, 0], [-180, 1], [-180, 0]]]],
}


def features(*geometries):
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": geometry} for geometry in geometries],
    }


@pytest.fixture
def written(tmp_path):
    """Write a GeoJSON document, give its path."""

    def write(document):
        path = tmp_path / "area.geojson"
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return path

    return write


def test_area_of_bbox_is_the_box_when_it_is_in_order():
    assert area_of_bbox([6.5, 50.5, 7, 51]).bounds == (6.5, 50.5, 7.0, 51.0)


@pytest.mark.parametrize(
    ("bbox", "told"),
    [
        ([7, 50, 6, 51], "west 7 is not below east 6"),
        ([6, 51, 7, 50], "south 51 is not below north 50"),
        ([6, 50, 6, 51], "west 6 is not below east 6"),
        ([170, -20, -170, -10], "180th meridian"),
        ([6, 50, 181, 51], "longitude 181"),
        ([6, -91, 7, 51], "latitude -91"),
        ([6, 50, 7], "not four numbers"),
        ([6, 50, float("nan"), 51], "not four numbers"),
        (["6", 50, 7, 51], "not four numbers"),
    ],
)
def test_area_of_bbox_is_refused_when_it_is_no_box_on_the_earth(bbox, told):
    with pytest.raises(ConfigError, match=told):
        area_of_bbox(bbox)


def test_area_of_bbox_tells_everything_when_several_numbers_are_wrong():
    with pytest.raises(ConfigError, match=r"longitude 200.*latitude 95.*south 95"):
        area_of_bbox([6, 95, 200, 51])


@pytest.mark.parametrize("document", [SQUARE, features(SQUARE), features(SQUARE, SQUARE)])
def test_area_of_file_is_its_polygon_when_it_is_geometry_or_features(written, document):
    assert area_of_file(written(document)).equals(shapely.box(6, 50, 7, 51))


def test_area_of_file_is_all_its_polygons_when_there_are_several(written):
    area = area_of_file(written(features(SQUARE, FAR)))

    assert area.geom_type == "MultiPolygon"
    assert area.area == pytest.approx(1.5)


def test_area_of_file_is_read_when_its_old_crs_member_says_wgs84(written):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}

    assert area_of_file(written({**features(SQUARE), "crs": crs})).area == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("document", "error", "told"),
    [
        (METRES, CrsError, "no longitude and latitude.*EPSG:4326"),
        ({**SQUARE, "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}}, CrsError, "3857"),
        ({**SQUARE, "crs": "EPSG:4326"}, CrsError, "not WGS84"),
        (BOWTIE, SourceError, "not valid .*Self-intersection"),
        ({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, SourceError, "holds LineString"),
        (features(), SourceError, "holds no polygon"),
        ({"type": "Topology"}, SourceError, "no GeoJSON"),
        ([1, 2], SourceError, "no GeoJSON"),
        ("{", SourceError, "no JSON"),
        ("[" * 100_000, SourceError, "no JSON"),
        ("", SourceError, "no JSON"),
        (BOTH_SIDES, SourceError, "180th meridian"),
    ],
)
def test_area_of_file_is_refused_with_its_name_when_it_is_no_area(written, document, error, told):
    path = written(document)

    with pytest.raises(error, match=told) as refused:
        area_of_file(path)
    assert "area.geojson" in str(refused.value)


def test_area_of_file_is_refused_when_there_is_no_file(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        area_of_file(tmp_path / "nowhere.geojson")


def test_area_of_file_is_refused_when_it_is_a_folder(tmp_path):
    with pytest.raises(SourceError, match="is a folder"):
        area_of_file(tmp_path)


def test_area_of_file_is_refused_at_once_when_it_is_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "area.geojson")
    with pytest.raises(SourceError, match="pipe or a device"):
        area_of_file(tmp_path / "area.geojson")


def test_area_of_file_is_refused_in_a_short_line_when_its_crs_is_an_essay(written):
    with pytest.raises(CrsError, match="says its coordinates are in") as caught:
        area_of_file(written({**SQUARE, "crs": ["x" * 9000]}))
    assert len(str(caught.value)) < 400


def test_margin_reaches_as_far_as_asked_when_an_area_is_widened(written):
    west, south, east, north = area_of_file(written(SQUARE), buffer_km=30.0).bounds
    geod = pyproj.Geod(ellps="WGS84")

    assert geod.inv(6.5, 51.0, 6.5, north)[2] == pytest.approx(30_000, rel=0.02)
    assert geod.inv(6.0, 50.5, west, 50.5)[2] == pytest.approx(30_000, rel=0.02)
    assert west < 6.0 < 7.0 < east
    assert south < 50.0


@pytest.mark.parametrize(
    ("area", "buffer_km", "told"),
    [
        (shapely.box(6, 50, 7, 51), -1.0, "not 0 or more"),
        (shapely.box(6, 50, 7, 51), float("nan"), "not 0 or more"),
        (shapely.box(178, 50, 179.9, 51), 30.0, "180th meridian"),
        (shapely.box(6, 80, 7, 89.9), 30.0, "180th meridian"),
    ],
)
def test_margin_is_refused_when_it_cannot_be_drawn(area, buffer_km, told):
    with pytest.raises(ConfigError, match=told):
        buffered(area, buffer_km)
