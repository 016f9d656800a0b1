"""Keeping extracts in a folder: whole, the same bytes, checked when read."""

import json
from dataclasses import replace

import numpy as np
import pytest

from netopt.errors import SourceError
from netopt.osm.elements import extract_of_elements
from netopt.osm.extract import ExtractOrigin
from netopt.osm.extract_digest import digest
from netopt.osm.extract_store import read_extract, write_extract
from netopt.osm.pbf import read_osm_file
from netopt.osm.selection import Selection

ELEMENTS = [
    {"type": "node", "id": 1, "lat": 39.0, "lon": 116.0, "tags": {"railway": "station", "name": "甲"}},
    {"type": "node", "id": 3, "lat": 39.0, "lon": 116.0200001},
    {"type": "way", "id": 10, "nodes": [1, 77, 3], "tags": {"usage": "main", "railway": "rail"}},
    {"type": "way", "id": 12, "nodes": [3, 1]},
    {
        "type": "relation",
        "id": 20,
        "members": [{"type": "way", "ref": 10, "role": "x"}, {"type": "node", "ref": 1, "role": ""}],
        "tags": {"type": "route", "route": "train"},
    },
]


@pytest.fixture
def extract():
    origin = ExtractOrigin("a.osm.pbf", "2026-01-01", {"modes": "rail"}, {"osmium": "4.3.2"})
    return extract_of_elements([{"elements": ELEMENTS}], origin)


def test_extract_comes_back_as_it_was_when_it_is_written_and_read(extract, tmp_path):
    write_extract(extract, tmp_path)
    back = read_extract(tmp_path)

    for name in ("node_id", "lonlat", "way_id", "first_ref", "ref", "ref_position"):
        np.testing.assert_array_equal(getattr(back, name), getattr(extract, name))
        assert getattr(back, name).dtype == getattr(extract, name).dtype
    assert back.node_tags == extract.node_tags
    assert back.way_tags == extract.way_tags
    assert back.origin == extract.origin
    assert back.notes == extract.notes
    assert [(each.id, each.tags, each.members) for each in back.relations] == [
        (each.id, each.tags, each.members) for each in extract.relations
    ]


def test_empty_extract_comes_back_when_it_is_written_and_read(tmp_path):
    write_extract(extract_of_elements([{"elements": []}], ExtractOrigin("none", "")), tmp_path)

    assert read_extract(tmp_path).way_id.size == 0


def test_same_bytes_are_written_when_the_same_objects_came_in_another_order(extract, tmp_path):
    turned = [{**each, "tags": dict(reversed(each.get("tags", {}).items()))} for each in reversed(ELEMENTS)]
    again = extract_of_elements([{"elements": turned}], extract.origin)
    first = write_extract(extract, tmp_path / "first")
    second = write_extract(again, tmp_path / "second")

    assert [path.name for path in first] == ["nodes.parquet", "ways.parquet", "relations.parquet", "extract.json"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert not list(tmp_path.rglob("*.partial"))


def test_digest_stays_when_only_the_origin_differs(extract):
    assert digest(replace(extract, origin=ExtractOrigin("elsewhere", ""), notes={})) == digest(extract)


@pytest.mark.parametrize(
    ("position", "changed"),
    [
        (0, {"lat": 39.0000001}),
        (0, {"tags": {"railway": "halt", "name": "甲"}}),
        (2, {"nodes": [1, 3, 77]}),
        (2, {"tags": {"usage": "main"}}),
        (4, {"members": ELEMENTS[4]["members"][::-1]}),
        (4, {"tags": {"type": "route", "route": "tracks"}}),
    ],
)
def test_digest_differs_when_any_content_does(extract, position, changed):
    elements = [{**each, **(changed if place == position else {})} for place, each in enumerate(ELEMENTS)]

    assert digest(extract_of_elements([{"elements": elements}], extract.origin)) != digest(extract)


@pytest.mark.parametrize("name", ["nodes.parquet", "ways.parquet", "relations.parquet"])
def test_extract_is_refused_when_a_file_was_changed(extract, tmp_path, name):
    write_extract(extract, tmp_path)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-1] + b"x")

    with pytest.raises(SourceError, match=f"{name}: content differs.*again"):
        read_extract(tmp_path)


@pytest.mark.parametrize("name", ["nodes.parquet", "ways.parquet", "relations.parquet", "extract.json"])
def test_extract_is_refused_when_a_file_is_missing(extract, tmp_path, name):
    write_extract(extract, tmp_path)
    (tmp_path / name).unlink()

    with pytest.raises(SourceError, match=f"{name}: no such file.*again"):
        read_extract(tmp_path)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"digest": "0" * 64}, "content differs from the digest"),
        ({"format": 2}, "format"),
        ({"name": 3}, "name"),
        ({"files": {"other.parquet": ""}}, "files"),
        ({"files": {}}, "nodes.parquet: content differs"),
    ],
)
def test_extract_is_refused_when_its_header_is_another(extract, tmp_path, changed, told):
    write_extract(extract, tmp_path)
    header = json.loads((tmp_path / "extract.json").read_text(encoding="utf-8"))
    (tmp_path / "extract.json").write_text(json.dumps({**header, **changed}), encoding="utf-8")

    with pytest.raises(SourceError, match=told):
        read_extract(tmp_path)


def test_header_is_refused_when_it_is_no_json(extract, tmp_path):
    write_extract(extract, tmp_path)
    (tmp_path / "extract.json").write_text("{", encoding="utf-8")

    with pytest.raises(SourceError, match="no header of an extract"):
        read_extract(tmp_path)


def test_hongkong_comes_back_with_its_digest_when_it_is_kept(shared, tmp_path):
    extract = read_osm_file(shared / "osm" / "hongkong.osm.pbf", Selection())
    write_extract(extract, tmp_path)

    assert digest(read_extract(tmp_path)) == digest(extract)
