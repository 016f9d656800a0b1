"""Times between zones in three definitions, and the ways behind them."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.travel.chain_borders import borders_of_way
from netopt.travel.door_to_door import DoorToDoor
from netopt.travel.journeys import Journeys, journeys
from netopt.travel.points import Points
from netopt.travel.traveller import Traveller
from netopt.travel.ways import ways

TimeDefinition = Literal["door_to_door", "station_to_station", "in_vehicle"]
"""See ``OdTimes``."""
TIME_DEFINITIONS: tuple[TimeDefinition, ...] = ("in_vehicle", "station_to_station", "door_to_door")


@dataclass(frozen=True, eq=False)
class EndStations:
    """Own stations of both ends: shapes (n_places, n_stations) and (n_zones, n_stations)."""

    of_places: BoolArray
    of_zones: BoolArray


@dataclass(frozen=True, eq=False)
class OdTimes:
    """Times from places to zones, shape (n_places, n_zones), ``inf`` where unreachable.

    From a zone to itself times are 0; so are those of trains from a station to the zone whose own it is.

    station_to_station
        Least time from the first departure to the last arrival over the own stations of both ends: in-vehicle
        times, changes and waits at changes. No wait for the first train.
    in_vehicle
        Time on trains of the chain that minimises ``station_to_station``.
    door_to_door
        Least time from centre to centre, minimised on its own: way, station entry, wait, trains, exit, way; or
        all the way by road where that is faster.

    Clearance and fees at borders are part of the latter two, the longer stay of a train at one of all three.
    """

    in_vehicle_s: FloatArray
    station_to_station_s: FloatArray
    door_to_door_s: FloatArray
    rides: tuple[tuple[IntArray, ...], ...]
    """By place and zone: the rides of the chain of ``station_to_station``, as positions; empty where there is none."""
    chain_permitted_share: FloatArray
    """Share of travellers who may pass all borders on the chain of ``station_to_station``; 1 where there is none."""
    door_permitted_share: FloatArray
    """The same of the way of ``door_to_door``."""

    def permitted_share(self, definition: TimeDefinition) -> FloatArray:
        """Share of travellers who may take the way of a definition of time, shape (n_places, n_zones)."""
        return self.door_permitted_share if definition == "door_to_door" else self.chain_permitted_share

    def time_s(self, definition: TimeDefinition) -> FloatArray:
        """The matrix of a definition of time."""
        matrices: dict[TimeDefinition, FloatArray] = {
            "in_vehicle": self.in_vehicle_s,
            "station_to_station": self.station_to_station_s,
            "door_to_door": self.door_to_door_s,
        }
        return matrices[definition]


def od_times(
    traveller: Traveller, doors: DoorToDoor, stations: EndStations, zones: Points, *, is_itself: BoolArray
) -> OdTimes:
    """Times from places to zones.

    Parameters
    ----------
    doors
        Of the same places.
    stations
        Where the trains of places and zones leave and arrive.
    zones
        Centres of the zones.
    is_itself
        Shape (n_places, n_zones): whether the place is that zone.
    """
    rail, ground = traveller.rail, traveller.ground
    # A place's own station may stand beyond a border: then that is paid before the first train or after the last.
    start_s = np.where(stations.of_places, _border_s(traveller, doors.places, rail.points), np.inf)
    end_s = np.where(stations.of_zones, _border_s(traveller, rail.points, zones).T, np.inf)
    chains = journeys(traveller, start_s, np.zeros(rail.headway_s.size))
    is_there = is_itself | (stations.of_places[:, None, :] & stations.of_zones[None, :, :]).any(axis=2)
    rides = _rides(chains, end_s, is_there)
    best_s = _least_over(chains.time_s, end_s)
    in_vehicle_s = np.array([[rail.in_vehicle_s[cell].sum() for cell in row] for row in rides]).reshape(best_s.shape)
    in_vehicle_s[~np.isfinite(best_s)] = np.inf
    best_s[is_there] = in_vehicle_s[is_there] = 0.0

    door_s = ground.time_s(doors.places, zones)
    egress_s = ground.time_s(rail.points, zones)
    for station in range(len(rail)):
        np.minimum(door_s, doors.forecourt_s[:, station, None] + egress_s[station], out=door_s)
    door_s[is_itself] = 0.0
    door_permitted_share = np.ones(door_s.shape)
    if traveller.crossings is not None:
        door_permitted_share[~is_itself] = ways(traveller, doors, zones).permitted_share[~is_itself]
    return OdTimes(
        in_vehicle_s=in_vehicle_s,
        station_to_station_s=best_s,
        door_to_door_s=door_s,
        rides=rides,
        chain_permitted_share=_permitted_share(traveller, rides, doors.places, zones),
        door_permitted_share=door_permitted_share,
    )


def _border_s(traveller: Traveller, origins: Points, destinations: Points) -> FloatArray:
    """What ways on the ground pay at borders, shape (n_origins, n_destinations)."""
    if traveller.crossings is None:
        return np.zeros((len(origins), len(destinations)))
    return traveller.crossings.between_s(origins, destinations)


def _permitted_share(
    traveller: Traveller, rides: tuple[tuple[IntArray, ...], ...], places: Points, zones: Points
) -> FloatArray:
    """Share of travellers who may take each chain of rides; 1 where there is none."""
    shares = np.ones((len(places), len(zones)))
    if traveller.crossings is None:
        return shares
    for place, row in enumerate(rides):
        for zone, chain in enumerate(row):
            if len(chain):
                sides = int(places.side[place]), int(zones.side[zone])
                shares[place, zone] = borders_of_way(traveller, chain, *sides).permitted_share
    return shares


def _least_over(time_s: FloatArray, end_s: FloatArray) -> FloatArray:
    """Least time from each place to any of the own stations of each zone, shape (n_places, n_zones).

    ``end_s``: shape (n_zones, n_stations), what is paid from an own station to its zone; ``inf`` for other stations.
    """
    least_s = np.full((len(time_s), len(end_s)), np.inf)
    for zone, to_zone_s in enumerate(end_s):
        own = np.flatnonzero(np.isfinite(to_zone_s))
        least_s[:, zone] = (time_s[:, own] + to_zone_s[own]).min(axis=1, initial=np.inf)
    return least_s


def _rides(chains: Journeys, end_s: FloatArray, is_there: BoolArray) -> tuple[tuple[IntArray, ...], ...]:
    """Rides of the least chain from each place to each zone; none where the traveller is there already."""
    found = []
    for place in range(len(is_there)):
        row: list[IntArray] = [np.zeros(0, dtype=np.int64)] * len(end_s)
        zones = np.flatnonzero(~is_there[place] & np.isfinite(end_s).any(axis=1))
        ends = [np.argmin(chains.time_s[place] + end_s[zone]) for zone in zones]
        for zone, rides in zip(zones, chains.rides(place, np.array(ends, dtype=np.int64)), strict=True):
            row[zone] = rides
        found.append(tuple(row))
    return tuple(found)
