"""Cuts at many places at once: where the nodes come to stand, and that no metre is lost."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.rail.topology.splitting import split_edges, vertex_offset_m
from netopt.rail.topology.track import NodeKind
from tests.rail.topology.drawn import Drawn, drawn_track
from tests.rail.topology.random_track import random_tracks

LINE = [[(0, 0), (100, 0)], [(100, 0), (150, 0), (200, 0)]]
"""Edge 0 of way 101, edge 1 of way 102 with a vertex in the middle (id 3); nodes 1, 2, 4."""


def cut(track, *places, **options):
    """The track cut at pairs of edge and offset, and the nodes there."""
    edge, offset_m = zip(*places, strict=True)
    return split_edges(track, np.array(edge), np.array(offset_m, dtype=float), **options)


def test_split_one_cut_makes_a_node_between_two_edges_in_its_place():
    track, node = cut(drawn_track(LINE), (0, 30))
    assert node.tolist() == [3]
    assert track.node_id.tolist() == [1, 2, 4, -1]
    assert track.node_kind[3] == NodeKind.MADE
    assert track.node_xy[3].tolist() == [30, 0]
    assert list(zip(track.tail.tolist(), track.head.tolist(), strict=True)) == [(0, 3), (3, 1), (1, 2)]
    assert track.length_m.tolist() == [30, 70, 100]
    assert track.vertex_id.tolist() == [1, -1, -1, 2, 2, 3, 4]
    assert track.ways.index[track.edge_way].tolist() == [101, 101, 102]


def test_split_nodes_come_back_in_the_order_asked_for():
    track, node = cut(drawn_track(LINE), (1, 80), (0, 40), (1, 20), (1, 80))
    assert track.node_xy[node, 0].tolist() == [180, 40, 120, 180]
    assert track.node_id[node].tolist() == [-3, -1, -2, -3]
    assert track.length_m.tolist() == [40, 60, 20, 60, 20]


@pytest.mark.parametrize(
    ("offset_m", "node_id"), [(0, 1), (0.9, 1), (1.0, 1), (99.0, 2), (99.1, 2), (100, 2), (100.005, 2), (-0.005, 1)]
)
def test_split_cut_within_a_metre_of_an_end_is_that_end(offset_m, node_id):
    track, node = cut(drawn_track(LINE), (0, offset_m))
    assert track.node_id[node].tolist() == [node_id]
    assert track.n_edges == 2


@pytest.mark.parametrize(("offset_m", "node_id"), [(0.6, 1), (0.8, 2)])
def test_split_edge_shorter_than_two_metres_gives_its_nearer_end(offset_m, node_id):
    track, node = cut(drawn_track([[(0, 0), (1.5, 0)]]), (0, offset_m))
    assert track.node_id[node].tolist() == [node_id]


def test_split_at_a_vertex_takes_its_id_and_draws_no_point_twice():
    track, node = cut(drawn_track(LINE), (1, 50.004))
    assert track.node_id[node].tolist() == [3]
    assert track.vertex_id.tolist() == [1, 2, 2, 3, 3, 4]


def test_split_at_a_named_vertex_needs_no_offset():
    track, node = cut(drawn_track(LINE), (1, np.nan), (0, 25), vertex_id=np.array([3, 0]))
    assert track.node_id[node].tolist() == [3, -1]
    assert track.length_m.tolist() == [25, 75, 50, 50]


def test_split_at_a_vertex_of_another_edge_is_refused():
    with pytest.raises(ValueError, match="edge 0 has no vertex 3"):
        cut(drawn_track(LINE), (0, 10), vertex_id=np.array([3]))


@pytest.mark.parametrize("offset_m", [-1, 101, np.nan, np.inf])
def test_split_outside_the_edge_is_refused(offset_m):
    with pytest.raises(ValueError, match=r"100\.00 m long"):
        cut(drawn_track(LINE), (0, offset_m))


@pytest.mark.parametrize("edge", [-1, 2])
def test_split_of_an_edge_that_is_not_there_is_refused(edge):
    with pytest.raises(ValueError, match="2 edges"):
        cut(drawn_track(LINE), (edge, 10))


def test_split_offset_is_geodesic_where_the_drawing_is_not():
    # Drawn 100 m long, in truth 102 m: the middle lies at 51 m.
    track, node = cut(drawn_track([Drawn([(0, 0), (100, 0)], pieces=[(102, 1, False)])]), (0, 51))
    assert track.node_xy[node].tolist() == [[50, 0]]
    assert track.length_m.tolist() == [51, 51]


def test_split_pieces_are_cut_where_they_lie():
    edge = Drawn([(0, 0), (100, 0)], pieces=[(30, 1, False), (50, 2, True), (20, 3, False)])
    track, _ = cut(drawn_track([edge]), (0, 60), (0, 40), (0, 90))
    assert track.length_m.tolist() == [40, 20, 30, 10]
    assert track.piece_m.tolist() == [30, 10, 20, 20, 10, 10]
    assert track.ways.index[track.piece_way].tolist() == [1, 2, 2, 2, 3, 3]
    assert track.piece_is_reversed.tolist() == [False, True, True, True, False, False]


def test_split_where_two_pieces_meet_leaves_both_whole():
    edge = Drawn([(0, 0), (100, 0)], pieces=[(30, 1, False), (70, 2, False)])
    track, _ = cut(drawn_track([edge]), (0, 30))
    assert track.piece_m.tolist() == [30, 70]
    assert track.first_piece.tolist() == [0, 1, 2]


def test_split_a_second_time_takes_ids_below_those_made_before():
    track, _ = cut(drawn_track(LINE), (0, 30), (0, 60))
    track, node = cut(track, (0, 10), (2, 20))
    assert track.node_id[node].tolist() == [-3, -4]
    assert track.node_xy[node, 0].tolist() == [10, 80]


def test_split_loop_is_cut_into_two_edges_between_two_nodes():
    track, node = cut(drawn_track([[(0, 0), (100, 0), (100, 100), (0, 0)]]), (0, 150))
    assert node.tolist() == [1]
    assert list(zip(track.tail.tolist(), track.head.tolist(), strict=True)) == [(0, 1), (1, 0)]
    assert track.node_xy[1].tolist() == [100, 50]


def test_split_without_cuts_gives_the_track_as_it_was():
    track, node = split_edges(drawn_track(LINE), np.zeros(0, dtype=int), np.zeros(0))
    assert (track.n_edges, node.size) == (2, 0)


def test_vertex_offset_m_reaches_the_edges_length():
    track = drawn_track([LINE[0], Drawn(LINE[1], pieces=[(110, 5, False)])])
    assert vertex_offset_m(track).tolist() == pytest.approx([0, 100, 0, 55, 110])


@settings(max_examples=60, deadline=None)
@given(random_tracks(), st.data())
def test_split_anywhere_keeps_every_length_and_every_way(track, data):
    count = data.draw(st.integers(1, 8))
    edge = np.array(data.draw(st.lists(st.integers(0, track.n_edges - 1), min_size=count, max_size=count)))
    share = np.array(data.draw(st.lists(st.floats(0, 1), min_size=count, max_size=count)))
    offset_m = share * track.length_m[edge]
    split, node = split_edges(track, edge, offset_m)

    way_m = np.bincount(split.piece_way, split.piece_m, minlength=len(track.ways))
    np.testing.assert_allclose(way_m, np.bincount(track.piece_way, track.piece_m, minlength=len(track.ways)))
    assert (split.piece_m > 0).all()
    assert np.unique(split.node_id).size == split.n_nodes
    np.testing.assert_array_equal(split.vertex_xy[split.first_vertex[:-1]], split.node_xy[split.tail])
    np.testing.assert_array_equal(split.vertex_xy[split.first_vertex[1:] - 1], split.node_xy[split.head])
    np.testing.assert_allclose(vertex_offset_m(split)[split.first_vertex[1:] - 1], split.length_m)
    # A node within a metre (of track) of the place asked for.
    vertex_m = vertex_offset_m(track)
    for number, place_m, made in zip(edge, offset_m, node, strict=True):
        line = slice(track.first_vertex[number], track.first_vertex[number + 1])
        x, y = (np.interp(place_m, vertex_m[line], track.vertex_xy[line, axis]) for axis in (0, 1))
        assert np.hypot(*(split.node_xy[made] - [x, y])) <= 1.0 + 1e-6
