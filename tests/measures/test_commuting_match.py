"""commuting_match on a drawn network: the four classes by hand, totals, and tables that do not fit."""

import pytest
from pydantic import ValidationError

from netopt.errors import NetworkError, SourceError
from netopt.measures.commuting_match import CommutingMatchMeasure
from netopt.measures.zonal.pairs import zone_pairs
from tests.networks import line_of_three

FLOWS = "origin,destination,commuters\naa,bb,5000\naa,cc,4000\nbb,aa,10\naa,aa,700\n"
"""Of 3, 2 and 1 million people."""


def measure(**changes):
    """From 1,000 commuters on, within 75 min."""
    keys = {"flows": "flows.csv", "flows_source": {"en": "drawn"}, "thresholds_min": [75], "least_commuters": 1000}
    return CommutingMatchMeasure.model_validate(keys | changes)


def evaluated(folder, text=FLOWS, **changes):
    """The measure on the line of three, with a table of flows."""
    (folder / "flows.csv").write_text(text, encoding="utf-8")
    return measure(**changes).evaluate(line_of_three(), folder=folder)


def classes(result):
    """Class by ordered pair."""
    frame = next(one.frame for one in result.tables if one.name == "commuting_match_pairs")
    return dict(zip(frame["origin"] + frame["destination"], frame["class"], strict=True))


def test_pairs_fall_into_the_four_classes(tmp_path):
    """aa and bb lie within 75 min of each other, aa and cc do not."""
    time_min = zone_pairs(line_of_three(), measure()).time_min
    assert max(time_min[0, 1], time_min[1, 0]) < 75
    assert min(time_min[0, 2], time_min[2, 0]) > 75
    found = classes(evaluated(tmp_path))
    assert found["aabb"] == "connected_commuting"
    assert found["bbaa"] == "connected_not_commuting"
    assert found["aacc"] == "commuting_not_connected"
    assert found["ccaa"] == "neither"


def test_totals_of_classes_are_all_commuters_but_those_of_the_own_zone(tmp_path):
    entry = evaluated(tmp_path).entries[0]
    told = {one["class"]: one["commuters"] for one in entry["classes"]}
    assert (told["connected_commuting"], told["commuting_not_connected"]) == (5000.0, 4000.0)
    assert sum(told.values()) == entry["totals"]["commuters"] == 9010.0
    assert sum(one["pairs"] for one in entry["classes"]) == entry["totals"]["pairs"] == 6
    assert entry["totals"]["own_zone_commuters"] == 700.0
    assert {one["name_zh"] for one in entry["classes"]} >= {"勤而不通", "通而不勤"}


def test_share_of_residents_can_be_the_limit(tmp_path):
    """5,000 of 3 million are 0.17 %, 4,000 are 0.13 %."""
    found = classes(evaluated(tmp_path, least_commuters=None, least_share=0.0015))
    assert (found["aabb"], found["aacc"]) == ("connected_commuting", "neither")


def test_longer_threshold_connects_more(tmp_path):
    entries = evaluated(tmp_path, thresholds_min=[1, 75, 1000]).entries
    connected = [
        sum(one["pairs"] for one in entry["classes"] if one["class"].startswith("connected")) for entry in entries
    ]
    assert connected == sorted(connected)
    assert (connected[0], connected[-1]) == (0, 6)


def test_map_draws_all_but_the_fourth_class_and_tells_the_source(tmp_path):
    result = evaluated(tmp_path)
    layer = result.layers[0]
    assert "neither" not in set(layer.frame["class"])
    assert {"aa-bb", "aa-cc"} <= set(layer.frame["id"])
    assert layer.words["commuting_not_connected"]["zh"] == "勤而不通"
    assert "Commuting flows: drawn." in result.notes[0]["en"]
    assert "drawn" in result.notes[0]["zh"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("origin,destination\naa,bb\n", "the column 'commuters' is missing"),
        ("origin,destination,commuters\naa,dd,1\n", ":2: destination 'dd' is no zone here"),
        ("origin,destination,commuters\naa,bb,1\naa,bb,2\n", ":3: 'aa' to 'bb' comes twice"),
        ("origin,destination,commuters\naa,bb,-1\n", ":2: commuters -1 is no number of 0 or more"),
        ("origin,destination,commuters\naa,bb,many\n", ":2: commuters 'many' is no number"),
    ],
)
def test_flows_that_do_not_fit_are_told_with_their_line(tmp_path, text, message):
    with pytest.raises(NetworkError, match=message):
        evaluated(tmp_path, text)


def test_flows_that_are_not_there_are_a_source_error(tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        measure().evaluate(line_of_three(), folder=tmp_path)


@pytest.mark.parametrize("changes", [{"least_share": 0.1}, {"least_commuters": None}, {"flows_source": {}}])
def test_configuration_that_means_nothing_is_refused(changes):
    with pytest.raises(ValidationError):
        measure(**changes)
