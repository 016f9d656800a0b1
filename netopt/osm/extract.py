"""OsmExtract: what was read from OpenStreetMap, as it was read; one type for files and for Overpass."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray

Tags = Mapping[str, str]


@dataclass(frozen=True)
class OsmMember:
    """One member of a relation."""

    type: str
    """node, way or relation."""
    ref: int
    role: str


@dataclass(frozen=True, eq=False)
class OsmRelation:
    """A relation: a station's parts, a line, a service."""

    id: int
    tags: Tags
    members: tuple[OsmMember, ...]


@dataclass(frozen=True)
class ExtractOrigin:
    """Where an extract came from; written into every network made of it."""

    name: str
    """File name or endpoint: no folder of anybody's machine."""
    date: str
    """State of the OpenStreetMap data, ISO; empty where neither the file nor the server says."""
    query: Mapping[str, str] = field(default_factory=dict)
    """What was asked: area, filters, endpoint, pinned date."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Versions of the packages that read it."""


@dataclass(frozen=True, eq=False)
class OsmExtract:
    """Nodes, ways and relations of an area, nothing interpreted.

    A way may refer to nodes that are not here: it leaves the area. Coordinates are WGS84.
    """

    node_id: IntArray
    """Shape (n_nodes,), int64, rising, unique."""
    lonlat: FloatArray
    """Shape (n_nodes, 2), degrees."""
    node_tags: Mapping[int, Tags]
    """Tags by node id, of nodes that have any."""
    way_id: IntArray
    """Shape (n_ways,), int64, rising, unique."""
    first_ref: IntArray
    """Shape (n_ways + 1,): refs of way w are ``ref[first_ref[w]:first_ref[w + 1]]``."""
    ref: IntArray
    """Shape (n_refs,), int64: node ids along the ways."""
    way_tags: tuple[Tags, ...]
    """Tags of each way, in the order of ``way_id``."""
    relations: tuple[OsmRelation, ...]
    """By rising id."""
    origin: ExtractOrigin
    notes: Mapping[str, int] = field(default_factory=dict)
    """What was counted while reading, for example ``refs_without_node``."""

    @cached_property
    def ref_position(self) -> IntArray:
        """Position of each ref's node, shape (n_refs,); -1 where the node is not in the extract."""
        if not self.node_id.size:
            return np.full(self.ref.size, -1, dtype=np.int64)
        found = np.minimum(np.searchsorted(self.node_id, self.ref), self.node_id.size - 1)
        return np.where(self.node_id[found] == self.ref, found, -1).astype(np.int64)

    @property
    def is_missing(self) -> BoolArray:
        """Refs whose node is not in the extract, shape (n_refs,)."""
        return self.ref_position < 0

    def refs(self, way: int) -> IntArray:
        """Node ids along the way at a position."""
        return self.ref[self.first_ref[way] : self.first_ref[way + 1]]

    def point(self, node_id: int) -> tuple[float, float] | None:
        """Longitude and latitude of a node; ``None`` where it is not in the extract."""
        place = int(np.searchsorted(self.node_id, node_id))
        if place == self.node_id.size or self.node_id[place] != node_id:
            return None
        lon, lat = self.lonlat[place]
        return float(lon), float(lat)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all nodes, degrees; NaN where there are none."""
        if not self.node_id.size:
            return (float("nan"),) * 4
        west, south = self.lonlat.min(axis=0)
        east, north = self.lonlat.max(axis=0)
        return float(west), float(south), float(east), float(north)
