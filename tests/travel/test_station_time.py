"""Station entry, exit and waits of both sorts of traveller."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.rail.parameters import RailParameters
from netopt.travel.station_time import station_times

PARAMETERS = RailParameters.load()
STATIONS = pd.DataFrame({"class": ["hub", "main", "local"]})
URBAN = pd.DataFrame({"class": ["hub", "hub", "local"], "mode": ["rail", "subway", "tram"]})


def test_wait_follows_the_three_pieces():
    """H/2 up to 11; then 2 + 0.3 H, but never less than at 11; from 38 on what it is at 38."""
    headway_min = np.array([4.0, 11.0, 11.5, 20.0, 38.0, 200.0])
    wait_min = PARAMETERS.waiting.wait_s(headway_min * 60.0) / 60.0
    assert wait_min == pytest.approx([2.0, 5.5, 5.5, 8.0, 13.4, 13.4], rel=1e-6)


@settings(max_examples=50, deadline=None)
@given(pair=st.tuples(st.floats(0.1, 300.0), st.floats(0.1, 300.0)))
def test_a_rarer_train_is_never_waited_for_less(pair):
    headway_s = np.sort(np.array(pair)) * 60.0
    first_s, later_s = PARAMETERS.waiting.wait_s(headway_s), PARAMETERS.waiting.transfer_wait_s(headway_s)
    assert first_s[0] <= first_s[1]
    assert later_s[0] <= later_s[1]
    assert (later_s >= first_s).all()


def test_occasional_travellers_take_longer_and_never_wait_beyond_their_buffer():
    times = station_times(STATIONS, PARAMETERS, "occasional")
    assert (times.in_s / 60.0).tolist() == [25.0, 15.0, 15.0]
    assert (times.out_s / 60.0).tolist() == [8.0, 5.0, 5.0]
    assert times.longest_first_wait_s.tolist() == [0.0, 0.0, 0.0]


def test_commuters_lose_no_more_than_a_booked_seat_would_cost_them():
    """25 - 10 min at a hub, 15 - 4 elsewhere."""
    times = station_times(STATIONS, PARAMETERS, "commuter")
    assert (times.in_s / 60.0).tolist() == [10.0, 4.0, 4.0]
    assert (times.out_s / 60.0).tolist() == [8.0, 3.0, 3.0]
    assert (times.longest_first_wait_s / 60.0).tolist() == [15.0, 11.0, 11.0]


@pytest.mark.parametrize("sort", ["commuter", "occasional"])
def test_urban_stations_are_entered_in_three_minutes_and_their_train_is_waited_for(sort):
    """Whatever their class: nobody books a seat on the subway, so the wait has no upper end."""
    times = station_times(URBAN, PARAMETERS, sort)
    assert (times.in_s[1:] / 60.0).tolist() == [3.0, 3.0]
    assert (times.out_s[1:] / 60.0).tolist() == [3.0, 3.0]
    assert np.isinf(times.longest_first_wait_s[1:]).all()
    assert np.isfinite(times.longest_first_wait_s[0])


def test_ferries_are_boarded_early_and_buses_are_waited_for():
    """A commuter's ferry: 15 min in, and 10 more at most with the booked 25; a bus has no seat to book."""
    times = station_times(pd.DataFrame({"class": ["main", "hub"], "mode": ["ferry", "bus"]}), PARAMETERS, "commuter")
    assert (times.in_s / 60.0).tolist() == [15.0, 2.0]
    assert (times.out_s / 60.0).tolist() == [5.0, 1.0]
    assert (times.longest_first_wait_s / 60.0).tolist() == [10.0, np.inf]
