"""Read and write a pinned network: a folder of Parquet files and network.json with their digests."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyproj
import shapely

from netopt.errors import SourceError
from netopt.network.crs import equal_area_crs, to_wgs84
from netopt.network.licence_notice import licence_notices
from netopt.network.network import Network
from netopt.network.snapshot_header import FORMAT, GEO_PARTS, PLAIN_PARTS, read_header
from netopt.network.zone_check import check_zones
from netopt.provenance import Provenance

COORDINATE_DECIMALS = 6
"""About 0.1 m; OpenStreetMap itself keeps seven."""
BOUND_DECIMALS = 4
_MEND = "rebuild the network with `netopt pull`"


def as_pinned(network: Network) -> Network:
    """The network as its pin gives it back: types and missing values of Parquet, coordinates rounded, CRS of its box.

    A source that ends with it makes runs on the source and on its pin the same to the last digit.
    """
    crs = equal_area_crs(_bounds(network))
    parts: dict[str, Any] = {part: gpd.GeoDataFrame() for part in ("areas", "places", "water")}
    parts["services"] = pd.DataFrame()
    for part, frame in _pinned_frames(network):
        content = BytesIO()
        frame.to_parquet(content)
        parts[part] = _read(content, is_plain=part in PLAIN_PARTS, crs=crs)
    return replace(network, **parts)


def write_snapshot(network: Network, folder: Path) -> list[Path]:
    """Pin a network in a folder: WGS84, rows sorted by id, network.json last.

    The same network gives the same bytes. Each file appears whole: it is written under a temporary name and renamed;
    a reader that meets a mixture of old and new files is told so by the digests.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    digests: dict[str, str] = {}
    frames = dict(_pinned_frames(network))
    for part in (*GEO_PARTS, *PLAIN_PARTS):
        path = folder / f"{part}.parquet"
        if part not in frames:
            path.unlink(missing_ok=True)
            continue
        temporary = path.with_name(f".{path.name}.partial")
        frames[part].to_parquet(temporary, compression="zstd")
        digests[path.name] = file_digest(temporary)
        temporary.replace(path)
        written.append(path)
    header = {
        "format": FORMAT,
        "name": network.provenance.name,
        "kind": network.provenance.kind,
        "digests": digests,
        "counts": {part: len(getattr(network, part)) for part in (*GEO_PARTS, *PLAIN_PARTS)},
        "bounds": list(_bounds(network)),
        "parameters": network.provenance.parameters,
        "sources": [asdict(source) for source in network.provenance.sources],
        "notices": licence_notices(network.provenance.sources),
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
        return _read(path, is_plain=path.stem in PLAIN_PARTS, crs=crs)
    except (OSError, ValueError, pa.ArrowException, pyproj.exceptions.CRSError, shapely.errors.ShapelyError) as error:
        wrong = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceError(f"{path}: is no part of a pinned network ({wrong}); {_MEND}") from error


def _read(content: Path | BytesIO, *, is_plain: bool, crs: pyproj.CRS) -> pd.DataFrame:
    if is_plain:
        return pd.read_parquet(content)
    projected: pd.DataFrame = gpd.read_parquet(content).to_crs(crs)
    return projected


def _pinned_frames(network: Network) -> Iterator[tuple[str, pd.DataFrame]]:
    """The frames that have rows as they are written, by part: sorted by id, geometry in degrees and rounded."""
    for part in (*GEO_PARTS, *PLAIN_PARTS):
        frame: pd.DataFrame = getattr(network, part)
        if not frame.empty:
            yield part, _in_degrees(frame) if isinstance(frame, gpd.GeoDataFrame) else frame.sort_index()


def _bounds(network: Network) -> tuple[float, float, float, float]:
    """West, south, east, north of the nodes in degrees, rounded."""
    west, south, east, north = (round(float(edge), BOUND_DECIMALS) for edge in to_wgs84(network.nodes).total_bounds)
    return west, south, east, north


def _in_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame in WGS84, rounded, sorted by id."""
    in_degrees = to_wgs84(frame).sort_index()
    return in_degrees.set_geometry(_rounded(in_degrees.geometry))


def _rounded(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Geometries with coordinates rounded to ``COORDINATE_DECIMALS``."""
    rounded = shapely.transform(geometry.array, lambda xy: xy.round(COORDINATE_DECIMALS))
    return gpd.GeoSeries(rounded, index=geometry.index, crs=geometry.crs)
