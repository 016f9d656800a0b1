"""Which OpenStreetMap ways are roads for whom, in which directions, and how fast one may go."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from netopt.osm.tag_rule import TagRule, rule
from netopt.osm.tags import is_no, parse_speed, plain

RoadNetwork = Literal["drive", "walk"]

DEFAULT_KMH: Final = {
    "motorway": 110.0,
    "motorway_link": 60.0,
    "trunk": 90.0,
    "trunk_link": 50.0,
    "primary": 60.0,
    "primary_link": 40.0,
    "secondary": 50.0,
    "secondary_link": 40.0,
    "tertiary": 40.0,
    "tertiary_link": 30.0,
    "unclassified": 40.0,
    "residential": 30.0,
    "living_street": 10.0,
    "service": 20.0,
    "road": 30.0,
}
"""Speed limits where a road says none: assumed, orders of magnitude. The keys are all roads that are driven on."""
DRIVEN_SHARE: Final = 0.9
"""Driven speed over speed limit on a free road, as GraphHopper takes it."""
WALKED_KMH: Final = 4.8
"""Assumed; routers use 3.6 (r5r) to 5."""
ONLY_WALKED: Final = ("pedestrian", "footway", "path", "steps", "track")
NOT_WALKED: Final = ("motorway", "motorway_link")
SHUT: Final = frozenset({"no", "private", "agricultural", "forestry", "military", "emergency", "use_sidepath"})
"""Values of access that keep the public out; ``destination``, ``customers`` and ``delivery`` let one in."""
NO_THROUGH_SERVICE: Final = frozenset({"parking", "parking_aisle", "emergency_access", "private"})
ACCESS_KEYS: Final[Mapping[RoadNetwork, tuple[str, ...]]] = {
    "drive": ("motorcar", "motor_vehicle", "vehicle", "access"),
    "walk": ("foot", "access"),
}
"""The first of these keys that a way has decides."""
FORWARD: Final = frozenset({"yes", "true", "1"})
BACKWARD: Final = frozenset({"-1", "reverse"})
ROUND: Final = frozenset({"roundabout", "circular"})


@dataclass(frozen=True)
class Direction:
    """Travel along a way in one direction."""

    max_kmh: float
    driven_kmh: float
    is_assumed: bool


def road_rules(network: RoadNetwork) -> tuple[TagRule, ...]:
    """What to ask a server for; ``is_road`` sorts out the rest."""
    kinds = [kind for kind in DEFAULT_KMH if network == "drive" or kind not in NOT_WALKED]
    return (rule(("highway", (*kinds, *(ONLY_WALKED if network == "walk" else ())))),)


def is_road(tags: Mapping[str, str], network: RoadNetwork) -> bool:
    """Whether the public may drive or walk along a way."""
    highway = tags.get("highway", "")
    if plain(tags.get("area")) == "yes":
        return False
    if not any(each.is_met_by(tags) for each in road_rules(network)):
        return False
    said = next((plain(tags[key]) for key in ACCESS_KEYS[network] if key in tags), "")
    if said in SHUT:
        return False
    return network == "walk" or highway != "service" or plain(tags.get("service")) not in NO_THROUGH_SERVICE


def directions(tags: Mapping[str, str], network: RoadNetwork) -> tuple[Direction | None, Direction | None]:
    """Travel along and against the order of a way's nodes; ``None`` where it is not allowed.

    One walks both ways everywhere. A roundabout and a motorway are one-way unless they say otherwise.
    """
    if network == "walk":
        walking = Direction(WALKED_KMH, WALKED_KMH, is_assumed=True)
        return walking, walking
    oneway = plain(tags.get("oneway")).lower()
    forward, backward = _driving(tags, "forward"), _driving(tags, "backward")
    if oneway in BACKWARD:
        return None, backward
    is_implied = not is_no(oneway) and (
        plain(tags.get("junction")) in ROUND or tags.get("highway") in ("motorway", "motorway_link")
    )
    return (forward, None) if oneway in FORWARD or is_implied else (forward, backward)


def _driving(tags: Mapping[str, str], direction: str) -> Direction:
    """The first speed limit that can be read, else that of the class, marked assumed."""
    given = (parse_speed(tags.get(key)).kmh for key in (f"maxspeed:{direction}", "maxspeed"))
    limit = next((kmh for kmh in given if kmh is not None), None)
    kmh = DEFAULT_KMH[tags["highway"]] if limit is None else limit
    return Direction(kmh, kmh * DRIVEN_SHARE, is_assumed=limit is None)
