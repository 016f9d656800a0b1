"""The manifest: what a run was made of, so that it can be made again."""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from netopt.network.borders.borders import Borders
from netopt.provenance import Provenance
from netopt.solvers.report import SolveReport

MADE_BY = "netopt"
PACKAGES = ("netopt", "numpy", "scipy", "pandas", "shapely", "geopandas", "pyproj", "ortools", "pydantic")


def sources_of(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The sources of a run's network, as its manifest has them."""
    return list(manifest.get("network", {}).get("sources", []))


def manifest(
    config: dict[str, Any],
    provenance: Provenance,
    *,
    seed: int,
    report: SolveReport | None,
    borders: Borders | None = None,
) -> dict[str, Any]:
    """The manifest without its list of files; no clock, no path of this machine."""
    return {
        "made_by": MADE_BY,
        "name": config["name"],
        "config": config,
        "seed": seed,
        "network": network_entry(provenance),
        **({} if borders is None else {"borders": borders.told()}),
        "solve": None if report is None else _solve_entry(report),
        "licences": licence_notices(provenance),
        "versions": versions(),
    }


def network_entry(provenance: Provenance) -> dict[str, Any]:
    """Where the network came from, with its digest and the date and licence of each source."""
    return {**asdict(provenance), "sources": [asdict(source) for source in provenance.sources]}


def licence_notices(provenance: Provenance) -> list[str]:
    """A notice for each source: what anyone who passes the results on must repeat."""
    return [f"{source.attribution} ({source.name}, {source.licence})" for source in provenance.sources]


def versions() -> dict[str, str]:
    """Versions of what a result depends on."""
    return {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}}


def files_entry(folder: Path, names: Iterable[str]) -> list[dict[str, Any]]:
    """Size and SHA-256 of each file, sorted by name."""
    return [
        {
            "path": name,
            "bytes": (folder / name).stat().st_size,
            "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(),
        }
        for name in sorted(names)
    ]


def files_of(folder: Path) -> set[str] | None:
    """The files that the run which made this folder wrote; ``None`` if no run of netopt made it."""
    try:
        found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if found["made_by"] != MADE_BY:
            return None
        return {str(file["path"]) for file in found["files"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None  # no manifest, or not one of ours: the question was whether it is


def _solve_entry(report: SolveReport) -> dict[str, Any]:
    return {key: value for key, value in asdict(report).items() if key != "wall_time_s"}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed as a package"
