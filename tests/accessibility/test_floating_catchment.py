"""Floating catchments: worked by hand, against loops, and what each method conserves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.accessibility.decay import banded, within
from netopt.accessibility.floating_catchment import balanced, two_step

TIME_MIN = np.array([[20.0, 70.0], [40.0, 50.0], [80.0, 30.0]])
SUPPLY = np.array([100.0, 60.0])
DEMAND = np.array([1000.0, 2000.0, 500.0])


def test_two_step_within_an_hour_gives_levels_and_access_worked_by_hand():
    """The first supply serves 3,000 people, the second 2,500."""
    found = two_step(within(TIME_MIN, 60.0), DEMAND, SUPPLY)
    assert found.level == pytest.approx([0.03333, 0.024], abs=5e-6)
    assert found.access == pytest.approx([0.03333, 0.05733, 0.024], abs=5e-6)
    assert DEMAND @ found.access == pytest.approx(160.0)
    assert found.served_supply(SUPPLY) == pytest.approx(160.0)


def test_supply_that_nobody_reaches_has_no_level_and_is_not_given_out():
    found = two_step(within(TIME_MIN, 25.0), DEMAND, SUPPLY)
    assert np.isnan(found.level[1])
    assert found.served_supply(SUPPLY) == 100.0
    assert found.access == pytest.approx([0.1, 0.0, 0.0])


def test_bands_of_weight_one_are_the_plain_catchment():
    plain = two_step(within(TIME_MIN, 60.0), DEMAND, SUPPLY)
    bands = two_step(banded(TIME_MIN, 60.0, (1.0, 1.0, 1.0)), DEMAND, SUPPLY)
    assert bands.access == pytest.approx(plain.access)


def test_bands_move_supply_to_those_who_live_near():
    """Supply 1: first band 1,000 people, second 2,000 x 0.68; R = 100 / 2,360."""
    found = two_step(banded(TIME_MIN, 60.0, (1.0, 0.68, 0.22)), DEMAND, SUPPLY)
    assert found.level[0] == pytest.approx(100.0 / 2360.0)
    assert found.access[0] > two_step(within(TIME_MIN, 60.0), DEMAND, SUPPLY).access[0]


def test_balanced_divides_demand_between_supplies_and_service_between_places():
    """Place 2 sends half of its people to each supply: L = 100 / 2,000 and 60 / 1,500, each halved between two."""
    found = balanced(within(TIME_MIN, 60.0), DEMAND, SUPPLY)
    assert found.level == pytest.approx([0.05, 0.04])
    assert found.access == pytest.approx([0.025, 0.045, 0.02])


def test_balanced_of_one_place_and_one_supply_is_supply_a_head():
    assert balanced(np.array([[0.3]]), np.array([50.0]), np.array([10.0])).access == pytest.approx([0.2])


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), places=st.integers(1, 6), supplies=st.integers(1, 6))
def test_methods_agree_with_loops_and_conserve_what_they_say(seed, places, supplies):
    random = np.random.default_rng(seed)
    weight = np.where(random.random((places, supplies)) < 0.4, 0.0, random.random((places, supplies)))
    demand, supply = random.uniform(1, 100, places), random.uniform(0, 50, supplies)
    stepped, shared = two_step(weight, demand, supply), balanced(weight, demand, supply)
    reached = [j for j in range(supplies) if weight[:, j].sum() > 0]
    assert demand @ stepped.access == pytest.approx(sum(supply[j] for j in reached))
    assert shared.access.sum() == pytest.approx(np.nansum(shared.level))
    for i in range(places):
        plain = sum(weight[i, j] * supply[j] / sum(weight[k, j] * demand[k] for k in range(places)) for j in reached)
        level = {
            j: supply[j] / sum(demand[k] * weight[k, j] / weight[k].sum() for k in range(places) if weight[k].sum() > 0)
            for j in reached
        }
        balanced_access = sum(level[j] * weight[i, j] / weight[:, j].sum() for j in reached)
        assert stepped.access[i] == pytest.approx(plain)
        assert shared.access[i] == pytest.approx(balanced_access)
