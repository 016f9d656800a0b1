"""Hub, main and local stations."""

import numpy as np
import pandas as pd

from netopt.rail.stations.coverage import link_coverage
from netopt.rail.stations.ranks import rank_stations
from tests.rail.stations.drawn_extract import RAIL, STATION, drawn_extract, linked


def frame(categories, kinds=None):
    index = pd.Index([f"n{place}" for place in range(len(categories))], name="station_id")
    return pd.DataFrame({"category": categories, "kind": kinds or ["station"] * len(categories)}, index=index)


def test_a_tagged_category_is_the_rank_and_not_assumed():
    ranks = rank_stations(frame(["1", "2", "3", "4", "5", "7"]), np.full(6, 12))
    assert ranks["class"].tolist() == ["hub", "hub", "main", "main", "local", "local"]
    assert not ranks["class_assumed"].any()


def test_without_a_category_tracks_or_lines_lift_a_station_and_the_rank_is_assumed():
    ranks = rank_stations(frame([""] * 6), np.array([1, 4, 8, 2, 2, 0]), np.array([1, 1, 1, 2, 4, 0]))
    assert ranks["class"].tolist() == ["local", "main", "hub", "main", "hub", "local"]
    assert ranks["class_assumed"].all()


def test_a_category_that_is_no_number_of_the_scale_is_not_read():
    ranks = rank_stations(frame(["A", "0", "8", "внеклассная"]), np.ones(4, dtype=int))
    assert ranks["class"].tolist() == ["local"] * 4
    assert ranks["class_assumed"].all()


def test_goods_stations_keep_their_class():
    ranks = rank_stations(frame(["", "1"], ["freight", "freight"]), np.array([30, 30]))
    assert ranks["class"].tolist() == ["freight", "freight"]
    assert not ranks["class_assumed"].any()


def test_coverage_counts_passenger_stations_by_what_is_known_of_them():
    """Linked at 20 and 40 m; one of a known mode too far off, one of no mode; a goods station counts nowhere."""
    nodes = {1: (0.0, 0.0), 2: (9000.0, 0.0)}
    nodes |= {10: (1000.0, 20.0, {**STATION, "name": "甲"}), 11: (2000.0, 40.0, {**STATION, "name": "乙"})}
    nodes |= {12: (3000.0, 800.0, {**STATION, "name": "丙", "train": "yes"})}
    nodes |= {13: (4000.0, 800.0, {**STATION, "name": "丁"}), 14: (5000.0, 99.0, {**STATION, "usage": "freight"})}
    _, stations = linked(drawn_extract(nodes, {1: ([1, 2], RAIL)}))
    found = link_coverage(stations)
    assert (found.stations, found.linked, found.of_known_mode) == (4, 2, 3)
    assert (found.linked_share, found.known_mode_linked_share) == (0.5, 2 / 3)
    assert abs(found.access_p50_m - 30.0) < 0.1
    assert found.unlinked_by_reason == {
        "no mode tagged and no track within 100 m to tell it": 1,
        "no track of its class within 150 m": 1,
    }
