"""Layers become one self-contained HTML page: the library is inlined and the page makes no request."""

import html
import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from string import Template
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from netopt.layers import Layer, Role
from netopt.maps.style import MISSING, STYLES, legend_classes

LEAFLET_VERSION = "1.9.4"
VERTEX_BUDGET = 250_000
"""Most vertices a page draws; layers beyond it are simplified, and the page says so."""
RESULT_ROLES = frozenset({Role.AREA, Role.LEVEL, Role.GAIN, Role.LOSS, Role.CHANGE, Role.FLOW, Role.CHOSEN})
"""What a page first looks at."""
FIRST_TOLERANCE_DEG = 0.0005
"""About 50 m: less than a pixel at the scale of a region."""


def render(
    layers: Sequence[Layer],
    *,
    name: str,
    title: Mapping[str, str],
    language: str,
    attribution: str,
    notes: Sequence[Mapping[str, str]] = (),
) -> str:
    """The page, as text.

    Parameters
    ----------
    layers
        Layers with a CRS; drawn in WGS84, in the order of their roles.
    title, notes
        Words by language; ``en`` is the fallback.
    """
    ordered = sorted(layers, key=lambda layer: (STYLES[layer.role].order, layer.name))
    frames = [_drawable(layer) for layer in ordered]
    frames, tolerance_deg = _within_budget(frames)
    all_notes = list(notes)
    if tolerance_deg:
        metres = round(tolerance_deg * 111_000)
        all_notes.append(
            {
                "en": f"Shapes are simplified for drawing (about {metres} m); the GeoJSON files are exact.",
                "zh": f"图上形状经简化（约 {metres} 米），GeoJSON 文件为精确数据。",
            }
        )
    data = {
        "name": name,
        "title": dict(title),
        "language": language,
        "attribution": attribution,
        "notes": [dict(note) for note in all_notes],
        "missing": MISSING,
        "bounds": _bounds(ordered, frames),
        "layers": [_layer_data(layer, frame) for layer, frame in zip(ordered, frames, strict=True)],
    }
    return Template(_text("page.html")).substitute(
        language=html.escape(language),
        title=html.escape(title.get(language) or title.get("en") or name),
        leaflet_version=LEAFLET_VERSION,
        leaflet_licence=_text(f"leaflet-{LEAFLET_VERSION}", "LICENSE"),
        leaflet_css=re.sub(r"url\([^)]*\)", "none", _text(f"leaflet-{LEAFLET_VERSION}", "leaflet.css")),
        leaflet_js=_without_source_map(_text(f"leaflet-{LEAFLET_VERSION}", "leaflet.js")),
        page_css=_text("page.css"),
        page_js=_text("page.js"),
        data=_script_safe(data),
    )


def _text(*path: str) -> str:
    """A file that lies beside this module."""
    return files("netopt.maps").joinpath(*path).read_text(encoding="utf-8")


def _without_source_map(script: str) -> str:
    """The script without the comment that makes a debugger look for another file."""
    return re.sub(r"\n//# sourceMappingURL=.*", "", script)


def _script_safe(data: Any) -> str:
    """JSON that cannot end the script block it stands in, whatever the names hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False, sort_keys=True)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _drawable(layer: Layer) -> gpd.GeoDataFrame:
    """The layer's frame in WGS84: the smaller class of areas comes last, on top; the first category comes first."""
    frame = layer.frame.to_crs("EPSG:4326")
    if layer.breaks and layer.value is not None:
        return frame.sort_values([layer.value, frame.columns[0]], ascending=[False, True], kind="stable")
    if layer.categories and layer.value is not None:
        rank = frame[layer.value].map({word: position for position, word in enumerate(layer.categories)})
        return frame.assign(_rank=rank).sort_values(["_rank", frame.columns[0]], kind="stable").drop(columns="_rank")
    return frame


