"""Which stations, links and borders the least ways between zones use: what can be closed without any effect."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array

from netopt.arrays import BoolArray, IntArray
from netopt.travel.closures.closable_travel import ClosableTravel
from netopt.travel.closures.closure import Closure
from netopt.travel.closures.zone_ways import borders_met


@dataclass(frozen=True, eq=False)
class Uses:
    """What the least way of every ordered pair of zones uses.

    A way uses a station where one of its rides starts or ends, a link that such a ride passes over, a border that it
    crosses on trains or on the ground. With each ride count all rides that may be taken in its place (the attractive
    services of its leg), for they make its headway.

    What the way of a pair does not use can be closed and leaves the pair's time as it is, exactly: every ride of the
    way stays as it is, so the way takes as long as before; and no closure makes any part of any other way shorter (see
    ``ClosableRail.closed``), so it remains a least one.
    """

    pairs: csc_array
    """Shape (n_zones², n_nodes + n_edges + n_rules), above 0 where a pair uses a thing."""
    n_zones: int
    n_nodes: int
    n_edges: int

    def of(self, closure: Closure) -> BoolArray:
        """Pairs whose way uses anything that is closed, shape (n_zones, n_zones)."""
        things = np.array(
            [
                *closure.stations,
                *(self.n_nodes + link for link in closure.links),
                *(self.n_nodes + self.n_edges + rule for rule in closure.rules),
            ],
            dtype=np.int64,
        )
        is_used = np.zeros(self.n_zones**2, dtype=bool)
        for thing in things:
            is_used[self.pairs.indices[self.pairs.indptr[thing] : self.pairs.indptr[thing + 1]]] = True
        return is_used.reshape(self.n_zones, self.n_zones)


def uses(closable: ClosableTravel) -> Uses:
    """What the least ways with everything open use."""
    network, ways = closable.travel.network, closable.ways
    n_zones, n_nodes, n_edges = len(ways.time_s), len(network.nodes), len(network.edges)
    n_rules = 0 if network.borders is None else len(network.borders.rules)
    n_things = n_nodes + n_edges + n_rules
    taken = [(row * n_zones + zone, leg) for row, zone, rides in _chains(closable) for leg in rides.tolist()]
    legs = sorted({leg for _, leg in taken})
    number = {leg: position for position, leg in enumerate(legs)}
    things = [_things_of_leg(closable, leg, n_nodes, n_edges) for leg in legs]
    of_pairs = _marks([(pair, number[leg]) for pair, leg in taken], (n_zones**2, len(legs)))
    of_legs = _marks([(row, thing) for row, found in enumerate(things) for thing in found], (len(legs), n_things))
    on_ground = _marks(
        [
            (row * n_zones + zone, n_nodes + n_edges + rule)
            for row, met in enumerate(borders_met(closable.traveller, closable.ends, np.arange(n_zones), ways))
            for zone, way in enumerate(met)
            for rule in way.rules
        ],
        (n_zones**2, n_things),
    )
    return Uses(csc_array(of_pairs @ of_legs + on_ground), n_zones, n_nodes, n_edges)


def _chains(closable: ClosableTravel) -> Iterator[tuple[int, int, IntArray]]:
    """Row, zone and rides of every way."""
    for row, of_zones in enumerate(closable.ways.rides):
        for zone, rides in enumerate(of_zones):
            yield row, zone, rides


def _things_of_leg(closable: ClosableTravel, leg: int, n_nodes: int, n_edges: int) -> list[int]:
    """Columns of ``Uses.pairs`` for what the attractive rides of a leg use."""
    services, rides = closable.rail.services, closable.rail.attractive_rides(leg)
    stations = np.unique([services.rides.origin[rides], services.rides.destination[rides]])
    links = n_nodes + closable.rail.courses.edges_of(rides)
    rules: set[int] = set()
    if services.crossings is not None:
        rules.update(*(services.crossings.of_ride(int(ride)).rules for ride in rides))
    return [*stations.tolist(), *links.tolist(), *(n_nodes + n_edges + rule for rule in sorted(rules))]


def _marks(places: list[tuple[int, int]], shape: tuple[int, int]) -> csr_array:
    """A matrix with counts of places."""
    row, column = np.array(places, dtype=np.int64).reshape(-1, 2).T
    return csr_array(coo_array((np.ones(row.size), (row, column)), shape=shape))
