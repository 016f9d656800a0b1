"""Stations: one row a station, the points where it lies on the track, and what could not be linked."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from netopt.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Stations:
    """Stations of a track.

    stations
        Index ``station_id`` (``n123``, ``w123`` or ``r123``: the OpenStreetMap object that names it), sorted; Point in
        the track's CRS. ``name`` (as tagged), ``name_zh``, ``name_en`` (both fall back on ``name``), ``mode`` (rail,
        subway, light_rail, tram, monorail), ``kind`` (station, or freight for yards and goods stations), ``class``
        (hub, main, local, freight), ``osm_ids`` (every object of the cluster, "n1;n2;r3"), ``names`` (every spelling,
        apart by ;).
    unlinked
        Columns ``station_id, name, mode, reason, nearest_m``: stations without a point on track, each with the reason:
        ``no track of its class within N m``, ``no track in the extract``, ``possible GCJ-02 offset`` ...
    transfers
        Columns ``from_station, to_station, distance_m, same_name`` (bool): stations of different classes, or of one
        stop_area_group, between which one walks; each pair once, ids in order.
    duplicates
        Columns ``station_id, osm_id, name, distance_m``: further objects of the same station that were merged into it.
    """

    stations: gpd.GeoDataFrame
    point_station: IntArray
    """Shape (n_points,): position in ``stations``."""
    point_node: IntArray
    """Shape (n_points,): node of the track it was linked to (see ``link_stations``: that track has these nodes)."""
    point_access_m: FloatArray
    """Shape (n_points,): from the station's point to that node; walked, never run by a train."""
    unlinked: pd.DataFrame
    transfers: pd.DataFrame
    duplicates: pd.DataFrame
