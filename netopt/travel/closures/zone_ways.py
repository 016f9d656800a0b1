"""Least ways between zones: their times, and where asked for the rides that they are made of."""

from dataclasses import dataclass

import numpy as np

from netopt.arrays import FloatArray, IntArray
from netopt.travel.chain_borders import NO_BORDERS, WayBorders, borders_of_way
from netopt.travel.closures.zone_ends import ZoneEnds
from netopt.travel.journeys import first_wait_s, journeys
from netopt.travel.traveller import Traveller

NO_RIDES: IntArray = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class ZoneWays:
    """Ways from some zones to all."""

    time_s: FloatArray
    """Shape (n_rows, n_zones), ``inf`` where there is none."""
    rides: tuple[tuple[IntArray, ...], ...]
    """By row and zone: rides in order, empty where none is taken; no rows where they were not asked for."""


def zone_ways(traveller: Traveller, ends: ZoneEnds, rows: IntArray, *, with_rides: bool) -> ZoneWays:
    """Least ways from the zones at ``rows`` to all zones, by ``door_to_door`` or ``station_to_station``.

    The times are those of ``od_times``, but for the order in which parts are added.
    """
    wait_s = first_wait_s(traveller) if ends.is_door_to_door else np.zeros(traveller.rail.origin.size)
    chains = journeys(traveller, ends.start_s[rows], wait_s)
    time_s = ends.direct_s[rows]
    last = np.full(time_s.shape, -1)
    for zone, end_s in enumerate(ends.end_s):
        arrival_s = chains.time_s + end_s
        least_s = arrival_s.min(axis=1, initial=np.inf)
        by_rail = np.flatnonzero(least_s < time_s[:, zone])
        time_s[by_rail, zone] = least_s[by_rail]
        last[by_rail, zone] = arrival_s[by_rail].argmin(axis=1)
    if not with_rides:
        return ZoneWays(time_s, ())
    found = []
    for row, stations in enumerate(last):
        by_rail = np.flatnonzero(stations >= 0)
        taken = dict(zip(by_rail.tolist(), chains.rides(row, stations[by_rail]), strict=True))
        found.append(tuple(taken.get(zone, NO_RIDES) for zone in range(stations.size)))
    return ZoneWays(time_s, tuple(found))


def in_vehicle_s(traveller: Traveller, ways: ZoneWays) -> FloatArray:
    """Time on trains of ways whose rides are known, ``inf`` where there is no way."""
    on_trains_s = [[traveller.rail.in_vehicle_s[chain].sum() for chain in row] for row in ways.rides]
    return np.where(np.isfinite(ways.time_s), np.array(on_trains_s).reshape(ways.time_s.shape), np.inf)


def borders_met(traveller: Traveller, ends: ZoneEnds, rows: IntArray, ways: ZoneWays) -> list[list[WayBorders]]:
    """Borders on every way whose rides are known, by row and zone; none where there is no way."""
    side = ends.zones.side
    return [
        [
            borders_of_way(traveller, chain, int(side[origin]), int(side[zone]))
            if len(chain) or (ends.is_door_to_door and np.isfinite(ways.time_s[row, zone]))
            else NO_BORDERS
            for zone, chain in enumerate(ways.rides[row])
        ]
        for row, origin in enumerate(rows.tolist())
    ]
