"""How much of the time between zones is known: trains on lines of known speed, and streets; the rest is assumed."""

from dataclasses import dataclass

import numpy as np

from netopt.accessibility.indicators import is_other
from netopt.arrays import FloatArray, IntArray
from netopt.travel.od_times import TimeDefinition
from netopt.travel.passenger_rail import PassengerRail
from netopt.travel.station_time import StationTimeSet
from netopt.travel.way_basis import on_streets_share
from netopt.travel.ways import Ways
from netopt.travel.zone_travel import ZoneTravel


@dataclass(frozen=True)
class KnownTime:
    """Sums over the ordered pairs of different zones that are reached."""

    known_s: float
    """On trains, but for the time over edges whose speed is assumed, and along streets."""
    total_s: float

    @property
    def assumed_share(self) -> float | None:
        """What is not known over all, ``None`` where there is no time at all.

        Counted as assumed: minutes in stations, waits and changes, borders, and ways on the ground that are straight
        distances at a speed by mode.
        """
        return 1.0 - self.known_s / self.total_s if self.total_s > 0 else None


def known_chain_time(travel: ZoneTravel, station_time: StationTimeSet, time: TimeDefinition) -> KnownTime:
    """Of the chains of trains behind ``station_to_station`` and ``in_vehicle``."""
    od = travel.od[station_time]
    known_s = sum(_known_s(travel.rail, rides) for row in od.rides for rides in row)
    return KnownTime(known_s, _total_s(od.time_s(time)))


def known_door_time(travel: ZoneTravel, station_time: StationTimeSet, made_of: Ways) -> KnownTime:
    """Of the ways from door to door, which need not take the trains of those chains."""
    journeys = travel.doors[station_time].journeys
    known_s = 0.0
    for row, by_rail in enumerate(made_of.by_rail):
        zones = np.flatnonzero(by_rail)
        known_s += sum(_known_s(travel.rail, rides) for rides in journeys.rides(row, made_of.last_station[row, zones]))
    total_s = travel.od[station_time].door_to_door_s
    streets = on_streets_share(travel.travellers[station_time], made_of, travel.zones, travel.zones) or 0.0
    ground_s = _total_s(made_of.access_s) + _total_s(made_of.egress_s)
    return KnownTime(known_s + streets * ground_s, _total_s(total_s))


def _known_s(rail: PassengerRail, rides: IntArray) -> float:
    return float((rail.in_vehicle_s[rides] * (1.0 - rail.assumed_share[rides])).sum())


def _total_s(time_s: FloatArray) -> float:
    """Sum over the pairs of different zones that are reached."""
    counted = np.isfinite(time_s) & is_other(len(time_s))
    return float(time_s[counted].sum())
