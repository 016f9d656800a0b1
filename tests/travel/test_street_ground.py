"""Ways along streets: who may use which, one-way rules, links, fields; hand sums, and networkx as an oracle."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import shapely

from netopt.travel.access import AccessSection
from netopt.travel.borders_near import BordersNear
from netopt.travel.contours import polygon_within, with_discs
from netopt.travel.crossings import GroundCrossings
from netopt.travel.grid import Starts, grid_over
from netopt.travel.network_ground import network_ground
from netopt.travel.points import Points
from netopt.travel.straight_ground import StraightGround
from netopt.travel.street_ground import StreetGround
from tests.networks import line_of_three
from tests.travel.drawn_streets import grid_of_streets, street_network

CORNER = {"a": (0.0, 0.0), "b": (3.0, 0.0), "c": (3.0, 4.0)}
"""From a to c it is 5 km straight and 7 km along the streets."""
WALK, TAXI = ({"use": ("walk",)}, {"use": ("taxi",)})


def ground_of(network, **access):
    """Points up to 1 km from a junction are joined, twice as far as netopt has it."""
    return network_ground(network, AccessSection(**{"street_link_km": 1.0, **access}).model())


def at(*xy_km, side=0):
    return Points(np.array(xy_km, dtype=float) * 1000.0, np.full(len(xy_km), side, dtype=np.int64))


def minutes(ground, origin, end):
    return float(ground.time_s(at(origin), at(end))[0, 0]) / 60.0


def test_a_network_without_streets_has_straight_ways():
    assert isinstance(ground_of(line_of_three()), StraightGround)
    assert isinstance(ground_of(street_network(CORNER, [("a", "b", 36.0)]), street_link_km=0.0), StraightGround)
    assert isinstance(ground_of(street_network(CORNER, [("a", "b", 36.0)]), use=("bus",)), StraightGround)


def test_a_walk_and_a_drive_follow_the_streets():
    """7 km at 4.8 km/h are 87.5 min, more than the 78.1 of the longest straight walk; 36 km/h are 11.7 min and 6."""
    streets = street_network(CORNER, [("a", "b", 36.0), ("b", "c", 36.0)])
    assert minutes(ground_of(streets, **WALK), (0, 0), (3, 4)) == np.inf
    assert minutes(ground_of(streets, **WALK), (0, 0), (3, 0)) == pytest.approx(3.0 / 4.8 * 60.0, abs=1e-4)
    assert minutes(ground_of(streets, **TAXI), (0, 0), (3, 4)) == pytest.approx(6.0 + 7.0 / 36.0 * 60.0, abs=1e-4)
    found = ground_of(streets, use=("walk", "taxi")).between(at((0, 0)), at((3, 4), (0.05, 0.0)))
    assert found.mode.tolist() == [[1, 0]]
    assert found.on_streets.tolist() == [[True, False]]


def test_a_one_way_street_is_driven_and_cycled_one_way_and_walked_both():
    """Back from b to a a car goes round by c: 4 and 5 km; a cyclist does so too, a walker does not."""
    loop = [("a", "b", 36.0, {"oneway": True}), ("b", "c", 36.0), ("c", "a", 36.0)]
    streets = street_network(CORNER, loop)
    for use, there, back in (
        ("taxi", 6.0 + 5.0, 6.0 + 15.0),
        ("bicycle", 3.0 + 15.0, 3.0 + 45.0),
        ("walk", 37.5, 37.5),
    ):
        ground = ground_of(streets, use=(use,))
        assert minutes(ground, (0, 0), (3, 0)) == pytest.approx(there, abs=1e-4), use
        assert minutes(ground, (3, 0), (0, 0)) == pytest.approx(back, abs=1e-4), use


def test_a_street_may_be_faster_one_way_than_the_other():
    streets = street_network(CORNER, [("a", "b", 36.0, {"running_back_s": 600.0})])
    ground = ground_of(streets, **TAXI)
    assert minutes(ground, (0, 0), (3, 0)) == pytest.approx(11.0)
    assert minutes(ground, (3, 0), (0, 0)) == pytest.approx(16.0)


def test_nobody_walks_on_a_motorway_and_nobody_drives_on_a_footway():
    ways = [("a", "b", 90.0, {"highway": "trunk;motorway"}), ("b", "c", 4.8, {"highway": "footway"})]
    streets = street_network(CORNER, ways)
    walk, taxi = (ground_of(streets, **mode) for mode in (WALK, TAXI))
    assert walk.between(at((3, 0)), at((3, 4))).on_streets.all()
    assert taxi.between(at((0, 0)), at((3, 0))).on_streets.all()
    # With one end on no street of theirs they go straight: 3 km x 1.25 at 4.8 km/h, 4 km x 1.3 at 25 km/h and 6 min.
    assert minutes(walk, (0, 0), (3, 0)) == pytest.approx(3.0 * 1.25 / 4.8 * 60.0)
    assert minutes(taxi, (3, 0), (3, 4)) == pytest.approx(6.0 + 4.0 * 1.3 / 25.0 * 60.0)


def test_last_metres_are_walked_straight_with_their_detour():
    """600 m beside the street at both ends: 2 x 600 m x 1.25 at 4.8 km/h."""
    streets = street_network(CORNER, [("a", "b", 36.0)])
    ground = ground_of(streets, **TAXI)
    expected = 6.0 + 5.0 + 2 * 0.6 * 1.25 / 4.8 * 60.0
    assert minutes(ground, (0, 0.6), (3, -0.6)) == pytest.approx(expected, abs=1e-4)


def test_a_point_far_from_every_street_keeps_its_straight_ways():
    streets = street_network(CORNER, [("a", "b", 36.0)])
    ground, plain = ground_of(streets, **TAXI), StraightGround(AccessSection(**TAXI).model())
    found = ground.between(at((0, 0)), at((3, 1.1), (3, 0.9)))
    assert found.on_streets.tolist() == [[False, True]]
    assert found.time_s[0, 0] == plain.time_s(at((0, 0)), at((3, 1.1)))[0, 0]


def test_streets_lead_over_water_and_straight_ways_do_not():
    """A bridge over a strait of 1 km: the way from bank to bank is as long as the bridge."""
    strait = shapely.box(1_000.0, -9e4, 2_000.0, 9e4)
    ground = ground_of(street_network(CORNER, [("a", "b", 36.0)], water=strait), **TAXI)
    assert minutes(ground, (0, 0), (3, 0)) == pytest.approx(11.0)
    assert minutes(ground, (0, 5), (3, 5)) == np.inf


def test_ends_of_streets_that_do_not_meet_have_no_way():
    islands = {**CORNER, "d": (0.0, 9.0), "e": (3.0, 9.0)}
    streets = street_network(islands, [("a", "b", 36.0), ("d", "e", 36.0)])
    assert minutes(ground_of(streets, **TAXI), (0, 0), (0, 9)) == np.inf


def test_a_dead_end_out_of_which_nobody_comes_joins_nobody():
    """x lies at the end of a one-way street: a traveller there walks to the grid beside it."""
    network = grid_of_streets(5)
    names = {name: (point.x / 1000.0, point.y / 1000.0) for name, point in network.nodes.geometry.items()}
    columns = ["from_node", "to_node", "max_kmh", "oneway"]
    streets = [(*row[:3], {"oneway": row[3]}) for row in network.edges[columns].itertuples(index=False)]
    stub = street_network(names | {"x": (2.3, 2.3)}, [*streets, ("2,2", "x", 36.0, {"oneway": True})])
    assert minutes(ground_of(stub, **TAXI), (2.3, 2.3), (4, 4)) == pytest.approx(
        minutes(ground_of(network, **TAXI), (2.3, 2.3), (4, 4))
    )


def test_times_are_those_of_networkx_with_links_as_edges():
    network, rng = grid_of_streets(6), np.random.default_rng(5)
    points = at(*rng.uniform(0.0, 5.0, (12, 2)))
    ground = ground_of(network, use=("bicycle",))
    graph = nx.DiGraph()
    for row in network.edges.itertuples():
        ends = [(row.from_node, row.to_node), *([] if row.oneway else [(row.to_node, row.from_node)])]
        graph.add_weighted_edges_from((*pair, row.length_m * 3.6 / 12.0) for pair in ends)
    for number, (x_m, y_m) in enumerate(points.xy_m):
        gap_m = network.nodes.geometry.distance(shapely.Point(x_m, y_m)).nsmallest(4)
        for junction, distance_m in gap_m[gap_m <= 1_000.0].items():
            graph.add_edge(f"out {number}", junction, weight=distance_m * 1.25 * 3.6 / 4.8)
            graph.add_edge(junction, f"in {number}", weight=distance_m * 1.25 * 3.6 / 4.8)
    found_s = ground.time_s(points, points)
    expected_s = np.array(
        [[nx.dijkstra_path_length(graph, f"out {i}", f"in {j}") for j in range(12)] for i in range(12)]
    )
    apart = ~np.eye(12, dtype=bool)
    assert found_s[apart] - 180.0 == pytest.approx(expected_s[apart], abs=0.02)


def test_a_field_is_what_single_ways_give():
    """All modes, cells on and off the streets, against every start as a way of its own."""
    ground = ground_of(grid_of_streets(6))
    stations = at((4.2, 4.1), (9.0, 9.0), (2.0, 0.3))
    starts = Starts.of(at((1.0, 1.0)), stations, np.array([300.0, 600.0, np.inf]))
    grid = grid_over((-4_000.0, -4_000.0, 9_000.0, 9_000.0), 0.5)
    field = ground.field(grid, starts, limit_s=2_400.0)
    cells = Points.of_one_side(np.stack(np.meshgrid(grid.x_m, grid.y_m), axis=-1).reshape(-1, 2))
    ways = ground.between(starts.points, cells)
    arrival_s = starts.start_s[:, None] + ways.time_s
    assert field.time_s.ravel() == pytest.approx(np.minimum(arrival_s.min(axis=0), 2_400.0), abs=0.01)
    is_reached = field.time_s.ravel() < 2_400.0
    clear = is_reached & (np.diff(np.sort(arrival_s, axis=0)[:2], axis=0)[0] > 0.1)
    first = arrival_s.argmin(axis=0)
    assert (field.by_rail.ravel()[clear] == (first[clear] > 0)).all()
    along = ways.on_streets[first, np.arange(first.size)]
    assert (field.on_streets.ravel()[clear] == along[clear]).mean() > 0.99
    assert 0.1 < field.on_streets[field.mode >= 0].mean() < 0.9


def test_a_walk_along_streets_ends_where_the_longest_walk_does():
    """5 km x 1.25 at 4.8 km/h: 6.25 km along the streets."""
    row = {f"{x}": (float(x), 0.0) for x in range(12)}
    streets = street_network(row, [(f"{x}", f"{x + 1}", 36.0) for x in range(11)])
    ground = ground_of(streets, **WALK, modes={"walk": {"max_km": 5.0}})
    field = ground.field(
        grid_over((0.0, -1.0, 11_000.0, 1.0), 1.0), Starts.of(at((0, 0)), at((0, 0)), np.array([np.inf])), limit_s=1e5
    )
    middle = field.time_s[np.flatnonzero(field.grid.y_m == 0.0)[0]]
    assert (middle < 1e5).sum() == 7  # from -1, whose walk leads to the street's end, to 5 km
    assert minutes(ground, (0, 0), (5, 0)) == pytest.approx(62.5)
    assert minutes(ground, (0, 0), (6, 0)) == np.inf


def test_borders_cost_on_streets_what_they_cost_elsewhere():
    streets = street_network(CORNER, [("a", "b", 36.0), ("b", "c", 36.0)])
    west, east = (shapely.MultiPolygon([shapely.box(*box)]) for box in ((-1e5, -1e5, 2e3, 1e5), (2e3, -1e5, 1e5, 1e5)))
    crossings = GroundCrossings(np.array([[0.0, 900.0], [np.inf, 0.0]]), (west, east))
    plain = ground_of(streets, **TAXI)
    ground = network_ground(streets, AccessSection(**TAXI).model(), crossings)
    a, b = at((0, 0)), at((3, 0), side=1)
    assert ground.time_s(a, b)[0, 0] == plain.time_s(a, b)[0, 0] + 900.0
    assert ground.between(b, a).mode.tolist() == [[-1]]
    assert not ground.between(b, a).on_streets.any()
    grid = grid_over((0.0, 0.0, 3_000.0, 4_000.0), 1.0)
    for side, added_s in ((0, 900.0), (1, 0.0)):
        starts = Starts.of(at((0, 0), side=side), at((0, 0)), np.array([np.inf]))
        field, without = (each.field(grid, starts, limit_s=1e4) for each in (ground, plain))
        in_the_east = np.ix_(grid.y_m == 4_000.0, grid.x_m == 3_000.0)
        assert field.time_s[in_the_east] - without.time_s[in_the_east] == pytest.approx(added_s)


def test_a_ground_that_is_told_of_borders_without_cost_is_the_same():
    streets = grid_of_streets(4)
    one = (shapely.MultiPolygon([shapely.box(-1e5, -1e5, 1e5, 1e5)]),)
    ground = network_ground(streets, AccessSection().model(), GroundCrossings(np.zeros((1, 1)), one))
    assert isinstance(ground, StreetGround)
    assert ground.straight.borders is None
    assert BordersNear.of(GroundCrossings(np.zeros((1, 1)), one)) is None


def test_what_is_found_may_be_changed_by_who_asked():
    ground = ground_of(grid_of_streets(4))
    first = ground.time_s(at((0, 0)), at((2, 2)))
    before = first.copy()
    first[:] = 0.0
    assert (ground.time_s(at((0, 0)), at((2, 2))) == before).all()
    pairs_s = ground.pairs_s(at((0, 0), (2, 2), (3, 1)), np.array([0, 2]), np.array([1, 0]))
    assert pairs_s[0] == pytest.approx(before[0, 0])


def test_polygons_along_streets_lie_inside_each_other_and_hold_their_stations():
    ground = ground_of(grid_of_streets(6))
    starts = Starts.of(at((1.0, 1.0)), at((4.26, 4.74), (12.3, 2.2)), np.array([700.0, 200.0]))
    field = ground.field(grid_over((-4e3, -4e3, 2e4, 1e4), 1.0), starts, limit_s=4_000.0)
    polygons = [with_discs(polygon_within(field, s), starts, ground, s) for s in (240.0, 720.0, 1_200.0, 1_800.0)]
    assert [polygon.area > 0 for polygon in polygons] == [True] * 4
    for inner, outer in pairwise(polygons):
        assert inner.difference(outer).area < 1.0
    for polygon in polygons[1:]:
        assert (shapely.distance(shapely.points(starts.points.xy_m), polygon) < 1e-6).all()


def test_nothing_is_reached_beyond_the_reach():
    ground = ground_of(grid_of_streets(6, kmh=120.0))
    starts = Starts.of(at((1.0, 1.0)), at((0, 0)), np.array([np.inf]))
    field = ground.field(grid_over((-9e3, -9e3, 2e4, 2e4), 0.5), starts, limit_s=4_000.0)
    for threshold_s in (200.0, 400.0, 600.0, 1_200.0):
        row, column = np.nonzero(field.time_s <= threshold_s)
        away_m = np.hypot(field.grid.x_m[column] - 1_000.0, field.grid.y_m[row] - 1_000.0)
        assert away_m.max() <= ground.reach_m(starts, threshold_s)[0] + 1e-6
