"""Where-clauses on frames: ``class == 'hub' and population > 1e5`` picks rows (grammar: netopt/network/clause.py)."""

import operator
from collections.abc import Callable
from typing import Annotated, Any, TypeAlias

import numpy as np
import pandas as pd
from pydantic import AfterValidator

from netopt.arrays import BoolArray
from netopt.errors import MissingColumnError, ProblemError
from netopt.network.clause import Compared, Condition, Joined, Missing, Negated, Value, parse
from netopt.network.network import Network

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
NUMBERS, TEXT, FLAGS = "numbers", "text", "yes and no"


def matching(frame: pd.DataFrame, clause: str) -> BoolArray:
    """Which rows of a frame meet a clause, shape (n_rows,).

    A column alone must hold yes and no. ``id`` is the row's id where no column has that name. A missing value meets
    no condition of its own but ``is missing``; ``not`` turns the answer round, so ``not (x > 1)`` holds where ``x`` is
    missing, while ``x <= 1`` does not.

    Raises
    ------
    ProblemError
        If the clause is not well formed (the message shows where), or compares numbers with text.
    MissingColumnError
        If it names a column that the frame lacks.
    """
    return _holds(frame, parse(clause))


def node_ids(network: Network, clause: str) -> list[str]:
    """Ids of the nodes that meet a clause, in the order of the network; raises as ``matching`` does."""
    return [str(node_id) for node_id in network.nodes.index[matching(network.nodes, clause)]]


def well_formed(clause: str) -> str:
    """The clause itself, if it is one; raises ``ProblemError`` where it is not."""
    parse(clause)
    return clause


Clause: TypeAlias = Annotated[str, AfterValidator(well_formed)]
"""A where-clause in a configuration: its form is checked when the file is read."""


def _holds(frame: pd.DataFrame, condition: Condition) -> BoolArray:
    match condition:
        case Compared():
            return _compared(frame, condition)
        case Missing(column):
            return _column(frame, column).isna().to_numpy(dtype=bool)
        case Negated(inner):
            return ~_holds(frame, inner)
        case Joined(word, parts):
            join = np.logical_and if word == "and" else np.logical_or
            return np.asarray(join.reduce([_holds(frame, part) for part in parts]), dtype=bool)


def _column(frame: pd.DataFrame, name: str) -> "pd.Series[Any]":
    if name in frame.columns:
        return frame[name]
    if name == "id":
        return frame.index.to_series()
    known = ", ".join(sorted(str(column) for column in frame.columns if column != "geometry"))
    raise MissingColumnError(f"where-clause names the column {name!r}, which is not there; columns: {known}, id")


def _compared(frame: pd.DataFrame, asked: Compared) -> BoolArray:
    """Rows whose value is there and compares as asked."""
    column = _column(frame, asked.column)
    is_there = column.notna().to_numpy(dtype=bool)
    present = column[is_there]
    met = np.zeros(len(frame), dtype=bool)
    if present.empty:
        return met
    holds, wanted = _content(present), _kind(asked.value)
    if holds != wanted:
        raise ProblemError(
            f"where-clause compares the column {asked.column!r}, which holds {holds}, with {asked.value!r}; "
            f"{_mend(holds, wanted, asked.column)}"
        )
    if holds == FLAGS and asked.sign not in ("==", "!="):
        raise ProblemError(
            f"where-clause orders the column {asked.column!r} with {asked.sign}, but it holds yes and no; use == or !="
        )
    met[is_there] = COMPARISONS[asked.sign](present.to_numpy(), asked.value)
    return met


def _kind(value: Value) -> str:
    return FLAGS if isinstance(value, bool) else TEXT if isinstance(value, str) else NUMBERS


def _content(present: "pd.Series[Any]") -> str:
    """What a column without its missing values holds."""
    if present.map(lambda value: isinstance(value, bool | np.bool_)).all():
        return FLAGS
    if pd.api.types.is_numeric_dtype(present):
        return NUMBERS
    return TEXT if present.map(lambda value: isinstance(value, str)).all() else "neither numbers nor text"


def _mend(holds: str, wanted: str, name: str) -> str:
    if holds == TEXT:
        return "put text in quotes"
    if holds == NUMBERS:
        return "compare it with a number, without quotes" if wanted == TEXT else "compare it with a number"
    return f"write `{name}` or `not {name}` alone" if holds == FLAGS else "only `is missing` can be asked of it"
