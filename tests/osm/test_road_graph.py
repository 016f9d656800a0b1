"""Roads from an extract: whom they serve, in which directions, how fast, and as osmnx would draw them."""

import math
from pathlib import Path

import osmnx as ox
import pytest
import shapely

from netopt.errors import EmptySourceError
from netopt.osm.elements import extract_of_elements
from netopt.osm.extract import ExtractOrigin
from netopt.osm.pbf import read_osm_file
from netopt.osm.road_graph import AGGREGATES, road_graph, street_graph
from netopt.osm.road_tags import DEFAULT_KMH, directions, is_road
from netopt.osm.selection import Selection

ROADS = Selection(modes=(), roads=True)
TOWN = Path(__file__).parents[1] / "data" / "osm" / "roads_small_town.osm"
METRES_PER_DEGREE = 111_195.0


@pytest.fixture(scope="module")
def town():
    return read_osm_file(TOWN, ROADS)


def extract_of(nodes: dict[int, tuple[float, float]], *ways: tuple[int, list[int], dict[str, str]]):
    """An extract of nodes in metres east and north of 0, 0 and ways."""
    elements = [
        {"type": "node", "id": each, "lon": east / METRES_PER_DEGREE, "lat": north / METRES_PER_DEGREE}
        for each, (east, north) in nodes.items()
    ]
    elements += [{"type": "way", "id": each, "nodes": refs, "tags": tags} for each, refs, tags in ways]
    return extract_of_elements([{"elements": elements}], ExtractOrigin("drawn", ""))


def test_streets_run_from_junction_to_junction_when_driven(town):
    edges = road_graph(town, "drive").edges
    assert edges[["from_node", "to_node", "oneway", "way_ids"]].to_numpy().tolist() == [
        ["n1", "n3", False, "10"],
        ["n3", "n6", True, "20;21;30"],
    ]
    assert edges["name"].tolist() == ["大街", ""]
    assert edges["highway"].tolist() == ["primary", "residential;motorway_link"]


def test_length_and_time_are_sums_over_the_stretches_when_speeds_change(town):
    """3-4 and 4-5 are 110.87 m each (0.001 degrees of latitude at 30 N), 5-6 is 193.0 m (0.002 of longitude)."""
    street = road_graph(town, "drive").edges.iloc[1]
    assert street["length_m"] == pytest.approx(110.87 + 110.87 + 193.0, abs=0.3)
    times_s = [110.87 / (30 * 1.609344 / 3.6 * 0.9), 110.87 / (30 / 3.6 * 0.9), 193.0 / (60 / 3.6 * 0.9)]
    assert street["running_s"] == pytest.approx(sum(times_s), rel=0.002)
    assert street["speed_assumed_share"] == pytest.approx(sum(times_s[1:]) / sum(times_s), rel=0.002)
    assert street["max_kmh"] == 60.0
    assert street["max_kmh_assumed"]
    assert math.isnan(street["running_back_s"])


def test_street_is_not_assumed_when_its_limit_is_told(town):
    street = road_graph(town, "drive").edges.iloc[0]
    assert street["max_kmh"] == 50.0
    assert not street["max_kmh_assumed"]
    assert street["running_back_s"] == street["running_s"] == pytest.approx(193.0 / (50 / 3.6 * 0.9), rel=0.002)


def test_one_walks_both_ways_and_on_footways_and_not_on_motorways(town):
    edges = road_graph(town, "walk").edges
    assert edges["way_ids"].tolist() == ["10", "20;21", "40"]
    assert not edges["oneway"].any()
    assert edges["max_kmh_assumed"].all()
    assert edges["running_s"].to_numpy() == pytest.approx(edges["length_m"].to_numpy() / (4.8 / 3.6))


def test_components_are_kept_and_reported_when_one_cannot_come_back(town):
    graph = road_graph(town, "drive")
    assert graph.nodes["component"].to_dict() == {"n1": 0, "n3": 0, "n6": 1}
    assert graph.notes["components"] == 1
    assert graph.notes["strong_components"] == 2
    assert graph.notes["nodes_in_largest_strong_component"] == 2


def test_geometry_follows_every_node(town):
    edges = road_graph(town, "drive").edges
    assert shapely.get_coordinates(edges.geometry.iloc[1])[:, 1].tolist() == [30.0, 29.999, 29.998, 29.998]


