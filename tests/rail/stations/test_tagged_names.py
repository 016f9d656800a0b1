"""Names of a station as tagged."""

import pytest

from netopt.rail.stations.tagged_names import split_scripts, tagged_names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("香港西九龍 Hong Kong West Kowloon", ("香港西九龍", "Hong Kong West Kowloon")),
        ("Central 中環", ("中環", "Central")),
        ("機場/Aeroporto", ("機場", "Aeroporto")),
        ("T1 航站楼", ("T1 航站楼", "")),
        ("香港 西九龍", ("香港 西九龍", "")),
        ("Köln Hbf", ("", "Köln Hbf")),
        ("", ("", "")),
    ],
)
def test_a_name_in_two_scripts_is_split(name, expected):
    assert split_scripts(name) == expected


def test_simplified_chinese_is_preferred_before_plain_and_before_the_name():
    tags = {"name": "東涌 Tung Chung", "name:zh": "東涌", "name:zh-Hans": "东涌"}
    assert tagged_names(tags).chinese == "东涌"
    assert tagged_names({"name": "東涌 Tung Chung", "name:zh": "東湧"}).chinese == "東湧"
    assert tagged_names({"name": "東涌 Tung Chung"}).chinese == "東涌"


def test_english_comes_from_its_tag_else_from_the_other_script():
    assert tagged_names({"name": "路氹東 Cotai Leste", "name:en": "Cotai East"}).english == "Cotai East"
    assert tagged_names({"name": "路氹東 Cotai Leste"}).english == "Cotai Leste"
    assert tagged_names({"name": "Köln Hbf"}).english == ""


def test_the_key_of_a_name_in_other_script_ignores_its_translation():
    """The stop on the track is not translated, the station is."""
    station, stop = {"name": "Köln Hbf", "name:zh": "科隆中央车站"}, {"name": "Köln Hauptbahnhof"}
    assert tagged_names(station).key == tagged_names(stop).key


@pytest.mark.parametrize(("one", "other"), [("2号航站楼", "3号航站楼"), ("成都", "成都东"), ("T1航站楼", "T2航站楼")])
def test_figures_and_directions_keep_chinese_names_apart(one, other):
    assert tagged_names({"name": one}).key != tagged_names({"name": other}).key


def test_without_a_name_there_is_no_key_and_no_spelling():
    names = tagged_names({"railway": "station"})
    assert (names.key, names.keys, names.spellings) == ("", frozenset(), ())
