"""Extracts made of Overpass answers."""

import pytest
import shapely

from netopt.errors import SourceError
from netopt.osm.elements import extract_of_elements
from netopt.osm.extract import ExtractOrigin
from netopt.osm.selection import Selection

ORIGIN = ExtractOrigin("overpass.example", "2026-01-01T00:00:00Z")
NODES = [
    {"type": "node", "id": 1, "lat": 39, "lon": 116.0, "tags": {"railway": "station"}},
    {"type": "node", "id": 2, "lat": 39.0, "lon": 116.01, "tags": {"railway": "signal"}},
    {"type": "node", "id": 3, "lat": 39.0, "lon": 116.02},
    {"type": "node", "id": 4, "lat": 39.1, "lon": 116.02},
]
WAY = {"type": "way", "id": 10, "nodes": [1, 2, 3], "tags": {"railway": "rail"}}
AREA = {
    "type": "relation",
    "id": 20,
    "members": [{"type": "way", "ref": 10, "role": ""}],
    "tags": {"type": "route", "route": "train"},
}


def extract(*elements, **options):
    return extract_of_elements([{"version": 0.6, "elements": list(elements)}], ORIGIN, **options)


def test_elements_make_an_extract_when_they_are_well_formed():
    made = extract(*NODES, WAY, AREA)

    assert made.way_id.tolist() == [10]
    assert made.node_id.tolist() == [1, 2, 3]
    assert made.point(1) == (116.0, 39.0)
    assert [relation.id for relation in made.relations] == [20]
    assert made.origin is ORIGIN


def test_elements_are_united_by_id_when_several_documents_hold_them():
    bare = {"type": "node", "id": 1, "lat": 39.0, "lon": 116.0}
    made = extract_of_elements([{"elements": [*NODES, WAY]}, {"elements": [bare, WAY]}], ORIGIN)

    assert made.way_id.tolist() == [10]
    assert made.node_tags[1] == {"railway": "station"}
    assert made.notes["duplicate_ways"] == 1


def test_elements_are_narrowed_as_a_file_is_when_a_selection_is_given():
    bus = {**AREA, "id": 21, "tags": {"type": "route", "route": "bus"}}
    road = {**WAY, "id": 11, "nodes": [3, 4], "tags": {"highway": "primary"}}
    made = extract(*NODES, WAY, road, AREA, bus, selection=Selection())

    assert made.way_id.tolist() == [10]
    assert made.node_tags == {1: {"railway": "station"}}
    assert [relation.id for relation in made.relations] == [20]


def test_elements_are_cut_to_the_area_when_one_is_given():
    far = {**WAY, "id": 11, "nodes": [3, 4]}
    made = extract(*NODES, WAY, far, area=shapely.box(115.99, 38.9, 116.005, 39.05))

    assert made.way_id.tolist() == [10]
    assert made.notes["ways_outside_area"] == 1


def test_elements_make_an_empty_extract_when_there_are_none():
    made = extract()

    assert made.way_id.size == made.node_id.size == 0
    assert made.first_ref.tolist() == [0]


def test_highest_version_is_taken_when_answers_tell_versions():
    newer = {**WAY, "version": 3, "tags": {"railway": "subway"}}

    assert extract(*NODES, newer, {**WAY, "version": 2}).way_tags == ({"railway": "subway"},)


@pytest.mark.parametrize(
    ("element", "told"),
    [
        ({"type": "area", "id": 1}, "type 'area'"),
        ({"id": 1}, "type 'None'"),
        ({"type": "node", "lat": 1, "lon": 1}, "id None"),
        ({"type": "node", "id": "1", "lat": 1, "lon": 1}, "id '1'"),
        ({"type": "node", "id": True, "lat": 1, "lon": 1}, "id True"),
        ({"type": "node", "id": 10**30, "lat": 1, "lon": 1}, "no whole number"),
        ({"type": "node", "id": 1, "lon": 1}, "lat None"),
        ({"type": "node", "id": 1, "lat": "39", "lon": 1}, "lat '39'"),
        ({"type": "node", "id": 1, "lat": 91, "lon": 1}, "lat 91"),
        ({"type": "node", "id": 1, "lat": 1, "lon": float("nan")}, "lon nan"),
        ({"type": "node", "id": 1, "lat": 1, "lon": 1, "tags": {"a": 1}}, "tags"),
        ({"type": "node", "id": 1, "lat": 1, "lon": 1, "tags": ["a"]}, "tags"),
        ({"type": "node", "id": 1, "lat": 1, "lon": 1, "tags": {"a": "\ud800"}}, "surrogates"),
        ({"type": "way", "id": 1}, "nodes None"),
        ({"type": "way", "id": 1, "nodes": [1, "2"]}, "nodes"),
        ({"type": "way", "id": 1, "nodes": [1, 2**63]}, "nodes"),
        ({"type": "relation", "id": 1}, "members None"),
        ({"type": "relation", "id": 1, "members": [1]}, "members"),
        ({"type": "relation", "id": 1, "members": [{"type": "area", "ref": 1}]}, "type 'area'"),
        ({"type": "relation", "id": 1, "members": [{"type": "way", "ref": 1.5}]}, "ref 1.5"),
        ({"type": "relation", "id": 1, "members": [{"type": "way", "ref": 1, "role": 2}]}, "role '2'"),
        ({"type": "way", "id": -1, "nodes": [1, 2]}, "way -1 has an id below 0"),
    ],
)
def test_element_is_refused_with_its_value_when_it_is_malformed(element, told):
    with pytest.raises(SourceError, match=told) as refused:
        extract(*NODES, element)
    assert "overpass.example" in str(refused.value)


@pytest.mark.parametrize(
    "element",
    [
        {"type": "node", "id": 1, "lat": 10**400, "lon": 1.0},
        {"type": "node", "id": 1, "lat": [1] * 5000, "lon": 1.0},
        {"type": "node", "id": {"a": "b" * 5000}, "lat": 1.0, "lon": 1.0},
        {"type": "node", "id": 10**400, "lat": 1.0, "lon": 1.0},
    ],
)
def test_element_is_refused_in_a_short_line_when_a_value_is_huge(element):
    with pytest.raises(SourceError, match="is no (whole )?number") as caught:
        extract(element)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("document", [{}, {"elements": {}}, {"elements": [1]}, [], "text", None])
def test_document_is_refused_when_it_is_no_answer(document):
    with pytest.raises(SourceError, match="no list of elements"):
        extract_of_elements([document], ORIGIN)


def test_document_is_refused_when_the_server_gave_up_half_way():
    answer = {"elements": NODES, "remark": 'runtime error: Query timed out in "query" at line 3 after 26 seconds.'}

    with pytest.raises(SourceError, match="gave up .*timed out"):
        extract_of_elements([answer], ORIGIN)
