"""Read and write a pinned network: a folder of Parquet files and network.json with their digests."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from netopt.errors import SourceError
from netopt.network.crs import equal_area_crs, to_wgs84
from netopt.network.network import Network
from netopt.provenance import DataSource, Provenance

FORMAT = 1
COORDINATE_DECIMALS = 6
"""About 0.1 m; OpenStreetMap itself keeps seven."""
GEO_PARTS = ("nodes", "edges", "areas", "places")
PLAIN_PARTS = ("services",)


def write_snapshot(network: Network, folder: Path) -> list[Path]:
    """Pin a network in a folder: WGS84, rows sorted by id, network.json last.

    The same network gives the same bytes. Each file appears whole: it is written under a temporary name and renamed;
    a reader that meets a mixture of old and new files is told so by the digests.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    digests: dict[str, str] = {}
    for part in (*GEO_PARTS, *PLAIN_PARTS):
        frame: pd.DataFrame = getattr(network, part)
        path = folder / f"{part}.parquet"
        if frame.empty:
            path.unlink(missing_ok=True)
            continue
        temporary = path.with_name(f".{path.name}.partial")
        if isinstance(frame, gpd.GeoDataFrame):
            pinned = to_wgs84(frame).sort_index()
            pinned = pinned.set_geometry(_rounded(pinned.geometry))
            pinned.to_parquet(temporary, compression="zstd")
        else:
            frame.sort_index().to_parquet(temporary, compression="zstd")
        digests[path.name] = file_digest(temporary)
        temporary.replace(path)
        written.append(path)
    west, south, east, north = to_wgs84(network.nodes).total_bounds
    header = {
        "format": FORMAT,
        "name": network.provenance.name,
        "kind": network.provenance.kind,
        "digests": digests,
        "counts": {part: len(getattr(network, part)) for part in (*GEO_PARTS, *PLAIN_PARTS)},
        "bounds": [round(float(value), 4) for value in (west, south, east, north)],
        "parameters": network.provenance.parameters,
        "sources": [asdict(source) for source in network.provenance.sources],
    }
    path = folder / "network.json"
    temporary = path.with_name(".network.json.partial")
    temporary.write_text(json.dumps(header, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    temporary.replace(path)
    return [*written, path]


def read_snapshot(folder: Path) -> Network:
    """The pinned network of a folder, projected to its equal-area CRS.

    Raises
    ------
    SourceError
        If the folder or a file is missing, or a file's digest is not the one in network.json.
    """
    header = _header(folder)
    digests: dict[str, str] = header["digests"]
    for name, digest in digests.items():
        path = folder / name
        if not path.is_file():
            raise SourceError(f"{folder}: {name} is missing; rebuild the network with `netopt pull`")
        if file_digest(path) != digest:
            raise SourceError(
                f"{path}: content differs from the digest in network.json; rebuild the network with `netopt pull`"
            )
    crs = equal_area_crs(tuple(header["bounds"]))
    parts: dict[str, Any] = {
        part: gpd.read_parquet(folder / f"{part}.parquet").to_crs(crs)
        for part in GEO_PARTS
        if f"{part}.parquet" in digests
    }
    parts |= {part: pd.read_parquet(folder / f"{part}.parquet") for part in PLAIN_PARTS if f"{part}.parquet" in digests}
    if "nodes" not in parts or "edges" not in parts:
        raise SourceError(f"{folder}: network.json names no nodes.parquet or edges.parquet; pin the network again")
    provenance = Provenance(
        kind=header["kind"],
        name=header["name"],
        digest=hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest(),
        sources=tuple(DataSource(**source) for source in header["sources"]),
        parameters=header["parameters"],
    )
    return Network(**parts, provenance=provenance)


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _header(folder: Path) -> dict[str, Any]:
    """network.json, checked for what reading needs."""
    path = folder / "network.json"
    try:
        header = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SourceError(f"{path}: no such file; a pinned network is a folder with network.json in it") from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: cannot be read as JSON ({error}); pin the network again") from error
    wanted = {"format", "name", "kind", "digests", "bounds", "parameters", "sources"}
    if not isinstance(header, dict) or wanted - header.keys():
        raise SourceError(f"{path}: is no header of a pinned network; pin it again with `netopt pull`")
    if header["format"] != FORMAT:
        raise SourceError(
            f"{path}: format {header['format']!r} is not {FORMAT}, the one this version reads; pin it again"
        )
    allowed = {f"{part}.parquet" for part in (*GEO_PARTS, *PLAIN_PARTS)}
    if set(header["digests"]) - allowed:
        raise SourceError(f"{path}: names unknown files {sorted(set(header['digests']) - allowed)}")
    return header


def _rounded(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Geometries with coordinates rounded to ``COORDINATE_DECIMALS``."""
    rounded = shapely.transform(geometry.array, lambda xy: xy.round(COORDINATE_DECIMALS))
    return gpd.GeoSeries(rounded, index=geometry.index, crs=geometry.crs)
