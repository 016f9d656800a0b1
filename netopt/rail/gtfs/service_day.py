"""The day whose timetable is taken, and the trips that run on it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

import pandas as pd

from netopt.errors import EmptySourceError
from netopt.rail.gtfs.feed import GtfsFeed

WEEK: Final = 7


def service_day(feed: GtfsFeed, trips: pd.DataFrame, weight: "pd.Series[float]", asked: date | None) -> date:
    """The day asked for, else the one on which most of the trips run; the earliest of several.

    Parameters
    ----------
    trips
        Those that count, with ``service_id``.
    weight
        Trains that each of them stands for, by the index of ``trips``.

    Raises
    ------
    EmptySourceError
        If none of the trips runs on the day asked for, or on any day.
    """
    trains: dict[str, float] = {}
    for service, count in zip(trips["service_id"], weight, strict=True):
        trains[service] = trains.get(service, 0.0) + count
    days = [asked] if asked is not None else _days(feed)
    best = max(days, key=lambda day: (_trains_on(feed, day, trains), -day.toordinal()), default=None)
    if best is None or _trains_on(feed, best, trains) == 0:
        when = "on any day of its calendar" if asked is None else f"on {asked}"
        starts, ends = _bounds(feed)
        first, last = date.fromordinal(min(starts)), date.fromordinal(max(ends))
        span = f"; its calendar holds {first} to {last}"
        raise EmptySourceError(f"{feed.name}: no trip of the route types asked for runs {when}{span}")
    return best


def trips_on(feed: GtfsFeed, trips: pd.DataFrame, day: date) -> pd.DataFrame:
    """Those of the trips that start on a day."""
    return trips[trips["service_id"].isin(_active(feed, day))]


def _trains_on(feed: GtfsFeed, day: date, trains: Mapping[str, float]) -> float:
    return sum(trains.get(service, 0.0) for service in sorted(_active(feed, day)))


def _active(feed: GtfsFeed, day: date) -> set[str]:
    return {str(service).strip() for service in feed.kit.get_active_services(day.isoformat().replace("-", ""))}


def _days(feed: GtfsFeed) -> list[date]:
    """Days that stand for all of the calendar, rising.

    What runs changes only where a period begins or has ended and on the dates listed one by one; in between weeks
    repeat. So the seven days from each such change on hold every timetable there is.
    """
    starts, ends = _bounds(feed)
    if not starts:
        return []
    days = {change + step for change in starts | {end + 1 for end in ends} for step in range(WEEK)}
    return [date.fromordinal(day) for day in sorted(days) if min(starts) <= day <= max(ends)]


def _bounds(feed: GtfsFeed) -> tuple[set[int], set[int]]:
    """Days, as ordinals, on which a period begins or ends; a date listed by itself does both."""
    listed = _ordinals(feed.calendar_dates["date"])
    return _ordinals(feed.calendar["start_date"]) | listed, _ordinals(feed.calendar["end_date"]) | listed


def _ordinals(texts: Iterable[str]) -> set[int]:
    return {date(int(text[:4]), int(text[4:6]), int(text[6:])).toordinal() for text in set(texts)}