def test_way_is_cut_and_counted_when_a_node_is_missing():
    tags = {"highway": "primary"}
    extract = extract_of({1: (0, 0), 2: (100, 0), 4: (300, 0), 5: (400, 0)}, (10, [1, 2, 3, 4, 5], tags))
    graph = road_graph(extract, "drive")
    assert graph.edges.index.tolist() == ["n1-n2", "n4-n5"]
    assert graph.notes["ways_cut"] == 1


def test_two_streets_between_the_same_junctions_both_stay():
    tags = {"highway": "primary"}
    nodes = {1: (0, 0), 2: (100, 0), 3: (50, 80), 8: (-50, 0), 9: (150, 0)}
    extract = extract_of(nodes, (10, [8, 1, 2, 9], tags), (11, [1, 3, 2], tags))
    edges = road_graph(extract, "drive").edges
    assert edges.index.tolist() == ["n1-n2", "n1-n2:2", "n1-n8", "n2-n9"]
    assert edges["length_m"].tolist()[:2] == pytest.approx([100.0, 188.7], rel=0.01)


def test_loop_and_roundabout_stay_when_nothing_else_joins_them():
    nodes = {1: (0, 0), 2: (100, 0), 3: (100, 100), 4: (0, 100), 5: (-100, 0)}
    loop = road_graph(
        extract_of(nodes, (10, [1, 2, 3, 4, 1], {"highway": "residential"}), (11, [5, 1], {"highway": "primary"})),
        "drive",
    ).edges
    assert loop.index.tolist() == ["n1-n1", "n1-n5"]
    assert loop["length_m"].iloc[0] == pytest.approx(400.0, rel=0.01)
    assert not loop["oneway"].iloc[0]
    ring = road_graph(
        extract_of(nodes, (10, [1, 2, 3, 4, 1], {"highway": "residential", "junction": "roundabout"})), "drive"
    ).edges
    assert ring["length_m"].sum() == pytest.approx(400.0, rel=0.01)
    assert ring["oneway"].all()


def test_duplicate_way_gives_one_street_and_is_counted():
    nodes = {1: (0, 0), 2: (100, 0)}
    extract = extract_of(nodes, (10, [1, 2], {"highway": "primary"}), (11, [2, 1], {"highway": "service"}))
    graph = road_graph(extract, "drive")
    assert graph.edges["way_ids"].tolist() == ["10"]
    assert graph.notes["duplicate_streets"] == 2


def test_two_one_way_roads_on_the_same_nodes_make_a_two_way_street():
    nodes = {1: (0, 0), 2: (100, 0)}
    there = {"highway": "primary", "oneway": "yes", "maxspeed": "60"}
    back = {"highway": "primary", "oneway": "yes", "maxspeed": "30"}
    street = road_graph(extract_of(nodes, (10, [1, 2], there), (11, [2, 1], back)), "drive").edges.iloc[0]
    assert not street["oneway"]
    assert street["running_back_s"] == pytest.approx(2 * street["running_s"])


def test_link_between_two_nodes_on_one_point_gets_a_length_and_is_counted():
    nodes = {1: (0, 0), 2: (100, 0), 3: (100, 0), 4: (200, 0), 5: (100, 90), 6: (100, -90)}
    tags = {"highway": "primary"}
    ways = [(10, [1, 2], tags), (11, [2, 3], tags), (12, [3, 4], tags), (13, [2, 5], tags), (14, [3, 6], tags)]
    graph = road_graph(extract_of(nodes, *ways), "drive")
    assert graph.edges.loc["n2-n3", "length_m"] == 0.1
    assert graph.notes["streets_without_length"] == 1


def test_extract_without_roads_is_refused(town):
    with pytest.raises(EmptySourceError, match="no road to drive on"):
        road_graph(extract_of({1: (0, 0), 2: (9, 0)}, (10, [1, 2], {"railway": "rail"})), "drive")


@pytest.mark.parametrize(
    ("tags", "drive", "walk"),
    [
        ({"highway": "motorway"}, True, False),
        ({"highway": "footway"}, False, True),
        ({"highway": "construction"}, False, False),
        ({"highway": "service", "service": "parking_aisle"}, False, True),
        ({"highway": "service", "service": "driveway"}, True, True),
        ({"highway": "residential", "access": "private"}, False, False),
        ({"highway": "residential", "access": "destination"}, True, True),
        ({"highway": "residential", "access": "no", "motor_vehicle": "yes"}, True, False),
        ({"highway": "residential", "access": "private", "foot": "yes"}, False, True),
        ({"highway": "residential", "motor_vehicle": "no"}, False, True),
        ({"highway": "pedestrian", "area": "yes"}, False, False),
        ({"railway": "rail"}, False, False),
    ],
)
def test_road_is_open_to_those_its_tags_let_in(tags, drive, walk):
    assert (is_road(tags, "drive"), is_road(tags, "walk")) == (drive, walk)


