"""scorecard on drawn networks: hand sums, other measures as oracles, rows only where they mean something."""

from dataclasses import replace

import numpy as np
import pytest

from netopt.errors import NetworkError, UnknownNodeError
from netopt.measures.accessibility import AccessibilityMeasure
from netopt.measures.border_effect import BorderEffectMeasure
from netopt.measures.circles_123 import Circles123Measure
from netopt.measures.commuting_circle import CommutingCircleMeasure
from netopt.measures.coordination.study import study
from netopt.measures.coordination.unity import like_for_like_speed_ratio
from netopt.measures.scorecard import ScorecardMeasure
from netopt.network.quality import quality
from tests.borders import THREE, rule, with_borders
from tests.networks import change_in_the_middle, line_of_three, network, one_town

RULES = (rule("east|west", "rail", 20.0), rule("east|west", "road", 60.0, is_assumed=False))


def measure(**changes):
    return ScorecardMeasure.model_validate({"centres": ["aa", "cc"]} | changes)


def rows(net, **changes):
    """Indicators of an entry by id."""
    (entry,) = measure(**changes).evaluate(net).entries
    return {row["id"]: row for row in entry["indicators"]}


def value(net, key, **changes):
    return rows(net, **changes)[key]["value"]


def three(**home):
    """The line of three with its jurisdictions and no borders."""
    return line_of_three().with_nodes(jurisdiction=[(THREE | home)[node] for node in line_of_three().nodes.index])


def test_coverage_is_that_of_circles_123():
    asked = {"centres": ["aa", "cc"], "within_km": 50.0}
    told = Circles123Measure.model_validate(asked).evaluate(line_of_three()).entries
    found = rows(line_of_three(), **asked)
    assert {f"coverage_{entry['name']}": entry["coverage_share"] for entry in told} == {
        key: row["value"] for key, row in found.items() if key.startswith("coverage_")
    }


def test_pair_shares_are_those_of_commuting_circle():
    found = rows(line_of_three(), thresholds_min=[20, 60, 180])
    for time, short in (("station_to_station", "station"), ("door_to_door", "door")):
        asked = {"centres": ["aa"], "thresholds_min": [20, 60], "cell_km": 5.0, "time": time}
        for entry in CommutingCircleMeasure.model_validate(asked).evaluate(line_of_three()).entries:
            key = f"pairs_{entry['threshold_min']:g}_min_{short}"
            by_people = "coverage_cluster" if key == "pairs_60_min_door" else f"{key}_by_people"
            assert found[key]["value"] == pytest.approx(entry["pairs"]["share"])
            assert found[by_people]["value"] == pytest.approx(entry["pairs"]["population_weighted_share"])
    # 40 and 60 km take less than 20 min, 100 km more: 3 * 2 + 2 * 1 of 3 * 2 + 2 * 1 + 3 * 1
    assert found["pairs_20_min_station_by_people"]["value"] == pytest.approx(8 / 11)


def test_share_of_pairs_by_people_stands_once_where_it_is_the_coverage_of_the_cluster():
    assert "pairs_120_min_door_by_people" not in rows(line_of_three())
    assert "pairs_120_min_door_by_people" in rows(line_of_three(), time="station_to_station")


def test_mean_time_potential_and_equity_are_those_of_accessibility_by_people():
    (entry,) = AccessibilityMeasure().evaluate(three()).entries
    found = rows(three())
    people = np.array([zone["population"] for zone in entry["zones"]])
    for key, column in (("mean_time", "watt_min"), ("potential", "potential")):
        by_zone = np.array([zone[column] for zone in entry["zones"]])
        assert found[key]["value"] == pytest.approx((people * by_zone).sum() / people.sum())
    assert found["gini"]["value"] == pytest.approx(entry["equity"]["gini"])
    between = entry["equity"]["theil_between"] / entry["equity"]["theil"]
    assert found["theil_between_share"]["value"] == pytest.approx(between)


