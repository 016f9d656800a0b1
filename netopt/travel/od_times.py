"""Times between zones in three definitions, and the ways behind them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from netopt.arrays import FloatArray, IntArray
from netopt.network.network import Network
from netopt.travel.journeys import Journeys, first_wait_s, journeys
from netopt.travel.traveller import Traveller
from netopt.travel.zone_stations import StationRadius, distances_m, points_xy_m, zone_stations


@dataclass(frozen=True, eq=False)
class DoorToDoor:
    """From the doors of places (n_places,) to the forecourt of every station (n_stations,)."""

    xy_m: FloatArray
    """Shape (n_places, 2)."""
    journeys: Journeys
    forecourt_s: FloatArray
    """Shape (n_places, n_stations): when a traveller leaves each station, ``inf`` where no train brings them."""


def door_to_door(xy_m: FloatArray, traveller: Traveller) -> DoorToDoor:
    """Least times from places, shape (n_places, 2), by way, station entry, wait, trains and station exit."""
    way_s = traveller.access.time_s(distances_m(xy_m, traveller.rail.xy_m))
    times = traveller.times
    chains = journeys(traveller, way_s + times.in_s, first_wait_s(traveller))
    return DoorToDoor(xy_m, chains, chains.time_s + times.out_s)


@dataclass(frozen=True, eq=False)
class OdTimes:
    """Times from places to zones, shape (n_places, n_zones), ``inf`` where unreachable, 0 from a zone to itself.

    station_to_station
        Least time from the first departure to the last arrival over the own stations of both ends: in-vehicle
        times, changes and waits at changes. No wait for the first train.
    in_vehicle
        Time on trains of the chain that minimises ``station_to_station``.
    door_to_door
        Least time from centre to centre, minimised on its own: way, station entry, wait, trains, exit, way; or
        all the way by road where that is faster.
    """

    place_ids: tuple[str, ...]
    zone_ids: tuple[str, ...]
    in_vehicle_s: FloatArray
    station_to_station_s: FloatArray
    door_to_door_s: FloatArray
    chains: Journeys
    """The chains of ``station_to_station``."""
    last_station: IntArray
    """Station position where the chain of each pair ends, -1 where there is none."""

    def time_s(self, definition: str) -> FloatArray:
        """The matrix of a definition of time."""
        matrices = {
            "in_vehicle": self.in_vehicle_s,
            "station_to_station": self.station_to_station_s,
            "door_to_door": self.door_to_door_s,
        }
        return matrices[definition]


def od_times(
    network: Network,
    traveller: Traveller,
    doors: DoorToDoor,
    place_ids: pd.Index,
    zone_ids: pd.Index,
    radius: StationRadius,
) -> OdTimes:
    """Times from places (zones first, then stations) to zones; ``doors`` belongs to the same places."""
    rail, access = traveller.rail, traveller.access
    own = zone_stations(network, rail, zone_ids, radius)
    start_s = np.full((len(place_ids), len(rail)), np.inf)
    start_s[: len(zone_ids)][own] = 0.0
    stations = rail.stations.index.get_indexer(place_ids[len(zone_ids) :])
    is_served = stations >= 0
    start_s[len(zone_ids) + np.flatnonzero(is_served), stations[is_served]] = 0.0
    chains = journeys(traveller, start_s, np.zeros(rail.headway_s.size))

    shape = (len(place_ids), len(zone_ids))
    best_s, in_vehicle_s = np.full(shape, np.inf), np.full(shape, np.inf)
    last = np.full(shape, -1)
    for zone in range(len(zone_ids)):
        if not own[zone].any():
            continue
        candidates = np.flatnonzero(own[zone])
        choice = candidates[np.argmin(chains.time_s[:, candidates], axis=1)]
        best_s[:, zone] = chains.time_s[np.arange(len(place_ids)), choice]
        for place in np.flatnonzero(np.isfinite(best_s[:, zone])):
            last[place, zone] = choice[place]
            in_vehicle_s[place, zone] = chains.in_vehicle_s(int(place), int(choice[place]))

    zone_xy_m = points_xy_m(network, zone_ids)
    door_s = access.time_s(distances_m(doors.xy_m, zone_xy_m))
    egress_s = access.time_s(distances_m(rail.xy_m, zone_xy_m))
    for station in range(len(rail)):
        np.minimum(door_s, doors.forecourt_s[:, station, None] + egress_s[station], out=door_s)

    is_itself = np.asarray(place_ids.to_numpy()[:, None] == zone_ids.to_numpy()[None, :])
    door_s[is_itself] = 0.0
    is_itself[len(zone_ids) + np.flatnonzero(is_served)] = own[:, stations[is_served]].T
    best_s[is_itself] = in_vehicle_s[is_itself] = 0.0
    last[is_itself] = -1
    return OdTimes(
        place_ids=tuple(map(str, place_ids)),
        zone_ids=tuple(map(str, zone_ids)),
        in_vehicle_s=in_vehicle_s,
        station_to_station_s=best_s,
        door_to_door_s=door_s,
        chains=chains,
        last_station=last,
    )
