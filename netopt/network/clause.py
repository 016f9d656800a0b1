"""The grammar of where-clauses: text to a tree of conditions.

A small language of its own, because clauses come from files of strangers: nothing is evaluated as Python, and ``class``
is a column, not a keyword.

    clause      = conjunct { "or" conjunct }
    conjunct    = negation { "and" negation }
    negation    = "not" negation | "(" clause ")" | condition
    condition   = column [ ("==" | "!=" | "<" | "<=" | ">" | ">=") value
                         | ["not"] "in" "(" value { "," value } ")"
                         | "is" ["not"] "missing" ]
    value       = number | 'text' | "text" | true | false
"""

import math
import re
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from netopt.errors import ProblemError

MAX_LENGTH = 4000
MAX_DEPTH = 40
KEYWORDS = {"and", "or", "not", "in", "is", "missing", "true", "false"}
COMPARISON_SIGNS = ("==", "!=", "<=", ">=", "<", ">")
TOKEN = re.compile(
    r"\s*(?:(?P<number>[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)(?!\w)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<sign>==|!=|<=|>=|<|>|\(|\)|,))"
)
HINTS = {
    "'": "; the closing quote is missing",
    '"': "; the closing quote is missing",
    "=": "; equal is ==",
    "&": "; write `and`",
    "|": "; write `or`",
    "!": "; write `not` or !=",
}
Value: TypeAlias = float | str | bool


@dataclass(frozen=True)
class Compared:
    """A column stands to a value as ``sign`` says."""

    column: str
    sign: str
    value: Value


@dataclass(frozen=True)
class Missing:
    """A column has no value."""

    column: str


@dataclass(frozen=True)
class Negated:
    """``inner`` does not hold."""

    inner: "Condition"


@dataclass(frozen=True)
class Joined:
    """Every one of ``parts`` holds, or at least one (``word`` is ``and`` or ``or``)."""

    word: str
    parts: tuple["Condition", ...]


Condition: TypeAlias = Compared | Missing | Negated | Joined


def parse(clause: str) -> Condition:
    """The tree of a clause.

    Raises
    ------
    ProblemError
        If it is not well formed; the message shows the character.
    """
    return _Parser(clause).whole()


@dataclass(frozen=True)
class _Token:
    kind: str
    """``number``, ``text``, ``word``, ``keyword``, ``sign`` or ``end``."""
    text: str
    start: int


class _Parser:
    """Recursive descent, one method a rule, at most ``MAX_DEPTH`` deep."""

    def __init__(self, clause: str) -> None:
        if len(clause) > MAX_LENGTH:
            raise ProblemError(f"where-clause of {len(clause)} characters; at most {MAX_LENGTH} are read")
        self.clause = clause
        self.tokens = self._tokens()
        self.position = 0
        self.depth = 0

    def whole(self) -> Condition:
        found = self._any_of()
        if self._token.kind != "end":
            self._fail(f"expected `and`, `or` or the end, found {self._token.text!r}")
        return found

    def _tokens(self) -> list[_Token]:
        tokens, place, length = [], 0, len(self.clause.rstrip())
        while place < length:
            match = TOKEN.match(self.clause, place)
            if match is None or match.lastgroup is None:
                rest = self.clause[place:].lstrip()
                self._fail(f"cannot read {rest[:20]!r}{HINTS.get(rest[0], '')}", len(self.clause) - len(rest))
            kind, text = match.lastgroup, match[match.lastgroup]
            kind = "keyword" if kind == "word" and text in KEYWORDS else kind
            tokens.append(_Token(kind, text, match.start(match.lastgroup)))
            place = match.end()
        return [*tokens, _Token("end", "the end", len(self.clause))]

    @property
    def _token(self) -> _Token:
        return self.tokens[self.position]

    def _takes(self, *words: str) -> bool:
        """Step over these keywords or signs if they come next."""
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
        return parts[0] if len(parts) == 1 else Joined("or", tuple(parts))

    def _all_of(self) -> Condition:
        parts = [self._negation()]
        while self._takes("and"):
            parts.append(self._negation())
        return parts[0] if len(parts) == 1 else Joined("and", tuple(parts))

    def _negation(self) -> Condition:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._fail(f"more than {MAX_DEPTH} levels of `not` and parentheses")
        if self._takes("not"):
            found: Condition = Negated(self._negation())
        elif self._takes("("):
            found = self._any_of()
            self._needs(")")
        else:
            found = self._condition()
        self.depth -= 1
        return found

    def _condition(self) -> Condition:
        column = self._token.text
        if self._token.kind != "word":
            self._fail(f"expected a column, found {column!r}")
        self.position += 1
        if self._takes("is", "missing"):
            return Missing(column)
        if self._takes("is", "not", "missing"):
            return Negated(Missing(column))
        if self._takes("in"):
            return Joined("or", tuple(Compared(column, "==", value) for value in self._values()))
        if self._takes("not", "in"):
            return Joined("and", tuple(Compared(column, "!=", value) for value in self._values()))
        if self._token.kind == "sign" and self._token.text in COMPARISON_SIGNS:
            sign = self._token.text
            self.position += 1
            return Compared(column, sign, self._value())
        return Compared(column, "==", True)

    def _values(self) -> list[Value]:
        self._needs("(")
        values = [self._value()]
        while self._takes(","):
            values.append(self._value())
        self._needs(")")
        return values

    def _value(self) -> Value:
        kind, text = self._token.kind, self._token.text
        value: Value
        if kind == "number":
            value = float(text)
            if not math.isfinite(value):
                self._fail(f"{text} is too large a number")
        elif kind == "text":
            value = text[1:-1]
        elif text in ("true", "false"):
            value = text == "true"
        else:
            hint = f"; text stands in quotes: '{text}'" if kind == "word" else ""
            self._fail(f"expected a number, quoted text, true or false, found {text!r}{hint}")
        self.position += 1
        return value

    def _fail(self, wrong: str, start: int | None = None) -> NoReturn:
        place = self._token.start if start is None else start
        raise ProblemError(f"where-clause {self.clause!r}, character {place + 1}: {wrong}")
