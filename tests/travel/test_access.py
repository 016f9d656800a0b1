"""Ways without a timetable, against hand sums."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from netopt.travel.access import AccessModel, AccessSection, ModeChange


def walk_and_ride() -> AccessModel:
    """Walk: 5 km/h straight, at most 3 km. Ride: 10 min and 30 km/h straight, at most 50 km."""
    return AccessModel.model_validate(
        {
            "modes": {
                "walk": {"speed_kmh": 5.0, "circuity": 1.0, "fixed_min": 0.0, "max_km": 3.0},
                "ride": {"speed_kmh": 45.0, "circuity": 1.5, "fixed_min": 10.0, "max_km": 50.0},
            },
            "transfer_km": 10.0,
            "water_km": 0.3,
            "street_link_km": 1.0,
            "link_s_per_m": 0.72,
        }
    )


def test_the_fastest_mode_wins_and_is_named():
    """0.5 km: 6 min on foot against 11; 2 km: 24 against 14; 51 km: nothing goes so far."""
    time_s, mode = walk_and_ride().fastest(np.array([0.0, 500.0, 2000.0, 51_000.0]))
    assert time_s == pytest.approx([0.0, 360.0, 840.0, np.inf])
    assert mode.tolist() == [0, 0, 1, -1]


def test_a_mode_ends_at_its_limit():
    """3.1 km would be 37 min on foot if the ride were not there: with the walk alone it is out of reach."""
    both = walk_and_ride()
    alone = both.model_copy(update={"modes": {"walk": both.modes["walk"]}})
    assert alone.time_s(np.array([3000.0, 3100.0])) == pytest.approx([2160.0, np.inf])


def test_reach_is_the_farthest_that_any_mode_gets():
    """9 min: 0.75 km on foot; 40 min: 15 km by ride; 200 min: the ride ends at 50 km; no time: nowhere."""
    reach_m = [walk_and_ride().reach_m(minutes * 60.0) for minutes in (9.0, 40.0, 200.0, 0.0)]
    assert reach_m == pytest.approx([750.0, 15_000.0, 50_000.0, 0.0])


@settings(max_examples=30, deadline=None)
@given(minutes=st.floats(0.5, 60.0))
def test_reach_is_within_time_and_nothing_beyond_is(minutes):
    shipped = AccessSection().model()
    reach_m = shipped.reach_m(minutes * 60.0)
    time_s = shipped.time_s(np.array([reach_m * 0.999, reach_m * 1.001 + 1.0]))
    assert time_s[0] <= minutes * 60.0 < time_s[1]


def test_a_run_may_leave_the_taxi_out():
    shipped, without = AccessSection().model(), AccessSection(use=("walk", "bicycle", "bus")).model()
    at = np.array([8000.0])
    assert shipped.names[shipped.fastest(at)[1][0]] == "taxi"
    assert without.names[without.fastest(at)[1][0]] == "bus"
    # 10 min and 8 km x 1.35 at 18 km/h = 36 min
    assert without.time_s(at) == pytest.approx([46.0 * 60.0])


def test_a_change_keeps_the_other_values_of_a_mode():
    changed = AccessSection(modes={"walk": ModeChange(speed_kmh=6.0)}, transfer_km=5.0).model()
    assert changed.modes["walk"].speed_kmh == pytest.approx(6.0)
    assert changed.modes["walk"].circuity == pytest.approx(1.25)
    assert changed.transfer_km == pytest.approx(5.0)


def test_the_car_is_left_out_until_it_is_asked_for():
    assert "car" not in AccessSection().model().names
    assert "car" in AccessSection(modes={"car": ModeChange()}).model().names


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"use": ["walk", "boat"]}, "use names boat; there are walk"),
        ({"modes": {"metro": {"speed_kmh": 35.0}}}, "give it circuity, fixed_min, max_km"),
        ({"modes": {"walk": {"speed_kmh": 0.0}}}, "greater than 0"),
        ({"modes": {"walk": {"circuity": 0.5}}}, "greater than or equal to 1"),
    ],
)
def test_a_wrong_section_says_what_to_mend(section, message):
    with pytest.raises(ValidationError, match=message):
        AccessSection.model_validate(section)
