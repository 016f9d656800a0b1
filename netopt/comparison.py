"""Two runs side by side: every figure with its difference, and what areas were gained and lost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from netopt.arrays import FloatArray
from netopt.layers import Layer, Role
from netopt.network.crs import WGS84, equal_area_crs
from netopt.outputs import MapHtmlOutput
from netopt.outputs.base import RunOutput
from netopt.outputs.finished_run import read_layers, read_run
from netopt.outputs.geojson import write_layer
from netopt.outputs.json_text import json_text, plain, write_text
from netopt.outputs.manifest import MADE_BY, files_entry
from netopt.outputs.run_folder import check_replaceable, whole_or_not_at_all
from netopt.units import SQUARE_METRES_PER_KM2

NAMING_KEYS = ("kind", "state", "threshold_min", "time", "station_time", "name")
"""What tells the entries of a list apart where they have no ``id``."""
FIRST_FIGURES = ("area_km2", "population")
NO_FIGURES = ("wall_time_s",)
CONTEXT_ROLES = (Role.NETWORK, Role.STATION, Role.ORIGIN)
LEAST_AREA_M2 = 1.0
"""Smaller changes come from rounded coordinates."""
LONGEST_STEP_DEG = 0.05
POLYGON_DIMENSION = 2


@dataclass(frozen=True)
class Figure:
    """One number of two summaries; ``None`` where a run does not have it."""

    name: str
    a: float | None
    b: float | None

    @property
    def difference(self) -> float | None:
        """B minus a."""
        return None if self.a is None or self.b is None else self.b - self.a


@dataclass(frozen=True, eq=False)
class Comparison:
    """Figures of both runs, the areas that changed, and the folder that holds them as files."""

    figures: tuple[Figure, ...]
    layers: tuple[Layer, ...]
    """Gained and lost areas, one of each for every area layer that both runs have."""
    areas: tuple[dict[str, Any], ...]
    """km2 of each such layer, in all and by id."""
    folder: Path
    files: tuple[str, ...]

    @property
    def changed_figures(self) -> list[Figure]:
        """Figures that differ: areas first, then people, then the others."""
        changed = [figure for figure in self.figures if figure.a != figure.b]
        return sorted(changed, key=lambda figure: _rank(figure.name.rpartition(".")[2]))


def compare(folder_a: str | Path, folder_b: str | Path, *, out: str | Path | None = None) -> Comparison:
    """Compare the folders of two runs and write compare.json, layers and map.html.

    Parameters
    ----------
    out
        The folder to write; left out: ``out/<a>-vs-<b>`` in the working directory.

    Raises
    ------
    ConfigError
        If a folder holds no run, or ``out`` is, holds or lies in one of them or holds what netopt did not write.
    """
    a, b = Path(folder_a), Path(folder_b)
    summary_a, manifest_a = read_run(a)
    summary_b, manifest_b = read_run(b)
    folder = Path(out) if out is not None else Path("out") / f"{a.resolve().name}-vs-{b.resolve().name}"
    check_replaceable(folder, keep=(a, b))
    figures = compare_figures(summary_a, summary_b)
    layers_a, layers_b = read_layers(a, manifest_a), read_layers(b, manifest_b)
    changed = tuple(
        layer
        for name in sorted(layers_a.keys() & layers_b.keys())
        if layers_a[name].role is Role.AREA
        for layer in changed_areas(layers_a[name], layers_b[name])
    )
    areas = tuple(_areas(layer) for layer in changed)
    context = tuple(layer for layer in layers_b.values() if layer.role in CONTEXT_ROLES)
    output = _output(folder.name, (*context, *changed), manifest_a, manifest_b)
    about = {
        "a": _about(summary_a, manifest_a),
        "b": _about(summary_b, manifest_b),
        "figures": [{"name": f.name, "a": f.a, "b": f.b, "difference": f.difference} for f in figures],
        "areas": list(areas),
    }
    with whole_or_not_at_all(folder) as partial:
        metadata = {"attribution": output.attribution}
        names = [write_layer(layer, partial / "layers", metadata) for layer in changed]
        names += MapHtmlOutput().write(output, partial)
        write_text(partial / "compare.json", json_text(about))
        names.append("compare.json")
        made = {"made_by": MADE_BY, "compared": [about["a"], about["b"]], "files": files_entry(partial, names)}
        write_text(partial / "manifest.json", json_text(made))
    return Comparison(tuple(figures), changed, areas, folder, ("manifest.json", *names))


def compare_figures(summary_a: Mapping[str, Any], summary_b: Mapping[str, Any]) -> list[Figure]:
    """Every number of two summaries, in the order of the first; numbers that only the second has come last."""
    a, b = dict(_numbers(summary_a, "")), dict(_numbers(summary_b, ""))
    return [Figure(name, a.get(name), b.get(name)) for name in dict.fromkeys((*a, *b))]


def changed_areas(a: Layer, b: Layer) -> tuple[Layer, Layer]:
    """What the areas of b have beyond those of a with the same id, and what they lack; km2 in ``area_km2``.

    Both layers are in WGS84. Edges are straight in longitude and latitude, as GeoJSON has them, so that edges which
    both areas share leave no slivers. An id that only one layer has is gained or lost whole.
    """
    return (
        _beyond(b, a, Role.GAIN, {"en": "gained", "zh": "增加"}),
        _beyond(a, b, Role.LOSS, {"en": "lost", "zh": "减少"}),
    )


def _beyond(layer: Layer, other: Layer, role: Role, words: Mapping[str, str]) -> Layer:
    """The parts of a layer's areas that the areas of the same id in another layer do not cover."""
    frame = layer.frame[layer.frame.geometry.notna()].set_index("id")
    covered = dict(zip(other.frame["id"], other.frame.geometry, strict=True))
    rest = [
        area if covered.get(identifier) is None else _polygons(shapely.difference(area, covered[identifier]))
        for identifier, area in frame.geometry.items()
    ]
    changed = frame.set_geometry(gpd.GeoSeries(rest, index=frame.index, crs=WGS84))
    changed["area_km2"] = _area_m2(changed.geometry) / SQUARE_METRES_PER_KM2
    changed = changed[changed["area_km2"] * SQUARE_METRES_PER_KM2 >= LEAST_AREA_M2]
    title = layer.title.get("en", layer.name)
    return Layer(
        name=f"{words['en']}_{layer.name}",
        role=role,
        frame=changed.reset_index(),
        title={language: f"{layer.title.get(language, title)} ({word})" for language, word in words.items()},
        facet=layer.facet,
    )


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of a geometry, without lines and points where two areas only touch."""
    parts = shapely.get_parts(geometry)
    polygons: BaseGeometry = shapely.union_all(parts[shapely.get_dimensions(parts) == POLYGON_DIMENSION])
    return polygons


def _area_m2(areas: gpd.GeoSeries) -> FloatArray:
    """Areas of shapes in degrees, in an equal-area CRS; long edges are followed in short steps."""
    shapes = areas[~areas.is_empty]
    if shapes.empty:
        return np.zeros(len(areas))
    projected = shapes.segmentize(LONGEST_STEP_DEG).to_crs(equal_area_crs(tuple(shapes.total_bounds.tolist())))
    area_m2: FloatArray = projected.area.reindex(areas.index, fill_value=0.0).to_numpy(dtype=np.float64)
    return area_m2


def _numbers(value: object, name: str) -> Iterator[tuple[str, float]]:
    """Every number with a path of keys and ids."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key not in NO_FIGURES:
                yield from _numbers(item, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        labels = [_label(item, position) for position, item in enumerate(value)]
        for position, item in enumerate(value):
            label = labels[position]
            unique = label if labels.count(label) == 1 else f"{label} #{position + 1}"
            yield from _numbers(item, f"{name}[{unique}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield name, value


def _rank(name: str) -> int:
    return next((rank for rank, words in enumerate(FIRST_FIGURES) if name == words), len(FIRST_FIGURES))


def _label(item: object, position: int) -> str:
    if not isinstance(item, Mapping):
        return str(position + 1)
    if "id" in item:
        return str(item["id"])
    names = [item[key] for key in NAMING_KEYS if item.get(key) is not None]
    return " ".join(f"{name:g}" if isinstance(name, float) else str(name) for name in names) or str(position + 1)


def _output(
    name: str, layers: tuple[Layer, ...], manifest_a: Mapping[str, Any], manifest_b: Mapping[str, Any]
) -> RunOutput:
    sources = [source for made in (manifest_a, manifest_b) for source in made.get("network", {}).get("sources", [])]
    config = manifest_b.get("config", {})
    return RunOutput(
        name=name,
        language=config.get("language", "en"),
        currency=config.get("currency", ""),
        summary={},
        manifest={},
        layers=layers,
        tables=(),
        attribution=" | ".join(dict.fromkeys(source["attribution"] for source in sources)),
        title={
            "en": f"{manifest_b.get('name')} compared with {manifest_a.get('name')}",
            "zh": f"{manifest_b.get('name')} 与 {manifest_a.get('name')} 比较",
        },
    )


def _about(summary: Mapping[str, Any], manifest: Mapping[str, Any]) -> dict[str, Any]:
    network = manifest.get("network", {})
    return {
        "name": summary.get("name"),
        "status": summary.get("status"),
        "network": network.get("name"),
        "digest": network.get("digest"),
        "as_of": network.get("as_of"),
    }


def _areas(layer: Layer) -> dict[str, Any]:
    """A changed layer's km2 by id, and of all its areas together, counting what overlaps once."""
    by_id = dict(zip(layer.frame["id"].tolist(), layer.frame["area_km2"].tolist(), strict=True))
    together = _area_m2(gpd.GeoSeries([layer.frame.union_all()], crs=layer.frame.crs))[0] / SQUARE_METRES_PER_KM2
    return {"layer": layer.name, "change": str(layer.role), "area_km2": plain(together), "by_id": plain(by_id)}
