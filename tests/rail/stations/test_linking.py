"""Where on the track stations are linked, and what is told of those that are not."""

import time

import numpy as np
import pytest

from netopt.rail.topology.track import NodeKind
from tests.rail.stations.drawn_extract import RAIL, STATION, STOP, SUBWAY, document, drawn_extract, linked, points_of

SIDING = {"railway": "rail", "service": "siding"}


def named(name, **tags):
    return {**STATION, "name": name, **tags}


def parallel(*north_m, tags=None, length_m=4000.0, **stations):
    """Tracks from west to east so many metres north of 0 (way 1 the first), and stations n5, n6 ... as (x, y, tags)."""
    nodes, ways = {}, {}
    for number, y in enumerate(north_m, start=1):
        nodes |= {100 * number: (0.0, y), 100 * number + 1: (length_m, y)}
        ways[number] = ([100 * number, 100 * number + 1], (tags or {}).get(number, RAIL))
    return drawn_extract(nodes | {int(key[1:]): station for key, station in stations.items()}, ways)


def test_t02_a_station_beside_the_track_is_linked_where_it_is_cut():
    track, stations = linked(document("t02_station_off_track.osm"))
    assert stations.stations.index.tolist() == ["n50"]
    (node,) = stations.point_node
    assert track.node_kind[node] == NodeKind.MADE
    assert track.n_edges == 2
    # The cut lies in the middle, and 0.00027 degrees of latitude are 30 m.
    assert track.length_m[0] == pytest.approx(track.length_m[1], rel=1e-4)
    assert stations.point_access_m == pytest.approx([30.0], abs=0.5)
    assert stations.unlinked.empty


def test_t03_the_stops_of_a_stop_area_are_the_points_of_one_station():
    track, stations = linked(document("t03_stop_area.osm"))
    assert stations.stations.index.tolist() == ["n50"]
    assert track.node_id[stations.point_node].tolist() == [3, 13]
    assert (track.node_id < 0).sum() == 0


def test_t11_a_stop_on_a_siding_is_the_stations_point():
    track, stations = linked(document("t11_station_behind_siding.osm"))
    assert track.node_id[stations.point_node].tolist() == [3]
    assert stations.unlinked.empty


def test_every_track_beside_a_station_is_cut_once():
    track, stations = linked(parallel(0.0, 5.0, 10.0, 15.0, n5=(2000.0, -60.0, named("甲"))))
    assert stations.point_access_m == pytest.approx([60.0, 65.0, 70.0, 75.0], abs=0.1)
    assert track.n_edges == 8


def test_a_track_of_several_ways_is_cut_once():
    """Ways of 40 m end near the station: the nearest place of three of them is within 150 m."""
    nodes = {node: (40.0 * node, 0.0) for node in range(1, 12)} | {50: (230.0, 20.0, named("甲"))}
    ways = {node: ([node, node + 1], RAIL) for node in range(1, 11)}
    track, stations = linked(drawn_extract(nodes, ways))
    assert stations.point_access_m == pytest.approx([20.0], abs=0.01)
    assert track.n_edges == 11


def test_a_station_where_two_ways_meet_takes_their_node():
    nodes = {1: (0.0, 0.0), 2: (500.0, 0.0), 3: (900.0, 0.0), 50: (500.0, 20.0, named("甲"))}
    track, stations = linked(drawn_extract(nodes, {1: ([1, 2], RAIL), 2: ([2, 3], RAIL)}))
    assert track.node_id[stations.point_node].tolist() == [2]
    assert track.n_edges == 2


def test_a_branch_that_runs_through_the_stations_place_on_the_stem_is_not_cut_again():
    """Stem 1-2, and from 2 the legs to 3 and 4; the station stands beside the stem, 60 m before the switch."""
    nodes = {1: (-900.0, 0.0), 2: (0.0, 0.0), 3: (900.0, 0.0), 4: (900.0, 100.0), 50: (-60.0, 20.0, named("甲"))}
    ways = {1: ([1, 2], RAIL), 2: ([2, 3], RAIL), 3: ([2, 4], RAIL)}
    _, stations = linked(drawn_extract(nodes, ways))
    assert stations.point_access_m == pytest.approx([20.0], abs=0.01)


def test_past_a_switch_each_leg_is_a_track_of_its_own():
    nodes = {1: (-900.0, 0.0), 2: (0.0, 0.0), 3: (900.0, 0.0), 4: (900.0, 100.0), 50: (60.0, 20.0, named("甲"))}
    ways = {1: ([1, 2], RAIL), 2: ([2, 3], RAIL), 3: ([2, 4], RAIL)}
    track, stations = linked(drawn_extract(nodes, ways))
    assert len(stations.point_node) == 2
    assert track.n_edges == 5


