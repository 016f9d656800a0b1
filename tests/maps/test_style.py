"""Colours: what a map draws over its lines must not look like one of them."""

import geopandas as gpd
import pytest
import shapely

from netopt.layers import Layer, Role
from netopt.maps.style import LINES, STYLES, legend_classes


@pytest.fixture
def flows():
    """Two lines, a sort and a number each."""
    shapes = [shapely.LineString([(0, 0), (1, 1)]), shapely.LineString([(0, 0), (1, 2)])]
    return gpd.GeoDataFrame({"id": ["a", "b"], "sort": ["few", "many"], "count": [1, 9]}, geometry=shapes, crs=4326)


def test_sorts_of_flows_have_colours_that_no_line_has(flows):
    legend = legend_classes(Layer("x", Role.FLOW, flows, value="sort", categories=("few", "many")))
    assert [entry.word for entry in legend] == ["few", "many"]
    assert len({entry.colour for entry in legend}) == 2
    assert not {entry.colour for entry in legend} & {*LINES, *STYLES[Role.FLOW].ramp}


def test_numbers_of_flows_keep_their_ramp(flows):
    legend = legend_classes(Layer("x", Role.FLOW, flows, value="count", breaks=(1.0, 9.0)))
    assert [entry.colour for entry in legend] == [STYLES[Role.FLOW].ramp[0], STYLES[Role.FLOW].ramp[-1]]
