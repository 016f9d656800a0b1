"""Services from OpenStreetMap's route relations, over the corridor network: stops, lines, headways, trains."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import geopandas as gpd
import pandas as pd

from netopt.osm.extract import OsmExtract
from netopt.rail.country import Country
from netopt.rail.parameters import RailParameters
from netopt.rail.service_sources.corridor_paths import PathEdges, lines_of, main_class, path_edges, paths_between
from netopt.rail.service_sources.osm_routes import Route, osm_routes
from netopt.rail.service_sources.route_patterns import RoutePattern, route_patterns, with_part_numbers
from netopt.rail.service_sources.route_stops import StopList, unrolled
from netopt.rail.service_sources.station_of_stop import StationOfStop
from netopt.rail.services.service_frame import ServiceRow, service_frame

Paths = Mapping[tuple[str, str], list[int]]

ROUTE_CLASSES: Final[Mapping[str, tuple[str, ...]]] = {
    "train": ("hsr", "intercity", "conventional", "narrow_gauge", "rail_ferry", "light_rail"),
    "subway": ("subway", "light_rail", "monorail", "conventional"),
    "light_rail": ("light_rail", "tram", "subway", "conventional", "narrow_gauge"),
    "tram": ("tram", "light_rail", "subway"),
    "monorail": ("monorail",),
}
"""Classes of edges that a route of each kind may run over."""
TRAIN_CLASS: Final = {
    "high_speed": "hsr",
    "long_distance": "conventional",
    "night": "conventional",
    "regional": "intercity",
    "commuter": "intercity",
}
"""Class whose train runs a service so tagged on main lines; assumed. Others have the train of their track's class."""
MAIN_LINE: Final = ("hsr", "intercity", "conventional")


def osm_services(
    extract: OsmExtract,
    stations: gpd.GeoDataFrame,
    nodes: gpd.GeoDataFrame,
    edges: pd.DataFrame,
    country: Country,
    *,
    stop_nodes: Mapping[int, Sequence[str]] | None = None,
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Services of the route relations of an extract, and counts of what was read, cut and left out.

    Stops are cut where they lie outside the extract and where the network does not join two neighbours; a stop in
    the extract without a station is passed. ``route_patterns`` says which relations make one service and which run
    one way. Loops are unrolled. A headway that is not tagged is that of the class of most of the track, and assumed;
    services with one train and the same stops whose headways are all assumed are one service, for relations drawn
    train by train would otherwise multiply the class headway.

    Parameters
    ----------
    stations
        As ``Stations.stations``: ``mode``, ``osm_ids`` and names, points in metres.
    nodes, edges
        Of the network.
    stop_nodes
        Station ids by OpenStreetMap id of the track nodes they were linked to.
    """
    counts: Counter[str] = Counter()
    finder = StationOfStop(extract, stations, stop_nodes)
    routes = list(osm_routes(extract, finder, counts))
    counts["stops_found_by_place"] = finder.by_place
    network = path_edges(nodes, edges)
    trains = RailParameters.load().trains
    paths: dict[tuple[str, str], Paths] = {}
    for kind, class_ in sorted({_searched_as(route) for route in routes}):
        pairs = [
            pair for route in routes if _searched_as(route) == (kind, class_) for pair in pairwise(route.stops.stations)
        ]
        paths[kind, class_] = paths_between(
            network,
            pairs,
            classes=ROUTE_CLASSES[kind],
            train_kmh=trains[country.train[class_]].max_kmh,  # type: ignore[index]  # both tables hold edge classes
        )
    joined = [part for route in routes for part in _joined(route, paths[_searched_as(route)], counts)]
    patterns = route_patterns(with_part_numbers(joined))
    rows = [_row(pattern, network, paths[_searched_as(pattern.first)], country) for pattern in patterns]
    rows = _once(rows, counts)
    counts["services"] = len(rows)
    counts["services_with_headway"] = sum(not row.is_assumed for row in rows)
    return service_frame(rows), dict(sorted(counts.items()))


def _searched_as(route: Route) -> tuple[str, str]:
    """Kind of route and class of train that its paths are searched for."""
    if route.kind != "train":
        return route.kind, route.kind
    return route.kind, TRAIN_CLASS.get(route.tags.get("service", ""), "conventional")


def _joined(route: Route, paths: Paths, counts: Counter[str]) -> Iterator[Route]:
    """The route, cut where the network does not join two neighbours."""
    stations = route.stops.stations
    breaks = [place for place, pair in enumerate(pairwise(stations), start=1) if pair not in paths]
    counts["hops_without_path"] += len(breaks)
    bounds = [0, *breaks, len(stations)]
    pieces = [(first, end) for first, end in pairwise(bounds) if end - first >= 2]
    counts["relations_without_path"] += not pieces
    for first, end in pieces:
        is_start, is_end = first == 0 and route.stops.is_start, end == len(stations) and route.stops.is_end
        yield replace(route, stops=StopList(stations[first:end], is_start, is_end))


def _row(pattern: RoutePattern, network: PathEdges, paths: Paths, country: Country) -> ServiceRow:
    first = pattern.first
    stops = first.stops
    over = [paths[pair] for pair in pairwise(stops.stations)]
    track_class = main_class(network, over)
    tagged = TRAIN_CLASS.get(first.tags.get("service", "")) if track_class in MAIN_LINE else None
    if tagged == "conventional" and track_class == "hsr":
        tagged = None  # a long-distance train that runs on a high-speed line is made for it
    relations = ", ".join(str(relation) for relation in sorted({route.relation for route in pattern.routes}))
    headway_min = pattern.headway_min
    told = "headway tagged" if headway_min is not None else f"headway of the class {track_class}: assumed"
    name = first.tags.get("name", first.tags.get("ref", ""))
    return ServiceRow(
        service_id=f"r{first.relation}" + (f"-{first.part + 1}" if first.part else ""),
        stations=unrolled(stops.stations, is_oneway=pattern.is_oneway) if stops.is_loop else stops.stations,
        lines=lines_of(network, over),
        train=country.train[tagged or track_class],  # type: ignore[index]  # edge classes all
        headway_min=headway_min if headway_min is not None else country.headway_min[track_class],  # type: ignore[index]
        is_assumed=headway_min is None,
        has_termini=(False, False) if stops.is_loop else (stops.is_start, stops.is_end),
        is_oneway=pattern.is_oneway,
        name_zh=first.tags.get("name:zh", name),
        name_en=first.tags.get("name:en", name),
        source=f"OpenStreetMap route relation {relations}: stops; {told}",
    )


def _once(rows: Sequence[ServiceRow], counts: Counter[str]) -> list[ServiceRow]:
    """The rows, those of one train and the same stops with assumed headways only once."""
    kept: dict[tuple[object, ...], ServiceRow] = {}
    for row in rows:
        there = (row.stations, row.stations[::-1])
        stops = there[0] if row.is_oneway else min(there)
        key = (row.service_id,) if not row.is_assumed else (row.train, row.is_oneway, *stops)
        counts["services_alike"] += key in kept
        kept.setdefault(key, row)
    return list(kept.values())
