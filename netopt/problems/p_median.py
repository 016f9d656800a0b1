"""p-median: open a given number of sites so that demand travels as little as possible."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import PositiveFloat, PositiveInt, model_validator

from netopt.arrays import FloatArray, IntArray
from netopt.errors import MissingColumnError, NoSolutionError, ProblemError
from netopt.layers import Layer, Table
from netopt.network.network import Network
from netopt.network.select import Clause, node_ids
from netopt.problems.base import Problem, ProblemConfig, Solution
from netopt.problems.facilities import facility_layers, labels
from netopt.problems.reasons import Reason, listed, out_of_reach, too_few_candidates, too_few_open
from netopt.routing.cost import CostConfig
from netopt.routing.od_matrix import OdMatrix, od_matrix_between
from netopt.solvers.cover import least_cover, widest_cover
from netopt.solvers.interchange import first_in_order, greedy, interchange, selection_cost
from netopt.solvers.interrupt import StopAsked, interrupt_as_request
from netopt.solvers.mip import solve_mip
from netopt.solvers.options import SolverOptions
from netopt.solvers.radius import finite_cost, p_median_model, power_of_two
from netopt.solvers.report import SolveReport, Status, relative_gap

ASSIGNMENT_TABLE = "assignment"
UNIT_OF_DEMAND = {"population": "person"}
SHORTEST_REASONING_S = 2.0
"""Seconds left for finding out why there is no solution, however late it is."""


# --- config: what YAML says ---------------------------------------------------------------------------------------


class PMedianConfig(ProblemConfig):
    """Open a given number of candidate sites so that total demand-weighted impedance is least."""

    kind: Literal["p_median"] = "p_median"
    demand: str = "population"
    """Node column with demand (>= 0)."""
    origins: Clause | None = None
    """Where-clause on the nodes that are served; left out: every node with demand."""
    candidates: Clause
    """Where-clause on the nodes where a site may be opened, for example "class == 'hub'"."""
    open_count: PositiveInt
    """Number of sites to open (p)."""
    fixed_open: tuple[str, ...] = ()
    """Ids of candidates that are open already; they count towards open_count."""
    max_impedance_min: PositiveFloat | None = None
    """No origin may be served from farther than this many minutes; left out: no limit."""
    cost: CostConfig = CostConfig()
    """What a journey from an origin to a site costs."""

    @model_validator(mode="after")
    def _fixed_sites_fit(self) -> "PMedianConfig":
        if len(self.fixed_open) > self.open_count:
            raise ValueError(f"fixed_open names {len(self.fixed_open)} sites, open_count is {self.open_count}")
        return self

    def build(self, network: Network) -> "PMedian":
        """The problem on a network; origins and candidates must each match a node."""
        if self.demand not in network.nodes.columns:
            known = ", ".join(sorted(str(column) for column in network.nodes.columns if column != "geometry"))
            raise MissingColumnError(f"nodes lack the demand column {self.demand!r}; columns: {known}")
        column = pd.to_numeric(network.nodes[self.demand], errors="coerce")
        clause = f"{self.demand} > 0" if self.origins is None else self.origins
        origins, candidates = node_ids(network, clause), node_ids(network, self.candidates)
        for what, ids, asked in (("origins", origins, clause), ("candidates", candidates, self.candidates)):
            if not ids:
                raise ProblemError(f"{what}: no node of network {network.provenance.name!r} meets {asked!r}")
        return PMedian.from_od_matrix(
            od_matrix_between(network, origins, candidates, cost=self.cost),
            column.loc[origins].to_numpy(dtype=float),
            self.open_count,
            fixed_open=self.fixed_open,
            max_impedance=self.max_impedance_min,
            demand_name=self.demand,
            labels=labels(network, [*origins, *candidates]),
        )


# --- problem: checked arrays with labels --------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class PMedian(Problem):
    """The p-median problem in its radius form. Made by ``from_od_matrix``, which sorts origins and sites by id.

    Sets and data: origins i with demand w_i, candidate sites j, impedance d_ij (``inf``: i cannot be served from j;
    pairs beyond ``max_impedance`` count so too), p sites to open, F those open already. For each origin the distinct
    impedances are D_i1 < D_i2 < ... < D_iK, its radii. The last radius needed is the one within which m - p + 1 of the
    m candidates lie: one of them is open whatever is chosen.

    Variables: y_j = 1 if site j is open; z_ik = 1 if no site within radius D_ik of i is open (0 <= z_ik <= 1 suffices).

        min   sum_i w_i (D_i1 + sum_{k<K} (D_i,k+1 - D_ik) z_ik)
        s.t.  z_i1 + sum_{j: d_ij = D_i1} y_j >= 1                       for every i
              z_ik + sum_{j: d_ij = D_ik} y_j >= z_i,k-1                 for every i, 1 < k <= K, with z_iK = 0
              sum_j y_j = p;   y_j = 1 for j in F;   y_j in {0, 1}

    Sources: Hakimi (1964), Operations Research 12(3); ReVelle and Swain (1970), Geographical Analysis 2(1); the radius
    form: Elloumi (2010), Journal of Combinatorial Optimization 19(1).

    Greedy opening and interchange give the start solution (``heuristic_objective``). Equal costs: of the solver's
    answer and all that follow from it by swapping one site at equal cost, the first in order of ids is taken; the order
    of rows in the input never matters, and the same problem gives the same answer in every run that ends before its
    time limit.
    """

    impedance: OdMatrix
    demand: FloatArray
    """(n_origins,), >= 0."""
    open_count: int
    fixed_open: tuple[str, ...] = ()
    max_impedance: float | None = None
    demand_name: str = "demand"
    labels: Mapping[str, str] = field(default_factory=dict)
    """Names for messages by id; an id without one stands for itself."""

    def __post_init__(self) -> None:
        breaches = list(self._breaches())
        if breaches:
            raise ProblemError("; ".join(breaches))

    @classmethod
    def from_od_matrix(
        cls,
        impedance: OdMatrix,
        demand: Mapping[str, float] | npt.ArrayLike,
        open_count: int,
        *,
        fixed_open: Sequence[str] = (),
        max_impedance: float | None = None,
        demand_name: str = "demand",
        labels: Mapping[str, str] | None = None,
    ) -> "PMedian":
        """A problem from a matrix of impedances, origins by candidate sites.

        ``demand`` is by origin id, or an array in the order of the matrix. ``max_impedance`` is in the matrix's unit.

        Raises
        ------
        ProblemError
            If the numbers cannot form the problem; all reasons at once.
        """
        if isinstance(demand, Mapping):
            missing = [origin for origin in impedance.origins if origin not in demand]
            if missing:
                raise ProblemError(f"demand is missing for {listed(missing)}")
            demand = [demand[origin] for origin in impedance.origins]
        weight = np.atleast_1d(np.asarray(demand, dtype=np.float64))
        if weight.shape != (len(impedance.origins),):
            raise ProblemError(f"demand has shape {weight.shape}, there are {len(impedance.origins)} origins")
        row, column = np.argsort(impedance.origins), np.argsort(impedance.destinations)
        ordered = replace(
            impedance,
            origins=tuple(impedance.origins[i] for i in row),
            destinations=tuple(impedance.destinations[j] for j in column),
            impedance=impedance.impedance[np.ix_(row, column)],
            assumed=None if impedance.assumed is None else impedance.assumed[np.ix_(row, column)],
        )
        return cls(ordered, weight[row], open_count, tuple(fixed_open), max_impedance, demand_name, labels or {})

    def _breaches(self) -> Sequence[str]:
        origins, sites = self.impedance.origins, self.impedance.destinations
        found = []
        if not origins or not sites:
            found.append(f"{len(origins)} origins and {len(sites)} candidates; at least one of each is needed")
        if self.open_count < 1:
            found.append(f"open_count is {self.open_count}; it must be at least 1")
        wrong = [
            f"{origins[i]!r} ({self.demand[i]:g})"
            for i in np.flatnonzero(~(np.isfinite(self.demand) & (self.demand >= 0)))
        ]
        if wrong:
            found.append(f"{self.demand_name} must be a number >= 0, but is not at {listed(wrong)}")
        elif not self.demand.sum() > 0:
            found.append(f"{self.demand_name} is 0 at every origin: there is nothing to serve")
        unknown = sorted(set(self.fixed_open) - set(sites))
        if unknown:
            found.append(f"fixed_open names {listed(unknown)}, which are no candidates; widen `candidates`")
        if len(set(self.fixed_open)) < len(self.fixed_open):
            found.append("fixed_open names a site twice")
        if len(set(self.fixed_open)) > self.open_count:
            found.append(f"fixed_open names {len(set(self.fixed_open))} sites, open_count is {self.open_count}")
        if self.max_impedance is not None and not self.max_impedance > 0:
            found.append(f"max_impedance is {self.max_impedance}; it must be above 0")
        return found

    def solve(self, options: SolverOptions = SolverOptions()) -> "PMedianSolution":
        """The best selection found within the limits; infeasible is a result that says why."""
        with interrupt_as_request() as stop_asked:
            return _solved(self, options, stop_asked)

    def within_reach(self) -> FloatArray:
        """Impedance (n_origins, n_sites), ``inf`` also where it is above ``max_impedance``."""
        everywhere = self.impedance.impedance
        if self.max_impedance is None:
            return everywhere
        return np.where(everywhere <= self.max_impedance, everywhere, np.inf)

    def fixed_positions(self) -> IntArray:
        """Positions of the sites in ``fixed_open``, ascending."""
        return np.flatnonzero(np.isin(self.impedance.destinations, self.fixed_open))


# --- formulation: arrays to a solver and back ------------------------------------------------------------------------


def _solved(problem: PMedian, options: SolverOptions, stop_asked: StopAsked) -> "PMedianSolution":
    started = time.monotonic()
    radius, fixed = problem.within_reach(), problem.fixed_positions()
    reason = too_few_candidates(problem.open_count, len(problem.impedance.destinations)) or _out_of_reach(
        problem, radius
    )
    if reason is not None:
        return _infeasible(problem, options, reason)

    cost = finite_cost(problem.demand, radius)
    sites = interchange(cost, greedy(cost, problem.open_count, fixed), fixed, stop_asked=stop_asked)
    is_feasible = bool(np.isfinite(radius[:, sites].min(axis=1)).all())
    heuristic = selection_cost(cost, sites) if is_feasible else None
    scale = power_of_two(cost.max() if heuristic is None else heuristic)
    form = p_median_model(problem.demand / scale, radius, problem.open_count, fixed)
    answer = solve_mip(
        form.model,
        _rest(options, started, least_s=0.001),
        start=form.values(sites, radius[:, sites].min(axis=1)) if is_feasible else None,
        known_bound=float(cost.min(axis=1).sum() / scale),
        stop_asked=stop_asked,
    )
    report = replace(answer.report, message=_stopped(answer.report))
    if report.status == Status.INFEASIBLE:
        return _infeasible(
            problem,
            options,
            _too_few_open(problem, radius, _rest(options, started, least_s=SHORTEST_REASONING_S), stop_asked),
        )
    if answer.values is None:
        bound = None if report.bound is None else report.bound * scale
        return PMedianSolution(problem, replace(report, bound=bound))
    chosen = first_in_order(cost, np.flatnonzero(answer.values[: radius.shape[1]] > 0.5), fixed)
    objective = selection_cost(cost, chosen)  # counted again from the matrix, free of the solver's tolerances
    bound = None if report.bound is None else min(report.bound * scale, objective)
    gap = None if bound is None else relative_gap(objective, bound)
    report = replace(report, objective=objective, bound=bound, gap=gap)
    return PMedianSolution(problem, report, tuple(problem.impedance.destinations[j] for j in chosen), heuristic)


def _rest(options: SolverOptions, started: float, *, least_s: float) -> SolverOptions:
    """The options with what is left of the time limit, at least ``least_s``."""
    left_s = options.time_limit_s - (time.monotonic() - started)
    return options.model_copy(update={"time_limit_s": max(least_s, left_s)})


def _stopped(report: SolveReport) -> str:
    """Why a solve ended early, for a person."""
    if report.limit is None:
        return ""
    words = {"time": "stopped at the time limit", "interrupt": "stopped on request"}[report.limit]
    if report.status.has_solution:
        return f"{words} with the best selection found"
    return f"{words}: no selection was found, and it is not proven that there is none"


def _too_few_open(problem: PMedian, radius: FloatArray, options: SolverOptions, stop_asked: StopAsked) -> Reason:
    """How many sites would do, and whom the best of the allowed number leaves out."""
    covers, fixed = np.isfinite(radius), problem.fixed_positions()
    least = least_cover(covers, fixed, options, stop_asked=stop_asked)
    widest = widest_cover(covers, problem.demand, problem.open_count, fixed, options, stop_asked=stop_asked)
    missed = {} if widest.left_out is None else _names(problem, widest.left_out)
    return too_few_open(problem.open_count, least.report, missed, _limit(problem))


def _out_of_reach(problem: PMedian, radius: FloatArray) -> Reason | None:
    missed = np.flatnonzero(~np.isfinite(radius).any(axis=1))
    return out_of_reach(_names(problem, missed), len(radius), _limit(problem)) if missed.size else None


def _names(problem: PMedian, positions: IntArray) -> dict[str, str]:
    """Names of origins by id."""
    ids = [problem.impedance.origins[int(i)] for i in positions]
    return {origin: problem.labels.get(origin, origin) for origin in ids}


def _limit(problem: PMedian) -> str | None:
    return None if problem.max_impedance is None else f"{problem.max_impedance:g} {problem.impedance.unit}"


def _infeasible(problem: PMedian, options: SolverOptions, reason: Reason) -> "PMedianSolution":
    report = SolveReport(status=Status.INFEASIBLE, seed=options.seed, message=reason.message)
    return PMedianSolution(problem, report, reason=reason)


# --- solution: what was found -------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class PMedianSolution(Solution):
    """The open sites (ids, sorted) and how good they are; no sites where there is no solution."""

    problem: PMedian
    report: SolveReport
    open: tuple[str, ...] = ()
    heuristic_objective: float | None = None
    """Objective of the start solution of greedy opening and interchange."""
    reason: Reason | None = None
    """Why the problem is infeasible."""

    def assignment(self) -> pd.DataFrame:
        """A row an origin: ``origin``, ``site``, ``impedance_<unit>``, ``demand``, ``access_assumed_<unit>`` if known.

        Of equally near sites the first in order of ids serves.

        Raises
        ------
        NoSolutionError
            If there is no solution.
        """
        if not self.report.status.has_solution:
            raise NoSolutionError(f"the p-median is {self.report.status}: {self.report.message}")
        matrix = self.problem.impedance
        sites = np.flatnonzero(np.isin(matrix.destinations, self.open))
        serving = sites[self.problem.within_reach()[:, sites].argmin(axis=1)]
        rows = np.arange(len(matrix.origins))
        columns: dict[str, Any] = {
            "origin": matrix.origins,
            "site": [matrix.destinations[j] for j in serving],
            f"impedance_{matrix.unit}": matrix.impedance[rows, serving],
            "demand": self.problem.demand,
        }
        if matrix.assumed is not None:
            columns[f"access_assumed_{matrix.unit}"] = matrix.assumed[rows, serving]
        return pd.DataFrame(columns)

    def summary(self) -> dict[str, Any]:
        """Figures for ``summary.json``; ``reason`` says why there is none or why the solve ended early."""
        problem, report = self.problem, self.report
        demand_unit = UNIT_OF_DEMAND.get(problem.demand_name, problem.demand_name)
        told: dict[str, Any] = {
            "kind": "p_median",
            "status": report.status,
            "reason": report.message or None,
            "objective": report.objective,
            "objective_unit": f"{demand_unit}-{problem.impedance.unit}",
            "bound": report.bound,
            "gap": report.gap,
            "limit": report.limit,
            "origins": len(problem.impedance.origins),
            "candidates": len(problem.impedance.destinations),
            "open_count": problem.open_count,
            "open": list(self.open),
            "open_names": [problem.labels.get(site, site) for site in self.open],
        }
        if self.reason is not None:
            return told | {"left_out": list(self.reason.left_out), "least_open_count": self.reason.least_open_count}
        if not report.status.has_solution:
            return told
        served = self.assignment()
        unit, demand = problem.impedance.unit, served["demand"].to_numpy()
        travelled = served[f"impedance_{unit}"].to_numpy()
        told |= {
            "assignment_table": ASSIGNMENT_TABLE,
            f"mean_impedance_{unit}": float(demand @ travelled / demand.sum()),
            f"max_impedance_{unit}": float(travelled.max()),
            "heuristic_objective": self.heuristic_objective,
        }
        if f"access_assumed_{unit}" in served:
            assumed = float(demand @ served[f"access_assumed_{unit}"].to_numpy())
            told["access_assumed_share"] = assumed / report.objective if report.objective else 0.0
        return told

    def layers(self, network: Network) -> tuple[Layer, ...]:
        """Open sites, the lines from origins to them, and the candidates that stay closed."""
        if not self.report.status.has_solution:
            return ()
        return facility_layers(network, self.assignment(), self.problem.impedance.destinations, self.open)

    def tables(self, network: Network) -> tuple[Table, ...]:
        """The assignment."""
        return (Table(ASSIGNMENT_TABLE, self.assignment()),) if self.report.status.has_solution else ()
