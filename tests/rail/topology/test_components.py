"""Fragments of track that go, those that stay, and what is counted."""

import numpy as np
import pytest

from netopt.rail.topology.components import component_of_node, drop_fragments, part_of_track
from tests.rail.topology.drawn import drawn_track

LONG = [(0, 0), (3000, 0)]
SHORT = [(0, 500), (1000, 500)]
SHORT_ON = [(1000, 500), (1500, 500)]
OTHER = [(0, 900), (1900, 900)]


def test_component_of_node_counts_from_the_first_node():
    track = drawn_track([SHORT, LONG, SHORT_ON])
    assert track.node_id.tolist() == [1, 2, 3, 4, 5]
    assert component_of_node(track).tolist() == [0, 0, 1, 1, 0]


def test_component_of_node_of_no_track_is_empty():
    assert component_of_node(drawn_track([])).size == 0


def test_drop_fragments_short_track_without_a_station_goes_and_is_counted():
    track = drawn_track([SHORT, LONG, SHORT_ON, OTHER])
    kept, position, notes = drop_fragments(track, np.zeros(track.n_nodes, dtype=bool))
    assert kept.node_id.tolist() == [3, 4]
    assert kept.length_m.tolist() == [3000]
    assert position.tolist() == [-1, -1, 0, 1, -1, -1, -1]
    # 1.0 + 0.5 km in one, 1.9 km in the other.
    assert notes == pytest.approx({"components": 3, "fragments": 2, "fragments_km": 3.4})


def test_drop_fragments_short_track_with_a_station_stays():
    track = drawn_track([SHORT, LONG, SHORT_ON, OTHER])
    kept, _, notes = drop_fragments(track, track.node_id == 5)
    assert kept.length_m.tolist() == [1000, 3000, 500]
    assert notes["fragments"] == 1


@pytest.mark.parametrize(("shortest_km", "is_kept"), [(1.9, True), (1.91, False)])
def test_drop_fragments_length_is_that_of_the_whole_component(shortest_km, is_kept):
    track = drawn_track([LONG, [(0, 900), (1000, 900)], [(1000, 900), (1900, 900)]])
    kept, _, _ = drop_fragments(track, np.zeros(track.n_nodes, dtype=bool), shortest_km=shortest_km)
    assert (kept.n_edges == 3) is is_kept


def test_drop_fragments_of_no_track_is_no_track():
    kept, position, notes = drop_fragments(drawn_track([]), np.zeros(0, dtype=bool))
    assert (kept.n_nodes, position.size, notes["components"]) == (0, 0, 0)


def test_drop_fragments_marks_of_another_length_are_refused():
    with pytest.raises(ValueError, match="2 nodes"):
        drop_fragments(drawn_track([LONG]), np.zeros(3, dtype=bool))


def test_part_of_track_keeps_vertices_and_pieces_of_what_stays():
    track = drawn_track([LONG, [(0, 500), (500, 510), (1000, 500)]])
    part, position = part_of_track(track, np.array([False, False, True, True]), np.array([False, True]))
    assert part.vertex_id.tolist() == [3, 4, 5]
    assert part.ways.index[part.edge_way].tolist() == [102]
    assert position.tolist() == [-1, -1, 0, 1]


def test_part_of_track_edge_without_its_node_is_refused():
    with pytest.raises(ValueError, match="both ends"):
        part_of_track(drawn_track([LONG]), np.array([True, False]), np.array([True]))
