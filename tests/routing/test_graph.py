"""RoutingGraph against hand-worked graphs and against networkx."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.errors import ProblemError, ScalingError
from netopt.routing.graph import RoutingGraph

INF = np.inf


def diamond() -> RoutingGraph:
    """0 -1s-> 1 -1s-> 3, 0 -2s-> 2 -0s-> 3, 3 -5s-> 0; node 4 stands alone."""
    return RoutingGraph.from_arcs(5, [0, 1, 0, 2, 3], [1, 3, 2, 3, 0], [1.0, 1.0, 2.0, 0.0, 5.0])


@st.composite
def arcs(draw, max_nodes=7):
    n = draw(st.integers(1, max_nodes))
    node = st.integers(0, n - 1)
    cost = st.integers(0, 40).map(lambda tenths: tenths / 10)
    return n, draw(st.lists(st.tuples(node, node, cost), max_size=25))


def of_list(n: int, given_arcs: list[tuple[int, int, float]]) -> RoutingGraph:
    columns = list(zip(*given_arcs, strict=True)) or [[], [], []]
    return RoutingGraph.from_arcs(n, *columns)


def test_distances_are_the_least_sums_of_seconds():
    assert diamond().distances([0, 3]).tolist() == [[0, 1, 2, 2, INF], [5, 6, 7, 0, INF]]


def test_distances_to_few_destinations_are_those_of_the_whole_row():
    graph = diamond()
    assert graph.distances([0, 1, 2, 3, 4], [3]).tolist() == graph.distances([0, 1, 2, 3, 4])[:, [3]].tolist()


def test_distances_keep_repeated_and_unsorted_places():
    assert diamond().distances([3, 0, 3], [2, 0, 2, 1]).tolist() == [[7, 5, 7, 6], [2, 0, 2, 1], [7, 5, 7, 6]]


def test_parallel_arcs_count_once_with_the_cheapest():
    graph = RoutingGraph.from_arcs(2, [0, 0, 0], [1, 1, 1], [5.0, 3.0, 3.0])
    assert graph.distances([0], [1]).tolist() == [[3.0]]
    assert graph.paths(0, [1])[0].tolist() == [1]


def test_zero_cost_arcs_are_travelled():
    graph = RoutingGraph.from_arcs(3, [0, 1], [1, 2], [0.0, 0.0])
    assert graph.distances([0]).tolist() == [[0, 0, 0]]
    assert graph.distances([0, 1, 2], [2]).ravel().tolist() == [0, 0, 0]


def test_limit_is_met_by_three_arcs_of_a_tenth():
    graph = RoutingGraph.from_arcs(4, [0, 1, 2], [1, 2, 3], [0.1, 0.1, 0.1])
    assert graph.distances([0], limit_s=0.3)[0, 3] == pytest.approx(0.3)
    assert graph.distances([0], limit_s=0.299)[0, 3] == INF
    assert graph.nearest([0], limit_s=0.3)[0].tolist() == [0, 0, 0, 0]
    assert graph.nearest([0], limit_s=0.299)[0].tolist() == [0, 0, 0, -1]


def test_nearest_gives_the_first_of_equally_near_sources():
    """0 -1s- 1 -1s- 2: node 1 lies in the middle."""
    graph = RoutingGraph.from_arcs(3, [0, 1, 1, 2], [1, 0, 2, 1], [1.0] * 4)
    assert graph.nearest([2, 0])[0].tolist() == [1, 0, 0]
    assert graph.nearest([0, 2])[0].tolist() == [0, 0, 1]


def test_nearest_over_zero_arcs_gives_the_first_source():
    graph = RoutingGraph.from_arcs(2, [0, 1], [1, 0], [0.0, 0.0])
    assert graph.nearest([1, 0])[0].tolist() == [0, 0]


def test_paths_give_the_callers_arcs_in_order():
    graph = RoutingGraph.from_arcs(4, [2, 0, 1, 0], [3, 1, 2, 3], [1.0, 1.0, 1.0, 9.0])
    assert [path.tolist() for path in graph.paths(0, [3, 0, 1])] == [[1, 2, 0], [], [1]]


def test_paths_to_an_unreachable_place_are_empty():
    assert [path.tolist() for path in diamond().paths(0, [4])] == [[]]


@pytest.mark.parametrize(
    ("cost", "told"),
    [
        ([1.0, -0.5], r"1 arc costs .* arc 1 \(1 to 0\): -0.5"),
        ([np.nan, 1.0], r"arc 0 \(0 to 1\): nan"),
        ([1.0, np.inf], r"arc 1 \(1 to 0\): inf"),
    ],
)
def test_cost_that_is_no_number_of_seconds_names_its_arc(cost, told):
    with pytest.raises(ProblemError, match=told):
        RoutingGraph.from_arcs(2, [0, 1], [1, 0], cost)


def test_cost_beyond_exact_milliseconds_is_refused():
    with pytest.raises(ScalingError, match="arc 0 costs 1e\\+13 s"):
        RoutingGraph.from_arcs(2, [0], [1], [1e13])
    with pytest.raises(ScalingError, match="sum of all arc costs"):
        RoutingGraph.from_arcs(3, [0, 1], [1, 2], [9e12, 9e12])


@pytest.mark.parametrize("bad", [[5], [-1], [0.5]])
def test_place_that_is_no_node_is_refused(bad):
    with pytest.raises(ProblemError, match="origin"):
        diamond().distances(bad)


def test_arc_to_no_node_is_refused():
    with pytest.raises(ProblemError, match="arc head 0 is node 2; nodes are 0 to 1"):
        RoutingGraph.from_arcs(2, [0], [2], [1.0])


@pytest.mark.parametrize("limit_s", [-1.0, np.nan])
def test_limit_that_is_no_time_is_refused(limit_s):
    with pytest.raises(ProblemError, match="limit_s"):
        diamond().distances([0], limit_s=limit_s)


def test_graph_without_arcs_reaches_only_itself():
    graph = RoutingGraph.from_arcs(2, [], [], [])
    assert graph.distances([0, 1]).tolist() == [[0, INF], [INF, 0]]


@settings(max_examples=60, deadline=None)
@given(arcs(), st.booleans())
def test_distances_agree_with_networkx(given_graph, is_limited):
    n, given_arcs = given_graph
    limit_s = 3.0 if is_limited else None
    oracle = nx.MultiDiGraph()
    oracle.add_nodes_from(range(n))
    oracle.add_weighted_edges_from((tail, head, round(cost * 1000)) for tail, head, cost in given_arcs)
    cutoff = None if limit_s is None else 3000
    expected = np.full((n, n), INF)
    for origin in range(n):
        for node, ms in nx.single_source_dijkstra_path_length(oracle, origin, cutoff=cutoff).items():
            expected[origin, node] = ms / 1000
    np.testing.assert_array_equal(of_list(n, given_arcs).distances(range(n), limit_s=limit_s), expected)


@settings(max_examples=60, deadline=None)
@given(arcs(), st.data())
def test_nearest_is_the_first_least_row_of_distances(given_graph, data):
    n, given_arcs = given_graph
    sources = data.draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=5))
    graph = of_list(n, given_arcs)
    rows = graph.distances(sources)
    owner, distance_s = graph.nearest(sources)
    np.testing.assert_array_equal(distance_s, rows.min(axis=0))
    np.testing.assert_array_equal(owner, np.where(np.isfinite(distance_s), rows.argmin(axis=0), -1))


@settings(max_examples=60, deadline=None)
@given(arcs())
def test_paths_run_from_end_to_end_and_cost_the_distance(given_graph):
    n, given_arcs = given_graph
    graph = of_list(n, given_arcs)
    for destination, path in enumerate(graph.paths(0, range(n))):
        distance_s = graph.distances([0], [destination])[0, 0]
        steps = [given_arcs[arc] for arc in path]
        assert [tail for tail, _, _ in steps[1:]] == [head for _, head, _ in steps[:-1]]
        if steps:
            assert (steps[0][0], steps[-1][1]) == (0, destination)
            assert sum(cost for _, _, cost in steps) == pytest.approx(distance_s)
        else:
            assert destination == 0 or distance_s == INF
