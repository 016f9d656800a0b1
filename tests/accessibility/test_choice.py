"""Shares of a choice among destinations."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.accessibility.choice import huff_shares, logit_shares, logsum

COST = np.array([[100.0, 140.0], [130.0, 110.0], [150.0, 120.0]])


def test_logit_gives_the_worked_shares_and_logsums():
    shares = [[0.8808, 0.1192], [0.2689, 0.7311], [0.1824, 0.8176]]
    assert logit_shares(COST, theta=0.05) == pytest.approx(np.array(shares), abs=5e-5)
    assert logsum(COST, theta=0.05) == pytest.approx([97.4614, 103.7348, 115.9717], abs=5e-5)


def test_huff_gives_the_worked_shares():
    shares = [[0.4949, 0.5051], [0.2636, 0.7364], [0.2424, 0.7576]]
    assert huff_shares(COST, np.array([10.0, 20.0]), beta=2.0) == pytest.approx(np.array(shares), abs=5e-5)


def test_a_large_sensitivity_chooses_the_cheapest():
    assert logit_shares(COST, theta=50.0).round(9).tolist() == [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]
    assert logsum(COST, theta=50.0) == pytest.approx(COST.min(axis=1))


def test_what_cannot_be_reached_is_not_chosen():
    cost = np.array([[np.inf, 50.0], [np.inf, np.inf]])
    assert logit_shares(cost, theta=0.1).tolist() == [[0.0, 1.0], [0.0, 0.0]]
    assert huff_shares(cost, np.ones(2), beta=1.0).tolist() == [[0.0, 1.0], [0.0, 0.0]]
    assert logsum(cost, theta=0.1).tolist() == [50.0, np.inf]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(1.0, 1e5), min_size=3, max_size=3), st.floats(1e-3, 10.0), st.floats(0.0, 1e4))
def test_shares_sum_to_one_and_do_not_change_when_all_costs_rise_alike(cost, theta, rise):
    costs = np.array([cost])
    shares = logit_shares(costs, theta=theta)
    assert shares.sum() == pytest.approx(1.0)
    assert logit_shares(costs + rise, theta=theta) == pytest.approx(shares, abs=1e-6)
    assert logsum(costs, theta=theta)[0] <= min(cost) + 1e-9
