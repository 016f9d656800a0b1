"""RoadGraph: roads or paths of an extract as junctions and the streets between them, simplified by osmnx."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, Final

import geopandas as gpd
import networkx as nx
import numpy as np
import osmnx as ox
import pandas as pd
import pyproj
import shapely

from netopt.arrays import FloatArray
from netopt.errors import EmptySourceError
from netopt.osm.extract import OsmExtract
from netopt.osm.road_tags import RoadNetwork, directions, is_road
from netopt.units import KMH_PER_MS

WGS84: Final = "EPSG:4326"
SHORTEST_M: Final = 0.1
"""Two nodes of OpenStreetMap may lie on one point; a link between them gets this length."""

Path = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """Junctions and the streets between them, WGS84; every component is kept."""

    nodes: gpd.GeoDataFrame
    """Index ``node_id`` (n and the OpenStreetMap id), sorted; Point; ``osm_ids``; ``component``: 0 in the largest set
    of junctions that can all reach each other, then by falling size."""
    edges: gpd.GeoDataFrame
    """Index ``edge_id``, sorted; ``from_node``, ``to_node``, ``oneway``, ``length_m``, ``max_kmh`` (highest limit),
    ``max_kmh_assumed`` (more than half of the time rests on assumed limits), ``speed_assumed_share`` (of the time),
    ``running_s``, ``running_back_s`` (missing where one-way), ``highway``, ``name``, ``way_ids`` (texts joined by ``;``
    in the order of travel), LineString."""
    notes: dict[str, int]
    """What was counted: ways, ways cut at a missing node, duplicates, components."""


def road_graph(extract: OsmExtract, network: RoadNetwork) -> RoadGraph:
    """The graph of what one may drive or walk along in an extract.

    A way is cut where a node is missing. Nodes that are neither junction nor end vanish, with lengths and times
    summed up stretch by stretch, so that a change of speed between two junctions is not lost.

    Raises
    ------
    EmptySourceError
        If the extract holds no such road.
    """
    notes = dict.fromkeys(("ways", "ways_cut", "duplicate_streets", "streets_without_length"), 0)
    unsimplified = street_graph(extract, network, notes)
    if not unsimplified.number_of_edges():
        raise EmptySourceError(f"{extract.origin.name} holds no road to {network} on; give another area or file")
    simplified = ox.simplify_graph(unsimplified, remove_rings=False, edge_attr_aggs=AGGREGATES)
    streets = _streets(simplified, notes)
    edges = _edges(extract, streets, notes)
    nodes = _nodes(extract, edges, notes)
    return RoadGraph(nodes, edges, notes)


def street_graph(extract: OsmExtract, network: RoadNetwork, notes: dict[str, int]) -> nx.MultiDiGraph:
    """A graph as osmnx makes it, one edge between two consecutive nodes and direction, before it is simplified.

    Node attributes ``x``, ``y``; edge attributes ``osmid``, ``oneway``, ``reversed``, ``length`` (m) and ours.
    """
    graph = nx.MultiDiGraph(crs=WGS84)
    for way, tags in enumerate(extract.way_tags):
        if not is_road(tags, network):
            continue
        notes["ways"] += 1
        runs = list(_runs(extract, way))
        notes["ways_cut"] += int(extract.is_missing[extract.first_ref[way] : extract.first_ref[way + 1]].any())
        forward, backward = directions(tags, network)
        same = {
            "osmid": int(extract.way_id[way]),
            "oneway": forward is None or backward is None,
            "highway": tags["highway"],
            "name": tags.get("name", ""),
        }
        for refs, lonlat, length_m in runs:
            for ref, (lon, lat) in zip(refs, lonlat.tolist(), strict=True):
                graph.add_node(ref, x=lon, y=lat)
            for direction, is_reversed in ((forward, False), (backward, True)):
                if direction is None:
                    continue
                for (tail, head), length in zip(pairwise(refs), length_m.tolist(), strict=True):
                    ends = (head, tail) if is_reversed else (tail, head)
                    running_s = length * KMH_PER_MS / direction.driven_kmh
                    graph.add_edge(
                        *ends,
                        **same,
                        reversed=is_reversed,
                        length=length,
                        running_s=running_s,
                        assumed_s=running_s if direction.is_assumed else 0.0,
                        max_kmh=direction.max_kmh,
                        path=ends,
                    )
    return graph


def _runs(extract: OsmExtract, way: int) -> Iterator[tuple[list[int], FloatArray, FloatArray]]:
    """Unbroken parts of a way: node ids, their degrees (n, 2), and lengths between them (n - 1,), metres."""
    position = extract.ref_position[extract.first_ref[way] : extract.first_ref[way + 1]]
    for is_here, part in groupby(position.tolist(), key=lambda place: place >= 0):
        places = [place for place, _ in groupby(part)]
        if not is_here or len(places) < 2:
            continue
        lonlat = extract.lonlat[places]
        geod = pyproj.Geod(ellps="WGS84")
        length_m = geod.inv(lonlat[:-1, 0], lonlat[:-1, 1], lonlat[1:, 0], lonlat[1:, 1])[2]
        yield extract.node_id[places].tolist(), lonlat, np.asarray(length_m, dtype=np.float64)


def _joined(values: Sequence[Any]) -> str:
    """Different values in the order of travel, as text."""
    return ";".join(dict.fromkeys(str(value) for value in values if value != ""))


def _path(links: Sequence[Path]) -> Path:
    return (links[0][0], *(link[-1] for link in links))


AGGREGATES: Final = {
    "length": sum,
    "running_s": sum,
    "assumed_s": sum,
    "max_kmh": max,
    "osmid": _joined,
    "highway": _joined,
    "name": _joined,
    "path": _path,
    "oneway": all,
    "reversed": all,
}
"""All attributes: of one that is not here osmnx keeps the different values in no order."""


def _streets(graph: nx.MultiDiGraph, notes: dict[str, int]) -> dict[Path, dict[str, Any]]:
    """Travel along every chain of nodes, by the chain in its direction; of duplicates the fastest."""
    streets: dict[Path, dict[str, Any]] = {}
    for _, _, street in graph.edges(data=True):
        path = street["path"]
        notes["duplicate_streets"] += path in streets
        if path not in streets or _preference(street) < _preference(streets[path]):
            streets[path] = street
    return streets


def _preference(street: dict[str, Any]) -> tuple[float, str]:
    return street["running_s"], str(street["osmid"])


def _edges(extract: OsmExtract, streets: dict[Path, dict[str, Any]], notes: dict[str, int]) -> gpd.GeoDataFrame:
    """One edge a chain, two-way where it is travelled both ways."""
    rows, lines = [], []
    for path in sorted(streets):
        there, back = streets[path], streets.get(path[::-1])
        if back is not None and path[::-1] < path:
            continue  # it is drawn the other way round
        both = [there] if back is None else [there, back]
        assumed_share = sum(each["assumed_s"] for each in both) / max(sum(each["running_s"] for each in both), 1e-9)
        notes["streets_without_length"] += there["length"] < SHORTEST_M
        rows.append(
            {
                "from_node": f"n{path[0]}",
                "to_node": f"n{path[-1]}",
                "oneway": back is None,
                "length_m": max(there["length"], SHORTEST_M),
                "max_kmh": max(each["max_kmh"] for each in both),
                "max_kmh_assumed": assumed_share > 0.5,
                "speed_assumed_share": assumed_share,
                "running_s": there["running_s"],
                "running_back_s": np.nan if back is None else back["running_s"],
                "highway": there["highway"],
                "name": there["name"],
                "way_ids": str(there["osmid"]),
            }
        )
        lines.append(path)
    edges = gpd.GeoDataFrame(pd.DataFrame(rows), geometry=_lines(extract, lines), crs=WGS84)
    ends = edges["from_node"] + "-" + edges["to_node"]
    repeat = ends.groupby(ends).cumcount() + 1
    edges.index = pd.Index(ends.where(repeat == 1, ends + ":" + repeat.astype(str)), name="edge_id")
    return edges.sort_index()


def _lines(extract: OsmExtract, paths: Sequence[Path]) -> Any:
    """LineStrings along chains of nodes; shapely has no type for an array of them."""
    place = np.searchsorted(extract.node_id, np.fromiter((ref for path in paths for ref in path), dtype=np.int64))
    line = np.repeat(np.arange(len(paths)), [len(path) for path in paths])
    return shapely.linestrings(extract.lonlat[place], indices=line)


def _nodes(extract: OsmExtract, edges: gpd.GeoDataFrame, notes: dict[str, int]) -> gpd.GeoDataFrame:
    """The ends of all edges, and in which set of mutually reachable ones each lies."""
    reach = nx.DiGraph()
    reach.add_edges_from(zip(edges["from_node"], edges["to_node"], strict=True))
    two_way = edges[~edges["oneway"]]
    reach.add_edges_from(zip(two_way["to_node"], two_way["from_node"], strict=True))
    ranked = sorted(nx.strongly_connected_components(reach), key=lambda part: (-len(part), min(part)))
    component = {node: rank for rank, part in enumerate(ranked) for node in part}
    notes["components"] = nx.number_weakly_connected_components(reach)
    notes["strong_components"] = len(ranked)
    notes["nodes_in_largest_strong_component"] = len(ranked[0])
    node_ids = sorted(component)
    osm_ids = [int(node[1:]) for node in node_ids]
    lonlat = extract.lonlat[np.searchsorted(extract.node_id, osm_ids)]
    return gpd.GeoDataFrame(
        {"osm_ids": [str(osm_id) for osm_id in osm_ids], "component": [component[node] for node in node_ids]},
        geometry=gpd.points_from_xy(lonlat[:, 0], lonlat[:, 1]),
        crs=WGS84,
        index=pd.Index(node_ids, name="node_id"),
    )
