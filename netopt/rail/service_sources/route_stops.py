"""The stations that a route relation stops at, in order: from its members, however they are listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from netopt.osm.extract import OsmMember

STOP, PLATFORM = "stop", "platform"
FORWARD, BACKWARD = "forward", "backward"
STATION_ROLES = ("station", "halt")
LEAST_LOOP = 4
"""Entries of the shortest loop: a, b, c and a again."""


class Gap(Enum):
    """Why a member has no station."""

    OUTSIDE = "outside"
    """The object is not in the extract: the train goes on where nothing is known."""
    UNKNOWN = "unknown"
    """The object is in the extract, but no station of the train's kind is there: it is passed."""


Place = str | Gap
"""A station id, or why there is none."""


@dataclass(frozen=True)
class StopList:
    """Stations in order, with what lies at the ends."""

    stations: tuple[str, ...]
    is_start: bool
    """Whether the relation's own first stop is the first station: the train starts there."""
    is_end: bool

    @property
    def is_loop(self) -> bool:
        """Whether it comes back to where it started."""
        return len(self.stations) >= LEAST_LOOP and self.stations[0] == self.stations[-1]


def stop_kind(member: OsmMember) -> str | None:
    """``stop`` or ``platform``; ``None`` for ways of the course and whatever else a relation holds.

    Nodes without a role are stops: that is how the older scheme lists stations.
    """
    role = member.role.strip().lower()
    if PLATFORM in role:
        return PLATFORM
    if STOP in role or role in STATION_ROLES or (member.type == "node" and role in ("", FORWARD, BACKWARD)):
        return STOP
    return None


def stop_members(members: Sequence[OsmMember]) -> list[OsmMember]:
    """Members at which the train stops, without those of the way back where the relation lists both ways."""
    stops = [member for member in members if stop_kind(member) is not None]
    if any(FORWARD in member.role for member in stops) and any(BACKWARD in member.role for member in stops):
        stops = [member for member in stops if BACKWARD not in member.role]
    return stops


def stop_lists(stops: Sequence[tuple[str, Place]]) -> list[StopList]:
    """Stop lists of at least two stations from (kind, place) of the members in order.

    A relation names a stop by its stop position, its platform, or both, one after the other or all of one kind
    first. Three readings are tried (stops, platforms, both as they come); the one that finds most stations wins, a
    station that comes again counting against it. The list is cut where a stop lies outside the extract.
    """
    readings = [
        _without_doubled_gaps(stops),
        [place for kind, place in stops if kind == STOP],
        [place for kind, place in stops if kind == PLATFORM],
    ]
    best = max(readings, key=_worth)
    parts: list[list[str]] = [[]]
    for place in best:
        if place is Gap.OUTSIDE:
            parts.append([])
        elif isinstance(place, str):
            parts[-1].append(place)
    lists = []
    for number, part in enumerate(parts):
        stations = tuple(station for station, _ in groupby(part))
        if len(stations) >= 2:
            lists.append(StopList(stations, is_start=number == 0, is_end=number == len(parts) - 1))
    return lists


def canonical(stop_list: StopList) -> tuple[str, ...]:
    """The same for a list, its mirror and, of a loop, wherever it starts."""
    stations = stop_list.stations
    if stop_list.is_loop:
        ring = stations[:-1]
        turned = [way[place:] + way[:place] for way in (ring, ring[::-1]) for place in range(len(ring))]
        return (*min(turned), "loop")
    return min(stations, stations[::-1])


def runs_as_canonical(stop_list: StopList) -> bool:
    """Whether the list runs in the direction of its canonical form."""
    stations = stop_list.stations
    if stop_list.is_loop:
        ring = stations[:-1]
        first = canonical(stop_list)[:-1]
        return any(ring[place:] + ring[:place] == first for place in range(len(ring)))
    return stations == canonical(stop_list)


def unrolled(stations: tuple[str, ...], *, is_oneway: bool) -> tuple[str, ...]:
    """A loop listed so far round again that every ride on it lies within the list, or the shorter way of it.

    a, b, c, d, a becomes a, b, c, d, a, b where trains run both ways (no ride is longer than half the loop), and
    a, b, c, d, a, b, c where they run one way.
    """
    ring = stations[:-1]
    return stations + ring[1 : len(ring) - 1 if is_oneway else len(ring) // 2]


def _without_doubled_gaps(stops: Sequence[tuple[str, Place]]) -> list[Place]:
    """All places, without a gap whose neighbour of the other kind (platform beside stop) is known."""
    places: list[Place] = []
    for number, (kind, place) in enumerate(stops):
        beside = [stops[near] for near in (number - 1, number + 1) if 0 <= near < len(stops)]
        is_doubled = any(other != kind and isinstance(known, str) for other, known in beside)
        if isinstance(place, str) or not is_doubled:
            places.append(place)
    return places


def _worth(places: Sequence[Place]) -> int:
    """Distinct stations, less those that come again later."""
    listed = [place for place, _ in groupby(place for place in places if isinstance(place, str))]
    is_loop = len(listed) >= LEAST_LOOP and listed[0] == listed[-1]
    n_distinct = len(set(listed))
    return n_distinct - 2 * (len(listed) - is_loop - n_distinct)
