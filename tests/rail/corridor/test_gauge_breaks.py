"""Chains where the gauge changes, by hand."""

import pandas as pd
import pytest

from netopt.rail.corridor.gauge_breaks import cut_at_gauge_breaks


@pytest.mark.parametrize(
    ("gauges", "expected"),
    [
        (["1435", "1435;1520", "1520"], ["abc", "cd"]),
        (["1435;1520", "1435;1520", "1520"], ["abcd"]),
        (["1435", "", "1520"], ["abc", "cd"]),
        (["", "", ""], ["abcd"]),
        (["1435", "1000", "1435"], ["ab", "bc", "cd"]),
        (["1435;1520", "1435", "1520"], ["abc", "cd"]),
    ],
)
def test_a_chain_goes_as_far_as_a_gauge_is_left(gauges, expected):
    edges = pd.DataFrame({"line_id": "x", "from_node": list("abd"), "to_node": list("bcc"), "gauge_mm": gauges})
    assert cut_at_gauge_breaks([("x", tuple("abcd"))], edges) == [("x", tuple(part)) for part in expected]


def test_lines_between_the_same_stations_have_gauges_of_their_own():
    edges = pd.DataFrame(
        {
            "line_id": ["x", "x", "y"],
            "from_node": list("aba"),
            "to_node": list("bcb"),
            "gauge_mm": ["1435", "1435", "1000"],
        }
    )
    chains = [("x", ("a", "b", "c")), ("y", ("a", "b"))]
    assert cut_at_gauge_breaks(chains, edges) == chains
