"""Services of a user's table laid on a network: stations by id or name, lines given or found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.errors import NetworkError
from netopt.rail.modes import MAIN_LINE_MODES
from netopt.rail.parameters import RailParameters
from netopt.rail.service_sources.corridor_paths import PathEdges, lines_of, path_edges, paths_between
from netopt.rail.services.service import SEPARATOR, Resolver, listed_items, row_breaches
from netopt.rail.services.service_check import SERVICE_COLUMNS
from netopt.rail.services.service_frame import SERVICE_FRAME_COLUMNS
from netopt.rail.station_names import name_key
from netopt.rail.tables.csv_table import read_source_table
from netopt.rail.tables.table_rules import (
    breach_at,
    columns_are_there,
    ids_are_unique,
    shown,
    years_are_in_order,
    years_are_years,
)

TEXT_COLUMNS: Final = ("service_id", "lines", "stations", "terminus", "run_s", "dwell_s", "oneway", "assumed", "source")
OPTIONAL: Final = {"lines": "", "from_year": None, "to_year": None, "trains_per_day": None}
NO_PASSENGERS: Final = ("freight", "transfer")
NUMBERS: Final = ("trains_per_day", "headway_min")
LONGEST_SHOWN: Final = 60
"""Signs of a name that a message shows."""
YEARS: Final = ("from_year", "to_year")


def read_services(path: Path) -> pd.DataFrame:
    """A services table as in its file.

    Raises
    ------
    SourceError
        If the file cannot be read as CSV.
    NetworkError
        If rows do not fit the header.
    """
    table, breaches = read_source_table(path, dtype=dict.fromkeys(TEXT_COLUMNS, "str"))
    if breaches:
        raise NetworkError(breaches)
    return table


def given_services(
    table: pd.DataFrame, nodes: gpd.GeoDataFrame, edges: pd.DataFrame, *, file: str = "services.csv"
) -> pd.DataFrame:
    """The services of a table by id, their stations as ids of the network and all their lines named.

    A station is named by its id or by any of its names. Where several stations bear a name, those of the train's
    kind (metro trains: urban stations; others: railway stations) go first. Where ``lines`` is empty the fastest path
    from station to station gives them.

    Parameters
    ----------
    table
        Columns of services.csv; ``lines`` and the years may be absent, and so may ``assumed`` (no) and ``source``
        (the file).
    nodes
        Of the network: ``class``, ``mode``, ``name_zh``, ``name_en``; optional ``name`` and ``names`` (apart by ;).

    Raises
    ------
    NetworkError
        With every row that cannot be read, names an unknown or ambiguous station, an unknown train or line, or has
        no way to run; each with its line, the value and how to mend it.
    """
    table = table.assign(**{name: value for name, value in OPTIONAL.items() if name not in table.columns})
    breaches = list(columns_are_there(table, file, SERVICE_COLUMNS))
    if breaches:
        raise NetworkError(breaches)
    breaches = [
        *ids_are_unique(table, file, "service_id"),
        *years_are_years(table, file, YEARS),
        *years_are_in_order(table, file, YEARS, is_end_inclusive=True),
    ]
    names, network, resolver = _Names(nodes), path_edges(nodes, edges), Resolver(nodes, edges)
    trains = RailParameters.load().trains
    rows = []
    for number, (_, row) in enumerate(table.iterrows()):
        messages = list(row_breaches(row))
        if row["train"] not in trains:
            messages.append(f"unknown train {shown(row['train'])}; use one of {', '.join(trains)}")
        if not messages:
            is_urban = trains[row["train"]].kind == "metro"
            row["stations"], messages = names.ids(listed_items(row["stations"]), is_urban=is_urban)
        if not messages:
            row["lines"], messages = _lines(row, network, resolver, trains[row["train"]].max_kmh)
        breaches += [breach_at(file, number, f"service {row['service_id']!r}: {message}") for message in messages]
        rows.append(row)
    if breaches:
        raise NetworkError(breaches)
    return _as_frame(pd.DataFrame(rows, columns=table.columns), file)


def _lines(row: "pd.Series[Any]", network: PathEdges, resolver: Resolver, train_kmh: float) -> tuple[str, list[str]]:
    """The lines of a service as one text, and what is wrong with them."""
    given = listed_items(row["lines"])
    if unknown := [line for line in given if line not in resolver.lines]:
        mend = "leave lines empty to have them found"
        return "", [f"unknown line {line!r}; {mend}" for line in unknown]
    if not given:
        pairs = list(pairwise(listed_items(row["stations"])))
        classes = sorted(set(network.edge_class) - set(NO_PASSENGERS))
        paths = paths_between(network, pairs, classes=classes, train_kmh=train_kmh)
        missing = [pair for pair in pairs if pair not in paths]
        if missing:
            mend = "list the stations between, or correct one of them"
            return "", [f"no path between {one} and {other}; {mend}" for one, other in missing]
        given = list(lines_of(network, [paths[pair] for pair in pairs]))
    row = row.copy()
    row["lines"] = SEPARATOR.join(given)
    resolved = resolver.resolve(row)
    return row["lines"], [resolved] if isinstance(resolved, str) else []


@dataclass(frozen=True)
class _Station:
    mode: str
    names: frozenset[str]

    @property
    def is_urban(self) -> bool:
        return self.mode not in MAIN_LINE_MODES


class _Names:
    """Stations of a network by id and by every spelling of their names."""

    def __init__(self, nodes: gpd.GeoDataFrame) -> None:
        self.stations: dict[str, _Station] = {}
        self.by_key: dict[str, list[str]] = {}
        for node_id, row in zip(nodes.index, nodes.to_dict("records"), strict=True):
            station = _Station(str(row.get("mode", "")), frozenset(_spellings(row)))
            self.stations[str(node_id)] = station
            for key in sorted({name_key(name) for name in station.names} - {""}):
                self.by_key.setdefault(key, []).append(str(node_id))

    def ids(self, listed: list[str], *, is_urban: bool) -> tuple[str, list[str]]:
        """Ids of the stations named, as one text, and what is wrong with the names."""
        ids, messages = [], []
        for name in listed:
            found = self._find(name, is_urban=is_urban)
            if len(found) == 1:
                ids.append(found[0])
            elif found:
                messages.append(f"station {name[:LONGEST_SHOWN]!r} is ambiguous; give the id: {' or '.join(found[:5])}")
            else:
                messages.append(f"unknown station {name[:LONGEST_SHOWN]!r}; give an id or a name of the network")
        if not messages:
            doubled = [one for one, other in pairwise(ids) if one == other]
            messages = [f"station {one!r} comes twice in a row under different names; list it once" for one in doubled]
        return SEPARATOR.join(ids), messages

    def _find(self, name: str, *, is_urban: bool) -> list[str]:
        """Ids of the stations that a name may mean, sorted: of the train's kind first, then of the exact spelling."""
        if name in self.stations:
            return [name]
        found = sorted(self.by_key.get(name_key(name), []))
        found = [one for one in found if self.stations[one].is_urban == is_urban] or found
        return [one for one in found if name in self.stations[one].names] or found


def _spellings(row: Mapping[Any, Any]) -> Iterator[str]:
    for column in ("name", "name_zh", "name_en", "names"):
        value = row.get(column)
        if isinstance(value, str):
            yield from (part.strip() for part in value.split(SEPARATOR) if part.strip())


def _as_frame(table: pd.DataFrame, file: str) -> pd.DataFrame:
    """The table with all columns of a services frame; what the user added stays."""
    source = Path(file).name
    filled = {"assumed": "no", "oneway": "no", "source": source, "run_s": "", "dwell_s": "", "terminus": "none"}
    filled |= {"name_zh": "", "name_en": ""}
    for name in SERVICE_FRAME_COLUMNS:
        if name not in table.columns:
            table = table.assign(**{name: filled.get(name)})
    table = table.assign(**{name: table[name].where(table[name].notna(), value) for name, value in filled.items()})
    # What the check above read with float(), full-width digits say, pandas cannot read.
    numbers = {name: [np.nan if pd.isna(cell) else float(cell) for cell in table[name]] for name in NUMBERS}
    years = {name: pd.to_numeric(table[name]).astype("Int64") for name in YEARS}
    services: pd.DataFrame = table.assign(**numbers, **years).set_index("service_id").sort_index()
    return services
