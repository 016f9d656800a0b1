"""What is wrong with stops and stop times of a feed, with the lines of the file."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pandas as pd

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.errors import Breach
from netopt.rail.gtfs.feed import GtfsFeed

MOST_SHOWN: Final = 20
"""Breaches of one sort that are listed; the others are counted."""


def lines_of_rows(frame: pd.DataFrame) -> IntArray:
    """Line of each row in its file: line 1 is the header."""
    return frame.index.to_numpy(dtype=np.int64) + 2


def breaches_where(file: str, is_wrong: Any, lines: IntArray, message: Callable[[int], str]) -> list[Breach]:
    """A breach for each row that is wrong, by line; ``message`` is asked with the row's position."""
    places = np.flatnonzero(np.asarray(is_wrong, dtype=bool))
    places = places[np.argsort(lines[places], kind="stable")]
    told = [Breach(file, str(lines[place]), message(int(place))) for place in places[:MOST_SHOWN]]
    if places.size > MOST_SHOWN:
        told.append(Breach(file, "", f"{places.size - MOST_SHOWN} more rows: the same"))
    return told


def stop_breaches(feed: GtfsFeed, used: frozenset[str]) -> list[Breach]:
    """Stops of the calls, and their parents: each once, somewhere on earth, under a parent that exists."""
    file = f"{feed.name}/stops.txt"
    stops = feed.stops
    parents = frozenset(stops.loc[stops["stop_id"].isin(used), "parent_station"]) - {""}
    lines = lines_of_rows(stops)
    ids, parent = stops["stop_id"].tolist(), stops["parent_station"].tolist()
    lat, lon = stops["stop_lat"].to_numpy(), stops["stop_lon"].to_numpy()
    is_used = stops["stop_id"].isin(used).to_numpy(dtype=bool)
    is_placed = is_used & ((stops["parent_station"] == "") | ~stops["parent_station"].isin(set(ids))).to_numpy(
        dtype=bool
    )
    is_placed |= stops["stop_id"].isin(parents).to_numpy(dtype=bool)
    is_on_earth = (np.abs(lat) <= 90.0) & (np.abs(lon) <= 180.0) & ((lat != 0.0) | (lon != 0.0))
    is_nameless = (stops["stop_id"] == "").to_numpy(dtype=bool) & is_used
    is_orphan = is_used & ((stops["parent_station"] != "") & ~stops["parent_station"].isin(set(ids))).to_numpy(
        dtype=bool
    )
    return [
        *breaches_where(
            file, stops["stop_id"].duplicated(), lines, lambda row: f"stop_id {ids[row]!r} comes twice; keep one"
        ),
        *breaches_where(
            file,
            is_nameless,
            lines,
            lambda row: "stop_id is empty, or a word that is read so (NA, NULL, nan, None); give the stop another",
        ),
        *breaches_where(
            file,
            is_placed & ~is_on_earth,
            lines,
            lambda row: f"stop {ids[row]!r} lies at lat {lat[row]:g}, lon {lon[row]:g}; give WGS84 degrees",
        ),
        *breaches_where(
            file,
            is_orphan,
            lines,
            lambda row: f"parent_station {parent[row]!r} of stop {ids[row]!r} is no stop_id; add it or leave it empty",
        ),
    ]


def call_breaches(feed: GtfsFeed, rows: pd.DataFrame, arrival_s: FloatArray, departure_s: FloatArray) -> list[Breach]:
    """Calls of trips sorted by trip and sequence: known stops, a place in the sequence each, times that can be read.

    ``arrival_s`` and ``departure_s`` are the times as read, NaN where empty or unreadable.
    """
    file = f"{feed.name}/stop_times.txt"
    lines = lines_of_rows(rows)
    trip, stop, place = rows["trip_id"].tolist(), rows["stop_id"].tolist(), rows["stop_sequence"].to_numpy()
    is_same_trip = np.concatenate([[False], rows["trip_id"].to_numpy()[1:] == rows["trip_id"].to_numpy()[:-1]])
    is_doubled = is_same_trip & np.concatenate([[False], place[1:] == place[:-1]])
    breaches = breaches_where(
        file,
        ~rows["stop_id"].isin(set(feed.stops["stop_id"])),
        lines,
        lambda row: f"stop_id {stop[row]!r} is not in stops.txt; add it or correct it",
    )
    breaches += breaches_where(
        file,
        np.isnan(place) | is_doubled,
        lines,
        lambda row: f"stop_sequence {place[row]:g} of trip {trip[row]!r} is missing or comes twice; number its stops",
    )
    return [
        *breaches,
        *_unread(file, "arrival_time", rows, arrival_s),
        *_unread(file, "departure_time", rows, departure_s),
    ]


def _unread(file: str, column: str, rows: pd.DataFrame, seconds: FloatArray) -> list[Breach]:
    text = rows[column].tolist()
    return breaches_where(
        file,
        np.isnan(seconds) & (rows[column] != "").to_numpy(dtype=bool),
        lines_of_rows(rows),
        lambda row: f"{column} {text[row]!r} is no time; write HH:MM:SS (hours beyond 24 after midnight)",
    )


def time_breaches(feed: GtfsFeed, rows: pd.DataFrame, arrival_s: FloatArray, departure_s: FloatArray) -> list[Breach]:
    """Times of the same rows: there at both ends of a trip, and never running backward; NaN where empty."""
    file = f"{feed.name}/stop_times.txt"
    lines = lines_of_rows(rows)
    trip = rows["trip_id"].to_numpy()
    name = trip.tolist()
    is_first = np.concatenate([[True], trip[1:] != trip[:-1]])[: trip.size]
    is_last = np.concatenate([trip[1:] != trip[:-1], [True]])[-trip.size :] if trip.size else is_first
    is_bare = np.isnan(arrival_s) & np.isnan(departure_s) & (is_first | is_last)
    return [
        *breaches_where(
            file, is_bare, lines, lambda row: f"trip {name[row]!r} has no time at its first or last stop; give one"
        ),
        *breaches_where(
            file,
            _is_backward(trip, arrival_s, departure_s),
            lines,
            lambda row: (
                f"trip {name[row]!r} is here before it left the stop before, or leaves before it is here; "
                "correct its times"
            ),
        ),
    ]


def _is_backward(trip: Any, arrival_s: FloatArray, departure_s: FloatArray) -> BoolArray:
    """Rows that are earlier than what is known before them on their trip."""
    latest_s = pd.Series(np.fmax(arrival_s, departure_s)).groupby(trip).cummax().groupby(trip).ffill()
    before_s = latest_s.groupby(trip).shift().to_numpy()
    earliest_s = np.fmin(arrival_s, departure_s)
    return np.asarray((departure_s < arrival_s) | (earliest_s < before_s), dtype=bool)
