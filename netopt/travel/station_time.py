"""Minutes spent at stations: door to train, train to door, and waiting, for two sorts of traveller."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from netopt.arrays import BoolArray, FloatArray
from netopt.rail.modes import BUS, FERRY, UNBOOKED_MODES, URBAN_MODES
from netopt.rail.parameters import RailParameters, StationEntry
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
    urban stations and bus stops, where there is nothing to book."""


def is_unbooked(stations: pd.DataFrame) -> BoolArray:
    """Stations of urban railways and buses, shape (n_stations,), by ``mode``; see ``is_of_mode``."""
    return is_of_mode(stations, UNBOOKED_MODES)


def is_of_mode(stations: pd.DataFrame, modes: tuple[str, ...]) -> BoolArray:
    """Stations of some modes, shape (n_stations,); none where the frame does not tell modes."""
    if "mode" not in stations.columns:
        return np.zeros(len(stations), dtype=bool)
    is_one: BoolArray = np.isin(stations["mode"].to_numpy(dtype=object), modes)
    return is_one


def station_times(stations: pd.DataFrame, parameters: RailParameters, name: StationTimeSet) -> StationTimes:
    """Station times of a set for stations by ``mode``, of main-line stations by ``class`` (hub or other).

    ``occasional`` travellers hold a booked seat and keep the buffer that guides advise; they wait no longer for
    their first train. ``commuter`` travellers hold a pass, enter quickly and take the next train; where trains are
    rare they may as well book one and come as an occasional traveller does, so they never lose more than that.
    """
    entry, booked = parameters.station_entry[name], parameters.station_entry[BOOKED]
    sorts = [
        is_of_mode(stations, URBAN_MODES),
        is_of_mode(stations, (FERRY,)),
        is_of_mode(stations, (BUS,)),
        (stations["class"] == HUB).to_numpy(dtype=bool),
    ]

    def by_sort(asked: StationEntry, way: Literal["in_min", "out_min"]) -> FloatArray:
        values = [getattr(one, way) for one in (asked.urban, asked.ferry, asked.bus, asked.hub)]
        minutes = np.select(sorts, values, getattr(asked.other, way))
        return np.asarray(minutes * SECONDS_PER_MINUTE, dtype=np.float64)

    in_s, booked_s = by_sort(entry, "in_min"), by_sort(booked, "in_min")
    return StationTimes(
        name=name,
        in_s=in_s,
        out_s=by_sort(entry, "out_min"),
        longest_first_wait_s=np.where(is_unbooked(stations), np.inf, np.maximum(booked_s - in_s, 0.0)),
    )
