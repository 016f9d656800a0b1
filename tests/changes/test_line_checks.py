"""Lines drawn by strangers: what has no place, no possible length or no id of its own is refused with the mend."""

import json

import pytest

from netopt.changes.add_line import AddLine
from netopt.errors import NetoptError, NetworkError
from tests.networks import line_of_three

GOOD = [[116.0, 39.5], [116.4, 39.55], [116.9, 39.6]]


def build(folder, coordinates, points=(), **asked):
    """The drawn network (its plane is centred on 116 E, 39.5 N) with a line along degrees, and points of stations."""
    features = [{"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": coordinates}}]
    features += [
        {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": place}}
        for properties, place in points
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "line.geojson").write_text(text)
    change = AddLine(**{"id": "new", "file": "line.geojson", "max_kmh": 200, "headway_min": 20, **asked})
    return change.apply(line_of_three(), all_years=line_of_three(), folder=folder)


def test_line_with_heights_is_built_as_one_without(tmp_path):
    flat = build(tmp_path, GOOD)
    high = build(tmp_path, [[*place, 30.0] for place in GOOD])
    assert (high.edges["length_m"] == flat.edges["length_m"]).all()


@pytest.mark.parametrize(
    ("coordinates", "message"),
    [
        ([[116.0, 39.5], [float("nan"), 39.5], [117.0, 39.5]], "no number"),
        ([[39.5, 116.0], [39.6, 117.0]], "[39.5, 116] is no place on the earth; write longitude before latitude"),
        ([[200.0, 39.5], [201.0, 39.5]], "[200, 39.5] is no place on the earth; give WGS84 degrees"),
        ([[116.0, 39.5]], "cannot be read as GeoJSON"),
        ([[6.0, 50.0], [7.0, 51.0]], "km from all stations and zones; write longitude before latitude"),
    ],
)
def test_line_without_a_place_in_the_region_is_refused(tmp_path, coordinates, message):
    with pytest.raises(NetoptError) as caught:
        build(tmp_path, coordinates)
    assert "line.geojson" in str(caught.value)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"id": "a/b"}, "id 'a/b' does not fit"),
        ({"id": "a;b"}, "id 'a;b' does not fit"),
        ({"id": "a\nb"}, "does not fit"),
        ({"id": {"a": 1}}, "does not fit"),
        ({"id": "x", "name_en": "A" * 201}, "name_en"),
        ({"id": "x", "name_zh": "a\u202eb"}, "name_zh"),
        ({"id": "new_end"}, "2 stations of the line have the id 'new_end'"),
    ],
)
def test_hostile_station_of_the_file_is_refused(tmp_path, properties, message):
    with pytest.raises(NetworkError) as caught:
        build(tmp_path, GOOD, [(properties, [116.4, 39.55])])
    assert message in str(caught.value)


def test_names_in_markup_are_names(tmp_path):
    built = build(tmp_path, GOOD, [({"id": "x", "name_en": "<b>=1+1</b>"}, [116.4, 39.55])])
    assert built.nodes.loc["x", "name_en"] == "<b>=1+1</b>"


def test_station_far_from_the_line_is_refused_whether_drawn_or_named(tmp_path):
    with pytest.raises(NetworkError, match=r"station 'x' lies .* km from the line; draw the line to it"):
        build(tmp_path, GOOD, [({"id": "x"}, [116.4, 40.5])])
    with pytest.raises(NetworkError, match=r"station 'c' lies .* km from the line"):
        build(tmp_path, [[116.0, 40.2], [116.9, 40.3]], [({"id": "x"}, [116.0, 40.2])], stations=["x", "c"])


@pytest.mark.parametrize("length_km", [1.0, 1e6])
def test_length_that_cannot_be_the_lines_is_refused(tmp_path, length_km):
    with pytest.raises(NetworkError, match="does not fit the line, which is drawn 7[0-9]"):
        build(tmp_path, GOOD, length_km=length_km)