def test_a_leg_whose_nearest_place_is_the_switch_is_cut_behind_it():
    """The straight leg passes the station, the diverging one leads away from it: trains on both can stop."""
    nodes = {1: (-900.0, 0.0), 2: (0.0, 0.0), 3: (900.0, 0.0), 4: (100.0, 80.0), 50: (20.0, -40.0, named("甲"))}
    ways = {1: ([1, 2], RAIL), 2: ([2, 3], RAIL), 3: ([2, 4], RAIL)}
    track, stations = linked(drawn_extract(nodes, ways))
    switch = int(np.flatnonzero(track.node_id == 2)[0])
    assert switch not in stations.point_node
    lengths_m = sorted(track.length_m[np.isin(track.head, [switch]) | np.isin(track.tail, [switch])])
    assert lengths_m == pytest.approx([10.0, 20.0, 900.0], abs=0.1)


def test_the_radius_is_150_m_and_250_m_for_six_tracks():
    far = parallel(0.0, n5=(2000.0, 160.0, named("甲", train="yes")))
    _, stations = linked(far)
    (row,) = stations.unlinked.to_dict("records")
    assert row["reason"] == "no track of its class within 150 m"
    assert row["nearest_m"] == pytest.approx(160.0, abs=0.1)
    many = parallel(0.0, 10.0, 20.0, 30.0, 40.0, 50.0, -100.0, n5=(2000.0, 140.0, named("甲", train="yes")))
    _, stations = linked(many)
    assert sorted(stations.point_access_m) == pytest.approx([90.0, 100.0, 110.0, 120.0, 130.0, 140.0, 240.0], abs=0.1)


def test_passenger_stations_are_projected_on_passenger_track_only():
    tags = {2: SIDING, 3: {**RAIL, "usage": "industrial"}, 4: {**RAIL, "railway:traffic_mode": "freight"}}
    _, stations = linked(parallel(0.0, 5.0, 10.0, 15.0, tags=tags, n5=(2000.0, -20.0, named("甲"))))
    assert stations.point_access_m == pytest.approx([20.0], abs=0.1)


def test_a_station_on_nothing_but_sidings_is_linked_to_the_nearest_two():
    tags = {1: SIDING, 2: SIDING, 3: SIDING}
    _, stations = linked(parallel(0.0, 5.0, 10.0, tags=tags, n5=(2000.0, -20.0, named("甲"))))
    assert stations.point_access_m == pytest.approx([20.0, 25.0], abs=0.1)


def test_a_goods_station_is_linked_to_every_track_but_crossovers():
    tags = {2: SIDING, 3: {"railway": "rail", "service": "yard"}, 4: {"railway": "rail", "service": "crossover"}}
    extract = parallel(0.0, 5.0, 10.0, 15.0, tags=tags, n5=(2000.0, -20.0, named("甲", usage="freight")))
    _, stations = linked(extract)
    assert stations.point_access_m == pytest.approx([20.0, 25.0, 30.0], abs=0.1)


def test_a_station_is_linked_to_track_of_its_own_class_only():
    extract = parallel(0.0, 30.0, tags={2: SUBWAY}, n5=(2000.0, 20.0, named("甲", station="subway")))
    _, stations = linked(extract)
    assert stations.point_access_m == pytest.approx([10.0], abs=0.1)


def test_stops_on_two_tracks_are_all_of_the_stations():
    nodes = {1: (0.0, 0.0), 2: (900.0, 0.0), 3: (0.0, 5.0), 4: (900.0, 5.0), 5: (0.0, 10.0), 6: (900.0, 10.0)}
    nodes |= {300: (400.0, 0.0, {**STOP, "name": "甲"}), 301: (420.0, 5.0, {**STOP, "name": "甲"})}
    nodes |= {50: (400.0, 30.0, named("甲"))}
    ways = {1: ([1, 300, 2], RAIL), 2: ([3, 301, 4], RAIL), 3: ([5, 6], RAIL)}
    track, stations = linked(drawn_extract(nodes, ways))
    assert track.node_id[stations.point_node].tolist() == [300, 301]


def test_with_a_stop_on_one_track_only_the_others_get_a_foot():
    nodes = {1: (0.0, 0.0), 2: (900.0, 0.0), 3: (0.0, 5.0), 4: (900.0, 5.0)}
    nodes |= {300: (400.0, 0.0, {**STOP, "name": "甲"}), 50: (410.0, 30.0, named("甲"))}
    track, stations = linked(drawn_extract(nodes, {1: ([1, 300, 2], RAIL), 2: ([3, 4], RAIL)}))
    assert track.node_id[stations.point_node].tolist() == [300, -1]


