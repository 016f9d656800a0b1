"""criticality on drawn networks: bridges, spurs, rings and gates, and how they are told."""

import numpy as np
import pytest
import shapely
from pydantic import ValidationError

from netopt.errors import MissingColumnError, NetworkError
from netopt.layers import Role
from netopt.measures.criticality import CriticalityMeasure
from netopt.outputs.json_text import json_text
from netopt.rail.parameters import RailParameters
from netopt.travel.passenger_rail import passenger_rail
from tests.borders import CHANGE, THREE, rule, with_borders
from tests.networks import change_in_the_middle, line_of_three, network, one_town

FAR_KM = 150.0


def line_of_four():
    """Four cities 150 km apart in a row; x is a siding without trains, y a station where none stops.

    aa        bb        cc        dd       people: 4, 3, 2 and 1 million
    a - e0 - b - e1 - c - e2 - d - e3 - x
    """
    return network(
        stations={
            **{name: (FAR_KM * at, 0.0, "hub" if name == "b" else "main") for at, name in enumerate("abcd")},
            "x": (3 * FAR_KM + 20.0, 0.0, "local"),
            "y": (0.0, 30.0, "local"),
        },
        zones={name * 2: (FAR_KM * at, 2.0, 1e6 * (4 - at)) for at, name in enumerate("abcd")},
        edges=[("a", "b", 300.0), ("b", "c", 300.0), ("c", "d", 300.0), ("d", "x", 100.0)],
        services={"all": ("a;b;c;d", 10.0)},
    )


def result(net=None, **asked):
    measure = CriticalityMeasure.model_validate({"thresholds_min": [120, 240]} | asked)
    return measure.evaluate(line_of_four() if net is None else net)


def table(found, name="criticality"):
    return next(one.frame for one in found.tables if one.name == name)


def row(found, removed, name):
    frame = table(found).set_index(["removed", "id"])
    return frame.loc[(removed, name)]


@pytest.mark.parametrize("time", ["door_to_door", "station_to_station", "in_vehicle"])
def test_bridge_cuts_off_exactly_the_zones_behind_it(time):
    found = result(time=time)
    assert row(found, "link", "e0")["zones_cut_off"] == "aa"  # 4 million lose the other 6
    assert row(found, "link", "e1")["zones_cut_off"] == "cc;dd"
    assert row(found, "link", "e2")["zones_cut_off"] == "dd"
    assert row(found, "link", "e1")["pairs_unreachable"] == 8
    assert row(found, "link", "e1")["people_cut_off"] == 3e6
    assert row(found, "link", "e1")["zones_alone"] == ""
    assert row(found, "link", "e2")["zones_alone"] == "dd"


def test_pairs_cut_apart_are_told_and_in_no_mean():
    """Pairs of weight 4*2, 4*1, 3*2, 3*1 of 35 are cut; those that remain take as long as before."""
    found = row(result(), "link", "e1")
    assert found["unreachable_share"] == pytest.approx(21 / 35)
    assert (found["mean_added_min"], found["largest_added_min"]) == (0.0, 0.0)


def test_table_of_zones_cut_off_tells_what_they_no_longer_reach():
    frame = table(result(only={"links": "id == 'e1'"}, remove=["links"]), "criticality_cut_off")
    assert frame["zone_id"].tolist() == ["cc", "dd"]
    assert frame["unreachable_zone_ids"].tolist() == ["aa;bb", "aa;bb"]
    assert frame["zones_unreachable"].tolist() == [2, 2]
    assert not frame["is_alone"].any()


def test_what_no_train_uses_has_no_effect_and_is_not_recomputed():
    found = result()
    for removed, name in (("link", "e3"), ("station", "x"), ("station", "y")):
        told = row(found, removed, name)
        assert not told["is_recomputed"]
        assert (told["pairs_using"], told["pairs_unreachable"], told["mean_added_min"]) == (0, 0, 0.0)
        assert (told["access_lost_share_within_120_min"], told["zones_cut_off"]) == (0.0, "")
    assert found.entries[0]["candidates"] == {
        **{"count": 10, "stations": 6, "links": 4, "borders": 0, "recomputed": 7, "without_effect": 3},
        **{"left_out": 0, "left_out_use_share": None},
    }


