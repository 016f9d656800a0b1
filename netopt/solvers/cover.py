"""Covering with few sites: how many are needed, and whom a given number leaves out. Explains infeasible choices."""

from dataclasses import dataclass

import numpy as np
from ortools.math_opt.python import mathopt

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.solvers.interrupt import StopAsked
from netopt.solvers.mip import MipAnswer, solve_mip
from netopt.solvers.options import SolverOptions
from netopt.solvers.report import SolveReport


@dataclass(frozen=True, eq=False)
class Cover:
    """Sites opened, origins that none of them covers (both positions, ascending), and how the solve ended.

    ``None`` where the solve ended with nothing.
    """

    report: SolveReport
    sites: IntArray | None
    left_out: IntArray | None


def least_cover(
    covers: BoolArray, fixed: IntArray, options: SolverOptions, *, stop_asked: StopAsked | None = None
) -> Cover:
    """The fewest sites, the fixed ones among them, that cover every origin.

    ``covers`` (n_origins, n_sites) says which site covers whom.

        min sum_j y_j    subject to    sum_{j covers i} y_j >= 1 for every i,  y_j = 1 for fixed j

    Source: Toregas, Swain, ReVelle and Bergman (1971), Operations Research 19(6).
    """
    model, sites = _sites_model("least_cover", covers.shape[1], fixed)
    for row in covers:
        model.add_linear_constraint(mathopt.fast_sum(sites[j] for j in np.flatnonzero(row)) >= 1)
    model.minimize(mathopt.fast_sum(sites))
    return _cover(covers, solve_mip(model, options, stop_asked=stop_asked))


def widest_cover(
    covers: BoolArray,
    weight: FloatArray,
    open_count: int,
    fixed: IntArray,
    options: SolverOptions,
    *,
    stop_asked: StopAsked | None = None,
) -> Cover:
    """``open_count`` sites, the fixed ones among them, that leave the least weight (n_origins,) uncovered.

        min sum_i w_i u_i    subject to    sum_{j covers i} y_j + u_i >= 1,  sum_j y_j = p,  y_j = 1 for fixed j

    u_i = 1 where origin i is left out. Source: Church and ReVelle (1974), Papers in Regional Science 32.
    """
    model, sites = _sites_model("widest_cover", covers.shape[1], fixed)
    model.add_linear_constraint(mathopt.fast_sum(sites) == open_count)
    left_out = [model.add_variable(lb=0.0, ub=1.0) for _ in covers]
    for i, row in enumerate(covers):
        model.add_linear_constraint(mathopt.fast_sum(sites[j] for j in np.flatnonzero(row)) + left_out[i] >= 1)
    scale = max(float(weight.max()), 1e-300)
    model.minimize(mathopt.fast_sum(w / scale * u for w, u in zip(weight, left_out, strict=True)))
    return _cover(covers, solve_mip(model, options, stop_asked=stop_asked))


def _sites_model(name: str, site_count: int, fixed: IntArray) -> tuple[mathopt.Model, list[mathopt.Variable]]:
    model = mathopt.Model(name=name)
    sites = [model.add_binary_variable() for _ in range(site_count)]
    for j in fixed:
        sites[j].lower_bound = 1.0
    return model, sites


def _cover(covers: BoolArray, answer: MipAnswer) -> Cover:
    if answer.values is None:
        return Cover(answer.report, None, None)
    sites = np.flatnonzero(answer.values[: covers.shape[1]] > 0.5)
    return Cover(answer.report, sites, np.flatnonzero(~covers[:, sites].any(axis=1)))
