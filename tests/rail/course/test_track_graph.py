"""Which moves a train can make between track edges."""

import numpy as np
import pytest

from tests.rail.course.drawn_track import draw


def moves_of(graph):
    """Moves as {(before, after): deflection}; directed edges are named by their nodes' positions."""
    moves = graph.moves
    names = [f"{a}{b}" for a, b in zip(graph.start, graph.end, strict=True)]
    return {(names[b], names[a]): d for b, a, d in zip(moves.before, moves.after, moves.deflection_deg, strict=True)}


def test_moves_at_a_crossing_are_all_but_reversals_and_price_the_turn():
    r"""Nodes: 0 west, 1 centre, 2 east, 3 north-east at 60 degrees, 4 opposite of 3."""
    graph = draw({"w": (-5, 0), "x": (0, 0), "e": (5, 0), "n": (2.5, 4.3301), "s": (-2.5, -4.3301)}, "w x e", "s x n")
    moves = moves_of(graph)
    assert moves["01", "12"] == 0.0
    assert moves["01", "13"] == pytest.approx(60.0, abs=0.01)
    assert ("01", "10") not in moves
    assert ("01", "14") not in moves, "120 degrees are more than a train can turn"


def test_moves_at_a_plain_vertex_are_free_however_sharp():
    graph = draw({"a": (-5, 0), "b": (0, 0), "c": (-5, 0.5)}, "a b c")
    assert moves_of(graph) == {("01", "12"): 0.0, ("21", "10"): 0.0}


def test_moves_allow_for_the_heading_error_of_rounded_coordinates():
    """A 100 m edge whose ends may be 78 m off has a heading known to 38 degrees only; 5 km away it is 0.9."""
    nodes = {"a": (-5, 0), "b": (0, 0), "c": (-0.0174, 0.0985), "d": (5, 0)}
    assert ("01", "12") not in moves_of(draw(nodes, "a b c", "b d"))
    deflection = moves_of(draw(nodes, "a b c", "b d", error_m=78.0))["01", "12"]
    assert deflection == pytest.approx(100.0 - np.degrees(np.arctan(0.78)) - np.degrees(np.arctan(78 / 5000)), abs=0.1)


def test_moves_allow_for_the_bend_that_a_chord_hides():
    """Track 10 % longer than its chord turns by 44 degrees between the chord and its end."""
    nodes = {"a": (-5, 0), "b": (0, 0), "c": (-1.71, 4.7), "d": (5, 0)}
    assert ("01", "12") not in moves_of(draw(nodes, "a b c", "b d"))
    assert ("01", "12") in moves_of(draw(nodes, "a b c", "b d", longer=1.1))


def test_moves_do_not_take_rounding_for_a_bend():
    """Edges of 1 km, 12 m longer than their chords: one vertex off by 78 m explains 12.2 m, so they are straight."""
    nodes = {"a": (-1, 0), "b": (0, 0), "c": (-0.2588, 0.9659), "d": (1, 0)}
    straight = moves_of(draw(nodes, "a b c", "b d", error_m=78.0))
    assert ("01", "12") not in straight
    assert moves_of(draw(nodes, "a b c", "b d", error_m=78.0, longer=1.012)) == straight


def test_moves_see_through_a_short_edge_to_where_the_track_goes():
    """a - b . c - d turns by 60 degrees behind the 100 m edge b-c; e leaves b at 10 degrees.

    Rounded to 78 m, b-c alone says nothing of its heading; from b the track is seen 312 m ahead, near 44 degrees.
    """
    nodes = {"a": (-5, 0), "b": (0, 0), "c": (0.1, 0), "d": (2.6, 4.3301), "e": (4.924, 0.8682)}
    moves = moves_of(draw(nodes, "a b c d", "b e", error_m=78.0))
    seen_deg = np.degrees(np.arctan2(212 * np.sin(np.radians(60)), 100 + 212 * np.cos(np.radians(60))))
    seen_m = np.hypot(212 * np.sin(np.radians(60)), 100 + 212 * np.cos(np.radians(60)))
    errors_deg = np.degrees(np.arctan(78 / seen_m) + np.arctan(78 / 5000))
    assert moves["01", "12"] == pytest.approx(seen_deg - errors_deg, abs=0.01)
    assert moves["01", "14"] == pytest.approx(10.0 - 2 * np.degrees(np.arctan(78 / 5000)), abs=0.01)
