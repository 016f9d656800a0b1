"""One day of a feed: its patterns, its stations and their classes, what was left out."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from netopt.errors import EmptySourceError
from netopt.rail.gtfs.calls import calls_of
from netopt.rail.gtfs.feed import GtfsFeed
from netopt.rail.gtfs.frequencies import frequencies_of
from netopt.rail.gtfs.patterns import Pattern, patterns_of
from netopt.rail.gtfs.route_types import CLASS_OF_TYPE, DEFAULT_TYPES
from netopt.rail.gtfs.service_day import service_day, trips_on
from netopt.rail.gtfs.trips import trips_of_types

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class TimetableDay:
    """What runs on one day of a feed.

    patterns
        By route, direction and falling number of trains.
    stations
        Index = stop_id, sorted; ``name``, ``lon``, ``lat``: those that the patterns call at.
    routes
        Index = route_id; ``class`` (of the line, by route type) and ``name``.
    """

    feed: GtfsFeed
    day: date
    is_day_asked: bool
    patterns: tuple[Pattern, ...]
    stations: pd.DataFrame
    routes: pd.DataFrame
    notes: Mapping[str, int]
    """Counts of what was read and left out."""


def timetable_day(
    feed: GtfsFeed,
    *,
    asked: date | None = None,
    route_types: Collection[int] = DEFAULT_TYPES,
    day_h: float = 16.0,
) -> TimetableDay:
    """The patterns of the day asked for, else of the day with most trains.

    Raises
    ------
    EmptySourceError
        If no trip is of the route types, none runs on the day, or none of them takes any time.
    NetworkError
        With what is wrong in the tables; see ``trips_of_types``, ``frequencies_of`` and ``calls_of``.
    """
    trips = trips_of_types(feed, route_types)
    frequencies = frequencies_of(feed)
    weight = trips["trip_id"].map(lambda trip: frequencies.trains.get(trip, 1.0)).astype("float64")
    day = service_day(feed, trips, weight, asked)
    today = trips_on(feed, trips, day)
    calls = calls_of(feed, today["trip_id"].tolist())
    patterns, n_timeless = patterns_of(calls, today, frequencies, day_h=day_h)
    if not patterns:
        raise EmptySourceError(f"{feed.name}: no trip on {day} goes from one station to another; give another date")
    logger.info("%s: timetable of %s (%s)", feed.name, day, "asked for" if asked else "the day with most trains")
    used = sorted({station for pattern in patterns for station in pattern.stations})
    notes = {
        "trips": len(today),
        "trips_with_fewer_than_two_stations": calls.dropped_trips,
        "patterns": len(patterns),
        "patterns_without_time": n_timeless,
    }
    return TimetableDay(
        feed=feed,
        day=day,
        is_day_asked=asked is not None,
        patterns=tuple(patterns),
        stations=calls.stations.loc[used],
        routes=_routes(feed, sorted({pattern.route_id for pattern in patterns})),
        notes=notes,
    )


def _routes(feed: GtfsFeed, used: list[str]) -> pd.DataFrame:
    """Class and name of routes: the long name, else the short one, else the id."""
    routes = feed.routes.set_index("route_id").loc[used]
    long, short = routes["route_long_name"], routes["route_short_name"]
    name = long.where(long != "", short).where((long != "") | (short != ""), routes.index.to_series())
    return pd.DataFrame({"class": routes["route_type"].astype(int).map(CLASS_OF_TYPE), "name": name})
