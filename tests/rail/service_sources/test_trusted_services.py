"""Which source serves an edge: the most trusted that knows of it."""

import pandas as pd

from netopt.rail.country import Country
from netopt.rail.service_sources.osm_services import osm_services
from netopt.rail.service_sources.trusted_services import by_headway, trusted_services
from netopt.rail.services.service import stop_sequences
from netopt.rail.services.service_frame import ServiceRow, service_frame
from tests.rail.services.drawn_corridor import drawn_edges, drawn_extract, drawn_nodes, route, station_points

WORLD = Country.load("world")
CHAINS = [("main", ["n1", "n2", "n3", "n4", "n5"]), ("fast", ["n1", "n5"])]


def service(service_id, stations, lines="main", **changes):
    row = {"train": "LOCO160", "source": "test", "headway_min": 20.0}
    return ServiceRow(service_id, tuple(stations.split(";")), (lines,), **(row | changes))


def put_together(by_source, **options):
    frames = {source: service_frame(rows) for source, rows in by_source.items()}
    return trusted_services(frames, CHAINS, drawn_nodes(), drawn_edges(), WORLD, **options)


def test_edges_without_any_source_get_the_default_and_no_others():
    services, notes = put_together({"table": [service("s", "n1;n2;n3")]})
    assert services["stations"].to_dict() == {"all:fast": "n1;n5", "all:main": "n3;n4;n5", "s": "n1;n2;n3"}
    assert services["assumed"].to_dict() == {"all:fast": "yes", "all:main": "yes", "s": "no"}
    assert (notes["services_table"], notes["services_default"], notes["default_edges_covered"]) == (1, 2, 2)


def test_service_is_left_out_where_a_better_source_serves_all_its_edges():
    services, notes = put_together({"osm": [service("r1", "n1;n3")], "table": [service("s", "n1;n2")]})
    assert "s" not in services.index
    assert (notes["services_table"], notes["services_table_served_better"]) == (0, 1)


def test_service_that_runs_beyond_what_is_served_better_is_kept_whole():
    services, _ = put_together({"osm": [service("r1", "n1;n3")], "gtfs": [service("g", "n1;n2;n3;n4")]})
    assert services.loc["g", "stations"] == "n1;n2;n3;n4"


def test_order_of_trust_may_be_told():
    services, _ = put_together(
        {"osm": [service("r1", "n1;n3")], "table": [service("s", "n1;n2;n3")]}, trust=("table", "osm")
    )
    assert "r1" not in services.index


def test_same_id_in_two_sources_is_told_apart():
    services, _ = put_together({"osm": [service("s", "n1;n2")], "table": [service("s", "n3;n4")]})
    assert {"s", "table:s"} <= set(services.index)


def test_relation_without_a_headway_comes_after_the_users_table():
    """The relation knows the stops of n1-n3 but no headway; the table knows both."""
    extract = drawn_extract(route(7, 1, 2, 3), route(8, 4, 5, interval="30"), points=station_points())
    relations, _ = osm_services(extract, drawn_nodes(), drawn_nodes(), drawn_edges(), WORLD)
    by_source = by_headway(relations) | {"table": service_frame([service("s", "n1;n2;n3")])}
    services, notes = trusted_services(by_source, CHAINS, drawn_nodes(), drawn_edges(), WORLD)
    assert sorted(services.index) == ["all:fast", "all:main", "r8", "s"]
    assert (notes["services_osm"], notes["services_osm_pattern"]) == (1, 0)
    assert services.loc["all:main", "stations"] == "n3;n4"


def test_nothing_known_gives_defaults_that_run():
    services, notes = put_together({})
    sequences = stop_sequences(services, drawn_nodes(), drawn_edges())
    assert (sequences.service_ids, sequences.left_out) == (("all:fast", "all:main"), {})
    assert notes == {"services_default": 2}
    assert isinstance(services.index, pd.Index)
    assert services.index.name == "service_id"
