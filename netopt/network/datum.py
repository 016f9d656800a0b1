"""Coordinates from Chinese map services (GCJ-02, BD-09): convert them, and notice them where WGS84 was promised.

GCJ-02 shifts WGS84 by 300 to 700 m, almost the same way everywhere in a region, so a whole layer moves coherently.
Hong Kong and Macau data are WGS84 as a rule; the formulas here do not know their outlines.
"""

import warnings
from collections.abc import Callable
from typing import Final, Literal

import numpy as np
import pyproj

from netopt.arrays import BoolArray, FloatArray
from netopt.errors import Breach, CrsError, NetoptWarning

Conversion = Callable[[FloatArray], FloatArray]
Datum = Literal["wgs84", "gcj02", "bd09"]

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
    """BD-09 of WGS84 points, shape (n, 2), degrees; points outside China's box stay as they are."""
    return np.where(_in_china(lonlat)[:, None], gcj02_to_bd09(wgs84_to_gcj02(lonlat)), lonlat)


def bd09_to_wgs84(lonlat: FloatArray) -> FloatArray:
    """WGS84 of BD-09 points, shape (n, 2), degrees; points outside China's box stay as they are."""
    return np.where(_in_china(lonlat)[:, None], gcj02_to_wgs84(bd09_to_gcj02(lonlat)), lonlat)


def as_they_are(lonlat: FloatArray) -> FloatArray:
    """WGS84 of WGS84 points: the points themselves."""
    return lonlat


FROM_WGS84: Final[dict[Datum, Conversion]] = {"wgs84": as_they_are, "gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}
TO_WGS84: Final[dict[Datum, Conversion]] = {"wgs84": as_they_are, "gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}
_WRITTEN: Final[dict[Datum, str]] = {"wgs84": "WGS84", "gcj02": "GCJ-02", "bd09": "BD-09"}
_SHIFTED: Final[tuple[Datum, ...]] = ("gcj02", "bd09")


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
    for datum in _SHIFTED:
        predicted_m = _displacement_m(reference_lonlat, FROM_WGS84[datum](reference_lonlat))
        residual_m = float(np.median(np.linalg.norm(shift_m - predicted_m, axis=1)))
        if residual_m < LARGEST_RESIDUAL_M:
            found = f"lie {median_m:.0f} m off their references, {residual_m:.0f} m once read as {_WRITTEN[datum]}"
            found += " (medians)"
            _report(name, datum, "wgs84", found, len(points_lonlat))
            return


def detect_offset_from_track(
    points_lonlat: FloatArray, distance_to_track_m: Conversion, *, name: str = "stations", declared: Datum = "wgs84"
) -> None:
    """Refuse stations that lie off all track in the datum they were declared in, and on it in another.

    ``points_lonlat``, shape (n, 2), are already converted from the ``declared`` datum to WGS84;
    ``distance_to_track_m`` gives the distance of such points to the nearest track, shape (n,).
    Raises and warns as ``detect_offset``.
    """
    if not len(points_lonlat):
        return
    median_m = float(np.median(distance_to_track_m(points_lonlat)))
    if median_m <= LARGEST_SHIFT_M:
        return
    given = FROM_WGS84[declared](points_lonlat)
    read_m = {
        datum: float(np.median(distance_to_track_m(invert(given))))
        for datum, invert in TO_WGS84.items()
        if datum != declared
    }
    best = min(read_m, key=lambda datum: read_m[datum])
    if read_m[best] < LARGEST_CONVERTED_M:
        found = f"lie {median_m:.0f} m off the track, {read_m[best]:.0f} m once read as {_WRITTEN[best]} (medians)"
        _report(name, best, declared, found, len(points_lonlat))


def _report(name: str, found_datum: Datum, declared: Datum, found: str, count: int) -> None:
    mend = f"the coordinates are {_WRITTEN[found_datum]}, not {_WRITTEN[declared]}; "
    mend += f"give `datum: {found_datum}` in the config's network section"
    if found_datum != "wgs84":
        mend += f", or convert them with netopt.network.datum.{found_datum}_to_wgs84"
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
