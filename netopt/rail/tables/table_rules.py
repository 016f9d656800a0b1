"""Rules that hold for any table of places: one function a rule, each yields its breaches with line, value and mend."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from netopt.arrays import BoolArray, FloatArray
from netopt.errors import Breach

FAR_DEG: Final = 10.0
"""A place this far from the middle of the others is suspected of swapped coordinates."""
FIRST_YEAR, LAST_YEAR = 1800, 2200
"""Years outside are slips of the pen."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_FIRST_LINE: Final = 2
"""Line of the first row in a file: line 1 is the header."""


def columns_are_there(frame: pd.DataFrame, file: str, columns: Iterable[str]) -> Iterator[Breach]:
    """Every column that is read exists; other columns are welcome."""
    for column in columns:
        if column not in frame.columns:
            yield Breach(file, "1", f"the column {column!r} is missing; add it to the header")


def ids_are_unique(frame: pd.DataFrame, file: str, column: str) -> Iterator[Breach]:
    """Each row has an id of its own."""
    ids = frame[column]
    for row in rows_where(ids.isna() | (ids == "")):
        yield breach_at(file, row, f"{column} is empty; give one")
    for row in rows_where(ids.duplicated() & ids.notna()):
        first = line_of(int(np.argmax(ids == ids.iloc[row])))
        given = shown(ids.iloc[row])
        yield breach_at(file, row, f"{column} {given} is already on line {first}; rename or remove one")


def text_is_plain(frame: pd.DataFrame, file: str, columns: Iterable[str]) -> Iterator[Breach]:
    """Columns hold no control characters, which could steer a terminal or break a row."""
    for column in columns:
        text = frame[column].astype(object)
        for row in rows_where(text.map(lambda value: isinstance(value, str) and bool(_CONTROL.search(value)))):
            yield breach_at(file, row, f"{column} {shown(text.iloc[row])} holds a control character; remove it")


def coordinates_are_on_earth(frame: pd.DataFrame, file: str) -> Iterator[Breach]:
    """Longitude and latitude are numbers within their ranges and not swapped."""
    lon, lat = numbers(frame["lon"]), numbers(frame["lat"])
    for column, value in (("lon", lon), ("lat", lat)):
        for row in rows_where(~np.isfinite(value)):
            yield breach_at(file, row, f"{column} {shown(frame[column].iloc[row])} is no number; give WGS84 degrees")
    for row in rows_where(np.abs(lat) > 90.0):
        mend = "lon and lat are swapped" if np.abs(lon[row]) <= 90.0 else "give WGS84 degrees"
        yield breach_at(file, row, f"lat {lat[row]:g} is outside -90..90; {mend}")
    for row in rows_where(np.abs(lon) > 180.0):
        yield breach_at(file, row, f"lon {lon[row]:g} is outside -180..180; give WGS84 degrees")
    possible = (np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0)
    if not possible.any():
        return
    middle = np.array([np.median(lon[possible]), np.median(lat[possible])])
    lonlat = np.where(possible[:, None], np.stack([lon, lat], axis=1), middle)
    as_given_deg = np.abs(lonlat - middle).max(axis=1)
    swapped_deg = np.abs(lonlat[:, ::-1] - middle).max(axis=1)
    for row in rows_where(possible & (as_given_deg > FAR_DEG) & (2.0 * swapped_deg < as_given_deg)):
        far = f"lon {lon[row]:g}, lat {lat[row]:g} is {as_given_deg[row]:.0f} degrees from the middle of the others"
        yield breach_at(file, row, f"{far}; lon and lat are swapped")


def words_are_legal(frame: pd.DataFrame, file: str, column: str, words: tuple[str, ...]) -> Iterator[Breach]:
    """A column holds only the words it may."""
    for row in rows_where(~frame[column].isin(words)):
        yield breach_at(file, row, f"{column} {shown(frame[column].iloc[row])} is not one of {', '.join(words)}")


def numbers_are_positive(
    frame: pd.DataFrame, file: str, column: str, mend: str, *, most: float = np.inf
) -> Iterator[Breach]:
    """A column holds only finite numbers above zero and not above ``most``."""
    value = numbers(frame[column])
    for row in rows_where(~((value > 0.0) & np.isfinite(value))):
        yield breach_at(file, row, f"{column} {shown(frame[column].iloc[row])} is not above 0; {mend}")
    for row in rows_where(np.isfinite(value) & (value > most)):
        yield breach_at(file, row, f"{column} {shown(frame[column].iloc[row])} is above {most:g}; {mend}")


def years_are_years(frame: pd.DataFrame, file: str, columns: tuple[str, ...]) -> Iterator[Breach]:
    """Years are whole numbers of four digits in a sensible range, or empty."""
    for column in columns:
        year = numbers(frame[column])
        is_year = (year == np.round(year)) & (year >= FIRST_YEAR) & (year <= LAST_YEAR)
        for row in rows_where(frame[column].notna().to_numpy(dtype=bool) & ~is_year):
            message = f"{column} {shown(frame[column].iloc[row])} is no year from {FIRST_YEAR} to {LAST_YEAR}"
            yield breach_at(file, row, f"{message}; give four digits or leave it empty")


def years_are_in_order(
    frame: pd.DataFrame, file: str, columns: tuple[str, str], *, is_end_inclusive: bool = False
) -> Iterator[Breach]:
    """Nothing ends before it begins, nor in the same year unless its last year belongs to it."""
    first, last = columns
    start, end = numbers(frame[first]), numbers(frame[last])
    for row in rows_where(end < start if is_end_inclusive else end <= start):
        word = "is before" if is_end_inclusive else "is not after"
        yield breach_at(file, row, f"{last} {end[row]:g} {word} {first} {start[row]:g}; correct one of them")


def numbers(values: "pd.Series[Any]") -> FloatArray:
    """Values as floats; what is no number becomes NaN, to be reported by the rule that needs it."""
    return pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def rows_where(is_wrong: "pd.Series[bool] | BoolArray") -> list[int]:
    """Positions of the rows that break a rule."""
    return [int(row) for row in np.flatnonzero(np.asarray(is_wrong, dtype=bool))]


def breach_at(file: str, row: int, message: str) -> Breach:
    """A breach in one row of a file."""
    return Breach(file, str(line_of(row)), message)


def line_of(row: int) -> int:
    """Line of a row in its file."""
    return row + _FIRST_LINE


def shown(value: Any) -> str:
    """A value as a message shows it."""
    plain = value.item() if isinstance(value, np.generic) else value
    return "(empty)" if pd.isna(plain) else repr(plain)
