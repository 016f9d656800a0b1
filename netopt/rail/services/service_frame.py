"""The services frame of a network: its columns, and rows made into it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

import pandas as pd

from netopt.rail.services.service import SEPARATOR


@dataclass(frozen=True)
class ServiceRow:
    """One service, as the columns of a services table."""

    service_id: str
    stations: tuple[str, ...]
    lines: tuple[str, ...]
    train: str
    source: str
    headway_min: float | None = None
    trains_per_day: float | None = None
    is_assumed: bool = False
    pattern: str = "listed"
    has_termini: tuple[bool, bool] = (True, True)
    """Whether trains really start at the first and end at the last station."""
    is_oneway: bool = False
    run_s: tuple[float | None, ...] = ()
    dwell_s: tuple[float | None, ...] = ()
    name_zh: str = ""
    name_en: str = ""
    from_year: int | None = None
    to_year: int | None = None


SERVICE_FRAME_COLUMNS: Final = (
    *("name_zh", "name_en", "lines", "stations", "pattern", "train", "trains_per_day", "headway_min", "terminus"),
    *("oneway", "run_s", "dwell_s", "from_year", "to_year", "assumed", "source"),
)
_TERMINUS: Final = {(True, True): "both", (True, False): "first", (False, True): "last", (False, False): "none"}


def service_frame(rows: Sequence[ServiceRow]) -> pd.DataFrame:
    """Services by rising id, with ``SERVICE_FRAME_COLUMNS``; empty lists of times stand for a modelled service."""
    table = pd.DataFrame([_cells(row) for row in rows], columns=["service_id", *SERVICE_FRAME_COLUMNS])
    table = table.astype(
        {"trains_per_day": "float64", "headway_min": "float64", "from_year": "Int64", "to_year": "Int64"}
    )
    return table.set_index("service_id").sort_index()


def _cells(row: ServiceRow) -> dict[str, object]:
    return asdict(row) | {
        "lines": SEPARATOR.join(row.lines),
        "stations": SEPARATOR.join(row.stations),
        "terminus": _TERMINUS[row.has_termini],
        "oneway": "yes" if row.is_oneway else "no",
        "run_s": _seconds(row.run_s),
        "dwell_s": _seconds(row.dwell_s),
        "assumed": "yes" if row.is_assumed else "no",
    }


def _seconds(values: Sequence[float | None]) -> str:
    return SEPARATOR.join("" if value is None else f"{value:g}" for value in values)
