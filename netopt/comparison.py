"""Two runs side by side: every figure with its difference, changed layers and tables."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd

from netopt.differences.areas import area_m2
from netopt.differences.figures import Figure, compare_figures
from netopt.differences.layers import changed_layers
from netopt.differences.tables import changed_table
from netopt.layers import Layer, Role
from netopt.outputs import MapHtmlOutput, TableOutput
from netopt.outputs.base import RunOutput
from netopt.outputs.finished_run import read_layers, read_run, read_tables
from netopt.outputs.geojson import write_layer
from netopt.outputs.json_text import json_text, plain, write_text
from netopt.outputs.manifest import MADE_BY, files_entry, sources_of
from netopt.outputs.run_folder import check_replaceable, whole_or_not_at_all
from netopt.units import SQUARE_METRES_PER_KM2

FIRST_FIGURES = ("area_km2", "population")
CONTEXT_ROLES = (Role.NETWORK, Role.STATION, Role.ORIGIN)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Figures of both runs, the areas that changed, and the folder that holds them as files."""

    figures: tuple[Figure, ...]
    layers: tuple[Layer, ...]
    """Gained and lost areas, and changed values of places: of every layer that both runs have."""
    areas: tuple[dict[str, Any], ...]
    """km2 of each gained and lost layer, in all and by id."""
    folder: Path
    files: tuple[str, ...]

    @property
    def changed_figures(self) -> list[Figure]:
        """Figures that differ: areas first, then people, then the others."""
        changed = [figure for figure in self.figures if figure.a != figure.b]
        return sorted(changed, key=lambda figure: _rank(figure.name.rpartition(".")[2]))


def compare(folder_a: str | Path, folder_b: str | Path, *, out: str | Path | None = None) -> Comparison:
    """Compare the folders of two runs and write compare.json, layers, tables and map.html.

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
    changed = tuple(changed_layers(layers_a.values(), layers_b.values()))
    areas = tuple(_areas(layer) for layer in changed if layer.role in (Role.GAIN, Role.LOSS))
    tables_a, tables_b = read_tables(a, manifest_a), read_tables(b, manifest_b)
    shared = sorted(tables_a.keys() & tables_b.keys())
    tables = [table for name in shared if (table := changed_table(name, tables_a[name], tables_b[name])) is not None]
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
        names += TableOutput().write(replace(output, tables=tuple(tables)), partial)
        names += MapHtmlOutput().write(output, partial)
        write_text(partial / "compare.json", json_text(about))
        names.append("compare.json")
        made = {"made_by": MADE_BY, "compared": [about["a"], about["b"]], "files": files_entry(partial, names)}
        write_text(partial / "manifest.json", json_text(made))
    return Comparison(tuple(figures), changed, areas, folder, ("manifest.json", *names))


def _rank(name: str) -> int:
    return next((rank for rank, words in enumerate(FIRST_FIGURES) if name == words), len(FIRST_FIGURES))


def _output(
    name: str, layers: tuple[Layer, ...], manifest_a: Mapping[str, Any], manifest_b: Mapping[str, Any]
) -> RunOutput:
    sources = [source for made in (manifest_a, manifest_b) for source in sources_of(made)]
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
    together = area_m2(gpd.GeoSeries([layer.frame.union_all()], crs=layer.frame.crs))[0] / SQUARE_METRES_PER_KM2
    return {"layer": layer.name, "change": str(layer.role), "area_km2": plain(together), "by_id": plain(by_id)}
