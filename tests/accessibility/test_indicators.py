"""Indicators of access: worked by hand, and against loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.accessibility.decay import banded, exponential, logistic, power, within
from netopt.accessibility.indicators import covered_share, mass_reached, unreached_mass, weighted_average_time

TIME_MIN = np.array([[5.0, 30.0, 70.0], [30.0, 5.0, 45.0], [70.0, 45.0, 5.0]])
MASS = np.array([20.0, 15.0, 10.0])
OTHERS = 1.0 - np.eye(3)
ALL = np.ones((3, 3))


def test_average_time_without_the_own_zone_is_that_of_the_others():
    """First: (30 x 15 + 70 x 10) / 25."""
    assert weighted_average_time(TIME_MIN, MASS, OTHERS) == pytest.approx([46.0, 35.0, 415.0 / 7.0])


def test_average_time_leaves_out_what_is_unreachable_and_tells_its_mass():
    """The third zone is cut off: 30 x 15 / 15, and 10 of mass left out; from it nothing is reached."""
    cut = TIME_MIN.copy()
    cut[2, :2] = cut[:2, 2] = np.inf
    found = weighted_average_time(cut, MASS, OTHERS)
    assert found[:2] == pytest.approx([30.0, 30.0])
    assert np.isnan(found[2])
    assert unreached_mass(cut, MASS, OTHERS) == pytest.approx([10.0, 10.0, 35.0])


def test_average_time_of_travellers_of_whom_few_may_pass_counts_them_as_few():
    """Half of the travellers from the first zone to the second: (30 x 7.5 + 70 x 10) / 17.5."""
    permitted = OTHERS.copy()
    permitted[0, 1] = 0.5
    assert weighted_average_time(TIME_MIN, MASS, permitted)[0] == pytest.approx((225.0 + 700.0) / 17.5)


def test_daily_access_within_an_hour_is_the_mass_of_zones_within_it():
    assert mass_reached(within(TIME_MIN, 60.0), MASS) == pytest.approx([35.0, 45.0, 25.0])


def test_potential_with_power_decay_is_mass_over_minutes():
    """First: 20 / 5 + 15 / 30 + 10 / 70."""
    assert mass_reached(power(TIME_MIN, 1.0), MASS) == pytest.approx([4.6429, 3.8889, 2.6190], abs=5e-5)


def test_potential_of_a_zone_cut_off_is_that_of_itself_alone():
    cut = np.where(np.eye(3) > 0, TIME_MIN, np.inf)
    assert mass_reached(power(cut, 2.0), MASS) == pytest.approx(MASS / 25.0)
    assert mass_reached(exponential(cut, 0.1), MASS) == pytest.approx(MASS * np.exp(-0.5))


def test_logistic_weight_is_a_half_at_the_threshold_and_hard_in_the_limit():
    assert logistic(np.array([60.0, np.inf]), 60.0, 5.0) == pytest.approx([0.5, 0.0])
    assert logistic(TIME_MIN, 60.0, 1e-6) == pytest.approx(within(TIME_MIN, 60.0))


def test_bands_weigh_by_third_of_the_threshold_and_a_border_belongs_to_the_nearer():
    time_min = np.array([0.0, 10.0, 10.1, 20.0, 29.0, 30.0, 30.1, np.inf])
    assert banded(time_min, 30.0, (1.0, 0.68, 0.22)).tolist() == [1.0, 1.0, 0.68, 0.68, 0.22, 0.22, 0.0, 0.0]


def test_covered_share_counts_weight_within_and_those_who_may_travel():
    """Weights 3 and 1; the first within, half of its travellers permitted: 1.5 of 4."""
    is_within = np.array([True, False])
    assert covered_share(is_within, np.array([3.0, 1.0]), np.array([0.5, 1.0])) == pytest.approx(0.375)
    assert np.isnan(covered_share(is_within, np.zeros(2), np.ones(2)))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(1, 7))
def test_indicators_agree_with_loops_and_grow_with_the_threshold(seed, size):
    random = np.random.default_rng(seed)
    time_min = np.where(random.random((size, size)) < 0.2, np.inf, random.uniform(1, 200, (size, size)))
    mass, share = random.uniform(0, 10, size), random.random((size, size))
    near = mass_reached(share * within(time_min, 60.0), mass)
    far = mass_reached(share * within(time_min, 90.0), mass)
    assert (far >= near).all()
    watt = weighted_average_time(time_min, mass, share)
    for i in range(size):
        there = [j for j in range(size) if np.isfinite(time_min[i, j])]
        pull = sum(share[i, j] * mass[j] for j in there)
        assert near[i] == pytest.approx(sum(share[i, j] * mass[j] for j in there if time_min[i, j] <= 60.0))
        if pull > 0:
            assert watt[i] == pytest.approx(sum(share[i, j] * mass[j] * time_min[i, j] for j in there) / pull)
        else:
            assert np.isnan(watt[i])
