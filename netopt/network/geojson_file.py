"""Read the features of a GeoJSON file, or say why it cannot be read."""

import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.errors import ShapelyError

from netopt.errors import Breach, NetworkError, SourceError


def read_features(path: Path) -> gpd.GeoDataFrame | None:
    """All features with their properties, in the CRS of the file; ``None`` where none has a geometry.

    Raises
    ------
    SourceError
        If the file cannot be read.
    NetworkError
        If a coordinate is no number, or none of a place on the earth.
    """
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Could not parse column")  # who reads a column tells of its odd values
            warnings.filterwarnings("ignore", "invalid value encountered", RuntimeWarning)  # told below
            found: Any = gpd.read_file(path)
    except (OSError, ValueError, RuntimeError, ShapelyError) as error:
        raise SourceError(f"{path}: cannot be read as GeoJSON ({str(error).strip()})") from error
    if not isinstance(found, gpd.GeoDataFrame) or found.crs is None:
        return None
    breaches = [
        Breach(str(path), f"feature {row + 1}", fault)
        for row, shape in enumerate(found.geometry)
        if (fault := _misplaced(shape, is_degrees=found.crs.is_geographic))
    ]
    if breaches:
        raise NetworkError(breaches)
    return found


def _misplaced(shape: shapely.Geometry | None, *, is_degrees: bool) -> str:
    """What is wrong with the coordinates of a shape; empty where nothing is."""
    xy = shapely.get_coordinates(shape)
    if not np.isfinite(xy).all():
        return "a coordinate is no number; give two numbers"
    off = np.flatnonzero(is_degrees & ((np.abs(xy[:, 0]) > 180.0) | (np.abs(xy[:, 1]) > 90.0)))
    if not off.size:
        return ""
    lon, lat = xy[off[0]]
    mend = "write longitude before latitude" if abs(lon) <= 90.0 else "give WGS84 degrees"
    return f"[{lon:g}, {lat:g}] is no place on the earth; {mend}"
