"""Travel between the zones of a network, and from further places to them: what every measure of access stands on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netopt.arrays import FloatArray
from netopt.network.network import Network
from netopt.rail.parameters import RailParameters
from netopt.travel.access import AccessModel
from netopt.travel.crossings import ground_crossings
from netopt.travel.door_to_door import DoorToDoor, door_to_door
from netopt.travel.network_ground import network_ground
from netopt.travel.od_times import EndStations, OdTimes, od_times
from netopt.travel.passenger_rail import PassengerRail, passenger_rail
from netopt.travel.points import Points
from netopt.travel.station_time import STATION_TIME_SETS, StationTimeSet
from netopt.travel.traveller import Traveller, traveller
from netopt.travel.zone_stations import ZONE, StationRadius, points_xy_m, zone_stations


@dataclass(frozen=True)
class TravelQuestion:
    """How people travel: what a measure's configuration says of it."""

    station_radius: StationRadius
    access: AccessModel


@dataclass(frozen=True, eq=False)
class ZoneTravel:
    """Times between zones by set of station times; rows of every matrix are places, columns zones.

    Times between zones need not be equal in both directions: waits hang on the trains from where a traveller starts,
    a change may fall on the rarer train in one direction only, and hubs take longer to enter than to leave.
    """

    network: Network
    rail: PassengerRail
    zone_ids: pd.Index
    place_ids: pd.Index
    """Zones, then the further places."""
    places: Points
    """Of ``place_ids``."""
    travellers: dict[StationTimeSet, Traveller]
    ends: EndStations
    doors: dict[StationTimeSet, DoorToDoor]
    od: dict[StationTimeSet, OdTimes]

    @property
    def zones(self) -> Points:
        """Centres of the zones."""
        return self.places[np.arange(len(self.zone_ids))]

    @property
    def population(self) -> FloatArray:
        """People of each zone, shape (n_zones,); 0 where none are told."""
        nodes = self.network.nodes
        if "population" not in nodes.columns:
            return np.zeros(len(self.zone_ids))
        return np.asarray(np.nan_to_num(nodes.loc[self.zone_ids, "population"].to_numpy(dtype=float)))

    def row(self, place_id: str) -> int:
        """Row of a zone or further place in every matrix."""
        return int(self.place_ids.get_indexer(pd.Index([place_id]))[0])


def zone_travel(
    network: Network,
    asked: TravelQuestion,
    *,
    places: Sequence[str] = (),
    station_times: Sequence[StationTimeSet] = STATION_TIME_SETS,
    rail: PassengerRail | None = None,
) -> ZoneTravel:
    """Times from all zones, and from further places (zones or stations by id), to all zones.

    Where the network has borders, every time holds what is paid at them, and ``OdTimes.permitted_share`` tells which
    share of travellers may pass.

    ``rail``: what passengers see of the network, where it is not what its services say.

    Raises
    ------
    UnknownNodeError
        If a place is not in the network.
    NetworkError
        If the services cannot be run, or no rule is there for a border that an edge crosses.
    """
    parameters = RailParameters.load()
    network.positions(places)
    crossings = ground_crossings(network)
    if rail is None:
        rail = passenger_rail(network, parameters, crossings)
    ground = network_ground(network, asked.access, crossings)
    zone_ids = network.of_kind(ZONE).index
    place_ids = zone_ids.append(pd.Index([place for place in places if place not in zone_ids], dtype=object))
    travellers = {
        name: traveller(rail, ground, parameters, station_time=name, crossings=crossings) for name in station_times
    }
    xy_m = points_xy_m(network, place_ids)
    points = Points.of_one_side(xy_m)
    if crossings is not None:
        points = Points(xy_m, crossings.side_of_node[network.positions(place_ids)])
    zones = points[np.arange(len(zone_ids))]
    doors = {name: door_to_door(points, one) for name, one in travellers.items()}
    own = zone_stations(network, rail, zone_ids, asked.station_radius)
    itself = rail.stations.index.get_indexer(place_ids[len(zone_ids) :])
    of_stations = itself[:, None] == np.arange(len(rail))[None, :]
    ends = EndStations(of_places=np.vstack([own, of_stations]), of_zones=own)
    is_itself = np.eye(len(place_ids), len(zone_ids), dtype=bool)
    od = {name: od_times(one, doors[name], ends, zones, is_itself=is_itself) for name, one in travellers.items()}
    return ZoneTravel(network, rail, zone_ids, place_ids, points, travellers, ends, doors, od)
