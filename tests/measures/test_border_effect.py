"""border_effect on drawn networks: hand sums, two layers, a shadow that fits them, and what is said of the rules."""

import numpy as np
import pytest
import shapely

from netopt.config.load import checked
from netopt.config.run_config import RunConfig
from netopt.errors import ConfigError, NetworkError
from netopt.measures.border_effect import BorderEffectMeasure
from netopt.measures.commuting_circle import CommutingCircleMeasure
from tests.borders import THREE, rule, with_borders
from tests.networks import line_of_three

ROAD = rule("east|west", "road", 60.0, is_assumed=False)


def measure(**changes):
    asked = {"centres": ["aa"], "thresholds_min": [60, 90], "cell_km": 2.0, "time": "station_to_station"}
    return BorderEffectMeasure.model_validate(asked | changes)


def result(*rules, **changes):
    return measure(**changes).evaluate(with_borders(line_of_three(), THREE, *rules, ROAD))


def table(found, name):
    return next(one.frame for one in found.tables if one.name == name)


def layer(found, name):
    return next(one for one in found.layers if one.name == name)


def test_pairs_across_the_border_take_its_minutes_longer():
    frame = table(result(rule("east|west", "rail", 20.0)), "border_effect").set_index(["origin", "destination"])
    for time in ("station_to_station", "door_to_door"):
        added = frame[f"{time}_border_effect_min"]
        assert added.to_numpy() == pytest.approx([20.0, 20.0, 20.0, 0.0, 20.0, 0.0], abs=1e-4)
    assert (frame["in_vehicle_border_effect_min"] == 0.0).all()
    assert frame.loc[("aa", "cc"), "rules"] == "east|west:rail:"
    assert frame.loc[("bb", "cc"), "rules"] == ""
    assert (frame.loc[("aa", "cc"), ["origin_jurisdiction", "destination_jurisdiction"]] == ["west", "east"]).all()


def test_equivalent_distance_is_the_effect_at_the_mean_speed_without_borders():
    found = result(rule("east|west", "rail", 20.0))
    frame = table(found, "border_effect")
    pair_km = {frozenset("ab"): 40.0, frozenset("ac"): 100.0, frozenset("bc"): 60.0}
    km = [
        pair_km[frozenset((one[0], other[0]))] for one, other in zip(frame["origin"], frame["destination"], strict=True)
    ]
    speed_kmh = sum(km) / (frame["door_to_door_without_min"].sum() / 60.0)
    assert found.entries[0]["pairs"]["mean_speed_kmh"] == pytest.approx(speed_kmh)
    assert frame["equivalent_km"].max() == pytest.approx(speed_kmh * 20.0 / 60.0, rel=1e-4)


def test_access_lost_is_that_of_zones_pushed_out_of_the_threshold():
    """Trains aa-bb take some 12 min, aa-cc some 30; a border of 50 pushes both out of 60 min: 3 and 2 + 1 million."""
    frame = table(result(rule("east|west", "rail", 50.0)), "border_access").set_index(["zone", "threshold_min"])
    lost = [frame.loc[(zone, 60.0), "population_lost"] for zone in ("aa", "bb", "cc")]
    assert lost == [3e6, 3e6, 3e6]
    assert frame.loc[("aa", 60.0), "lost_share"] == 1.0
    assert frame.loc[("bb", 60.0), "lost_share"] == pytest.approx(0.75)
    assert [frame.loc[(zone, 90.0), "population_lost"] for zone in ("aa", "bb", "cc")] == [0.0, 0.0, 0.0]


def test_permitted_share_counts_in_access_and_not_in_minutes():
    found = result(rule("east|west", "rail", permitted_share=0.25))
    frame = table(found, "border_access").set_index(["zone", "threshold_min"])
    assert frame.loc[("aa", 60.0), "population_within_with"] == pytest.approx(0.25 * 3e6)
    assert found.entries[0]["pairs"]["mean_border_effect_min"] == 0.0


def test_potential_falls_by_the_longer_time():
    found = result(rule("east|west", "rail", 20.0))
    pairs = table(found, "border_effect").set_index(["origin", "destination"])["station_to_station_with_min"]
    row = table(found, "border_potential").set_index("zone").loc["aa"]
    assert row["potential_with_per_min"] == pytest.approx(2e6 / pairs["aa", "bb"] + 1e6 / pairs["aa", "cc"])
    assert 0.0 < row["lost_share"] < 1.0


