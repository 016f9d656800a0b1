"""Turn pydantic's errors into lines a user can act on: line, path, value, and how to mend it."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from netopt.config.guide import Place, kinds_of, properties_of, schema_at, wanted
from netopt.errors import Breach

Lines: TypeAlias = Mapping[Place, int]

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


def breaches_of(
    error: ValidationError, model: type[BaseModel], data: Any, lines: Lines, *, file: str
) -> list[Breach]:
    """One breach a place, in the order of the file."""
    root = model.model_json_schema()
    found: dict[Place, list[str]] = {}
    for details in error.errors(include_url=False):
        path = _path_in_data(details, data)
        message = _message(details, path, root, data)
        if message not in found.setdefault(path, []):
            found[path].append(message)
    placed = sorted((_line(path, lines), path, messages) for path, messages in found.items())
    return [
        Breach(file, str(line), (f"{shown_path(path)}: " if path else "") + "; or ".join(messages))
        for line, path, messages in placed
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


def _line(path: Place, lines: Lines) -> int:
    """The line of a value, or of the nearest thing around it that is in the file."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _path_in_data(details: ErrorDetails, data: Any) -> Place:
    """pydantic's location without the union tags and type names that stand between the user's keys."""
    kind = details["type"]
    steps, here, tag_seen = details["loc"], data, False
    path: list[str | int] = []
    for position, step in enumerate(steps):
        is_last = position == len(steps) - 1
        if isinstance(here, dict) and step == here.get("kind") and not tag_seen and not is_last:
            tag_seen = True
        elif (isinstance(here, dict) and step in here) or (
            isinstance(here, list) and isinstance(step, int) and step < len(here)
        ):
            path.append(step)
            here, tag_seen = here[step], False
        elif isinstance(here, dict) and is_last and kind in ("missing", "extra_forbidden"):
            path.append(step)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        path.append("kind")
    return tuple(path)


def _message(details: ErrorDetails, path: Place, root: dict[str, Any], data: Any) -> str:
    kind, value, context = details["type"], _shown(details["input"]), details.get("ctx", {})
    schema = schema_at(root, path, data)
    if kind == "extra_forbidden":
        return _unknown_key(str(path[-1]), sorted(properties_of(root, schema_at(root, path[:-1], data))))
    if kind == "missing":
        about = _about(schema)
        return f"this key is missing; add it: {wanted(root, schema)}{about}"
    if kind == "union_tag_not_found":
        return f"`kind` is missing; give one of {', '.join(_parent_kinds(root, path, data))}"
    if kind == "union_tag_invalid" or (kind == "literal_error" and path[-1:] == ("kind",)):
        tag = str(context.get("tag", details["input"]))
        return _unknown_kind(tag, _parent_kinds(root, path, data))
    if kind == "literal_error":
        options = [str(option) for option in schema.get("enum", [schema.get("const", context.get("expected"))])]
        return f"input {value} is not known; give one of {', '.join(options)}{_nearest(details['input'], options)}"
    if kind == "value_error":
        return _sentence(f"{context.get('error', details['msg'])}", details)
    if kind in UNREADABLE:
        return f"input {value} {UNREADABLE[kind]}; give {wanted(root, schema)}"
    if kind == "string_pattern_mismatch":
        return f"input {value} does not fit{_about(schema) or ' the pattern'}; give {wanted(root, schema)}"
    reason = details["msg"].removeprefix("Input should be ").removeprefix("Value should have ")
    return f"input {value} is out of bounds ({reason}); give {wanted(root, schema)}"


def _sentence(text: str, details: ErrorDetails) -> str:
    """A validator's own words, with the value where it is a plain one that the words do not hold."""
    value = details["input"]
    if isinstance(value, dict | list) or str(value) in text:
        return text
    return f"input {_shown(value)}: {text}"


def _parent_kinds(root: dict[str, Any], path: Place, data: Any) -> list[str]:
    return kinds_of(root, path[:-1], data)


def _unknown_key(key: str, known: list[str]) -> str:
    return f"unknown key{_nearest(key, known)}; known keys: {', '.join(known)}"


def _unknown_kind(tag: str, kinds: list[str]) -> str:
    return f"input {_shown(tag)} is no known kind{_nearest(tag, kinds)}; kinds: {', '.join(kinds)}"


def _nearest(word: object, known: list[str]) -> str:
    near = get_close_matches(str(word), known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def _about(schema: dict[str, Any]) -> str:
    description = str(schema.get("description", "")).strip().split("\n\n")[0].replace("\n", " ")
    return f" ({description.rstrip('.')})" if description else ""


def _shown(value: Any) -> str:
    """A value as a user wrote it, short."""
    if isinstance(value, dict):
        return "{...}" if value else "{}"
    if isinstance(value, list | tuple):
        return "[...]" if value else "[]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 62 else f"{text[:58]}...'" if isinstance(value, str) else f"{text[:58]}..."
