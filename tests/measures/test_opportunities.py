"""opportunities on drawn networks: formulas on the network's own times, conservation, what nobody reaches."""

import numpy as np
import pytest
from pydantic import ValidationError

from netopt.measures.opportunities import OpportunitiesMeasure
from netopt.measures.zonal.pairs import zone_pairs
from tests.networks import line_of_three

PEOPLE = np.array([3e6, 2e6, 1e6])
METHODS = ("access_2sfca", "access_e2sfca", "access_bfca")


def measure(**changes):
    """Places of a table, unless it is changed."""
    return OpportunitiesMeasure.model_validate({"supply": {"path": "places.csv", "column": "places"}} | changes)


@pytest.fixture
def folder(tmp_path):
    """A folder with a table of places: 100 in aa, none in bb, 60 in cc."""
    (tmp_path / "places.csv").write_text("zone_id,places\naa,100\nbb,0\ncc,60\n", encoding="utf-8")
    return tmp_path


def figures(result, key, number=0):
    """A figure of every zone."""
    return np.array([zone[key] for zone in result.entries[number]["zones"]], dtype=float)


def test_supply_within_reach_and_a_head_follow_their_formulas(folder):
    ask = measure(thresholds_min=[75])
    time_min = zone_pairs(line_of_three(), ask).time_min
    supply = np.array([100.0, 0.0, 60.0])
    is_near = time_min <= 75
    assert is_near.sum() > 3, "some pair must be near"
    result = ask.evaluate(line_of_three(), folder=folder)
    assert figures(result, "cumulative") == pytest.approx(is_near @ supply)
    assert figures(result, "cumulative_soft") == pytest.approx((1 / (1 + np.exp((time_min - 75) / 5))) @ supply)
    level = supply / (PEOPLE @ is_near)
    assert figures(result, "access_2sfca") == pytest.approx(is_near @ level)


def test_two_step_gives_out_all_supply_when_each_is_reached(folder):
    result = measure(thresholds_min=[30, 75, 200]).evaluate(line_of_three(), folder=folder)
    for number, entry in enumerate(result.entries):
        two_step, enhanced, balanced = entry["conservation"]
        for one in (two_step, enhanced):
            assert one["supply_given_out"] == pytest.approx(160.0)
            assert one["supply_unreached"] == 0.0
        assert balanced["access_sum"] == pytest.approx(balanced["level_sum"])
        assert PEOPLE @ figures(result, "access_2sfca", number) == pytest.approx(160.0)


def test_cumulative_grows_with_the_threshold(folder):
    result = measure(thresholds_min=[30, 60, 90, 200]).evaluate(line_of_three(), folder=folder)
    for key in ("cumulative", "cumulative_soft"):
        assert (np.diff([figures(result, key, number) for number in range(4)], axis=0) >= -1e-9).all()


def test_supply_that_nobody_reaches_and_people_without_supply_are_told(folder):
    result = measure(thresholds_min=[5], own_zone={"kind": "excluded"}).evaluate(line_of_three(), folder=folder)
    entry = result.entries[0]
    assert [one["supply_unreached"] for one in entry["conservation"]] == [160.0] * 3
    assert entry["totals"]["demand_without_supply"] == PEOPLE.sum()
    assert all(figures(result, key).tolist() == [0.0, 0.0, 0.0] for key in METHODS)
    assert "160 of the supply is reached by nobody within 5 min" in result.notes[1]["en"]


def test_alone_with_its_own_supply_a_zone_gets_it_a_head(folder):
    result = measure(thresholds_min=[5]).evaluate(line_of_three(), folder=folder)
    for key in METHODS:
        assert figures(result, key) == pytest.approx([100 / 3e6, 0.0, 60 / 1e6])


@pytest.mark.parametrize("weights", [[0.5, 1.0], [0.0], [1.0, -0.1], [1.5], []])
def test_band_weights_that_rise_or_weigh_nothing_are_refused(weights):
    with pytest.raises(ValidationError):
        measure(band_weights=weights)


def test_tables_and_layers_tell_every_method(folder):
    result = measure(thresholds_min=[75]).evaluate(line_of_three(), folder=folder)
    frames = {one.name: one.frame for one in result.tables}
    assert set(METHODS) < set(frames["opportunities"].columns)
    assert frames["opportunities"].columns[:2].tolist() == ["zone_id", "threshold_min"]
    assert frames["supply_conservation"]["method"].tolist() == list(METHODS)
    assert len(frames["service_levels"]) == 3
    names = [layer.name for layer in result.layers]
    assert names == [*(f"{method}_75_min" for method in METHODS), "opportunities_75_min"]
    assert [layer.visible for layer in result.layers] == [True, False, False, False]
    assert result.layers[0].title["en"] == "places a head within 75 min, 2SFCA"
