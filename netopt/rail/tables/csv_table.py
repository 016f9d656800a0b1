"""Read a CSV table whose rows must fit its header; pandas alone would shift or cut what does not fit."""

import csv
import io
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from netopt.errors import Breach, SourceError
from netopt.rail.tables.table_rules import breach_at


def read_source_table(
    path: Path, *, dtype: Mapping[Hashable, Any] | type[str] | None = None, keep_default_na: bool = True
) -> tuple[pd.DataFrame, list[Breach]]:
    """As ``read_csv_table``; raises ``SourceError`` for a file that cannot be read."""
    try:
        return read_csv_table(path, dtype=dtype, keep_default_na=keep_default_na)
    except (OSError, ValueError) as error:
        message = "no such file" if isinstance(error, FileNotFoundError) else str(error)
        raise SourceError(f"{path}: cannot be read as a UTF-8 CSV table with a header row ({message})") from error


def read_csv_table(
    path: Path, *, dtype: Mapping[Hashable, Any] | type[str] | None = None, keep_default_na: bool = True
) -> tuple[pd.DataFrame, list[Breach]]:
    """The table, and its rows that are longer than the header and columns that come twice.

    Rows that are too long are cut, so that the rest of the table can be checked too; short rows are filled with
    missing values. ``dtype`` and ``keep_default_na`` as in ``pandas.read_csv``.

    Raises
    ------
    OSError, ValueError
        If the file cannot be read as UTF-8 CSV with a header row.
    """
    if path.exists() and not path.is_file():
        raise OSError("no plain file")
    text = path.read_text(encoding="utf-8-sig")
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    except csv.Error as error:
        raise ValueError(str(error)) from error
    header = rows[0] if rows else []
    width = len(header)
    file = str(path)
    repeated = sorted({name for name in header if header.count(name) > 1})
    breaches = [Breach(file, "1", f"the column {name!r} comes twice; rename or remove one") for name in repeated]
    for row, values in enumerate(rows[1:]):
        if len(values) > width:
            message = f"the row has {len(values)} values, but the header {width} columns (from {values[width]!r} on)"
            breaches.append(breach_at(file, row, f'{message}; put text that holds a comma in "quotes"'))
    if breaches:
        trimmed = io.StringIO()
        csv.writer(trimmed, lineterminator="\n").writerows(values[:width] for values in rows)
        text = trimmed.getvalue()
    return pd.read_csv(io.StringIO(text), dtype=dtype, keep_default_na=keep_default_na, index_col=False), breaches