def test_removed_station_is_passed_and_its_zone_cut_off():
    found = row(result(), "station", "b")
    assert found["zones_cut_off"] == found["zones_alone"] == "bb"
    assert found["pairs_unreachable"] == 6


def test_people_lost_are_those_of_the_zones_cut():
    """aa no longer reaches 2 + 1 million, bb the same, cc and dd lose 7; all within 240 min: 63e12 / 1e7."""
    found = row(result(thresholds_min=[240]), "link", "e1")
    assert found["people_lost_mean_within_240_min"] == pytest.approx((4 * 3 + 3 * 3 + 2 * 7 + 1 * 7) * 1e6 / 10)
    assert found["pairs_lost_within_240_min"] == 8
    assert (found["worst_zone_within_240_min"], found["worst_zone_people_lost_within_240_min"]) == ("cc", 7e6)


def ring():
    """Three cities; every two have trains of their own, each every 10 min.

    aa - e0 - bb, bb - e1 - cc, cc - e2 - aa: 200, 200 and 280 km
    """
    spots = {"a": (0.0, 0.0), "b": (200.0, 0.0), "c": (200.0, 196.0)}
    return network(
        stations={name: (x, y, "main") for name, (x, y) in spots.items()},
        zones={name * 2: (*spots[name], people) for name, people in (("a", 3e6), ("b", 2e6), ("c", 1e6))},
        edges=[("a", "b", 300.0), ("b", "c", 300.0), ("c", "a", 300.0)],
        services={"ab": ("a;b", 10.0), "bc": ("b;c", 10.0), "ca": ("c;a", 10.0)},
    )


def test_detour_takes_the_other_two_sides_and_a_change():
    """Without e0 people go a-c-b: in-vehicle times of the drawn table, a change of the parameters, one more wait."""
    found = result(ring(), time="station_to_station", remove=["links"])
    parameters = RailParameters.load()
    rail = passenger_rail(ring(), parameters)
    ends = zip(rail.origin.tolist(), rail.destination.tolist(), strict=True)
    minutes = dict(zip(ends, rail.in_vehicle_s / 60.0, strict=True))
    change_min = parameters.transfer_min.same_station + parameters.waiting.transfer_wait_s(np.array([600.0]))[0] / 60.0
    told = row(found, "link", "e0")
    there_min = minutes[0, 2] + change_min + minutes[2, 1] - minutes[0, 1]
    back_min = minutes[1, 2] + change_min + minutes[2, 0] - minutes[1, 0]
    assert told["largest_added_min"] == pytest.approx(max(there_min, back_min), abs=1e-4)
    assert told["mean_added_min"] == pytest.approx((there_min + back_min) * 6 / (2 * (6 + 3 + 2)), abs=1e-4)
    assert (told["pairs_using"], told["pairs_unreachable"]) == (2, 0)
    assert told["use_share"] == pytest.approx(6 / 11)
    assert not found.entries[0]["cuts_off"]
    assert table(found, "criticality_cut_off").empty


def test_the_worst_come_first_and_equal_ones_share_a_rank():
    """People's pairs cut: 24 of 35 without e0 or a, 21 without e1 or b, 16 without c, 9 without e2 or d."""
    frame = table(result())
    assert frame["id"].tolist() == ["a", "e0", "e1", "b", "c", "d", "e2", "x", "y", "e3"]
    assert frame["rank"].tolist() == [1, 1, 3, 4, 5, 6, 6, 8, 8, 8]


def test_most_keeps_the_most_used_and_tells_what_is_left_out():
    """People's pairs on e1: 21 of 35; on e0 4 * 6 = 24, on e2 9: the two most used are e0 and e1."""
    found = result(remove=["links"], most=2)
    assert sorted(table(found)["id"]) == ["e0", "e1"]
    counts = found.entries[0]["candidates"]
    assert (counts["count"], counts["left_out"]) == (4, 2)
    assert counts["left_out_use_share"] == pytest.approx(9 / 35)
    assert any("25.7% of people's pairs" in note["en"] for note in found.notes)


