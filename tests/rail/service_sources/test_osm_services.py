"""Services from route relations on a drawn corridor: stops, cuts, mirrors, loops, headways, trains."""

import pytest

from netopt.osm.extract import OsmMember, OsmRelation
from netopt.rail.country import Country
from netopt.rail.service_sources.osm_services import osm_services
from netopt.rail.services.service import stop_sequences
from tests.rail.services.drawn_corridor import drawn_edges, drawn_extract, drawn_nodes, route, station_points

WORLD = Country.load("world")


def services_of(*relations, points=None, stop_nodes=None):
    """Services frame and counts of some relations over the drawn network."""
    extract = drawn_extract(*relations, points=station_points() | (points or {}))
    nodes, edges = drawn_nodes(), drawn_edges()
    return osm_services(extract, nodes, nodes, edges, WORLD, stop_nodes=stop_nodes)


def stations_of(services):
    return {service: row["stations"] for service, row in services.iterrows()}


def test_relation_gives_its_stops_in_order_over_the_lines_between():
    services, counts = services_of(route(7, 1, 2, 4, 5, interval="00:20:00", name="R1"))
    row = services.loc["r7"]
    assert (row["stations"], row["lines"], row["pattern"], row["terminus"]) == ("n1;n2;n4;n5", "main", "listed", "both")
    assert (row["headway_min"], row["assumed"], row["oneway"]) == (20.0, "no", "no")
    assert (counts["relations"], counts["services"], counts["services_with_headway"]) == (1, 1, 1)
    assert stop_sequences(services, drawn_nodes(), drawn_edges()).left_out == {}


def test_relation_without_interval_gets_the_headway_of_the_class_marked_assumed():
    services, counts = services_of(route(7, 1, 2, 3))
    assert (services.loc["r7", "headway_min"], services.loc["r7", "assumed"]) == (60.0, "yes")
    assert "assumed" in services.loc["r7", "source"]
    assert counts["services_with_headway"] == 0


def test_interval_of_the_route_master_counts_where_the_route_has_none():
    master = OsmRelation(99, {"type": "route_master", "interval": "15"}, (OsmMember("relation", 7, ""),))
    services, _ = services_of(route(7, 1, 2, 3), master)
    assert (services.loc["r7", "headway_min"], services.loc["r7", "assumed"]) == (15.0, "no")


def test_relation_and_its_mirror_are_one_service_both_ways():
    services, _ = services_of(route(7, 1, 2, 3, ref="R1"), route(8, 3, 2, 1, ref="R1"))
    assert stations_of(services) == {"r7": "n1;n2;n3"}
    assert services.loc["r7", "oneway"] == "no"
    assert "7, 8" in services.loc["r7", "source"]


def test_relations_there_and_back_with_other_stops_are_both_one_way():
    services, _ = services_of(route(7, 1, 2, 3, ref="R1"), route(8, 3, 1, ref="R1"))
    assert stations_of(services) == {"r7": "n1;n2;n3", "r8": "n3;n1"}
    assert services["oneway"].tolist() == ["yes", "yes"]


def test_short_run_the_same_way_stays_a_service_both_ways():
    services, _ = services_of(route(7, 1, 2, 3, ref="R1"), route(8, 1, 2, ref="R1"))
    assert services["oneway"].tolist() == ["no", "no"]


def test_lines_of_other_numbers_do_not_make_each_other_one_way():
    services, _ = services_of(route(7, 1, 2, 3, ref="R1"), route(8, 3, 1, ref="R2"))
    assert services["oneway"].tolist() == ["no", "no"]


def test_stop_outside_the_extract_cuts_the_relation_and_takes_the_terminus():
    services, counts = services_of(route(7, 900, 1, 2, 901, 4, 5, interval="30"))
    assert stations_of(services) == {"r7": "n1;n2", "r7-2": "n4;n5"}
    assert services["terminus"].tolist() == ["none", "last"]
    assert (counts["stops_outside"], counts["relations_cut"]) == (2, 1)


def test_relation_with_one_known_stop_is_dropped_and_counted():
    services, counts = services_of(route(7, 900, 1, 901))
    assert services.empty
    assert counts["relations_with_fewer_than_two_stations"] == 1


def test_neighbours_that_the_network_does_not_join_cut_the_relation():
    """The metro station n11 is on no edge that a train may use."""
    services, counts = services_of(route(7, 1, 2, 11))
    assert stations_of(services) == {"r7": "n1;n2"}
    assert counts["stops_without_station"] + counts["hops_without_path"] == 1


def test_detour_round_a_gap_is_no_path():
    """Between n2 and n3 the edge is missing: by n1 and n5 it is 10 + 40 + 20 km for 10 km straight."""
    edges = drawn_edges().drop("n2-n3")
    extract = drawn_extract(route(7, 1, 2, 3, 4), points=station_points())
    services, counts = osm_services(extract, drawn_nodes(), drawn_nodes(), edges, WORLD)
    assert stations_of(services) == {"r7": "n1;n2", "r7-2": "n3;n4"}
    assert counts["hops_without_path"] == 1


