"""The data-quality sheet of a network as tables for a terminal: of a file, a config or a pin alike.

A pin's sheet is whatever its network.json holds: a part that is not as expected is left out, never trusted.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from netopt.network.network import Network
from netopt.result_table import ResultTable, figures_table, table_of

MOST_NAMED: Final = 10
"""Unlinked stations that are named; the reasons count them all."""
MOST_SOURCES: Final = 20
ORDER: Final = (
    *("station_id", "name"),
    *("mode", "use", "km", "maxspeed_share", "electrified_share", "usage_share", "gauge_share", "name_share"),
    *("all", "buffer_stop", "edge_of_extract", "at_station", "unexplained"),
    *("reason", "nearest_m"),
    *("passenger", "freight", "linked_share", "known_mode_linked_share", "access_p50_m", "access_p95_m"),
    *("corridors", "reversals"),
)
"""Reading order of names inside a part; network.json keeps them by the alphabet, and so do names not told here."""
TRACK_FIGURES: Final = ("osm_date", "track_km", "components", "components_with_station", "largest_component_share")
TIME_SHARE: Final = "speed_default_time_share"
COUNTS: Final = ("reading", "roads", "track", "clusters")
"""Parts that hold counts of what was met; zeros are not told."""
RELATIONS: Final = re.compile(r"(relations?) \d[\d, ;+]*")


def sheet_tables(network: Network) -> list[ResultTable]:
    """The sheet in reading order; of a network that has none, what runs on it alone."""
    sheet = network.provenance.sheet
    return [*_track(sheet), *_stations(sheet), *_corridors(sheet), *_services(network), *_counts(sheet)]


def _track(sheet: Mapping[str, Any]) -> Iterator[ResultTable]:
    classes = _rows(sheet.get("classes"))
    if classes:
        yield table_of("track: share of its length that carries a tag, by kind and use", [*classes, _total(classes)])
    figures = {name: sheet[name] for name in TRACK_FIGURES if name in sheet}
    if not sheet.get("osm_date") and "track_km" in sheet:
        figures = {**figures, "osm_date": "not told"}
    if TIME_SHARE in sheet:
        figures["running_time_at_assumed_limits_share"] = sheet[TIME_SHARE]
    ends = {f"dead_ends {name}": count for name, count in _figures(sheet.get("dead_ends")).items()}
    if figures:
        yield figures_table("track", {**figures, **ends})


def _total(classes: list[dict[str, Any]]) -> dict[str, Any]:
    """The row of all track: shares weighted by length."""
    numbers = [row for row in classes if _is_number(row.get("km"))]
    km = sum(row["km"] for row in numbers)
    shares = [name for name in dict.fromkeys(name for row in classes for name in row) if name.endswith("_share")]
    total: dict[str, Any] = {"mode": "all", "use": "all", "km": round(km, 3)}
    for name in shares:
        tagged = [row["km"] * row[name] for row in numbers if _is_number(row.get(name))]
        total[name] = sum(tagged) / km if km and len(tagged) == len(numbers) else None
    return total


def _stations(sheet: Mapping[str, Any]) -> Iterator[ResultTable]:
    stations = _figures(sheet.get("stations"))
    figures = {name: value for name, value in stations.items() if not isinstance(value, Mapping | list)}
    reasons = _figures(stations.get("unlinked_by_reason"))
    if figures:
        yield figures_table("stations and their track", figures)
    if reasons:
        yield table_of("stations without track", _by_number(reasons))
    named = _rows(stations.get("unlinked"))
    if named:
        yield table_of(f"stations without track: the first {min(len(named), MOST_NAMED)}", named[:MOST_NAMED])
    aside = _figures(sheet.get("set_aside"))
    if aside:
        yield table_of("set aside: no stations of this network", _by_number(aside))


def _by_number(reasons: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Reasons and how many stations each has, the most first."""
    ordered = sorted(reasons, key=lambda name: (-reasons[name] if _is_number(reasons[name]) else 0, name))
    return [{"reason": name, "stations": reasons[name]} for name in ordered]


def _corridors(sheet: Mapping[str, Any]) -> Iterator[ResultTable]:
    corridors = _figures(sheet.get("corridors"))
    if corridors:
        yield figures_table("corridors", corridors)


def _services(network: Network) -> Iterator[ResultTable]:
    """Services by what is known of them, the most first."""
    services = network.services
    if services.empty or "source" not in services.columns:
        return
    told = services["source"].fillna("not told").astype("str")
    source = [RELATIONS.sub(r"\1", text.split(";")[0]) for text in told]  # what comes after is of single services
    number = Counter(source)
    is_assumed = services.get("assumed", "no") == "yes"
    assumed = Counter(word for word, flag in zip(source, np.broadcast_to(is_assumed, len(source)), strict=True) if flag)
    ordered = sorted(number, key=lambda word: (-number[word], word))
    rows = [{"services": number[word], "assumed": assumed[word], "source": word} for word in ordered[:MOST_SOURCES]]
    if rest := ordered[MOST_SOURCES:]:
        more = [sum(counted[word] for word in rest) for counted in (number, assumed)]
        rows.append({"services": more[0], "assumed": more[1], "source": f"{len(rest)} more sources"})
    yield table_of("services by source", rows)


def _counts(sheet: Mapping[str, Any]) -> Iterator[ResultTable]:
    counted = {
        f"{part}: {name.replace('_', ' ')}": value
        for part in COUNTS
        for name, value in _figures(sheet.get(part)).items()
        if value
    }
    if counted:
        yield figures_table("counted on the way", counted)


def _rows(value: object) -> list[dict[str, Any]]:
    """The objects of a list; nothing where it is none."""
    rows = value if isinstance(value, list) else []
    return [_figures(row) for row in rows if isinstance(row, Mapping)]


def _figures(value: object) -> dict[str, Any]:
    """An object's figures in reading order; nothing where it is none."""
    given = {str(key): item for key, item in value.items()} if isinstance(value, Mapping) else {}
    return {key: given[key] for key in sorted(given, key=_rank)}


def _rank(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
