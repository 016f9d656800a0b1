"""A run's summary as tables for a reader: whatever figures it holds, without knowing what was asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netopt.outputs.json_text import plain

SHARES = ("share", "mape", "bias", "p90")
LARGE = 1000.0
LONG_LIST = 60


@dataclass(frozen=True)
class ResultTable:
    """A title, column names, and rows of text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_number: tuple[bool, ...]
    """Whether a column holds numbers (aligned right)."""


def summary_tables(summary: Mapping[str, Any]) -> list[ResultTable]:
    """Tables of the problem's and the measures' figures.

    Entries of ``measures`` of one kind make a table for each list of objects in them (a row an object) and one
    for their other figures (a row an entry); what is the same in all entries stands in the title.
    """
    tables: list[ResultTable] = []
    if summary.get("problem"):
        tables += _tables_of("problem", [summary["problem"]])
    kinds = dict.fromkeys(entry.get("kind", "measure") for entry in summary.get("measures", []))
    for kind in kinds:
        tables += _tables_of(kind, [entry for entry in summary["measures"] if entry.get("kind", "measure") == kind])
    return tables


def table_of(title: str, rows: Sequence[Mapping[str, Any]]) -> ResultTable:
    """Rows of figures as text; a column is there if any row has it."""
    columns = tuple(dict.fromkeys(key for row in rows for key in row))
    return ResultTable(
        title=title,
        columns=columns,
        rows=tuple(tuple(shown(row.get(column), column) for column in columns) for row in rows),
        is_number=tuple(all(_is_number(row.get(column)) for row in rows) for column in columns),
    )


def frame_table(title: str, frame: pd.DataFrame) -> ResultTable:
    """A frame (without its index) as text."""
    rows = [{str(key): plain(item) for key, item in row.items()} for row in frame.to_dict("records")]
    return table_of(title, rows)


def shown(value: object, name: str = "") -> str:
    """A figure as text: shares in per cent, long lists as their number, missing as a dash."""
    if isinstance(value, bool | None):
        return {None: "–", True: "yes", False: "no"}[value]
    if isinstance(value, list | tuple):
        words = ", ".join(map(str, value)) or "none"
        return words if len(words) <= LONG_LIST else str(len(value))
    if isinstance(value, int):
        return str(value) if "year" in name else f"{value:,}"
    return _shown_float(value, name) if isinstance(value, float) else str(value)


def _shown_float(value: float, name: str) -> str:
    if name.endswith(SHARES):
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= LARGE else f"{value:.3g}"


def _tables_of(title: str, entries: list[Mapping[str, Any]]) -> Iterator[ResultTable]:
    flat = [dict(_flat(entry)) for entry in entries]
    scalars = [{key: item for key, item in entry.items() if not _is_rows(item)} for entry in flat]
    constant = {
        key: item
        for key, item in scalars[0].items()
        if len(entries) > 1 and all(row.get(key) == item for row in scalars)
    }
    keys = [
        key for key in scalars[0] if key not in constant and "." not in key and not isinstance(scalars[0][key], list)
    ]
    words = ", ".join(str(item) for key, item in constant.items() if key != "kind" and isinstance(item, str))
    heading = f"{title} ({words})" if words else title
    for list_key in dict.fromkeys(key for entry in flat for key, item in entry.items() if _is_rows(item)):
        yield table_of(
            f"{heading}: {list_key}",
            [
                {**{key: entry.get(key) for key in keys}, **dict(_flat(row))}
                for entry in flat
                for row in entry.get(list_key, [])
            ],
        )
    rest = [{key: item for key, item in row.items() if key not in constant} for row in scalars]
    if any(set(row) - set(keys) for row in rest) or (rest and not any(_is_rows(item) for item in flat[0].values())):
        yield table_of(heading, rest)


def _flat(entry: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Keys of nested objects joined by a dot."""
    for key, item in entry.items():
        if isinstance(item, Mapping):
            yield from _flat(item, f"{before}{key}.")
        else:
            yield f"{before}{key}", item


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
