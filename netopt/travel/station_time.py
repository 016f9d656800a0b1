"""Minutes spent at stations: door to train, train to door, and waiting, for two sorts of traveller."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from netopt.arrays import BoolArray, FloatArray
from netopt.rail.modes import URBAN_MODES
from netopt.rail.parameters import RailParameters
from netopt.units import SECONDS_PER_MINUTE

StationTimeSet = Literal["commuter", "occasional"]
STATION_TIME_SETS: tuple[StationTimeSet, ...] = ("commuter", "occasional")
HUB = "hub"
BOOKED: StationTimeSet = "occasional"


@dataclass(frozen=True, eq=False)
class StationTimes:
    """What one sort of traveller spends at stations, arrays over stations of shape (n_stations,)."""

    name: StationTimeSet
    in_s: FloatArray
    """From the door of the station to the train."""
    out_s: FloatArray
    """From the train to the door."""
    longest_first_wait_s: FloatArray
    """Longest wait for a first train beyond ``in_s``; 0 where ``in_s`` holds the buffer of a booked seat, ``inf`` at
    urban stations, where there is nothing to book."""


def is_urban(stations: pd.DataFrame) -> BoolArray:
    """Stations of urban railways, shape (n_stations,), by ``mode``; none where the frame does not tell modes."""
    if "mode" not in stations.columns:
        return np.zeros(len(stations), dtype=bool)
    return stations["mode"].isin(URBAN_MODES).to_numpy(dtype=bool)


def station_times(stations: pd.DataFrame, parameters: RailParameters, name: StationTimeSet) -> StationTimes:
    """Station times of a set for stations by ``class`` and ``mode``; what is no hub and not urban counts as ``other``.

    ``occasional`` travellers hold a booked seat and keep the buffer that guides advise; they wait no longer for
    their first train. ``commuter`` travellers hold a pass, enter quickly and take the next train; where trains are
    rare they may as well book one and come as an occasional traveller does, so they never lose more than that.
    """
    entry, booked = parameters.station_entry[name], parameters.station_entry[BOOKED]
    sorts = [is_urban(stations), (stations["class"] == HUB).to_numpy(dtype=bool)]

    def by_sort(urban: float, hub: float, other: float) -> FloatArray:
        return np.select(sorts, [urban, hub], other) * SECONDS_PER_MINUTE

    in_s = by_sort(entry.urban.in_min, entry.hub.in_min, entry.other.in_min)
    booked_s = by_sort(booked.urban.in_min, booked.hub.in_min, booked.other.in_min)
    return StationTimes(
        name=name,
        in_s=in_s,
        out_s=by_sort(entry.urban.out_min, entry.hub.out_min, entry.other.out_min),
        longest_first_wait_s=np.where(is_urban(stations), np.inf, np.maximum(booked_s - in_s, 0.0)),
    )
