from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from netopt.errors import NetoptWarning
from netopt.rail.country import Country
from netopt.rail.topology.track import NodeKind, Track
from netopt.rail.topology.track_build import LEAST_EDGE_M, build_track
from netopt.rail.ways.node_kinds import tagged_kind
from tests.rail.topology.raw import document, grid, raw

WORLD = Country.load()
RAIL = {"railway": "rail"}
STEP_M = 1113.195
"""0.01 degrees of the equator."""


def build(extract) -> Track:
    return build_track(extract, WORLD)[0]


def edges(track: Track) -> list[tuple[int, int]]:
    return list(zip(track.node_id[track.tail].tolist(), track.node_id[track.head].tolist(), strict=True))


def components(track: Track) -> int:
    links = coo_array((np.ones(track.n_edges), (track.tail, track.head)), shape=(track.n_nodes,) * 2)
    return connected_components(links, directed=False)[0]


def test_track_when_ways_cross_without_a_shared_node_then_they_do_not_meet():
    track = build(document("t07_overpass"))
    assert components(track) == 2
    assert edges(track) == [(1, 3), (4, 5)]


def test_track_when_a_way_leaves_the_extract_then_it_ends_there_as_clipped():
    with pytest.warns(NetoptWarning, match="2 ways"):
        track, notes = build_track(document("t21_clipped"), WORLD)
    assert edges(track) == [(1, 2), (3, 4)]
    clip, plain = NodeKind.CLIP, NodeKind.PLAIN
    assert track.node_kind.tolist() == [plain, clip, clip, plain]
    assert notes["clipped_ways"] == 2


def test_track_when_ways_are_bridge_and_tunnel_then_lengths_add_up_by_structure():
    track = build(document("t22_tunnel_bridge"))
    structure = track.ways["structure"].to_numpy()[track.piece_way]
    metres = {word: track.piece_m[structure == word].sum() for word in ("surface", "bridge", "tunnel")}
    assert metres == pytest.approx({"surface": 2 * STEP_M, "bridge": STEP_M, "tunnel": 2 * STEP_M}, abs=0.01)


def test_track_when_a_way_is_drawn_twice_then_one_edge_stays():
    track, notes = build_track(document("t24_duplicate_way"), WORLD)
    assert edges(track) == [(3, 1)]
    assert notes["duplicate_ways"] == 1


def test_track_when_a_ring_has_no_other_node_then_it_is_a_loop():
    track = build(document("t26_ring"))
    assert edges(track) == [(1, 1)]
    assert track.arms.tolist() == [2]
    assert track.vertex_id.tolist() == [1, 2, 3, 4, 1]


def test_track_when_a_rail_ferry_joins_two_shores_then_it_is_an_edge_of_that_mode():
    track = build(document("t20_rail_ferry"))
    assert edges(track) == [(1, 3), (3, 11), (11, 13)]
    assert track.of_ways("mode").tolist() == ["rail", "rail_ferry", "rail"]


def test_edges_when_a_way_is_met_in_its_middle_then_it_is_cut_there_only():
    track = build(raw(grid(6), {1: ([1, 2, 3, 4, 5], RAIL), 2: ([3, 6], RAIL)}))
    assert edges(track) == [(1, 3), (3, 5), (3, 6)]
    assert track.vertex_id.tolist() == [1, 2, 3, 3, 4, 5, 3, 6]
    assert track.first_vertex.tolist() == [0, 3, 6, 8]
    np.testing.assert_allclose(track.piece_m, [2 * STEP_M, 2 * STEP_M, 3 * STEP_M], atol=0.01)
    assert track.piece_way.tolist() == [0, 0, 1]


def test_edges_when_a_way_passes_a_node_twice_then_that_is_a_node():
    nodes = {1: (0, 0), 2: (0.01, 0), 3: (0.02, 0.01), 4: (0.02, -0.01)}
    track = build(raw(nodes, {1: ([1, 2, 3, 4, 2], RAIL)}))
    assert edges(track) == [(1, 2), (2, 2)]
    assert track.arms.tolist() == [1, 3]


def test_edges_when_track_of_other_lifecycle_meets_then_that_is_no_node():
    extract = raw(
        grid(4), {1: ([1, 2, 3], RAIL), 2: ([2, 4], {"railway": "abandoned"}), 3: ([2, 4], {"highway": "road"})}
    )
    assert edges(build(extract)) == [(1, 3)]


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"railway": "switch"}, NodeKind.SWITCH),
        ({"railway": "switch", "railway:switch": "double_slip"}, NodeKind.DOUBLE_SLIP),
        ({"railway": "switch", "railway:switch": "single_slip"}, NodeKind.SINGLE_SLIP),
        ({"railway": "railway_crossing", "railway:switch": "double_slip"}, NodeKind.DOUBLE_SLIP),
        ({"railway": "railway_crossing"}, NodeKind.DIAMOND),
        ({"railway": "buffer_stop"}, NodeKind.BUFFER_STOP),
        ({"railway": "buffer_stop", "public_transport": "stop_position"}, NodeKind.BUFFER_STOP),
        ({"railway": "stop"}, NodeKind.STOP),
        ({"railway": "tram_stop"}, NodeKind.STOP),
        ({"public_transport": "stop_position", "train": "yes"}, NodeKind.STOP),
        ({"public_transport": "stop_position"}, NodeKind.STOP),
        ({"public_transport": "stop_position", "bus": "yes", "tram": "yes"}, NodeKind.STOP),
        ({"public_transport": "stop_position", "bus": "yes"}, NodeKind.PLAIN),
        ({"railway": "signal"}, NodeKind.PLAIN),
        ({"railway": "level_crossing"}, NodeKind.PLAIN),
    ],
)
def test_node_kind_when_tags_are_given_then_it_follows(tags, kind):
    assert tagged_kind(tags) is kind


