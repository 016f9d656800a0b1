"""Choose a metre-based, equal-area CRS for data and project to it."""

import geopandas as gpd
import pyproj

WGS84 = "EPSG:4326"


def equal_area_crs(bounds_lonlat: tuple[float, float, float, float]) -> pyproj.CRS:
    """Lambert azimuthal equal-area CRS centred on a bounding box (west, south, east, north; degrees).

    The centre is rounded to half a degree, so small changes of the data keep the CRS. Within 500 km of the centre
    lengths are true to 0.08 % (Snyder 1987, Map Projections: A Working Manual, p. 185); areas are exact.
    """
    west, south, east, north = bounds_lonlat
    lon, lat = (round(west + east) / 2, round(south + north) / 2)
    return pyproj.CRS.from_user_input(f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m +type=crs")


def to_wgs84(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame in longitude and latitude."""
    return frame.to_crs(WGS84)
