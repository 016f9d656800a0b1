"""The ways behind door-to-door times: every minute of them, from the door of one place to the door of another."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.travel.chain_borders import borders_of_way
from netopt.travel.door_to_door import DoorToDoor
from netopt.travel.journeys import change_s, first_wait_s
from netopt.travel.points import Points
from netopt.travel.traveller import Traveller

NO_RIDES: IntArray = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Ways:
    """Parts of the least door-to-door times from places to zones, all of shape (n_places, n_zones).

    The parts add up to the time, but for the milliseconds by which routing rounds. Where all the way goes by road it
    is in ``access_s``, and the other parts but ``border_s`` are 0. Unreachable: ``access_s`` is ``inf``.
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
    border_s: FloatArray
    """At borders, wherever on the way: no other part holds it."""
    permitted_share: FloatArray
    """Share of travellers who may pass all borders of the way; 1 where there is none."""
    rules: Mapping[tuple[int, int], tuple[int, ...]]
    """By place and zone: rules of borders that are met, as positions in ``Borders.rules``; others are left out."""

    @property
    def total_s(self) -> FloatArray:
        """All parts."""
        on_trains_s = self.entry_s + self.first_wait_s + self.rail_s + self.exit_s
        return self.access_s + on_trains_s + self.egress_s + self.border_s


def ways(traveller: Traveller, doors: DoorToDoor, zones: Points) -> Ways:
    """The ways of ``od_times``' ``door_to_door`` from the places of ``doors`` to the centres of zones.

    The parts are summed over the rides of each chain, not taken from the matrix of times. A zone's way to itself is
    that from its centre to its centre.
    """
    rail, times = traveller.rail, traveller.times
    road_s, road_border_s = _split(traveller, doors.places, zones)
    way_s, _ = _split(traveller, doors.places, rail.points)
    out_s, out_border_s = _split(traveller, rail.points, zones)
    none = np.zeros(road_s.shape)
    no_station = np.full(road_s.shape, -1)
    rules: dict[tuple[int, int], tuple[int, ...]] = {}
    found = Ways(
        by_rail=np.zeros(road_s.shape, dtype=bool),
        first_station=no_station,
        last_station=no_station.copy(),
        changes=none.astype(int),
        access_s=road_s.copy(),
        border_s=road_border_s.copy(),
        permitted_share=np.ones(road_s.shape),
        rules=rules,
        **{name: none.copy() for name in ("entry_s", "first_wait_s", "rail_s", "exit_s", "egress_s")},
    )
    wait_s = first_wait_s(traveller)
    all_road_s = road_s + road_border_s
    for place, forecourt_s in enumerate(doors.forecourt_s):
        arrival_s = forecourt_s[:, None] + (out_s + out_border_s)
        last = arrival_s.argmin(axis=0) if len(rail) else np.zeros(len(zones), dtype=np.int64)
        by_rail = np.flatnonzero(arrival_s.min(axis=0, initial=np.inf) < all_road_s[place])
        chains = dict(zip(by_rail.tolist(), doors.journeys.rides(place, last[by_rail]), strict=True))
        for zone, rides in chains.items():
            at, start, end = (place, zone), rail.origin[rides[0]], last[zone]
            on_trains_s = rail.in_vehicle_s[rides].sum()
            found.by_rail[at] = True
            found.first_station[at], found.last_station[at], found.changes[at] = start, end, rides.size - 1
            found.access_s[at], found.entry_s[at] = way_s[place, start], times.in_s[start]
            found.first_wait_s[at] = wait_s[rides[0]]
            found.rail_s[at] = on_trains_s + sum(change_s(traveller, *pair) for pair in pairwise(rides))
            found.exit_s[at], found.egress_s[at] = times.out_s[end], out_s[end, zone]
        if traveller.crossings is None:
            continue
        for zone in np.flatnonzero(found.by_rail[place] | np.isfinite(road_s[place])).tolist():
            sides = int(doors.places.side[place]), int(zones.side[zone])
            met = borders_of_way(traveller, chains.get(zone, NO_RIDES), *sides)
            found.border_s[place, zone], found.permitted_share[place, zone] = met.border_s, met.permitted_share
            if met.rules:
                rules[place, zone] = met.rules
    return found


def _split(traveller: Traveller, origins: Points, destinations: Points) -> tuple[FloatArray, FloatArray]:
    """Ways on the ground and what they pay at borders, apart; ``inf`` and 0 where there is no way."""
    time_s = traveller.ground.time_s(origins, destinations)
    if traveller.crossings is None:
        return time_s, np.zeros(time_s.shape)
    border_s = np.where(np.isfinite(time_s), traveller.crossings.between_s(origins, destinations), 0.0)
    return time_s - border_s, border_s
