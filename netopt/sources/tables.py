"""The tables of a rail network, read from a folder and checked whole before anything is made of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from netopt.errors import Breach, NetworkError, SourceError
from netopt.provenance import DataSource
from netopt.rail.services.service_check import service_breaches
from netopt.rail.tables.csv_table import read_csv_table
from netopt.rail.tables.table_check import line_table_breaches
from netopt.rail.tables.table_rules import breach_at, columns_are_there, rows_where
from netopt.sources.people_tables import People, read_people

TEXT_COLUMNS: Final = (
    *("station_id", "from_station", "to_station", "line_id", "service_id", "lines", "stations"),
    *("adcode", "opened_date", "former_names", "terminus"),
)
"""Codes and lists stay text, whatever they look like."""
SOURCE_COLUMNS: Final = ("name", "licence", "date", "attribution")
STATIONS, SEGMENTS, SERVICES = "stations.csv", "segments.csv", "services.csv"
SOURCES = "sources.csv"


@dataclass(frozen=True, eq=False)
class Tables:
    """Sound tables, rows in the order of their files; coordinates in WGS84. All but the first two may be empty."""

    stations: pd.DataFrame
    segments: pd.DataFrame
    services: pd.DataFrame
    people: People
    sources: tuple[DataSource, ...]


def read_tables(folder: Path, to_wgs84: Callable[[pd.DataFrame], pd.DataFrame]) -> Tables:
    """The tables of a folder; only stations.csv and segments.csv must be there.

    ``to_wgs84`` converts ``lon`` and ``lat`` of stations and zones from the datum they are declared in.

    Raises
    ------
    SourceError
        If a file is missing or cannot be read.
    NetworkError
        With every breach of every table.
    """
    breaches: list[Breach] = []

    def table(name: str, *, is_needed: bool = False, text_only: bool = False) -> pd.DataFrame | None:
        frame, long_rows = _read(folder / name, is_needed=is_needed, text_only=text_only)
        breaches.extend(long_rows)
        return frame

    def file(name: str) -> str:
        return str(folder / name)

    stations = to_wgs84(_or_empty(table(STATIONS, is_needed=True)))
    segments = _or_empty(table(SEGMENTS, is_needed=True))
    services = table(SERVICES)
    sources = table(SOURCES, text_only=True)

    of_track = line_table_breaches(stations, segments, names=(file(STATIONS), file(SEGMENTS)))
    breaches += of_track
    if services is not None:
        breaches += service_breaches(services, stations, segments, is_track_sound=not of_track, file=file(SERVICES))
    people, of_people = read_people(folder, stations, to_wgs84)
    breaches += of_people
    if sources is not None:
        breaches += _source_breaches(sources, file(SOURCES))
    if breaches:
        raise NetworkError(breaches)
    return Tables(
        stations=stations,
        segments=segments,
        services=_or_empty(services),
        people=people,
        sources=() if sources is None else _data_sources(sources),
    )


def _or_empty(table: pd.DataFrame | None) -> pd.DataFrame:
    return pd.DataFrame() if table is None else table


def _read(path: Path, *, is_needed: bool, text_only: bool) -> tuple[pd.DataFrame | None, list[Breach]]:
    """A CSV table and its rows that do not fit the header; ``None`` where an optional file is absent."""
    if not path.exists() and not is_needed:
        return None, []
    try:
        if text_only:
            return read_csv_table(path, dtype=str, keep_default_na=False)
        return read_csv_table(path, dtype=dict.fromkeys(TEXT_COLUMNS, "str"))
    except FileNotFoundError as error:
        raise SourceError(
            f"{path}: no such file; a line table is a folder with stations.csv and segments.csv"
        ) from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: cannot be read as a UTF-8 CSV table with a header row ({error})") from error


def _source_breaches(sources: pd.DataFrame, file: str) -> list[Breach]:
    """Breaches of sources.csv: each row names a source, its licence, date and attribution."""
    breaches = list(columns_are_there(sources, file, SOURCE_COLUMNS))
    for column in SOURCE_COLUMNS if not breaches else ():
        empty = sources[column].str.strip() == ""
        breaches += [breach_at(file, row, f"{column} is empty; give it") for row in rows_where(empty)]
    return breaches


def _data_sources(sources: pd.DataFrame) -> tuple[DataSource, ...]:
    columns = [name for name in (*SOURCE_COLUMNS, "url") if name in sources.columns]
    return tuple(
        DataSource(**{str(key): value for key, value in row.items()}) for row in sources[columns].to_dict("records")
    )
