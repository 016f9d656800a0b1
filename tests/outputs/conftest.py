"""A run's output, drawn by hand."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from netopt.layers import Layer, Role, Table
from netopt.outputs.base import RunOutput

HOSTILE = "</script><script>alert('京')</script>\n\"=1+1\", \u2028"


@pytest.fixture
def hole_layer() -> Layer:
    """Two squares near Beijing, rows out of order, one with a hole and rings drawn the wrong way round."""
    outer = shapely.LinearRing([(116, 39), (116, 40), (117, 40), (117, 39)])  # clockwise
    inner = [(116.4, 39.4), (116.6, 39.4), (116.6, 39.6), (116.4, 39.6)]  # counter-clockwise
    frame = gpd.GeoDataFrame(
        {
            "id": ["b", "a"],
            "name": [HOSTILE, "甲"],
            "count": pd.array([1, None], dtype="Int64"),
            "share": [1 / 3, float("nan")],
            "is_open": [True, False],
        },
        geometry=[shapely.Polygon(outer, [inner]), shapely.box(116.123456789, 38, 117, 39)],
        crs="EPSG:4326",
    )
    return Layer(
        name="area", role=Role.AREA, frame=frame, value="share", unit="share", title={"en": "Areas"}, breaks=(0.5, 1.0)
    )


@pytest.fixture
def output(hole_layer) -> RunOutput:
    """A run with one layer and one table."""
    table = Table("od", pd.DataFrame({"id": ["a", "=cmd()"], "minutes": [30.123456789, float("nan")]}))
    return RunOutput(
        name="drawn",
        language="en",
        currency="CNY",
        summary={},
        manifest={
            "network": {"sources": [{"name": "OSM", "licence": "ODbL 1.0", "date": "2024-01", "attribution": "© OSM"}]}
        },
        layers=(hole_layer,),
        tables=(table,),
        attribution="© OpenStreetMap contributors",
    )
