"""What lies under every result: lines by class, walks apart, main roads alone where there are very many."""

from dataclasses import replace

import pandas as pd
import pytest

from netopt.layers import Role
from netopt.maps import backdrop
from netopt.maps.backdrop import LINE_WORDS, line_layers
from netopt.maps.page import render
from netopt.maps.style import LINES, STYLES, legend_classes
from tests.networks import line_of_three


def with_classes(*classes, **columns):
    """The line a-b-c, its two edges of the given classes."""
    network = line_of_three()
    edges = network.edges.assign(**{"class": list(classes)}, **columns)
    return replace(network, edges=edges, services=pd.DataFrame())


def legend(layer):
    return {entry.word: entry.colour for entry in legend_classes(layer)}


def test_every_class_has_words_in_both_languages_and_a_colour_of_its_own():
    assert len(LINES) == len(set(LINES)) == len(LINE_WORDS)
    assert all(set(words) == {"zh", "en"} for words in LINE_WORDS.values())


def test_class_keeps_its_colour_whatever_else_is_on_the_map():
    (one,), (other,) = (
        line_layers(with_classes("hsr", "conventional")),
        line_layers(with_classes("subway", "conventional")),
    )
    assert list(legend(one)) == ["hsr", "conventional"]
    assert list(legend(other)) == ["conventional", "subway"]
    assert legend(one)["conventional"] == legend(other)["conventional"]


def test_walk_is_a_dashed_layer_of_its_own():
    lines, walks = line_layers(with_classes("subway", "transfer"))
    assert (lines.role, walks.role) == (Role.NETWORK, Role.WALK)
    assert (lines.frame["id"].tolist(), walks.frame["id"].tolist()) == (["e0"], ["e1"])
    assert "transfer" not in legend(lines)
    assert STYLES[Role.WALK].dash
    page = render([lines, walks], name="x", title={}, language="en", attribution="")
    assert f'"dash":"{STYLES[Role.WALK].dash}"' in page


def test_streets_beside_a_railway_are_a_layer_of_their_own():
    lines, streets = line_layers(with_classes("hsr", "road"))
    assert (lines.name, lines.frame["id"].tolist(), lines.title["en"]) == ("network", ["e0"], "Railway lines")
    assert (streets.name, streets.frame["id"].tolist(), streets.title["en"]) == ("streets", ["e1"], "Roads")


def test_network_without_walks_has_one_layer():
    assert [layer.name for layer in line_layers(with_classes("hsr", "hsr"))] == ["network"]


@pytest.mark.parametrize(("most", "drawn", "title"), [(2, ["e0", "e1"], "Roads"), (1, ["e0"], "Main roads")])
def test_very_many_roads_are_drawn_by_the_main_ones(monkeypatch, most, drawn, title):
    monkeypatch.setattr(backdrop, "MOST_ROADS", most)
    (layer,) = line_layers(with_classes("road", "road", highway=["primary_link;residential", "residential"]))
    assert (layer.frame["id"].tolist(), layer.title["en"]) == (drawn, title)


def test_columns_that_hold_nothing_are_left_out():
    (layer,) = line_layers(with_classes("hsr", "hsr", tracks=[2, 2], gauge_mm=[None, None]))
    assert "tracks" in layer.frame.columns
    assert "gauge_mm" not in layer.frame.columns
