"""The radius form of location models: who is served at which distance, as rows of a MathOpt model.

Source: Elloumi (2010), Journal of Combinatorial Optimization 19(1). The symbols are those of ``PMedian``.
"""

import math

import numpy as np
from ortools.math_opt.python import mathopt

from netopt.arrays import FloatArray, IntArray


def finite_cost(demand: FloatArray, radius: FloatArray) -> FloatArray:
    """w_i d_ij, and where i cannot be served from j more than any feasible selection costs altogether."""
    can = np.isfinite(radius)
    cost = demand[:, None] * np.where(can, radius, 0.0)
    cost[~can] = cost.max(axis=1).sum() + 1.0
    return cost


def power_of_two(whole: float) -> float:
    """A factor that brings the objective near 1000, where solvers' tolerances suit it; powers of two are exact."""
    return 2.0 ** (math.frexp(whole)[1] - 10) if whole > 0 else 1.0


def radius_model(
    weight: FloatArray, radius: FloatArray, open_count: int, fixed: IntArray
) -> tuple[mathopt.Model, list[FloatArray]]:
    """The p-median in radius form, and the radii D_i1 .. D_i,K-1 that have a z, by origin.

    Variables in order: y of every site, then z origin by origin.
    """
    model = mathopt.Model(name="p_median")
    sites = [model.add_binary_variable() for _ in range(radius.shape[1])]
    for j in fixed:
        sites[j].lower_bound = 1.0
    model.add_linear_constraint(mathopt.fast_sum(sites) == open_count)
    levels, terms, nearest = [], [], 0.0
    for w, own in zip(weight, radius, strict=True):
        order = np.argsort(own, kind="stable")[: radius.shape[1] - open_count + 1]
        order = order[np.isfinite(own[order])]
        distinct, first = np.unique(own[order], return_index=True)
        groups = np.split(order, first[1:])
        farther: mathopt.LinearTypes = 1.0
        for k, group in enumerate(groups):
            within = [sites[j] for j in group]
            if k + 1 == len(groups):
                model.add_linear_constraint(mathopt.fast_sum(within) >= farther)
                break
            beyond = model.add_variable(lb=0.0, ub=1.0)
            model.add_linear_constraint(mathopt.fast_sum([beyond, *within]) >= farther)
            terms.append(w * (distinct[k + 1] - distinct[k]) * beyond)
            farther = beyond
        nearest += w * distinct[0]
        levels.append(distinct[:-1])
    model.minimize(mathopt.fast_sum(terms) + nearest)
    return model, levels


def start_values(levels: list[FloatArray], radius: FloatArray, sites: IntArray) -> FloatArray:
    """Values of all variables when ``sites`` are open: z_ik = 1 where D_ik is less than the radius i is served at."""
    is_open = np.zeros(radius.shape[1])
    is_open[sites] = 1.0
    served_at = radius[:, sites].min(axis=1)
    beyond = [(radii < least).astype(float) for radii, least in zip(levels, served_at, strict=True)]
    return np.concatenate([is_open, *beyond])
