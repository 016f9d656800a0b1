"""Tables of parameters in TOML: netopt's own with a user's file laid over them, and errors that name file and key."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from netopt.errors import Breach, ConfigError


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a file.

    Raises
    ------
    ConfigError
        If the file cannot be read or is no TOML; it names the file.
    """
    if path.exists() and not path.is_file():
        raise ConfigError([Breach(str(path), "", "is no plain file; give a TOML file")])
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError([Breach(str(path), "", f"cannot be read as TOML: {error}")]) from error


def overlay(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Nested tables of ``over`` put over those of ``base``; lists and values are replaced whole."""
    merged = dict(base)
    for key, value in over.items():
        below = base.get(key)
        merged[key] = overlay(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def breaches(file: str, error: ValidationError) -> list[Breach]:
    """What is wrong in a file, one breach a key, each with the value."""
    found = []
    for entry in error.errors():
        key = ".".join(str(part) for part in entry["loc"] if part != "[key]")
        value = entry.get("input")
        shown = f" (value {value!r})" if not isinstance(value, dict) else ""
        found.append(Breach(file, key, f"{entry['msg']}{shown}"))
    return found
