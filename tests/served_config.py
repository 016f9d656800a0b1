"""Configurations that ask a server, run against one on the loopback: a copy that names it, and what it has there."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from netopt.sources.pinned import network_folder
from tests.osm.drawn_region import rail_region, road_region
from tests.osm.loopback_overpass import LoopbackOverpass, elements_of_file

REAL = {"gba_osm": ("hongkong.osm.pbf", (113.83, 22.2, 114.28, 22.71))}
"""Real extracts, and their boxes, that stand in for the drawing where the shared data are here; by config."""
REAL_ROADS = {"monaco_roads": "monaco.osm.pbf"}
"""The same for roads beside a drawn railway."""


def asks_a_server(path: Path) -> bool:
    """Whether a configuration's network, or a part of it, comes from a server."""
    return any(_is_asked(source) for source in _sources(yaml.safe_load(path.read_text(encoding="utf-8"))["network"]))


def is_joined(path: Path) -> bool:
    """Whether a configuration's network has several sources."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))["network"]["kind"] == "joined"


def _sources(network: dict[str, Any]) -> list[dict[str, Any]]:
    """The network itself, or its parts."""
    return network["parts"] if network["kind"] == "joined" else [network]


def _is_asked(source: dict[str, Any]) -> bool:
    return source["kind"].startswith("osm_") and "file" not in source


@contextmanager
def served(path: Path, folder: Path) -> Iterator[tuple[Path, LoopbackOverpass]]:
    """A copy of a configuration in ``folder`` that asks a loopback server, with the folders beside it."""
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    with LoopbackOverpass(_elements(config["network"], path)) as server:
        ours = {"endpoint": server.endpoint, "nominatim": server.nominatim, "cache": str(folder / "kept")}
        quick = {"rate_limit": False, "pause_s": 0.0, "attempts": 1}
        for source in filter(_is_asked, _sources(config["network"])):
            source["overpass"] = {**source.get("overpass", {}), **ours, **quick}
        shutil.copytree(path.parent, folder / "configs", ignore=shutil.ignore_patterns("*.yaml", "*.json"))
        copy = folder / "configs" / path.name
        copy.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
        yield copy, server


def _elements(network: dict[str, Any], path: Path) -> list[dict[str, Any]]:
    """What the server has: a region drawn around the zones; a real one with the drawing of the zones outside it."""
    sources = _sources(network)
    folder = next(source["zones"] for source in sources if "zones" in source)
    zones = pd.read_csv(network_folder(folder, path.parent) / "zones.csv")
    towns = list(zones[["name_en", "lon", "lat"]].itertuples(index=False, name=None))
    kinds = {source["kind"] for source in sources if _is_asked(source)}
    railway = _railway(towns, path) if "osm_rail" in kinds else []
    return [*railway, *(_roads(towns, path) if "osm_road" in kinds else [])]


def _railway(towns: list[Any], path: Path) -> list[dict[str, Any]]:
    name, box = REAL.get(path.stem, ("", (0.0,) * 4))
    extract = _extract(name)
    if not extract.is_file():
        return rail_region(towns)
    west, south, east, north = box
    outside = [town for town in towns if not (west < town[1] < east and south < town[2] < north)]
    return [*elements_of_file(extract), *rail_region(outside)]


def _roads(towns: list[Any], path: Path) -> list[dict[str, Any]]:
    extract = _extract(REAL_ROADS.get(path.stem, ""))
    if not extract.is_file():
        return road_region(towns)
    return [each for each in elements_of_file(extract) if "railway" not in each.get("tags", {})]


def _extract(name: str) -> Path:
    return Path(os.environ.get("NETOPT_SHARED", "")) / "data" / "osm" / name
