"""Stop patterns of a day: trips of one route and direction with the same stations, and their times."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from netopt.arrays import FloatArray
from netopt.rail.gtfs.calls import GEOD, Calls
from netopt.rail.gtfs.frequencies import NO_FREQUENCIES, Frequencies


@dataclass(frozen=True, eq=False)
class Pattern:
    """Trips that stop alike."""

    route_id: str
    direction: int
    """As in the feed; -1 where it does not say."""
    stations: tuple[str, ...]
    run_s: FloatArray
    """Shape (n_stations - 1,): median from departure to arrival, above 0."""
    least_run_s: FloatArray
    """The same, of the fastest trip."""
    dwell_s: FloatArray
    """Shape (n_stations - 2,): median at the stations between."""
    trains: float
    """Trains of the day."""
    headway_s: float
    """Where the pattern runs by frequencies: seconds between trains, over the hours that they cover or ``day_h`` if
    these are fewer; NaN elsewhere."""
    shape_id: str
    """Of most of the trips; empty where none has one."""
    shape_distance: FloatArray
    """Shape (n_stations,): along that shape, in the feed's own unit; NaN where missing."""


def patterns_of(
    calls: Calls, trips: pd.DataFrame, frequencies: Frequencies = NO_FREQUENCIES, *, day_h: float = 16.0
) -> tuple[list[Pattern], int]:
    """Patterns by route, direction and falling number of trains, and how many had no time at all and were dropped.

    The times of a pattern are medians over its trips, since its headway stands for all of them. Hops of no time (the
    timetable gives whole minutes) share the time of the next hop that has one, or the one before, by distance.

    Parameters
    ----------
    trips
        As ``trips_of_types`` gives them.
    day_h
        Hours over which trains are spread at least.
    """
    about = {
        trip: (route, int(direction), shape)
        for trip, route, direction, shape in zip(
            trips["trip_id"], trips["route_id"], trips["direction"], trips["shape_id"], strict=True
        )
    }
    table = {name: calls.calls[name].to_numpy() for name in calls.calls.columns}
    is_first = (calls.calls["trip_id"] != calls.calls["trip_id"].shift()).to_numpy(dtype=bool)
    groups: dict[tuple[str, int, tuple[str, ...]], list[_Trip]] = {}
    for first, end in pairwise([*np.flatnonzero(is_first).tolist(), len(is_first)]):
        trip_id = str(table["trip_id"][first])
        route, direction, shape = about[trip_id]
        key = (route, direction, tuple(str(station) for station in table["station"][first:end]))
        rows = {name: table[name][first:end] for name in ("arrival_s", "departure_s", "shape_distance")}
        groups.setdefault(key, []).append(_Trip(trip_id, shape, **rows))
    found = [
        _pattern(key, members, calls.stations, frequencies, day_h=day_h) for key, members in sorted(groups.items())
    ]
    patterns = [pattern for pattern in found if pattern is not None]
    patterns.sort(key=lambda one: (one.route_id, one.direction, -one.trains, one.stations))
    return patterns, len(found) - len(patterns)


def shared_out(run_s: FloatArray, apart_m: FloatArray) -> FloatArray:
    """Times of hops in which each of no time shares that of the next one that has some, by distance.

    Shape (n_hops,) both; the sum stays. At the end of the trip, where no later hop has time, the one before shares.
    """
    timed = np.flatnonzero(run_s > 0.0)
    if timed.size in (0, run_s.size):
        return run_s
    share = np.minimum(np.searchsorted(timed, np.arange(run_s.size)), timed.size - 1)
    weight = np.maximum(apart_m, 1.0)
    total_m = np.bincount(share, weight)
    return np.asarray(run_s[timed][share] * weight / total_m[share], dtype=np.float64)


@dataclass(frozen=True, eq=False)
class _Trip:
    trip_id: str
    shape_id: str
    arrival_s: FloatArray
    departure_s: FloatArray
    shape_distance: FloatArray


def _pattern(
    key: tuple[str, int, tuple[str, ...]],
    trips: Sequence[_Trip],
    places: pd.DataFrame,
    frequencies: Frequencies,
    *,
    day_h: float,
) -> Pattern | None:
    """The pattern of trips of one route, direction and list of stations; ``None`` where none takes any time."""
    route, direction, stations = key
    arrival_s = np.array([trip.arrival_s for trip in trips], dtype=np.float64)
    departure_s = np.array([trip.departure_s for trip in trips], dtype=np.float64)
    run_s = arrival_s[:, 1:] - departure_s[:, :-1]
    takes_time = run_s.sum(axis=1) > 0.0
    if not takes_time.any():
        return None
    apart_m = _apart_m(places, stations)
    timed_s = np.array([shared_out(row, apart_m) for row in run_s[takes_time]])
    trains = [frequencies.trains.get(trip.trip_id, 1.0) for trip in trips]
    shape = _shape_of_most(trips, trains)
    drawn = next(trip for trip in trips if trip.shape_id == shape)
    return Pattern(
        route_id=route,
        direction=direction,
        stations=stations,
        run_s=np.median(timed_s, axis=0),
        least_run_s=timed_s.min(axis=0),
        dwell_s=np.median((departure_s - arrival_s)[:, 1:-1], axis=0),
        trains=float(sum(trains)),
        headway_s=frequencies.headway_s([trip.trip_id for trip in trips], day_h=day_h),
        shape_id=shape,
        shape_distance=drawn.shape_distance.astype(np.float64),
    )


def _apart_m(stations: pd.DataFrame, listed: tuple[str, ...]) -> FloatArray:
    lonlat = stations.loc[list(listed), ["lon", "lat"]].to_numpy(dtype=np.float64)
    return np.asarray(GEOD.inv(*lonlat[:-1].T, *lonlat[1:].T)[2], dtype=np.float64)


def _shape_of_most(trips: Sequence[_Trip], trains: Sequence[float]) -> str:
    """The shape of most trains, the first by name of several; none only where no trip has one."""
    number: dict[str, float] = {}
    for trip, count in zip(trips, trains, strict=True):
        number[trip.shape_id] = number.get(trip.shape_id, 0.0) + count
    return min(number, key=lambda shape: (shape == "", -number[shape], shape))
