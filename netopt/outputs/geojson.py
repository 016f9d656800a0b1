"""The geojson output: one RFC 7946 file a layer in layers/."""

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
from shapely.geometry import mapping, shape

from netopt.layers import Layer, Role
from netopt.network.crs import WGS84
from netopt.outputs.base import OutputConfig, RunOutput
from netopt.outputs.json_text import plain, write_text
from netopt.outputs.lonlat import bbox, lonlat_geometries
from netopt.outputs.manifest import sources_of


class GeoJsonOutput(OutputConfig):
    """One GeoJSON file a layer (RFC 7946: WGS84, right-hand rings, at most 7 decimals), for any GIS."""

    kind: Literal["geojson"] = "geojson"

    def write(self, output: RunOutput, folder: Path) -> list[str]:
        """Write layers/<layer>.geojson for every layer."""
        return [write_layer(layer, folder / "layers", file_metadata(output)) for layer in output.layers]


def write_layer(layer: Layer, folder: Path, metadata: dict[str, Any]) -> str:
    """Write one layer as ``<folder>/<layer>.geojson`` and return its path from the folder's parent."""
    path = folder / f"{safe_name(layer.name)}.geojson"
    write_text(path, layer_text(layer, metadata))
    return f"{folder.name}/{path.name}"


def layer_text(layer: Layer, metadata: dict[str, Any]) -> str:
    """A layer as the text of a FeatureCollection, a line a feature, sorted by id.

    ``metadata`` becomes a foreign member, with what the layer says of itself: title, unit, legend.
    """
    about = {**metadata, **{field.name: getattr(layer, field.name) for field in fields(layer) if field.name != "frame"}}
    frame = layer.frame.sort_values("id", kind="stable", key=_order)
    geometries = lonlat_geometries(frame)
    names = [column for column in frame.columns if column not in ("id", frame.geometry.name)]
    columns = [frame[name].tolist() for name in names]
    features = []
    for position, (identifier, geometry) in enumerate(zip(frame["id"].tolist(), geometries, strict=True)):
        feature = {
            "type": "Feature",
            "id": plain(identifier),
            "properties": {name: plain(column[position]) for name, column in zip(names, columns, strict=True)},
            "geometry": None if geometry is None else mapping(geometry),
        }
        features.append(_line(feature))
    head = {"type": "FeatureCollection", "name": layer.name, "metadata": plain(about)}
    box = bbox(geometries)
    if box is not None:
        head["bbox"] = box
    return f'{_line(head)[:-1]}, "features": [\n' + ",\n".join(features) + "\n]}\n"


def read_layer(path: Path) -> Layer:
    """A layer that this module wrote, in WGS84.

    Raises
    ------
    ValueError, KeyError, OSError
        If the file cannot be read or was written by something else.
    """
    collection = json.loads(path.read_text(encoding="utf-8"))
    about = dict(collection["metadata"])
    features = collection["features"]
    geometry = [None if feature["geometry"] is None else shape(feature["geometry"]) for feature in features]
    rows = [{"id": feature["id"], **feature["properties"]} for feature in features]
    frame = gpd.GeoDataFrame(rows, columns=None if rows else ["id"], geometry=geometry, crs=WGS84)
    return Layer(
        name=str(about["name"]),
        role=Role(about["role"]),
        frame=frame,
        value=about["value"],
        unit=about["unit"],
        title=about["title"],
        breaks=tuple(about["breaks"]),
        categories=tuple(about["categories"]),
        words=about["words"],
        visible=bool(about["visible"]),
        facet=about["facet"],
        label=about["label"],
    )


def file_metadata(output: RunOutput) -> dict[str, Any]:
    """What every file must say of its data: who, under which licence, from when, in which currency."""
    sources = sources_of(output.manifest)
    return {
        "attribution": output.attribution,
        "licence": "; ".join(dict.fromkeys(str(source["licence"]) for source in sources)),
        "source_date": "; ".join(dict.fromkeys(str(source["date"]) for source in sources)),
        "currency": output.currency,
    }


def safe_name(name: str) -> str:
    """A file name from a layer's or table's name, safe on every system."""
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name)[:100] or "_"


def _order(ids: Any) -> Any:
    return ids if ids.dtype.kind in "iu" else ids.astype(str)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
