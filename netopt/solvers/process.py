"""The parent's side of a solve in a child process: start it, listen to it, end it when time is up or on request."""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from ortools.math_opt import model_pb2, result_pb2

from netopt.arrays import FloatArray
from netopt.errors import SolverError
from netopt.solvers.interrupt import StopAsked
from netopt.solvers.options import SolverOptions
from netopt.solvers.progress import (
    ERRORS_FILE,
    MODEL_FILE,
    REQUEST_FILE,
    RESULT_FILE,
    SOLUTIONS_FILE,
    read_solutions,
    told_bound,
)

GRACE_S: Final = 1.0
"""Seconds past the time limit after which a solver that does not stop is ended."""
POLL_S: Final = 0.05


@dataclass(frozen=True, eq=False)
class WorkerRun:
    """What became of a worker. ``limit`` is ``interrupt`` or ``time`` where it was ended before its own end."""

    result: result_pb2.SolveResultProto | None
    """The solver's result; ``None`` where it was ended early."""
    bounds: list[float] = field(default_factory=list)
    """Bounds told on the way, last one best."""
    found: FloatArray | None = None
    """Values (n_variables,) of the last improving solution told on the way."""
    limit: str | None = None


def run_worker(
    proto: model_pb2.ModelProto, options: SolverOptions, start: FloatArray | None, *, stop_asked: StopAsked
) -> WorkerRun:
    """Solve a model in a child process, which never outlives this call.

    Raises
    ------
    SolverError
        If the solver fails, with its own words.
    """
    with tempfile.TemporaryDirectory(prefix="netopt-") as name:
        folder = Path(name)
        _write_request(folder, proto, options, start)
        bounds: list[float] = []
        limit, code = _run(folder, options, bounds, stop_asked)
        result = None
        if (folder / RESULT_FILE).is_file():
            result = result_pb2.SolveResultProto.FromString((folder / RESULT_FILE).read_bytes())
        elif limit is None:
            raise SolverError(f"solver {options.name} failed: {_last_words(folder / ERRORS_FILE)} (exit code {code})")
        solutions = read_solutions(folder / SOLUTIONS_FILE, len(proto.variables.ids))
        return WorkerRun(result, bounds, solutions[-1].values if solutions else None, limit)


def _write_request(folder: Path, proto: model_pb2.ModelProto, options: SolverOptions, start: FloatArray | None) -> None:
    request = {
        "solver": options.name,
        "stop_at": time.time() + options.time_limit_s,
        "relative_gap": options.relative_gap,
        "seed": options.seed,
        "start": None if start is None else start.tolist(),
    }
    (folder / MODEL_FILE).write_bytes(proto.SerializeToString())
    (folder / REQUEST_FILE).write_text(json.dumps(request), encoding="utf-8")


def _run(folder: Path, options: SolverOptions, bounds: list[float], stop_asked: StopAsked) -> tuple[str | None, int]:
    """Run the worker on a folder; why it was ended early (or ``None``), and its exit code."""
    with (folder / ERRORS_FILE).open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "netopt.solvers.worker", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)},
            start_new_session=True,  # a Ctrl-C of the terminal reaches the parent alone
        )
    try:
        limit = _wait(process, bounds, time.monotonic() + options.time_limit_s + GRACE_S, stop_asked)
    finally:
        process.kill()
        code = process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
    return limit, code


def _wait(
    process: "subprocess.Popen[bytes]", bounds: list[float], deadline: float, stop_asked: StopAsked
) -> str | None:
    """Wait for the worker's end; why it must be ended early, or ``None``."""
    assert process.stdout is not None
    reader = threading.Thread(target=_listen, args=(process.stdout, bounds), daemon=True)
    reader.start()
    while reader.is_alive():
        reader.join(POLL_S)
        if stop_asked():
            return "interrupt"
        if time.monotonic() > deadline:
            return "time"
    process.wait()
    return None


def _listen(output: IO[bytes], bounds: list[float]) -> None:
    for line in output:
        bound = told_bound(line.decode("utf-8", errors="replace"))
        if bound is not None:
            bounds.append(bound)


def _last_words(path: Path) -> str:
    """The first exception a worker died of: the later ones are MathOpt's failure to report it."""
    text = path.read_text(encoding="utf-8", errors="replace")
    told = re.search(r"^(?!Traceback|\s)\S+: (.+)$", text, flags=re.MULTILINE)
    return told[1] if told else text.strip()[-500:] or "it said nothing"
