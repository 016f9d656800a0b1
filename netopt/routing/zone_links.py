"""How places get onto the graph: by standing on it, or by road between a zone's centre and its nearest stations.

Road time is assumed: straight distance x circuity / speed. Circuity of roads in China is about 1.33 (Ballou, Rahardja
and Sakai 2002, Transportation Research Part A 36); the speed is a round figure for town and country roads. A zone's
centre is never passed through: road links serve the two ends of a journey.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import KDTree

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.network.network import Network
from netopt.units import KMH_PER_MS, METRES_PER_KM

if TYPE_CHECKING:
    from netopt.routing.cost import CostConfig


@dataclass(frozen=True, eq=False)
class ZoneLinks:
    """Ways between places and nodes of the graph, arrays of shape (n_links,), sorted by place, then time.

    A place that stands on the graph has one link of 0 s to itself; every other link is assumed.
    """

    place: IntArray
    """Position in the list of places asked for."""
    node: IntArray
    """Node position in the network."""
    access_s: FloatArray


def zone_links(network: Network, places: IntArray, is_on_graph: BoolArray, cost: "CostConfig") -> ZoneLinks:
    """Links of places, given as node positions, to the nodes of a graph.

    ``is_on_graph`` (n_nodes,) says which nodes have an arc. A zone that has none is linked to the nearest stations
    that have one, in a network without stations to the nearest junctions; any other place without one gets no link
    and cannot be reached.
    """
    standing = np.flatnonzero(is_on_graph[places])
    kind = network.nodes["kind"].to_numpy()
    zones = np.flatnonzero(~is_on_graph[places] & (kind[places] == "zone"))
    # A network of roads alone has no stations: there every junction is a way in.
    stations = np.flatnonzero(is_on_graph & (kind == ("station" if (kind == "station").any() else "junction")))
    zone, station, road_m = _nearest(network, places[zones], stations, cost)
    place = np.concatenate([standing, zones[zone]])
    node = np.concatenate([places[standing], stations[station]])
    access_s = np.concatenate([np.zeros(standing.size), road_m / (cost.access_kmh / KMH_PER_MS)])
    order = np.lexsort((node, access_s, place))
    return ZoneLinks(place[order], node[order], access_s[order])


def _nearest(
    network: Network, zones: IntArray, stations: IntArray, cost: "CostConfig"
) -> tuple[IntArray, IntArray, FloatArray]:
    """Zone, station (positions in the arrays given) and road metres of every link within the limit."""
    nothing = np.zeros(0, dtype=np.int64)
    if not zones.size or not stations.size:
        return nothing, nothing, np.zeros(0)
    xy = np.column_stack([network.nodes.geometry.x, network.nodes.geometry.y])
    count = min(cost.access_stations, stations.size)
    straight_m, found = map(np.asarray, KDTree(xy[stations]).query(xy[zones], k=np.arange(1, count + 1)))
    road_m = straight_m * cost.circuity
    zone, rank = np.nonzero(road_m <= cost.access_limit_km * METRES_PER_KM)
    return zone, found[zone, rank], road_m[zone, rank]
