"""Where on track a station may lie."""

import pytest

from netopt.rail.course.projection import project_station
from tests.rail.course.drawn_track import at, draw


@pytest.fixture
def three_tracks():
    """Three tracks due east, 0, 300 and 1200 m north of the station, the second one in two edges."""
    nodes = {"a": (-9, 0), "b": (9, 0), "c": (-9, 0.3), "d": (2, 0.3), "e": (9, 0.3), "f": (-9, 1.2), "g": (9, 1.2)}
    return draw(nodes, "a b", "c d e", "f g")


def test_projection_gives_the_tracks_within_the_radius_nearest_first(three_tracks):
    found = project_station(three_tracks, at((0, 0))[0], radius_m=1000.0, most=9)
    assert found.edge.tolist() == [0, 1]
    assert found.distance_m.tolist() == pytest.approx([0.0, 300.0])
    assert found.fraction.tolist() == pytest.approx([0.5, 9 / 11])
    assert found.xy.tolist() == [[0.0, 0.0], [0.0, 300.0]]


def test_projection_leaves_out_the_end_of_an_edge_that_goes_on_from_a_nearer_one(three_tracks):
    """Edge d-e begins 2 km ahead: its nearest place is d, which a train on c-d passes."""
    found = project_station(three_tracks, at((1.9, 0.3))[0], radius_m=200.0, most=9)
    assert found.edge.tolist() == [1]


def test_projection_keeps_the_end_of_a_branch_that_no_train_on_the_nearer_edge_passes():
    """a - b - d and c - b - d: the station lies on a-b just before b; no train from c comes there."""
    graph = draw({"a": (-9, 0), "b": (0, 0), "c": (-9, 1), "d": (9, 0)}, "a b d", "b c")
    found = project_station(graph, at((-0.1, -0.1))[0], radius_m=500.0, most=9)
    assert found.edge.tolist() == [0, 2]
    assert found.distance_m.tolist() == pytest.approx([100.0, 110.4], abs=0.1)


def test_projection_gives_at_most_as_many_as_asked_for(three_tracks):
    assert len(project_station(three_tracks, at((0, 0.6))[0], radius_m=1000.0, most=1)) == 1


def test_projection_is_empty_off_all_track(three_tracks):
    assert len(project_station(three_tracks, at((0, 5))[0], radius_m=1000.0, most=9)) == 0
