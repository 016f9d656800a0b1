"""A run's summary as tables for a reader: whatever figures it holds, without knowing what was asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from netopt.outputs.json_text import plain

SHARES = ("share", "mape", "bias", "p90")
LARGE = 1000.0
LONG_LIST, LONG_TEXT = 60, 300


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

    A problem's figures stand one below the other, its lists of objects in tables of their own. Entries of
    ``measures`` of one kind make a table for each list of objects in them (a row an object) and one for their other
    figures (a row an entry); words that are the same in all entries stand in the title.
    """
    tables: list[ResultTable] = []
    problem = summary.get("problem")
    if problem:
        figures = {key: item for key, item in _flat(problem) if item is not None and not _is_rows(item)}
        tables.append(figures_table("problem", figures))
        tables += [table_of(f"problem: {key}", item) for key, item in _flat(problem) if _is_rows(item)]
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


def figures_table(title: str, figures: Mapping[str, Any]) -> ResultTable:
    """Figures one below the other; those of nested objects have a dot in their names."""
    return table_of(
        title, [{"figure": key, "value": shown(item, key, longest=LONG_TEXT)} for key, item in _flat(figures)]
    )


def frame_table(title: str, frame: pd.DataFrame) -> ResultTable:
    """A frame (without its index) as text."""
    rows = [{str(key): plain(item) for key, item in row.items()} for row in frame.to_dict("records")]
    return table_of(title, rows)


def shown(value: object, name: str = "", *, longest: int = LONG_LIST) -> str:
    """A figure as text: shares in per cent, lists of more than ``longest`` signs as their number, missing a dash."""
    if isinstance(value, bool | None):
        return {None: "–", True: "yes", False: "no"}[value]
    if isinstance(value, list | tuple):
        words = ", ".join(map(str, value)) or "none"
        return words if len(words) <= longest else str(len(value))
    if isinstance(value, int):
        return str(value) if "year" in name else f"{value:,}"
    return _shown_float(value, name) if isinstance(value, float) else str(value)


def _shown_float(value: float, name: str) -> str:
    if name.split(".", maxsplit=1)[0].endswith(SHARES) or name.endswith(SHARES):
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= LARGE else f"{value:.3g}"


def _tables_of(title: str, entries: list[Mapping[str, Any]]) -> Iterator[ResultTable]:
    """For each list of objects in the entries a table of them, then one of the entries' other figures."""
    flat = [dict(_flat(entry)) for entry in entries]
    lists = list(dict.fromkeys(key for entry in flat for key, item in entry.items() if _is_rows(item)))
    words = _common_words(flat)
    naming = [key for key, item in flat[0].items() if key not in words and _names_entry(key, item)]
    heading = f"{title} ({', '.join(words[key] for key in words if key != 'kind')})" if set(words) - {"kind"} else title
    for list_key in lists:
        rows = [
            {**{key: entry[key] for key in naming if key in entry}, **dict(_flat(row))}
            for entry in flat
            for row in entry.get(list_key, [])
        ]
        yield table_of(f"{heading}: {list_key}", rows)
    rest = [{key: item for key, item in entry.items() if key not in (*lists, *words)} for entry in flat]
    if not lists or any(set(entry) - set(naming) for entry in rest):
        yield table_of(heading, rest)


def _common_words(flat: list[dict[str, Any]]) -> dict[str, str]:
    """Words that are the same in all entries: they stand in the title."""
    return {
        key: item
        for key, item in flat[0].items()
        if isinstance(item, str) and all(entry.get(key) == item for entry in flat)
    }


def _names_entry(key: str, item: object) -> bool:
    """Whether a figure tells an entry apart from others: a plain one at its top."""
    return "." not in key and not isinstance(item, list)


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
