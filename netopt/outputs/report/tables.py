"""A table as a section of a report: a block of two lines a row, figures above, formula and data small below."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from netopt.layers import Table
from netopt.outputs.report.cells import MISSING, SHARE, column_of, shown, spoken
from netopt.outputs.report.markup import Markup, element, joined

VALUE, UNIT = "value", "unit"
NUMBER = re.compile(rf"-?[0-9]|{MISSING}")


def table_section(table: Table, language: str) -> Markup:
    """Title, table and note."""
    columns = [str(name) for name in table.frame.columns]
    headings = table.headings or {name: {} for name in columns if not _is_detail(table, name)}
    keys = [key for key in headings if column_of(columns, key, language) is not None]
    is_number = {key: _is_number(table.frame, column_of(columns, key, language)) for key in keys}
    head = element(
        "tr",
        *(element("th", spoken(headings[key], language) or key, class_name=_aligned(is_number[key])) for key in keys),
    )
    rows = [
        _row(table, {str(name): value for name, value in row.items()}, keys, is_number, language)
        for row in table.frame.to_dict("records")
    ]
    note = spoken(table.note, language)
    return element(
        "section",
        element("h2", spoken(table.title, language)),
        element("table", element("thead", head), joined(rows)),
        *([element("p", note, class_name="note")] if note else []),
        class_name="table",
    )


def _row(table: Table, row: Mapping[str, Any], keys: list[str], is_number: Mapping[str, bool], language: str) -> Markup:
    columns = list(row)
    cells = [element("td", _cell(table, row, key, language), class_name=_aligned(is_number[key])) for key in keys]
    names = [name for key in table.details if (name := column_of(columns, key, language)) is not None]
    details = [
        element("span", shown(row[name], language=language, words=table.words), class_name="detail") for name in names
    ]
    lines = [element("tr", *cells, class_name="figures")]
    if details:
        lines.append(element("tr", element("td", joined(details, " "), colspan=len(keys)), class_name="details"))
    return element("tbody", *lines)


def _cell(table: Table, row: Mapping[str, Any], key: str, language: str) -> str:
    name = column_of(list(row), key, language) or key
    unit = SHARE if key.endswith(SHARE) else ""
    if key == VALUE and UNIT in row:
        unit = str(row[UNIT])
    if key.endswith("year") and isinstance(row[name], int):
        return str(row[name])
    return shown(row[name], unit=unit, language=language, words=table.words)


def _is_detail(table: Table, name: str) -> bool:
    return any(name in (key, f"{key}_en", f"{key}_zh") for key in table.details)


def _is_number(frame: pd.DataFrame, column: str | None) -> bool:
    """Whether a column holds numbers, or text that begins with one, as where a rank stands beside."""
    if column is None or pd.api.types.is_numeric_dtype(frame[column]):
        return column is not None
    return bool(frame[column].map(lambda cell: isinstance(cell, str) and bool(NUMBER.match(cell))).all())


def _aligned(is_number: bool) -> str:
    return "number" if is_number else ""
