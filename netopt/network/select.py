"""Where-clauses: ``class == 'hub' and population > 1e5`` picks rows of a frame.

A small language of its own, because clauses come from files of strangers: nothing is evaluated as Python, and ``class``
is a column, not a keyword.

    clause      = conjunct { "or" conjunct }
    conjunct    = negation { "and" negation }
    negation    = "not" negation | "(" clause ")" | condition
    condition   = column [ ("==" | "!=" | "<" | "<=" | ">" | ">=") value
                         | ["not"] "in" "(" value { "," value } ")"
                         | "is" ["not"] "missing" ]
    value       = number | 'text' | "text" | true | false

A column alone must hold yes and no. ``id`` is the row's id where no column has that name. A missing value meets no
condition but ``is missing``.
"""

import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, NoReturn, TypeAlias

import numpy as np
import pandas as pd
from pydantic import AfterValidator

from netopt.arrays import BoolArray
from netopt.errors import MissingColumnError, ProblemError
from netopt.network.network import Network

MAX_LENGTH = 4000
MAX_DEPTH = 40
WORDS = {"and", "or", "not", "in", "is", "missing", "true", "false"}
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
TOKEN = re.compile(
    r"\s*(?:(?P<number>[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)(?!\w)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<sign>==|!=|<=|>=|<|>|\(|\)|,))"
)
Value: TypeAlias = float | str | bool
Condition: TypeAlias = Callable[[pd.DataFrame], BoolArray]


def matching(frame: pd.DataFrame, clause: str) -> BoolArray:
    """Which rows of a frame meet a clause, shape (n_rows,).

    Raises
    ------
    ProblemError
        If the clause is not well formed (the message shows where), or compares numbers with text.
    MissingColumnError
        If it names a column that the frame lacks.
    """
    return _Parser(clause).condition()(frame)


def node_ids(network: Network, clause: str) -> list[str]:
    """Ids of the nodes that meet a clause, in the order of the network; raises as ``matching`` does."""
    return [str(node_id) for node_id in network.nodes.index[matching(network.nodes, clause)]]


def well_formed(clause: str) -> str:
    """The clause itself, if it is one; raises ``ProblemError`` where it is not."""
    _Parser(clause).condition()
    return clause


Clause: TypeAlias = Annotated[str, AfterValidator(well_formed)]
"""A where-clause in a configuration: its form is checked when the file is read."""


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int


class _Parser:
    """Recursive descent over the tokens of one clause; each rule gives a function from a frame to a mask."""

    def __init__(self, clause: str) -> None:
        if len(clause) > MAX_LENGTH:
            raise ProblemError(f"where-clause of {len(clause)} characters; at most {MAX_LENGTH} are read")
        self.clause = clause
        self.tokens = self._tokens()
        self.position = 0
        self.depth = 0

    def condition(self) -> Condition:
        whole = self._any_of()
        if self._token.kind != "end":
            self._fail(f"expected `and`, `or` or the end, found {self._token.text!r}")
        return whole

    def _tokens(self) -> list[_Token]:
        tokens, place = [], 0
        while place < len(self.clause.rstrip()):
            match = TOKEN.match(self.clause, place)
            if match is None:
                start = place + len(self.clause[place:]) - len(self.clause[place:].lstrip())
                self._fail(f"cannot read {self.clause[start : start + 20]!r}{_hint(self.clause, start)}", start)
            kind = str(match.lastgroup)
            text = match[kind]
            if kind == "word" and text in WORDS:
                kind = "keyword"
            tokens.append(_Token(kind, text, match.start(str(match.lastgroup))))
            place = match.end()
        return [*tokens, _Token("end", "the end", len(self.clause))]

    @property
    def _token(self) -> _Token:
        return self.tokens[self.position]

    def _takes(self, *words: str) -> bool:
        """Step over the words if they come next; never over text that merely looks like them."""
        ahead = self.tokens[self.position : self.position + len(words)]
        if [token.text for token in ahead] != list(words) or any(t.kind not in ("keyword", "sign") for t in ahead):
            return False
        self.position += len(words)
        return True

    def _needs(self, word: str) -> None:
        if not self._takes(word):
            self._fail(f"expected {word!r}, found {self._token.text!r}")

    def _any_of(self) -> Condition:
        parts = [self._all_of()]
        while self._takes("or"):
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else lambda frame: np.logical_or.reduce([part(frame) for part in parts])

    def _all_of(self) -> Condition:
        parts = [self._negation()]
        while self._takes("and"):
            parts.append(self._negation())
        return parts[0] if len(parts) == 1 else lambda frame: np.logical_and.reduce([part(frame) for part in parts])

    def _negation(self) -> Condition:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._fail(f"more than {MAX_DEPTH} levels of `not` and parentheses")
        if self._takes("not"):
            inner = self._negation()
            found: Condition = lambda frame: ~inner(frame)  # noqa: E731 - a rule gives a function
        elif self._takes("("):
            found = self._any_of()
            self._needs(")")
        else:
            found = self._comparison()
        self.depth -= 1
        return found

    def _comparison(self) -> Condition:
        name = self._token
        if name.kind != "word":
            self._fail(f"expected a column, found {name.text!r}")
        self.position += 1
        if self._takes("is", "missing"):
            return lambda frame: _column(frame, name.text).isna().to_numpy(dtype=bool)
        if self._takes("is", "not", "missing"):
            return lambda frame: _column(frame, name.text).notna().to_numpy(dtype=bool)
        if self._takes("in"):
            return self._one_of(name.text)
        if self._takes("not", "in"):
            inside = self._one_of(name.text)
            return lambda frame: ~inside(frame) & _column(frame, name.text).notna().to_numpy(dtype=bool)
        sign = self._token
        if sign.kind == "sign" and sign.text in COMPARISONS:
            self.position += 1
            value = self._value()
            return lambda frame: _compared(frame, name.text, sign.text, value)
        return lambda frame: _compared(frame, name.text, "==", True)

    def _one_of(self, name: str) -> Condition:
        self._needs("(")
        values = [self._value()]
        while self._takes(","):
            values.append(self._value())
        self._needs(")")
        return lambda frame: np.logical_or.reduce([_compared(frame, name, "==", value) for value in values])

    def _value(self) -> Value:
        token = self._token
        self.position += 1
        if token.kind == "number":
            if not math.isfinite(float(token.text)):
                self._fail(f"{token.text} is too large a number", token.start)
            return float(token.text)
        if token.kind == "text":
            return token.text[1:-1]
        if token.text in ("true", "false"):
            return token.text == "true"
        hint = f" (text stands in quotes: '{token.text}')" if token.kind == "word" else ""
        self._fail(f"expected a number, quoted text, true or false, found {token.text!r}{hint}", token.start)

    def _fail(self, wrong: str, start: int | None = None) -> NoReturn:
        place = self._token.start if start is None else start
        raise ProblemError(f"where-clause {self.clause!r}, character {place + 1}: {wrong}")


