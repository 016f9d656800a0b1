"""The child process in which a MathOpt model is solved: ``python -m netopt.solvers.worker FOLDER``.

MathOpt holds Ctrl-C back during HiGHS and SCIP solves and gives no way to stop HiGHS, so a solve that must answer an
interrupt runs here, where its parent can end it. The folder holds the model and the request; the result goes there too.
"""

import datetime
import json
import os
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2

from netopt.solvers.progress import (
    MODEL_FILE,
    REQUEST_FILE,
    RESULT_FILE,
    SOLUTIONS_FILE,
    bound_line,
    highs_bound,
    solution_text,
)

SHORTEST_LIMIT_S = 0.01


def main(folder: Path) -> None:
    """Solve the model in ``folder`` and write the result there, whole or not at all."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    request = json.loads((folder / REQUEST_FILE).read_text(encoding="utf-8"))
    model = mathopt.Model.from_model_proto(model_pb2.ModelProto.FromString((folder / MODEL_FILE).read_bytes()))
    solve = _with_highs if request["solver"] == "highs" else _with_gscip
    result = solve(model, request, folder)
    if result.termination.reason == mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED:
        result = solve(model, {**request, "presolve": False}, folder)  # presolve cannot tell them apart
    partial = folder / f"{RESULT_FILE}.partial"
    partial.write_bytes(result.to_proto().SerializeToString())
    partial.replace(folder / RESULT_FILE)


def _with_highs(model: mathopt.Model, request: dict[str, Any], folder: Path) -> mathopt.SolveResult:
    # `threads` is refused by HiGHS through MathOpt and stays unset; runs repeat all the same.
    highs = highs_pb2.HighsOptionsProto()
    highs.string_options["mip_improving_solution_file"] = str(folder / SOLUTIONS_FILE)
    highs.bool_options["mip_improving_solution_report_sparse"] = True

    def tell(lines: Sequence[str]) -> None:
        for line in lines:
            bound = highs_bound(line)
            if bound is not None:
                _say(bound)

    parameters = _parameters(request, highs=highs)
    return mathopt.solve(
        model, mathopt.SolverType.HIGHS, params=parameters, model_params=_start(model, request), msg_cb=tell
    )


def _with_gscip(model: mathopt.Model, request: dict[str, Any], folder: Path) -> mathopt.SolveResult:
    def tell(found: mathopt.CallbackData) -> mathopt.CallbackResult:
        if found.solution is not None:
            values = {variable.id: value for variable, value in found.solution.items() if value}
            objective = model.objective.as_linear_expression().evaluate(found.solution)
            with (folder / SOLUTIONS_FILE).open("a", encoding="utf-8") as file:
                file.write(solution_text(objective, values))
        if abs(found.mip_stats.dual_bound) < float("inf"):
            _say(found.mip_stats.dual_bound)
        return mathopt.CallbackResult()

    return mathopt.solve(
        model,
        mathopt.SolverType.GSCIP,
        params=_parameters(request),
        model_params=_start(model, request),
        callback_reg=mathopt.CallbackRegistration(events={mathopt.Event.MIP_SOLUTION}),
        cb=tell,
    )


def _parameters(request: dict[str, Any], **own: Any) -> mathopt.SolveParameters:
    """MathOpt's parameters; ``own`` are one solver's (any of its protocol messages)."""
    left_s = max(SHORTEST_LIMIT_S, request["stop_at"] - time.time())
    return mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=left_s),
        relative_gap_tolerance=request["relative_gap"],
        random_seed=request["seed"],
        presolve=None if request.get("presolve", True) else mathopt.Emphasis.OFF,
        **own,
    )


def _start(model: mathopt.Model, request: dict[str, Any]) -> mathopt.ModelSolveParameters:
    if request["start"] is None:
        return mathopt.ModelSolveParameters()
    hint = mathopt.SolutionHint(
        variable_values={model.get_variable(column): value for column, value in enumerate(request["start"])}
    )
    return mathopt.ModelSolveParameters(solution_hints=[hint])


def _say(bound: float) -> None:
    sys.stdout.write(bound_line(bound))
    sys.stdout.flush()


def _end_with_parent() -> None:
    """The parent holds our input open; when it closes, nobody waits for an answer any more."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    os._exit(0)  # the result is on disk; taking the libraries down takes most of a second
