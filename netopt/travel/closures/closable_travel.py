"""Travel between the zones of a network in which anything may be closed, one closure after another."""

from dataclasses import dataclass, replace

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.network.network import Network
from netopt.rail.parameters import RailParameters
from netopt.travel.closures.closable_rail import ClosableRail
from netopt.travel.closures.closure import Closure
from netopt.travel.closures.zone_ends import ZoneEnds, links_left, shut_sides, zone_ends
from netopt.travel.closures.zone_ways import ZoneWays, borders_met, in_vehicle_s, zone_ways
from netopt.travel.crossings import ground_crossings
from netopt.travel.od_times import TimeDefinition
from netopt.travel.passenger_rail import passenger_rail, service_rides
from netopt.travel.station_time import StationTimeSet
from netopt.travel.traveller import Traveller
from netopt.travel.zone_travel import TravelQuestion, ZoneTravel, zone_travel


@dataclass(frozen=True, eq=False)
class ZoneTimes:
    """Between all zones, shape (n_zones, n_zones) each; rows are origins."""

    time_s: FloatArray
    """Whole milliseconds, as routing counts them; ``inf`` where unreachable, 0 from a zone to itself."""
    permitted_share: FloatArray
    """Share of travellers who may pass all borders of the way; 1 where there is none."""


@dataclass(frozen=True, eq=False)
class ClosableTravel:
    """Travel of one sort of traveller by one definition of time."""

    travel: ZoneTravel
    definition: TimeDefinition
    traveller: Traveller
    rail: ClosableRail
    ends: ZoneEnds
    ways: ZoneWays
    """The least ways with everything open; for ``in_vehicle`` those of ``station_to_station``."""
    intact: ZoneTimes

    def after(self, closure: Closure, pairs: BoolArray) -> ZoneTimes:
        """Times when something is closed: of some pairs of zones computed anew, of the others as they were.

        ``pairs``: shape (n_zones, n_zones), at least those that use what is closed (see ``uses``).
        """
        rail, crossings = self.rail.closed(closure), self.traveller.crossings
        node = self.travel.network.nodes.index.get_indexer(rail.stations.index)
        ends = self.ends.closed(closure, np.flatnonzero(np.isin(node, closure.stations)), crossings)
        links = links_left(self.traveller.links, rail.points, shut_sides(closure, crossings))
        origins = np.flatnonzero(pairs.any(axis=1))
        found = _times(replace(self.traveller, rail=rail, links=links), ends, origins, self.definition)
        time_s, permitted_share = self.intact.time_s.copy(), self.intact.permitted_share.copy()
        time_s[origins] = np.where(pairs[origins], found.time_s, time_s[origins])
        permitted_share[origins] = np.where(pairs[origins], found.permitted_share, permitted_share[origins])
        return ZoneTimes(time_s, permitted_share)


def closable_travel(
    network: Network, asked: TravelQuestion, *, station_time: StationTimeSet, definition: TimeDefinition
) -> ClosableTravel:
    """Travel between all zones of a network that has services; raises as ``zone_travel`` does."""
    parameters = RailParameters.load()
    services = service_rides(network, parameters)
    intact = passenger_rail(network, parameters, ground_crossings(network), services=services)
    travel = zone_travel(network, asked, station_times=(station_time,), rail=intact)
    traveller, rail = travel.travellers[station_time], ClosableRail.of(services, intact)
    ends, origins = zone_ends(travel, station_time, definition), np.arange(len(travel.zone_ids))
    ways = zone_ways(traveller, ends, origins, with_rides=True)
    return ClosableTravel(
        travel, definition, traveller, rail, ends, ways, _times(traveller, ends, origins, definition, ways)
    )


def _times(
    traveller: Traveller, ends: ZoneEnds, origins: IntArray, definition: TimeDefinition, known: ZoneWays | None = None
) -> ZoneTimes:
    """Times from some zones to all; ``known``: their ways with rides, where they are known already."""
    is_shared_out = _has_limits(traveller)
    needs_rides = is_shared_out or definition == "in_vehicle"
    ways = zone_ways(traveller, ends, origins, with_rides=needs_rides) if known is None else known
    time_s = in_vehicle_s(traveller, ways) if definition == "in_vehicle" else ways.time_s
    permitted_share = np.ones(time_s.shape)
    if is_shared_out:
        met = borders_met(traveller, ends, origins, ways)
        permitted_share = np.array([[way.permitted_share for way in row] for row in met]).reshape(time_s.shape)
    return ZoneTimes(np.round(time_s, 3), permitted_share)


def _has_limits(traveller: Traveller) -> bool:
    """Whether any border lets only a share of travellers pass."""
    if traveller.crossings is None or traveller.rail.crossings is None:
        return False
    met = (*traveller.crossings.crossings.values(), *traveller.rail.crossings.crossings)
    return any(crossing.permitted_share < 1.0 for crossing in met)
