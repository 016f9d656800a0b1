"""The radius model as arrays: sizes and values worked by hand."""

import numpy as np

from netopt.solvers.mip import solve_mip
from netopt.solvers.radius import finite_cost, p_median_model, power_of_two

NOTHING = np.zeros(0, dtype=np.int64)
LINE = np.abs(np.subtract.outer(np.arange(5), np.arange(5))).astype(float)
"""a-b-c-d-e, a step apart."""


def test_p_median_model_has_a_row_a_radius_and_a_z_for_all_but_the_last():
    """With 2 of 5 open the nearest 4 count. Radii: a 0 1 2 3, b 0 1 2, c 0 1 2, d 0 1 2, e 0 1 2 3 = 17 rows, 12 z."""
    form = p_median_model(np.ones(5), LINE, 2, NOTHING)
    assert len(form.model.linear_constraints.ids) == 17 + 1
    assert len(form.model.variables.ids) == 5 + 12
    assert form.radius[form.origin == 0].tolist() == [0.0, 1.0, 2.0]


def test_values_of_a_selection_are_feasible_and_cost_what_it_costs():
    form = p_median_model(np.array([1.0, 2, 3, 4, 5]), LINE, 2, NOTHING)
    values = form.values(np.array([1, 4]), LINE[:, [1, 4]].min(axis=1))
    cost = form.model.objective.offset + np.dot(
        form.model.objective.linear_coefficients.values, values[list(form.model.objective.linear_coefficients.ids)]
    )
    assert cost == 1 * 1 + 3 * 1 + 4 * 1
    matrix = form.model.linear_constraint_matrix
    rows = np.zeros(len(form.model.linear_constraints.ids))
    np.add.at(rows, matrix.row_ids, np.array(matrix.coefficients) * values[list(matrix.column_ids)])
    assert (rows >= np.array(form.model.linear_constraints.lower_bounds)).all()
    assert (rows <= np.array(form.model.linear_constraints.upper_bounds)).all()


def test_pairs_without_service_are_in_no_row():
    radius = np.array([[1.0, np.inf], [np.inf, 2.0]])
    answer = solve_mip(p_median_model(np.ones(2), radius, 2, NOTHING).model)
    assert answer.report.objective == 3.0
    assert solve_mip(p_median_model(np.ones(2), radius, 1, NOTHING).model).report.status == "infeasible"


def test_cost_of_no_service_is_above_that_of_any_selection():
    cost = finite_cost(np.array([2.0, 3.0]), np.array([[1.0, np.inf], [4.0, 5.0]]))
    assert cost.tolist() == [[2.0, 18.0], [12.0, 15.0]]


def test_power_of_two_brings_any_size_near_a_thousand():
    assert 512 <= 3.0e9 / power_of_two(3.0e9) < 1024
    assert 512 <= 2.0e-7 / power_of_two(2.0e-7) < 1024
    assert power_of_two(0.0) == 1.0
