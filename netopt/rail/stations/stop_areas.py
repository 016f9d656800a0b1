"""Stop areas of OpenStreetMap: which objects one station is made of, and which stations belong to one group."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from netopt.osm.extract import OsmExtract, OsmRelation
from netopt.rail.stations.station_objects import StationObject
from netopt.rail.stations.tagged_names import TaggedNames, tagged_names

LETTER: Final = {"node": "n", "way": "w", "relation": "r"}


@dataclass(frozen=True)
class StopArea:
    """One station by the relations that draw it: several of one name that share a member are one."""

    relations: tuple[int, ...]
    names: TaggedNames
    key: str
    """Of the relation's name, else of its best station's, else of its first stop's."""
    members: tuple[str, ...]
    """Ids (n1, w2, r3) of the station objects and stops in it, in their own order; each is in one stop area only."""


def stop_areas(extract: OsmExtract, objects: tuple[StationObject, ...]) -> tuple[StopArea, ...]:
    """Stop areas that hold a station or a stop of ours, by their lowest relation id.

    Relations are joined only where they share a member and their normalised names are equal. A member of several
    stop areas that stay apart belongs to the one that bears its name, else to the one of the lowest relation id.
    """
    by_id = {found.osm_id: found for found in objects}
    relations = [relation for relation in extract.relations if relation.tags.get("public_transport") == "stop_area"]
    members = {relation.id: [osm_id for osm_id in _member_ids(relation) if osm_id in by_id] for relation in relations}
    relations = [relation for relation in relations if members[relation.id]]
    names = {
        relation.id: _names_of(relation, [by_id[member] for member in members[relation.id]]) for relation in relations
    }
    parts = _joined(members, {relation: names[relation].key for relation in names})
    areas = [StopArea(part, names[part[0]], names[part[0]].key, ()) for part in parts]
    owner = _owners(areas, members, by_id)
    order = {found.osm_id: place for place, found in enumerate(objects)}
    held: dict[int, list[str]] = {}
    for member in sorted(owner, key=order.__getitem__):
        held.setdefault(owner[member], []).append(member)
    return tuple(
        StopArea(area.relations, area.names, area.key, tuple(held[place]))
        for place, area in enumerate(areas)
        if place in held
    )


def stop_area_groups(extract: OsmExtract) -> tuple[tuple[str, ...], ...]:
    """Members (r1 for stop areas, n2 and w3 for stations) of each ``stop_area_group``."""
    return tuple(
        tuple(_member_ids(relation))
        for relation in extract.relations
        if relation.tags.get("public_transport") == "stop_area_group"
    )


def _member_ids(relation: OsmRelation) -> list[str]:
    found = [f"{LETTER[member.type]}{member.ref}" for member in relation.members if member.type in LETTER]
    return list(dict.fromkeys(found))


def _names_of(relation: OsmRelation, members: list[StationObject]) -> TaggedNames:
    own = tagged_names(relation.tags)
    if own.key:
        return own
    named = sorted((found for found in members if found.names.key), key=lambda found: found.naming)
    return named[0].names if named else own


def _joined(members: Mapping[int, list[str]], key: Mapping[int, str]) -> list[tuple[int, ...]]:
    """Relations of one name that share members, as sorted tuples in order of their first."""
    root = {relation: relation for relation in key}

    def top(relation: int) -> int:
        while root[relation] != relation:
            relation = root[relation]
        return relation

    first_of: dict[tuple[str, str], int] = {}
    for relation in sorted(key):
        for member in members[relation]:
            other = first_of.setdefault((member, key[relation]), relation)
            if key[relation]:
                one, two = sorted((top(relation), top(other)))
                root[two] = one
    parts: dict[int, list[int]] = {}
    for relation in sorted(key):
        parts.setdefault(top(relation), []).append(relation)
    return [tuple(part) for part in parts.values()]


def _owners(
    areas: list[StopArea], members: Mapping[int, list[str]], by_id: Mapping[str, StationObject]
) -> dict[str, int]:
    """Stop area (position) of each member."""
    owner: dict[str, int] = {}
    for place, area in enumerate(areas):
        for relation in area.relations:
            for member in members[relation]:
                held = owner.setdefault(member, place)
                own_keys = by_id[member].names.keys
                if area.key in own_keys and areas[held].key not in own_keys:
                    owner[member] = place
    return owner
