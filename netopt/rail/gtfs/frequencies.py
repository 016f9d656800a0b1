"""Trains that run by headway: frequencies.txt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from netopt.errors import NetworkError
from netopt.rail.gtfs.call_check import breaches_where, lines_of_rows
from netopt.rail.gtfs.calls import seconds_of
from netopt.rail.gtfs.feed import GtfsFeed
from netopt.units import SECONDS_PER_HOUR


@dataclass(frozen=True, eq=False)
class Frequencies:
    """What frequencies.txt says of trips."""

    trains: Mapping[str, float]
    """Trains of the day by trip id."""
    spans_s: Mapping[str, Sequence[tuple[float, float]]]
    """Start and end of the hours covered, by trip id."""

    def headway_s(self, trip_ids: Sequence[str], *, day_h: float) -> float:
        """Seconds between the trains of some trips: hours covered (``day_h`` at least) over trains.

        NaN where a trip has no frequency.
        """
        if not all(trip in self.spans_s for trip in trip_ids):
            return float("nan")
        covered_s, until_s = 0.0, -np.inf
        for start_s, end_s in sorted(span for trip in trip_ids for span in self.spans_s[trip]):
            covered_s += max(0.0, end_s - max(start_s, until_s))
            until_s = max(until_s, end_s)
        return max(covered_s, day_h * SECONDS_PER_HOUR) / sum(self.trains[trip] for trip in trip_ids)


NO_FREQUENCIES: Final = Frequencies({}, {})


def frequencies_of(feed: GtfsFeed) -> Frequencies:
    """Trains that run by headway: those starting at ``start_time``, every ``headway_secs``, before ``end_time``.

    Raises
    ------
    NetworkError
        With every row whose times or headway cannot be.
    """
    table = feed.frequencies
    start_s, end_s = seconds_of(table["start_time"]), seconds_of(table["end_time"])
    headway_s = table["headway_secs"].to_numpy(dtype=np.float64)
    is_wrong = ~((end_s > start_s) & (headway_s > 0.0))
    breaches = breaches_where(
        f"{feed.name}/frequencies.txt",
        is_wrong,
        lines_of_rows(table),
        lambda row: (
            f"start_time {table['start_time'].iloc[row]!r}, end_time {table['end_time'].iloc[row]!r}, headway_secs "
            f"{headway_s[row]:g}; write HH:MM:SS, the end after the start, a headway above 0"
        ),
    )
    if breaches:
        raise NetworkError(breaches)
    trains: dict[str, float] = {}
    spans_s: dict[str, list[tuple[float, float]]] = {}
    for row, trip in enumerate(table["trip_id"]):
        trains[trip] = trains.get(trip, 0.0) + float(np.ceil((end_s[row] - start_s[row]) / headway_s[row]))
        spans_s.setdefault(trip, []).append((float(start_s[row]), float(end_s[row])))
    return Frequencies(trains, spans_s)
