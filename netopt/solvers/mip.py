"""Run a MathOpt model: limits, seed, a start solution, and an answer to Ctrl-C within moments.

The solve runs in a child process (``netopt/solvers/worker.py``). When time is up or the user asks to stop, the child is
ended and the best solution it told of, or the start solution, is the answer, with the best bound known until then.
"""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import ortools
from ortools.math_opt import model_pb2, result_pb2
from ortools.math_opt.python import mathopt

from netopt.arrays import FloatArray
from netopt.errors import SolverError
from netopt.solvers.interrupt import StopAsked, interrupt_as_request
from netopt.solvers.options import SolverOptions
from netopt.solvers.process import WorkerRun, run_worker
from netopt.solvers.progress import LOG_ROUNDING
from netopt.solvers.report import SolveReport, Status, relative_gap

REASONS = result_pb2.TerminationReasonProto
PROVEN = {
    REASONS.TERMINATION_REASON_INFEASIBLE: Status.INFEASIBLE,
    REASONS.TERMINATION_REASON_UNBOUNDED: Status.UNBOUNDED,
}
STOPPED = (
    REASONS.TERMINATION_REASON_OPTIMAL,
    REASONS.TERMINATION_REASON_FEASIBLE,
    REASONS.TERMINATION_REASON_NO_SOLUTION_FOUND,
)


@dataclass(frozen=True, eq=False)
class MipAnswer:
    """How a solve ended, and the values (n_variables,) in the order of the model's variables, if there are any."""

    report: SolveReport
    values: FloatArray | None = None


def solve_mip(
    model: mathopt.Model | model_pb2.ModelProto,
    options: SolverOptions = SolverOptions(),
    *,
    start: FloatArray | None = None,
    known_bound: float | None = None,
    stop_asked: StopAsked | None = None,
) -> MipAnswer:
    """The best values of a model with a linear objective.

    Parameters
    ----------
    model
        As MathOpt holds it or as its protocol message; no variable may have been deleted from it.
    start
        Values (n_variables,) of a known feasible solution: a hint to the solver, and the answer if nothing better is
        found in time.
    known_bound
        A bound on the objective that is proven already.
    stop_asked
        Answers whether to stop now; left out: Ctrl-C asks.

    Raises
    ------
    SolverError
        If the solver fails, with its own words. Infeasible, unbounded and out of time are results.
    """
    if stop_asked is None:
        with interrupt_as_request() as asked:
            return solve_mip(model, options, start=start, known_bound=known_bound, stop_asked=asked)
    started = time.monotonic()
    proto = model.export_model() if isinstance(model, mathopt.Model) else model
    run = run_worker(proto, options, start, stop_asked=stop_asked)
    about: dict[str, Any] = {
        "wall_time_s": time.monotonic() - started,
        "solver": options.name,
        "solver_version": f"OR-Tools {ortools.__version__}",
        "seed": options.seed,
    }
    reason = REASONS.TERMINATION_REASON_UNSPECIFIED if run.result is None else run.result.termination.reason
    if reason in PROVEN:
        return MipAnswer(SolveReport(status=PROVEN[reason], **about))
    if run.result is not None and reason not in STOPPED:
        told = REASONS.Name(reason).removeprefix("TERMINATION_REASON_").lower()
        detail = run.result.termination.detail or "it gave no detail"
        raise SolverError(f"solver {options.name} ended with {told}: {detail}")
    bound = _best_bound(run, known_bound, is_maximum=proto.objective.maximize)
    limit = run.limit if run.result is None else "time"
    best = _best_values(proto, run, start)
    if best is None:
        return MipAnswer(SolveReport(status=Status.UNKNOWN, bound=bound, limit=limit, **about))
    objective = _objective(proto, best)
    if bound is not None:  # a bound beyond a solution in hand is rounding
        bound = max(bound, objective) if proto.objective.maximize else min(bound, objective)
    gap = None if bound is None else relative_gap(objective, bound)
    is_proven = gap is not None and gap <= options.relative_gap
    report = SolveReport(
        status=Status.OPTIMAL if is_proven else Status.FEASIBLE,
        objective=objective,
        bound=bound,
        gap=gap,
        limit=None if is_proven else limit,
        **about,
    )
    return MipAnswer(report, best)


def _best_bound(run: WorkerRun, known_bound: float | None, *, is_maximum: bool) -> float | None:
    """The tightest bound known; those from a log are loosened by the rounding of its digits."""
    loosened = LOG_ROUNDING if is_maximum else -LOG_ROUNDING
    bounds = [bound + loosened * abs(bound) for bound in run.bounds]
    if run.result is not None:
        bounds.append(run.result.termination.objective_bounds.dual_bound)
    if known_bound is not None:
        bounds.append(known_bound)
    finite = [bound for bound in bounds if np.isfinite(bound)]
    if not finite:
        return None
    return min(finite) if is_maximum else max(finite)


def _best_values(proto: model_pb2.ModelProto, run: WorkerRun, start: FloatArray | None) -> FloatArray | None:
    """The best of the start solution, what was found on the way, and the result."""
    known = [start, run.found]
    if run.result is not None:
        known += [_dense(solution.primal_solution, proto) for solution in run.result.solutions[:1]]
    sign = -1.0 if proto.objective.maximize else 1.0
    found = [values for values in known if values is not None]
    return min(found, key=lambda values: sign * _objective(proto, values), default=None)


def _dense(solution: Any, proto: model_pb2.ModelProto) -> FloatArray:
    """Values of all variables from MathOpt's sparse message (generated code without types)."""
    values = np.zeros(len(proto.variables.ids))
    values[np.array(solution.variable_values.ids, dtype=np.int64)] = solution.variable_values.values
    return values


def _objective(proto: model_pb2.ModelProto, values: FloatArray) -> float:
    terms = proto.objective.linear_coefficients
    weights = np.array(terms.values, dtype=float)
    return float(proto.objective.offset + weights @ values[np.array(terms.ids, dtype=np.int64)])
