"""Calls of trips at stations: times read and filled in, platforms made stations."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyproj

from netopt.arrays import BoolArray, FloatArray
from netopt.errors import Breach, NetworkError
from netopt.rail.gtfs.call_check import call_breaches, stop_breaches, time_breaches
from netopt.rail.gtfs.feed import GtfsFeed

NO_BOARDING: Final = 1
"""Value of pickup_type and drop_off_type where nobody boards or alights."""
GEOD: Final = pyproj.Geod(ellps="WGS84")
_TIME: Final = r"^([0-9]{1,3}):([0-5][0-9]):([0-5][0-9])$"


@dataclass(frozen=True, eq=False)
class Calls:
    """Calls of trips, trip by trip in the order of travel; each trip has at least two.

    calls
        ``trip_id``, ``station`` (stop_id; of the parent where there is one), ``arrival_s``, ``departure_s`` (seconds
        after the start of the service day, 86,400 and more after midnight), ``shape_distance`` (as in the feed, NaN).
    stations
        Index = station; ``name``, ``lon``, ``lat``; sorted.
    """

    calls: pd.DataFrame
    stations: pd.DataFrame
    dropped_trips: int
    """Trips without two calls at different stations."""


def calls_of(feed: GtfsFeed, trip_ids: Collection[str]) -> Calls:
    """Calls of some trips.

    A missing time is filled in by distance between the timed calls around it. Stops where nobody may board or alight
    are passed. Platforms lie in their parent station, and calls at several of them in a row are one.

    Raises
    ------
    NetworkError
        With every stop that is unknown, doubled or nowhere and every time that cannot be read, is missing at the end
        of a trip or runs backward.
    """
    rows = feed.stop_times[feed.stop_times["trip_id"].isin(set(trip_ids))]
    rows = rows.sort_values(["trip_id", "stop_sequence"], kind="stable")
    arrival_s, departure_s = seconds_of(rows["arrival_time"]), seconds_of(rows["departure_time"])
    breaches: list[Breach] = [
        *stop_breaches(feed, frozenset(rows["stop_id"])),
        *call_breaches(feed, rows, arrival_s, departure_s),
        *time_breaches(feed, rows, arrival_s, departure_s),
    ]
    if breaches:
        raise NetworkError(breaches)
    stations = _stations(feed)
    station = rows["stop_id"].map(_station_of(feed))
    lonlat = stations.loc[station.tolist(), ["lon", "lat"]].to_numpy(dtype=np.float64).reshape(-1, 2)
    arrival_s, departure_s = _filled(rows["trip_id"].to_numpy(), lonlat, arrival_s, departure_s)
    calls = pd.DataFrame(
        {
            "trip_id": rows["trip_id"],
            "station": station,
            "arrival_s": arrival_s,
            "departure_s": departure_s,
            "shape_distance": rows["shape_dist_traveled"],
        }
    )
    passed = (rows["pickup_type"] == NO_BOARDING) & (rows["drop_off_type"] == NO_BOARDING)
    calls = _merged(calls[~passed])
    count = calls.groupby("trip_id")["station"].transform("size")
    calls = calls[count >= 2].reset_index(drop=True)
    used = stations.loc[sorted(set(calls["station"]))]
    return Calls(calls, used, dropped_trips=len(set(trip_ids)) - calls["trip_id"].nunique())


def seconds_of(text: "pd.Series[Any]") -> FloatArray:
    """Seconds of HH:MM:SS, same shape; hours may exceed 24. NaN where empty or unreadable."""
    parts = text.str.extract(_TIME).astype("float64").to_numpy()
    return np.asarray(parts @ np.array([3600.0, 60.0, 1.0]), dtype=np.float64)


def _station_of(feed: GtfsFeed) -> dict[str, str]:
    """The station of every stop: its parent's parent, its parent or itself."""
    parent = dict(zip(feed.stops["stop_id"], feed.stops["parent_station"], strict=True))
    of_stop = {}
    for stop, named in parent.items():
        above = named or stop
        of_stop[stop] = parent.get(above) or above
    return of_stop


def _stations(feed: GtfsFeed) -> pd.DataFrame:
    """Name (the id where there is none) and place of every stop by id."""
    stops = feed.stops
    name = stops["stop_name"].where(stops["stop_name"] != "", stops["stop_id"])
    table = pd.DataFrame({"name": name, "lon": stops["stop_lon"], "lat": stops["stop_lat"]})
    return table.set_axis(pd.Index(stops["stop_id"]), axis=0)


def _filled(
    trip: Any, lonlat: FloatArray, arrival_s: FloatArray, departure_s: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Arrivals and departures of all calls; where one of the two is missing it is the other.

    Calls are laid on one axis of distance, trips well apart, so that one interpolation fills in all.
    """
    arrival_s = np.where(np.isnan(arrival_s), departure_s, arrival_s)
    departure_s = np.where(np.isnan(departure_s), arrival_s, departure_s)
    is_timed = np.isfinite(arrival_s)
    if is_timed.all():
        return arrival_s, departure_s
    step_m = np.zeros(len(lonlat))
    step_m[1:] = GEOD.inv(*lonlat[:-1].T, *lonlat[1:].T)[2]
    # Stations at one place still follow each other.
    place_m = np.cumsum(np.maximum(step_m, 1.0))
    filled_s = np.interp(place_m, *_doubled(place_m[is_timed], arrival_s[is_timed], departure_s[is_timed]))
    return np.where(is_timed, arrival_s, filled_s), np.where(is_timed, departure_s, filled_s)


def _doubled(place_m: FloatArray, arrival_s: FloatArray, departure_s: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Each timed call twice, a hair apart: it is left at its departure and reached at its arrival."""
    places = np.repeat(place_m, 2)
    places[1::2] += 1.0e-6
    times = np.empty(places.size)
    times[::2], times[1::2] = arrival_s, departure_s
    return places, times


def _merged(calls: pd.DataFrame) -> pd.DataFrame:
    """Calls in a row at one station as one: from the first arrival to the last departure."""
    is_new = _differs(calls["trip_id"]) | _differs(calls["station"])
    return (
        calls.groupby(np.cumsum(is_new), sort=True)
        .agg(
            trip_id=("trip_id", "first"),
            station=("station", "first"),
            arrival_s=("arrival_s", "first"),
            departure_s=("departure_s", "last"),
            shape_distance=("shape_distance", "first"),
        )
        .reset_index(drop=True)
    )


def _differs(values: "pd.Series[Any]") -> BoolArray:
    return np.asarray(values != values.shift(), dtype=bool)
