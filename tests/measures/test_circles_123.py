"""circles_123 on drawn networks: coverage on the network's own times, which pairs count, wrong inputs."""

import numpy as np
import pytest
from pydantic import ValidationError

from netopt.errors import NetworkError, UnknownNodeError
from netopt.measures.circles_123 import Circles123Measure
from netopt.measures.zonal.pairs import zone_pairs
from tests.networks import line_of_three, network

PEOPLE = np.array([3e6, 2e6, 1e6])


def measure(**changes):
    """The measure with these keys."""
    return Circles123Measure.model_validate(changes)


def table(result, name):
    """A table by name."""
    return next(one.frame for one in result.tables if one.name == name)


def level(**changes):
    """The entry of one level."""
    return measure(levels=[{"name": "mine", "threshold_min": 75} | changes]).evaluate(line_of_three()).entries[0]


def test_coverage_of_all_pairs_is_weighted_by_the_product_of_people():
    time_min = zone_pairs(line_of_three(), measure(centres=["aa"])).time_min
    weight = np.outer(PEOPLE, PEOPLE) * (1 - np.eye(3))
    is_within = (time_min <= 75) & (weight > 0)
    assert 0 < is_within.sum() < 6
    found = level()
    assert found["coverage_share"] == pytest.approx((weight * is_within).sum() / weight.sum())
    assert (found["pairs"], found["within"]) == (6, is_within.sum())
    assert found["weight"] == "product of both populations"


def test_coverage_of_a_centre_is_weighted_by_the_people_who_set_out():
    """bb and cc set out to aa; weights 2 and 1 million."""
    time_min = zone_pairs(line_of_three(), measure(centres=["aa"])).time_min
    found = level(centres=["aa"], within_km=150)
    assert found["pairs"] == 2
    assert found["coverage_share"] == pytest.approx((2 * (time_min[1, 0] <= 75) + (time_min[2, 0] <= 75)) / 3)
    assert found["zones"] == ["bb", "cc"]


def test_zones_beyond_the_distance_are_not_of_the_metropolitan_area():
    """bb is 40 km off, cc 100 km."""
    assert level(centres=["aa"], within_km=41)["zones"] == ["bb"]
    assert level(centres=["aa"], zones=["cc"])["zones"] == ["cc"]
    with pytest.raises(NetworkError, match="level 'mine' has no pair"):
        level(centres=["aa"], within_km=39)


def test_centres_alone_give_the_three_national_levels():
    result = measure(centres=["aa", "cc"], within_km=60).evaluate(line_of_three())
    told = [(entry["name"], entry["threshold_min"], entry["pairs"]) for entry in result.entries]
    assert told == [("metropolitan", 60.0, 2), ("cluster", 120.0, 6), ("main_cities", 180.0, 2)]
    assert [entry["name"] for entry in measure(centres=["aa"]).evaluate(line_of_three()).entries] == [
        "metropolitan",
        "cluster",
    ]


def test_coverage_grows_with_the_threshold_to_all_that_is_reachable():
    shares = [level(threshold_min=minutes)["coverage_share"] for minutes in (1, 60, 75, 90, 1000)]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_pairs_that_miss_are_told_heaviest_first_and_unreachable_ones_without_minutes():
    islands = network(
        stations={"a": (0.0, 0.0, "hub"), "b": (500.0, 0.0, "hub"), "c": (900.0, 0.0, "hub")},
        zones={"aa": (0.0, 0.0, 3e6), "bb": (500.0, 0.0, 1e6), "cc": (900.0, 0.0, 2e6)},
        edges=[("a", "b", 300.0)],
        services={"all": ("a;b", 10.0)},
    )
    result = measure(levels=[{"name": "mine", "threshold_min": 600}]).evaluate(islands)
    misses = table(result, "circles_123_misses")
    assert misses[["origin", "destination"]].to_numpy().tolist() == [
        ["aa", "cc"],
        ["cc", "aa"],
        ["bb", "cc"],
        ["cc", "bb"],
    ]
    assert misses["minutes"].isna().all()
    assert misses["weight_share"].tolist() == pytest.approx([6 / 22, 6 / 22, 2 / 22, 2 / 22])
    assert result.entries[0]["unreachable"] == 4
    assert result.entries[0]["coverage_share"] == pytest.approx(6 / 22)
    lines = next(one for one in result.layers if one.name == "pairs_mine").frame
    assert sorted(lines["reach"]) == ["unreachable", "unreachable", "within"]


def test_zones_are_told_what_share_of_their_journeys_is_covered():
    result = measure(levels=[{"name": "mine", "threshold_min": 1000, "centres": ["aa"], "within_km": 41}])
    told = table(result.evaluate(line_of_three()), "circles_123_zones").set_index("zone_id")["coverage_share"]
    assert told["bb"] == 1.0
    assert told[["aa", "cc"]].isna().all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "either centres or levels"),
        ({"centres": ["aa"], "levels": [{"name": "mine", "threshold_min": 60}]}, "either centres or levels"),
        ({"centres": ["aa", "aa"]}, "names 'aa' twice"),
        ({"levels": [{"name": "mine", "threshold_min": 60}] * 2}, "names one twice"),
        ({"levels": [{"name": "mine", "threshold_min": 60, "zones": ["aa"]}]}, "pairs need two"),
        ({"levels": [{"name": "mine", "threshold_min": 60, "within_km": 9}]}, "within_km stands with centres"),
        ({"within_km": 9, "levels": [{"name": "mine", "threshold_min": 60}]}, "within_km stands with centres"),
    ],
)
def test_configuration_that_means_nothing_is_refused(changes, message):
    with pytest.raises(ValidationError, match=message):
        measure(**changes)


def test_centre_that_is_unknown_or_no_zone_is_told():
    with pytest.raises(UnknownNodeError, match="no node nowhere"):
        measure(centres=["nowhere"]).evaluate(line_of_three())
    with pytest.raises(NetworkError, match="b is no zone"):
        measure(centres=["b"]).evaluate(line_of_three())


def test_layers_have_words_in_both_languages():
    result = measure(centres=["aa", "cc"], within_km=60).evaluate(line_of_three())
    assert len(result.layers) == 6
    assert all({"zh", "en"} <= set(words) for words in (*result.notes, *(layer.title for layer in result.layers)))