def test_border_rows_are_those_of_border_effect():
    net = with_borders(line_of_three(), THREE, *RULES)
    asked = {"centres": ["aa"], "thresholds_min": [60], "cell_km": 5.0}
    (entry,) = BorderEffectMeasure.model_validate(asked).evaluate(net).entries
    found = rows(net)
    assert found["border_minutes"]["value"] == pytest.approx(entry["pairs"]["mean_border_effect_min"])
    assert found["border_minutes"]["value"] == pytest.approx(20.0, abs=1e-3)
    assert found["border_access_lost"]["value"] == pytest.approx(entry["access"]["potential_lost_share"])
    assert found["border_minutes"]["assumed_share"] == pytest.approx(entry["rules"]["assumed_share"])


def test_borders_of_scale_0_cost_nothing():
    found = rows(with_borders(line_of_three(), THREE, *RULES, scale=0.0))
    assert found["border_minutes"]["value"] == pytest.approx(0.0, abs=1e-9)
    assert found["border_access_lost"]["value"] == pytest.approx(0.0, abs=1e-9)


def test_rows_of_borders_and_jurisdictions_are_absent_where_there_are_none():
    absent = {"theil_between_share", "cross_speed_ratio", "border_minutes", "border_access_lost"}
    assert not absent & set(rows(line_of_three()))
    one_jurisdiction = three(a="east", aa="east")
    assert not absent & set(rows(one_jurisdiction))


def test_level_of_main_cities_is_absent_where_there_is_one():
    assert "coverage_main_cities" not in rows(line_of_three(), centres=["bb"])
    assert "coverage_main_cities" in rows(line_of_three(), centres=["bb"], main=["aa", "cc"])


def test_speed_ratio_compares_pairs_of_like_distance():
    """Two bands: at 40 km 40 across against 80 km/h inside, at 120 km 120 against 60; the pair at 300 has no like."""
    distance_km = np.array([40.0, 40.0, 120.0, 120.0, 300.0])
    time_min = np.array([60.0, 30.0, 60.0, 120.0, 60.0])
    is_across = np.array([True, False, True, False, True])
    ratio, used, count = like_for_like_speed_ratio(distance_km, time_min, is_across, ~is_across)
    assert ratio == pytest.approx((40 + 120) / (80 + 60))
    assert (used, count) == (2, 3)


def test_speed_ratio_of_equal_speeds_is_1_however_far_the_pairs_across_lie():
    distance_km = np.array([10.0, 10.0, 10.0, 190.0, 190.0])
    time_min = np.array([20.0, 20.0, 20.0, 100.0, 100.0])
    is_across = np.array([True, False, False, True, False])
    assert like_for_like_speed_ratio(distance_km, time_min, is_across, ~is_across)[0] == pytest.approx(1.0)


def test_speed_ratio_without_pairs_of_like_distance_is_none():
    found = rows(three())  # across: 40 and 100 km; inside: 60 km
    assert found["cross_speed_ratio"]["value"] is None


def test_direct_trains_are_counted_by_people_and_by_headway():
    """a-m, m-c: no train runs through; with the service from n (8 min) c and n are none of the zones' pairs."""
    assert value(change_in_the_middle(), "direct_by_people") == 0.0
    assert value(line_of_three(), "direct_by_people") == pytest.approx(1.0)
    assert value(line_of_three(), "direct_hourly_by_people") == pytest.approx(1.0)
    seldom = line_of_three().services.assign(headway_min=61.0)
    rare = replace(line_of_three(), services=seldom)
    assert value(rare, "direct_by_people") == pytest.approx(1.0)
    assert value(rare, "direct_hourly_by_people") == 0.0


def test_city_without_a_train_is_not_served():
    net = network(
        stations={"a": (0.0, 0.0, "hub"), "b": (40.0, 0.0, "hub"), "d": (40.0, 40.0, "hub")},
        zones={"aa": (0.0, 2.0, 3e6), "bb": (40.0, 2.0, 2e6), "dd": (40.0, 42.0, 1e6)},
        edges=[("a", "b", 300.0), ("b", "d", 300.0)],
        services={"all": ("a;b", 10.0)},
    )
    found = rows(net, centres=["aa", "bb"])
    assert found["served_cities"]["value"] == pytest.approx(2 / 3)
    assert found["direct_by_people"]["value"] == pytest.approx(6 / 11)


