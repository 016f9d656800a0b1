"""Hand-written documents and drawn extracts through everything, from what was read to the frames of a network."""

import random
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from netopt.errors import CrsError, EmptySourceError, NetoptWarning, NetworkError
from netopt.osm.extract import OsmExtract
from netopt.osm.pbf import read_osm_file
from netopt.osm.selection import MODES, Selection
from netopt.rail.country import Country
from netopt.rail.osm_network import OsmRail, OsmRailOptions, osm_network
from netopt.rail.service_sources.network_services import GivenServices
from netopt.rail.station_names import name_key
from tests.rail.stations.drawn_extract import RAIL, STATION, SUBWAY, drawn_extract
from tests.rail.topology.raw import DOCUMENTS, document

WORLD = OsmRailOptions(country=Country.load("world"), modes=(*MODES, "rail_ferry"))
FREIGHT = replace(WORLD, traffic="freight")
ALL_STATES = ("open", "construction", "proposed")


def named(name: str, **tags: str) -> dict[str, str]:
    return {**STATION, "name": name, **tags}


def with_stations(name: str, folder: Path, *stations: tuple[int, float, float, str]) -> OsmExtract:
    """A document of tests/data/osm to which stations (id, lon, lat, name) are added."""
    text = (DOCUMENTS / f"{name}.osm").read_text("utf-8")
    nodes = "".join(
        f'<node id="{node}" version="1" lat="{lat}" lon="{lon}">'
        f'<tag k="railway" v="station"/><tag k="name" v="{label}"/></node>\n'
        for node, lon, lat, label in stations
    )
    file = folder / f"{name}.osm"
    file.write_text(re.sub(r"(?=\s*<way )", "\n" + nodes, text, count=1), "utf-8")
    return read_osm_file(file, Selection(modes=MODES))


def pairs(rail: OsmRail) -> list[tuple[str, str, str]]:
    edges = rail.edges[rail.edges["class"] != "transfer"]
    return [tuple(row) for row in edges[["from_node", "to_node", "class"]].to_numpy().tolist()]


def line(**changes) -> OsmExtract:
    """甲 n10 ===10 km=== 乙 n11 ===20 km=== 丙 n12; stations 20 m beside the track; ``changes``: tags of way 1."""
    nodes = {1: (0.0, 0.0), 2: (10_000.0, 0.0), 3: (30_000.0, 0.0)}
    nodes |= {10 + place: (x, 20.0, named("甲乙丙"[place])) for place, x in enumerate((0.0, 10_000.0, 30_000.0))}
    return drawn_extract(nodes, {1: ([1, 2], {**RAIL, **changes}), 2: ([2, 3], RAIL)})


def test_parallel_tracks_are_one_edge_of_two_tracks_with_one_service():
    rail = osm_network(document("t01_parallel"), WORLD)
    assert pairs(rail) == [("n50", "n51", "conventional")]
    assert rail.edges["tracks"].tolist() == [2]
    assert rail.services["stations"].tolist() == ["n50;n51"]
    assert rail.services["assumed"].tolist() == ["yes"]
    assert (rail.sheet["components"], rail.sheet["stations"]["linked_share"]) == (2, 1.0)


def test_stations_of_a_line_are_joined_in_a_row_and_served_as_one():
    rail = osm_network(line(), WORLD)
    assert pairs(rail) == [("n10", "n11", "conventional"), ("n11", "n12", "conventional")]
    assert rail.edges["length_m"].to_numpy() == pytest.approx([10_000.0, 20_000.0], rel=2e-3)
    assert rail.services["stations"].tolist() == ["n10;n11;n12"]
    assert rail.nodes["name_zh"].to_dict() == {"n10": "甲", "n11": "乙", "n12": "丙"}
    assert rail.nodes.crs == rail.edges.crs


