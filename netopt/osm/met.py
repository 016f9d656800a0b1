"""Objects of OpenStreetMap as a reader meets them: in any order, in any version, perhaps twice."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from netopt.osm.extract import OsmMember, Tags


class MetWay(NamedTuple):
    """A way as it was met."""

    id: int
    version: int
    refs: "array[int]"
    tags: Tags


class MetRelation(NamedTuple):
    """A relation as it was met."""

    id: int
    version: int
    members: tuple[OsmMember, ...]
    tags: Tags


class MetTags(NamedTuple):
    """Tags of a node as they were met."""

    id: int
    version: int
    tags: Tags


@dataclass
class MetNodes:
    """Nodes as they were met, four numbers each; a missing or impossible coordinate is NaN."""

    id: "array[int]" = field(default_factory=lambda: array("q"))
    version: "array[int]" = field(default_factory=lambda: array("q"))
    lon: "array[float]" = field(default_factory=lambda: array("d"))
    lat: "array[float]" = field(default_factory=lambda: array("d"))

    def add(self, node_id: int, version: int, lon: float, lat: float) -> None:
        """Append one node."""
        self.id.append(node_id)
        self.version.append(version)
        self.lon.append(lon)
        self.lat.append(lat)


def area_members(relations: Iterable[MetRelation]) -> set[int]:
    """Ids of the ways that draw multipolygons; they may have no tags of their own."""
    is_area = (relation for relation in relations if relation.tags.get("type") == "multipolygon")
    return {member.ref for relation in is_area for member in relation.members if member.type == "way"}