def test_tracks_joined_by_a_crossover_are_each_cut():
    """A train cannot turn back over the crossover, so the other track does not serve it."""
    nodes = {1: (0.0, 0.0), 2: (500.0, 0.0), 3: (4000.0, 0.0), 4: (0.0, 5.0), 5: (550.0, 5.0), 6: (4000.0, 5.0)}
    nodes |= {50: (400.0, 20.0, named("甲"))}
    ways = {1: ([1, 2, 3], RAIL), 2: ([4, 5, 6], RAIL), 3: ([2, 5], {"railway": "rail", "service": "crossover"})}
    _, stations = linked(drawn_extract(nodes, ways))
    assert sorted(stations.point_access_m) == pytest.approx([15.0, 20.0], abs=0.1)


def test_two_stations_at_one_place_share_a_node():
    here = {"n5": (2000.0, 20.0, named("甲")), "n6": (2000.0, 20.0, named("甲", usage="freight"))}
    track, stations = linked(parallel(0.0, **here))
    assert stations.point_station.tolist() == [0, 1]
    assert len(set(stations.point_node.tolist())) == 1
    assert track.n_edges == 2


def test_planned_track_and_stations_are_linked_in_their_scenario_only():
    planned = {"railway": "construction", "construction": "rail"}
    station = {"construction:railway": "station", "name": "甲"}
    extract = parallel(0.0, 3000.0, tags={2: planned}, n5=(2000.0, 3010.0, station))
    assert linked(extract)[1].stations.empty
    _, stations = linked(extract, lifecycles=("open", "construction"))
    assert stations.point_access_m == pytest.approx([10.0], abs=0.1)


def test_reasons_tell_why_a_station_is_not_linked():
    extract = parallel(
        0.0,
        n5=(2000.0, 900.0, named("甲")),
        n6=(2000.0, 20.0, named("乙", station="subway")),
        n7=(2000.0, 500.0, named("丙", train="yes")),
    )
    _, stations = linked(extract)
    told = stations.unlinked.set_index("station_id")
    assert told["reason"].to_dict() == {
        "n5": "no mode tagged and no track within 100 m to tell it",
        "n6": "no track of its class in the extract",
        "n7": "no track of its class within 150 m",
    }
    assert told["nearest_m"].to_dict() == pytest.approx({"n5": 900.0, "n6": np.nan, "n7": 500.0}, abs=0.5, nan_ok=True)
    assert len(stations.stations) == 3


def test_without_track_every_station_says_so():
    nodes = {1: (0.0, 0.0), 2: (9.0, 0.0), 5: (0.0, 20.0, named("甲"))}
    _, stations = linked(drawn_extract(nodes, {1: ([1, 2], {"highway": "track"})}))
    assert stations.unlinked["reason"].tolist() == ["no track in the extract"]
    assert stations.unlinked["nearest_m"].isna().all()


def test_points_are_sorted_and_lie_on_the_returned_track():
    extract = parallel(0.0, 5.0, n9=(500.0, 20.0, named("甲")), n10=(3000.0, 20.0, named("乙")))
    track, stations = linked(extract)
    pairs = np.stack([stations.point_station, stations.point_node], axis=1).tolist()
    assert pairs == sorted(pairs)
    assert stations.stations.index.tolist() == ["n10", "n9"]
    xy = stations.stations.geometry.get_coordinates().to_numpy()
    for station_id in ("n9", "n10"):
        rows = points_of(stations, station_id)
        away = track.node_xy[stations.point_node[rows]] - xy[stations.point_station[rows]]
        assert np.hypot(*away.T) == pytest.approx(stations.point_access_m[rows])


def test_a_thousand_stations_are_clustered_and_linked_in_seconds():
    """Twenty double-track lines 2 km apart, fifty stations on each."""
    nodes, ways = {}, {}
    for line in range(20):
        for side in range(2):
            first = 10_000 + 1_000 * (2 * line + side)
            for step in range(101):
                nodes[first + step] = (400.0 * step, 2000.0 * line + 5.0 * side)
            for step in range(0, 100, 5):
                ways[first + step] = (list(range(first + step, first + step + 6)), RAIL)
        for place in range(50):
            nodes[1 + 50 * line + place] = (800.0 * place + 130.0, 2000.0 * line + 30.0, named(f"站{line}号{place}"))
    extract = drawn_extract(nodes, ways)
    start = time.perf_counter()
    _, stations = linked(extract)
    assert time.perf_counter() - start < 10.0
    assert len(stations.point_node) == 2000
    assert stations.unlinked.empty
