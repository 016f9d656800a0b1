"""A GTFS feed as plain frames, read by the package gtfs-kit."""

import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from netopt.errors import Breach, NetworkError, SourceError, SourceUnavailableError
from netopt.rail.gtfs.archive import check_archive
from netopt.rail.gtfs.unreadable import where_unreadable

TEXT: Final = {
    "stops": ("stop_id", "stop_name", "parent_station"),
    "routes": ("route_id", "route_short_name", "route_long_name"),
    "trips": ("trip_id", "route_id", "service_id", "shape_id", "trip_headsign"),
    "stop_times": ("trip_id", "stop_id", "arrival_time", "departure_time"),
    "calendar": ("service_id", "start_date", "end_date"),
    "calendar_dates": ("service_id", "date"),
    "frequencies": ("trip_id", "start_time", "end_time"),
    "shapes": ("shape_id",),
    "feed_info": ("feed_publisher_name", "feed_version"),
}
"""Columns read as text, empty where missing; by table."""
NUMBERS: Final = {
    "stops": ("stop_lat", "stop_lon"),
    "routes": ("route_type",),
    "trips": ("direction_id",),
    "stop_times": ("stop_sequence", "pickup_type", "drop_off_type", "shape_dist_traveled"),
    "calendar": (),
    "calendar_dates": ("exception_type",),
    "frequencies": ("headway_secs",),
    "shapes": ("shape_pt_lat", "shape_pt_lon", "shape_pt_sequence", "shape_dist_traveled"),
    "feed_info": (),
}
"""Columns read as numbers, NaN where missing."""
NEEDED: Final = {
    "stops": ("stop_id", "stop_lat", "stop_lon"),
    "routes": ("route_id", "route_type"),
    "trips": ("trip_id", "route_id", "service_id"),
    "stop_times": ("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time"),
    "calendar": ("service_id", "start_date", "end_date"),
    "calendar_dates": ("service_id", "date", "exception_type"),
    "frequencies": ("trip_id", "start_time", "end_time", "headway_secs"),
    "shapes": ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"),
}
"""Columns a table must have where it is there."""
NEEDED_TABLES: Final = ("stops", "routes", "trips", "stop_times")
_DATES: Final = {"calendar": ("start_date", "end_date"), "calendar_dates": ("date",)}
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_BROKEN_ZIP: Final = (EOFError, zipfile.BadZipFile, zlib.error)
LONGEST_TOLD: Final = 200
"""Signs of what a package says that a message shows."""
_MEND: Final = 'install the extra with: pip install "netopt[gtfs]"'


@dataclass(frozen=True, eq=False)
class GtfsFeed:
    """Tables of a feed: text columns hold text ("" where missing), number columns floats (NaN where missing).

    Rows keep the order of the file, so that row n stands on line n + 2. Tables that the feed lacks are empty.
    """

    name: str
    """File or folder name."""
    stops: pd.DataFrame
    routes: pd.DataFrame
    trips: pd.DataFrame
    stop_times: pd.DataFrame
    calendar: pd.DataFrame
    calendar_dates: pd.DataFrame
    frequencies: pd.DataFrame
    shapes: pd.DataFrame
    feed_info: pd.DataFrame
    kit: Any
    """The feed of gtfs-kit, which knows what runs on a date."""


def read_feed(path: Path) -> GtfsFeed:
    """The feed of a zip file or folder.

    Raises
    ------
    SourceUnavailableError
        If gtfs-kit is not installed.
    SourceError
        If the feed is no zip or folder, or a table cannot be read.
    NetworkError
        With everything that is wrong with the archive; else with every table and column that is missing and every
        date that is none.
    """
    check_archive(path)
    kit = _read(path)
    tables = {name: getattr(kit, name) for name in TEXT}
    breaches = list(_missing(path.name, tables))
    if not breaches:
        breaches = list(_bad_dates(path.name, tables))
    if breaches:
        raise NetworkError(breaches)
    return GtfsFeed(name=path.name, kit=kit, **{name: _plain(name, table) for name, table in tables.items()})


def _read(path: Path) -> Any:
    try:
        import gtfs_kit
    except ImportError as error:
        raise SourceUnavailableError(f"GTFS needs the package gtfs-kit ({error}); {_MEND}") from error
    try:
        return gtfs_kit.read_feed(path, dist_units="km")
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, OverflowError, *_BROKEN_ZIP) as error:
        # TypeError: a fraction where gtfs-kit casts to whole numbers. RuntimeError: an encrypted member.
        told = where_unreadable(path) or " ".join(str(error).split())[:LONGEST_TOLD]
        raise SourceError(
            f"{path}: cannot be read as GTFS ({told}); correct the table or fetch the feed again"
        ) from error


def _missing(file: str, tables: dict[str, pd.DataFrame | None]) -> Iterable[Breach]:
    for name in NEEDED_TABLES:
        if tables[name] is None:
            yield Breach(file, f"{name}.txt", "the table is missing or empty; a feed needs it")
    if tables["calendar"] is None and tables["calendar_dates"] is None:
        yield Breach(file, "calendar.txt", "it and calendar_dates.txt are missing or empty; a feed needs one of them")
    for name, columns in NEEDED.items():
        table = tables[name]
        wanted = (*columns, *_WEEKDAYS) if name == "calendar" else columns
        for column in wanted if table is not None else ():
            if column not in table.columns:  # type: ignore[union-attr]  # None was sorted out on the line above
                yield Breach(file, f"{name}.txt", f"the column {column!r} is missing; add it to the header")


def _bad_dates(file: str, tables: dict[str, pd.DataFrame | None]) -> Iterable[Breach]:
    for name, columns in _DATES.items():
        table = tables[name]
        if table is None:
            continue
        for column in columns:
            for row, value in enumerate(table[column]):
                if not _is_date(value):
                    message = f"{column} {'' if pd.isna(value) else value!r} is no date; write it as YYYYMMDD"
                    yield Breach(file, f"{name}.txt:{row + 2}", message)


def _is_date(value: Any) -> bool:
    text = "" if pd.isna(value) else str(value).strip()
    if not re.fullmatch(r"[0-9]{8}", text):
        return False
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def _plain(name: str, table: pd.DataFrame | None) -> pd.DataFrame:
    """The columns that are used, as Python text and floats."""
    source = pd.DataFrame() if table is None else table.reset_index(drop=True)
    plain: dict[str, pd.Series[Any]] = {}
    for column in TEXT[name]:
        given = source.get(column, pd.Series("", index=source.index))
        plain[column] = given.astype(object).where(given.notna(), "").astype("str").str.strip()
    for column in NUMBERS[name]:
        given = source.get(column, pd.Series(float("nan"), index=source.index))
        plain[column] = given.astype("Float64").astype("float64")
    return pd.DataFrame(plain, index=source.index)
