"""solve_mip: status, value, bound and gap of small models worked by hand, and what it says of failures."""

import numpy as np
import pytest
from ortools.math_opt.python import mathopt

from netopt.errors import SolverError
from netopt.solvers.mip import solve_mip
from netopt.solvers.options import SolverOptions
from netopt.solvers.report import Status


def knapsack(*, at_most: float = 7.0) -> mathopt.Model:
    """max 6a + 5b + 4c + 10, 4a + 3b + 2c <= 7: the best are a and b (weight 7) with 21."""
    model = mathopt.Model(name="knapsack")
    a, b, c = (model.add_binary_variable() for _ in range(3))
    model.add_linear_constraint(4 * a + 3 * b + 2 * c <= at_most)
    model.maximize(6 * a + 5 * b + 4 * c + 10)
    return model


def hard() -> mathopt.Model:
    """A market split problem (Cornuejols and Dawande 1998): tiny, and far beyond any branch and bound in seconds."""
    rng = np.random.default_rng(1)
    model = mathopt.Model(name="market_split")
    x = [model.add_binary_variable() for _ in range(50)]
    slack = []
    for weights in rng.integers(0, 100, (6, 50)):
        over, under = model.add_variable(lb=0.0), model.add_variable(lb=0.0)
        total = mathopt.fast_sum(int(w) * v for w, v in zip(weights, x, strict=True))
        model.add_linear_constraint(total + over - under == float(weights.sum() // 2))
        slack += [over, under]
    model.minimize(mathopt.fast_sum(slack))
    return model


@pytest.mark.parametrize("name", ["highs", "gscip"])
def test_knapsack_is_solved_to_its_known_best(name):
    answer = solve_mip(knapsack(), SolverOptions(name=name))
    assert answer.report.status == Status.OPTIMAL
    assert answer.report.objective == pytest.approx(21.0)
    assert answer.report.bound == pytest.approx(21.0)
    assert answer.report.gap == pytest.approx(0.0)
    assert answer.report.limit is None
    assert answer.report.solver == name
    np.testing.assert_allclose(answer.values, [1, 1, 0], atol=1e-6)


@pytest.mark.parametrize("name", ["highs", "gscip"])
def test_contradiction_is_infeasible(name):
    answer = solve_mip(knapsack(at_most=-1.0), SolverOptions(name=name))
    assert answer.report.status == Status.INFEASIBLE
    assert answer.values is None
    assert answer.report.objective is None


def test_endless_improvement_is_unbounded():
    model = mathopt.Model()
    model.maximize(model.add_integer_variable(lb=0.0))
    assert solve_mip(model).report.status == Status.UNBOUNDED


@pytest.mark.parametrize("name", ["highs", "gscip"])
def test_time_limit_gives_the_best_found_with_its_bound_and_gap(name):
    report = solve_mip(hard(), SolverOptions(name=name, time_limit_s=1.5)).report
    assert report.status == Status.FEASIBLE
    assert report.limit == "time"
    assert 0.0 <= report.bound < report.objective
    assert report.gap == pytest.approx((report.objective - report.bound) / report.objective)
    assert report.wall_time_s < 7.0


def test_time_limit_too_short_to_start_gives_the_start_solution_and_the_known_bound():
    start = np.zeros(3)
    report = solve_mip(knapsack(), SolverOptions(time_limit_s=1e-6), start=start, known_bound=25.0).report
    assert report.objective >= 10.0
    assert report.bound is not None
    assert report.bound <= 25.0


def test_start_solution_that_is_best_stays():
    answer = solve_mip(knapsack(), start=np.array([1.0, 1.0, 0.0]))
    assert answer.report.objective == pytest.approx(21.0)


def test_stop_asked_at_once_without_start_is_unknown():
    answer = solve_mip(knapsack(), stop_asked=lambda: True)
    assert answer.report.status == Status.UNKNOWN
    assert answer.report.limit == "interrupt"
    assert answer.values is None


def test_stop_asked_at_once_with_start_and_bound_is_feasible_with_their_gap():
    report = solve_mip(knapsack(), stop_asked=lambda: True, start=np.array([1.0, 0.0, 1.0]), known_bound=25.0).report
    assert report.status == Status.FEASIBLE
    assert report.objective == pytest.approx(20.0)
    assert report.bound == pytest.approx(25.0)
    assert report.gap == pytest.approx(0.25)


def test_gap_within_what_is_asked_counts_as_optimal():
    report = solve_mip(
        knapsack(),
        SolverOptions(relative_gap=0.3),
        stop_asked=lambda: True,
        start=np.array([1.0, 0.0, 1.0]),
        known_bound=25.0,
    ).report
    assert report.status == Status.OPTIMAL
    assert report.limit is None


def test_failure_of_the_solver_is_told_in_its_own_words():
    model = mathopt.Model()
    model.minimize(model.add_variable(lb=float("nan")))
    with pytest.raises(SolverError, match=r"solver highs failed: .*(?i:nan)"):
        solve_mip(model)


def test_two_runs_give_the_same_values():
    rng = np.random.default_rng(3)
    model = mathopt.Model()
    x = [model.add_binary_variable() for _ in range(30)]
    for _ in range(10):
        model.add_linear_constraint(
            mathopt.fast_sum(int(w) * v for w, v in zip(rng.integers(1, 50, 30), x, strict=True)) <= 200
        )
    model.maximize(mathopt.fast_sum(x))
    first, second = solve_mip(model), solve_mip(model)
    assert first.report.status == Status.OPTIMAL
    np.testing.assert_array_equal(first.values, second.values)
