"""Numbers of zones: a column of the network's zones, or a column of a user's CSV table."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd

from netopt.arrays import FloatArray
from netopt.errors import Breach, MissingColumnError, NetworkError
from netopt.network.network import Network
from netopt.rail.tables.csv_table import read_source_table
from netopt.rail.tables.table_rules import breach_at, columns_are_there, ids_are_unique, numbers, shown
from netopt.schema import ConfigModel
from netopt.travel.zone_stations import ZONE

ZONE_ID = "zone_id"
MOST = 1e15
"""Largest number of a table."""
NUMBER_WORDS = {"population": {"en": "population", "zh": "人口"}}


class ZoneTable(ConfigModel):
    """A column of a CSV table with a row for every zone of the network."""

    path: str
    """The table, UTF-8 with a header line and the column zone_id; relative to the YAML file."""
    column: str
    """The column with the numbers, 0 or more."""


ZoneValue: TypeAlias = str | ZoneTable
"""A numeric column of the network's zones, or of a table."""


def told_source(source: ZoneValue) -> dict[str, str]:
    """What numbers are and where they come from, in words by language."""
    names = label(source)
    if isinstance(source, str):
        return names
    return {"en": f"{names['en']} of {source.path}", "zh": f"{source.path} 的 {names['zh']}"}


def label(source: ZoneValue) -> dict[str, str]:
    """The name of the numbers by language, short enough for a legend."""
    column = source if isinstance(source, str) else source.column
    return NUMBER_WORDS.get(column, {"en": column, "zh": column})


def zone_numbers(network: Network, source: ZoneValue, folder: Path) -> FloatArray:
    """A number for every zone, in the order of the network, shape (n_zones,).

    Raises
    ------
    SourceError
        If a table cannot be read.
    NetworkError
        If a zone has no number, one below 0 or two, or a table names a zone that is not there; all breaches at once.
    """
    zones = network.of_kind(ZONE)
    if isinstance(source, ZoneTable):
        return _of_table(folder / source.path, source.column, zones.index)
    if source not in zones.columns:
        known = ", ".join(str(name) for name in zones.columns if pd.api.types.is_numeric_dtype(zones[name]))
        raise MissingColumnError(f"zones have no column {source!r}; columns of numbers: {known or 'none'}")
    found = pd.to_numeric(zones[source], errors="coerce").to_numpy(dtype=float)
    breaches = [
        Breach(network.provenance.name, "", f"zone {zone!r}: {source} is {shown(value)}; give a number, 0 or more")
        for zone, value, number in zip(zones.index, zones[source], found, strict=True)
        if not (np.isfinite(number) and number >= 0)
    ]
    if breaches:
        raise NetworkError(breaches)
    return np.asarray(found)


def read_user_table(path: Path, ids: tuple[str, ...]) -> tuple[pd.DataFrame, list[Breach]]:
    """A user's CSV table, columns of ids as text, and its rows that do not fit the header.

    Raises
    ------
    SourceError
        If it cannot be read.
    """
    return read_source_table(path, dtype=dict.fromkeys(ids, "str"))


def numbers_from_0(frame: pd.DataFrame, file: str, column: str) -> Iterator[Breach]:
    """Every cell of a column is a number, 0 or more, and not so large that sums of products overflow."""
    value = numbers(frame[column])
    for row in np.flatnonzero(~((value >= 0) & (value <= MOST))):
        given = shown(frame[column].iloc[row])
        bounds = f"from 0 to {MOST:g}" if value[row] > MOST else "of 0 or more"
        yield breach_at(file, int(row), f"{column} {given} is no number {bounds}; give one")


def zones_are_known(frame: pd.DataFrame, file: str, column: str, zone_ids: pd.Index) -> Iterator[Breach]:
    """Every cell of a column is the id of a zone."""
    for row in np.flatnonzero(~frame[column].isin(zone_ids)):
        given = shown(frame[column].iloc[row])
        yield breach_at(file, int(row), f"{column} {given} is no zone here; remove the row or mend it")


def _of_table(path: Path, column: str, zone_ids: pd.Index) -> FloatArray:
    frame, breaches = read_user_table(path, (ZONE_ID,))
    file = str(path)
    breaches += columns_are_there(frame, file, (ZONE_ID, column))
    if not breaches:
        breaches += ids_are_unique(frame, file, ZONE_ID)
        breaches += numbers_from_0(frame, file, column)
        breaches += zones_are_known(frame, file, ZONE_ID, zone_ids)
        for zone in zone_ids.difference(pd.Index(frame[ZONE_ID]), sort=True):
            breaches.append(Breach(file, "", f"zone {zone!r} has no row; add one, with 0 where it has none"))
    if breaches:
        raise NetworkError(breaches)
    return numbers(frame.set_index(ZONE_ID)[column].loc[zone_ids])
