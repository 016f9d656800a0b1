"""The map page: self-contained, safe with hostile names, classes in the legend."""

import json
import re

import geopandas as gpd
import pytest
import shapely

from netopt.layers import Layer, Role
from netopt.maps import page
from netopt.maps.style import legend_classes

HOSTILE = "</script><img src=x onerror=alert(1)>"


def circles() -> Layer:
    """Two nested squares of 30 and 60 minutes around one centre."""
    frame = gpd.GeoDataFrame(
        {"id": ["a:30", "a:60"], "centre": "a", "name_zh": "甲", "name_en": HOSTILE, "threshold_min": [30, 60]},
        geometry=[shapely.box(116.4, 39.4, 116.6, 39.6), shapely.box(116.2, 39.2, 116.8, 39.8)],
        crs="EPSG:4326",
    )
    return Layer(
        "circles",
        Role.AREA,
        frame,
        value="threshold_min",
        unit="min",
        title={"en": "Circle"},
        breaks=(30, 60),
        facet="centre",
    )


def rendered(*layers: Layer) -> str:
    return page.render(layers, name="run", title={"en": HOSTILE}, language="en", attribution=f"© {HOSTILE}")


def data_of(text: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S).group(1))


def test_page_with_hostile_names_holds_no_markup_of_theirs():
    text = rendered(circles())
    assert "<img src=x" not in text
    assert data_of(text)["title"]["en"] == HOSTILE


def test_page_has_no_address_that_a_browser_would_fetch():
    text = rendered(circles())
    markup = re.sub(r"(<script[^>]*>).*?(</script>)", r"\1\2", text, flags=re.S)
    assert not re.search(r"<\w[^>]*\b(?:src|href|srcset|action)\s*=", markup)
    assert "sourceMappingURL" not in text
    assert not re.search(r"url\(\s*['\"]?(?!data:)[^)]", text.split("</style>")[0])
    assert "default-src 'none'" in text


def test_page_carries_the_licence_of_its_library():
    assert "Redistribution and use in source and binary forms" in rendered(circles())


def test_page_draws_the_smaller_circle_on_top():
    features = data_of(rendered(circles()))["layers"][0]["features"]["features"]
    assert [feature["properties"]["threshold_min"] for feature in features] == [60, 30]


def test_page_offers_the_values_of_the_facet_with_their_names():
    assert data_of(rendered(circles()))["layers"][0]["facets"] == [{"value": "a", "title": {"zh": "甲", "en": HOSTILE}}]


def test_page_beyond_its_vertex_budget_is_simplified_and_says_so(monkeypatch):
    monkeypatch.setattr(page, "VERTEX_BUDGET", 500)
    fine = circles().frame.assign(geometry=lambda frame: frame.geometry.segmentize(0.0001))
    text = rendered(Layer("fine", Role.AREA, fine))
    data = data_of(text)
    assert "simplified" in data["notes"][0]["en"]
    assert sum(len(f["geometry"]["coordinates"][0]) for f in data["layers"][0]["features"]["features"]) <= 500


def test_page_of_missing_and_infinite_values_is_valid_json():
    frame = circles().frame.assign(threshold_min=[float("inf"), float("nan")])
    features = data_of(rendered(Layer("gaps", Role.AREA, frame)))["layers"][0]["features"]["features"]
    assert [feature["properties"]["threshold_min"] for feature in features] == [None, None]


@pytest.mark.parametrize("count", [1, 2, 4, 6])
def test_legend_classes_have_as_many_colours_as_breaks(count):
    layer = Layer("x", Role.AREA, circles().frame, value="threshold_min", breaks=tuple(range(count)))
    assert len({entry.colour for entry in legend_classes(layer)}) == count
