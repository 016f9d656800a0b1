"""The model's station-to-station minutes against published ones."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from netopt.errors import Breach, ConfigError
from netopt.rail.services.legs import Legs
from netopt.rail.services.service import StopSequences
from netopt.rail.station_names import StationNames
from netopt.rail.tables.csv_table import read_csv_table
from netopt.rail.tables.table_check import BOARDING_CLASSES
from netopt.rail.tables.table_rules import numbers, numbers_are_positive, text_is_plain, years_are_years
from netopt.units import SECONDS_PER_MINUTE

COLUMNS = {
    "from": ("from", "from_station_zh", "from_zh"),
    "to": ("to", "to_station_zh", "to_zh"),
    "minutes": ("minutes", "fastest_min"),
    "year": ("year",),
    "confidence": ("confidence",),
}
"""Our column names and the ones a file may use for them."""
NEEDED = ("from", "to", "minutes")
TEXT = ("from", "to", "confidence")
PAIR_COLUMNS = (
    "from",
    "to",
    "minutes",
    "model_min",
    "error_share",
    "class",
    "confidence",
    "matched",
    "reason",
)


@dataclass(frozen=True, eq=False)
class NetworkState:
    """What runs at the end of one year."""

    nodes: pd.DataFrame
    """Index ``node_id``, column ``class``; ``legs`` speak in positions of its rows."""
    sequences: StopSequences
    legs: Legs


@dataclass(frozen=True, eq=False)
class Validation:
    """Published pairs with the model's minutes, and how far the two are apart."""

    pairs: pd.DataFrame
    """One row a published pair, in the order of the file, columns ``PAIR_COLUMNS``."""
    summary: pd.DataFrame
    """Columns ``group, value, matched, unmatched, mape, bias, p90``: errors as shares of the published minutes;
    over all pairs, by confidence, and by class (a pair without a ride has none)."""

    @property
    def worst(self) -> pd.DataFrame:
        """The five matched pairs with the largest error."""
        order = self.pairs["error_share"].abs().sort_values(ascending=False, kind="stable").index
        return self.pairs.loc[order[:5]].dropna(subset=["error_share"])


