"""accessibility on drawn networks: formulas on the network's own times, the own zone, equity, wrong inputs."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from netopt.errors import MissingColumnError, NetworkError, SourceError
from netopt.layers import Role
from netopt.measures.accessibility import AccessibilityMeasure
from netopt.measures.indicators.study import study
from netopt.measures.zonal.layers import quantile_breaks
from netopt.measures.zonal.pairs import zone_pairs
from tests.networks import line_of_three, network, square_land

PEOPLE = np.array([3e6, 2e6, 1e6])


def measure(**changes):
    """A measure of access that keeps every default but what is changed."""
    return AccessibilityMeasure.model_validate(changes)


def figures(result, key, number=0):
    """A figure of every zone."""
    return np.array([zone[key] for zone in result.entries[number]["zones"]], dtype=float)


def table(result, name):
    """A table by name."""
    return next(one.frame for one in result.tables if one.name == name)


def minutes(net, **changes):
    """The times that the measure stands on."""
    return zone_pairs(net, measure(**changes)).time_min


def with_jurisdictions(net, *names):
    """The network with the jurisdictions of its zones aa, bb, cc."""
    told = dict(zip(("aa", "bb", "cc"), names, strict=True))
    return net.with_nodes(jurisdiction=[told.get(node) for node in net.nodes.index])


def test_indicators_of_a_line_follow_their_formulas():
    time_min = minutes(line_of_three())
    result = measure(thresholds_min=[60, 200]).evaluate(line_of_three())
    others = [[1, 2], [0, 2], [0, 1]]
    watt = [time_min[i, j] @ PEOPLE[j] / PEOPLE[j].sum() for i, j in enumerate(others)]
    assert figures(result, "watt_min") == pytest.approx(watt)
    assert figures(result, "potential") == pytest.approx(
        [sum(PEOPLE[j] / time_min[i, j]) for i, j in enumerate(others)]
    )
    for number, threshold in enumerate((60, 200)):
        daily = [PEOPLE[j] @ (time_min[i, j] <= threshold) for i, j in enumerate(others)]
        assert figures(result, "daily_access", number) == pytest.approx(daily)
        assert result.entries[number]["threshold_min"] == threshold
    assert (figures(result, "daily_access", 1) >= figures(result, "daily_access", 0)).all()
    assert figures(result, "daily_access", 1).max() > 0


def test_exponential_decay_replaces_the_power():
    time_min = minutes(line_of_three())
    result = measure(decay={"kind": "exponential", "beta_per_min": 0.02}).evaluate(line_of_three())
    expected = np.where(np.eye(3) > 0, 0.0, np.exp(-0.02 * time_min)) @ PEOPLE
    assert figures(result, "potential") == pytest.approx(expected)
    assert result.entries[0]["decay"] == "exp(-0.02 T)"


def test_travellers_who_may_not_pass_a_border_bring_no_access():
    """A tenth of the travellers between aa and bb may pass: theirs is a tenth of the mass."""
    pairs = zone_pairs(line_of_three(), measure())
    permitted = np.ones((3, 3))
    permitted[0, 1] = 0.1
    ask = measure(thresholds_min=[1000]).question(line_of_three(), Path())
    found = study(dataclasses.replace(pairs, permitted=permitted), ask)
    time_min = pairs.time_min
    assert found.daily[1000][0] == pytest.approx(0.1 * 2e6 + 1e6)
    assert found.potential[0] == pytest.approx(0.1 * 2e6 / time_min[0, 1] + 1e6 / time_min[0, 2])
    assert found.watt_min[0] == pytest.approx((2e5 * time_min[0, 1] + 1e6 * time_min[0, 2]) / 1.2e6)


def test_own_zone_in_fixed_minutes_counts_in_potential_and_daily_access_and_on_request_in_the_average():
    fixed = {"kind": "fixed", "minutes": 10}
    plain = measure().evaluate(line_of_three())
    with_own = measure(own_zone=fixed).evaluate(line_of_three())
    assert figures(with_own, "potential") - figures(plain, "potential") == pytest.approx(PEOPLE / 10)
    assert figures(with_own, "daily_access") - figures(plain, "daily_access") == pytest.approx(PEOPLE)
    assert figures(with_own, "watt_min") == pytest.approx(figures(plain, "watt_min"))
    in_all = measure(own_zone=fixed, watt_with_own_zone=True).evaluate(line_of_three())
    others = PEOPLE.sum() - PEOPLE
    expected = (figures(plain, "watt_min") * others + 10 * PEOPLE) / PEOPLE.sum()
    assert figures(in_all, "watt_min") == pytest.approx(expected)


def test_own_zone_by_radius_is_its_share_of_the_equivalent_radius_at_the_speed():
    """A square of 60 km: radius 33.85 km; two thirds at 20 km/h are 67.7 min, half 50.8 min."""
    radius_km = 60 / np.sqrt(np.pi)
    for share, factor in (("two_thirds", 2 / 3), ("half", 1 / 2)):
        own = {"kind": "radius", "radius_share": share, "speed_kmh": 20}
        result = measure(own_zone=own).evaluate(square_land())
        assert figures(result, "potential") == pytest.approx([1e6 / (factor * radius_km / 20 * 60)])
        assert "equivalent radius at 20 km/h" in result.entries[0]["own_zone"]


def test_own_zone_by_radius_needs_outlines():
    with pytest.raises(NetworkError, match="zones aa, bb, cc have no outline"):
        measure(own_zone={"kind": "radius", "speed_kmh": 20}).evaluate(line_of_three())


def test_own_zone_in_no_time_cannot_be_divided_by():
    with pytest.raises(NetworkError, match="power decay divides by the time"):
        measure(own_zone={"kind": "fixed", "minutes": 0}).evaluate(line_of_three())


def test_zones_cut_off_are_left_out_of_the_average_and_counted():
    islands = network(
        stations={"a": (0.0, 0.0, "hub"), "b": (500.0, 0.0, "hub")},
        zones={"aa": (0.0, 0.0, 1e6), "bb": (500.0, 0.0, 2e6)},
    )
    result = measure().evaluate(islands)
    entry = result.entries[0]
    assert entry["pairs"] == {"count": 2, "unreachable": 2}
    assert np.isnan(figures(result, "watt_min")).all()
    assert figures(result, "potential").tolist() == [0.0, 0.0]
    assert figures(result, "unreached_zones").tolist() == [1.0, 1.0]
    assert figures(result, "unreached_mass_share").tolist() == [1.0, 1.0]
    assert entry["equity"]["gini"] is None
    assert "2 ordered pairs of zones are unreachable" in result.notes[1]["en"]


def test_theil_of_jurisdictions_adds_up_and_without_them_is_all_within():
    plain = measure().evaluate(line_of_three()).entries[0]
    assert plain["groups"] is None
    assert plain["equity"]["theil_between"] is None
    assert plain["equity"]["theil_within"] == plain["equity"]["theil"]
    grouped = measure().evaluate(with_jurisdictions(line_of_three(), "x", "x", "y")).entries[0]
    assert grouped["groups"] == "jurisdiction"
    for found in (grouped["equity"], *grouped["equity_by_indicator"].values()):
        assert found["theil"] is None or found["theil_within"] + found["theil_between"] == pytest.approx(found["theil"])
    assert grouped["equity"]["theil_between"] > 0
    assert grouped["equity"]["gini"] == pytest.approx(plain["equity"]["gini"])


def test_zone_without_its_jurisdiction_is_told():
    with pytest.raises(NetworkError, match="zone 'cc' has no jurisdiction"):
        measure().evaluate(with_jurisdictions(line_of_three(), "x", "y", None))


def test_column_of_groups_that_is_not_there_is_told():
    with pytest.raises(MissingColumnError, match="no column 'province'"):
        measure(groups="province").evaluate(line_of_three())


def test_mass_of_a_table_takes_the_place_of_people(tmp_path):
    (tmp_path / "jobs.csv").write_text("zone_id,jobs\ncc,5\naa,1\nbb,0\n", encoding="utf-8")
    result = measure(mass={"path": "jobs.csv", "column": "jobs"}).evaluate(line_of_three(), folder=tmp_path)
    assert figures(result, "mass").tolist() == [1.0, 0.0, 5.0]
    time_min = minutes(line_of_three())
    assert figures(result, "watt_min")[:2] == pytest.approx([time_min[0, 2], (time_min[1, 0] + 5 * time_min[1, 2]) / 6])
    assert result.entries[0]["mass"] == "jobs of jobs.csv"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("zone_id,jobs\naa,1\nbb,2\n", "zone 'cc' has no row"),
        ("zone_id,jobs\naa,1\nbb,2\ncc,3\ndd,4\n", ":5: zone_id 'dd' is no zone here"),
        ("zone_id,jobs\naa,1\nbb,2\ncc,-3\n", ":4: jobs -3 is no number of 0 or more"),
        ("zone_id,jobs\naa,1\nbb,two\ncc,3\n", ":3: jobs 'two' is no number"),
        ("zone_id,jobs\naa,1\naa,2\nbb,2\ncc,3\n", ":3: zone_id 'aa' is already on line 2"),
        ("zone_id,work\naa,1\n", "the column 'jobs' is missing"),
    ],
)
def test_table_that_does_not_fit_the_zones_is_told_with_its_line(tmp_path, text, message):
    (tmp_path / "jobs.csv").write_text(text, encoding="utf-8")
    with pytest.raises(NetworkError, match=message):
        measure(mass={"path": "jobs.csv", "column": "jobs"}).evaluate(line_of_three(), folder=tmp_path)


def test_table_that_is_not_there_is_a_source_error(tmp_path):
    with pytest.raises(SourceError, match=r"jobs\.csv: cannot be read .* \(no such file\)"):
        measure(mass={"path": "jobs.csv", "column": "jobs"}).evaluate(line_of_three(), folder=tmp_path)


def test_mass_that_is_no_column_is_told_with_those_there_are():
    with pytest.raises(MissingColumnError, match=r"no column 'jobs'; columns of numbers: .*population"):
        measure(mass="jobs").evaluate(line_of_three())


def test_network_without_zones_is_told():
    with pytest.raises(NetworkError, match="has no zones"):
        measure(mass="population").evaluate(network(stations={"a": (0.0, 0.0, "hub"), "b": (9.0, 0.0, "hub")}))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"thresholds_min": [90, 60]}, "must rise"),
        ({"watt_with_own_zone": True}, "needs an own_zone rule"),
        ({"decay": {"kind": "power", "beta": 0}}, "greater than 0"),
    ],
)
def test_configuration_that_means_nothing_is_refused(changes, message):
    with pytest.raises(ValidationError, match=message):
        measure(**changes)


def test_layers_and_tables_tell_every_zone_and_indicator():
    result = measure(thresholds_min=[60, 120]).evaluate(line_of_three())
    assert [layer.name for layer in result.layers] == [
        "access_watt",
        "access_potential",
        "access_daily_60_min",
        "access_daily_120_min",
    ]
    assert {layer.role for layer in result.layers} == {Role.LEVEL}
    assert [layer.visible for layer in result.layers] == [True, False, False, False]
    assert all({"zh", "en"} <= set(words) for words in (*result.notes, *(layer.title for layer in result.layers)))
    told = table(result, "accessibility")
    assert told[["zone_id", "threshold_min"]].to_numpy().tolist() == [
        [z, t] for t in (60, 120) for z in ("aa", "bb", "cc")
    ]
    assert table(result, "equity")["indicator"].tolist() == ["watt_min", "potential", "daily_access", "daily_access"]


def test_breaks_hold_every_value_and_rise():
    value = np.array([0.0, 1.2345, 99.99, 12345.6, np.nan])
    breaks = quantile_breaks(value)
    assert list(breaks) == sorted(set(breaks))
    assert breaks[-1] >= np.nanmax(value)
    assert quantile_breaks(np.array([np.nan])) == ()
    assert quantile_breaks(np.array([1234.0, 1234.0])) == (1240.0,)


def test_number_of_a_table_that_no_sum_can_hold_is_refused(tmp_path):
    (tmp_path / "jobs.csv").write_text("zone_id,jobs\naa,1\nbb,1e300\ncc,2\n", encoding="utf-8")
    with pytest.raises(NetworkError, match=r"jobs\.csv:3: .*1e\+?300"):
        measure(mass={"path": "jobs.csv", "column": "jobs"}).evaluate(line_of_three(), folder=tmp_path)