def _hint(clause: str, start: int) -> str:
    if clause[start] in "'\"":
        return "; the closing quote is missing"
    hints = {"=": "; equal is ==", "&": "; write `and`", "|": "; write `or`", "!": "; write `not` or !="}
    return hints.get(clause[start], "")


def _column(frame: pd.DataFrame, name: str) -> "pd.Series[Any]":
    if name in frame.columns:
        return frame[name]
    if name == "id":
        return frame.index.to_series()
    known = ", ".join(sorted(str(column) for column in frame.columns if column != "geometry"))
    raise MissingColumnError(f"where-clause names the column {name!r}, which is not there; columns: {known}, id")


def _compared(frame: pd.DataFrame, name: str, sign: str, value: Value) -> BoolArray:
    """Rows whose value is there and compares as asked."""
    column = _column(frame, name)
    is_there = column.notna().to_numpy(dtype=bool)
    present = column[is_there]
    holds, wanted = _content(present), _kind(value)
    if holds not in (wanted, "nothing"):
        raise ProblemError(
            f"where-clause compares the column {name!r}, which holds {holds}, with {value!r}; "
            f"{_mend(holds, wanted, name)}"
        )
    if wanted == "yes and no" and sign not in ("==", "!="):
        raise ProblemError(
            f"where-clause orders the column {name!r} with {sign}, but it holds yes and no; use == or !="
        )
    met = np.zeros(len(frame), dtype=bool)
    if present.size:
        met[is_there] = COMPARISONS[sign](present.to_numpy(), value)
    return met


def _kind(value: Value) -> str:
    return "yes and no" if isinstance(value, bool) else "text" if isinstance(value, str) else "numbers"


def _content(present: "pd.Series[Any]") -> str:
    """What a column without its missing values holds."""
    if present.empty:
        return "nothing"
    if pd.api.types.is_bool_dtype(present) or present.map(lambda value: isinstance(value, bool | np.bool_)).all():
        return "yes and no"
    if pd.api.types.is_numeric_dtype(present):
        return "numbers"
    return "text" if present.map(lambda value: isinstance(value, str)).all() else "neither numbers nor text"


def _mend(holds: str, wanted: str, name: str) -> str:
    if holds == "text":
        return "put text in quotes"
    if holds == "numbers":
        return "compare it with a number, without quotes" if wanted == "text" else "compare it with a number"
    return f"write `{name}` or `not {name}` alone" if holds == "yes and no" else "use `is missing`"