def test_edge_carries_speeds_and_structures_in_order_of_travel_both_ways():
    """甲 to 丙: 2 km of bridge at 100, 3 km at 100, 5 km of tunnel at 160 but 120 back; then all is assumed."""
    nodes = {1: (0.0, 0.0), 2: (2000.0, 0.0), 3: (5000.0, 0.0), 4: (10_000.0, 0.0), 5: (20_000.0, 0.0)}
    nodes |= {10 + place: (x, 20.0, named("甲乙丙"[place])) for place, x in enumerate((0.0, 10_000.0, 20_000.0))}
    ways = {
        1: ([1, 2], {**RAIL, "maxspeed": "100", "bridge": "viaduct"}),
        2: ([3, 2], {**RAIL, "maxspeed": "100", "electrified": "contact_line"}),
        3: ([4, 3], {**RAIL, "maxspeed:forward": "120", "maxspeed:backward": "160", "tunnel": "yes"}),
        4: ([4, 5], RAIL),
    }
    edges = osm_network(drawn_extract(nodes, ways), WORLD).edges
    tagged, assumed = edges.loc["n10-n11"], edges.loc["n11-n12"]
    assert tagged["segment_m"] == pytest.approx([2000.0, 3000.0, 5000.0], rel=2e-3)
    assert (tagged["segment_kmh"], tagged["segment_back_kmh"]) == ([100.0, 100.0, 160.0], [100.0, 100.0, 120.0])
    assert tagged["segment_structure"] == ["bridge", "surface", "tunnel"]
    assert (tagged["bridge_m"], tagged["tunnel_m"]) == pytest.approx((2000.0, 5000.0), rel=2e-3)
    assert (tagged["way_ids"], tagged["max_kmh"]) == ("1;2;3", 160.0)
    assert (tagged["speed_assumed_share"], assumed["speed_assumed_share"]) == (0.0, 1.0)
    assert (tagged["max_kmh_assumed"], assumed["max_kmh_assumed"]) == (False, True)
    assert tagged["running_s"] < tagged["running_back_s"]
    assert (tagged["electrified"], assumed["electrified"]) == ("", "")


def test_trains_leave_a_stop_area_both_ways_on_the_track_of_their_side(tmp_path):
    """The tracks of 乙镇 are 5 m apart and meet nowhere; oneway is respected, so each is run one way only."""
    text = (DOCUMENTS / "t03_stop_area.osm").read_text("utf-8")
    ends = [(60, 116.00, "甲庄"), (61, 116.02, "丙庄")]
    oneway = '<tag k="railway" v="rail"/><tag k="oneway" v="yes"/>'
    text = text.replace('<tag k="railway" v="rail"/>', oneway).replace(
        '<nd ref="11"/><nd ref="13"/><nd ref="15"/>', '<nd ref="15"/><nd ref="13"/><nd ref="11"/>'
    )
    nodes = "".join(
        f'<node id="{node}" version="1" lat="39.00002" lon="{lon}"><tag k="railway" v="station"/>'
        f'<tag k="name" v="{name}"/></node>'
        for node, lon, name in ends
    )
    file = tmp_path / "t03.osm"
    file.write_text(re.sub(r"(?=\s*<way )", nodes, text, count=1), "utf-8")
    extract = read_osm_file(file, Selection(modes=MODES))
    edges = osm_network(extract, replace(WORLD, respect_oneway=True)).edges
    assert edges[["from_node", "to_node", "oneway", "tracks"]].to_numpy().tolist() == [
        ["n50", "n60", False, 1],
        ["n50", "n61", False, 1],
    ]
    assert edges["way_ids"].tolist() == ["2", "1"]


def test_where_the_gauge_changes_lines_meet_at_the_station_and_no_train_runs_through():
    """甲 ==1435== 乙 ==both== 丙 ==1520== 丁, 6 km each."""
    xs = (0.0, 6000.0, 12_000.0, 18_000.0)
    nodes = {1 + place: (x, 0.0) for place, x in enumerate(xs)}
    nodes |= {10 + place: (x, 20.0, named("甲乙丙丁"[place])) for place, x in enumerate(xs)}
    gauges = ("1435", "1435;1520", "1520")
    ways = {1 + place: ([1 + place, 2 + place], {**RAIL, "gauge": gauge}) for place, gauge in enumerate(gauges)}
    rail = osm_network(drawn_extract(nodes, ways), WORLD)
    assert rail.edges["gauge_mm"].to_dict() == {"n10-n11": "1435", "n11-n12": "1435;1520", "n12-n13": "1520"}
    assert rail.services["stations"].tolist() == ["n10;n11;n12", "n12;n13"]