def test_network_without_trains_has_a_card_all_by_road():
    net = network(zones={"aa": (0.0, 2.0, 3e6), "bb": (40.0, 2.0, 2e6)})
    found = rows(net, centres=["aa", "bb"])
    assert (found["served_cities"]["value"], found["direct_by_people"]["value"]) == (0.0, 0.0)
    assert found["assumed_time_share"]["value"] == 1.0  # straight ways at assumed speeds


def test_assumed_time_is_all_but_that_on_lines_of_known_speed():
    net = line_of_three()
    card = measure(time="in_vehicle")
    done = study(net, card.question())
    assert quality(net)["time_assumed_share"] == 0.0
    assert done.assumed_share("in_vehicle") == pytest.approx(0.0, abs=1e-6)
    od = done.travel.od["commuter"]
    other = done.is_other
    known_s = od.in_vehicle_s[other].sum()  # nobody changes, so both definitions take the same trains
    assert done.assumed_share("door_to_door") == pytest.approx(1.0 - known_s / od.door_to_door_s[other].sum())
    guessed = study(net.with_edges(max_kmh_assumed=True), card.question())
    of_trains = guessed.assumed_share("in_vehicle")
    assert 0.9 < of_trains < 1.0  # minutes at stops are run over no edge
    left = (1.0 - of_trains) * (1.0 - done.assumed_share("door_to_door"))
    assert guessed.assumed_share("door_to_door") == pytest.approx(1.0 - left)


def test_score_is_the_weighted_mean_between_anchors():
    anchors = {
        "direct_by_people": {"weight": 1, "worst": 0.0, "best": 2.0},
        "mean_time": {"weight": 3, "worst": 1000.0, "best": 900.0},
    }
    found = rows(line_of_three(), score=anchors)["score"]
    assert found["value"] == pytest.approx((1 * 0.5 + 3 * 1.0) / 4)
    assert "score" not in rows(line_of_three())


@pytest.mark.parametrize(
    ("anchors", "message"),
    [
        ({"port": {"worst": 0, "best": 1}}, "score names 'port', which this scorecard has not; it has coverage_"),
        ({"mean_time": {"worst": 0, "best": 100}}, "of 'mean_time' the lower the better"),
        ({"cross_speed_ratio": {"worst": 0, "best": 1}}, "'cross_speed_ratio', which has no value here"),
    ],
)
def test_score_of_what_is_not_there_is_refused(anchors, message):
    with pytest.raises(NetworkError, match=message):
        rows(three(), score=anchors)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"centres": []}, "at least 1"),
        ({"centres": ["aa", "aa"]}, "names 'aa' twice"),
        ({"main": ["aa"]}, "pairs need two"),
        ({"thresholds_min": [60, 60, 180]}, "must rise"),
        ({"thresholds_min": [60, 120]}, "thresholds_min"),
        ({"score": {"gini": {"worst": 1, "best": 1}}}, "give two values"),
    ],
)
def test_wrong_configuration_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        measure(**changes)


def test_unknown_centre_and_network_without_zones_are_refused():
    with pytest.raises(UnknownNodeError, match="zz"):
        rows(line_of_three(), centres=["zz"])
    with pytest.raises(NetworkError, match="no zones"):
        rows(network(stations={"a": (0.0, 0.0, "hub")}))


def test_region_of_one_city_has_no_pairs_and_says_so():
    with pytest.raises(NetworkError, match="no pair of different zones"):
        rows(one_town(), centres=["town"])


def test_table_has_a_formula_and_data_in_both_languages_for_every_row():
    result = measure().evaluate(with_borders(line_of_three(), THREE, *RULES))
    (table,) = result.tables
    assert table.frame["indicator"].tolist() == [row["id"] for row in result.entries[0]["indicators"]]
    assert table.frame["indicator"].is_unique
    texts = [f"{part}_{code}" for part in ("name", "formula", "data") for code in ("en", "zh")]
    assert (table.frame[texts].map(len) > 0).all(axis=None)
    assert set(table.frame["better"]) == {"higher", "lower"}
    assert {"en", "zh"} <= set(table.title) & set(table.note)
