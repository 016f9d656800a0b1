"""Least times from places to stations by chains of direct rides, and the rides of a chain."""

from dataclasses import dataclass

import numpy as np

from netopt.arrays import FloatArray, IntArray
from netopt.routing.graph import RoutingGraph
from netopt.travel.station_time import is_unbooked
from netopt.travel.traveller import Traveller
from netopt.units import SECONDS_PER_MINUTE


@dataclass(frozen=True, eq=False)
class Journeys:
    """Chains of at least one ride from places to the platforms of stations."""

    time_s: FloatArray
    """Shape (n_places, n_stations): least times, ``inf`` where no chain arrives."""
    graph: RoutingGraph
    """States of travellers, see ``journeys``."""
    first_ride_arc: int
    """Arcs of the graph from here on are first rides, then as many later rides, in the order of all rides."""
    n_rides: int

    def rides(self, place: int, destinations: IntArray) -> list[IntArray]:
        """Positions of the rides of the least chain to each station, in order; empty where none arrives."""
        n_stations = self.time_s.shape[1]
        if n_stations == 0 or not len(destinations):
            return [np.zeros(0, dtype=np.int64) for _ in destinations]
        found = self.graph.paths(3 * n_stations + place, 2 * n_stations + destinations)
        shifted = (arcs - self.first_ride_arc for arcs in found)
        return [arcs[(arcs >= 0) & (arcs < 2 * self.n_rides)] % self.n_rides for arcs in shifted]


def journeys(traveller: Traveller, start_s: FloatArray, first_wait_s: FloatArray) -> Journeys:
    """Least times from places to stations.

    A traveller is at a station in one of three states, and moves between them at these costs:

        place -> start        ``start_s``
        start -> arrived      a first ride: ``first_wait_s``, in-vehicle time and borders
        arrived -> board      least connection time; to another station at least out, road and in; borders come on top
        board -> arrived      a later ride: wait, in-vehicle time and borders

    so that what a change costs is paid between rides only. The state of a traveller at station s is the node s
    (start), n + s (board) or 2n + s (arrived); place p is the node 3n + p.

    Parameters
    ----------
    start_s
        Shape (n_places, n_stations): what it costs a place to be at the train's door, ``inf`` where it cannot.
    first_wait_s
        Shape (n_rides,): wait for the first train beyond ``start_s``.
    """
    rail, links, times = traveller.rail, traveller.links, traveller.times
    n_places, n_stations = start_s.shape
    station = np.arange(n_stations)
    board, arrived = n_stations, 2 * n_stations
    place, first = np.nonzero(np.isfinite(start_s))
    by_road_s = times.out_s[links.origin] + links.road_s + times.in_s[links.destination]
    ride_s = rail.in_vehicle_s + rail.border_s
    later_s = traveller.parameters.waiting.transfer_wait_s(rail.headway_s) + ride_s
    arcs = [
        (3 * n_stations + place, first, start_s[place, first]),
        (rail.origin, arrived + rail.destination, first_wait_s + ride_s),
        (board + rail.origin, arrived + rail.destination, later_s),
        (arrived + station, board + station, least_change_s(traveller, station, station)),
        (
            arrived + links.origin,
            board + links.destination,
            np.maximum(by_road_s, least_change_s(traveller, links.origin, links.destination)) + links.border_s,
        ),
    ]
    tail, head, cost_s = (np.concatenate(part) for part in zip(*arcs, strict=True))
    graph = RoutingGraph.from_arcs(3 * n_stations + n_places, tail, head, cost_s)
    time_s = graph.distances(3 * n_stations + np.arange(n_places), arrived + station)
    return Journeys(time_s, graph, first_ride_arc=place.size, n_rides=rail.origin.size)


def least_change_s(traveller: Traveller, arrives: IntArray, departs: IntArray) -> FloatArray:
    """Least connection time from trains at stations to trains at stations, same shape, by the modes of both."""
    transfer_min, urban = traveller.parameters.transfer_min, is_unbooked(traveller.rail.stations)
    urban_ends = urban[arrives].astype(int) + urban[departs]
    by_urban_ends = np.array([transfer_min.same_station, transfer_min.rail_and_urban, transfer_min.urban])
    return np.asarray(by_urban_ends[urban_ends] * SECONDS_PER_MINUTE, dtype=np.float64)


def change_s(traveller: Traveller, earlier: int, later: int) -> float:
    """Seconds from the arrival of a ride to the departure of the next one of a chain: connection and wait.

    What is paid at a border between the two is not in it.
    """
    rail, links, times = traveller.rail, traveller.links, traveller.times
    arrives, departs = rail.destination[earlier], rail.origin[later]
    wait_s = traveller.parameters.waiting.transfer_wait_s(rail.headway_s[later])
    connection_s = float(least_change_s(traveller, arrives, departs))
    if arrives != departs:
        road_s = links.road_s[(links.origin == arrives) & (links.destination == departs)].min()
        connection_s = max(connection_s, times.out_s[arrives] + road_s + times.in_s[departs])
    return float(connection_s + wait_s)


def first_wait_s(traveller: Traveller) -> FloatArray:
    """Wait for the first train of a journey by ride, shape (n_rides,), beyond the time of station entry."""
    rail = traveller.rail
    wait_s = traveller.parameters.waiting.wait_s(rail.headway_s)
    return np.minimum(wait_s, traveller.times.longest_first_wait_s[rail.origin])
