"""Objects of OpenStreetMap that are stations, stops or goods yards, read one by one from their tags; none joined."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import pandas as pd

from netopt.osm.extract import OsmExtract, Tags
from netopt.rail.country import Words
from netopt.rail.stations.station_places import relation_place, way_place
from netopt.rail.stations.tagged_names import TaggedNames, tagged_names

STATIONS: Final = ("station", "halt")
STOPS: Final = ("stop", "tram_stop")
OPERATING: Final = (
    "service_station",
    "junction",
    "spur_junction",
    "crossing_box",
    "site",
    "crossover",
)
"""Values of ``railway`` where trains are operated and nobody gets on."""
GONE: Final = ("disused", "abandoned", "razed", "demolished", "removed")
PLANNED: Final = ("construction", "proposed")
MODES: Final = {"train": "rail", "subway": "subway", "light_rail": "light_rail", "tram": "tram", "monorail": "monorail"}
"""Mode by the key that says yes to it, or the value of ``station``, best first."""
OTHER_KINDS: Final = ("miniature", "funicular", "aerialway", "bus", "ferry", "model")
"""Values of ``station`` that are no railway of ours."""
FREIGHT_KINDS: Final = ("freight", "cargo", "goods")


class What(NamedTuple):
    """What the tags say an object is."""

    kind: str
    """station, halt, stop, tram_stop, yard, building, operating, or "" for none of these."""
    lifecycle: str
    """open, construction, proposed or gone."""


@dataclass(frozen=True)
class StationObject:
    """One object of OpenStreetMap."""

    osm_id: str
    """n123, w123 or r123."""
    kind: str
    """station, freight, stop or tram_stop; a tram stop may stand on the track or beside it."""
    naming: int
    """Who names a station made of several objects: 0 a station node, then halts, areas, buildings, stops."""
    lonlat: tuple[float, float]
    names: TaggedNames
    modes: tuple[str, ...]
    """Modes that the tags say, best first; empty where they say none."""
    category: str
    """``railway:station_category``."""

    @property
    def node_id(self) -> int:
        """Id of the node; 0 for ways and relations."""
        return int(self.osm_id[1:]) if self.osm_id[0] == "n" else 0


@dataclass(frozen=True, eq=False)
class StationObjects:
    """Objects read, in the order nodes, ways, relations, each by rising id."""

    objects: tuple[StationObject, ...]
    set_aside: pd.DataFrame
    """Columns ``osm_id, name, reason``: objects that look like stations and are none for passengers or goods."""
    notes: dict[str, int]


def station_objects(extract: OsmExtract, words: Words, *, lifecycles: Collection[str] = ("open",)) -> StationObjects:
    """Stations, stops and goods yards of an extract.

    A tag that says passenger trains stop (``train=yes`` and the like) weighs more than what the words of the country
    make of the name. Areas stand at their centroid; one of which no node is in the extract is counted and left out.
    Bus stops and the like are no stops of ours; what a ``stop_position`` serves may be told by the track it lies on, so
    those without a mode are kept here.
    """
    objects: list[StationObject] = []
    aside: list[tuple[str, str, str]] = []
    notes: Counter[str] = Counter()
    for osm_id, tags, place in _candidates(extract):
        what = what_is(tags, is_node=osm_id[0] == "n")
        if not what.kind:
            continue
        name = tags.get("name", "")
        if reason := _reason_aside(tags, what, words, lifecycles):
            aside.append((osm_id, name, reason))
        elif place is None:
            notes["stations_without_place"] += 1
        elif what.kind == "building" and not name:
            notes["buildings_without_name"] += 1
        else:
            objects.append(_object(osm_id, tags, what, place, words))
    frame = pd.DataFrame(aside, columns=["osm_id", "name", "reason"], dtype=str)
    return StationObjects(tuple(objects), frame, dict(sorted(notes.items())))


def what_is(tags: Tags, *, is_node: bool = True) -> What:
    """What an object is by ``railway``, ``public_transport`` and ``building``, and whether it is open.

    A prefix such as ``proposed:railway`` beside a plain ``railway`` does not close a station.
    """
    railway = tags.get("railway", "")
    plain = _railway_kind(railway, is_node=is_node)
    if plain and any(tags.get(word) == "yes" for word in GONE):
        return What(plain, "gone")
    for lifecycle in (*PLANNED, *GONE):
        beside = tags.get(f"{lifecycle}:railway", "") if not railway else ""
        told = tags.get(lifecycle, "") if railway == lifecycle else beside
        if kind := _railway_kind(told, is_node=is_node):
            return What(kind, lifecycle if lifecycle in PLANNED else "gone")
    if not plain and not railway and tags.get("public_transport") == "station" and said_modes(tags):
        plain = "station"
    if not plain and not railway and tags.get("building") == "train_station":
        plain = "building"
    return What(plain or _stop_kind(tags, is_node=is_node), "open")


def said_modes(tags: Tags) -> tuple[str, ...]:
    """Modes that ``station`` and the keys of public transport name, best first."""
    found = [MODES.get(tags.get("station", ""), "")]
    found += [mode for key, mode in MODES.items() if tags.get(key) in {"yes", "designated"}]
    if tags.get("railway") == "tram_stop" and not any(found):
        found.append("tram")
    return tuple(dict.fromkeys(mode for mode in found if mode))


def _candidates(extract: OsmExtract) -> Iterator[tuple[str, Tags, tuple[float, float] | None]]:
    for node_id in sorted(extract.node_tags):
        yield f"n{node_id}", extract.node_tags[node_id], extract.point(node_id)
    for way, tags in enumerate(extract.way_tags):
        if _may_be_area(tags):
            yield f"w{extract.way_id[way]}", tags, way_place(extract, way)
    for relation in extract.relations:
        if relation.tags.get("type") in {"multipolygon", "site"} and _may_be_area(relation.tags):
            yield f"r{relation.id}", relation.tags, relation_place(extract, relation)


def _may_be_area(tags: Tags) -> bool:
    return bool(what_is(tags, is_node=False).kind)


def _railway_kind(railway: str, *, is_node: bool) -> str:
    if railway in STATIONS or railway == "yard" or (is_node and railway in STOPS):
        return railway
    return "operating" if railway in OPERATING and is_node else ""


def _stop_kind(tags: Tags, *, is_node: bool) -> str:
    is_stop = is_node and tags.get("public_transport") == "stop_position"
    return "stop" if is_stop and (said_modes(tags) or not _is_other_transport(tags)) else ""


def _is_other_transport(tags: Tags) -> bool:
    return any(tags.get(key) == "yes" for key in ("bus", "trolleybus", "coach", "share_taxi", "ferry", "aerialway"))


def _reason_aside(tags: Tags, what: What, words: Words, lifecycles: Collection[str]) -> str:
    """Why an object is no station; "" where it is one."""
    if what.lifecycle not in lifecycles:
        return f"not open: {what.lifecycle}"
    if what.kind == "operating":
        return f"operating point: railway={tags['railway']}"
    if tags.get("station") in OTHER_KINDS:
        return f"station={tags['station']}"
    is_told = what.kind not in STATIONS or tags.get("train") == "yes"
    word = None if is_told else words.passenger_only_if_tagged.search(tags.get("name", ""))
    return f"its name says {word[0]} and train=yes is not tagged" if word else ""


def _object(osm_id: str, tags: Tags, what: What, place: tuple[float, float], words: Words) -> StationObject:
    names = tagged_names(tags)
    modes = said_modes(tags)
    is_stop = what.kind in STOPS
    is_freight = not is_stop and _is_freight(tags, what, names, words, modes)
    if is_stop:
        naming = 4
    elif what.kind == "building":
        naming = 3
    else:
        naming = 2 if osm_id[0] != "n" else int(what.kind != "station")
    kind = what.kind if is_stop else "freight" if is_freight else "station"
    category = tags.get("railway:station_category", "")
    return StationObject(osm_id, kind, naming, place, names, ("rail",) if is_freight else modes, category)


def _is_freight(tags: Tags, what: What, names: TaggedNames, words: Words, modes: tuple[str, ...]) -> bool:
    told = tags.get("usage") == "freight" or tags.get("railway:traffic_mode") == "freight"
    if what.kind == "yard" or told or tags.get("station") in FREIGHT_KINDS:
        return True
    if modes:
        return False
    return tags.get("train") == "no" or any(words.never_passenger.search(text) for text in names.spellings)
