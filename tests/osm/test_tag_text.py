"""Invisible signs in tag values, from files and from answers."""

import pytest

from netopt.osm.elements import extract_of_elements
from netopt.osm.extract import ExtractOrigin
from netopt.osm.tag_text import visible, visible_tags


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("甲站", "甲站"),
        ("a\u3000b", "a\u3000b"),
        ("\x1b[31mred\x07", "[31mred"),
        ("two\r\nlines\u2028three", "two lines three"),
        ("\u202eevil\u202c", "evil"),
        ("\ufeffA\u200e", "A"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\0b", "a b"),
    ],
)
def test_text_keeps_what_is_seen_when_it_holds_more(text, seen):
    assert visible(text) == seen


def test_tag_is_dropped_when_nothing_of_it_is_seen():
    assert visible_tags({"name": "\u202e\x07", "note": "", "ref": "1"}) == {"note": "", "ref": "1"}


def test_name_is_clean_when_an_answer_holds_an_escape():
    node = {"type": "node", "id": 1, "lat": 1.0, "lon": 1.0, "tags": {"railway": "station", "name": "\x1b[2J甲"}}
    made = extract_of_elements([{"elements": [node]}], ExtractOrigin("server", ""))
    assert made.node_tags[1]["name"] == "[2J甲"
