"""Numbers of places, one result's less another's, as a layer."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.differences.layers import changed_layers
from netopt.differences.values import changed_values, difference_breaks
from netopt.layers import Layer, Role
from netopt.maps.style import legend_classes
from netopt.network.crs import WGS84


def zones(values: dict[str, float], value: str | None = "watt_min") -> Layer:
    frame = gpd.GeoDataFrame(
        {"id": list(values), "watt_min": list(values.values()), "name_en": [name.title() for name in values]},
        geometry=[shapely.box(n, 0, n + 1, 1) for n in range(len(values))],
        crs=WGS84,
    )
    return Layer("watt", Role.ZONE, frame, value=value, unit="min", title={"en": "Time"}, label="name_en")


def test_the_difference_is_the_second_less_the_first_by_id():
    (layer,) = changed_values(zones({"x": 60.0, "y": 50.0}), zones({"y": 40.0, "x": 65.0}))
    assert (layer.name, layer.role, layer.value, layer.unit) == ("change_watt", Role.CHANGE, "difference", "min")
    assert dict(zip(layer.frame["id"], layer.frame["difference"], strict=True)) == {"y": -10.0, "x": 5.0}
    assert layer.title == {"en": "Time (difference)", "zh": "Time (变化)"}


def test_a_place_without_a_number_on_one_side_has_no_difference():
    (layer,) = changed_values(zones({"x": 60.0, "y": float("nan")}), zones({"x": 50.0, "y": 30.0, "z": 1.0}))
    assert layer.frame.set_index("id")["difference"].isna().to_dict() == {"x": False, "y": True, "z": True}


def test_layers_without_a_number_or_a_change_give_none():
    assert not list(changed_values(zones({"x": 1.0}, value=None), zones({"x": 2.0}, value=None)))
    assert not list(changed_values(zones({"x": 1.0}), zones({"x": 1.0})))
    assert not list(changed_values(zones({"x": 1.0}, value="name_en"), zones({"x": 2.0}, value="name_en")))


def test_only_layers_of_one_name_are_compared_and_lines_are_not():
    lines = Layer("network", Role.NETWORK, zones({"x": 1.0}).frame, value="watt_min")
    other = Layer("network", Role.NETWORK, zones({"x": 2.0}).frame, value="watt_min")
    assert changed_layers([lines, zones({"x": 1.0})], [other]) == []


@settings(max_examples=60, deadline=None)
@given(largest=st.floats(1e-6, 1e9))
def test_classes_rise_are_the_same_on_both_sides_and_hold_the_largest(largest):
    ends = difference_breaks(largest)
    assert list(ends) == sorted(set(ends))
    assert ends[-1] >= largest * (1 - 1e-9)
    assert ends[-1] <= 2.01 * largest
    assert [-end for end in ends[:3]] == pytest.approx([ends[5], ends[4], ends[3]])


def test_no_change_has_the_neutral_colour_in_the_middle():
    (layer,) = changed_values(zones({"x": 60.0}), zones({"x": 50.0}))
    assert legend_classes(layer)[3].colour == "#f7f7f7"