def test_a_station_behind_a_siding_is_on_the_line():
    """t11 has one station; the network of the same shape with stations at both ends calls there."""
    nodes = {1: (0.0, 0.0), 2: (5000.0, 0.0), 3: (5800.0, 20.0), 4: (6600.0, 0.0), 5: (12_000.0, 0.0)}
    nodes |= {10: (0.0, 20.0, named("甲")), 12: (12_000.0, 20.0, named("丙"))}
    nodes |= {11: (5800.0, 40.0, named("乙")), 3: (5800.0, 20.0, {"railway": "stop", "name": "乙"})}
    freight_only = {**RAIL, "railway:traffic_mode": "freight"}
    ways = {
        1: ([1, 2], RAIL),
        2: ([2, 3, 4], {"railway": "rail", "service": "siding"}),
        3: ([2, 4], freight_only),
        4: ([4, 5], RAIL),
    }
    rail = osm_network(drawn_extract(nodes, ways), WORLD)
    assert pairs(rail) == [("n10", "n11", "conventional"), ("n11", "n12", "conventional")]
    assert rail.edges["way_ids"].tolist() == ["1;2", "2;4"]


@pytest.mark.parametrize(
    ("lifecycles", "found"),
    [
        (("open",), {"n101-n102": "open", "n107-n108": "open"}),
        (ALL_STATES[:2], {"n101-n102": "open", "n103-n104": "construction", "n107-n108": "open"}),
        (
            ALL_STATES,
            {"n101-n102": "open", "n103-n104": "construction", "n105-n106": "proposed", "n107-n108": "open"},
        ),
    ],
)
def test_planned_track_joins_in_its_scenario_and_is_marked_so(tmp_path, lifecycles, found):
    stations = [
        (100 + 2 * place + end, 116.0 + 0.01 * (end - 1), lat + 0.00005, "甲乙丙丁戊己庚辛"[2 * place + end - 1])
        for place, lat in enumerate((39.01, 39.02, 39.03, 39.07))
        for end in (1, 2)
    ]
    extract = with_stations("t12_lifecycle", tmp_path, *stations)
    edges = osm_network(extract, replace(WORLD, lifecycles=lifecycles)).edges
    assert edges["lifecycle"].to_dict() == found
    years = {"n103-n104": 2027, "n105-n106": 2030, "n107-n108": 2011}
    told = edges["opened_year"].dropna().to_dict()
    assert told == {edge: year for edge, year in years.items() if edge in found}


def test_a_train_ferry_joins_two_shores_and_takes_its_duration_and_boarding(tmp_path):
    stations = [(50, 116.02, 39.00005, "甲港"), (51, 116.20, 39.00005, "乙港")]
    edges = osm_network(with_stations("t20_rail_ferry", tmp_path, *stations), WORLD).edges
    assert edges.loc["n50-n51", "class"] == "rail_ferry"
    assert edges.loc["n50-n51", "running_s"] == pytest.approx((50 + 30) * 60, rel=0.01)


def test_a_line_that_leaves_the_extract_is_warned_of_and_its_last_station_is_no_terminus():
    extract = line()
    beyond = replace(extract, ref=np.where(extract.ref == 3, 99, extract.ref))
    nodes = {1: (0.0, 0.0), 2: (10_000.0, 0.0), 3: (30_000.0, 0.0)}
    nodes |= {10: (0.0, 20.0, named("甲")), 11: (10_000.0, 20.0, named("乙"))}
    beyond = drawn_extract(nodes, {1: ([1, 2], RAIL), 2: ([2, 3, 99], RAIL)})
    with pytest.warns(NetoptWarning, match="1 ways refer to nodes"):
        rail = osm_network(beyond, WORLD)
    assert rail.sheet["dead_ends"]["edge_of_extract"] == 1
    assert rail.services["terminus"].tolist() == ["first"]
    assert osm_network(extract, WORLD).services["terminus"].tolist() == ["both"]


