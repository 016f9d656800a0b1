"""Services over edges with speed segments: whichever way an edge is drawn, the train meets its limits in order."""

import numpy as np
import pandas as pd
import pytest

from netopt.errors import NetworkError
from netopt.rail.services.legs import direct_rides
from netopt.rail.services.service import stop_sequences

SLOW_THEN_FAST = ([5_000.0, 15_000.0], [80.0, 300.0])
"""Segments of edge a-b from a."""


def with_segments(edges: pd.DataFrame, *, turned: bool = False, **changes) -> pd.DataFrame:
    """The drawn edges with segments on a-b, 20 km; ``turned``: the same track drawn from b to a."""
    length_m, kmh = SLOW_THEN_FAST
    given = {"segment_m": length_m, "segment_kmh": kmh, "segment_back_kmh": [300.0, 300.0]} | changes
    if turned:
        given["segment_kmh"], given["segment_back_kmh"] = given["segment_back_kmh"], given["segment_kmh"]
        given = {name: values[::-1] for name, values in given.items()}
        edges = edges.assign(from_node=["b", *edges["from_node"][1:]], to_node=["a", *edges["to_node"][1:]])
    lists = {name: [values] + [None] * (len(edges) - 1) for name, values in given.items()}
    return edges.assign(**lists)


def rides(table, stations, edges, parameters) -> pd.Series:
    """Seconds on board by origin and destination."""
    legs = direct_rides(stop_sequences(table, stations, edges), stations, edges, parameters)
    ids = stations.index
    return pd.Series(legs.in_vehicle_s, index=[ids[legs.origin], ids[legs.destination]])


def test_hop_times_segments_of_one_limit_change_nothing(service_table, stations, edges, parameters):
    uniform = with_segments(edges, segment_kmh=[300.0, 300.0])
    plain_s = rides(service_table(s={}), stations, edges, parameters)
    # The break between the segments shifts the steps of the integration: hundredths of a second.
    np.testing.assert_allclose(rides(service_table(s={}), stations, uniform, parameters), plain_s, rtol=2e-4)


def test_hop_times_slow_segment_slows_the_direction_it_holds_for(service_table, stations, edges, parameters):
    plain = rides(service_table(s={}), stations, edges, parameters)
    slow = rides(service_table(s={}), stations, with_segments(edges), parameters)
    assert slow["b", "a"] == pytest.approx(plain["b", "a"], rel=2e-4)
    assert slow["b", "c"] == pytest.approx(plain["b", "c"])
    # 5 km at 80 km/h take 225 s from a rolling start; from rest with 300 km/h ahead EMU350 needs about 145 s.
    assert 50 < slow["a", "b"] - plain["a", "b"] < 110


@pytest.mark.parametrize("stations_listed", ["a;b;c;d", "d;c;b;a", "a;c", "b;a"])
def test_hop_times_drawing_an_edge_the_other_way_changes_nothing(
    stations_listed, service_table, stations, edges, parameters
):
    table = service_table(s={"stations": stations_listed})
    one_way = rides(table, stations, with_segments(edges), parameters)
    other_way = rides(table, stations, with_segments(edges, turned=True), parameters)
    np.testing.assert_allclose(other_way, one_way)


def test_hop_times_order_of_the_segments_matters(service_table, stations, edges, parameters):
    """5 slow km on the way from a to c cost more than at the start, where the train is slow anyway."""
    table = service_table(s={"stations": "a;c"})
    at_start = rides(table, stations, with_segments(edges), parameters)["a", "c"]
    length_m, kmh = (values[::-1] for values in SLOW_THEN_FAST)
    in_middle = rides(table, stations, with_segments(edges, segment_m=length_m, segment_kmh=kmh), parameters)["a", "c"]
    assert in_middle > at_start + 30


def test_hop_times_assumed_share_of_an_edge_counts_in_part(service_table, stations, edges, parameters):
    table = service_table(s={"stations": "a;b", "terminus": "none"})
    half = with_segments(edges).assign(speed_assumed_share=[0.5, 0.0, np.nan, np.nan, np.nan])
    legs = direct_rides(stop_sequences(table, stations, half), stations, half, parameters)
    assert legs.assumed_share.tolist() == pytest.approx([0.5, 0.5])


def test_hop_times_segments_that_cannot_be_true_are_refused(service_table, stations, edges, parameters):
    bad = with_segments(edges, segment_m=[5_000.0, 5_000.0])
    with pytest.raises(NetworkError, match=r"edges:e0: segment_m sum to 10000\.0 m"):
        direct_rides(stop_sequences(service_table(s={}), stations, bad), stations, bad, parameters)
