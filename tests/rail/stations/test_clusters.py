"""Which objects are one station, and between which stations one walks."""

import numpy as np
import pytest

from netopt.rail.stations.cluster_units import complete_linkage
from tests.rail.stations.drawn_extract import RAIL, STATION, STOP, SUBWAY, clustered, document, drawn_extract, members

TRAM = {"railway": "tram"}
TRAM_STOP = {"railway": "tram_stop", "public_transport": "stop_position"}


def named(name, **tags):
    return {**STATION, "name": name, **tags}


def along_line(*stations, relations=None):
    """Extract of one line of 10 km from west to east and stations 20 m north of it: {id: (metres east, tags)}."""
    nodes = {1: (0.0, 0.0), 2: (10_000.0, 0.0)} | {node: (east, 20.0, tags) for node, east, tags in stations}
    return drawn_extract(nodes, {1: ([1, 2], RAIL)}, relations)


def test_t18_one_name_is_one_station_by_class_and_distance():
    _, clusters = clustered(document("t18_duplicates.osm"))
    assert members(clusters) == [{"n101", "n102"}, {"n103"}, {"n104"}, {"n105"}]
    assert clusters.stations["mode"].tolist() == ["rail", "subway", "rail", "rail"]
    pairs = clusters.transfers[["from_station", "to_station", "same_name"]].to_numpy().tolist()
    assert pairs == [["n101", "n103", True], ["n103", "n105", False]]


def test_t19_spellings_in_two_scripts_are_one_station():
    _, clusters = clustered(document("t19_names.osm"))
    assert members(clusters) == [{"n60", "n61"}]
    station = clusters.stations.iloc[0]
    assert station["name_en"] == "Hong Kong West Kowloon"
    assert "香港西九龙站" in station["names"].split(";")
    (duplicate,) = clusters.duplicates.to_dict("records")
    assert (duplicate["station_id"], duplicate["osm_id"]) == ("n60", "n61")
    # 0.0029 degrees of longitude at 22.3 degrees north.
    assert duplicate["distance_m"] == pytest.approx(0.0029 * 111_320.0 * np.cos(np.radians(22.3)), rel=1e-3)


def test_complete_linkage_does_not_let_a_chain_drift():
    """Three points 1,000 m apart in a row: the first and the last are not one station."""
    label = complete_linkage(np.array([[0.0, 0.0], [1000.0, 0.0], [2000.0, 0.0]]), 1200.0)
    assert len(set(label.tolist())) == 2
    assert label[0] != label[2]


@pytest.mark.parametrize(("apart_m", "count"), [(1150.0, 1), (1250.0, 2)])
def test_rail_stations_of_one_name_are_joined_up_to_1200_m(apart_m, count):
    _, clusters = clustered(along_line((5, 100.0, named("甲镇")), (6, 100.0 + apart_m, named("甲镇站"))))
    assert len(clusters.stations) == count


@pytest.mark.parametrize(("apart_m", "count"), [(390.0, 1), (410.0, 2)])
def test_urban_stations_of_one_name_are_joined_up_to_400_m(apart_m, count):
    nodes = {1: (0.0, 0.0), 2: (9000.0, 0.0), 5: (100.0, 9.0, named("甲")), 6: (100.0 + apart_m, 9.0, named("甲"))}
    _, clusters = clustered(drawn_extract(nodes, {1: ([1, 2], SUBWAY)}))
    assert len(clusters.stations) == count
    assert len(clusters.transfers) == count - 1


def test_goods_station_and_passenger_station_of_one_name_stay_apart():
    _, clusters = clustered(along_line((5, 100.0, named("甲")), (6, 150.0, named("甲", usage="freight"))))
    assert clusters.stations["kind"].tolist() == ["station", "freight"]
    assert clusters.stations["class"].tolist() == ["local", "freight"]
    assert clusters.transfers.empty


def test_stations_without_a_name_stay_alone_and_are_counted():
    _, clusters = clustered(along_line((5, 100.0, STATION), (6, 110.0, STATION)))
    assert members(clusters) == [{"n5"}, {"n6"}]
    assert clusters.notes["stations_without_name"] == 2


def test_the_mode_is_that_of_the_nearest_track_up_to_100_m():
    nodes = {1: (0.0, 0.0), 2: (900.0, 0.0), 3: (0.0, 300.0), 4: (900.0, 300.0)}
    nodes |= {5: (400.0, 90.0, named("甲")), 6: (400.0, 230.0, named("乙")), 7: (600.0, 150.0, named("丙"))}
    _, clusters = clustered(drawn_extract(nodes, {1: ([1, 2], RAIL), 2: ([3, 4], SUBWAY)}))
    assert clusters.stations["mode"].to_dict() == {"n5": "rail", "n6": "subway", "n7": ""}
    assert clusters.notes["modes_by_nearest_track"] == 2
    assert clusters.notes["modes_unknown"] == 1


def test_tags_tell_the_mode_before_track_does():
    _, clusters = clustered(along_line((5, 100.0, named("甲", station="subway"))))
    assert clusters.stations["mode"].tolist() == ["subway"]


