"""What a passenger sees of a network: stations where trains stop, direct rides, and roads between near stations."""

import logging
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from netopt.arrays import FloatArray, IntArray
from netopt.network.network import Network
from netopt.rail.parameters import RailParameters
from netopt.rail.services.legs import direct_rides
from netopt.rail.services.service import stop_sequences
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

    def __len__(self) -> int:
        return len(self.stations)

    @property
    def xy_m(self) -> FloatArray:
        """Shape (n_stations, 2)."""
        return self.points.xy_m

    @property
    def ids(self) -> list[str]:
        """Station ids in order."""
        return [str(station) for station in self.stations.index]


@dataclass(frozen=True, eq=False)
class StationLinks:
    """Ordered pairs of different stations so near that one may change between them by road, shape (n_links,)."""

    origin: IntArray
    destination: IntArray
    road_s: FloatArray


def passenger_rail(network: Network, parameters: RailParameters) -> PassengerRail:
    """Stations and direct rides of a network's services; the network holds only what is in force.

    Raises
    ------
    NetworkError
        If a service cannot be read, names an unknown train or runs over an edge without a speed.
    """
    nodes = network.nodes
    if network.services.empty:
        logger.info("network %r has no services: everybody goes by road", network.provenance.name)
        none = np.zeros(0)
        nowhere = Points.of_one_side(np.zeros((0, 2)))
        return PassengerRail(nodes.iloc[:0], nowhere, none.astype(int), none.astype(int), none, none, none, ())
    sequences = stop_sequences(network.services, nodes, network.edges, day_h=parameters.service.day_h)
    legs = direct_rides(sequences, nodes, network.edges, parameters)
    used = np.unique(np.concatenate([legs.origin, legs.destination]))
    stations = nodes.iloc[used]
    return PassengerRail(
        stations=stations,
        points=Points.of_one_side(np.column_stack([stations.geometry.x, stations.geometry.y]).reshape(-1, 2)),
        origin=np.searchsorted(used, legs.origin),
        destination=np.searchsorted(used, legs.destination),
        in_vehicle_s=np.round(legs.in_vehicle_s, 3),
        headway_s=legs.headway_s,
        assumed_share=legs.assumed_share,
        service=tuple(sequences.service_ids[position] for position in legs.service),
    )


def station_links(rail: PassengerRail, ground: Ground) -> StationLinks:
    """Ways between stations within ``ground.transfer_km``, both directions of each pair."""
    if len(rail) < 2:
        return StationLinks(np.zeros(0, dtype=int), np.zeros(0, dtype=int), np.zeros(0))
    pairs = KDTree(rail.xy_m).query_pairs(ground.transfer_km * METRES_PER_KM, output_type="ndarray")
    pairs = pairs[np.lexsort([pairs[:, 1], pairs[:, 0]])]
    origin, destination = np.concatenate([pairs, pairs[:, ::-1]]).T
    road_s = ground.pairs_s(rail.points, origin, destination)
    is_reached = np.isfinite(road_s)
    return StationLinks(origin[is_reached], destination[is_reached], road_s[is_reached])
