"""Impedance between places of a network: running time on edges, road access at the two ends."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from netopt.errors import MissingColumnError, NetworkError, ProblemError
from netopt.network.crs import equal_area_crs
from netopt.network.network import Network
from netopt.provenance import Provenance
from netopt.routing.cost import CostConfig
from netopt.routing.od_matrix import OdMatrix, od_matrix, od_matrix_between

CRS = equal_area_crs((116.0, 39.0, 117.0, 40.0))
COST = CostConfig(access_kmh=60.0, circuity=1.5, access_limit_km=30.0, access_stations=2)
"""A road km takes a minute; a straight km 1.5 minutes."""


def two_towns(*, running_s=(600.0, 300.0), freight=False) -> Network:
    """town (0, 10) and city (40, 4) are zones without edges; a, b, c are stations; far lies beyond any road.

    town
     |10 km
     a(0,0) ==10 min== b(20,0) ==5 min== c(40,0) -4 km- city           far (0, 500)
    """
    places = {"a": (0, 0), "b": (20, 0), "c": (40, 0), "city": (40, 4), "far": (0, 500), "town": (0, 10)}
    nodes = gpd.GeoDataFrame(
        {
            "kind": ["station"] * 3 + ["zone"] * 3,
            "class": ["hub", "local", "hub"] + [None] * 3,
            "population": [np.nan] * 3 + [300.0, 1.0, 100.0],
            "name_en": ["A", "B", "C", "City", "Far", "Town"],
        },
        index=list(places),
        geometry=gpd.points_from_xy(*[[km * 1000 for km in axis] for axis in zip(*places.values(), strict=True)]),
        crs=CRS,
    )
    edges = gpd.GeoDataFrame(
        {
            "from_node": ["a", "b"],
            "to_node": ["b", "c"],
            "oneway": False,
            "length_m": 20000.0,
            "class": ["hsr", "freight" if freight else "hsr"],
            "running_s": list(running_s),
        },
        index=["ab", "bc"],
        geometry=[shapely.LineString([(0, 0), (20000, 0)]), shapely.LineString([(20000, 0), (40000, 0)])],
        crs=CRS,
    )
    return Network(nodes=nodes, edges=edges, provenance=Provenance(kind="drawn", name="two_towns"))


def test_impedance_is_road_access_plus_running_time_plus_road_egress():
    """town to a: 10 km x 1.5 = 15 min; a to c: 15 min; c to city: 4 km x 1.5 = 6 min."""
    matrix = od_matrix(two_towns(), origins="kind == 'zone'", destinations="id in ('a', 'c', 'city')", cost=COST)
    assert matrix.origins == ("city", "far", "town")
    np.testing.assert_allclose(matrix.impedance[2], [15.0, 30.0, 36.0])
    np.testing.assert_allclose(matrix.assumed[2], [15.0, 15.0, 21.0])


def test_place_without_station_in_reach_is_unreachable_and_nothing_of_it_is_assumed():
    matrix = od_matrix_between(two_towns(), ["far"], ["a", "city"], cost=COST)
    assert np.isinf(matrix.impedance).all()
    assert (matrix.assumed == 0).all()


def test_place_to_itself_costs_nothing():
    matrix = od_matrix_between(two_towns(), ["town", "b"], ["town", "b"], cost=COST)
    assert matrix.impedance.diagonal().tolist() == [0.0, 0.0]


def test_zone_uses_the_station_that_is_best_for_the_journey_not_the_nearest():
    """By road b is (0,10) to (20,0): 22.36 km x 1.5 = 33.5 min; better than a slow line from a."""
    fast = od_matrix_between(two_towns(), ["town"], ["b"], cost=COST.model_copy(update={"access_limit_km": 40.0}))
    slow = od_matrix_between(
        two_towns(running_s=(6000.0, 300.0)), ["town"], ["b"], cost=COST.model_copy(update={"access_limit_km": 40.0})
    )
    assert fast.impedance[0, 0] == pytest.approx(25.0)
    assert slow.impedance[0, 0] == pytest.approx(np.hypot(10, 20) * 1.5)


def test_access_is_to_the_nearest_stations_only_when_more_are_in_reach():
    one = COST.model_copy(update={"access_limit_km": 100.0, "access_stations": 1})
    slow = od_matrix_between(two_towns(running_s=(6000.0, 300.0)), ["town"], ["b"], cost=one)
    assert slow.impedance[0, 0] == pytest.approx(115.0)


def test_road_limit_counts_road_km():
    """town to a is 10 km straight, 15 km by road."""
    within = od_matrix_between(two_towns(), ["town"], ["a"], cost=COST.model_copy(update={"access_limit_km": 15.0}))
    beyond = od_matrix_between(two_towns(), ["town"], ["a"], cost=COST.model_copy(update={"access_limit_km": 14.9}))
    assert np.isfinite(within.impedance).all()
    assert np.isinf(beyond.impedance).all()


def test_edges_clause_closes_the_other_edges():
    cost = COST.model_copy(update={"edges": "class != 'freight'"})
    matrix = od_matrix_between(two_towns(freight=True), ["a"], ["b", "c"], cost=cost)
    assert matrix.impedance.tolist() == [[10.0, np.inf]]


def test_zone_that_stands_on_the_track_needs_no_road():
    network = two_towns()
    on_track = network.with_nodes(kind=["zone", "station", "station", "zone", "zone", "zone"])
    matrix = od_matrix_between(on_track, ["a"], ["c"], cost=COST)
    assert matrix.impedance.tolist() == [[15.0]]
    assert matrix.assumed.tolist() == [[0.0]]


def test_zone_is_linked_to_junctions_where_the_network_has_no_station():
    """A network of roads: the way in is the nearest junction, here a, and the sum is the same as by a station."""
    by_rail = two_towns()
    roads = by_rail.with_nodes(kind=["junction"] * 3 + ["zone"] * 3)
    asked = {"origins": "kind == 'zone'", "destinations": "id in ('a', 'c', 'city')", "cost": COST}
    assert np.isfinite(od_matrix(roads, **asked).impedance[0]).all()
    assert od_matrix(roads, **asked).impedance == pytest.approx(od_matrix(by_rail, **asked).impedance)


def test_clause_that_meets_no_node_is_refused():
    with pytest.raises(ProblemError, match="destinations: no node of 'two_towns' meets \"class == 'yard'\""):
        od_matrix(two_towns(), origins="kind == 'zone'", destinations="class == 'yard'", cost=COST)


def test_edges_without_running_time_are_refused():
    network = two_towns()
    with pytest.raises(MissingColumnError, match="'two_towns' lack the column 'running_s'"):
        od_matrix_between(
            Network(network.nodes, network.edges.drop(columns="running_s"), network.provenance), ["a"], ["b"], cost=COST
        )
    with pytest.raises(NetworkError, match="1 edges have no running_s: bc"):
        od_matrix_between(two_towns(running_s=(600.0, np.nan)), ["a"], ["b"], cost=COST)


def test_long_frame_has_a_row_a_pair_and_is_empty_where_unreachable():
    frame = OdMatrix(("x", "y"), ("p",), np.array([[3.5], [np.inf]])).to_frame()
    assert list(frame.columns) == ["origin", "destination", "impedance_min"]
    assert frame["origin"].tolist() == ["x", "y"]
    assert frame["impedance_min"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("origins", "values", "told"),
    [
        (("x", "x"), [[1.0], [2.0]], "origin ids appear more than once: x"),
        (("x",), [[1.0], [2.0]], r"impedance has shape \(2, 1\)"),
        (("x", "y"), [[1.0], [-2.0]], "from 'y' to 'p' is -2.0"),
        (("x", "y"), [[np.nan], [2.0]], "from 'x' to 'p' is nan"),
    ],
)
def test_matrix_that_does_not_hold_together_is_refused(origins, values, told):
    with pytest.raises(ProblemError, match=told):
        OdMatrix(origins, ("p",), np.array(values))
