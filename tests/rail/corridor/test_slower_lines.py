"""Beside a high-speed line, the other line between the same stations, and how trains run on from it."""

from netopt.rail.corridor.chains import chains_of
from netopt.rail.corridor.corridor_edges import corridor_edges
from netopt.rail.corridor.united_edges import unite_edges
from netopt.rail.country import Country
from netopt.rail.parameters import RailParameters
from tests.rail.corridor.drawing import draw

FAST = {"kmh_forward": 250.0, "kmh_backward": 250.0, "name": "fast"}
SLOW = {"kmh_forward": 100.0, "kmh_backward": 100.0, "name": "slow"}
NODES = {"a1": (0, 0), "b1": (9000, 0), "c1": (20000, 0), "a2": (0, 20), "b2": (9000, 20), "d2": (16000, 2000)}
"""
a1----b1-------c1    fast, A to B to C
a2----b2---d2        slow, A to B to D
"""
EDGES = [("a1", "b1", FAST), ("b1", "c1", FAST), ("a2", "b2", SLOW), ("b2", "d2", SLOW)]
POINTS = {"A": ["a1", "a2"], "B": ["b1", "b2"], "C": ["c1"], "D": ["d2"]}


def network(nodes=NODES, edges=EDGES, points=POINTS):
    layer = corridor_edges(*draw(nodes, edges, points), Country.load("china"), RailParameters.load(), line_of_way={})
    return layer, unite_edges([layer])


def test_stations_joined_by_a_fast_and_a_slow_line_have_an_edge_of_each():
    layer, united = network()
    assert united.edges["line_id"].to_dict() == {
        "A-B:conventional": "osm:slow",
        "A-B:hsr": "osm:fast",
        "B-C": "osm:fast",
        "B-D": "osm:slow",
    }
    assert united.edges.loc["A-B:conventional", "way_ids"] == "103"
    assert layer.notes["slower_lines"] == 1


def test_the_chain_of_the_slow_line_goes_on_beside_the_fast_one():
    _, united = network()
    assert chains_of(united.edges, united.joints) == [("osm:fast", ("A", "B", "C")), ("osm:slow", ("A", "B", "D"))]


def test_out_on_the_one_line_and_back_on_the_other_a_train_reverses():
    _, united = network()
    reversals = set(united.reversals.itertuples(index=False, name=None))
    assert ("B", "A-B:conventional", "A-B:hsr") in reversals
    assert ("A", "A-B:conventional", "A-B:hsr") in reversals
    assert ("B", "B-C", "B-D") in reversals


def test_every_two_edges_that_meet_have_a_joint():
    """At A one pair; at B four edges, six pairs."""
    _, united = network()
    assert united.joints["station"].value_counts().to_dict() == {"A": 1, "B": 6}
    is_through = united.joints.set_index(["station", "one", "other"])["is_through"]
    assert is_through["B", "A-B:hsr", "B-C"]
    assert is_through["B", "A-B:conventional", "B-D"]
    assert not is_through["B", "B-C", "B-D"]


def test_a_line_that_shares_fast_track_is_no_second_one():
    r"""
    a1---s---b1    the slow track leaves the fast one at s
          \--b2
    """
    nodes = {"a1": (0, 0), "s": (5000, 0), "b1": (9000, 0), "b2": (9000, 200)}
    edges = [("a1", "s", FAST), ("s", "b1", FAST), ("s", "b2", SLOW)]
    _, united = network(nodes, edges, {"A": ["a1"], "B": ["b1", "b2"]})
    assert united.edges.index.tolist() == ["A-B"]


def test_two_slow_lines_stay_one_edge():
    edges = [("a1", "b1", SLOW), ("a2", "b2", SLOW)]
    layer, united = network(edges=edges, points={"A": ["a1", "a2"], "B": ["b1", "b2"]})
    assert united.edges["tracks"].to_dict() == {"A-B": 2}
    assert layer.notes["slower_lines"] == 0
