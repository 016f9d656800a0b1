"""Network: ids and positions, arcs, and the rules it keeps."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from netopt.errors import NetworkError, UnknownNodeError
from netopt.network.convert import to_networkx
from netopt.network.crs import equal_area_crs
from netopt.network.network import Network
from netopt.provenance import Provenance

CRS = equal_area_crs((116.0, 39.0, 117.0, 40.0))


def line_of_three(*, oneway: bool = False, length_m: float = 1000.0, to_node: str = "c") -> Network:
    """a --1 km-- b --1 km-- c"""
    nodes = gpd.GeoDataFrame(
        {"kind": "station", "class": "main"},
        index=["a", "b", "c"],
        geometry=gpd.points_from_xy([0, 1000, 2000], [0, 0, 0]),
        crs=CRS,
    )
    edges = gpd.GeoDataFrame(
        {
            "from_node": ["a", "b"],
            "to_node": ["b", to_node],
            "oneway": [False, oneway],
            "length_m": [1000.0, length_m],
        },
        index=["ab", "bc"],
        geometry=[shapely.LineString([(0, 0), (1000, 0)]), shapely.LineString([(1000, 0), (2000, 0)])],
        crs=CRS,
    )
    return Network(nodes=nodes, edges=edges, provenance=Provenance(kind="drawn", name="line_of_three"))


def test_arcs_of_two_way_edges_run_both_ways():
    arcs = line_of_three().arcs
    assert list(zip(arcs.tail, arcs.head, arcs.edge, strict=True)) == [(0, 1, 0), (1, 2, 1), (1, 0, 0), (2, 1, 1)]


def test_arcs_of_a_oneway_edge_run_forward_only():
    arcs = line_of_three(oneway=True).arcs
    assert (2, 1) not in set(zip(arcs.tail.tolist(), arcs.head.tolist(), strict=True))
    assert len(arcs) == 3


def test_positions_when_an_id_is_unknown_names_it():
    with pytest.raises(UnknownNodeError, match="'line_of_three' has no node nowhere"):
        line_of_three().positions(["a", "nowhere"])


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("北京", "beijing or beijing_zhan"),
        ("Tianjin", "tianjin"),
        ("beijin", "beijing"),
        ("BEIJING_ZHAN", "beijing_zhan"),
    ],
)
def test_positions_when_an_id_is_unknown_say_what_may_be_meant(asked, meant):
    network = line_of_three()
    named = network.nodes.set_axis(["beijing", "beijing_zhan", "tianjin"]).assign(
        name_zh=["北京", "北京", "天津"], name_en=["Beijing", "Beijing", None]
    )
    network = Network(named, network.edges.iloc[:0], network.provenance)
    with pytest.raises(UnknownNodeError) as caught:
        network.positions([asked])
    assert f"has no node {asked} (did you mean {meant}" in str(caught.value)
    assert "inspect" not in str(caught.value)


def test_positions_keep_the_order_asked_for():
    assert line_of_three().positions(["c", "a"]).tolist() == [2, 0]


def test_with_edges_leaves_the_first_network_unchanged():
    before = line_of_three()
    after = before.with_edges(running_s=[60.0, 30.0])
    assert "running_s" not in before.edges.columns
    assert after.edges["running_s"].tolist() == [60.0, 30.0]


def test_network_with_two_faults_reports_both():
    with pytest.raises(NetworkError) as caught:
        line_of_three(length_m=np.nan, to_node="d")
    messages = [str(breach) for breach in caught.value.breaches]
    assert any("edge 'bc' has to_node 'd', which is no node" in message for message in messages)
    assert any("edge 'bc' has length_m nan" in message for message in messages)


def test_network_in_degrees_is_refused():
    network = line_of_three()
    with pytest.raises(NetworkError, match="project them to a metre-based CRS"):
        Network(
            nodes=network.nodes.set_crs("EPSG:4326", allow_override=True),
            edges=network.edges.set_crs("EPSG:4326", allow_override=True),
            provenance=network.provenance,
        )


def test_equal_area_crs_keeps_the_area_of_a_known_quadrangle():
    """The zone 116-117 E, 39-40 N of the ellipsoid is 9,539 km2 (pyproj.Geod gives 9,539.1)."""
    from pyproj import Geod

    box = shapely.segmentize(shapely.box(116, 39, 117, 40), 0.01)
    true_m2, _ = Geod(ellps="WGS84").geometry_area_perimeter(box)
    projected = gpd.GeoSeries([box], crs="EPSG:4326").to_crs(CRS).area.iloc[0]
    assert projected == pytest.approx(abs(true_m2), rel=1e-4)


def test_to_networkx_has_one_edge_an_arc():
    graph = to_networkx(line_of_three())
    assert sorted((tail, head) for tail, head, _ in graph.edges) == [("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")]
    assert graph.edges["a", "b", ("ab", True)]["length_m"] == 1000.0
