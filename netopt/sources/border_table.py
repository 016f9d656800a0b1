"""The table of borders (borders.csv), read and checked whole: who may cross where, when, and at which cost."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from netopt.errors import Breach, NetworkError
from netopt.network.borders.rule import MINUTES_PER_DAY, MODES, BorderRule
from netopt.network.borders.sides import Sides
from netopt.network.network import Network
from netopt.rail.tables.csv_table import read_source_table
from netopt.rail.tables.table_check import YES_NO
from netopt.rail.tables.table_rules import (
    breach_at,
    columns_are_there,
    ids_are_unique,
    line_of,
    numbers,
    rows_where,
    shown,
    text_is_plain,
    words_are_legal,
)
from netopt.units import MINUTES_PER_HOUR

COLUMNS: Final = (
    *("border_id", "name_zh", "name_en", "side_a", "side_b", "mode", "station_id"),
    *("clearance_min", "extra_dwell_min", "fee", "open_from", "open_to", "permitted_share"),
    *("assumed", "source", "confidence"),
)
CONFIDENCES: Final = ("high", "medium", "low")
MOST: Final = {
    "clearance_min": (MINUTES_PER_DAY, "give minutes, 0 where nothing is checked"),
    "extra_dwell_min": (MINUTES_PER_DAY, "give minutes, 0 where the vehicle stands no longer"),
    "fee": (np.inf, "give money, 0 where nothing is paid"),
    "permitted_share": (1.0, "give a share, 1 where everybody may cross"),
}
"""Largest value of each column of numbers, and how to mend one; none is below 0."""
CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")


def read_border_table(path: Path, network: Network, sides: Sides) -> tuple[BorderRule, ...]:
    """The rules of a table for a network whose jurisdictions are known, in the order of the file.

    Raises
    ------
    SourceError
        If the file cannot be read.
    NetworkError
        With every breach of the table.
    """
    table, breaches = read_source_table(path, dtype=str, keep_default_na=False)
    table = table.fillna("")  # what a short row lacks
    breaches += border_breaches(table, network, sides, file=str(path))
    if breaches:
        raise NetworkError(breaches)
    return tuple(_rule(row) for _, row in table.iterrows())


def border_breaches(table: pd.DataFrame, network: Network, sides: Sides, *, file: str = "borders.csv") -> list[Breach]:
    """Every breach of a table of text; its sides are jurisdictions, its stations lie in one of them."""
    breaches = list(columns_are_there(table, file, COLUMNS))
    if breaches:
        return breaches
    if table.empty:
        return [Breach(file, "", "no border is in it; give a row for every pair of neighbours, or leave borders out")]
    breaches = [
        *ids_are_unique(table, file, "border_id"),
        *text_is_plain(table, file, COLUMNS),
        *words_are_legal(table, file, "mode", MODES),
        *words_are_legal(table, file, "assumed", YES_NO),
        *words_are_legal(table, file, "confidence", CONFIDENCES),
        *_sides_are_known(table, file, sides),
        *_numbers_are_possible(table, file),
        *_hours_are_hours(table, file),
        *_stations_lie_at_the_border(table, file, network, sides),
        *_rows_differ(table, file),
    ]
    return sorted(breaches, key=lambda breach: int(breach.where))


def _sides_are_known(table: pd.DataFrame, file: str, sides: Sides) -> Iterator[Breach]:
    """Both sides are jurisdictions of the network, and not the same one."""
    for column in ("side_a", "side_b"):
        for row in rows_where(~table[column].isin(sides.names)):
            given = shown(table[column].iloc[row])
            yield breach_at(file, row, f"{column} {given} is no jurisdiction here; there are {', '.join(sides.names)}")
    for row in rows_where(table["side_a"] == table["side_b"]):
        yield breach_at(file, row, f"{shown(table['side_a'].iloc[row])} has a border with itself; correct one side")


def _numbers_are_possible(table: pd.DataFrame, file: str) -> Iterator[Breach]:
    """Minutes, fees and shares are numbers of 0 or more within their bounds."""
    for column, (most, mend) in MOST.items():
        value = numbers(table[column])
        for row in rows_where(~((value >= 0.0) & (value <= most) & np.isfinite(value))):
            bounds = f"from 0 to {most:g}" if np.isfinite(most) else "of 0 or more"
            yield breach_at(file, row, f"{column} {shown(table[column].iloc[row])} is no number {bounds}; {mend}")


def _hours_are_hours(table: pd.DataFrame, file: str) -> Iterator[Breach]:
    """Opening hours are times of day, and different."""
    for column in ("open_from", "open_to"):
        for row in rows_where(~table[column].map(lambda text: bool(CLOCK.fullmatch(text))).astype(bool)):
            given = shown(table[column].iloc[row])
            yield breach_at(file, row, f"{column} {given} is no time of day from 00:00 to 24:00; write HH:MM")
    for row in rows_where(table["open_from"] == table["open_to"]):
        given = shown(table["open_from"].iloc[row])
        message = f"open_from and open_to are both {given}, which opens never; give 00:00 and 24:00 for all day"
        yield breach_at(file, row, message)


def _stations_lie_at_the_border(table: pd.DataFrame, file: str, network: Network, sides: Sides) -> Iterator[Breach]:
    """A station is a node of the network, in this year or another, and lies in one of the two sides."""
    side_of_node = sides.of_nodes(network.nodes)
    for row in rows_where(table["station_id"] != ""):
        station = table["station_id"].iloc[row]
        position = int(network.nodes.index.get_indexer([station])[0])
        if position < 0:
            if station not in network.absent:
                message = f"station_id {shown(station)} is no node of the network; correct it or leave it empty"
                yield breach_at(file, row, message)
            continue
        home, ends = sides.names[side_of_node[position]], (table["side_a"].iloc[row], table["side_b"].iloc[row])
        if home not in ends:
            message = f"station_id {shown(station)} lies in {home!r}, which is neither {ends[0]!r} nor {ends[1]!r}"
            yield breach_at(file, row, f"{message}; correct the station or a side")


def _rows_differ(table: pd.DataFrame, file: str) -> Iterator[Breach]:
    """Two sides have one row for a mode and a station."""
    first: dict[tuple[frozenset[str], str, str], int] = {}
    for row, (one, other, mode, station) in enumerate(
        table[["side_a", "side_b", "mode", "station_id"]].itertuples(index=False, name=None)
    ):
        earlier = first.setdefault((frozenset((one, other)), mode, station), row)
        if earlier != row:
            place = f"at {station!r}" if station else "without a station"
            message = f"{one} and {other} have a row of mode {mode!r} {place} on line {line_of(earlier)} already"
            yield breach_at(file, row, f"{message}; keep one")


def minutes_of(clock: str) -> float:
    """A time of day, HH:MM, as minutes after midnight."""
    hours, minutes = clock.split(":")
    return float(int(hours) * MINUTES_PER_HOUR + int(minutes))


def _rule(row: "pd.Series[str]") -> BorderRule:
    return BorderRule(
        border_id=row["border_id"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        sides=frozenset((row["side_a"], row["side_b"])),
        mode=row["mode"],
        station_id=row["station_id"] or None,
        clearance_min=float(row["clearance_min"]),
        extra_dwell_min=float(row["extra_dwell_min"]),
        fee=float(row["fee"]),
        open_from_min=minutes_of(row["open_from"]),
        open_to_min=minutes_of(row["open_to"]),
        permitted_share=float(row["permitted_share"]),
        is_assumed=row["assumed"] == "yes",
        source=row["source"],
        confidence=row["confidence"],
    )
