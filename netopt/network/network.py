"""Network: places, the physical links between them, and what runs and lies there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.arrays import IntArray
from netopt.errors import UnknownNodeError
from netopt.network.arcs import Arcs, arcs_of_edges
from netopt.network.borders.borders import Borders
from netopt.network.check import Frames, check_frames
from netopt.provenance import Provenance


@dataclass(frozen=True, eq=False)
class Network:
    """Places and the physical links between them. Never changed after it is made.

    All geometry is in one metre-based, equal-area CRS (``network.crs``).

    nodes
        Index ``node_id`` (unique str), Point. ``kind`` is ``station``, ``junction``, ``freight`` or ``zone``;
        ``class`` ranks stations (``hub``, ``main``, ``local``); ``name_zh``, ``name_en``; zones carry ``population``.
    edges
        Index ``edge_id``; ``from_node``, ``to_node``, ``oneway`` (bool), ``length_m``, LineString.
        Rail edges also carry ``line_id``, ``class``, ``max_kmh``, ``running_s`` and what is assumed of them.
    services
        Index ``service_id``: ordered stations, lines, stop pattern, train, headway. Empty where nothing is scheduled.
    areas
        Index = ids of zone nodes; Polygon or MultiPolygon. Empty where zones are points only.
    places
        Index ``place_id``; Point, ``population``, ``zone_id``: finer population inside the zones.
    water
        Index ``water_id``; Polygon or MultiPolygon: what no way on the ground crosses. Empty where nothing is known.
    absent
        Ids of nodes that are not in this state of the network, and why; only messages read it.
    borders
        Borders between jurisdictions and what crossing them costs; ``None`` where nobody asks for them.
    """

    nodes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame
    provenance: Provenance
    services: pd.DataFrame = field(default_factory=pd.DataFrame)
    areas: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)
    places: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)
    water: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)
    absent: Mapping[str, str] = field(default_factory=dict, repr=False)
    borders: Borders | None = None

    def __post_init__(self) -> None:
        frames = Frames(self.nodes, self.edges, self.services, self.areas, self.places, self.water)
        check_frames(frames, name=self.provenance.name)

    @property
    def crs(self) -> Any:
        """The metre-based CRS of every geometry (a ``pyproj.CRS``)."""
        return self.nodes.crs

    @cached_property
    def arcs(self) -> Arcs:
        """Directed arcs of all edges."""
        return arcs_of_edges(
            self.positions(self.edges["from_node"]),
            self.positions(self.edges["to_node"]),
            self.edges["oneway"].to_numpy(dtype=bool),
        )

    def positions(self, node_ids: Iterable[str]) -> IntArray:
        """Positions 0..n-1 of node ids: the only door from ids to positions.

        Raises
        ------
        UnknownNodeError
            If an id is not in the network; the message lists up to ten of them, and why or what may be meant.
        """
        wanted = list(node_ids)
        found = self.nodes.index.get_indexer(wanted)
        missing = sorted({str(wanted[i]) for i in np.flatnonzero(found < 0)})
        if missing:
            shown = ", ".join(name + self._about_missing(name) for name in missing[:10])
            more = " ..." if len(missing) > 10 else ""
            raise UnknownNodeError(f"network {self.provenance.name!r} has no node {shown}{more}")
        return np.asarray(found, dtype=np.int32)

    def _about_missing(self, name: str) -> str:
        """Why an id is not here, or which ids may be meant; in brackets, empty where nothing is near."""
        if name in self.absent:
            return f" ({self.absent[name]})"
        ids_of: dict[str, list[str]] = {}
        columns = [self.nodes[column].dropna() for column in ("name_zh", "name_en") if column in self.nodes.columns]
        for labels in (self.nodes.index.to_series(), *columns):
            for node_id, label in labels.items():
                ids_of.setdefault(str(label).casefold(), []).append(str(node_id))
        sought = name.casefold()
        near = [sought] if sought in ids_of else get_close_matches(sought, ids_of, n=3)
        meant = list(dict.fromkeys(node_id for label in near for node_id in ids_of[label]))
        return f" (did you mean {' or '.join(meant[:3])}?)" if meant else ""

    def of_kind(self, *kinds: str) -> gpd.GeoDataFrame:
        """The nodes of the given kinds."""
        return self.nodes[self.nodes["kind"].isin(kinds)]

    def with_edges(self, **columns: Any) -> "Network":
        """A network whose edges carry new or replaced columns."""
        return replace(self, edges=self.edges.assign(**columns))

    def with_nodes(self, **columns: Any) -> "Network":
        """A network whose nodes carry new or replaced columns."""
        return replace(self, nodes=self.nodes.assign(**columns))
