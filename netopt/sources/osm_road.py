"""Roads or footways of OpenStreetMap as a network: for access to stations and egress from them."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import geopandas as gpd
import pandas as pd

from netopt.network.crs import equal_area_crs
from netopt.network.edge_classes import ROAD
from netopt.network.network import Network
from netopt.network.snapshot import as_pinned
from netopt.osm.road_tags import DRIVEN_SHARE, WALKED_KMH, RoadNetwork, road_rules
from netopt.osm.selection import Selection
from netopt.provenance import Provenance
from netopt.sources.osm_area import OsmAreaSource, osm_data_source, people_of
from netopt.sources.people_tables import with_zones

if TYPE_CHECKING:
    from netopt.osm.extract import OsmExtract
    from netopt.osm.road_graph import RoadGraph

logger = logging.getLogger(__name__)

PACKAGES: Final = ("netopt", "osmium", "osmnx", "networkx", "pyproj", "shapely")
"""Packages on which a network made of the same data depends."""


class OsmRoadSource(OsmAreaSource):
    """Roads or footways of OpenStreetMap: from an Overpass server, or from a file without internet."""

    kind: Literal["osm_road"] = "osm_road"
    network: RoadNetwork = "drive"
    """drive: what the public may drive on, one-way streets kept; walk: what it may walk on, both ways."""

    def read(self, folder: Path) -> Network:
        """The road network; every component is kept, their number stands in the provenance."""
        from netopt.osm.road_graph import road_graph

        zones = self.zones_folder(folder)
        extract = self._roads(folder)
        graph = road_graph(extract, self.network)
        logger.info(
            "%d junctions, %d streets, %.0f km; %d components, %d of the junctions reach each other",
            *(len(graph.nodes), len(graph.edges), graph.edges["length_m"].sum() / 1000.0),
            *(graph.notes["components"], graph.notes["nodes_in_largest_strong_component"]),
        )
        return self._network(zones, extract, graph)

    def _roads(self, folder: Path) -> "OsmExtract":
        """The extract; a server is asked only for the roads of this network."""
        if self.file is not None or (area := self._area(folder)) is None:
            return self.extract(folder, Selection(modes=(), roads=True))
        from netopt.osm.overpass import pull_ways

        return pull_ways(area, road_rules(self.network), self.overpass)

    def _network(self, zones: Path | None, extract: "OsmExtract", graph: "RoadGraph") -> Network:
        junctions = graph.nodes.assign(**{"kind": "junction", "class": ""})
        people = people_of(zones, junctions)
        nodes = with_zones(junctions, people)
        crs = equal_area_crs(tuple(nodes.total_bounds))
        missing = pd.array([pd.NA] * len(graph.edges), dtype="string")
        edges = graph.edges.assign(**{"class": ROAD, "line_id": missing})
        speed = {"driven_share": DRIVEN_SHARE} if self.network == "drive" else {"walked_kmh": WALKED_KMH}
        network = Network(
            nodes=nodes.to_crs(crs),
            edges=gpd.GeoDataFrame(edges).to_crs(crs),
            areas=people.outlines.to_crs(crs),
            water=people.water.to_crs(crs),
            places=people.places.to_crs(crs),
            provenance=Provenance(
                kind="osm_road",
                name=self.area_name(),
                sources=(osm_data_source(extract.origin),),
                parameters={
                    "network": self.network,
                    **speed,
                    **self.parameters(extract, PACKAGES),
                },
                sheet={"osm_date": extract.origin.date, "roads": graph.notes, "reading": dict(extract.notes)},
            ),
        )
        return as_pinned(network)
