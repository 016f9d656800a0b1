"""The table output: tables/*.csv, UTF-8, ids first, units in the column names."""

import csv
import io
import json
from pathlib import Path
from typing import Literal

import pandas as pd

from netopt.outputs.base import OutputConfig, RunOutput
from netopt.outputs.geojson import safe_name
from netopt.outputs.json_text import plain, write_text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")


class TableOutput(OutputConfig):
    """One CSV file a table (UTF-8, a header line, units in the column names)."""

    kind: Literal["table"] = "table"

    def write(self, output: RunOutput, folder: Path) -> list[str]:
        """Write tables/<table>.csv for every table."""
        written = []
        for table in output.tables:
            name = f"tables/{safe_name(table.name)}.csv"
            write_text(folder / name, csv_text(table.frame))
            written.append(name)
        return written


def csv_text(frame: pd.DataFrame) -> str:
    """A frame (without its index) as CSV: missing is empty, floats have at most six decimals."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([_cell(str(column)) for column in frame.columns])
    columns = [frame.iloc[:, position].tolist() for position in range(frame.shape[1])]
    writer.writerows([[_cell(value) for value in row] for row in zip(*columns, strict=True)])
    return stream.getvalue()


def _cell(value: object) -> str:
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")  # a bare return would end the row
        # A spreadsheet would run such text as a formula; an apostrophe makes it text again.
        return f"'{text}" if text.startswith(FORMULA_STARTS) else text
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else json.dumps(value, ensure_ascii=False)
