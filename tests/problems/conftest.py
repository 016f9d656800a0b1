"""Drawn networks for problems."""

from itertools import pairwise

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from netopt.network.crs import equal_area_crs
from netopt.network.network import Network
from netopt.provenance import Provenance

CRS = equal_area_crs((116.0, 39.0, 117.0, 40.0))


@pytest.fixture
def line_of_five() -> Network:
    """a --1-- b --1-- c --1-- d --1-- e      (km and minutes; 1 person at each; b and d are hubs)"""
    ids = list("abcde")
    points = [shapely.Point(1000.0 * i, 0.0) for i in range(5)]
    nodes = gpd.GeoDataFrame(
        {
            "kind": "station",
            "class": ["local", "hub", "local", "hub", "local"],
            "population": 1.0,
            "name_zh": ["甲", "乙", "丙", "丁", "戊"],
            "name_en": ["Ann", "Bob", "Cid", "Dot", "Eve"],
        },
        index=ids,
        geometry=points,
        crs=CRS,
    )
    edges = gpd.GeoDataFrame(
        {"from_node": ids[:-1], "to_node": ids[1:], "oneway": False, "length_m": 1000.0, "running_s": 60.0},
        index=["ab", "bc", "cd", "de"],
        geometry=[shapely.LineString(pair) for pair in pairwise(points)],
        crs=CRS,
    )
    return Network(nodes=nodes, edges=edges, provenance=Provenance(kind="drawn", name="line_of_five"))


@pytest.fixture
def with_far_zone(line_of_five) -> Network:
    """The line of five and a zone of 7 people that no road links to it."""
    far = gpd.GeoDataFrame(
        {"kind": ["zone"], "class": [None], "population": [7.0], "name_zh": ["远"], "name_en": ["Far"]},
        index=["far"],
        geometry=[shapely.Point(0.0, 900_000.0)],
        crs=CRS,
    )
    nodes = gpd.GeoDataFrame(pd.concat([line_of_five.nodes, far]), crs=CRS)
    return Network(nodes=nodes, edges=line_of_five.edges, provenance=line_of_five.provenance)
