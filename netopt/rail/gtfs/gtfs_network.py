"""A rail network made of a timetable: stations, the hops between them as edges, patterns as services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.network.crs import WGS84, equal_area_crs
from netopt.rail.country import Country
from netopt.rail.gtfs.gtfs_edges import Hop, Key, edges_of, hops_of, key_of
from netopt.rail.gtfs.patterns import Pattern
from netopt.rail.gtfs.route_types import MODE_OF_CLASS, ORDER
from netopt.rail.gtfs.timetable_day import TimetableDay
from netopt.rail.services.service_frame import ServiceRow, service_frame
from netopt.units import SECONDS_PER_MINUTE

HUB_TRAINS: Final = 200.0
MAIN_TRAINS: Final = 40.0
"""Trains a day that call at a railway station of these classes: assumed, the feed ranks no stations."""
MAIN_ROUTES: Final = 2
"""An urban station with as many routes is a main one, with fewer a local one: assumed."""


@dataclass(frozen=True, eq=False)
class GtfsNetwork:
    """Frames of a network; see ``Network``."""

    nodes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame
    services: pd.DataFrame


def gtfs_network(day: TimetableDay, country: Country) -> GtfsNetwork:
    """Nodes, edges and services of one day of a feed.

    An edge joins two stations that follow each other in a pattern; its course and length come from shapes.txt, else
    it is straight and its length assumed. ``running_s`` and ``running_back_s`` are the least scheduled times; an
    edge run over one way only is one-way. The feed knows no speeds: ``max_kmh`` is missing. A service is a pattern,
    one-way, with its own median times.
    """
    ids = {name: plain_id(name) for name in (*day.stations.index, *day.routes.index)}
    hops = hops_of(day)
    crs = equal_area_crs(_bounds(day.stations))
    nodes = _nodes(day, hops, ids)
    edges = edges_of(day, hops, ids)
    return GtfsNetwork(nodes.to_crs(crs), edges.to_crs(crs), _services(day, hops, ids, country))


def plain_id(feed_id: str) -> str:
    """An id of the feed as one of the network: lists of ids are parted by semicolons, so it holds none."""
    return feed_id.replace("%", "%25").replace(";", "%3B")


def _nodes(day: TimetableDay, hops: Mapping[Key, Hop], ids: Mapping[str, str]) -> gpd.GeoDataFrame:
    trains: dict[str, float] = dict.fromkeys(day.stations.index, 0.0)
    routes: dict[str, set[str]] = {station: set() for station in day.stations.index}
    for pattern in day.patterns:
        for station in set(pattern.stations):
            trains[station] += pattern.trains
            routes[station].add(pattern.route_id)
    classes: dict[str, set[str]] = {station: set() for station in day.stations.index}
    for one, other, line_class in hops:
        classes[one].add(line_class)
        classes[other].add(line_class)
    heaviest = {station: min(found, key=ORDER.index) for station, found in classes.items()}
    mode = {station: MODE_OF_CLASS.get(line_class, line_class) for station, line_class in heaviest.items()}
    ranks = {
        station: _rank(mode[station] == "rail", trains[station], len(routes[station])) for station in day.stations.index
    }
    frame = pd.DataFrame(
        {
            "kind": "station",
            "class": [ranks[station] for station in day.stations.index],
            "class_assumed": True,
            "mode": [mode[station] for station in day.stations.index],
            "name": day.stations["name"].tolist(),
            "name_zh": day.stations["name"].tolist(),
            "name_en": day.stations["name"].tolist(),
            "trains_per_day": [trains[station] for station in day.stations.index],
            "population": np.nan,
        },
        index=pd.Index([ids[station] for station in day.stations.index], name="node_id"),
    )
    points = gpd.points_from_xy(day.stations["lon"], day.stations["lat"])
    return gpd.GeoDataFrame(frame, geometry=points, crs=WGS84).sort_index()


def _rank(is_railway: bool, trains: float, n_routes: int) -> str:
    if not is_railway:
        return "main" if n_routes >= MAIN_ROUTES else "local"
    if trains >= HUB_TRAINS:
        return "hub"
    return "main" if trains >= MAIN_TRAINS else "local"


def _services(day: TimetableDay, hops: Mapping[Key, Hop], ids: Mapping[str, str], country: Country) -> pd.DataFrame:
    class_of, name_of = day.routes["class"].to_dict(), day.routes["name"].to_dict()
    rows = []
    for pattern, service_id in zip(day.patterns, service_ids(day.patterns), strict=True):
        line_class, name = class_of[pattern.route_id], name_of[pattern.route_id]
        lines = sorted({ids[hops[key_of(*pair, line_class)].line] for pair in pairwise(pattern.stations)})
        rows.append(
            ServiceRow(
                service_id=service_id,
                stations=tuple(ids[station] for station in pattern.stations),
                lines=tuple(lines),
                train=country.train[line_class],
                trains_per_day=pattern.trains,
                headway_min=None if np.isnan(pattern.headway_s) else pattern.headway_s / SECONDS_PER_MINUTE,
                is_oneway=True,
                run_s=tuple(pattern.run_s.tolist()),
                dwell_s=tuple(pattern.dwell_s.tolist()),
                name_zh=name,
                name_en=name,
                source=f"GTFS {day.feed.name}, {day.day}",
            )
        )
    return service_frame(rows)


def service_ids(patterns: Sequence[Pattern]) -> list[str]:
    """An id for each pattern: route, direction where told, and a number where there are several."""
    given: dict[str, None] = {}
    for pattern in patterns:
        line = plain_id(pattern.route_id) + (f"/{pattern.direction}" if pattern.direction >= 0 else "")
        numbered = (f"{line}-{number}" for number in count(2))
        given[next(each for each in chain([line], numbered) if each not in given)] = None
    return list(given)


def _bounds(stations: pd.DataFrame) -> tuple[float, float, float, float]:
    low, high = stations[["lon", "lat"]].min(), stations[["lon", "lat"]].max()
    return float(low["lon"]), float(low["lat"]), float(high["lon"]), float(high["lat"])