def test_a_way_drawn_twice_is_one_track():
    extract = line()
    doubled = drawn_extract(
        {1: (0.0, 0.0), 2: (10_000.0, 0.0), 10: (0.0, 20.0, named("甲")), 11: (10_000.0, 20.0, named("乙"))},
        {1: ([1, 2], RAIL), 2: ([2, 1], {**RAIL, "maxspeed": "80"})},
    )
    edge = osm_network(doubled, WORLD).edges.loc["n10-n11"]
    assert (edge["tracks"], edge["way_ids"], edge["max_kmh"]) == (1, "2", 80.0)
    assert osm_network(extract, WORLD).sheet["track"]["duplicate_ways"] == 0


def test_a_railway_and_a_subway_that_share_a_node_are_joined_by_a_walk_only():
    nodes = {1: (0.0, 0.0), 2: (5000.0, 0.0), 3: (10_000.0, 0.0), 4: (10_000.0, 900.0)}
    nodes |= {10: (0.0, 20.0, named("甲", train="yes")), 11: (10_000.0, 20.0, named("乙", train="yes"))}
    nodes |= {12: (5100.0, 40.0, named("丙", subway="yes")), 13: (10_000.0, 920.0, named("丁", subway="yes"))}
    nodes |= {14: (5000.0, 20.0, named("丙", train="yes"))}
    rail = osm_network(drawn_extract(nodes, {1: ([1, 2, 3], RAIL), 2: ([2, 4], SUBWAY)}), WORLD)
    assert pairs(rail) == [
        ("n10", "n14", "conventional"),
        ("n11", "n14", "conventional"),
        ("n12", "n13", "subway"),
    ]
    walks = rail.edges[rail.edges["class"] == "transfer"]
    assert walks[["from_node", "to_node"]].to_numpy().tolist() == [["n12", "n14"]]


def test_a_station_in_two_scripts_is_one_node_with_one_key(tmp_path):
    extract = with_stations("t19_names", tmp_path, (70, 114.17, 22.30005, "乙庄"))
    nodes = osm_network(extract, replace(WORLD, country=Country.load("china"))).nodes
    assert nodes.index.tolist() == ["n60", "n70"]
    assert name_key(nodes.loc["n60", "name_zh"]) == "香港西九龙"
    assert nodes.loc["n60", "name_en"] == "Hong Kong West Kowloon"


def test_a_shifted_station_is_listed_with_the_reason():
    with pytest.warns(NetoptWarning, match="gcj02"):
        rail = osm_network(document("t27_gcj"), replace(WORLD, country=Country.load("china")))
    assert rail.sheet["stations"]["unlinked_by_reason"] == {"possible GCJ-02 offset": 1}
    assert pairs(rail) == [("n70", "n72", "conventional")]


def test_ten_shifted_stations_are_an_error():
    nodes = {1: (0.0, 0.0), 2: (0.0, 60_000.0)}
    nodes |= {10 + place: (532.0, 3000.0 * place + 654.0, named(f"{place}号", train="yes")) for place in range(12)}
    extract = drawn_extract(nodes, {1: ([1, 2], RAIL)}, origin_lonlat=(116.38, 39.6))
    with pytest.raises(CrsError, match="gcj02"):
        osm_network(extract, WORLD)


def test_without_track_of_the_modes_the_mend_is_named():
    with pytest.raises(EmptySourceError, match="drawn holds no track of subway; ask for other modes"):
        osm_network(line(), replace(WORLD, modes=("subway",)))


def test_without_two_stations_that_track_joins_the_mend_is_named():
    with pytest.raises(EmptySourceError, match="no two stations are joined by track; widen the area or the modes"):
        osm_network(document("t02_station_off_track"), WORLD)


def test_stations_of_modes_that_were_not_asked_for_are_no_nodes_and_are_counted():
    nodes = {1: (0.0, 0.0), 2: (9000.0, 0.0), 3: (0.0, 500.0), 4: (9000.0, 500.0)}
    nodes |= {10: (0.0, 20.0, named("甲", train="yes")), 11: (9000.0, 20.0, named("乙", train="yes"))}
    nodes |= {12: (0.0, 520.0, named("丙", station="subway")), 13: (9000.0, 520.0, named("丁", station="subway"))}
    extract = drawn_extract(nodes, {1: ([1, 2], RAIL), 2: ([3, 4], SUBWAY)})
    rail = osm_network(extract, replace(WORLD, modes=("rail",)))
    assert rail.nodes.index.tolist() == ["n10", "n11"]
    assert rail.sheet["clusters"]["stations_of_other_modes"] == 2
    assert rail.sheet["stations"]["linked_share"] == 1.0


