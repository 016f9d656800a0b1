"""On which side of a border everything lies: by its own word, by outlines, by what is nearest."""

import numpy as np
import pytest
import shapely

from netopt.errors import NetworkError
from netopt.network.borders.sides import sides_of_column, sides_of_polygons
from tests.borders import with_borders
from tests.networks import network

KM = 1000.0


def two_squares(home, **stations):
    """Zones w and e with squares of 20 km side by side, the border at x = 0; stations by x km."""
    drawn = network(
        stations={name: (x, 0.0, "main") for name, x in stations.items()},
        zones={"w": (-10.0, 0.0, 1e5), "e": (10.0, 0.0, 1e5)},
        areas={"w": shapely.box(-20, -10, 0, 10), "e": shapely.box(0, -10, 20, 10)},
    )
    return drawn.with_nodes(jurisdiction=[home.get(str(node)) for node in drawn.nodes.index])


def side(net, node):
    sides = sides_of_column(net.nodes, net.areas, "jurisdiction")
    return sides.names[sides.of_nodes(net.nodes)[net.positions([node])[0]]]


def test_own_word_of_a_node_goes_before_the_outline_it_lies_in():
    net = two_squares({"w": "west", "e": "east", "s": "west"}, s=5.0)
    assert side(net, "s") == "west"


def test_node_without_a_word_lies_where_the_outline_says_and_outside_at_the_nearest():
    net = two_squares({"w": "west", "e": "east"}, inside=5.0, beyond=-30.0)
    assert (side(net, "inside"), side(net, "beyond")) == ("east", "west")


def test_jurisdiction_without_outline_has_nodes_and_no_ground():
    net = two_squares({"w": "west", "e": "east", "far": "north"}, far=100.0)
    sides = sides_of_column(net.nodes, net.areas, "jurisdiction")
    assert side(net, "far") == "north"
    assert [area.is_empty for area in sides.areas] == [False, True, False]
    assert sides.of_points(np.array([[90.0 * KM, 0.0]])).tolist() == [0]


def test_without_outlines_the_ground_is_that_of_the_nearest_node():
    drawn = network(stations={"s": (4.0, 0.0, "main")}, zones={"w": (-10.0, 0.0, 1.0), "e": (10.0, 0.0, 1.0)})
    net = drawn.with_nodes(jurisdiction=[{"w": "west", "e": "east"}.get(str(node)) for node in drawn.nodes.index])
    sides = sides_of_column(net.nodes, net.areas, "jurisdiction")
    assert side(net, "s") == "east"
    assert sides.of_points(np.array([[-0.1, 0.0], [0.1, 3.0]]) * KM).tolist() == [1, 0]


def test_one_told_node_without_outlines_owns_all_ground():
    drawn = network(zones={"w": (-10.0, 0.0, 1.0)}).with_nodes(jurisdiction=["west"])
    sides = sides_of_column(drawn.nodes, drawn.areas, "jurisdiction")
    assert sides.of_points(np.array([[1e7, 1e7]])).tolist() == [0]


def test_polygons_tell_sides_whatever_the_nodes_say():
    net = two_squares({"s": "west"}, s=5.0)
    box = {"p": shapely.box(-20 * KM, -10 * KM, 0, 10 * KM), "q": shapely.box(0, -10 * KM, 20 * KM, 10 * KM)}
    sides = sides_of_polygons(box)
    assert sides.names[sides.of_nodes(net.nodes)[net.positions(["s"])[0]]] == "q"


def test_no_node_with_a_jurisdiction_is_an_error_with_the_mend():
    with pytest.raises(NetworkError, match="fill it in stations and zones, or give polygons"):
        with_borders(two_squares({}), {})
    net = two_squares({})
    with pytest.raises(NetworkError, match="no node tells its jurisdiction in the column 'nowhere'"):
        sides_of_column(net.nodes, net.areas, "nowhere")


def test_node_in_a_jurisdiction_that_came_later_is_named():
    net = two_squares({"w": "west", "e": "east"}, s=5.0)
    sides = sides_of_column(net.nodes, net.areas, "jurisdiction")
    with pytest.raises(NetworkError, match="unknown jurisdictions: .*'s' in 'mars'.*there are east, west"):
        sides.of_nodes(net.nodes.assign(jurisdiction=["mars"] * len(net.nodes)))
