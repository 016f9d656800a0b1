"""The radius form of location models: who is served at which distance, as one MathOpt model built from arrays.

Written as a protocol message: MathOpt's expressions take seconds for the 50,000 rows of 200 origins and sites.

Source: Elloumi (2010), Journal of Combinatorial Optimization 19(1). The symbols are those of ``PMedian``.
"""

import math
from dataclasses import dataclass

import numpy as np
from ortools.math_opt import model_pb2

from netopt.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class RadiusModel:
    """The model, with variables y of every site first, then z; z belongs to ``origin`` and is about ``radius``."""

    model: model_pb2.ModelProto
    site_count: int
    origin: IntArray
    """(n_z,): position of the origin i of each z_ik."""
    radius: FloatArray
    """(n_z,): D_ik."""

    def values(self, sites: IntArray, served_at: FloatArray) -> FloatArray:
        """Values of all variables when ``sites`` are open and origin i is served at ``served_at[i]``."""
        is_open = np.zeros(self.site_count)
        is_open[sites] = 1.0
        return np.concatenate([is_open, self.radius < served_at[self.origin]])


def p_median_model(weight: FloatArray, radius: FloatArray, open_count: int, fixed: IntArray) -> RadiusModel:
    """The p-median of origins with ``weight`` (n,) and impedances ``radius`` (n, m), ``inf`` where there is no service.

    Every origin must have a site in reach.
    """
    site_count = radius.shape[1]
    kept = site_count - open_count + 1
    nearest = np.argsort(radius, axis=1, kind="stable")[:, :kept]
    distance = np.take_along_axis(radius, nearest, axis=1)
    is_reached = np.isfinite(distance)
    is_new = is_reached & np.insert(np.diff(np.where(is_reached, distance, -1.0), axis=1) != 0, 0, values=True, axis=1)
    origin, place = np.nonzero(is_new)  # one entry a level (i, k), which is also one row of the model
    level_radius = distance[origin, place]
    is_last = np.append(np.diff(origin) != 0, True)
    z_of_level = np.where(is_last, -1, site_count + np.cumsum(~is_last) - 1)
    level_of_entry = np.cumsum(is_new.ravel()).reshape(is_new.shape) - 1

    row = [level_of_entry[is_reached], np.flatnonzero(~is_last), np.flatnonzero(~is_last) + 1]
    column = [nearest[is_reached], z_of_level[~is_last], z_of_level[~is_last]]
    value = [np.ones(row[0].size), np.ones(row[1].size), -np.ones(row[2].size)]
    count_row = origin.size
    row, column = [*row, np.full(site_count, count_row)], [*column, np.arange(site_count)]
    value = [*value, np.ones(site_count)]

    z_count = int((~is_last).sum())
    lower = np.zeros(site_count + z_count)
    lower[fixed] = 1.0
    starts_origin = np.append(True, np.diff(origin) != 0)
    step = np.diff(level_radius, append=0.0)[~is_last]
    model = model_pb2.ModelProto(name="p_median")
    _add_variables(model, lower, integer_count=site_count)
    _add_rows(
        model,
        lower=np.append(starts_origin.astype(float), open_count),
        upper=np.append(np.full(count_row, np.inf), open_count),
        entries=(np.concatenate(row), np.concatenate(column), np.concatenate(value)),
    )
    model.objective.offset = float(weight @ distance[:, 0])
    model.objective.linear_coefficients.ids.extend(range(site_count, site_count + z_count))
    model.objective.linear_coefficients.values.extend((weight[origin[~is_last]] * step).tolist())
    return RadiusModel(model, site_count, origin[~is_last], level_radius[~is_last])


def finite_cost(demand: FloatArray, radius: FloatArray) -> FloatArray:
    """w_i d_ij, and where i cannot be served from j more than any feasible selection costs altogether."""
    can = np.isfinite(radius)
    cost = demand[:, None] * np.where(can, radius, 0.0)
    cost[~can] = cost.max(axis=1).sum() + 1.0
    return cost


def power_of_two(whole: float) -> float:
    """A factor that brings the objective near 1000, where solvers' tolerances suit it; powers of two are exact."""
    return 2.0 ** (math.frexp(whole)[1] - 10) if whole > 0 else 1.0


def _add_variables(model: model_pb2.ModelProto, lower: FloatArray, *, integer_count: int) -> None:
    """Variables between ``lower`` and 1, the first ``integer_count`` of them whole."""
    model.variables.ids.extend(range(lower.size))
    model.variables.lower_bounds.extend(lower.tolist())
    model.variables.upper_bounds.extend([1.0] * lower.size)
    model.variables.integers.extend([i < integer_count for i in range(lower.size)])


def _add_rows(
    model: model_pb2.ModelProto, *, lower: FloatArray, upper: FloatArray, entries: tuple[IntArray, IntArray, FloatArray]
) -> None:
    """Rows with their bounds; ``entries`` are row, column and value, in any order, no place twice."""
    model.linear_constraints.ids.extend(range(lower.size))
    model.linear_constraints.lower_bounds.extend(lower.tolist())
    model.linear_constraints.upper_bounds.extend(upper.tolist())
    row, column, value = entries
    order = np.lexsort((column, row))
    model.linear_constraint_matrix.row_ids.extend(row[order].tolist())
    model.linear_constraint_matrix.column_ids.extend(column[order].tolist())
    model.linear_constraint_matrix.coefficients.extend(value[order].tolist())
