"""Contraction against chains drawn by hand, and lengths that may not change whatever is drawn."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from netopt.rail.topology.contraction import contract
from netopt.rail.topology.splitting import split_edges
from netopt.rail.topology.track import NodeKind, Track
from tests.rail.topology.drawn import Drawn, drawn_track, track_of
from tests.rail.topology.random_track import as_matrix, random_tracks

LINE = [[(0, 0), (100, 0)], [(100, 0), (200, 0)], [(200, 0), (300, 0)]]
"""Nodes 1, 2, 3, 4 at every 100 m; ways 101, 102, 103."""


def contracted(track: Track, *kept: int) -> Track:
    """The track contracted, nodes with these ids kept."""
    return contract(track, np.isin(track.node_id, kept))[0]


def test_contract_line_of_one_sort_becomes_one_edge_with_all_pieces():
    track = contracted(drawn_track(LINE))
    assert track.node_id.tolist() == [1, 4]
    assert track.vertex_id.tolist() == [1, 2, 3, 4]
    assert track.piece_m.tolist() == [100, 100, 100]
    assert track.ways.index[track.piece_way].tolist() == [101, 102, 103]


def test_contract_mapping_names_new_positions_and_minus_one_where_gone():
    track, position = contract(drawn_track(LINE), np.array([False, False, True, False]))
    assert position.tolist() == [0, -1, 1, 2]
    assert track.node_id.tolist() == [1, 3, 4]
    assert track.length_m.tolist() == [200, 100]


def test_contract_edges_drawn_against_each_other_are_turned_with_their_pieces():
    # The middle edge runs 200 -> 100 and is 60 m of way 7, then 40 m of way 8 against that way.
    middle = Drawn([(200, 0), (140, 0), (100, 0)], pieces=[(60, 7, False), (40, 8, True)])
    track = contracted(drawn_track([LINE[0], middle, LINE[2]]))
    assert track.vertex_xy[:, 0].tolist() == [0, 100, 140, 200, 300]
    assert track.piece_m.tolist() == [100, 40, 60, 100]
    assert track.ways.index[track.piece_way].tolist() == [101, 8, 7, 103]
    assert track.piece_is_reversed.tolist() == [False, False, True, False]


def test_contract_neighbouring_pieces_of_one_way_become_one():
    way = [Drawn(line, way=9) for line in LINE]
    track = contracted(drawn_track(way))
    assert track.piece_m.tolist() == [300]


def test_contract_way_that_turns_back_on_itself_keeps_two_pieces():
    back = Drawn(LINE[1], way=101, is_reversed=True)
    track = contracted(drawn_track([LINE[0], back]))
    assert track.piece_m.tolist() == [100, 100]
    assert track.piece_is_reversed.tolist() == [False, True]


def test_contract_edge_runs_from_the_lower_id_whichever_way_it_was_drawn():
    track = contracted(drawn_track([[(0, 0), (50, 0)], [(200, 0), (100, 0)], [(100, 0), (50, 0)]]))
    assert track.node_id[[track.tail[0], track.head[0]]].tolist() == [1, 3]
    assert track.vertex_xy[:, 0].tolist() == [0, 50, 100, 200]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("mode", "narrow_gauge"),
        ("gauge_mm", frozenset({1000})),
        ("electrified", "no"),
        ("power", "750;0"),
        ("usage", "branch"),
        ("service", "siding"),
        ("lifecycle", "construction"),
        ("is_passenger_only", True),
        ("is_freight_only", True),
        ("oneway", 1),
    ],
)
def test_contract_node_stays_where_an_attribute_of_the_edge_changes(column, value):
    track = contracted(drawn_track(LINE, ways={103: {column: value}}))
    assert track.node_id.tolist() == [1, 3, 4]


@pytest.mark.parametrize(
    ("column", "value"),
    [("kmh_forward", 80.0), ("structure", "tunnel"), ("preferred", 1), ("name", "other"), ("duration_s", 60.0)],
)
def test_contract_node_goes_where_only_a_pieces_attribute_changes(column, value):
    track = contracted(drawn_track(LINE, ways={103: {column: value}}))
    assert track.node_id.tolist() == [1, 4]


def test_contract_oneway_is_read_in_the_direction_of_travel():
    with_travel = {101: {"oneway": 1}, 102: {"oneway": -1}, 103: {"oneway": 1}}
    edges = [LINE[0], Drawn(LINE[1][::-1]), LINE[2]]
    # Way 102 is drawn against the line and oneway against itself: all three lead the same way.
    assert contracted(drawn_track(edges, ways=with_travel)).node_id.tolist() == [1, 4]
    assert contracted(drawn_track(LINE, ways=with_travel)).node_id.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("kind", [NodeKind.BUFFER_STOP, NodeKind.STOP, NodeKind.CLIP])
def test_contract_node_stays_where_trains_end_or_stop(kind):
    assert contracted(drawn_track(LINE, kinds={(100, 0): kind})).node_id.tolist() == [1, 2, 4]


@pytest.mark.parametrize("kind", [NodeKind.SWITCH, NodeKind.DIAMOND, NodeKind.MADE])
def test_contract_node_with_two_arms_goes_whatever_it_was(kind):
    assert contracted(drawn_track(LINE, kinds={(100, 0): kind})).node_id.tolist() == [1, 4]


def test_contract_switch_with_three_arms_stays():
    track = contracted(drawn_track([*LINE, [(200, 0), (300, 30)]]))
    assert track.node_id.tolist() == [1, 3, 4, 5]
    assert track.length_m.tolist() == pytest.approx([200, 100, np.hypot(100, 30)])


def test_contract_ring_alone_keeps_its_lowest_node_as_a_loop():
    ring = [[(100, 0), (100, 100)], [(100, 100), (0, 100)], [(0, 100), (100, 0)]]
    track = contracted(drawn_track(ring))
    assert track.node_id.tolist() == [1]
    assert (track.tail.tolist(), track.head.tolist()) == ([0], [0])
    assert track.vertex_id.tolist() == [1, 2, 3, 1]
    assert track.length_m.sum() == pytest.approx(200 + np.hypot(100, 100))


def test_contract_ring_of_one_edge_stays_as_it_is():
    track = contracted(drawn_track([[(0, 0), (100, 0), (100, 100), (0, 0)]]))
    assert track.node_id.tolist() == [1]
    assert track.vertex_id.tolist() == [1, 2, 3, 1]


def test_contract_balloon_loop_keeps_the_node_at_its_neck():
    loop = [[(100, 0), (200, 50)], [(200, 50), (200, -50)], [(200, -50), (100, 0)]]
    track = contracted(drawn_track([LINE[0], *loop]))
    assert track.node_id.tolist() == [1, 2]
    assert sorted(zip(track.tail.tolist(), track.head.tolist(), strict=True)) == [(0, 1), (1, 1)]


def test_contract_parallel_edges_stay_two_edges():
    passing_loop = [[(100, 0), (150, 5)], [(150, 5), (200, 0)]]
    track = contracted(drawn_track([*LINE, *passing_loop]))
    ends = sorted(zip(track.tail.tolist(), track.head.tolist(), strict=True))
    assert ends == [(0, 1), (1, 2), (1, 2), (2, 3)]


def test_contract_track_without_edges_stays_as_it_is():
    track = contracted(drawn_track([]))
    assert (track.n_nodes, track.n_edges) == (0, 0)


def test_contract_keep_of_another_length_is_refused():
    with pytest.raises(ValueError, match="4 nodes"):
        contract(drawn_track(LINE), np.zeros(3, dtype=bool))


def test_contract_a_long_line_is_one_edge_in_order():
    line = [[(x, 0), (x + 1, 0)] for x in range(1000)]
    track = contracted(drawn_track(line[::-1]))
    assert np.abs(np.diff(track.vertex_xy[:, 0])).tolist() == [1] * 1000
    assert track.length_m.tolist() == [1000]


@settings(max_examples=60, deadline=None)
@given(random_tracks(), st.data())
def test_contract_whatever_is_drawn_keeps_all_track_and_all_distances(track, data):
    keep = np.array(data.draw(st.lists(st.booleans(), min_size=track.n_nodes, max_size=track.n_nodes)))
    small, position = contract(track, keep)
    assert small.length_m.sum() == pytest.approx(track.length_m.sum())
    assert (position >= 0)[keep].all()
    kept = np.flatnonzero(position >= 0)
    before = dijkstra(as_matrix(track), directed=False)[np.ix_(kept, kept)]
    after = dijkstra(as_matrix(small), directed=False)[np.ix_(position[kept], position[kept])]
    np.testing.assert_allclose(after, before)


@settings(max_examples=40, deadline=None)
@given(random_tracks())
def test_contract_a_second_time_changes_nothing(track):
    once, _ = contract(track, np.zeros(track.n_nodes, dtype=bool))
    twice, position = contract(once, np.zeros(once.n_nodes, dtype=bool))
    assert position.tolist() == list(range(once.n_nodes))
    assert twice.vertex_id.tolist() == once.vertex_id.tolist()
    assert twice.piece_m.tolist() == once.piece_m.tolist()
    assert twice.tail.tolist() == once.tail.tolist()


@settings(max_examples=40, deadline=None)
@given(random_tracks(), st.data())
def test_contract_after_a_split_gives_back_the_edges_as_they_were(track, data):
    whole, _ = contract(track, np.zeros(track.n_nodes, dtype=bool))
    count = data.draw(st.integers(1, 6))
    edge = np.array(data.draw(st.lists(st.integers(0, whole.n_edges - 1), min_size=count, max_size=count)))
    share = np.array(data.draw(st.lists(st.floats(0, 1), min_size=count, max_size=count)))
    split, _ = split_edges(whole, edge, share * whole.length_m[edge])
    back, _ = contract(split, np.isin(split.node_id, whole.node_id[whole.arms == 2]))
    np.testing.assert_allclose(np.sort(back.length_m), np.sort(whole.length_m))
    assert back.node_id.tolist() == whole.node_id.tolist()


def test_contract_t16_keeps_the_ends_and_the_stop():
    assert contracted(track_of("t16_simplify.osm")).node_id.tolist() == [1, 3, 6]


def test_contract_t17_edge_carries_two_speeds_in_order_with_their_lengths():
    track = contracted(track_of("t17_speed_change.osm"))
    assert track.node_id.tolist() == [1, 3]
    assert track.piece_m.tolist() == pytest.approx([1113.195, 1113.195], abs=0.01)
    assert track.piece_kmh(is_forward=True).tolist() == [350, 200]
    assert track.piece_kmh(is_forward=False).tolist() == [350, 200]


def test_contract_t22_lengths_by_structure_stay():
    track = contracted(track_of("t22_tunnel_bridge.osm"))
    assert (track.n_edges, track.node_id.tolist()) == (1, [1, 6])
    structure = track.ways["structure"].to_numpy()[track.piece_way]
    by_structure = {name: track.piece_m[structure == name].sum() for name in ("surface", "bridge", "tunnel")}
    # 0.01 degrees of surface, 0.01 of bridge, 0.02 of tunnel, 0.01 of surface.
    assert by_structure == pytest.approx({"surface": 2226.39, "bridge": 1113.195, "tunnel": 2226.39}, abs=0.01)


def test_contract_t26_ring_survives():
    track = contracted(track_of("t26_ring.osm"))
    assert (track.n_nodes, track.n_edges) == (1, 1)
    assert track.vertex_id.tolist() == [1, 2, 3, 4, 1]
