"""Routes of OpenStreetMap: the passenger services that its relations describe, as stop lists of stations."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from netopt.osm.extract import OsmExtract, OsmRelation, Tags
from netopt.rail.service_sources.headway_tags import tagged_headway
from netopt.rail.service_sources.route_stops import Gap, StopList, stop_kind, stop_lists, stop_members
from netopt.rail.service_sources.station_of_stop import STATION_MODES, StationOfStop

NO_PASSENGERS: Final = ("car", "car_shuttle", "freight", "tourism")
"""Values of ``service`` of routes that are no public transport."""
NOT_RUNNING: Final = ("proposed", "planned", "construction", "disused", "abandoned", "closed")


@dataclass(frozen=True)
class Route:
    """One stop list of one relation."""

    relation: int
    part: int
    """Number of the stop list where the relation was cut, from 0."""
    group: str
    """What holds the relations of one line together: both ways and all variants."""
    kind: str
    """train, subway, light_rail, tram or monorail."""
    tags: Tags
    stops: StopList
    headway_min: float | None
    """As tagged on the relation or its route_master."""


def osm_routes(extract: OsmExtract, finder: StationOfStop, counts: Counter[str]) -> Iterator[Route]:
    """Routes by rising relation id; what is left out is added to ``counts``."""
    masters = _masters(extract)
    for relation in extract.relations:
        tags = relation.tags
        if tags.get("type") != "route" or tags.get("route") not in STATION_MODES:
            continue
        if tags.get("service") in NO_PASSENGERS or tags.get("usage") == "tourism":
            counts["relations_no_public_transport"] += 1
            continue
        if tags.get("state") in NOT_RUNNING or tags.get("operational_status") in NOT_RUNNING:
            counts["relations_not_running"] += 1
            continue
        counts["relations"] += 1
        kind = tags["route"]
        lists = _stop_lists(relation, kind, finder, counts)
        if not lists:
            counts["relations_with_fewer_than_two_stations"] += 1
        master = masters.get(relation.id)
        headway_min, n_unread = tagged_headway(tags)
        if headway_min is None and master is not None:
            headway_min, n_unread_there = tagged_headway(master.tags)
            n_unread += n_unread_there
        counts["headways_unread"] += n_unread
        group = _group(relation, master)
        for part, stops in enumerate(lists):
            yield Route(relation.id, part, group, kind, tags, stops, headway_min)


def _stop_lists(relation: OsmRelation, kind: str, finder: StationOfStop, counts: Counter[str]) -> list[StopList]:
    members = stop_members(relation.members)
    stops = [(stop_kind(member) or "", finder.place(member, kind)) for member in members]
    counts["stops_outside"] += sum(place is Gap.OUTSIDE for _, place in stops)
    counts["stops_without_station"] += sum(place is Gap.UNKNOWN for _, place in stops)
    lists = stop_lists(stops)
    counts["relations_cut"] += bool(lists) and not (len(lists) == 1 and lists[0].is_start and lists[0].is_end)
    return lists


def _masters(extract: OsmExtract) -> dict[int, OsmRelation]:
    """The route_master of each route, the lowest id where there are several."""
    masters: dict[int, OsmRelation] = {}
    for relation in extract.relations:
        if relation.tags.get("type") == "route_master":
            for member in relation.members:
                if member.type == "relation":
                    masters.setdefault(member.ref, relation)
    return masters


def _group(relation: OsmRelation, master: OsmRelation | None) -> str:
    """By route_master, else by number of the line, network and operator; a relation without a number stands alone."""
    if master is not None:
        return f"master {master.id}"
    tags = relation.tags
    if tags.get("ref"):
        return "\t".join(tags.get(key, "") for key in ("route", "ref", "network", "operator"))
    return f"relation {relation.id}"
