"""A run's folder read again: its summary, its manifest, its layers and its tables."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from shapely.errors import ShapelyError

from netopt.errors import Breach, ConfigError
from netopt.layers import Layer
from netopt.outputs.geojson import read_layer
from netopt.outputs.manifest import files_of

MEMBERS: Mapping[str, Mapping[str, type]] = {
    "summary.json": {"name": str, "status": str, "measures": list, "quality": dict},
    "manifest.json": {"name": str, "config": dict, "network": dict, "files": list},
}
"""What the files of a run hold, by which they are known."""


def read_run(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Summary and manifest of a run's folder.

    Raises
    ------
    ConfigError
        If they cannot be read or are not what `netopt run` writes.
    """
    found = []
    for name, wanted in MEMBERS.items():
        try:
            content = json.loads((folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise _no_run(folder / name, "no such file") from error
        except OSError as error:
            raise _no_run(folder / name, f"cannot be read: {error.strerror or error}") from error
        except (ValueError, RecursionError) as error:
            raise _no_run(folder / name, "is not JSON") from error
        if not isinstance(content, dict) or any(not isinstance(content.get(key), kind) for key, kind in wanted.items()):
            raise _no_run(folder / name, "was not written by `netopt run`")
        found.append(content)
    if files_of(folder) is None:
        raise _no_run(folder / "manifest.json", "was not written by `netopt run`")
    return found[0], found[1]


def read_layers(folder: Path, manifest: Mapping[str, Any]) -> dict[str, Layer]:
    """The layers of a run by name, from the files that its manifest lists.

    Raises
    ------
    ConfigError
        If one of them cannot be read, or lies outside the folder.
    """
    layers = {}
    for path in _paths(folder, manifest, ".geojson"):
        try:
            layer = read_layer(path)
        except (OSError, ValueError, KeyError, TypeError, RecursionError, ShapelyError) as error:
            message = "cannot be read as a layer of netopt; run the configuration again"
            raise ConfigError([Breach(str(path), "", message)]) from error
        layers[layer.name] = layer
    return layers


def read_tables(folder: Path, manifest: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """The tables of a run by name, from the files that its manifest lists.

    Raises
    ------
    ConfigError
        If one of them cannot be read, or lies outside the folder.
    """
    tables = {}
    for path in _paths(folder, manifest, ".csv"):
        try:
            tables[path.stem] = pd.read_csv(path, keep_default_na=False, na_values=[""])
        except pd.errors.EmptyDataError:
            tables[path.stem] = pd.DataFrame()
        except (OSError, ValueError) as error:
            message = "cannot be read as a table of netopt; run the configuration again"
            raise ConfigError([Breach(str(path), "", message)]) from error
    return tables


def _paths(folder: Path, manifest: Mapping[str, Any], suffix: str) -> Iterator[Path]:
    """Files of a kind that the manifest lists, none of them outside the folder."""
    for file in manifest["files"]:
        path = folder / file["path"]
        if not path.resolve().is_relative_to(folder.resolve()):
            raise _no_run(folder / "manifest.json", f"names a file outside its folder, {file['path']!r}")
        if path.suffix == suffix:
            yield path


def _no_run(path: Path, message: str) -> ConfigError:
    return ConfigError([Breach(str(path), "", f"{message}; give the folder of a finished run")])