def test_one_node_for_train_and_subway_is_a_station_of_each_where_both_have_track():
    both = named("甲", train="yes", subway="yes", light_rail="yes")
    nodes = {1: (0.0, 0.0), 2: (900.0, 0.0), 3: (0.0, 90.0), 4: (900.0, 90.0), 5: (400.0, 40.0, both)}
    _, clusters = clustered(drawn_extract(nodes, {1: ([1, 2], RAIL), 2: ([3, 4], SUBWAY)}))
    assert clusters.stations["mode"].to_dict() == {"n5": "rail", "n5_subway": "subway"}
    assert clusters.transfers[["from_station", "to_station", "distance_m"]].to_numpy().tolist() == [
        ["n5", "n5_subway", 0.0]
    ]


def test_different_classes_are_joined_by_a_transfer_up_to_500_m():
    nodes = {1: (0.0, 0.0), 2: (4000.0, 0.0), 3: (0.0, 90.0), 4: (4000.0, 90.0)}
    nodes |= {5: (100.0, 0.5, named("甲")), 6: (590.0, 89.5, named("乙")), 7: (800.0, 89.5, named("丙"))}
    _, clusters = clustered(drawn_extract(nodes, {1: ([1, 2], RAIL), 2: ([3, 4], SUBWAY)}))
    assert clusters.transfers[["from_station", "to_station"]].to_numpy().tolist() == [["n5", "n6"]]


def stop_area(*members, name="", **tags):
    return list(members), {"type": "public_transport", "public_transport": "stop_area", "name": name, **tags}


def test_stop_areas_that_share_a_member_are_one_station_only_if_their_names_are_equal():
    """Areas 11 and 12 are called 甲镇, 13 is called 乙; all three hold node 5."""
    stations = [(5, 100.0, named("甲镇")), (6, 200.0, named("甲东")), (7, 300.0, named("乙"))]
    relations = {
        11: stop_area(("node", 5, ""), name="甲镇"),
        12: stop_area(("node", 5, ""), ("node", 6, ""), name="甲镇站"),
        13: stop_area(("node", 5, ""), ("node", 7, ""), name="乙"),
    }
    _, clusters = clustered(along_line(*stations, relations=relations))
    assert members(clusters) == [{"n5", "n6", "r11", "r12"}, {"n7", "r13"}]


def test_a_stop_area_gives_its_station_stops_of_any_name():
    relations = {11: stop_area(("node", 5, ""), ("node", 300, "stop"), name="甲")}
    extract = drawn_extract(
        {1: (0.0, 0.0), 300: (500.0, 0.0, {**STOP, "name": "Gleis 1"}), 2: (900.0, 0.0), 5: (100.0, 9.0, named("甲"))},
        {1: ([1, 300, 2], RAIL)},
        relations,
    )
    _, clusters = clustered(extract)
    assert members(clusters) == [{"n5", "n300", "r11"}]
    assert clusters.stop_id.tolist() == [300]
    assert clusters.stations["name"].tolist() == ["甲"]


def test_a_stop_area_of_two_modes_is_two_stations_with_a_transfer():
    nodes = {1: (0.0, 0.0), 2: (900.0, 0.0), 3: (0.0, 90.0), 4: (900.0, 90.0)}
    nodes |= {5: (400.0, 9.0, named("甲", train="yes")), 6: (400.0, 80.0, named("甲", station="subway"))}
    relations = {11: stop_area(("node", 5, ""), ("node", 6, ""), name="甲")}
    _, clusters = clustered(drawn_extract(nodes, {1: ([1, 2], RAIL), 2: ([3, 4], SUBWAY)}, relations))
    assert clusters.stations["mode"].tolist() == ["rail", "subway"]
    assert clusters.transfers["same_name"].tolist() == [True]


def test_a_stop_area_group_is_a_transfer_at_any_distance_and_never_merges():
    relations = {
        11: stop_area(("node", 5, ""), name="甲"),
        12: stop_area(("node", 6, ""), name="乙"),
        20: ([("relation", 11, ""), ("relation", 12, "")], {"public_transport": "stop_area_group"}),
    }
    _, clusters = clustered(along_line((5, 100.0, named("甲")), (6, 3100.0, named("乙")), relations=relations))
    assert len(clusters.stations) == 2
    (pair,) = clusters.transfers.to_dict("records")
    assert (pair["from_station"], pair["to_station"], pair["same_name"]) == ("n5", "n6", False)
    assert pair["distance_m"] == pytest.approx(3000.0, abs=1.0)


def line_with_stops(stops, stations, *, way=RAIL):
    """One line of 10 km on which the stops lie: {id: (metres east, tags)}, and stations 20 m north of it."""
    nodes = {1: (0.0, 0.0), 2: (10_000.0, 0.0)}
    nodes |= {node: (east, 0.0, tags) for node, (east, tags) in stops.items()}
    nodes |= {node: (east, 20.0, tags) for node, (east, tags) in stations.items()}
    order = [1, *sorted(stops, key=lambda node: stops[node][0]), 2]
    return drawn_extract(nodes, {1: (order, way)})


