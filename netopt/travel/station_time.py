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
BELOW = 1.0 - 1.0e-9


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


def next_train_wait_s(headway_s: FloatArray, parameters: RailParameters) -> FloatArray:
    """Mean wait for the next train of a service of headway H, same shape, never falling with H.

    H/2 up to 11 min, then 2.0 + 0.3 H, and from 38 min on the wait at 38 min: for rarer trains people time their
    arrival, they do not wait longer, and not less than for a train that comes more often.

    Source: Fan and Machemehl (2009), Transportation Research Record 2111, for the first two; the last is ours.
    """
    rule = parameters.waiting
    random_s = rule.random_up_to_min * SECONDS_PER_MINUTE
    timed_s = rule.timetable_from_min * SECONDS_PER_MINUTE * BELOW
    # The two pieces do not meet at 11 min (5.5 against 5.3): a running maximum keeps the wait from falling.
    return np.maximum(rule.wait_s(np.minimum(headway_s, timed_s)), rule.wait_s(np.minimum(headway_s, random_s)))
