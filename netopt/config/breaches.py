"""Turn pydantic's errors into lines a user can act on: line, path, value, and how to mend it."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from netopt.config.guide import Place, Schema, kinds_of, properties_of, schema_at, wanted
from netopt.errors import Breach

Lines: TypeAlias = Mapping[Place, int]

NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?")

UNREADABLE = {
    "int_parsing": "is not a valid integer",
    "int_type": "is not a valid integer",
    "int_from_float": "is not a valid integer",
    "float_parsing": "is not a valid number",
    "float_type": "is not a valid number",
    "finite_number": "is not a finite number",
    "bool_parsing": "is neither true nor false",
    "bool_type": "is neither true nor false",
    "string_type": "is not text",
    "tuple_type": "is not a list",
    "list_type": "is not a list",
    "dict_type": "is not a mapping",
    "mapping_type": "is not a mapping",
    "model_type": "is not a mapping",
    "model_attributes_type": "is not a mapping",
}
WORDS = {
    "too_short": "has too few values",
    "too_long": "has too many values",
    "string_pattern_mismatch": "does not fit",
    "string_too_short": "is too short",
    "string_too_long": "is too long",
}
COMPARED = {
    "greater_than": (">", "gt"),
    "greater_than_equal": (">=", "ge"),
    "less_than": ("<", "lt"),
    "less_than_equal": ("<=", "le"),
}

SECRET = re.compile(r"://[^/@\s]*@")
"""A user name and password in an address: told to nobody."""


def breaches_of(
    error: ValidationError, model: type[BaseModel], data: object, lines: Lines, *, file: str
) -> list[Breach]:
    """One breach a place, in the order of the file."""
    root = model.model_json_schema()
    found: dict[tuple[Place, str], list[str]] = {}
    placed_errors = [(_path_in_data(details, data), details) for details in error.errors(include_url=False)]
    for path, details in placed_errors:
        if details["type"] == "too_short" and any(_lies_below(other, path) for other, _ in placed_errors):
            continue  # pydantic counts only the elements that are right
        wrong, mend = _wrong_and_mend(details, path, root, data)
        reasons = found.setdefault((path, mend), [])  # each branch of a union complains: one line for all
        if wrong not in reasons:
            reasons.append(wrong)
    placed = sorted(((_line(path, lines), path, mend, reasons) for (path, mend), reasons in found.items()), key=_first)
    return [
        Breach(file, str(line or ""), (f"{shown_path(path)}: " if path else "") + " and ".join(reasons) + mend)
        for line, path, mend, reasons in placed
    ]


def shown_path(path: Place) -> str:
    """``("measures", 0, "kind")`` as ``measures[0].kind``; odd keys are quoted."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += ("." if text else "") + (step if step.isprintable() and step.isascii() else repr(step[:60]))
    return text


def _first(placed: tuple[int, Place, str, list[str]]) -> int:
    return placed[0]


def _line(path: Place, lines: Lines) -> int:
    """The line of a value, or of the nearest thing around it that is in the file; 0 where there is no file."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1 if lines else 0)


def _lies_below(path: Place, above: Place) -> bool:
    return len(path) > len(above) and path[: len(above)] == above


def _path_in_data(details: ErrorDetails, data: object) -> Place:
    """The location of an error without the union tags and type names that stand between the user's keys."""
    kind = details["type"]
    steps, tag_seen = details["loc"], False
    here: Any = data  # mappings and lists, as deep as the file goes
    path: list[str | int] = []
    for position, step in enumerate(steps):
        is_last = position == len(steps) - 1
        may_be_tag = isinstance(here, dict) and step == here.get("kind") and not tag_seen
        if may_be_tag and (not is_last or details["input"] == here):
            tag_seen = True
        elif _holds(here, step):
            path.append(step)
            here, tag_seen = here[step], False
        elif isinstance(here, dict) and is_last and kind in ("missing", "extra_forbidden"):
            path.append(step)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        path.append("kind")
    return tuple(path)


def _holds(here: object, step: int | str) -> bool:
    if isinstance(here, list):
        return isinstance(step, int) and step < len(here)
    return isinstance(here, dict) and step in here


def _wrong_and_mend(details: ErrorDetails, path: Place, root: Schema, data: object) -> tuple[str, str]:
    """What is wrong and how to mend it: two halves of one line."""
    kind, context = details["type"], details.get("ctx", {})
    schema = schema_at(root, path, data)
    if kind == "extra_forbidden":
        known = sorted(properties_of(root, schema_at(root, path[:-1], data)))
        return "unknown key", f"{_nearest(path[-1], known)}; known keys: {', '.join(known)}"
    if path[-1:] == ("kind",) and kind in ("union_tag_invalid", "union_tag_not_found", "literal_error"):
        kinds = kinds_of(root, path[:-1], data)
        if kind == "union_tag_not_found":
            return "this key is missing", f"; give one of {', '.join(kinds)}"
        tag = context.get("tag", details["input"])
        return f"input {_shown(tag)} is no known kind", f"{_nearest(tag, kinds)}; kinds: {', '.join(kinds)}"
    if kind == "missing":
        return "this key is missing", f"; add it: {wanted(root, schema)}{_about(schema)}"
    if kind == "value_error":
        text = str(context.get("error", details["msg"]))
        value = details["input"]
        is_told = isinstance(value, dict | list) or str(value) in text
        return (text if is_told else f"input {_shown(value)}: {text}"), ""
    return _wrong_value(details, schema), f"; give {wanted(root, schema)}{_quotes(details)}{_about(schema)}"


def _wrong_value(details: ErrorDetails, schema: Schema) -> str:
    kind, context = details["type"], details.get("ctx", {})
    shown = f"input {_shown(details['input'])}"
    if kind in UNREADABLE:
        return f"{shown} {UNREADABLE[kind]}"
    if kind in COMPARED:
        sign, limit = COMPARED[kind]
        return f"{shown} is not {sign} {context.get(limit):.15g}"
    if kind in WORDS:
        return f"{shown} {WORDS[kind]}"
    if kind == "literal_error":
        known = [str(word) for word in schema.get("enum", [])]
        return f"{shown} is not known{_nearest(details['input'], known)}"
    return f"{shown}: {details['msg']}"


def _quotes(details: ErrorDetails) -> str:
    """Whether quotes are what makes a value text, or a number no number."""
    kind, value = details["type"], details["input"]
    if kind == "string_type" and not isinstance(value, dict | list):
        return " in quotes"
    is_quoted = kind in ("int_type", "float_type") and isinstance(value, str) and NUMBER.fullmatch(value)
    return " without quotes" if is_quoted else ""


def _nearest(word: object, known: list[str]) -> str:
    near = get_close_matches(str(word), known, n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""


def _about(schema: Schema) -> str:
    description = str(schema.get("description", "")).strip().split("\n\n")[0].replace("\n", " ")
    return f" ({description.rstrip('.')})" if description else ""


def _shown(value: object) -> str:
    """A value as a user wrote it, short."""
    if isinstance(value, dict):
        return "{...}" if value else "{}"
    if isinstance(value, list | tuple):
        return "[...]" if value else "[]"
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    text = SECRET.sub("://***@", repr(value) if isinstance(value, str) else str(value))
    return text if len(text) <= 62 else f"{text[:58]}...'" if isinstance(value, str) else f"{text[:58]}..."
