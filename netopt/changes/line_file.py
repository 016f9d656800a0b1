"""A line and its stations as a GeoJSON file: read, checked, and projected to the CRS of a network."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

from netopt.errors import Breach, NetworkError, SourceError
from netopt.rail.tables.table_check import BOARDING_CLASSES
from netopt.rail.tables.table_rules import shown

MOST_BYTES = 20_000_000


@dataclass(frozen=True, eq=False)
class LineFile:
    """What a file says of a line."""

    course: shapely.LineString
    """In the CRS asked for."""
    course_lonlat: shapely.LineString
    properties: dict[str, Any]
    """Of the line's feature."""
    stations: pd.DataFrame
    """Columns ``id, name_zh, name_en, class, geometry`` (in the CRS asked for), in the order of the file."""


def read_line(path: Path, crs: Any) -> LineFile:
    """The one line of a GeoJSON file, and the points in it as its new stations.

    Raises
    ------
    SourceError
        If the file is missing or cannot be read.
    NetworkError
        If it holds no single line, or a station lacks an id or has a wrong class; all breaches at once.
    """
    frame = _frame(path)
    file = str(path)
    is_line = frame.geom_type.isin(["LineString", "MultiLineString"]).to_numpy(dtype=bool)
    is_point = (frame.geom_type == "Point").to_numpy(dtype=bool)
    breaches = [
        Breach(file, f"feature {row + 1}", f"is a {kind}; give one LineString, and Points for new stations")
        for row, kind in enumerate(frame.geom_type)
        if not (is_line[row] or is_point[row])
    ]
    if is_line.sum() != 1:
        breaches.append(Breach(file, "", f"holds {is_line.sum()} lines; give one LineString a file"))
    breaches += _station_breaches(frame[is_point], file)
    if breaches:
        raise NetworkError(breaches)
    course = _in_one_piece(frame.geometry[is_line].iloc[0], file)
    row = frame[is_line].drop(columns="geometry").iloc[0]
    return LineFile(
        course=gpd.GeoSeries([course], crs=frame.crs).to_crs(crs).iloc[0],
        course_lonlat=course,
        properties={str(name): value for name, value in row.items() if pd.notna(value)},
        stations=_stations(frame[is_point].to_crs(crs)),
    )


def _in_one_piece(shape: BaseGeometry, file: str) -> shapely.LineString:
    course = linemerge(shape) if isinstance(shape, shapely.MultiLineString) else shape
    if not isinstance(course, shapely.LineString) or course.length <= 0.0:
        raise NetworkError([Breach(file, "", "the line has gaps or no length; draw it in one piece")])
    return course


def _frame(path: Path) -> gpd.GeoDataFrame:
    if not path.is_file():
        raise SourceError(f"{path}: no such file; give a GeoJSON file with a line")
    if path.stat().st_size > MOST_BYTES:
        raise SourceError(f"{path}: larger than {MOST_BYTES // 1_000_000} MB; a line is a page")
    try:
        frame: Any = gpd.read_file(path)
    except (OSError, ValueError, RuntimeError) as error:
        raise SourceError(f"{path}: cannot be read as GeoJSON ({error})") from error
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty or frame.geometry.isna().any():
        raise NetworkError([Breach(str(path), "", "holds no feature, or one without a geometry; give one LineString")])
    found: gpd.GeoDataFrame = frame.to_crs("EPSG:4326")
    return found


def _station_breaches(points: gpd.GeoDataFrame, file: str) -> list[Breach]:
    breaches = []
    ids = _text(points, "id")
    for row, (station, rank) in enumerate(zip(ids, _text(points, "class"), strict=True)):
        if not station:
            breaches.append(Breach(file, f"station {row + 1}", "has no property id; give it one"))
        elif ids.count(station) > 1:
            breaches.append(Breach(file, f"station {row + 1}", f"id {station!r} comes twice; give each its own"))
        if rank and rank not in BOARDING_CLASSES:
            known = ", ".join(BOARDING_CLASSES)
            breaches.append(
                Breach(file, f"station {row + 1}", f"class {shown(rank)} is not one of {known}; give one of them")
            )
    return breaches


def _stations(points: gpd.GeoDataFrame) -> pd.DataFrame:
    ids = _text(points, "id")
    named = {
        name: [given or station for given, station in zip(_text(points, name), ids, strict=True)]
        for name in ("name_zh", "name_en")
    }
    ranks = [rank or "main" for rank in _text(points, "class")]
    return pd.DataFrame({"id": ids, **named, "class": ranks, "geometry": list(points.geometry)})


def _text(points: gpd.GeoDataFrame, column: str) -> list[str]:
    """A column as text, empty where it is missing."""
    if column not in points.columns:
        return [""] * len(points)
    return ["" if pd.isna(value) else str(value) for value in points[column]]
