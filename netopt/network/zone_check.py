"""Whether zones lie where the network is: near a station, and inside their outlines."""

from collections.abc import Iterator
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import KDTree

from netopt.arrays import FloatArray
from netopt.errors import Breach, NetworkError
from netopt.network.crs import to_wgs84
from netopt.network.network import Network

FARTHEST_KM: Final = 150.0
"""A zone or place farther than this from every passenger station is outside the network: nobody goes to a train so
far, and the middle of the emptiest prefecture with a railway is nearer."""
OUTLINE_MARGIN_KM: Final = 1.0
"""A centre this far outside its outline passes: outlines are simplified, and centres good to some hundred metres."""
_EARTH_KM: Final = 6371.0
_KM_PER_DEG: Final = 111.2
"""Along a meridian; longer than a degree along any parallel."""


def nearest_km(lonlat: FloatArray, others: FloatArray) -> FloatArray:
    """Distance on the sphere from each point, shape (n, 2), to the nearest of others, shape (m, 2), all in degrees.

    NaN where a coordinate is no number, or there are no others.
    """
    found = np.full(len(lonlat), np.nan)
    usable, there = np.isfinite(lonlat).all(axis=1), np.isfinite(others).all(axis=1)
    if usable.any() and there.any():
        chord, _ = KDTree(_on_sphere(others[there])).query(_on_sphere(lonlat[usable]))
        found[usable] = 2.0 * _EARTH_KM * np.arcsin(np.clip(chord / 2.0, 0.0, 1.0))
    return found


def far_faults(lonlat: FloatArray, stations_lonlat: FloatArray) -> Iterator[tuple[int, str]]:
    """Rows of points (n, 2) too far from all passenger stations (m, 2), with what is wrong; no stations, no faults."""
    distance_km = nearest_km(lonlat, stations_lonlat)
    for row in np.flatnonzero(distance_km > FARTHEST_KM):
        lon, lat = lonlat[row]
        where = f"lon {lon:g}, lat {lat:g} is {distance_km[row]:.0f} km from the nearest passenger station"
        yield int(row), f"{where}, more than {FARTHEST_KM:g} km; correct lon and lat or remove it"


def outline_faults(ids: list[str], lonlat: FloatArray, outlines: "gpd.GeoSeries[Any]") -> Iterator[tuple[int, str]]:
    """Zones (n,) without an outline or outside it, with what is wrong; no outlines at all, no faults.

    ``outlines``: index = zone ids, WGS84.
    """
    if outlines.empty:
        return
    for row, zone_id in enumerate(ids):
        if zone_id not in outlines.index:
            yield row, "has no outline among those given; add it"
            continue
        lon, lat = lonlat[row]
        off_km = float(shapely.distance(outlines.loc[zone_id], shapely.Point(lon, lat))) * _KM_PER_DEG
        if off_km > OUTLINE_MARGIN_KM:
            yield row, f"lon {lon:g}, lat {lat:g} is {off_km:.0f} km outside its outline; correct one of them"


def check_zones(network: Network, *, name: str) -> None:
    """Raise one ``NetworkError`` with every zone that lies outside the network of all years, or has a wrong outline.

    Not for the state of one year: in an early year the next station may truly have been far.
    """
    zones = network.of_kind("zone")
    ids = [str(zone_id) for zone_id in zones.index]
    lonlat, stations = _lonlat(zones), _lonlat(network.of_kind("station"))
    outlines = gpd.GeoSeries() if network.areas.empty else to_wgs84(network.areas).geometry
    faults = [*far_faults(lonlat, stations), *outline_faults(ids, lonlat, outlines)]
    breaches = [Breach(name, f"zone {ids[row]}", message) for row, message in faults]
    stray = sorted(set(map(str, outlines.index)) - set(ids))
    breaches += [Breach(name, f"outline {zone_id}", "belongs to no zone; remove it") for zone_id in stray]
    if breaches:
        raise NetworkError(breaches)


def _lonlat(nodes: gpd.GeoDataFrame) -> FloatArray:
    points = to_wgs84(nodes).geometry
    return np.stack([points.x, points.y], axis=1).reshape(-1, 2)


def _on_sphere(lonlat: FloatArray) -> FloatArray:
    """Unit vectors of points in degrees, shape (n, 3)."""
    lon, lat = np.radians(lonlat).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
