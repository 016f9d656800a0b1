"""Transfers: between whom one changes on foot, and how many pairs are believed."""

import numpy as np
import pytest

from netopt.errors import NetworkError
from netopt.rail.stations.transfers import transfers


def test_stations_of_two_families_within_500_m_and_of_one_name_within_1000_m_are_changed_between():
    """a rail, b subway 400 m off, c subway 900 m from a with its name, d subway 900 m from a with another."""
    xy = np.array([[0.0, 0.0], [400.0, 0.0], [0.0, 900.0], [0.0, -900.0]])
    keys = [frozenset({"x"}), frozenset({"y"}), frozenset({"x"}), frozenset({"z"})]
    found = transfers(["a", "b", "c", "d"], xy, ["rail", "subway", "subway", "subway"], keys, [])
    assert found[["from_station", "to_station", "distance_m", "same_name"]].to_numpy().tolist() == [
        ["a", "b", 400.0, False],
        ["a", "c", 900.0, True],
    ]


def test_thousands_of_stations_at_one_place_are_refused_before_their_pairs_are_listed():
    """2,100 stations make 2,203,950 pairs."""
    n = 2100
    names = [str(number) for number in range(n)]
    with pytest.raises(NetworkError, match=r"2203950 pairs of 2100 stations lie within 1000 m"):
        transfers(names, np.zeros((n, 2)), ["rail"] * n, [frozenset({name}) for name in names], [])
