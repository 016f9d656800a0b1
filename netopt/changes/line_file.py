"""A line and its stations as a GeoJSON file: read, checked, and projected to the CRS of a network."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

from netopt.changes.base import NEW_ID
from netopt.errors import Breach, NetworkError, SourceError
from netopt.network.crs import WGS84
from netopt.network.geojson_file import read_features
from netopt.rail.tables.table_check import BOARDING_CLASSES
from netopt.rail.tables.table_rules import shown

MOST_BYTES = 20_000_000
LONGEST_NAME = 200


@dataclass(frozen=True, eq=False)
class LineFile:
    """What a file says of a line."""

    file: str
    """Its path."""
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
        file=file,
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
    frame = read_features(path)
    if frame is None or frame.empty or frame.geometry.isna().any():
        raise NetworkError([Breach(str(path), "", "holds no feature, or one without a geometry; give one LineString")])
    return frame.to_crs(WGS84)


def _station_breaches(points: gpd.GeoDataFrame, file: str) -> list[Breach]:
    breaches = []
    ids = _text(points, "id")
    for row, (station, rank) in enumerate(zip(ids, _text(points, "class"), strict=True)):
        if not station:
            breaches.append(Breach(file, f"station {row + 1}", "has no property id; give it one"))
        elif not re.fullmatch(NEW_ID, station):
            fault = f"id {shown(station[:LONGEST_NAME])} does not fit; give at most 100 of A-Z, a-z, 0-9, _ . : -"
            breaches.append(Breach(file, f"station {row + 1}", fault))
        elif ids.count(station) > 1:
            breaches.append(Breach(file, f"station {row + 1}", f"id {station!r} comes twice; give each its own"))
        if rank and rank not in BOARDING_CLASSES:
            known = ", ".join(BOARDING_CLASSES)
            breaches.append(
                Breach(file, f"station {row + 1}", f"class {shown(rank)} is not one of {known}; give one of them")
            )
    for name in ("name_zh", "name_en"):
        for row, text in enumerate(_text(points, name)):
            if len(text) > LONGEST_NAME or not text.isprintable():
                fault = (
                    f"{name} {shown(text[:LONGEST_NAME])} is no name; give visible text of at most {LONGEST_NAME} signs"
                )
                breaches.append(Breach(file, f"station {row + 1}", fault))
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
