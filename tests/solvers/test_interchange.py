"""Greedy opening and interchange against hand-worked lines and full enumeration."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from netopt.solvers.interchange import first_in_order, greedy, interchange, selection_cost

NOTHING = np.zeros(0, dtype=np.int64)
LINE = np.abs(np.subtract.outer(np.arange(5), np.arange(5))).astype(float)
"""a-b-c-d-e, a step apart, demand 1 each."""
COSTS = st.integers(2, 6).flatmap(lambda n: arrays(np.float64, (4, n), elements=st.integers(0, 9).map(float)))


def test_greedy_opens_the_middle_of_a_line_first():
    assert greedy(LINE, 1, NOTHING).tolist() == [2]


def test_greedy_keeps_the_fixed_sites():
    assert greedy(LINE, 2, np.array([4])).tolist() == [1, 4]


def test_interchange_leaves_a_bad_start():
    """{a, b} costs 0+0+1+2+3 = 6; the best two cost 3."""
    assert selection_cost(LINE, interchange(LINE, np.array([0, 1]), NOTHING)) == 3.0


def test_interchange_never_closes_a_fixed_site():
    assert 0 in interchange(LINE, np.array([0, 1]), np.array([0]))


def test_interchange_that_is_asked_to_stop_returns_what_it_has():
    assert interchange(LINE, np.array([0, 1]), NOTHING, stop_asked=lambda: True).tolist() == [0, 1]


def test_first_in_order_goes_to_the_first_of_the_equally_good():
    """{b, e}, {b, d} and {a, d} all cost 3."""
    assert first_in_order(LINE, np.array([1, 4]), NOTHING).tolist() == [0, 3]


@settings(max_examples=60, deadline=None)
@given(COSTS, st.data())
def test_no_single_swap_is_cheaper_than_where_interchange_ends(cost, data):
    count = data.draw(st.integers(1, cost.shape[1]))
    sites = interchange(cost, greedy(cost, count, NOTHING), NOTHING)
    assert len(set(sites.tolist())) == count
    swaps = [set(sites) - {out} | {new} for out in sites for new in range(cost.shape[1]) if new not in sites]
    assert all(selection_cost(cost, sites) <= selection_cost(cost, np.array(sorted(swap))) for swap in swaps)


@settings(max_examples=60, deadline=None)
@given(COSTS, st.data())
def test_first_in_order_costs_no_more_and_comes_no_later(cost, data):
    count = data.draw(st.integers(1, cost.shape[1]))
    sites = np.array(data.draw(st.sampled_from(list(combinations(range(cost.shape[1]), count)))))
    first = first_in_order(cost, sites, NOTHING)
    assert selection_cost(cost, first) <= selection_cost(cost, sites)
    assert first.tolist() <= sites.tolist()
