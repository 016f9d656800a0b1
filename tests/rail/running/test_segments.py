"""Speed segments read from edges: in order, from either end, and refused where they cannot be true."""

import re

import numpy as np
import pandas as pd
import pytest

from netopt.rail.running.segments import assumed_share, segment_breaches, segments_of


def edges_with(**columns) -> pd.DataFrame:
    """Three edges of 1, 2 and 3 km, 100, 200 and 300 km/h, with more columns."""
    frame = {"length_m": [1000.0, 2000.0, 3000.0], "max_kmh": [100.0, 200.0, 300.0], "max_kmh_assumed": [False] * 3}
    return pd.DataFrame(frame | columns, index=["e", "f", "g"])


def segmented(**changes) -> pd.DataFrame:
    """Edge f has two segments; e and g have none."""
    columns = {
        "segment_m": [None, [500.0, 1500.0], np.nan],
        "segment_kmh": [None, [80.0, 200.0], np.nan],
        "segment_back_kmh": [None, [90.0, 160.0], np.nan],
    }
    return edges_with(**(columns | changes))


def test_segments_of_edges_without_lists_are_length_and_limit():
    segments = segments_of(edges_with())
    assert segments.first.tolist() == [0, 1, 2, 3]
    assert segments.kmh.tolist() == segments.back_kmh.tolist() == [100, 200, 300]


def test_segments_of_some_edges_with_lists_stand_between_the_others():
    segments = segments_of(segmented())
    assert segments.first.tolist() == [0, 1, 3, 4]
    assert segments.length_m.tolist() == [1000, 500, 1500, 3000]
    assert segments.back_kmh.tolist() == [100, 90, 160, 300]


def test_segments_of_arrays_are_read_like_lists():
    lists = segmented()
    arrays = lists.map(lambda value: np.array(value) if isinstance(value, list) else value)
    assert segments_of(arrays).kmh.tolist() == segments_of(lists).kmh.tolist()


def test_segments_along_turn_round_for_trains_the_other_way():
    first, length_m, kmh = segments_of(segmented()).along(np.array([1, 0, 1]), np.array([True, True, False]))
    assert first.tolist() == [0, 2, 3, 5]
    assert length_m.tolist() == [500, 1500, 1000, 1500, 500]
    assert kmh.tolist() == [80, 200, 100, 160, 90]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"segment_kmh": [None, [80.0], None]}, r"\[2, 1, 2\] items"),
        ({"segment_kmh": [None, None, None]}, r"\[2, 0, 2\] items"),
        ({"segment_back_kmh": [None, [90.0, 0.0], None]}, r"segment_back_kmh holds 0\.0"),
        ({"segment_kmh": [None, [np.nan, 80.0], None]}, "segment_kmh holds nan"),
        ({"segment_m": [None, [500.0, 1400.0], None]}, r"sum to 1900\.0 m but length_m is 2000\.0"),
    ],
)
def test_segment_breaches_name_the_edge_and_what_is_wrong(changes, message):
    (breach,) = segment_breaches(segmented(**changes), range(3))
    assert breach.where == "f"
    assert re.search(message, breach.message)


def test_segment_breaches_of_edges_that_are_not_used_are_not_looked_for():
    assert segment_breaches(segmented(segment_kmh=[None, None, None]), [0, 2]) == []


def test_segment_breaches_of_good_segments_are_none():
    assert segment_breaches(segmented(), range(3)) == []


def test_assumed_share_is_the_edges_own_where_it_is_given():
    edges = edges_with(max_kmh_assumed=[True, False, True], speed_assumed_share=[0.25, np.nan, np.nan])
    assert assumed_share(edges).tolist() == [0.25, 0.0, 1.0]
