"""What a passenger sees of a network: stations where trains stop, direct rides, and roads between near stations."""

import logging
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from netopt.arrays import FloatArray, IntArray
from netopt.network.borders.borders import Crossing
from netopt.network.network import Network
from netopt.rail.parameters import RailParameters
from netopt.rail.services.border_legs import RideCrossings, crossings_of_rides, rides_across
from netopt.rail.services.edge_borders import edge_borders
from netopt.rail.services.legs import Rides, all_rides, fastest_rides
from netopt.rail.services.service import StopSequences, stop_sequences
from netopt.travel.crossings import GroundCrossings
from netopt.travel.ground import Ground
from netopt.travel.points import Points
from netopt.units import METRES_PER_KM

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class PassengerRail:
    """Stations (n_stations,) and direct rides (n_rides,) between them, sorted by origin, then destination."""

    stations: pd.DataFrame
    """Rows of the network's nodes where a train stops, in their order; index = station ids."""
    points: Points
    origin: IntArray
    """Station positions."""
    destination: IntArray
    in_vehicle_s: FloatArray
    """Whole milliseconds, as routing counts them."""
    headway_s: FloatArray
    assumed_share: FloatArray
    """Share of a ride's time over edges whose speed is assumed."""
    service: tuple[str, ...]
    """Id of the fastest service of each ride."""
    crossings: RideCrossings | None = None
    """What rides pay at borders; ``None`` where none are asked for."""

    def __len__(self) -> int:
        return len(self.stations)

    @property
    def border_s(self) -> FloatArray:
        """Clearance and fee at the borders that each ride crosses, shape (n_rides,), beside ``in_vehicle_s``."""
        return np.zeros(self.origin.size) if self.crossings is None else self.crossings.border_s

    def crossing(self, ride: int) -> Crossing:
        """What a ride pays at borders."""
        return Crossing() if self.crossings is None else self.crossings.of_ride(ride)

    @property
    def xy_m(self) -> FloatArray:
        """Shape (n_stations, 2)."""
        return self.points.xy_m

    @property
    def ids(self) -> list[str]:
        """Station ids in order."""
        return [str(station) for station in self.stations.index]


@dataclass(frozen=True, eq=False)
class ServiceRides:
    """Every ride of every service of a network: what direct rides between stations are chosen from."""

    sequences: StopSequences
    rides: Rides
    crossings: RideCrossings | None
    """What they pay at borders; ``None`` where none are asked for."""
    tolerance: float
    """Share by which services may be slower than the fastest of a pair and still be taken."""


@dataclass(frozen=True, eq=False)
class StationLinks:
    """Ordered pairs of different stations so near that one may change between them by road, shape (n_links,)."""

    origin: IntArray
    destination: IntArray
    road_s: FloatArray
    border_s: FloatArray
    """What is paid at a border between them, beside ``road_s``."""


def passenger_rail(
    network: Network,
    parameters: RailParameters,
    crossings: GroundCrossings | None = None,
    *,
    services: ServiceRides | None = None,
) -> PassengerRail:
    """Stations and direct rides of a network's services; the network holds only what is in force.

    With borders a pair of stations has a ride for each cost at them, and none across a closed one.

    Parameters
    ----------
    crossings
        Borders on the ground, of the same network: they tell on which side stations lie.
    services
        ``service_rides`` of the same network, where they are known already.

    Raises
    ------
    NetworkError
        If a service cannot be read, names an unknown train or runs over an edge without a speed, or no rule is there
        for a border that an edge crosses.
    """
    nodes = network.nodes
    if network.services.empty:
        logger.info("network %r has no services: everybody goes by road", network.provenance.name)
        none = np.zeros(0)
        nowhere = Points.of_one_side(np.zeros((0, 2)))
        return PassengerRail(nodes.iloc[:0], nowhere, none.astype(int), none.astype(int), none, none, none, ())
    found = service_rides(network, parameters) if services is None else services
    sequences, paid, tolerance = found.sequences, found.crossings, found.tolerance
    if paid is None:
        legs = fastest_rides(found.rides, sequences.headway_s, tolerance=tolerance)
    else:
        legs, paid = rides_across(found.rides, paid, sequences.headway_s, tolerance=tolerance)
    # Stations whose every train is stopped by a closed border stay: whose own a station is does not hang on borders.
    used = np.unique(sequences.stop)
    stations = nodes.iloc[used]
    xy_m = np.column_stack([stations.geometry.x, stations.geometry.y]).reshape(-1, 2)
    return PassengerRail(
        stations=stations,
        points=Points.of_one_side(xy_m) if crossings is None else Points(xy_m, crossings.side_of_node[used]),
        origin=np.searchsorted(used, legs.origin),
        destination=np.searchsorted(used, legs.destination),
        in_vehicle_s=np.round(legs.in_vehicle_s, 3),
        headway_s=legs.headway_s,
        assumed_share=legs.assumed_share,
        service=tuple(sequences.service_ids[position] for position in legs.service),
        crossings=paid,
    )


def service_rides(network: Network, parameters: RailParameters) -> ServiceRides:
    """Every ride of a network's services, and what it pays at borders; errors as of ``passenger_rail``."""
    nodes, edges = network.nodes, network.edges
    sequences = stop_sequences(network.services, nodes, edges, day_h=parameters.service.day_h)
    rides = all_rides(sequences, nodes, edges, parameters)
    paid = None
    if network.borders is not None:
        paid = crossings_of_rides(sequences, edge_borders(nodes, edges, network.borders))
    return ServiceRides(sequences, rides, paid, parameters.service.attractive_tolerance)


def station_links(rail: PassengerRail, ground: Ground, crossings: GroundCrossings | None = None) -> StationLinks:
    """Ways between stations within ``ground.transfer_km``, both directions of each pair.

    ``crossings``: those that the ground counts into its ways.
    """
    if len(rail) < 2:
        return StationLinks(np.zeros(0, dtype=int), np.zeros(0, dtype=int), np.zeros(0), np.zeros(0))
    pairs = KDTree(rail.xy_m).query_pairs(ground.transfer_km * METRES_PER_KM, output_type="ndarray")
    pairs = pairs[np.lexsort([pairs[:, 1], pairs[:, 0]])]
    origin, destination = np.concatenate([pairs, pairs[:, ::-1]]).T
    way_s = ground.pairs_s(rail.points, origin, destination)
    is_reached = np.isfinite(way_s)
    origin, destination, way_s = origin[is_reached], destination[is_reached], way_s[is_reached]
    border_s = np.zeros(way_s.size) if crossings is None else crossings.pairs_s(rail.points, origin, destination)
    return StationLinks(origin, destination, way_s - border_s, border_s)
