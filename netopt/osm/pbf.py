"""Read OpenStreetMap files (.osm, .osm.gz, .osm.bz2, .osm.pbf) as streams, and keep only what is selected.

Passes: relations, ways, their missing member ways, tagged nodes, and the coordinates of what is needed. Objects that
fail a rule's first test are skipped in C++. ``osmium.filter.IdFilter`` is not used for nodes: it takes 4 MB for every
2**25 ids touched, 1.5 GB for the nodes of any file, as their ids are spread over OpenStreetMap's whole range.
"""

import importlib.metadata
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import osmium

from netopt.errors import SourceError
from netopt.osm.area import Area
from netopt.osm.assemble import assemble
from netopt.osm.extract import ExtractOrigin, OsmExtract, OsmMember
from netopt.osm.extract_check import check_not_empty, warn_if_cut
from netopt.osm.met import MetNodes, MetRelation, MetTags, MetWay, area_members
from netopt.osm.osm_file import check_osm_file
from netopt.osm.selection import Selection, first_pairs, meets_any
from netopt.osm.tag_rule import TagRule
from netopt.osm.tag_text import visible_tags

_MEMBER_TYPES: Final = {"n": "node", "w": "way", "r": "relation"}
_DATE_KEYS: Final = ("osmosis_replication_timestamp", "timestamp")
LONGEST_TOLD: Final = 200
"""Signs of what osmium says that a message shows."""
_YEAR_ONE: Final = 1971
"""Objects without a timestamp bear that of 1970."""


def read_osm_file(path: Path, selection: Selection, *, area: Area | None = None) -> OsmExtract:
    """What a file holds of the selection.

    Parameters
    ----------
    path
        One file; its suffix says how it is read. Objects may stand in any order and more than once: the newest
        version is taken, the later one of equal versions.
    area
        Polygon in degrees WGS84; ways that touch it are kept whole (see ``assemble``).

    Raises
    ------
    SourceError
        If the file cannot be read to its end, or holds ids below 0.
    EmptySourceError
        If it holds nothing of the selection, or no track although modes are selected.

    Notes
    -----
    A PBF file that was cut exactly between two blocks looks like a whole one: the format has no mark of its end. It
    is noticed if no way came through, and warned of (``NetoptWarning``) if so many ways are missing that more than
    ``extract_check.LARGEST_LOOSE_SHARE`` of the switches, crossings and buffer stops, which come first, lie on none.
    """
    check_osm_file(path)
    reading = _Reading(path, selection)
    try:
        reading.read()
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise SourceError(f"{path}: {_told(str(error))}") from error
    extract = assemble(
        reading.nodes,
        reading.node_tags,
        reading.ways,
        reading.relations,
        origin=ExtractOrigin(path.name, reading.date, versions={"osmium": importlib.metadata.version("osmium")}),
        notes={"deleted_objects": reading.n_deleted},
        area=area,
    )
    check_not_empty(extract, str(path), selection, area=area)
    warn_if_cut(extract, str(path), selection)
    return extract