def test_entry_tells_pairs_lost_and_which_rules_are_assumed():
    """4 of 6 pairs cross; only the assumed rule of rail is met on ways between zones."""
    entry = result(rule("east|west", "rail", 60.0)).entries[0]
    assert entry["kind"] == "border_effect"
    told = {key: entry["pairs"][key] for key in ("count", "crossing", "within_without", "within_with", "lost")}
    assert told == {"count": 6, "crossing": 4, "within_without": 6, "within_with": 2, "lost": 4}
    assert entry["pairs"]["lost_share"] == pytest.approx(4 / 6)
    assert entry["rules"] == {"count": 2, "met": 1, "met_assumed": 1, "assumed_share": 1.0}
    assert entry["centres"][0]["zones_lost"] == ["bb", "cc"]
    assert entry["access"]["daily_access_lost_share"] > 0


def test_pair_that_is_cut_off_is_counted_and_has_no_effect_in_minutes():
    night = rule("east|west", "any", 10.0, open_from_min=0.0, open_to_min=60.0)
    found = measure().evaluate(with_borders(line_of_three(), THREE, night))
    entry = found.entries[0]
    assert (entry["pairs"]["cut_off"], entry["pairs"]["mean_border_effect_min"]) == (4, None)
    assert table(found, "border_effect")["door_to_door_border_effect_min"].isna().sum() == 4
    assert not table(found, "borders")["is_open"].any()


def test_circle_without_borders_is_that_of_commuting_circle():
    found = result(rule("east|west", "rail", 30.0))
    usual = CommutingCircleMeasure.model_validate({"centres": ["aa"], "thresholds_min": [60, 90], "cell_km": 2.0})
    circles = usual.evaluate(line_of_three()).entries
    for entry, circle in zip(found.entries, circles, strict=True):
        assert entry["centres"][0]["area_without_km2"] == pytest.approx(circle["centres"][0]["area_km2"], rel=1e-9)
        assert entry["centres"][0]["population_without"] == pytest.approx(circle["centres"][0]["population"], rel=1e-9)


def test_circle_with_borders_lies_in_the_one_without():
    found = result(rule("east|west", "rail", 30.0))
    without, across = (layer(found, f"circle_{name}_borders").frame.geometry for name in ("without", "with"))
    for one, other in zip(without, across, strict=True):
        assert shapely.difference(other, one).area < 1.0
    assert found.entries[1]["centres"][0]["area_lost_km2"] > 0.0
    assert [layer(found, f"circle_{name}_borders").visible for name in ("without", "with")] == [False, True]


def test_shadow_lies_beyond_the_border_in_the_class_of_its_minutes():
    """30 min by train and by road: all of the east that aa reaches is in the class above 20, up to 30 min."""
    found = measure().evaluate(with_borders(line_of_three(), THREE, rule("east|west", "any", 30.0)))
    shadow = layer(found, "border_shadow").frame
    assert shadow["added"].tolist() == ["20+"]
    assert shadow.total_bounds[0] >= 19_000.0  # the border is at 20 km, a cell 2 km wide
    frame = table(found, "border_shadow")
    assert frame["area_km2"].sum() == pytest.approx(shadow.geometry.area.sum() / 1e6)
    assert frame["population"].sum() > 0.0


def test_places_no_longer_reached_are_the_last_class_of_the_shadow():
    net = with_borders(line_of_three(), THREE, rule("east|west", "any", 300.0))
    shadow = layer(measure().evaluate(net), "border_shadow").frame
    assert shadow["added"].tolist() == ["60+"]


def test_scale_0_adds_nothing_and_casts_no_shadow():
    net = with_borders(line_of_three(), THREE, rule("east|west", "rail", 20.0), scale=0.0)
    found = measure().evaluate(net)
    frame = table(found, "border_effect")
    assert (frame[[column for column in frame if column.endswith("effect_min")]].to_numpy() == 0.0).all()
    assert [one.name for one in found.layers if one.name == "border_shadow"] == []
    assert found.entries[0]["centres"][0]["area_lost_km2"] == 0.0


def test_a_run_without_borders_is_refused_before_and_at_the_network():
    with pytest.raises(NetworkError, match="give the section `borders`"):
        measure().evaluate(line_of_three())
    config = {
        "name": "x",
        "network": {"kind": "snapshot", "path": "graphs:jingjinji"},
        "measures": [{"kind": "border_effect", "centres": ["beijing"]}],
    }
    with pytest.raises(ConfigError, match="border_effect needs `borders`"):
        checked(config, RunConfig, file="x.yaml")


def test_notes_say_that_minutes_are_examples_and_how_many_are_assumed():
    words = " ".join(note["en"] for note in result(rule("east|west", "rail", 20.0)).notes)
    assert "example values" in words
    assert "1 of the 1 rules" in words


def test_equal_runs_give_equal_results():
    one, other = (result(rule("east|west", "rail", 20.0)) for _ in range(2))
    assert one.entries == other.entries
    assert all(
        np.array_equal(a.frame.to_numpy(), b.frame.to_numpy()) or a.frame.equals(b.frame)
        for a, b in zip(one.tables, other.tables, strict=True)
    )
