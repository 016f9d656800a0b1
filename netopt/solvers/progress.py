"""What a running solve tells of itself: bounds on its output, improving solutions in a file.

Both are written by ``netopt/solvers/worker.py`` and read by ``netopt/solvers/mip.py``, also after the worker was ended
in the middle of a line. The solutions' format is the one HiGHS writes (option ``mip_improving_solution_file``, sparse):

    Objective 12.5
    # Columns -2          how many values follow; negative means sparse
     1 0                  value, column
     1 7
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from netopt.arrays import FloatArray

MODEL_FILE = "model.pb"
REQUEST_FILE = "request.json"
SOLUTIONS_FILE = "solutions.txt"
RESULT_FILE = "result.pb"
ERRORS_FILE = "errors.txt"
BOUND_WORD = "bound"
HIGHS_PROGRESS = re.compile(r"^ ?[A-Za-z]? +\d+ +\d+ +\d+ +[\d.]+% +(?P<bound>\S+) +\S+ ")
LOG_ROUNDING = 1.0e-9
"""HiGHS prints ten digits; a bound is loosened by this share so that it stays one."""


@dataclass(frozen=True, eq=False)
class FoundSolution:
    """An improving solution: its objective and the values of all columns."""

    objective: float
    values: FloatArray


def highs_bound(line: str) -> float | None:
    """The bound in a line of HiGHS's progress table, ``None`` for any other line."""
    match = HIGHS_PROGRESS.match(line)
    return None if match is None else _finite(match["bound"])


def bound_line(bound: float) -> str:
    """How the worker tells a bound."""
    return f"{BOUND_WORD} {bound!r}\n"


def told_bound(line: str) -> float | None:
    """The bound in a line that the worker wrote, ``None`` where it is not whole."""
    word, _, number = line.partition(" ")
    return _finite(number) if word == BOUND_WORD and line.endswith("\n") else None


def solution_text(objective: float, values: dict[int, float]) -> str:
    """A solution as HiGHS would write it; ``values`` by column, zeros may be left out."""
    rows = "".join(f" {value!r} {column}\n" for column, value in sorted(values.items()))
    return f"Objective {objective!r}\n# Columns -{len(values)}\n{rows}"


def read_solutions(path: Path, column_count: int) -> list[FoundSolution]:
    """All whole solutions in a file, in the order found; none where there is no file."""
    if not path.is_file():
        return []
    found = []
    for part in path.read_text(encoding="utf-8", errors="replace").split("Objective ")[1:]:
        head, _, rest = part.partition("\n")
        counted, _, body = rest.partition("\n")
        rows = [row.split() for row in body.split("\n")[:-1] if row.strip()]
        count = re.fullmatch(r"# Columns -(\d+)", counted)
        if count is None or len(rows) != int(count[1]) or any(len(row) != 2 for row in rows):
            continue  # the last one, cut off in the middle
        values = np.zeros(column_count)
        for value, column in rows:
            values[int(column)] = float(value)
        found.append(FoundSolution(float(head), values))
    return found


def _finite(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if np.isfinite(number) else None
