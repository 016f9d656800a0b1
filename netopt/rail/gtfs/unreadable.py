"""Where a feed cannot be read, in words: gtfs-kit tells what it stumbled over, but neither table nor line."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

import pandas as pd

WHOLE: Final = (
    *("stop_sequence", "pickup_type", "drop_off_type", "route_type", "direction_id", "exception_type"),
    *("headway_secs", "shape_pt_sequence", "location_type"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
FRACTIONS: Final = ("stop_lat", "stop_lon", "shape_pt_lat", "shape_pt_lon", "shape_dist_traveled")
LARGEST_WHOLE: Final = 2**31 - 1
LONGEST_SHOWN: Final = 60


def where_unreadable(path: Path) -> str:
    """The first table, line and value that cannot be read; empty where none is found."""
    try:
        return next((told for name, content in _tables(path) if (told := _wrong(name, content))), "")
    except (OSError, RuntimeError, EOFError, zipfile.BadZipFile):  # RuntimeError: an encrypted member
        return ""


def _tables(path: Path) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the tables of a zip file or folder."""
    if path.is_dir():
        yield from ((table.name, table.read_bytes()) for table in sorted(path.glob("*.txt")))
        return
    with zipfile.ZipFile(path) as archive:
        for member in sorted(archive.namelist()):
            if member.endswith(".txt"):
                yield PurePosixPath(member).name, archive.read(member)


def _wrong(name: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return f"{name}:{content[: error.start].count(10) + 1}: is no UTF-8"
    try:
        table = pd.read_csv(io.StringIO(text), dtype="str", index_col=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return f"{name}: rows and header do not fit together"
    for column in table.columns:
        if column.strip() not in (*WHOLE, *FRACTIONS):
            continue
        given = table[column].astype("object")
        number = pd.to_numeric(given, errors="coerce")
        is_wrong = given.notna() & number.isna()
        if column.strip() in WHOLE:
            is_wrong |= number.notna() & ~((number % 1 == 0) & (number.abs() <= LARGEST_WHOLE))
        if is_wrong.any():
            row = int(is_wrong.to_numpy().argmax())
            shown = repr(str(given.iloc[row])[:LONGEST_SHOWN])
            return f"{name}:{row + 2}: {column} {shown} is no {'whole ' if column.strip() in WHOLE else ''}number"
    return ""