@pytest.mark.parametrize(
    ("tags", "there", "back"),
    [
        ({}, True, True),
        ({"oneway": "yes"}, True, False),
        ({"oneway": "-1"}, False, True),
        ({"oneway": "no"}, True, True),
        ({"oneway": "reversible"}, True, True),
        ({"junction": "roundabout"}, True, False),
        ({"junction": "roundabout", "oneway": "no"}, True, True),
        ({"highway": "motorway"}, True, False),
        ({"highway": "motorway", "oneway": "no"}, True, True),
    ],
)
def test_directions_follow_the_tags(tags, there, back):
    forward, backward = directions({"highway": "primary"} | tags, "drive")
    assert (forward is not None, backward is not None) == (there, back)


@pytest.mark.parametrize(
    ("tags", "there_kmh", "is_assumed"),
    [
        ({"maxspeed": "80"}, 80.0, False),
        ({"maxspeed": "80", "maxspeed:forward": "60"}, 60.0, False),
        ({"maxspeed": "none"}, DEFAULT_KMH["primary"], True),
        ({"maxspeed": "walk"}, DEFAULT_KMH["primary"], True),
        ({"maxspeed": "FR:urban"}, DEFAULT_KMH["primary"], True),
        ({"maxspeed:forward": "signals", "maxspeed": "70"}, 70.0, False),
    ],
)
def test_speed_is_the_first_limit_that_can_be_read(tags, there_kmh, is_assumed):
    forward, _ = directions({"highway": "primary"} | tags, "drive")
    assert (forward.max_kmh, forward.is_assumed) == (there_kmh, is_assumed)


def written_xml(extract, path: Path) -> Path:
    """The roads of an extract as OSM XML, for osmnx's own reader."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">']
    lines += [
        f'<node id="{node}" lat="{lat}" lon="{lon}"/>'
        for node, (lon, lat) in zip(extract.node_id.tolist(), extract.lonlat.tolist(), strict=True)
    ]
    for way, tags in enumerate(extract.way_tags):
        if is_road(tags, "drive"):
            refs = "".join(f'<nd ref="{ref}"/>' for ref in extract.refs(way).tolist())
            kept = "".join(
                f'<tag k="{key}" v="{tags[key]}"/>' for key in ("highway", "oneway", "junction") if key in tags
            )
            lines.append(f'<way id="{extract.way_id[way]}">{refs}{kept}</way>')
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


def test_graph_is_that_of_osmnx_when_both_read_the_same_roads(shared, tmp_path):
    """Monaco: junctions, directed streets, km. osmnx measures on a sphere: up to 0.6 % off the ellipsoid."""
    extract = read_osm_file(shared / "osm" / "monaco.osm.pbf", ROADS)
    ours = road_graph(extract, "drive")
    path = written_xml(extract, tmp_path / "monaco.osm")
    theirs = ox.graph_from_xml(path, simplify=False, retain_all=True)
    theirs.remove_nodes_from([node for node, degree in dict(theirs.degree()).items() if not degree])
    theirs = ox.simplify_graph(theirs, remove_rings=False)
    assert set(ours.nodes["osm_ids"].astype(int)) == set(theirs.nodes)
    assert len(ours.edges) + int((~ours.edges["oneway"]).sum()) == theirs.number_of_edges()
    km = sum(length for _, _, length in theirs.edges(data="length")) / 1000.0
    directed_m = ours.edges["length_m"] * (2 - ours.edges["oneway"].astype(int))
    assert directed_m.sum() / 1000.0 == pytest.approx(km, rel=0.006)
    assert 700 < len(ours.nodes) < 800


def test_no_attribute_is_left_to_osmnx_which_would_keep_its_values_in_no_order(town):
    graph = street_graph(town, "drive", dict.fromkeys(("ways", "ways_cut"), 0))
    assert {name for _, _, street in graph.edges(data=True) for name in street} == set(AGGREGATES)
