"""Read and write a pinned network: a folder of Parquet files and network.json with their digests."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyproj
import shapely

from netopt.errors import SourceError
from netopt.network.crs import equal_area_crs, to_wgs84
from netopt.network.network import Network
from netopt.network.snapshot_header import FORMAT, GEO_PARTS, PLAIN_PARTS, read_header
from netopt.network.zone_check import check_zones
from netopt.provenance import Provenance

COORDINATE_DECIMALS = 6
"""About 0.1 m; OpenStreetMap itself keeps seven."""
_MEND = "rebuild the network with `netopt pull`"


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
    if network.provenance.sheet:
        header["sheet"] = network.provenance.sheet
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
        If the folder or a file is missing or unreadable, network.json is no header, or a file's digest is not the
        one in it.
    NetworkError
        If the files hold no valid network, or a zone lies outside it; all breaches at once.
    """
    header = read_header(folder)
    for name, digest in header.digests.items():
        path = folder / name
        if not path.is_file():
            raise SourceError(f"{folder}: {name} is missing; {_MEND}")
        if file_digest(path) != digest:
            raise SourceError(f"{path}: content differs from the digest in network.json; {_MEND}")
    crs = equal_area_crs(header.bounds)
    parts: dict[str, Any] = {Path(name).stem: _part(folder / name, crs) for name in header.digests}
    network = Network(
        **parts,
        provenance=Provenance(
            kind=header.kind,
            name=header.name,
            digest=hashlib.sha256(json.dumps(header.digests, sort_keys=True).encode()).hexdigest(),
            sources=header.sources,
            parameters=header.parameters,
            sheet=header.sheet,
        ),
    )
    check_zones(network, name=str(folder))
    return network


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _part(path: Path, crs: pyproj.CRS) -> pd.DataFrame:
    """One file of a pinned network, projected where it has geometry."""
    try:
        if path.stem in PLAIN_PARTS:
            return pd.read_parquet(path)
        projected: pd.DataFrame = gpd.read_parquet(path).to_crs(crs)
    except (OSError, ValueError, pa.ArrowException, pyproj.exceptions.CRSError, shapely.errors.ShapelyError) as error:
        wrong = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceError(f"{path}: is no part of a pinned network ({wrong}); {_MEND}") from error
    return projected


def _rounded(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Geometries with coordinates rounded to ``COORDINATE_DECIMALS``."""
    rounded = shapely.transform(geometry.array, lambda xy: xy.round(COORDINATE_DECIMALS))
    return gpd.GeoSeries(rounded, index=geometry.index, crs=geometry.crs)
