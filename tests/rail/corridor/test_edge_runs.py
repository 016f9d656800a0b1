"""Runs over edges of track: their course on the ground."""

from dataclasses import replace

import numpy as np
import pytest

from netopt.rail.corridor.edge_runs import EdgeRuns, courses
from tests.rail.topology.drawn import drawn_track


def test_course_between_two_nodes_at_one_place_is_a_line_of_no_length():
    """Two stations may lie on nodes that share their coordinates: the edge between them is 1 mm, its course a point."""
    track = drawn_track([[(0.0, 0.0), (100.0, 0.0)], [(100.0, 0.0), (200.0, 0.0)]])
    xy = track.vertex_xy.copy()
    xy[track.edge_of_vertex == 1] = xy[track.first_vertex[1]]
    runs = EdgeRuns.of([np.array([0]), np.array([1])])
    long_course, short_course = courses(replace(track, vertex_xy=xy), runs)
    assert long_course.length == pytest.approx(100.0)
    assert short_course.length == 0.0
    assert len(short_course.coords) == 2
