"""Lines matched to drawn track: what is followed, what is refused, and why."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.osm.world_rail import load_world_rail
from netopt.rail.course.line_matching import GeometrySource, MatchingRules, match_line
from netopt.rail.course.world_track import TrackPlane
from tests.rail.course.drawn_track import at, draw, metres

OSM, ASSUMED = GeometrySource.OSM, GeometrySource.ASSUMED


def sources(matches):
    return [match.source for match in matches]


def test_match_goes_straight_on_where_two_lines_cross_at_a_shared_node():
    """w ==== x ==== e, crossed at x by a line that leaves at 3.4 degrees and passes the second station nearer by."""
    graph = draw({"w": (0, 0), "x": (20, 0), "e": (40, 0), "s": (0, -1.2), "n": (40, 1.2)}, "w x e", "s x n")
    (match,) = match_line(graph, at((5, -0.05), (30, 0.305)), metres(25.0))
    assert match.source is OSM
    assert match.course.tolist() == [[5000.0, 0.0], [20_000.0, 0.0], [30_000.0, 0.0]]


def test_match_ignores_a_shorter_run_over_a_turn_no_train_makes():
    r"""a ---- b ---- c and a link d from a point before b to c, entered only by a turn of 135 degrees at j."""
    graph = draw({"a": (0, 0), "j": (10, 0), "b": (20, 0), "c": (9, 1), "k": (30, 0)}, "a j b k", "j c")
    (match,) = match_line(graph, at((2, 0), (9, 1)), metres(9.4))
    assert match.source is ASSUMED


def test_match_measures_between_places_on_one_edge_when_nodes_are_far():
    """Stations 9 and 31 km along a 40 km edge, 50 m beside it; the nearest node is 9 km away."""
    graph = draw({"a": (0, 0), "b": (40, 0)}, "a b")
    (match,) = match_line(graph, at((9, 0.05), (31, -0.05)), metres(22.0))
    assert match.source is OSM
    assert match.routed_m == pytest.approx(22_000.0)
    assert match.course.tolist() == [[9000.0, 0.0], [31_000.0, 0.0]]


def test_match_finds_a_place_early_on_a_long_edge():
    """The 100 km edge after b is entered for 2 km only; its far end is beyond every limit of the search."""
    graph = draw({"a": (0, 0), "b": (10, 0), "c": (110, 0)}, "a b c")
    (match,) = match_line(graph, at((5, 0), (12, 0)), metres(7.0))
    assert match.source is OSM
    assert match.routed_m == pytest.approx(7_000.0)


def test_match_counts_length_along_track_that_is_longer_than_its_chord():
    graph = draw({"a": (0, 0), "b": (10, 0)}, "a b", longer=1.2)
    (match,) = match_line(graph, at((0, 0), (5, 0)), metres(6.0))
    assert match.routed_m == pytest.approx(6_000.0)


def test_match_is_assumed_and_straight_where_a_station_is_off_all_track():
    graph = draw({"a": (0, 0), "b": (40, 0)}, "a b")
    first, second = match_line(graph, at((5, 0.3), (20, 1.01), (35, 0)), metres(15.0, 15.0))
    assert sources([first, second]) == [ASSUMED, ASSUMED]
    assert first.reason == "no track within 1 km of the to station"
    assert second.reason == "no track within 1 km of the from station"
    assert np.isnan(first.routed_m)
    assert first.course.tolist() == [[5000.0, 300.0], [20_000.0, 1010.0]]


@pytest.mark.parametrize(
    ("published_km", "source"), [(10.0, OSM), (10.63, OSM), (10.64, ASSUMED), (9.44, OSM), (9.43, ASSUMED)]
)
def test_match_holds_up_to_six_percent_of_the_published_length(published_km, source):
    """10 km of track: 10 / 1.06 = 9.434 and 10 / 0.94 = 10.638 km are the ends of what it may stand for."""
    graph = draw({"a": (0, 0), "b": (10, 0)}, "a b")
    (match,) = match_line(graph, at((0, 0), (10, 0)), metres(published_km))
    assert match.source is source


def test_match_tells_the_length_of_the_track_it_refused():
    graph = draw({"a": (0, 0), "b": (10, 0)}, "a b")
    (match,) = match_line(graph, at((0, 0), (10, 0)), metres(8.0))
    assert match.routed_m == pytest.approx(10_000.0)
    assert match.reason == "track is 10.0 km, +25.0% off the published length"


def test_match_stays_on_one_of_two_parallel_tracks_that_are_not_joined():
    """Tracks 60 m apart; the stations in turn lie nearer to the one and to the other."""
    graph = draw({"a": (0, 0), "b": (30, 0), "c": (0, 0.06), "d": (30, 0.06)}, "a b", "c d")
    matches = match_line(graph, at((2, 0.01), (12, 0.05), (22, 0.01)), metres(10.0, 10.0))
    assert sources(matches) == [OSM, OSM]
    assert np.unique(np.vstack([match.course for match in matches])[:, 1]).tolist() == [0.0]


def test_match_takes_the_track_whose_length_is_published():
    """Two tracks from a to b: 20 km straight, 24 km over c."""
    graph = draw({"o": (-5, 0), "a": (0, 0), "b": (20, 0), "e": (25, 0), "c": (10, 6.633)}, "o a b e", "a c b")
    assert match_line(graph, at((-1, 0), (21, 0)), metres(22.0))[0].routed_m == pytest.approx(22_000.0)
    by_c = match_line(graph, at((-1, 0), (10, 6.633), (21, 0)), metres(13.0, 13.0))
    assert sum(match.routed_m for match in by_c) == pytest.approx(26_000.0, rel=1e-4)


def test_match_keeps_the_neighbours_of_a_segment_without_track():
    """Track ends at b and begins again at c; the course has no gap because the straight piece meets both ends."""
    graph = draw({"a": (0, 0), "b": (10, 0), "c": (20, 0), "d": (30, 0)}, "a b", "c d")
    matches = match_line(graph, at((1, 0.2), (9, 0.2), (21, 0.2), (29, 0.2)), metres(8.0, 12.0, 8.0))
    assert sources(matches) == [OSM, ASSUMED, OSM]
    assert matches[1].course.tolist() == [matches[0].course[-1].tolist(), matches[2].course[0].tolist()]


def test_match_of_a_line_without_any_track_nearby_is_assumed_throughout():
    graph = draw({"a": (0, 0), "b": (10, 0)}, "a b")
    matches = match_line(graph, at((0, 50), (5, 50), (9, 50)), metres(5.0, 4.0))
    assert sources(matches) == [ASSUMED, ASSUMED]


def test_match_radius_is_a_rule_that_can_be_changed():
    graph = draw({"a": (0, 0), "b": (40, 0)}, "a b")
    wide = MatchingRules(radius_m=2000.0)
    assert match_line(graph, at((5, 1.5), (20, 1.5)), metres(15.0), wide)[0].source is OSM


steps = st.lists(st.tuples(st.floats(1.0, 20.0), st.floats(-40.0, 40.0)), min_size=2, max_size=8)


def wandering_line(pieces):
    """A polyline of pieces (km, heading in degrees) and its length up to each vertex, km."""
    km, heading = np.array(pieces).T
    moves = km[:, None] * np.stack([np.cos(np.radians(heading)), np.sin(np.radians(heading))], axis=1)
    points = np.vstack([[0.0, 0.0], np.cumsum(moves, axis=0)])
    return points, np.concatenate([[0.0], np.cumsum(km)])


@settings(max_examples=40, deadline=None)
@given(steps, st.floats(0.05, 0.45), st.floats(0.55, 0.95))
def test_match_returns_the_length_between_stations_on_a_wandering_line(pieces, first, second):
    """Any two places on a lone line are as far apart as the line is long between them, in both directions."""
    points, along_km = wandering_line(pieces)
    nodes = {f"n{i}": tuple(point) for i, point in enumerate(points)}
    graph = draw(nodes, " ".join(nodes))
    where = np.array([first, second]) * along_km[-1]
    stations = np.stack([np.interp(where, along_km, points[:, axis]) for axis in (0, 1)], axis=1)
    published = metres(where[1] - where[0])
    (there,) = match_line(graph, at(*stations), published)
    (back,) = match_line(graph, at(*stations[::-1]), published)
    assert there.source is back.source is OSM
    assert there.routed_m == pytest.approx(published[0], rel=1e-6)
    assert back.routed_m == pytest.approx(there.routed_m)
    assert np.allclose(back.course[::-1], there.course)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(-30, 30), st.floats(-30, 30)), min_size=3, max_size=12, unique=True), st.data())
def test_match_never_stands_for_a_length_it_misses_and_never_cuts_a_corner(points, data):
    """On any track: what follows track is within the tolerance, no shorter than straight, and comes out twice alike."""
    points = [(round(x, 3), round(y, 3)) for x, y in points]
    nodes = {f"n{i}": point for i, point in enumerate(dict.fromkeys(points))}
    names = list(nodes)
    if len(names) < 2:
        return
    order = data.draw(st.permutations(names))
    graph = draw(nodes, " ".join(names), *([" ".join(order)] if len(names) > 2 else []))
    stations = at(*data.draw(st.lists(st.sampled_from(list(nodes.values())), min_size=3, max_size=3, unique=False)))
    published = np.maximum(np.linalg.norm(np.diff(stations, axis=0), axis=1), 100.0) * 1.05
    matches = match_line(graph, stations, published)
    for match, length_m in zip(matches, published, strict=True):
        if match.source is OSM:
            assert abs(match.routed_m - length_m) <= 0.06 * length_m + 1e-6
            drawn_m = np.linalg.norm(np.diff(match.course, axis=0), axis=1).sum()
            assert drawn_m == pytest.approx(match.routed_m, abs=0.01)
    again = match_line(graph, stations, published)
    assert all(np.array_equal(a.course, b.course) for a, b in zip(matches, again, strict=True))


def test_match_of_a_real_high_speed_line_does_not_jump_to_the_conventional_one():
    """Zhuozhou East to Gaobeidian East, 22 km: routing between the nearest nodes gives 84 km."""
    pytest.importorskip("scgraph_data", reason='needs the extra "world": pip install "netopt[world]"')
    plane = TrackPlane.around(load_world_rail((115.0, 38.5, 117.0, 40.5)))
    stations = plane.to_xy(np.array([[116.04739, 39.45864], [115.94067, 39.28786]]))
    (match,) = match_line(plane.track, stations, metres(22.0))
    assert match.source is OSM
    assert match.routed_m == pytest.approx(22_000.0, rel=0.05)
