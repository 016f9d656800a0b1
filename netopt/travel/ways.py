"""The ways behind door-to-door times: every minute of them, from the door of one place to the door of another."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.travel.journeys import change_s, first_wait_s
from netopt.travel.od_times import DoorToDoor
from netopt.travel.points import Points
from netopt.travel.traveller import Traveller


@dataclass(frozen=True, eq=False)
class Ways:
    """Parts of the least door-to-door times from places to zones, all of shape (n_places, n_zones).

    The parts add up to the time, but for the milliseconds by which routing rounds. Where all the way goes by road it
    is in ``access_s``, and the other parts are 0. Unreachable: ``access_s`` is ``inf``.
    """

    by_rail: BoolArray
    """Whether trains are taken; by road where it is no slower."""
    first_station: IntArray
    """Where the first train is boarded, -1 without trains."""
    last_station: IntArray
    """Where the last train is left, -1 without trains."""
    changes: IntArray
    access_s: FloatArray
    entry_s: FloatArray
    """From the door of the first station to the train."""
    first_wait_s: FloatArray
    rail_s: FloatArray
    """From the first departure to the last arrival: on trains and at changes."""
    exit_s: FloatArray
    """From the train to the door of the last station."""
    egress_s: FloatArray

    @property
    def total_s(self) -> FloatArray:
        """All parts."""
        return self.access_s + self.entry_s + self.first_wait_s + self.rail_s + self.exit_s + self.egress_s


def ways(traveller: Traveller, doors: DoorToDoor, zones: Points) -> Ways:
    """The ways of ``od_times``' ``door_to_door`` from the places of ``doors`` to the centres of zones.

    The parts are summed over the rides of each chain, not taken from the matrix of times. A zone's way to itself is
    that from its centre to its centre.
    """
    rail, ground, times = traveller.rail, traveller.ground, traveller.times
    road_s = ground.time_s(doors.places, zones)
    none = np.zeros(road_s.shape)
    no_station = np.full(road_s.shape, -1)
    found = Ways(
        by_rail=np.zeros(road_s.shape, dtype=bool),
        first_station=no_station,
        last_station=no_station.copy(),
        changes=none.astype(int),
        access_s=road_s,
        **{name: none.copy() for name in ("entry_s", "first_wait_s", "rail_s", "exit_s", "egress_s")},
    )
    if not len(rail):
        return found
    way_s = ground.time_s(doors.places, rail.points)
    out_s = ground.time_s(rail.points, zones)
    wait_s = first_wait_s(traveller)
    for place, forecourt_s in enumerate(doors.forecourt_s):
        arrival_s = forecourt_s[:, None] + out_s
        last = arrival_s.argmin(axis=0)
        by_rail = np.flatnonzero(arrival_s.min(axis=0) < road_s[place])
        for zone, rides in zip(by_rail, doors.journeys.rides(place, last[by_rail]), strict=True):
            at, start, end = (place, zone), rail.origin[rides[0]], last[zone]
            on_trains_s = rail.in_vehicle_s[rides].sum()
            found.by_rail[at] = True
            found.first_station[at], found.last_station[at], found.changes[at] = start, end, rides.size - 1
            found.access_s[at], found.entry_s[at] = way_s[place, start], times.in_s[start]
            found.first_wait_s[at] = wait_s[rides[0]]
            found.rail_s[at] = on_trains_s + sum(change_s(traveller, *pair) for pair in pairwise(rides))
            found.exit_s[at], found.egress_s[at] = times.out_s[end], out_s[end, zone]
    return found
