"""Indices of equity: worked by hand, against loops over people, and the properties that define them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.accessibility.equity import (
    coefficient_of_variation,
    concentration,
    equity,
    gini,
    palma,
    theil,
    theil_parts,
)

VALUE = np.array([4.6428571, 3.8888889, 2.6190476])
PEOPLE = np.array([20.0, 15.0, 10.0])

values = st.lists(st.tuples(st.floats(0.01, 100), st.integers(1, 30), st.integers(0, 2)), min_size=1, max_size=7)


def test_gini_of_potentials_weighted_by_people_is_as_worked_by_hand():
    assert gini(VALUE, PEOPLE) == pytest.approx(0.10291, abs=5e-6)


def test_indices_of_one_half_with_all_are_as_worked_by_hand():
    """Half of the people have 2, half nothing: G = 1/2, T = ln 2, CV = 1; the four tenths below have nothing."""
    value, people = np.array([0.0, 2.0]), np.array([5.0, 5.0])
    found = equity(value, people)
    assert found.gini == pytest.approx(0.5)
    assert found.theil == pytest.approx(np.log(2.0))
    assert found.cv == pytest.approx(1.0)
    assert found.palma is None
    assert (found.theil_within, found.theil_between) == (found.theil, None)
    assert found.concentration is None


def test_equal_values_are_equal_whatever_the_people():
    found = equity(np.full(3, 7.0), PEOPLE, group=np.array([0, 1, 1]), rank_by=PEOPLE)
    assert found.palma == pytest.approx(0.25)
    nothing = [found.gini, found.theil, found.theil_within, found.theil_between, found.cv, found.concentration]
    assert nothing == pytest.approx([0.0] * 6, abs=1e-12)


def test_palma_splits_a_place_across_the_border_of_the_tenth():
    """Ten people: 1 x 5, 3 x 5. The top tenth has 3, the last four have 4."""
    assert palma(np.array([3.0, 1.0]), np.array([5.0, 5.0])) == pytest.approx(0.75)


def test_theil_between_two_groups_inside_which_all_have_the_same_is_all_of_it():
    within, between = theil_parts(np.array([1.0, 1.0, 3.0]), np.ones(3), np.array([4, 4, 7]))
    assert within == pytest.approx(0.0)
    assert between == pytest.approx(theil(np.array([1.0, 1.0, 3.0]), np.ones(3)))


def test_concentration_ranked_by_the_value_itself_is_its_gini_and_turns_with_the_rank():
    assert concentration(VALUE, PEOPLE, VALUE) == pytest.approx(gini(VALUE, PEOPLE))
    assert concentration(VALUE, PEOPLE, -VALUE) == pytest.approx(-gini(VALUE, PEOPLE))


def test_concentration_of_places_of_one_rank_is_none():
    assert concentration(VALUE, PEOPLE, np.ones(3)) == pytest.approx(0.0)


def test_places_without_a_value_or_people_do_not_count():
    with_more = equity(np.append(VALUE, [np.nan, 99.0]), np.append(PEOPLE, [50.0, 0.0]))
    assert with_more == equity(VALUE, PEOPLE)


@pytest.mark.parametrize("people", [[], [0.0]])
def test_nobody_has_no_indices(people):
    found = equity(np.ones(len(people)), np.array(people))
    assert (found.gini, found.theil, found.palma, found.cv) == (None, None, None, None)


@settings(max_examples=40, deadline=None)
@given(drawn=values)
def test_indices_agree_with_loops_over_single_people(drawn):
    value, people, group = (np.array(column) for column in zip(*drawn, strict=True))
    each = np.repeat(value, people)
    mean, count = each.mean(), each.size
    by_pairs = sum(abs(one - other) for one in each for other in each) / (2 * count**2 * mean)
    assert gini(value, people) == pytest.approx(by_pairs, abs=1e-9)
    assert theil(value, people) == pytest.approx(np.mean(each / mean * np.log(each / mean)), abs=1e-9)
    assert coefficient_of_variation(value, people) == pytest.approx(each.std() / mean, abs=1e-9)
    assert sum(theil_parts(value, people, group)) == pytest.approx(theil(value, people), abs=1e-9)
    assert palma(value, people) >= 0.25 - 1e-9


@settings(max_examples=25, deadline=None)
@given(drawn=values, factor=st.floats(0.01, 1000))
def test_indices_do_not_change_with_the_unit(drawn, factor):
    value, people, _ = (np.array(column, dtype=float) for column in zip(*drawn, strict=True))
    for index in (gini, theil, palma, coefficient_of_variation):
        assert index(value * factor, people) == pytest.approx(index(value, people), abs=1e-9)
