"""Read the rail lines of OpenStreetMap from the package scgraph-data: the world rail graph of one bounding box.

The package holds nodes with coordinates rounded to three decimals and edges with the length of the track in km.
An edge is a chord: vertices between its ends were dropped, so its length may exceed the distance of its ends.
"""

import importlib.metadata
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import pyproj

from netopt.arrays import FloatArray, IntArray
from netopt.errors import EmptySourceError, SourceUnavailableError
from netopt.provenance import DataSource

PACKAGE: Final = "scgraph-data"
LICENCE: Final = "ODbL-1.0"
"""Of the data; the package itself is under the MIT licence."""
ATTRIBUTION: Final = "© OpenStreetMap contributors"
URL: Final = "https://github.com/connor-makowski/scgraph_data"
DATA_DATE: Final = "2024"
"""About: the package states no date."""
WORLD_RAIL_MARGIN_DEG: Final = 0.7
"""How far to read beyond the stations: an edge counts only with both ends in the box, and chords are up to 0.7 long."""
COORDINATE_STEP_DEG: Final = 0.001
"""Coordinates are rounded to this step."""
_PACKAGE_RADIUS_KM: Final = 6371.0
"""Radius of the sphere on which the package measured its lengths."""
_MEND = 'install the extra with: pip install "netopt[world]"; or use a pinned network (kind: snapshot)'

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class WorldRail:
    """Rail track inside a bounding box as plain arrays; undirected, without self-loops and duplicates.

    ``lon``, ``lat`` (n_nodes,) degrees WGS84; ``tail``, ``head`` (n_edges,) node positions, ``tail < head``, sorted;
    ``length_m`` (n_edges,) length of the track on the WGS84 ellipsoid, never below ``chord_m``, the geodesic
    distance of the two ends.
    """

    lon: FloatArray
    lat: FloatArray
    tail: IntArray
    head: IntArray
    length_m: FloatArray
    chord_m: FloatArray


def load_world_rail(bounds: Bounds) -> WorldRail:
    """The rail graph of a bounding box (west, south, east, north; degrees); both ends of an edge lie inside.

    Raises
    ------
    SourceUnavailableError
        If the package is missing or does not fit the installed scgraph.
    EmptySourceError
        If no track lies in the box.
    """
    graph = _world_graph()
    west, south, east, north = bounds
    latitude, longitude = np.asarray(graph.nodes, dtype=np.float64).T
    kept = np.flatnonzero((longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north))
    position = np.full(latitude.size, -1, dtype=np.int32)
    position[kept] = np.arange(kept.size, dtype=np.int32)
    rows = sorted(
        (int(position[u]), int(position[v]), float(length_km))
        for u in kept.tolist()
        for v, length_km in graph.graph[u].items()
        if u < v and position[v] >= 0
    )
    if not rows:
        raise EmptySourceError(f"{PACKAGE} holds no rail track in the box west,south,east,north = {bounds}")
    tail, head = np.array([row[:2] for row in rows], dtype=np.int32).T
    lon, lat = longitude[kept], latitude[kept]
    chord_m = _geodesic_m(lon, lat, tail, head)
    detour = np.array([row[2] for row in rows]) / _haversine_km(lon, lat, tail, head)
    return WorldRail(lon, lat, tail, head, chord_m * np.maximum(detour, 1.0), chord_m)


def world_rail_source() -> DataSource:
    """The data set as a network's provenance names it.

    Raises
    ------
    SourceUnavailableError
        If it is not installed.
    """
    try:
        version = importlib.metadata.version(PACKAGE)
    except importlib.metadata.PackageNotFoundError as error:
        raise SourceUnavailableError(f"the package {PACKAGE} is not installed; {_MEND}") from error
    return DataSource(f"OpenStreetMap rail track (package {PACKAGE} {version})", LICENCE, DATA_DATE, ATTRIBUTION, URL)


@cache
def _world_graph() -> Any:
    """The package's graph: ``nodes`` as [lat, lon] lists, ``graph`` as {neighbour: km} dicts; it has no types."""
    try:
        from scgraph_data.world_railways import world_railways_geograph
    except ImportError as error:
        raise SourceUnavailableError(f"cannot import {PACKAGE} ({error}); it needs scgraph<3; {_MEND}") from error
    return world_railways_geograph


def _geodesic_m(lon: FloatArray, lat: FloatArray, tail: IntArray, head: IntArray) -> FloatArray:
    geod = pyproj.Geod(ellps="WGS84")
    return np.asarray(geod.inv(lon[tail], lat[tail], lon[head], lat[head])[2], dtype=np.float64)


def _haversine_km(lon: FloatArray, lat: FloatArray, tail: IntArray, head: IntArray) -> FloatArray:
    """Great-circle distance as the package measures it, to tell dropped vertices from the shape of the earth."""
    phi, theta = np.radians(lat), np.radians(lon)
    half_chord_squared = (
        np.sin((phi[head] - phi[tail]) / 2) ** 2
        + np.cos(phi[tail]) * np.cos(phi[head]) * np.sin((theta[head] - theta[tail]) / 2) ** 2
    )
    return np.asarray(2 * _PACKAGE_RADIUS_KM * np.arcsin(np.sqrt(half_chord_squared)), dtype=np.float64)
