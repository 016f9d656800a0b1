"""Check services.csv: every service can run over everything that was ever open."""

from typing import Final

import pandas as pd

from netopt.errors import Breach
from netopt.rail.services.service import Resolver, listed_items, row_breaches
from netopt.rail.tables.table_rules import (
    breach_at,
    columns_are_there,
    ids_are_unique,
    years_are_in_order,
    years_are_years,
)

SERVICE_COLUMNS: Final = (
    *("service_id", "lines", "stations", "pattern", "train", "headway_min", "terminus", "from_year", "to_year"),
)
_YEARS: Final = ("from_year", "to_year")
_SEGMENT_KEY: Final = ["line_id", "from_station", "to_station"]


def service_breaches(
    services: pd.DataFrame,
    stations: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    is_track_sound: bool = True,
    file: str = "services.csv",
) -> list[Breach]:
    """Every service with an unknown station or line, or no way to run; with its line in the file.

    Parameters
    ----------
    services, stations, segments
        The tables as in their files, rows in the order of the file.
    is_track_sound
        Whether stations and segments have no breaches of their own; if not, paths are not searched.
    """
    breaches = list(columns_are_there(services, file, SERVICE_COLUMNS))
    if breaches:
        return breaches
    breaches = [
        *ids_are_unique(services, file, "service_id"),
        *years_are_years(services, file, _YEARS),
        *years_are_in_order(services, file, _YEARS, is_end_inclusive=True),
    ]
    stations_known = set(stations.get("station_id", ()))
    lines_known = set(segments.get("line_id", ()))
    resolver = _resolver(stations, segments) if is_track_sound else None
    for row, (_, service) in enumerate(services.iterrows()):
        messages = list(row_breaches(service))
        messages += [
            f"unknown station {name!r}" for name in listed_items(service["stations"]) if name not in stations_known
        ]
        messages += [f"unknown line {name!r}" for name in listed_items(service["lines"]) if name not in lines_known]
        if not messages and resolver is not None:
            resolved = resolver.resolve(service)
            messages = [resolved] if isinstance(resolved, str) else []
        breaches += [breach_at(file, row, f"service {service['service_id']!r}: {message}") for message in messages]
    return breaches


def _resolver(stations: pd.DataFrame, segments: pd.DataFrame) -> Resolver:
    """Paths over all segments of all years; published lengths will do to know whether there is one."""
    once = segments.drop_duplicates(_SEGMENT_KEY)
    edges = once.assign(from_node=once["from_station"], to_node=once["to_station"], length_m=once["km"] * 1000.0)
    return Resolver(stations.set_index("station_id"), edges)