@pytest.mark.parametrize(
    ("tags", "lines", "train"),
    [
        ({"service": "high_speed"}, "fast", "EMU250"),
        ({"service": "regional"}, "fast", "EMU200C"),
        ({}, "fast", "EMU250"),
    ],
)
def test_train_is_that_of_the_tagged_service_else_of_the_class(tags, lines, train):
    services, _ = services_of(route(7, 1, 5, **tags))
    assert (services.loc["r7", "lines"], services.loc["r7", "train"]) == (lines, train)


def test_train_on_the_old_line_has_the_train_of_its_class():
    services, _ = services_of(route(7, 1, 2, 3, 4, 5))
    assert (services.loc["r7", "lines"], services.loc["r7", "train"]) == ("main", "LOCO160")


def test_stop_positions_are_found_by_link_by_stop_area_and_by_place():
    """101 is linked to n1; 102 shares a stop area with n2; 103 is 50 m from n3; 104 bears n4's name, 500 m off."""
    points = {
        101: (0.9, 0.0, {}),
        102: (10.9, 0.0, {}),
        103: (20.05, 0.0, {}),
        104: (30.5, 0.0, {"name": "丁城站"}),
    }
    area = OsmRelation(
        50,
        {"type": "public_transport", "public_transport": "stop_area"},
        (OsmMember("node", 2, ""), OsmMember("node", 102, "stop")),
    )
    services, counts = services_of(route(7, 101, 102, 103, 104), area, points=points, stop_nodes={101: ["n1"]})
    assert services.loc["r7", "stations"] == "n1;n2;n3;n4"
    assert counts["stops_found_by_place"] == 2


def test_stop_without_a_station_inside_the_extract_is_passed():
    """103 lies 5 km from any station."""
    services, counts = services_of(route(7, 1, 2, 103, 3), points={103: (15.0, 0.0, {})})
    assert services.loc["r7", "stations"] == "n1;n2;n3"
    assert (counts["stops_without_station"], counts["relations_cut"]) == (1, 0)


def test_platforms_after_all_stops_do_not_double_the_list():
    stops = route(7, 1, 2, 3)
    platforms = tuple(OsmMember("node", node, "platform") for node in (1, 2, 3))
    doubled = OsmRelation(7, stops.tags, stops.members + platforms)
    services, _ = services_of(doubled)
    assert services.loc["r7", "stations"] == "n1;n2;n3"


def test_platform_beside_each_stop_fills_in_for_a_missing_stop():
    members = [("stop", 1), ("platform", 1), ("stop", 900), ("platform", 2), ("stop", 3), ("platform", 901)]
    relation = OsmRelation(
        7, {"type": "route", "route": "train"}, tuple(OsmMember("node", node, role) for role, node in members)
    )
    services, _ = services_of(relation)
    assert services.loc["r7", "stations"] == "n1;n2;n3"


def test_older_scheme_lists_stations_without_roles_and_both_ways():
    plain, _ = services_of(route(7, 1, 2, 3, role=""))
    assert plain.loc["r7", "stations"] == "n1;n2;n3"
    members = [("forward:stop:1", 1), ("backward:stop:3", 1), ("forward:stop:2", 2), ("forward:stop:3", 3)]
    both = OsmRelation(
        8, {"type": "route", "route": "train"}, tuple(OsmMember("node", node, role) for role, node in members)
    )
    services, _ = services_of(both)
    assert services.loc["r8", "stations"] == "n1;n2;n3"


def test_loop_is_unrolled_so_that_half_of_it_never_breaks():
    """Four stations: a ride is two hops long at most, so one more station follows the first."""
    services, _ = services_of(route(7, 11, 12, 13, 14, 11, route="subway", interval="3"))
    assert services.loc["r7", "stations"] == "n11;n12;n13;n14;n11;n12"
    assert (services.loc["r7", "terminus"], services.loc["r7", "train"]) == ("none", "METRO")


def test_loops_drawn_from_other_stations_and_the_other_way_are_one_service():
    services, _ = services_of(
        route(7, 11, 12, 13, 14, 11, route="subway", ref="2"),
        route(8, 13, 12, 11, 14, 13, route="subway", ref="2"),
    )
    assert list(services.index) == ["r7"]
    assert services.loc["r7", "oneway"] == "no"


def test_metro_stops_at_the_metro_station_of_the_same_name():
    """A stop position between both stations named 甲城, 150 m from each."""
    points = {103: (0.0, 0.15, {"name": "甲城"})}
    services, _ = services_of(route(7, 103, 12, route="subway"), points=points)
    assert services.loc["r7", "stations"] == "n11;n12"


def test_services_alike_with_assumed_headways_are_one():
    """Two trains drawn one by one, and a third with a headway of its own."""
    services, counts = services_of(route(7, 1, 2, 3), route(8, 1, 2, 3), route(9, 3, 2, 1, interval="30"))
    assert list(services.index) == ["r7", "r9"]
    assert counts["services_alike"] == 1


def test_routes_that_carry_nobody_or_do_not_run_are_left_out():
    services, counts = services_of(
        route(7, 1, 2, service="car"), route(8, 1, 2, state="proposed"), route(9, 1, 2, route="bus")
    )
    assert services.empty
    assert (counts["relations_no_public_transport"], counts["relations_not_running"]) == (1, 1)


def test_no_relations_give_an_empty_frame_with_columns():
    services, counts = services_of()
    assert services.empty
    assert {"lines", "stations", "headway_min", "assumed"} <= set(services.columns)
    assert counts["services"] == 0
