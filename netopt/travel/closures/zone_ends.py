"""Both ends of ways between zones: what it costs to be at a train's door, and from a platform to the zone."""

from dataclasses import dataclass, replace

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.travel.closures.closure import Closure
from netopt.travel.crossings import GroundCrossings
from netopt.travel.od_times import TimeDefinition
from netopt.travel.passenger_rail import StationLinks
from netopt.travel.points import Points
from netopt.travel.station_time import StationTimeSet
from netopt.travel.zone_travel import ZoneTravel


@dataclass(frozen=True, eq=False)
class ZoneEnds:
    """The ends of the ways of a definition of time: ``door_to_door``, or ``station_to_station`` for the other two."""

    zones: Points
    stations: Points
    start_s: FloatArray
    """Shape (n_zones, n_stations): to the train's door, ``inf`` where nobody sets out."""
    end_s: FloatArray
    """Shape (n_zones, n_stations): from the platform to the zone, ``inf`` where nobody arrives."""
    road_s: FloatArray | None
    """Shape (n_zones, n_zones): all the way on the ground; ``None`` where trains alone count."""

    @property
    def is_door_to_door(self) -> bool:
        """Whether ways on the ground, and the wait for the first train, count."""
        return self.road_s is not None

    @property
    def direct_s(self) -> FloatArray:
        """Shape (n_zones, n_zones): ways without trains; from station to station 0 where an own station is shared."""
        if self.road_s is not None:
            return self.road_s
        is_own, n_zones = np.isfinite(self.start_s), len(self.zones)
        is_shared = (is_own[:, None, :] & np.isfinite(self.end_s)[None, :, :]).any(axis=2) | np.eye(n_zones, dtype=bool)
        return np.where(is_shared, 0.0, np.inf)

    def closed(self, closure: Closure, stations: IntArray, crossings: GroundCrossings | None) -> "ZoneEnds":
        """The ends that remain; ``stations``: positions of closed stations among those where trains stop."""
        start_s, end_s, road_s = self.start_s.copy(), self.end_s.copy(), self.road_s
        start_s[:, stations] = end_s[:, stations] = np.inf
        is_shut = shut_sides(closure, crossings)
        if is_shut is not None:
            of_zones, of_stations = self.zones.side, self.stations.side
            start_s[is_shut[np.ix_(of_zones, of_stations)]] = np.inf
            end_s[is_shut[np.ix_(of_stations, of_zones)].T] = np.inf
            if road_s is not None:
                road_s = np.where(is_shut[np.ix_(of_zones, of_zones)], np.inf, road_s)
        return replace(self, start_s=start_s, end_s=end_s, road_s=road_s)


def zone_ends(travel: ZoneTravel, station_time: StationTimeSet, definition: TimeDefinition) -> ZoneEnds:
    """The ends of ways between all zones, as ``od_times`` has them."""
    one = travel.travellers[station_time]
    zones, stations, times, ground = travel.zones, travel.rail.points, one.times, one.ground
    if definition == "door_to_door":
        road_s = ground.time_s(zones, zones)
        np.fill_diagonal(road_s, 0.0)
        start_s = ground.time_s(zones, stations) + times.in_s
        return ZoneEnds(zones, stations, start_s, (times.out_s[:, None] + ground.time_s(stations, zones)).T, road_s)
    own = travel.ends.of_zones
    to_s, from_s = np.zeros(own.shape), np.zeros(own.shape)
    if one.crossings is not None:
        to_s, from_s = one.crossings.between_s(zones, stations), one.crossings.between_s(stations, zones).T
    return ZoneEnds(zones, stations, np.where(own, to_s, np.inf), np.where(own, from_s, np.inf), None)


def shut_sides(closure: Closure, crossings: GroundCrossings | None) -> BoolArray | None:
    """Between which sides no way on the ground leads any more, shape (n_sides, n_sides); ``None``: all stay open."""
    if crossings is None or not closure.rules:
        return None
    is_shut = np.zeros(crossings.cost_s.shape, dtype=bool)
    for sides, crossing in crossings.crossings.items():
        is_shut[sides] = not set(closure.rules).isdisjoint(crossing.rules)
    return is_shut


def links_left(links: StationLinks, stations: Points, is_shut: BoolArray | None) -> StationLinks:
    """The ways between stations that do not lead across a closed border."""
    if is_shut is None:
        return links
    stays = ~is_shut[stations.side[links.origin], stations.side[links.destination]]
    return StationLinks(links.origin[stays], links.destination[stays], links.road_s[stays], links.border_s[stays])