def read_pairs(path: Path | str) -> pd.DataFrame:
    """Published pairs of a CSV file: columns from, to, minutes, year (NaN where none is given), confidence.

    Raises
    ------
    ConfigError
        If the file cannot be read, lacks a column or has no rows, or holds rows that do not fit the header, minutes
        or years that are no sensible number, or names with control characters; all of them at once, with their lines.
    """
    file = str(path)
    try:
        raw, breaches = read_csv_table(Path(path), dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise ConfigError([Breach(file, "", f"cannot be read as CSV: {error}")]) from error
    found = {ours: next((name for name in names if name in raw), None) for ours, names in COLUMNS.items()}
    breaches += [
        Breach(file, "1", f"no column {' or '.join(COLUMNS[name])}; columns are {', '.join(raw.columns)}")
        for name in NEEDED
        if found[name] is None
    ]
    if raw.empty:
        breaches.append(Breach(file, "", "holds no pairs; add a row a pair below the header"))
    given = {ours: name for ours, name in found.items() if name is not None}
    named = [given[ours] for ours in TEXT if ours in given]
    breaches += text_is_plain(raw, file, named)
    if "minutes" in given:
        breaches += numbers_are_positive(raw, file, given["minutes"], "give minutes")
    if "year" in given:
        raw = raw.assign(**{given["year"]: raw[given["year"]].str.strip().replace("", None)})
        breaches += years_are_years(raw, file, (given["year"],))
    if breaches:
        raise ConfigError(sorted(breaches, key=lambda breach: int(breach.where or 0)))
    pairs = pd.DataFrame({ours: raw[given[ours]] if ours in given else "" for ours in COLUMNS}, index=raw.index)
    return pairs.assign(minutes=numbers(pairs["minutes"]), year=numbers(pairs["year"]))


def validate_pairs(
    pairs: pd.DataFrame,
    stations: pd.DataFrame,
    state_at: Callable[[int], NetworkState | None],
    *,
    as_of: int,
) -> Validation:
    """Compare published minutes with the in-vehicle time of the fastest direct service.

    Parameters
    ----------
    pairs
        As ``read_pairs`` gives them.
    stations
        Stations of all years by id, with the columns that ``StationNames.of`` reads.
    state_at
        The network's state at the end of a year, ``None`` where nothing was open; asked once a year.
    as_of
        Year of the pairs that name none.
    """
    names = StationNames.of(stations)
    years = pairs["year"].fillna(as_of).astype(int)
    rows = [_compared(rows, year, names, state_at(int(year))) for year, rows in pairs.groupby(years)]
    compared = pd.concat(rows).loc[pairs.index] if rows else pairs
    compared = compared.reindex(columns=list(PAIR_COLUMNS))
    return Validation(compared, _summary(compared))


def _compared(pairs: pd.DataFrame, year: object, names: StationNames, state: NetworkState | None) -> pd.DataFrame:
    """The pairs of one year with model minutes or the reason why there are none."""
    is_open: set[object] = set()
    leg_of: dict[tuple[object, object], int] = {}
    if state is not None:
        legs, ids = state.legs, state.nodes.index
        is_open = set(ids[state.nodes["class"].isin(BOARDING_CLASSES)])
        leg_of = dict(zip(zip(ids[legs.origin], ids[legs.destination], strict=True), range(len(legs)), strict=True))
    found: list[tuple[float, str, str]] = []
    for names_given in zip(pairs["from"], pairs["to"], strict=True):
        ends = [names.find(name, year=int(str(year))) for name in names_given]
        unknown = [name for name, end in zip(names_given, ends, strict=True) if end is None]
        leg = leg_of.get((ends[0], ends[1]))
        if unknown:
            found.append((np.nan, "", f"unknown station: {', '.join(unknown)}"))
        elif state is None or not is_open.issuperset(ends):
            found.append((np.nan, "", f"not in force in {year}"))
        elif leg is None:
            found.append((np.nan, "", "no direct service"))
        else:
            line_class = state.sequences.line_class[int(state.legs.service[leg])]
            found.append((float(state.legs.in_vehicle_s[leg]) / SECONDS_PER_MINUTE, line_class, ""))
    model = pd.DataFrame(found, columns=["model_min", "class", "reason"], index=pairs.index)
    return pairs.assign(
        model_min=model["model_min"],
        error_share=model["model_min"] / pairs["minutes"] - 1.0,
        **{"class": model["class"]},
        matched=model["model_min"].notna(),
        reason=model["reason"],
    )


def _summary(compared: pd.DataFrame) -> pd.DataFrame:
    confidence, line_class = compared["confidence"], compared["class"]
    groups = [("all", "", pd.Series(data=True, index=compared.index))]
    groups += [("confidence", value, confidence == value) for value in sorted(set(confidence) - {""})]
    if {"high", "medium"} <= set(confidence):
        groups.append(("confidence", "high+medium", confidence.isin(["high", "medium"])))
    groups += [("class", value, line_class == value) for value in sorted(set(line_class) - {""})]
    return pd.DataFrame(
        [{"group": group, "value": value} | _errors(compared[chosen]) for group, value, chosen in groups]
    )


def _errors(compared: pd.DataFrame) -> dict[str, float]:
    error = compared.loc[compared["matched"].astype(bool), "error_share"].to_numpy(dtype=float)
    if error.size == 0:
        return {"matched": 0, "unmatched": len(compared), "mape": np.nan, "bias": np.nan, "p90": np.nan}
    return {
        "matched": error.size,
        "unmatched": len(compared) - error.size,
        "mape": float(np.abs(error).mean()),
        "bias": float(error.mean()),
        "p90": float(np.quantile(np.abs(error), 0.9)),
    }