def test_nodes_when_tagged_in_the_middle_of_a_way_then_they_cut_it_and_plain_ones_do_not():
    tags = {2: {"railway": "stop"}, 3: {"railway": "signal"}, 4: {"railway": "buffer_stop"}, 9: {"railway": "switch"}}
    extract = raw(grid(9), {1: ([1, 2, 3, 4, 5], RAIL)}, node_tags=tags)
    track = build(extract)
    assert edges(track) == [(1, 2), (2, 4), (4, 5)]
    assert track.node_kind.tolist() == [NodeKind.PLAIN, NodeKind.STOP, NodeKind.BUFFER_STOP, NodeKind.PLAIN]


def test_node_kind_when_a_clip_point_has_further_arms_then_it_stays_a_switch():
    extract = raw(grid(4), {1: ([1, 2, 99], RAIL), 2: ([3, 2], RAIL)}, node_tags={2: {"railway": "switch"}})
    with pytest.warns(NetoptWarning):
        track = build(extract)
    assert track.node_kind.tolist() == [NodeKind.PLAIN, NodeKind.SWITCH, NodeKind.PLAIN]


def test_vertices_when_neighbours_lie_at_one_place_then_one_stays_and_ends_always():
    nodes = {1: (0, 0), 2: (0, 0), 3: (0.01, 0), 4: (0.01, 0), 5: (0.02, 0), 6: (0.02, 0), 7: (0.02, 0)}
    track = build(raw(nodes, {1: ([1, 2, 3, 4, 5, 6, 7], RAIL)}))
    assert track.vertex_id.tolist() == [1, 3, 7]
    assert track.piece_m == pytest.approx([2 * STEP_M], abs=0.01)


def test_edges_when_two_nodes_lie_at_one_place_then_they_stay_joined_by_almost_nothing():
    nodes = {1: (0, 0), 2: (0.01, 0), 3: (0.01, 0), 4: (0.02, 0)}
    extract = raw(nodes, {1: ([1, 2], RAIL), 2: ([2, 3], RAIL), 3: ([3, 4], RAIL)})
    track, notes = build_track(extract, WORLD)
    assert components(track) == 1
    assert track.piece_m[1] == LEAST_EDGE_M
    assert notes["edges_without_length"] == 1


def test_edges_when_a_way_returns_to_its_node_without_length_then_that_edge_is_left_out():
    nodes = {1: (0, 0), 2: (0.01, 0), 3: (0.01, 0)}
    track, notes = build_track(raw(nodes, {1: ([1, 2, 3, 2], RAIL)}), WORLD)
    assert edges(track) == [(1, 2)]
    assert notes["edges_without_length"] == 1


def test_track_when_the_extract_has_no_track_then_it_is_empty():
    for extract in (raw({}, {}), raw(grid(2), {1: ([1, 2], {"highway": "road"})})):
        track = build(extract)
        assert (track.n_nodes, track.n_edges, track.length_m.size, len(track.ways)) == (0, 0, 0, 0)


def test_track_when_lengths_are_geodesic_then_those_of_the_map_agree_to_a_thousandth():
    track = build(document("t20_rail_ferry"))
    steps = np.linalg.norm(np.diff(track.vertex_xy, axis=0), axis=1)
    drawn = [steps[first : last - 1].sum() for first, last in pairwise(track.first_vertex)]
    np.testing.assert_allclose(drawn, track.length_m, rtol=1e-3)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(1, 8), min_size=2, max_size=7), min_size=1, max_size=6))
def test_track_when_ways_are_drawn_at_random_then_every_step_is_in_one_edge_and_no_edge_passes_a_node(courses):
    nodes = {n: (0.01 * (n % 3), 0.01 * (n // 3)) for n in range(1, 9)}
    tags = [{**RAIL, "n": str(number)} for number in range(len(courses))]
    extract = raw(nodes, {number + 1: (course, tags[number]) for number, course in enumerate(courses)})
    track, notes = build_track(extract, WORLD)
    kept = [courses[way - 1] for way in track.ways.index]
    steps = sum(a != b for course in kept for a, b in pairwise(course))
    assert track.vertex_id.size - track.n_edges == steps
    assert len(kept) + notes["duplicate_ways"] + notes["ways_without_two_nodes"] == len(courses)
    assert (track.piece_m > 0).all()
    ends = np.concatenate([track.first_vertex[:-1], track.first_vertex[1:] - 1])
    inner = np.delete(track.vertex_id, ends)
    assert not np.isin(inner, track.node_id).any()
    assert np.unique(inner).size == inner.size
    np.testing.assert_array_equal(track.node_id[track.tail], track.vertex_id[track.first_vertex[:-1]])
    np.testing.assert_array_equal(track.node_id[track.head], track.vertex_id[track.first_vertex[1:] - 1])


def test_track_when_cologne_is_built_then_crossings_and_slips_are_those_measured_before(shared):
    from netopt.osm.pbf import read_osm_file
    from netopt.osm.selection import MODES, Selection

    extract = read_osm_file(shared / "osm" / "cologne-railway.osm.pbf", Selection(modes=MODES))
    track = build(extract)
    kind, arms = track.node_kind, track.arms
    four = [np.count_nonzero((arms == 4) & (kind == each)) for each in (2, 3, 4)]
    assert four == [144, 119, 25]
    km = np.bincount(track.piece_way, weights=track.piece_m) / 1000
    is_main = (track.ways["usage"] == "main") & (track.ways["mode"] == "rail")
    share = km[is_main & (track.ways["kmh_source"] == "tag")].sum() / km[is_main].sum()
    assert 0.85 < share < 0.97
