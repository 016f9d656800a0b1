"""Services of a timetable laid on a network that comes from elsewhere: stations by name and distance, paths by line."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.rail.country import Country
from netopt.rail.gtfs.gtfs_network import service_ids
from netopt.rail.gtfs.patterns import Pattern
from netopt.rail.gtfs.timetable_day import TimetableDay
from netopt.rail.parameters import RailParameters
from netopt.rail.service_sources.corridor_paths import lines_of, main_class, path_edges, paths_between
from netopt.rail.service_sources.osm_services import ROUTE_CLASSES
from netopt.rail.service_sources.station_of_stop import STATION_MODES
from netopt.rail.service_sources.station_places import StationPlaces
from netopt.rail.services.service_frame import ServiceRow, service_frame
from netopt.rail.tables.table_check import BOARDING_CLASSES
from netopt.units import SECONDS_PER_MINUTE

SAME_NAME_M: Final = 500.0
"""A station of the same name is the feed's station no farther away than this."""
ANY_NAME_M: Final = 150.0
"""A station of another name (names are spelt in many ways) no farther than this."""
KIND_OF_CLASS: Final = {"subway": "subway", "tram": "tram", "monorail": "monorail"}
"""Kind of route, as in OpenStreetMap, by class of the feed's routes; all others are trains."""


@dataclass(frozen=True)
class _Part:
    """A stretch of a pattern whose stations the network has."""

    stations: tuple[str, ...]
    run_s: tuple[float, ...]
    dwell_s: tuple[float, ...]
    """One for each station, of the first and the last as well."""
    is_start: bool
    is_end: bool


def gtfs_services(
    day: TimetableDay, nodes: gpd.GeoDataFrame, edges: pd.DataFrame, country: Country
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The patterns of a day as one-way services with their own times over a network, and counts.

    A stop whose station the network lacks is passed, and the time from the stop before to the one after holds it. A
    pattern is cut where the network does not join two neighbours; there is no terminus there.

    Parameters
    ----------
    nodes, edges
        Of the network: ``class``, ``mode`` and names of stations; lines and classes of edges.
    """
    counts: Counter[str] = Counter(day.notes)
    boarding = nodes[nodes["class"].isin(BOARDING_CLASSES)]
    places = StationPlaces(boarding)
    network = path_edges(nodes, edges)
    class_of = day.routes["class"].to_dict()
    kinds = {class_: KIND_OF_CLASS.get(class_, "train") for class_ in sorted(set(class_of.values()))}
    found = {kind: _stations(day, places, STATION_MODES[kind]) for kind in sorted(set(kinds.values()))}
    mapped = [_mapped(pattern, found[kinds[class_of[pattern.route_id]]]) for pattern in day.patterns]
    trains = RailParameters.load().trains
    paths = {}
    for class_, kind in kinds.items():
        pairs = [
            pair
            for pattern, part in zip(day.patterns, mapped, strict=True)
            if class_of[pattern.route_id] == class_
            for pair in pairwise(part.stations)
        ]
        train_kmh = trains[country.train[class_]].max_kmh
        paths[class_] = paths_between(network, pairs, classes=ROUTE_CLASSES[kind], train_kmh=train_kmh)
    rows = []
    for pattern, part, service_id in zip(day.patterns, mapped, service_ids(day.patterns), strict=True):
        over = paths[class_of[pattern.route_id]]
        stretches = list(_joined(part, over))
        counts["patterns_without_path"] += not stretches
        counts["patterns_cut"] += bool(stretches) and (len(stretches) > 1 or stretches[0].stations != part.stations)
        for number, stretch in enumerate(stretches, start=1):
            edge_lists = [over[pair] for pair in pairwise(stretch.stations)]
            name = str(day.routes["name"][pattern.route_id])
            rows.append(
                ServiceRow(
                    service_id=service_id + (f"~{number}" if number > 1 else ""),
                    stations=stretch.stations,
                    lines=lines_of(network, edge_lists),
                    train=country.train[main_class(network, edge_lists)],  # type: ignore[index]  # an edge class
                    trains_per_day=pattern.trains,
                    headway_min=None if np.isnan(pattern.headway_s) else pattern.headway_s / SECONDS_PER_MINUTE,
                    has_termini=(stretch.is_start, stretch.is_end),
                    is_oneway=True,
                    run_s=stretch.run_s,
                    dwell_s=stretch.dwell_s[1:-1],
                    name_zh=name,
                    name_en=name,
                    source=f"GTFS {day.feed.name}, {day.day}",
                )
            )
    matched = set().union(*(set(stations) for stations in found.values()))
    counts["stations_not_found"] = len(day.stations) - len(matched)
    counts["services"] = len(rows)
    return service_frame(rows), dict(sorted(counts.items()))


def _stations(day: TimetableDay, places: StationPlaces, modes: Sequence[str]) -> dict[str, str]:
    """Stations of the network by those of the feed, where there are any of the modes."""
    found = {}
    for station, name, lon, lat in day.stations[["name", "lon", "lat"]].itertuples(name=None):
        place = places.nearest((lon, lat), name, modes, same_name_m=SAME_NAME_M, any_name_m=ANY_NAME_M)
        if place is not None:
            found[str(station)] = place
    return found


def _mapped(pattern: Pattern, found: Mapping[str, str]) -> _Part:
    """The pattern over stations of the network; times of stops that it lacks are in the hop across."""
    stations: list[str] = []
    run_s: list[float] = []
    dwell_s: list[float] = []
    dwells = [0.0, *pattern.dwell_s.tolist(), 0.0]
    since_s = 0.0
    for place, listed in enumerate(pattern.stations):
        since_s += float(pattern.run_s[place - 1]) if place and stations else 0.0
        station = found.get(listed)
        if station is None or (stations and stations[-1] == station):
            since_s += dwells[place] if stations else 0.0
            continue
        if stations:
            run_s.append(since_s)
        stations.append(station)
        dwell_s.append(dwells[place])
        since_s = 0.0
    is_start, is_end = pattern.stations[0] in found, pattern.stations[-1] in found
    return _Part(tuple(stations), tuple(run_s), tuple(dwell_s), is_start, is_end)


def _joined(part: _Part, paths: Mapping[tuple[str, str], object]) -> Iterator[_Part]:
    """The part, cut where the network does not join two neighbours."""
    breaks = [place for place, pair in enumerate(pairwise(part.stations), start=1) if pair not in paths]
    for first, end in pairwise([0, *breaks, len(part.stations)]):
        if end - first >= 2:
            yield _Part(
                part.stations[first:end],
                part.run_s[first : end - 1],
                part.dwell_s[first:end],
                is_start=part.is_start and first == 0,
                is_end=part.is_end and end == len(part.stations),
            )