@pytest.mark.parametrize(("apart_m", "count"), [(590.0, 1), (1300.0, 2)])
def test_a_stop_of_the_stations_name_belongs_to_it_when_near(apart_m, count):
    stops = {300: (1000.0 + apart_m, {**STOP, "name": "甲镇站"})}
    _, clusters = clustered(line_with_stops(stops, {5: (1000.0, named("甲镇"))}))
    assert len(clusters.stations) == count


def test_stops_without_a_station_make_stations_of_their_names():
    stops = {300: (1000.0, {**STOP, "name": "Köln Süd"}), 301: (1020.0, {**STOP, "name": "Köln Süd"})}
    stops |= {302: (5000.0, {**STOP, "name": "Köln West"})}
    _, clusters = clustered(line_with_stops(stops, {}), country="world")
    assert members(clusters) == [{"n300", "n301"}, {"n302"}]
    assert clusters.stations["name"].tolist() == ["Köln Süd", "Köln West"]
    assert clusters.notes["stations_of_stops_only"] == 2
    assert clusters.duplicates.empty


def test_a_stop_without_a_name_goes_to_the_nearest_station_else_stands_alone():
    stops = {300: (1100.0, STOP), 301: (1200.0, STOP)}
    _, clusters = clustered(line_with_stops(stops, {5: (1000.0, named("甲"))}))
    assert members(clusters) == [{"n301"}, {"n300", "n5"}]
    assert clusters.notes["stops_without_name_given_to_nearest"] == 1
    assert clusters.notes["stations_without_name"] == 1


def test_a_station_with_stops_stands_at_their_median():
    stops = {node: (east, {**STOP, "name": "甲"}) for node, east in ((300, 1000.0), (301, 1010.0), (302, 1400.0))}
    track, clusters = clustered(line_with_stops(stops, {5: (1200.0, named("甲"))}))
    assert clusters.stations.index.tolist() == ["n5"]
    at = track.node_xy[track.node_id == 301][0]
    assert clusters.stations.geometry.iloc[0].coords[0] == pytest.approx(tuple(at), abs=1e-3)


def test_tram_and_light_rail_track_share_their_stops():
    """A tram that runs on from tram track to light-rail track stops at one station, whatever the track."""
    nodes = {1: (0.0, 0.0), 2: (900.0, 0.0), 3: (0.0, 9.0), 4: (900.0, 9.0)}
    nodes |= {300: (400.0, 0.0, {**TRAM_STOP, "name": "Platz"}), 301: (400.0, 9.0, {**TRAM_STOP, "name": "Platz"})}
    ways = {1: ([1, 300, 2], TRAM), 2: ([3, 301, 4], {"railway": "light_rail"})}
    _, clusters = clustered(drawn_extract(nodes, ways), country="world")
    assert members(clusters) == [{"n300", "n301"}]


def test_a_tram_stop_beside_the_track_is_a_station_and_a_stop_beside_it_is_only_counted():
    nodes = {1: (0.0, 0.0), 2: (900.0, 0.0)}
    nodes |= {5: (400.0, 9.0, {"railway": "tram_stop", "name": "Platz"}), 6: (600.0, 9.0, {**STOP, "tram": "yes"})}
    _, clusters = clustered(drawn_extract(nodes, {1: ([1, 2], TRAM)}), country="world")
    assert clusters.stations.index.tolist() == ["n5"]
    assert clusters.notes["stops_off_track"] == 1


def test_result_does_not_depend_on_the_order_in_which_tags_are_held():
    extract = document("t18_duplicates.osm")
    turned = dict(reversed(list(extract.node_tags.items())))
    _, one = clustered(extract)
    object.__setattr__(extract, "node_tags", turned)
    _, other = clustered(extract)
    assert one.stations.equals(other.stations)
    assert one.transfers.equals(other.transfers)


def test_an_extract_without_stations_gives_empty_tables():
    track, clusters = clustered(drawn_extract({1: (0.0, 0.0), 2: (9.0, 0.0)}, {1: ([1, 2], RAIL)}))
    assert len(clusters.stations) == len(clusters.transfers) == len(clusters.duplicates) == 0
    assert clusters.stations.crs == track.crs


def test_a_member_of_two_stop_areas_belongs_to_the_one_of_its_name():
    relations = {
        11: stop_area(("node", 5, ""), ("node", 7, ""), name="乙"),
        12: stop_area(("node", 5, ""), name="甲镇"),
    }
    _, clusters = clustered(along_line((5, 100.0, named("甲镇")), (7, 300.0, named("乙")), relations=relations))
    assert members(clusters) == [{"n5", "r12"}, {"n7", "r11"}]


def test_stop_areas_without_any_name_are_not_joined_by_a_shared_member():
    relations = {
        11: stop_area(("node", 5, ""), ("node", 6, "")),
        12: stop_area(("node", 6, ""), ("node", 7, "")),
    }
    stations = [(node, 100.0 * node, STATION) for node in (5, 6, 7)]
    _, clusters = clustered(along_line(*stations, relations=relations))
    assert members(clusters) == [{"n5", "n6", "r11"}, {"n7", "r12"}]