def test_only_picks_by_clause():
    found = result(remove=["stations"], only={"stations": "class == 'hub'"})
    assert table(found)["id"].tolist() == ["b"]


def test_entry_names_the_worst_and_who_is_cut_off():
    found = result(remove=["links"])
    entry = found.entries[1]
    assert (entry["kind"], entry["threshold_min"], entry["cuts_off"], entry["cutting"]) == (
        "criticality",
        240.0,
        True,
        3,
    )
    assert [one["id"] for one in entry["worst"]] == ["e0", "e1", "e2"]  # e3 does nothing
    assert entry["worst"][1]["zones_cut_off"] == ["cc", "dd"]
    assert any("B–C (Cc, Dd)" in note["en"] for note in found.notes)


def test_layers_show_links_stations_and_what_cuts_off():
    found = {layer.name: layer for layer in result().layers}
    assert set(found) == {"criticality_links", "criticality_stations", "criticality_cutting"}
    assert found["criticality_links"].role is Role.FLOW
    assert sorted(found["criticality_links"].frame["id"]) == ["e0", "e1", "e2"]
    cutting = found["criticality_cutting"].frame
    assert set(cutting.geometry.geom_type) == {"Point"}
    assert cutting["id"].is_unique
    for layer in found.values():
        assert layer.frame.columns[0] == "id"


def test_border_closed_to_trains_leaves_the_road_and_one_closed_to_all_cuts_off():
    """The border of trains lies on all four ways across, that of the road on none; one of any mode bars both."""
    two = [rule("east|west", mode, 10.0, border_id=f"gate_{mode}") for mode in ("rail", "road")]
    by_mode = result(with_borders(line_of_three(), THREE, *two), remove=["borders"])
    assert row(by_mode, "border", "gate_rail")["pairs_unreachable"] == 0
    assert row(by_mode, "border", "gate_rail")["mean_added_min"] > 60.0
    assert not row(by_mode, "border", "gate_road")["is_recomputed"]
    of_all = result(
        with_borders(line_of_three(), THREE, rule("east|west", "any", 10.0, border_id="gate")), remove=["borders"]
    )
    assert row(of_all, "border", "gate")["zones_cut_off"] == "aa"
    assert row(of_all, "border", "gate")["pairs_unreachable"] == 4


def test_crossings_are_points_at_their_station_or_on_the_links_that_cross():
    gate = rule("east|west", "any", 5.0, station_id="n", border_id="gate")
    train = rule("east|west", "rail", 15.0, border_id="train")
    at_n = with_borders(change_in_the_middle(), CHANGE, train, gate)
    on_line = with_borders(line_of_three(), THREE, rule("east|west", "any", 10.0, border_id="gate"))
    for net, expected in ((at_n, (50_000.0, -3_000.0)), (on_line, (20_000.0, 0.0))):
        found = {layer.name: layer.frame for layer in result(net, remove=["borders"]).layers}
        frame = found["criticality_borders"].set_index("id")
        points = shapely.get_coordinates(frame.geometry["gate"])
        assert points.tolist() == [pytest.approx(expected)]


def test_result_is_the_same_twice():
    first, second = result(), result()
    assert json_text(list(first.entries)) == json_text(list(second.entries))
    assert table(first).to_csv() == table(second).to_csv()


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"thresholds_min": [90, 60]}, "rise"),
        ({"remove": ["links", "links"]}, "twice"),
        ({"remove": []}, "at least 1"),
        ({"remove": ["trains"]}, "stations"),
        ({"remove": ["links"], "only": {"stations": "class == 'hub'"}}, "not removed"),
        ({"only": {"stations": "class = 'hub'"}}, "clause"),
        ({"most": 0}, "greater than 0"),
    ],
)
def test_wrong_question_is_told(asked, word):
    with pytest.raises(ValidationError, match=word):
        CriticalityMeasure.model_validate(asked)


def test_what_the_network_lacks_is_told():
    with pytest.raises(NetworkError, match="borders"):
        result(remove=["borders"])
    with pytest.raises(NetworkError, match="no services"):
        result(one_town())
    with pytest.raises(MissingColumnError, match="beauty"):
        result(only={"links": "beauty > 1"})
