"""What a services table says of times itself: seconds between its stations, dwell, and running one way only."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

SEPARATOR = ";"
UNKNOWN_S = math.nan
ONEWAY = ("yes", "no")
TIMED_PATTERNS = ("listed", "all")
"""Patterns under which every listed station is a stop, so that times from one to the next are times of hops."""


def timetable_breaches(row: "pd.Series[Any]", n_listed: int) -> Iterator[str]:
    """What cannot be read in the optional columns ``run_s``, ``dwell_s`` and ``oneway`` of a row.

    ``run_s`` lists the seconds from departure to arrival for each pair of neighbours among the listed stations,
    ``dwell_s`` the seconds at each station between the first and the last; an empty item is not known.
    """
    for name, n_items, least in (("run_s", n_listed - 1, "above 0"), ("dwell_s", n_listed - 2, "0 or more")):
        items = _items(row.get(name))
        if not items:
            continue
        if len(items) != n_items:
            yield f"{name} has {len(items)} values, but {n_listed} stations need {n_items}; give one each, apart by ;"
        for item in items:
            number = _seconds(item)
            if number is None or number < 0.0 or (number == 0.0 and name == "run_s"):
                yield f"{name} has {item!r}; give seconds, {least}, or leave the item empty"
        if row["pattern"] not in TIMED_PATTERNS:
            mend = f"not every station is a stop; use {' or '.join(TIMED_PATTERNS)}"
            yield f"{name} is given, but with the pattern {row['pattern']!r} {mend}"
    oneway = row.get("oneway")
    if not _is_empty(oneway) and oneway not in ONEWAY:
        yield f"oneway {oneway!r} is none of {', '.join(ONEWAY)}"


def is_oneway(row: "pd.Series[Any]") -> bool:
    """Whether trains run from the first to the last station only; where nothing is said they run both ways."""
    return bool(row.get("oneway") == "yes")


def scheduled_times(row: "pd.Series[Any]", stops: Sequence[int]) -> tuple[list[float], list[float]]:
    """Seconds on each hop and at each stop, NaN where the row does not say.

    ``stops`` are positions among the listed stations. A hop that passes a listed station without stopping has no
    time of its own: the listed ones hold a stop there. The first and the last stop have no dwell.
    """
    run = [_seconds(item) for item in _items(row.get("run_s"))]
    dwell = [_seconds(item) for item in _items(row.get("dwell_s"))]
    hops_s = [UNKNOWN_S] * (len(stops) - 1)
    dwells_s = [UNKNOWN_S] * len(stops)
    for place, (here, there) in enumerate(pairwise(stops)):
        if run and there == here + 1:
            hops_s[place] = _or_unknown(run[here])
    for place, stop in enumerate(stops[1:-1], start=1):
        if dwell:
            dwells_s[place] = _or_unknown(dwell[stop - 1])
    return hops_s, dwells_s


def _items(value: Any) -> list[str]:
    """Items of a list in one cell, empty ones kept; none where the cell is empty."""
    return [] if _is_empty(value) else [item.strip() for item in str(value).split(SEPARATOR)]


def _is_empty(value: Any) -> bool:
    return bool(pd.isna(value)) or str(value).strip() == ""


def _seconds(item: str) -> float | None:
    """A number of seconds; NaN where the item is empty, ``None`` where it is no finite number."""
    if not item:
        return UNKNOWN_S
    try:
        number = float(item)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _or_unknown(seconds: float | None) -> float:
    return UNKNOWN_S if seconds is None else seconds