class _Reading:
    """The passes over one file, and what they met."""

    def __init__(self, path: Path, selection: Selection) -> None:
        self.path = path
        self.selection = selection
        self.date = ""
        self.nodes = MetNodes()
        self.node_tags: list[MetTags] = []
        self.ways: list[MetWay] = []
        self.relations: list[MetRelation] = []
        self.n_deleted = 0
        self._newest, self._oldest = "", "9"

    def read(self) -> None:
        """Make all passes."""
        with osmium.io.Reader(str(self.path), osmium.osm.NOTHING) as reader:
            header = reader.header()
        if header.has_multiple_object_versions:
            raise SourceError(f"{self.path}: is a history or change file; use an extract of one state")
        self._read_relations()
        self._read_ways()
        self._read_member_ways()
        self._read_node_tags()
        self._read_nodes()
        said = next((date for key in _DATE_KEYS if (date := header.get(key))), "")
        # One stamp on all objects is a placeholder of the program that made the file.
        self.date = said or (self._newest if self._newest != self._oldest else "")

    def _objects(self, entities: Any, rules: tuple[TagRule, ...]) -> Iterator[tuple[Any, dict[str, str]]]:
        """Objects of a type that meet a rule, with their tags; each is valid only until the next."""
        if not rules:
            return
        for each in self._stream(entities, osmium.filter.TagFilter(*first_pairs(rules))):
            tags = _tags(each)
            if not meets_any(rules, tags):
                continue
            if each.deleted:
                self.n_deleted += 1
                continue
            if each.timestamp.year >= _YEAR_ONE:
                stamp = each.timestamp.strftime("%Y-%m-%dT%H:%M:%SZ")
                self._newest, self._oldest = max(self._newest, stamp), min(self._oldest, stamp)
            yield each, tags

    def _stream(self, entities: Any, *filters: osmium.BaseFilter) -> Iterator[Any]:
        """Objects of one type that pass; `Any`, since the package has one type for all that may come."""
        processor = osmium.FileProcessor(str(self.path), entities)
        for each in filters:
            processor.with_filter(each)
        yield from processor

    def _read_relations(self) -> None:
        for each, tags in self._objects(osmium.osm.RELATION, self.selection.relation_rules):
            members = tuple(OsmMember(_MEMBER_TYPES[member.type], member.ref, member.role) for member in each.members)
            self.relations.append(MetRelation(each.id, each.version, members, tags))

    def _read_ways(self) -> None:
        for each, tags in self._objects(osmium.osm.WAY, self.selection.way_rules):
            self.ways.append(MetWay(each.id, each.version, _refs(each), tags))

    def _read_member_ways(self) -> None:
        """Ways that draw a multipolygon and are not kept for their own tags."""
        wanted = area_members(self.relations) - {way.id for way in self.ways}
        if not wanted:
            return
        for each in self._stream(osmium.osm.WAY):
            if each.id in wanted and not each.deleted:
                self.ways.append(MetWay(each.id, each.version, _refs(each), _tags(each)))

    def _read_node_tags(self) -> None:
        for each, tags in self._objects(osmium.osm.NODE, self.selection.point_rules):
            self.node_tags.append(MetTags(each.id, each.version, tags))

    def _read_nodes(self) -> None:
        """Nodes along the ways and tagged ones, whatever order the file has."""
        wanted = {met.id for met in self.node_tags}
        for way in self.ways:
            wanted.update(way.refs)
        for each in self._stream(osmium.osm.NODE):
            if each.id in wanted and not each.deleted:
                place = each.location
                lon, lat = (place.lon, place.lat) if place.valid() else (np.nan, np.nan)
                self.nodes.add(each.id, each.version, lon, lat)


def _refs(way: Any) -> "array[int]":
    return array("q", [node.ref for node in way.nodes])


def _tags(each: Any) -> dict[str, str]:
    """Tags of an object; ``dict(each.tags)`` would look every key up again."""
    return visible_tags({tag.k: tag.v for tag in each.tags})


def _told(message: str) -> str:
    """What osmium says, in words that tell the mend."""
    message = message if len(message) <= LONGEST_TOLD else f"{message[:LONGEST_TOLD]}..."
    if "too long" in message:
        return (
            f"holds a text longer than the 255 signs that OpenStreetMap allows ({message}); shorten it or leave it out"
        )
    if message.startswith("illegal"):
        return f"holds an object that is none of OpenStreetMap ({message}); mend or leave out that object"
    if "XML entities" in message:
        return f"declares XML entities, which no OpenStreetMap file needs ({message}); take it from a trusted source"
    if "coordinate" in message:
        return f"a node has a coordinate that is no number on the earth ({message}); mend or leave out that node"
    if "top-level" in message or "version" in message:
        return f"is no OpenStreetMap file of version 0.6 ({message}); download it again"
    return f"cannot be read to its end ({message}); it is cut or damaged: download it again"
