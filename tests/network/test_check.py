"""What no network may hold: every rule broken once, and the message for it."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from netopt.errors import NetworkError
from netopt.network.network import Network
from tests.networks import line_of_three, square_land


def refused(network: Network, **frames: pd.DataFrame) -> str:
    with pytest.raises(NetworkError) as caught:
        replace(network, **frames)
    return str(caught.value)


def changed(frame: pd.DataFrame, column: str, value: object) -> pd.DataFrame:
    """The frame with one value in the first row."""
    values = frame[column].astype(object).tolist()
    return frame.assign(**{column: pd.Series([value, *values[1:]], index=frame.index, dtype=object)})


@pytest.mark.parametrize(
    ("what", "column"),
    [
        ("nodes", "kind"),
        ("nodes", "class"),
        ("edges", "length_m"),
        ("edges", "oneway"),
        ("edges", "line_id"),
        ("services", "stations"),
        ("services", "headway_min"),
        ("places", "population"),
    ],
)
def test_missing_column_is_told(what, column):
    network = square_land() if what == "places" else line_of_three()
    frame = getattr(network, what).drop(columns=column)
    assert refused(network, **{what: frame}) == f"drawn: {what} lack the column {column!r}"


@pytest.mark.parametrize("column", ["speed_assumed", "class"])
def test_speed_history_needs_what_is_read_with_it(column):
    network = line_of_three()
    edges = network.edges.assign(speed_history="2008:300", speed_assumed="no").drop(columns=column)
    assert f"drawn: edges lack the column {column!r}" in refused(network, services=pd.DataFrame(), edges=edges)


def test_edges_of_a_network_without_services_need_no_line():
    network = line_of_three()
    replace(network, services=pd.DataFrame(), edges=network.edges.drop(columns=["line_id", "class"]))


def test_nodes_that_are_lines_are_told():
    network = line_of_three()
    lines = network.nodes.set_geometry([shapely.LineString([(0, 0), (1, 1)])] * len(network.nodes), crs=network.crs)
    assert "node 'a' is no Point but a 'LineString'" in refused(network, nodes=lines)


def test_areas_that_are_points_are_told():
    network = square_land()
    points = network.areas.set_geometry(network.areas.centroid)
    assert refused(network, areas=points) == "drawn: area 'land' is no Polygon but a 'Point'"


def test_nodes_without_geometry_are_told():
    network = line_of_three()
    bare = pd.DataFrame(network.nodes.drop(columns="geometry"))
    assert refused(network, nodes=bare) == "drawn: nodes have no geometry; give each a Point"


def test_nodes_without_a_crs_are_told():
    network = line_of_three()
    bare = gpd.GeoDataFrame(network.nodes.set_crs(None, allow_override=True))
    assert "nodes have the CRS None; project them" in refused(network, nodes=bare)


@pytest.mark.parametrize(
    ("what", "column", "value", "message"),
    [
        ("nodes", "population", np.inf, "node 'a' must have a finite number as population, not inf"),
        ("nodes", "population", "many", "node 'a' must have a finite number as population, not 'many'"),
        ("nodes", "population", -1.0, "node 'a' must have 0 people or more, not -1.0"),
        ("places", "population", np.inf, "place 'p0' must have a finite number as population, not inf"),
        ("places", "population", -1e9, "place 'p0' must have 0 people or more, not -1000000000.0"),
        ("edges", "length_m", "far", "edge 'e0' must have a finite number as length_m, not 'far'"),
        ("edges", "length_m", 0.0, "edge 'e0' has length_m 0.0; it must be above 0"),
        ("edges", "max_kmh", np.inf, "edge 'e0' must have a finite number as max_kmh, not inf"),
        ("edges", "oneway", "no", "edge 'e0' must have true or false as oneway, not 'no'"),
        ("services", "from_year", "abc", "service 'all' must have a finite number as from_year, not 'abc'"),
    ],
)
def test_value_that_cannot_be_is_told_plainly(what, column, value, message):
    network = square_land() if what == "places" else line_of_three()
    assert (
        f"drawn: {message}" in refused(network, **{what: changed(getattr(network, what), column, value)}).splitlines()
    )


def test_place_that_lies_nowhere_is_told():
    network = square_land()
    nowhere = network.places.set_geometry([shapely.Point(), network.places.geometry.iloc[1]], crs=network.crs)
    assert refused(network, places=nowhere) == "drawn: place 'p0' has no finite coordinates"


def test_many_breaches_of_one_rule_are_cut_short():
    network = line_of_three()
    nodes = pd.concat([network.nodes] * 4).assign(population=-1.0)
    nodes.index = [f"n{number:02}" for number in range(len(nodes))]
    found = refused(network, nodes=nodes, edges=network.edges.iloc[:0]).splitlines()
    assert len(found) == 11
    assert found[-1] == "drawn: 14 more nodes: the same"


def test_service_id_that_comes_twice_is_told():
    network = line_of_three()
    twice = pd.concat([network.services, network.services.iloc[:1]])
    told = refused(network, services=twice)
    assert f"service id {network.services.index[0]!r} appears more than once" in told
