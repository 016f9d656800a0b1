"""Minutes spent at stations: door to train, train to door, and waiting, for two sorts of traveller."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from netopt.arrays import FloatArray
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
    """Longest wait for a first train beyond ``in_s``; 0 where ``in_s`` holds the buffer of a booked seat."""


def station_times(classes: pd.Series, parameters: RailParameters, name: StationTimeSet) -> StationTimes:
    """Station times of a set for stations of the given classes; what is no hub counts as ``other``.

    ``occasional`` travellers hold a booked seat and keep the buffer that guides advise; they wait no longer for
    their first train. ``commuter`` travellers hold a pass, enter quickly and take the next train; where trains are
    rare they may as well book one and come as an occasional traveller does, so they never lose more than that.
    """
    entry, booked = parameters.station_entry[name], parameters.station_entry[BOOKED]
    is_hub = (classes == HUB).to_numpy(dtype=bool)
    in_s = np.where(is_hub, entry.hub.in_min, entry.other.in_min) * SECONDS_PER_MINUTE
    booked_s = np.where(is_hub, booked.hub.in_min, booked.other.in_min) * SECONDS_PER_MINUTE
    return StationTimes(
        name=name,
        in_s=in_s,
        out_s=np.where(is_hub, entry.hub.out_min, entry.other.out_min) * SECONDS_PER_MINUTE,
        longest_first_wait_s=np.maximum(booked_s - in_s, 0.0),
    )
