"""Coordinates from Chinese map services (GCJ-02, BD-09): convert them, and notice them where WGS84 was promised.

GCJ-02 shifts WGS84 by 300 to 700 m, almost the same way everywhere in a region, so a whole layer moves coherently.
Hong Kong and Macau data are WGS84 as a rule; the formulas here do not know their outlines.
"""

import warnings
from collections.abc import Callable
from typing import Final

import numpy as np
import pyproj

from netopt.arrays import BoolArray, FloatArray
from netopt.errors import Breach, CrsError, NetoptWarning

Conversion = Callable[[FloatArray], FloatArray]

_SEMI_MAJOR_M: Final = 6378245.0
_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
"""Krasovsky 1940 ellipsoid, on which GCJ-02 is defined."""
_BD09_ANGLE: Final = np.pi * 3000.0 / 180.0

LEAST_POINTS: Final = 10
"""With fewer points an offset is only warned of."""
LARGEST_SHIFT_M: Final = 250.0
"""Median distance above which points do not lie where they should."""
LARGEST_RESIDUAL_M: Final = 60.0
"""Median distance from the predicted shift below which the shift is explained."""
LARGEST_CONVERTED_M: Final = 100.0
"""Median distance to track below which converted points lie where they should."""


def wgs84_to_gcj02(lonlat: FloatArray) -> FloatArray:
    """GCJ-02 of WGS84 points, shape (n, 2), degrees; points outside China's box stay as they are.

    Source: the published formula of the transformation (first written down in the open in 2013; the same in all
    public implementations).
    """
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    x, y = lon - 105.0, lat - 35.0
    wave = 20.0 * (np.sin(6.0 * np.pi * x) + np.sin(2.0 * np.pi * x))
    root = np.sqrt(np.abs(x))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (wave + 20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi / 3.0 * y)) * 2.0 / 3.0
    north += (160.0 * np.sin(np.pi / 12.0 * y) + 320.0 * np.sin(np.pi / 30.0 * y)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (wave + 20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi / 3.0 * x)) * 2.0 / 3.0
    east += (150.0 * np.sin(np.pi / 12.0 * x) + 300.0 * np.sin(np.pi / 30.0 * x)) * 2.0 / 3.0
    phi = np.radians(lat)
    flattening = 1.0 - _ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian_m = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_SQUARED) / flattening**1.5
    parallel_m = _SEMI_MAJOR_M / np.sqrt(flattening) * np.cos(phi)
    shift = np.degrees(np.stack([east / parallel_m, north / meridian_m], axis=1))
    return np.where(_in_china(lonlat)[:, None], lonlat + shift, lonlat)


def gcj02_to_wgs84(lonlat: FloatArray) -> FloatArray:
    """WGS84 of GCJ-02 points, shape (n, 2), by fixed-point iteration; exact to better than 0.1 mm."""
    guess = lonlat.astype(np.float64)
    for _ in range(6):
        guess = lonlat - (wgs84_to_gcj02(guess) - guess)
    return guess


def gcj02_to_bd09(lonlat: FloatArray) -> FloatArray:
    """BD-09 of GCJ-02 points, shape (n, 2), degrees."""
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD09_ANGLE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD09_ANGLE)
    return np.stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006], axis=1)


def bd09_to_gcj02(lonlat: FloatArray) -> FloatArray:
    """GCJ-02 of BD-09 points, shape (n, 2), by fixed-point iteration; exact to better than 0.1 mm."""
    guess: FloatArray = lonlat - np.array([0.0065, 0.006])
    for _ in range(6):
        guess = guess + lonlat - gcj02_to_bd09(guess)
    return guess


def wgs84_to_bd09(lonlat: FloatArray) -> FloatArray:
    """BD-09 of WGS84 points, shape (n, 2), degrees."""
    return gcj02_to_bd09(wgs84_to_gcj02(lonlat))


def bd09_to_wgs84(lonlat: FloatArray) -> FloatArray:
    """WGS84 of BD-09 points, shape (n, 2), degrees."""
    return gcj02_to_wgs84(bd09_to_gcj02(lonlat))


_SHIFTED: Final[tuple[tuple[str, Conversion, Conversion], ...]] = (
    ("GCJ-02", wgs84_to_gcj02, gcj02_to_wgs84),
    ("BD-09", wgs84_to_bd09, bd09_to_wgs84),
)


def detect_offset(points_lonlat: FloatArray, reference_lonlat: FloatArray, *, name: str = "points") -> None:
    """Refuse points that lie off their references as GCJ-02 or BD-09 would put them.

    Parameters
    ----------
    points_lonlat, reference_lonlat
        The same places twice, shape (n, 2), degrees; the reference is WGS84.
    name
        What the points are, for the message.

    Raises
    ------
    CrsError
        With ``LEAST_POINTS`` places or more, when the shift is explained; fewer give a ``NetoptWarning``.
    """
    if not len(points_lonlat):
        return
    shift_m = _displacement_m(reference_lonlat, points_lonlat)
    median_m = float(np.median(np.linalg.norm(shift_m, axis=1)))
    if median_m <= LARGEST_SHIFT_M:
        return
    for system, convert, _ in _SHIFTED:
        predicted_m = _displacement_m(reference_lonlat, convert(reference_lonlat))
        residual_m = float(np.median(np.linalg.norm(shift_m - predicted_m, axis=1)))
        if residual_m < LARGEST_RESIDUAL_M:
            found = f"lie {median_m:.0f} m off their references, {residual_m:.0f} m once read as {system} (medians)"
            _report(name, system, found, len(points_lonlat))
            return


def detect_offset_from_track(
    points_lonlat: FloatArray, distance_to_track_m: Conversion, *, name: str = "stations"
) -> None:
    """Refuse stations that lie off all track as given and on it once converted from GCJ-02 or BD-09.

    ``distance_to_track_m`` gives the distance of WGS84 points, shape (n, 2), to the nearest track, shape (n,).
    Raises and warns as ``detect_offset``.
    """
    if not len(points_lonlat):
        return
    median_m = float(np.median(distance_to_track_m(points_lonlat)))
    if median_m <= LARGEST_SHIFT_M:
        return
    converted_m = [float(np.median(distance_to_track_m(invert(points_lonlat)))) for _, _, invert in _SHIFTED]
    best = int(np.argmin(converted_m))
    if converted_m[best] < LARGEST_CONVERTED_M:
        system = _SHIFTED[best][0]
        found = f"lie {median_m:.0f} m off the track, {converted_m[best]:.0f} m once read as {system} (medians)"
        _report(name, system, found, len(points_lonlat))


def _report(name: str, system: str, found: str, count: int) -> None:
    function = "gcj02_to_wgs84" if system == "GCJ-02" else "bd09_to_wgs84"
    mend = f"the coordinates are {system}, not WGS84; convert them with netopt.network.datum.{function}"
    if count < LEAST_POINTS:
        warnings.warn(f"{name}: all {count} points {found}; perhaps {mend}", NetoptWarning, stacklevel=3)
        return
    raise CrsError([Breach(name, "", f"{count} points {found}: {mend}")])


def _in_china(lonlat: FloatArray) -> BoolArray:
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    return np.asarray((lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271))


def _displacement_m(start: FloatArray, end: FloatArray) -> FloatArray:
    """East and north components of the way from each start to its end, shape (n, 2), metres."""
    azimuth, _, distance_m = pyproj.Geod(ellps="WGS84").inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
    angle = np.radians(azimuth)
    return np.stack([distance_m * np.sin(angle), distance_m * np.cos(angle)], axis=1)
