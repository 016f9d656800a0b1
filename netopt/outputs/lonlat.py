"""Geometry as RFC 7946 wants it: WGS84, right-hand rings, at most 7 decimals, cut at the antimeridian."""

import geopandas as gpd
import numpy as np
import shapely
import shapely.affinity
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from netopt.network.crs import to_wgs84

DECIMALS = 7
HALF_TURN, FULL_TURN = 180.0, 360.0


def lonlat_geometries(frame: gpd.GeoDataFrame) -> list[BaseGeometry | None]:
    """The geometry of each row in longitude and latitude; ``None`` where it is missing or empty."""
    geometries: list[BaseGeometry | None] = list(to_wgs84(frame).geometry.array)
    return [None if geometry is None else _ready(geometry) for geometry in geometries]


def bbox(geometries: list[BaseGeometry | None]) -> list[float] | None:
    """West, south, east, north of all; west is the larger number where the antimeridian lies between."""
    present = [geometry for geometry in geometries if geometry is not None]
    if not present:
        return None
    west, south, east, north = shapely.total_bounds(present).tolist()
    if west == -HALF_TURN and east == HALF_TURN:  # something was cut there
        turned = [shapely.transform(geometry, _eastward) for geometry in present]
        turned_west, _, turned_east, _ = shapely.total_bounds(turned).tolist()
        if turned_east - turned_west < FULL_TURN:
            west, east = turned_west, round(turned_east - FULL_TURN, DECIMALS)
    return [west, south, east, north]


def _ready(geometry: BaseGeometry) -> BaseGeometry | None:
    if _crosses_antimeridian(geometry):
        geometry = _cut(geometry)
    rounded: BaseGeometry = shapely.transform(geometry, _rounded)
    if rounded.geom_type in ("Polygon", "MultiPolygon"):
        if not rounded.is_valid:  # rounding made a ring touch itself
            rounded = shapely.transform(_valid(geometry), _rounded)
        rounded = shapely.orient_polygons(rounded, exterior_cw=False)
    return None if rounded.is_empty else rounded


def _valid(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons on the grid of 7 decimals, rings mended and collapsed parts dropped."""
    valid = geometry if geometry.is_valid else shapely.make_valid(geometry)
    on_grid: BaseGeometry = shapely.set_precision(valid, 10.0**-DECIMALS)
    return on_grid


def _rounded(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(lonlat, DECIMALS) + 0.0  # -0.0 becomes 0.0


def _crosses_antimeridian(geometry: BaseGeometry) -> bool:
    """Whether a step of a line or ring is longer than half way round the globe: it goes the other way."""
    if geometry.geom_type in ("Point", "MultiPoint"):
        return False
    lon, part = shapely.get_coordinates(geometry)[:, 0], _part_of_coordinate(geometry)
    return bool(np.any((np.abs(np.diff(lon)) > HALF_TURN) & (np.diff(part) == 0)))


def _part_of_coordinate(geometry: BaseGeometry) -> NDArray[np.intp]:
    """Number of the line or ring that each coordinate belongs to."""
    parts = shapely.get_parts(geometry)
    rings = shapely.get_rings(parts) if geometry.geom_type.endswith("Polygon") else parts
    return shapely.get_coordinates(rings, return_index=True)[1]


def _cut(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry as parts on either side of the antimeridian."""
    eastward = shapely.make_valid(shapely.transform(geometry, _eastward))
    west_side = shapely.intersection(eastward, shapely.box(0, -90, HALF_TURN, 90))
    east_side = shapely.intersection(eastward, shapely.box(HALF_TURN, -90, FULL_TURN, 90))
    return shapely.union(west_side, shapely.affinity.translate(east_side, xoff=-FULL_TURN))


def _eastward(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes counted eastward from Greenwich, 0 to 360."""
    turned = lonlat.copy()
    turned[:, 0] = np.where(turned[:, 0] < 0, turned[:, 0] + FULL_TURN, turned[:, 0])
    return turned
