"""Make an OsmExtract of Overpass answers: elements as JSON, checked one by one."""

from array import array
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, Final

from netopt.errors import SourceError
from netopt.osm.area import Area
from netopt.osm.assemble import assemble
from netopt.osm.extract import ExtractOrigin, OsmExtract, OsmMember
from netopt.osm.met import MetNodes, MetRelation, MetTags, MetWay, area_members
from netopt.osm.selection import Selection, meets_any
from netopt.osm.tag_text import visible_tags

_TYPES: Final = ("node", "way", "relation")
_LARGEST: Final = 2**63 - 1


def extract_of_elements(
    documents: Iterable[Mapping[str, Any]],
    origin: ExtractOrigin,
    *,
    selection: Selection | None = None,
    area: Area | None = None,
) -> OsmExtract:
    """The extract that the elements of all documents make together.

    Parameters
    ----------
    documents
        Parsed answers in Overpass JSON, of ``out body``, ``out meta`` or ``out skel``; the same object may come in
        several. Keys that are not needed (``bounds``, ``geometry``, ``center``) are passed over.
    selection
        Leave out what it does not keep, as for a file; member ways of multipolygons stay. ``None`` keeps every way
        and relation and every node with tags.
    area
        See ``assemble``.

    Raises
    ------
    SourceError
        If a document is no answer, bears a remark of a server that gave up, or an element is malformed.
    """
    nodes, node_tags = MetNodes(), list[MetTags]()
    ways: list[MetWay] = []
    relations: list[MetRelation] = []
    for element in _elements(documents, origin.name):
        try:
            kind, element_id, version, tags = _kind(element), _whole(element, "id"), _version(element), _tags(element)
            if kind == "node":
                nodes.add(element_id, version, _degrees(element, "lon", 180.0), _degrees(element, "lat", 90.0))
                if tags and (selection is None or meets_any(selection.point_rules, tags)):
                    node_tags.append(MetTags(element_id, version, tags))
            elif kind == "way":
                ways.append(MetWay(element_id, version, _refs(element), tags))
            else:
                relations.append(MetRelation(element_id, version, _members(element), tags))
        except ValueError as error:
            shown = f"{element.get('type', 'element')} {element.get('id', '')}".strip()
            raise SourceError(f"{origin.name}: {shown[:60]}: {error}; the answer is damaged: pull again") from error
    if selection is not None:
        relations = [met for met in relations if meets_any(selection.relation_rules, met.tags)]
        drawing = area_members(relations)
        ways = [met for met in ways if meets_any(selection.way_rules, met.tags) or met.id in drawing]
    return assemble(nodes, node_tags, ways, relations, origin=origin, notes={}, area=area)


def _elements(documents: Iterable[Mapping[str, Any]], name: str) -> Iterable[Mapping[str, Any]]:
    for document in documents:
        found = document.get("elements") if isinstance(document, Mapping) else None
        if not isinstance(found, list) or not all(isinstance(element, Mapping) for element in found):
            raise SourceError(f"{name}: the answer has no list of elements; it is no Overpass JSON: pull again")
        remark = document.get("remark")
        if remark is not None and "error" in str(remark):
            raise SourceError(f"{name}: the server gave up ({str(remark)[:200]}); ask for a smaller area or more time")
        yield from found


def _kind(element: Mapping[str, Any]) -> str:
    kind = element.get("type")
    if kind not in _TYPES:
        raise ValueError(f"type {str(kind)[:60]!r} is none of {', '.join(_TYPES)}")
    return str(kind)


def _whole(element: Mapping[str, Any], key: str) -> int:
    value = element.get(key)
    if type(value) is not int or abs(value) > _LARGEST:
        raise ValueError(f"{key} {repr(value)[:60]} is no whole number")
    return value


def _version(element: Mapping[str, Any]) -> int:
    """The version; 0 where the answer leaves it out."""
    return _whole(element, "version") if "version" in element else 0


def _degrees(element: Mapping[str, Any], key: str, limit: float) -> float:
    value = element.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= limit:
        raise ValueError(f"{key} {repr(value)[:60]} is no number within {-limit:g}..{limit:g}")
    return float(value)


def _tags(element: Mapping[str, Any]) -> dict[str, str]:
    tags = element.get("tags", {})
    if not isinstance(tags, dict) or not all(isinstance(text, str) for pair in tags.items() for text in pair):
        raise ValueError(f"tags {str(tags)[:60]!r} are not texts by text")
    "".join(chain.from_iterable(tags.items())).encode()  # half a surrogate pair is legal JSON and no text
    return visible_tags(tags)


def _refs(element: Mapping[str, Any]) -> "array[int]":
    refs = element.get("nodes")
    if not isinstance(refs, list) or not all(type(ref) is int and abs(ref) <= _LARGEST for ref in refs):
        raise ValueError(f"nodes {str(refs)[:60]} are not a list of whole numbers")
    return array("q", refs)


def _members(element: Mapping[str, Any]) -> tuple[OsmMember, ...]:
    members = element.get("members")
    if not isinstance(members, list) or not all(isinstance(member, Mapping) for member in members):
        raise ValueError(f"members {str(members)[:60]} are not a list of members")
    return tuple(_member(member) for member in members)


def _member(member: Mapping[str, Any]) -> OsmMember:
    role = member.get("role", "")
    if isinstance(role, str):
        return OsmMember(_kind(member), _whole(member, "ref"), role)
    raise ValueError(f"member role {str(role)[:60]!r} is no text")
