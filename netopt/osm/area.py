"""Area: the polygon that is asked for, in degrees WGS84, from a box or a GeoJSON file."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import shapely

from netopt.errors import ConfigError, CrsError, SourceError
from netopt.osm.osm_file import check_plain_file

Area = shapely.Polygon | shapely.MultiPolygon

_WGS84_NAMES: Final = ("CRS84", "EPSG::4326", "EPSG:4326")
"""Ends of the names that a GeoJSON file's old ``crs`` member may give WGS84."""
_MEND: Final = "give a GeoJSON file (RFC 7946) with polygons in longitude, latitude"
_SPLIT: Final = "areas across the 180th meridian are not read: ask for each side in a network of its own"


def area_of_bbox(bbox: Sequence[float], *, buffer_km: float = 0.0) -> Area:
    """The box west, south, east, north in degrees, widened by a margin.

    Raises
    ------
    ConfigError
        If these are not four numbers, in order, on the earth; everything that is wrong with them at once.
    """
    is_number = [isinstance(value, int | float) and math.isfinite(value) for value in bbox]
    if len(bbox) != 4 or not all(is_number):
        raise ConfigError(f"bbox {list(bbox)} is not four numbers; write [west, south, east, north] in degrees")
    west, south, east, north = bbox
    wrong = [f"longitude {value:g} is not within -180..180" for value in (west, east) if abs(value) > 180.0]
    wrong += [f"latitude {value:g} is not within -90..90" for value in (south, north) if abs(value) > 90.0]
    if west >= east:
        wrong.append(f"west {west:g} is not below east {east:g} ({_SPLIT})")
    if south >= north:
        wrong.append(f"south {south:g} is not below north {north:g}")
    if wrong:
        raise ConfigError(f"bbox {list(bbox)}: {'; '.join(wrong)}; write [west, south, east, north] in degrees")
    return buffered(shapely.box(west, south, east, north), buffer_km)


def area_of_file(path: Path, *, buffer_km: float = 0.0) -> Area:
    """All polygons of a GeoJSON file as one, widened by a margin.

    Raises
    ------
    SourceError
        If the file is missing, no GeoJSON, holds anything but valid polygons, or crosses the 180th meridian.
    CrsError
        If it says or shows that its coordinates are not WGS84.
    """
    check_plain_file(path, folder_mend=_MEND)
    try:
        text = path.read_text(encoding="utf-8-sig")
        document = json.loads(text)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}); {_MEND}") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path}: is no JSON ({str(error)[:200]}); {_MEND}") from error
    _check_crs_member(path, document)
    try:
        # Whatever the file holds besides, only geometry can come out of this: no driver guesses its format.
        drawn = shapely.force_2d(shapely.from_geojson(text))
    except shapely.errors.ShapelyError as error:
        raise SourceError(f"{path}: is no GeoJSON ({str(error)[:200]}); {_MEND}") from error
    return buffered(_polygons(path, drawn), buffer_km, name=f"{path}: ")


def buffered(area: Area, buffer_km: float, *, name: str = "") -> Area:
    """The area with a margin, drawn in an equal-area projection centred on it.

    Railways run on past a border: with a margin, paths between two places inside may use track outside. The margin is
    true to 0.1 % within 500 km of the centre and to a few per cent in an area as wide as China.

    Raises
    ------
    ConfigError
        If the margin is below 0, or reaches across the 180th meridian.
    """
    if not 0.0 <= buffer_km < math.inf:
        raise ConfigError(f"{name}buffer_km {buffer_km:g} is not 0 or more")
    if not buffer_km:
        return area
    west, south, east, north = area.bounds
    reach = _degrees(buffer_km, max(abs(south), abs(north)))
    if west - reach < -180.0 or east + reach > 180.0:
        raise ConfigError(f"{name}a margin of {buffer_km:g} km round {west:g}..{east:g} leaves -180..180; {_SPLIT}")
    metres = f"+proj=laea +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +datum=WGS84 +units=m +type=crs"
    margin = gpd.GeoSeries([area], crs="EPSG:4326").to_crs(metres).buffer(buffer_km * 1000.0).to_crs("EPSG:4326")
    wider: Area = margin.iloc[0]
    return wider


def _degrees(distance_km: float, latitude: float) -> float:
    """At most so many degrees of longitude a distance covers at a latitude; 360 at the poles."""
    reached = latitude + distance_km / 110.0
    return 360.0 if reached >= 90.0 else distance_km / (110.0 * math.cos(math.radians(reached)))


def _check_crs_member(path: Path, document: Any) -> None:
    """Refuse a file that names another system in the member ``crs`` of old GeoJSON."""
    crs = document.get("crs") if isinstance(document, dict) else None
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not name.endswith(_WGS84_NAMES):
        raise CrsError(
            f"{path}: says its coordinates are in {str(name or crs)[:60]}, not WGS84; write it anew in EPSG:4326"
        )


def _polygons(path: Path, drawn: shapely.Geometry) -> Area:
    """The polygons of a geometry or collection as one, checked."""
    parts: list[Any] = [drawn]
    while any(hasattr(part, "geoms") for part in parts):
        parts = list(shapely.get_parts(parts))
    parts = [part for part in parts if not part.is_empty]
    if others := sorted({part.geom_type for part in parts} - {"Polygon"}):
        raise SourceError(f"{path}: holds {', '.join(others)}; {_MEND}")
    if not parts:
        raise SourceError(f"{path}: holds no polygon; {_MEND}")
    for part in parts:
        west, south, east, north = part.bounds
        if not (-180.0 <= west <= east <= 180.0 and -90.0 <= south <= north <= 90.0):
            raise CrsError(
                f"{path}: coordinates {west:g}..{east:g}, {south:g}..{north:g} are no longitude and latitude; "
                "write it anew in EPSG:4326, longitude first"
            )
        if not part.is_valid:
            raise SourceError(f"{path}: a polygon is not valid ({shapely.is_valid_reason(part)}); mend it in a GIS")
    area: Area = shapely.union_all(parts)  # type: ignore[assignment]  # polygons unite to polygons
    west, _, east, _ = area.bounds
    if east - west > 180.0:
        raise SourceError(f"{path}: polygons reach from {west:g} to {east:g} degrees; {_SPLIT}")
    return area
