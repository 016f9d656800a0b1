"""Selection: which objects of OpenStreetMap a network needs; one set of rules for files and for Overpass."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from netopt.osm.tag_rule import TagRule, rule

MODES: Final = ("rail", "narrow_gauge", "subway", "light_rail", "tram", "monorail")
LIFECYCLES: Final = ("open", "construction", "proposed")
DEFAULT_MODES: Final = tuple(mode for mode in MODES if mode != "tram")

STATION_AREAS: Final = ("station", "halt", "yard", "service_station", "site")
STATION_POINTS: Final = ("station", "halt", "stop", "tram_stop", "subway_entrance")
TRACK_POINTS: Final = ("switch", "railway_crossing", "buffer_stop", "junction", "spur_junction", "crossover")
ROADS: Final = (
    *("motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link"),
    *("tertiary", "tertiary_link", "unclassified", "residential", "living_street", "service", "road"),
    *("pedestrian", "footway", "path", "steps", "track"),
)
YES: Final = ("yes", "designated")
_TRAIN_KEYS: Final = ("train", "subway", "light_rail", "tram", "monorail")
_OTHER_KEYS: Final = ("bus", "trolleybus", "coach", "share_taxi", "ferry", "aerialway", "funicular")
"""Keys that say what stops at a public transport stop; with none of either kind it may be anything, and is kept."""
_PORTS: Final = (
    rule(("industrial", "port")),
    rule(("landuse", ("port", "harbour"))),
    rule(("harbour", "yes")),
    rule(("port", ("yes", "cargo", "roro", "fishing", "seaplane"))),
    rule(("seamark:type", ("harbour", "berth"))),
    rule(("man_made", ("quay", "pier", "crane"))),
    rule(("waterway", "dock")),
)
_ROUTES: Final = {
    "rail": ("train", "railway", "tracks"),
    "narrow_gauge": ("train", "railway", "tracks"),
    "subway": ("subway",),
    "light_rail": ("light_rail",),
    "tram": ("tram",),
    "monorail": ("monorail",),
}
"""Values of ``route`` that relations of a mode have: a service, or the line it runs on."""


@dataclass(frozen=True)
class Selection:
    """What to read. Rail ferries are read with any railway; signals, milestones and the like never.

    A rule is met by an object's tags alone. Beside what the rules keep, a reader keeps the nodes along kept ways, and
    the member ways of kept multipolygons.
    """

    modes: tuple[str, ...] = DEFAULT_MODES
    """Kinds of track, of ``MODES``; none where only roads, ports or ferries are wanted."""
    lifecycles: tuple[str, ...] = LIFECYCLES
    """States of track, of ``LIFECYCLES``."""
    ferries: bool = False
    """Every ferry route and terminal, not only rail ferries."""
    roads: bool = False
    ports: bool = False

    def __post_init__(self) -> None:
        for name, given, known in (("modes", self.modes, MODES), ("lifecycles", self.lifecycles, LIFECYCLES)):
            if unknown := [value for value in given if value not in known]:
                raise ValueError(f"{name} {unknown} are not known; choose of {list(known)}")
        if not (self.modes and self.lifecycles) and not (self.ferries or self.roads or self.ports):
            raise ValueError("nothing is selected; name modes and lifecycles, or set ferries, roads or ports")

    @cached_property
    def track_rules(self) -> tuple[TagRule, ...]:
        """Ways that are track of the modes, in any of the lifecycles.

        Track that is not open may say its mode under ``construction`` or ``proposed``, or not at all: all is read.
        """
        if not self.modes:
            return ()
        rules = [rule(("railway", self.modes))] if "open" in self.lifecycles else []
        if self._future:
            rules.append(rule(("railway", self._future)))
        return (*rules, *(rule((f"{lifecycle}:railway", self.modes)) for lifecycle in self._future))

    @cached_property
    def line_rules(self) -> tuple[TagRule, ...]:
        """Ways that something moves along: track, ferries, roads."""
        rules = list(self.track_rules)
        if self.ferries:
            rules.append(rule(("route", ("ferry", "railway_ferry"))))
        elif self.modes:
            rules += [
                rule(("route", "railway_ferry")),
                rule(("route", "ferry"), ("railway", (*MODES, "ferry", "yes"))),
                rule(("route", "ferry"), ("ferry", "train")),
                rule(("route", "ferry"), ("train", YES)),
            ]
        if self.roads:
            rules.append(rule(("highway", ROADS)))
        return tuple(rules)

    @cached_property
    def area_rules(self) -> tuple[TagRule, ...]:
        """Closed ways and multipolygons: stations and ports."""
        return (
            *self._railway_rules(STATION_AREAS),
            *(self._transport_rules(("station",)) if self.modes else ()),
            *([rule(("building", "train_station"))] if self.modes else ()),
            *self._terminal_rules,
            *(_PORTS if self.ports else ()),
        )

    @cached_property
    def point_rules(self) -> tuple[TagRule, ...]:
        """Nodes: stations, stops, entrances, and what governs movements on track."""
        return (
            *self._railway_rules(tuple(dict.fromkeys((*STATION_POINTS, *TRACK_POINTS, *STATION_AREAS)))),
            *(self._transport_rules(("station", "stop_position")) if self.modes else ()),
            *([rule(("building", "train_station"))] if self.modes else ()),
            *self._terminal_rules,
            *(_PORTS if self.ports else ()),
        )

    @cached_property
    def group_rules(self) -> tuple[TagRule, ...]:
        """Relations that tell what belongs together: stop areas, lines and services, sites."""
        routes = dict.fromkeys(route for mode in self.modes for route in _ROUTES[mode])
        if self.ferries:
            routes["ferry"] = None
        rules = [rule(("route", tuple(routes)), ("type", "route"))] if routes else []
        if self.modes:
            rules += [
                rule(("public_transport", ("stop_area", "stop_area_group"))),
                rule(("railway", STATION_AREAS), ("type", "site")),
                rule(("site", ("railway", "railway_station", "station", "public_transport")), ("type", "site")),
                rule(("public_transport", "station"), ("type", "site")),
            ]
        return tuple(rules)

    @cached_property
    def multipolygon_rules(self) -> tuple[TagRule, ...]:
        """Relations that are areas."""
        return tuple(TagRule((*area.tests, *rule(("type", "multipolygon")).tests)) for area in self.area_rules)

    @property
    def way_rules(self) -> tuple[TagRule, ...]:
        """Every rule for ways."""
        return (*self.line_rules, *self.area_rules)

    @property
    def relation_rules(self) -> tuple[TagRule, ...]:
        """Every rule for relations."""
        return (*self.group_rules, *self.multipolygon_rules)

    @property
    def overpass_feature_tags(self) -> dict[str, list[str]]:
        """Values by key, any of which will do: no node or area of the rules lacks one, some that have one fail them."""
        found: dict[str, dict[str, None]] = {}
        for key, value in first_pairs((*self.point_rules, *self.area_rules)):
            found.setdefault(key, {})[value] = None
        return {key: list(values) for key, values in found.items()}

    @property
    def overpass_group_filters(self) -> list[str]:
        """Brackets of Overpass QL to put behind ``rel``; together they find the relations of ``group_rules``."""
        return [group.overpass for group in self.group_rules]

    @property
    def _future(self) -> tuple[str, ...]:
        return tuple(lifecycle for lifecycle in LIFECYCLES[1:] if lifecycle in self.lifecycles)

    @property
    def _terminal_rules(self) -> tuple[TagRule, ...]:
        return (rule(("amenity", "ferry_terminal")),) if self.ferries or self.ports else ()

    def _railway_rules(self, values: tuple[str, ...]) -> tuple[TagRule, ...]:
        """``railway`` with one of the values, and the same under construction or proposed where that is read."""
        if not self.modes:
            return ()
        future = (
            made
            for lifecycle in self._future
            for made in (rule(("railway", lifecycle), (lifecycle, values)), rule((f"{lifecycle}:railway", values)))
        )
        return (rule(("railway", values)), *future)

    def _transport_rules(self, values: tuple[str, ...]) -> tuple[TagRule, ...]:
        """``public_transport`` with one of the values, of trains or of nobody says what."""
        of_trains = (rule(("public_transport", values), (key, YES)) for key in _TRAIN_KEYS)
        return (*of_trains, rule(("public_transport", values), *_OTHER_KEYS))


def meets_any(rules: Iterable[TagRule], tags: Mapping[str, str]) -> bool:
    """Whether the tags pass one of the rules."""
    return any(each.is_met_by(tags) for each in rules)


def first_pairs(rules: Iterable[TagRule]) -> tuple[tuple[str, str], ...]:
    """Key and value pairs of which every object that passes a rule has one; each once."""
    return tuple(dict.fromkeys(pair for each in rules for pair in each.pairs))