def _within_budget(frames: list[gpd.GeoDataFrame]) -> tuple[list[gpd.GeoDataFrame], float]:
    """Frames simplified until they fit the vertex budget, and the tolerance in degrees (0: as they came)."""
    tolerance_deg = 0.0
    simplified = frames
    while sum(int(shapely.get_num_coordinates(frame.geometry.array).sum()) for frame in simplified) > VERTEX_BUDGET:
        tolerance_deg = tolerance_deg * 2 or FIRST_TOLERANCE_DEG
        if tolerance_deg > 1.0:
            break
        simplified = [frame.set_geometry(frame.geometry.simplify(tolerance_deg)) for frame in frames]
    return simplified, tolerance_deg


def _bounds(layers: Sequence[Layer], frames: Sequence[gpd.GeoDataFrame]) -> list[float]:
    """West, south, east, north of the visible results (areas, flows, chosen places), or of everything."""
    shown = [
        frame
        for layer, frame in zip(layers, frames, strict=True)
        if layer.visible and layer.role in RESULT_ROLES and len(frame)
    ]
    boxes = np.array([frame.total_bounds for frame in shown or frames if len(frame)])
    if not boxes.size:
        return [-180.0, -85.0, 180.0, 85.0]
    corners = np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
    return [round(float(value), 5) for value in corners]


def _layer_data(layer: Layer, frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """What the page's script needs of a layer."""
    style = STYLES[layer.role]
    return {
        "name": layer.name,
        "title": dict(layer.title),
        "value": layer.value,
        "unit": layer.unit,
        "visible": layer.visible,
        "label": layer.label,
        "label_rank": style.label_order,
        "facet": layer.facet,
        "facets": _facets(layer, frame),
        "shape": _shape(frame),
        "style": {
            "order": style.order,
            "colour": style.colour,
            "width": style.width,
            "fill_opacity": style.fill_opacity,
            "radius": style.radius,
            "dash": style.dash,
        },
        "legend": [
            {
                "colour": entry.colour,
                **({"word": entry.word} if entry.upper is None else {"upper": entry.upper}),
            }
            for entry in legend_classes(layer)
        ],
        "words": {word: dict(titles) for word, titles in layer.words.items()},
        "features": _features(frame),
    }


def _facets(layer: Layer, frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """The values a reader may pick by, with their names where the frame has them."""
    if layer.facet is None:
        return []
    firsts = frame.drop_duplicates(layer.facet).sort_values(layer.facet)
    return [
        {
            "value": str(row[layer.facet]),
            "title": {
                code: str(row[f"name_{code}"])
                for code in ("zh", "en")
                if f"name_{code}" in firsts.columns and pd.notna(row[f"name_{code}"])
            },
        }
        for row in firsts.drop(columns="geometry").to_dict("records")
    ]


def _shape(frame: gpd.GeoDataFrame) -> str:
    """``point``, ``line`` or ``area``: what the legend's sample looks like."""
    dimensions = shapely.get_dimensions(frame.geometry.array)
    return ("point", "line", "area")[int(dimensions.max())] if len(dimensions) and dimensions.max() >= 0 else "area"


def _features(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """A FeatureCollection with five decimals (about a metre), plain values and no null geometry."""
    rounded = shapely.transform(frame.geometry.array, lambda xy: np.round(xy, 5))
    properties = frame.drop(columns=frame.geometry.name)
    plain = properties.astype(object).where(properties.notna(), None).to_dict("records")
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": json.loads(shapely.to_geojson(shape)),
                "properties": _plain(values),
            }
            for shape, values in zip(rounded, plain, strict=True)
            if not shapely.is_empty(shape)
        ],
    }


def _plain(values: Mapping[Any, Any]) -> dict[str, Any]:
    """Properties as JSON values: numpy scalars unwrapped, infinities missing."""
    result: dict[str, Any] = {}
    for key, value in values.items():
        unwrapped = value.item() if isinstance(value, np.generic) else value
        if isinstance(unwrapped, float) and not np.isfinite(unwrapped):
            unwrapped = None
        is_json = unwrapped is None or isinstance(unwrapped, str | int | float | bool)
        result[str(key)] = unwrapped if is_json else str(unwrapped)
    return result
