"""What the map of a commuting circle says of ways on the ground."""

from dataclasses import replace

import geopandas as gpd
import shapely

from netopt.measures import CommutingCircleMeasure
from tests.networks import CRS, line_of_three


def found(network, **access):
    return CommutingCircleMeasure(centres=("aa",), thresholds_min=(30.0,), cell_km=2.0, access=access).evaluate(network)


def said(result):
    return " ".join(note["en"] for note in result.notes)


def test_a_map_of_a_network_without_streets_says_that_ways_are_straight():
    result = found(line_of_three())
    assert "straight distances at assumed speeds by mode, not streets" in said(result)
    assert "water" not in said(result)
    assert result.entries[0]["ground_on_streets_share"] == 0.0


def test_a_map_of_a_network_with_water_says_how_much_of_it_is_crossed():
    """The strait lies west of the first city: its circle is smaller, and people are as many between the cities."""
    strait = gpd.GeoDataFrame(index=["strait"], geometry=[shapely.box(-5e3, -5e4, -3e3, 5e4)], crs=CRS)
    wet, dry = found(replace(line_of_three(), water=strait), water_km=0.5), found(line_of_three())
    assert "hold at most 0.5 km of the water" in said(wet)
    areas_km2 = [result.entries[0]["centres"][0]["area_km2"] for result in (wet, dry)]
    assert 0.0 < areas_km2[0] < 0.9 * areas_km2[1]
    assert wet.entries[0]["pairs"] == dry.entries[0]["pairs"]
