"""Which ends of track are welded: true gaps are, tracks that end side by side are not."""

import numpy as np
import pytest

from netopt.osm.pbf import read_osm_file
from netopt.osm.selection import Selection
from netopt.rail.country import Country
from netopt.rail.topology.components import component_of_node
from netopt.rail.topology.track import NodeKind, Track
from netopt.rail.topology.track_build import build_track
from netopt.rail.topology.welding import weld
from tests.rail.topology.drawn import Drawn, drawn_track, track_of

WEST = [(0, 0), (1000, 0)]
"""Ends at x = 1000, heading east."""


def east(gap_m: float, *, aside_m: float = 0.0, turn_deg: float = 0.0) -> list[tuple[float, float]]:
    """A line that goes on after a gap, moved aside, turned to the left."""
    x, y = 1000.0 + gap_m, aside_m
    turn = np.radians(turn_deg)
    return [(x, y), (x + 1000.0 * np.cos(turn), y + 1000.0 * np.sin(turn))]


def is_joined(track: Track) -> bool:
    """Whether all of the track is connected."""
    return bool((component_of_node(track) == 0).all())


def test_weld_t08_closes_the_gap_and_leaves_the_ends_side_by_side():
    track, notes = weld(track_of("t08_gaps.osm"))
    assert notes == {"dead_ends": 8, "pairs_within_gap": 3, "welded_points": 0, "welded_gaps": 1}
    ends = np.sort(track.node_id[np.stack([track.tail, track.head])], axis=0)
    assert sorted(zip(*ends.tolist(), strict=True)) == [(1, 2), (2, 3), (3, 4), (5, 6), (7, 8)]
    assert track.length_m[-1] == pytest.approx(0.9, abs=0.01)


@pytest.mark.parametrize(("gap_m", "is_welded"), [(0.5, True), (9.9, True), (10.1, False)])
def test_weld_gap_is_closed_up_to_ten_metres(gap_m, is_welded):
    assert is_joined(weld(drawn_track([WEST, east(gap_m)]))[0]) is is_welded


@pytest.mark.parametrize(("turn_deg", "is_welded"), [(14, True), (-14, True), (16, False), (180, False)])
def test_weld_other_end_may_head_15_degrees_off(turn_deg, is_welded):
    assert is_joined(weld(drawn_track([WEST, east(5, turn_deg=turn_deg)]))[0]) is is_welded


@pytest.mark.parametrize(("aside_m", "is_welded"), [(1.3, True), (1.4, False), (4.0, False)])
def test_weld_line_across_the_gap_may_lead_15_degrees_aside(aside_m, is_welded):
    # tan 15 degrees = 0.268: 1.34 m on 5 m.
    assert is_joined(weld(drawn_track([WEST, east(5, aside_m=aside_m)]))[0]) is is_welded


def test_weld_heading_is_that_of_the_last_ten_metres():
    # The last 2 m turn off by 45 degrees; seen from 10 m back they lead 9 degrees aside.
    bent = [(0, 0), (992, 0), (1000, 0), (1001.4, 1.4)]
    across = [(1004.0, 1.8), (2000.0, 160.0)]
    assert is_joined(weld(drawn_track([bent, across]))[0])


@pytest.mark.parametrize("kind", [NodeKind.BUFFER_STOP, NodeKind.CLIP])
@pytest.mark.parametrize("gap_m", [5.0, 0.05])
def test_weld_end_at_a_buffer_stop_or_beyond_the_extract_stays_open(kind, gap_m):
    track = drawn_track([WEST, east(gap_m)], kinds={(1000, 0): kind})
    assert not is_joined(weld(track)[0])


@pytest.mark.parametrize(
    "change", [{"mode": "subway"}, {"gauge_mm": frozenset({1520})}, {"gauge_mm": frozenset({1435, 1520})}]
)
def test_weld_gap_between_modes_or_gauges_stays(change):
    assert not is_joined(weld(drawn_track([WEST, east(5)], ways={102: change}))[0])


def test_weld_ends_at_one_point_become_one_node_whatever_their_headings():
    side_by_side = [(1000.0, 0.05), (0.0, 10.0)]
    track, notes = weld(drawn_track([WEST, side_by_side]))
    assert notes["welded_points"] == 1
    assert track.node_id.tolist() == [1, 2, 4]
    assert track.vertex_id.tolist() == [1, 2, 2, 4]
    assert track.length_m.tolist() == pytest.approx([1000, 1000], abs=0.1)


def test_weld_three_ends_at_one_point_become_one_node():
    track, notes = weld(drawn_track([WEST, east(0.04), [(1000.0, 0.05), (2000.0, 100.0)]]))
    assert notes["welded_points"] == 2
    assert track.arms.tolist() == [1, 3, 1, 1]


def test_weld_ends_of_two_modes_at_one_point_stay_two_nodes():
    assert not is_joined(weld(drawn_track([WEST, east(0.05)], ways={102: {"mode": "subway"}}))[0])


def test_weld_each_end_is_welded_once_and_to_the_nearest():
    track, notes = weld(drawn_track([WEST, east(8, aside_m=0.1), east(5, aside_m=-0.1)]))
    assert notes["welded_gaps"] == 1
    assert track.node_id[[track.tail[-1], track.head[-1]]].tolist() == [2, 5]


def test_weld_ring_with_a_gap_is_closed():
    ring = [(0, 0), (500, 0), (500, 500), (-500, 500), (-500, 0), (-3, 0)]
    track, notes = weld(drawn_track([ring]))
    assert notes["welded_gaps"] == 1
    assert track.arms.tolist() == [2, 2]


def test_weld_short_track_alone_is_not_bent_back_on_itself():
    _, notes = weld(drawn_track([[(0, 0), (4, 0)]]))
    assert notes["welded_gaps"] == 0


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("is_drawn_backward", [False, True])
def test_weld_edge_across_the_gap_has_the_speeds_of_the_way_it_prolongs(is_reversed, is_drawn_backward):
    points = WEST[::-1] if is_drawn_backward else WEST
    track = drawn_track(
        [Drawn(points, is_reversed=is_reversed), east(5)], ways={101: {"kmh_forward": 120.0, "kmh_backward": 90.0}}
    )
    welded, _ = weld(track)
    outward = track.piece_kmh(is_forward=not is_drawn_backward)[0]
    across = welded.piece_kmh(is_forward=welded.node_xy[welded.tail[-1], 0] == 1000.0)[-1]
    assert across == outward


def test_weld_track_without_edges_stays_as_it_is():
    track, notes = weld(drawn_track([]))
    assert track.n_edges == 0
    assert notes["dead_ends"] == 0


def test_weld_cologne_no_pair_of_ends_is_welded(shared):
    """Of 325 pairs of dead ends within 5 m none is a gap: they are stubs side by side (rail_model.md, P7)."""
    extract = read_osm_file(shared / "osm" / "cologne-railway.osm.pbf", Selection(modes=("rail",)))
    track, _ = build_track(extract, Country.load("world"), modes=("rail",))
    welded, notes = weld(track)
    assert notes["pairs_within_gap"] > 300
    assert (notes["welded_gaps"], notes["welded_points"]) == (0, 0)
    assert welded.n_edges == track.n_edges
