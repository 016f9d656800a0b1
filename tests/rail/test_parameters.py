"""Parameters read from TOML: values as shipped, overlays, and errors that name file, key and value."""

import numpy as np
import pytest

from netopt.errors import ConfigError
from netopt.rail.parameters import RailParameters


def test_load_without_a_file_gives_the_shipped_values(parameters):
    assert parameters.trains["EMU350"].power_kw == 9750.0
    assert parameters.margin.share == (0.03, 0.04, 0.05, 0.06, 0.07)
    assert parameters.terminal.terminus_min == 2.0
    assert parameters.station_entry["commuter"].hub.in_min == 10.0
    assert parameters.station_entry["occasional"].hub.in_min == 25.0


def test_load_with_a_short_file_keeps_all_other_values(tmp_path, parameters):
    own = tmp_path / "own.toml"
    own.write_text("[trains.EMU350]\nmax_kmh = 320.0\n", "utf-8")
    loaded = RailParameters.load(own)
    assert loaded.trains["EMU350"].max_kmh == 320.0
    assert loaded.trains["EMU350"].mass_t == parameters.trains["EMU350"].mass_t
    assert loaded.dwell_min == parameters.dwell_min


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("[trains.EMU350]\nmass_t = -1.0\n", "trains.EMU350.mass_t", "-1.0"),
        ("[trains.EMU350]\nmas_t = 1.0\n", "trains.EMU350.mas_t", "1.0"),
        ("[terminal]\nterminus_min = 'two'\n", "terminal.terminus_min", "'two'"),
        ("[station_entry.hiker]\n", "station_entry.hiker", "hiker"),
    ],
)
def test_load_with_a_wrong_entry_names_file_key_and_value(tmp_path, text, key, value):
    own = tmp_path / "own.toml"
    own.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        RailParameters.load(own)
    breach = next(breach for breach in caught.value.breaches if breach.where == key)
    assert breach.file == str(own)
    assert value in str(breach)


def test_load_with_several_wrong_entries_reports_all_of_them(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("[service]\nday_h = 0.0\nattractive_tolerance = -0.1\n", "utf-8")
    with pytest.raises(ConfigError) as caught:
        RailParameters.load(own)
    assert {breach.where for breach in caught.value.breaches} == {
        "service.day_h",
        "service.attractive_tolerance",
    }


@pytest.mark.parametrize("text", ["[trains", "= 3"])
def test_load_of_a_broken_file_says_it_is_no_toml(tmp_path, text):
    own = tmp_path / "own.toml"
    own.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=r"own\.toml: cannot be read as TOML"):
        RailParameters.load(own)


def test_load_of_a_missing_file_names_it(tmp_path):
    with pytest.raises(ConfigError, match="nowhere"):
        RailParameters.load(tmp_path / "nowhere.toml")


def test_a_train_that_cannot_start_is_refused(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("[trains.FREIGHT]\nstart_force_kn = 30.0\n", "utf-8")
    with pytest.raises(ConfigError, match="never moves"):
        RailParameters.load(own)


def test_a_train_of_a_kind_without_dwell_is_refused(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("[trains.EMU250]\nkind = 'maglev'\n", "utf-8")
    with pytest.raises(ConfigError, match=r"dwell_min\.maglev lacks"):
        RailParameters.load(own)


@pytest.mark.parametrize(
    ("train", "at_start", "at_top"),
    [("EMU350", 0.51, 0.038), ("METRO", 0.91, 0.319), ("LOCO160", 0.32, 0.08), ("FREIGHT", 0.11, 0.054)],
)
def test_train_accelerates_at_start_and_top_speed_as_in_the_table(parameters, train, at_start, at_top):
    """Starting and residual accelerations of the trains table, m/s2; METRO, LOCO160 and FREIGHT at top by hand:

    LOCO160: P/v = 7200/44.44 = 162 kN, W = 9810 (1.2 + 0.8 + 5.888)/1000 = 77.4 kN, / (1.06 x 1000 t) = 0.0798.
    """
    item = parameters.trains[train]
    assert item.acceleration_ms2(0.0) == pytest.approx(at_start, abs=0.006)
    assert item.acceleration_ms2(item.max_kmh / 3.6) == pytest.approx(at_top, abs=0.001)


def test_timetable_factor_as_shipped_stretches_multiple_units_up_to_200_kmh_only():
    """A class holds up to and with its limit; locomotives and freight trains are not stretched."""
    factor = RailParameters.load().timetable_factor
    limit_kmh = np.array([80.0, 160.0, 160.1, 200.0, 200.1, 350.0])
    assert factor.of(limit_kmh, ["multiple_unit"] * 6).tolist() == [1.19, 1.19, 1.05, 1.05, 1.0, 1.0]
    assert factor.of(limit_kmh, ["locomotive", "freight"] * 3).tolist() == [1.0] * 6


def test_timetable_factors_that_do_not_fit_their_classes_are_refused(tmp_path):
    """Three speed classes of two limits: two factors are one too few."""
    own = tmp_path / "own.toml"
    own.write_text("[timetable_factor.by_traction]\nmultiple_unit = [1.1, 1.0]\n", "utf-8")
    with pytest.raises(ConfigError, match=r"by_traction\.multiple_unit needs one number more"):
        RailParameters.load(own)


def test_wait_follows_the_three_branches(parameters):
    """10 min: 10/2 = 5. 11: 5.5. 20: 2 + 0.3 x 20 = 8. 38 and more: 2 + 0.3 x 38 = 13.4."""
    wait_s = parameters.waiting.wait_s(np.array([10.0, 11.0, 20.0, 38.0, 120.0]) * 60.0)
    assert wait_s / 60.0 == pytest.approx([5.0, 5.5, 8.0, 13.4, 13.4])


def test_wait_at_changes_is_half_the_headway_of_rare_trains_up_to_the_longest(parameters):
    """20 min: 8 as ever. 37: 2 + 0.3 x 37 = 13.1. 38: 38/2 = 19. 50: 25. 60 and more: 30."""
    wait_s = parameters.waiting.transfer_wait_s(np.array([20.0, 37.0, 38.0, 50.0, 60.0, 720.0]) * 60.0)
    assert wait_s / 60.0 == pytest.approx([8.0, 13.1, 19.0, 25.0, 30.0, 30.0])


def test_wait_at_changes_is_never_below_that_for_a_first_train(parameters):
    """With a longest wait of 5 min a train every two hours still costs the 13.4 min of any rare train."""
    short = parameters.waiting.model_copy(update={"longest_transfer_wait_min": 5.0})
    assert short.transfer_wait_s(np.array([120.0 * 60.0])) / 60.0 == pytest.approx([13.4])


@pytest.mark.parametrize("key", ["rail_passage", "rail_reentry", "rail_metro"])
def test_a_transfer_time_that_nothing_uses_is_refused(tmp_path, key):
    own = tmp_path / "own.toml"
    own.write_text(f"[transfer_min]\n{key} = 10.0\n", "utf-8")
    with pytest.raises(ConfigError, match=key):
        RailParameters.load(own)
