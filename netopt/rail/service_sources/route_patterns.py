"""Routes with the same stops made one service: relations there and back, and which services run one way only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from netopt.rail.service_sources.osm_routes import Route
from netopt.rail.service_sources.route_stops import StopList, canonical, runs_as_canonical


@dataclass(frozen=True)
class RoutePattern:
    """Routes of one line with the same stops, there or back."""

    routes: tuple[Route, ...]
    """By relation and part."""
    is_oneway: bool

    @property
    def first(self) -> Route:
        """The route that gives stops, name and tags."""
        return self.routes[0]

    @property
    def headway_min(self) -> float | None:
        """Mean of the tagged headways; ``None`` where no route has one."""
        tagged = [route.headway_min for route in self.routes if route.headway_min is not None]
        return sum(tagged) / len(tagged) if tagged else None


def route_patterns(routes: Iterable[Route]) -> list[RoutePattern]:
    """Patterns in the order of their first routes.

    Relations of one line with the same stops, in the same or the mirrored order, are one pattern. It runs both ways,
    unless only one direction is drawn and another such pattern of the line runs the other way with other stops:
    then both are one-way.
    """
    by_stops: dict[tuple[str, ...], list[Route]] = {}
    for route in routes:
        by_stops.setdefault((route.group, route.kind, *canonical(route.stops)), []).append(route)
    patterns = [tuple(sorted(found, key=lambda route: (route.relation, route.part))) for found in by_stops.values()]
    single_by_group: dict[str, list[int]] = {}
    for number, found in enumerate(patterns):
        if len({runs_as_canonical(route.stops) for route in found}) == 1:
            single_by_group.setdefault(found[0].group, []).append(number)
    oneway: set[int] = set()
    for singles in single_by_group.values():
        for one, other in combinations(singles, 2):
            if _is_other_way(patterns[one][0].stops, patterns[other][0].stops):
                oneway |= {one, other}
    made = [RoutePattern(found, number in oneway) for number, found in enumerate(patterns)]
    return sorted(made, key=lambda pattern: (pattern.first.relation, pattern.first.part))


def with_part_numbers(routes: Sequence[Route]) -> list[Route]:
    """Routes whose parts are numbered anew within each relation, in their order."""
    seen: dict[int, int] = {}
    numbered = []
    for route in routes:
        seen[route.relation] = seen.get(route.relation, -1) + 1
        numbered.append(replace(route, part=seen[route.relation]))
    return numbered


def _is_other_way(one: StopList, other: StopList) -> bool:
    """Whether the second list passes the stations that both have in the reverse order of the first."""
    place = {station: number for number, station in reversed(list(enumerate(one.stations)))}
    shared = [place[station] for station in other.stations if station in place]
    falling = sum(there < here for here, there in pairwise(shared))
    return 2 * falling > len(shared) - 1