def test_a_given_service_that_does_not_fit_is_an_error_with_its_line():
    table = pd.DataFrame(
        [{"service_id": "s1", "stations": "甲;戊", "pattern": "listed", "train": "EMU250", "headway_min": 30.0}]
    ).assign(terminus="none")
    with pytest.raises(NetworkError, match="unknown station '戊'"):
        osm_network(line(), WORLD, GivenServices(table=table, table_file="mine.csv"))


def goods() -> OsmExtract:
    """甲 === 乙 yard ===, with a spur from the yard to a works, 丙 a station."""
    nodes = {1: (0.0, 0.0), 2: (10_000.0, 0.0), 3: (20_000.0, 0.0), 4: (11_000.0, 50.0), 5: (14_000.0, 400.0)}
    nodes |= {10: (0.0, 20.0, named("甲")), 12: (20_000.0, 20.0, named("丙"))}
    nodes |= {11: (10_500.0, 40.0, {"railway": "yard", "name": "乙编组站"})}
    nodes |= {13: (14_000.0, 420.0, {"railway": "station", "usage": "freight", "name": "丁货站"})}
    spur = {"railway": "rail", "service": "spur", "usage": "industrial"}
    ways = {
        1: ([1, 2], RAIL),
        2: ([2, 3], RAIL),
        3: ([2, 4], {"railway": "rail", "service": "yard"}),
        4: ([4, 5], spur),
    }
    return drawn_extract(nodes, ways)


def test_goods_network_has_yards_for_nodes_and_works_track_for_edges_and_no_services():
    rail = osm_network(goods(), FREIGHT)
    assert rail.nodes["kind"].to_dict() == {"n10": "station", "n11": "freight", "n12": "station", "n13": "freight"}
    assert {row[:2] for row in pairs(rail)} == {("n10", "n11"), ("n11", "n12"), ("n11", "n13")}
    assert set(rail.edges["class"]) == {"freight"}
    assert rail.services.empty


def test_passengers_pass_the_yard_and_never_see_the_works():
    rail = osm_network(goods(), WORLD)
    assert pairs(rail) == [("n10", "n12", "conventional")]
    assert rail.nodes.index.tolist() == ["n10", "n12"]


def test_goods_trains_are_slower_than_passenger_trains_on_the_same_track():
    at_160 = {"maxspeed": "160"}
    goods_s = osm_network(line(**at_160), FREIGHT).edges.loc["n10-n11", "running_s"]
    passenger_s = osm_network(line(**at_160), WORLD).edges.loc["n10-n11", "running_s"]
    assert goods_s == pytest.approx(10_000 / (80 / 3.6), rel=0.15)  # a goods train runs at 80 km/h or so
    assert passenger_s < goods_s


def shuffled(text: str, seed: int) -> str:
    """The document with its elements in another order."""
    head, body = text.split('by hand">')
    whole = [found.group(0) for found in re.finditer(r"<(node|way|relation)\b(?:[^>]*/>|.*?</\1>)", body, re.DOTALL)]
    random.Random(seed).shuffle(whole)
    return head + 'by hand">' + "\n".join(whole) + "</osm>"


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", ["t01_parallel", "t18_duplicates", "t27_gcj"])
@pytest.mark.filterwarnings("ignore:stations")
def test_the_order_of_elements_in_the_file_changes_nothing(tmp_path, name, seed):
    text = (DOCUMENTS / f"{name}.osm").read_text("utf-8")
    file = tmp_path / f"{name}.osm"
    file.write_text(shuffled(text, seed), "utf-8")
    assert file.read_text("utf-8") != text
    assert_same(osm_network(read_osm_file(file, Selection(modes=MODES)), WORLD), osm_network(document(name), WORLD))


def assert_same(one: OsmRail, other: OsmRail) -> None:
    for name in ("nodes", "edges", "services"):
        assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.sheet == other.sheet
