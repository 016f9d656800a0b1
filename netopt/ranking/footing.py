"""The footing of a scorecard: all that decides what its indicators mean, whatever the region."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from netopt.errors import Breach, ConfigError
from netopt.measures.coordination.told import KIND
from netopt.outputs.json_text import plain

OF_ITS_REGION = ("kind", "centres", "main")
"""What a scorecard's configuration may have of its own; all else must be the same."""


def footing(folder: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """All that a run's scorecard was told but what is of its region, flat, and by which netopt it was made.

    Raises
    ------
    ConfigError
        If the run has no scorecard, or several.
    """
    asked = [measure for measure in manifest["config"].get("measures", []) if measure.get("kind") == KIND]
    if len(asked) != 1:
        found = f"{len(asked)} scorecards; keep one" if asked else f"no {KIND}; add the measure and run again"
        raise ConfigError([Breach(str(folder), "", f"has {found}")])
    told = {key: value for key, value in asked[0].items() if key not in OF_ITS_REGION}
    return {**dict(_flat(told)), "netopt": manifest.get("versions", {}).get("netopt")}


def unlike(folder: Path, found: Mapping[str, Any], first: Mapping[str, Any], other: Path) -> Iterator[Breach]:
    """What a footing has unlike the first one."""
    for key in sorted({*found, *first}):
        one, two = found.get(key), first.get(key)
        if one != two:
            message = f"{_told(one)}, but {_told(two)} in {other}; scorecards are ranked on the same footing only"
            yield Breach(str(folder), f"{KIND}.{key}", message)


def _told(value: object) -> str:
    return "not given" if value is None else json.dumps(plain(value), ensure_ascii=False)


def _flat(entry: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Keys of nested objects joined by a dot."""
    for key, item in entry.items():
        if isinstance(item, Mapping) and item:
            yield from _flat(item, f"{before}{key}.")
        else:
            yield f"{before}{key}", item
