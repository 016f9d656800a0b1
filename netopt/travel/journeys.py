"""Least times from places to stations by chains of direct rides, and the chains themselves."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from netopt.arrays import FloatArray, IntArray
from netopt.travel.passenger_rail import PassengerRail
from netopt.travel.station_time import next_train_wait_s
from netopt.travel.traveller import Traveller
from netopt.units import SECONDS_PER_MINUTE


@dataclass(frozen=True, eq=False)
class Journeys:
    """Least times from places to the platforms of stations.

    ``time_s`` has shape (n_places, n_stations), ``inf`` where no chain of rides arrives. A chain holds at least
    one ride.
    """

    rail: PassengerRail
    time_s: FloatArray
    predecessor: IntArray
    """Shape (n_places, 3 n_stations + n_places): see ``journeys``."""

    def stations(self, place: int, destination: int) -> list[int]:
        """Stations of a chain in order, where each ride starts and ends.

        ``[s, t]`` is one ride; ``[s, t, t, u]`` a change at t; ``[s, t, v, u]`` a change by road from t to v.
        Empty where no chain arrives.
        """
        if not np.isfinite(self.time_s[place, destination]):
            return []
        n_stations = len(self.rail)
        chain = []
        node = 2 * n_stations + destination
        while node < 3 * n_stations:
            chain.append(node % n_stations)
            node = int(self.predecessor[place, node])
        return chain[::-1]

    def rides(self, place: int, destination: int) -> list[int]:
        """Positions of the rides of a chain, in order."""
        chain = self.stations(place, destination)
        return [self.rail.ride(chain[i], chain[i + 1]) for i in range(0, len(chain), 2)]

    def in_vehicle_s(self, place: int, destination: int) -> float:
        """Time on trains along a chain; ``inf`` where none arrives."""
        if not np.isfinite(self.time_s[place, destination]):
            return float("inf")
        return float(self.rail.in_vehicle_s[self.rides(place, destination)].sum())


def journeys(traveller: Traveller, start_s: FloatArray, first_wait_s: FloatArray) -> Journeys:
    """Least times from places to stations.

    A traveller is at a station in one of three states, and moves between them at these costs:

        place -> start        ``start_s``
        start -> arrived      a first ride: ``first_wait_s`` and in-vehicle time
        arrived -> board      least connection time; to another station at least out, road and in
        board -> arrived      a later ride: wait and in-vehicle time

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
    if n_stations == 0:
        return Journeys(rail, np.zeros((n_places, 0)), np.zeros((n_places, n_places), dtype=np.int32))
    station = np.arange(n_stations)
    board, arrived = n_stations, 2 * n_stations
    wait_s = next_train_wait_s(rail.headway_s, traveller.parameters)
    place, first = np.nonzero(np.isfinite(start_s))
    change_s = traveller.parameters.transfer_min.rail_passage * SECONDS_PER_MINUTE
    by_road_s = times.out_s[links.origin] + links.road_s + times.in_s[links.destination]
    arcs = [
        (3 * n_stations + place, first, start_s[place, first]),
        (rail.origin, arrived + rail.destination, first_wait_s + rail.in_vehicle_s),
        (board + rail.origin, arrived + rail.destination, rail.in_vehicle_s + wait_s),
        (arrived + station, board + station, np.full(n_stations, change_s)),
        (
            arrived + links.origin,
            board + links.destination,
            np.maximum(by_road_s, change_s),
        ),
    ]
    tail, head, cost_s = (np.concatenate(part) for part in zip(*arcs, strict=True))
    size = 3 * n_stations + n_places
    time_s, predecessor = _least_times(size, tail, head, cost_s, origins=3 * n_stations + np.arange(n_places))
    return Journeys(rail, time_s[:, arrived : arrived + n_stations], predecessor)


def first_wait_s(traveller: Traveller) -> FloatArray:
    """Wait for the first train of a journey by ride, shape (n_rides,), beyond the time of station entry."""
    rail = traveller.rail
    wait_s = next_train_wait_s(rail.headway_s, traveller.parameters)
    return np.minimum(wait_s, traveller.times.longest_first_wait_s[rail.origin])


def _least_times(
    size: int, tail: IntArray, head: IntArray, cost_s: FloatArray, *, origins: IntArray
) -> tuple[FloatArray, IntArray]:
    """Least times from origins to every node, shape (n_origins, size), and the node before each on the way."""
    graph = csr_array((cost_s, (tail, head)), shape=(size, size))
    time_s, predecessor = dijkstra(graph, indices=origins, return_predecessors=True)
    return time_s, predecessor
