"""Which stations a zone's people set out from."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from netopt.arrays import BoolArray, FloatArray
from netopt.network.borders.sides import JURISDICTION
from netopt.network.network import Network
from netopt.travel.passenger_rail import PassengerRail
from netopt.travel.points import distances_m
from netopt.units import METRES_PER_KM

ZONE = "zone"
MAIN_CLASSES = ("hub", "main")
OFF_THE_OUTLINE_M = 2000.0
"""Farthest that a zone's station lies off its outline. Assumed."""


@dataclass(frozen=True)
class StationRadius:
    """How far from its centre a zone's own stations may lie: a suburban halt is not the city's station."""

    main_km: float
    """Stations of class hub or main."""
    local_km: float
    """Other stations."""


def zone_stations(network: Network, rail: PassengerRail, zones: pd.Index, radius: StationRadius) -> BoolArray:
    """Whether a station is one of a zone's own, shape (n_zones, n_stations).

    A zone's own stations lie inside its outline and within a radius of its centre; where none does, the one
    inside that is nearest to the centre. A station of another jurisdiction lies in none; one that lies in no outline
    belongs to the nearest one within ``OFF_THE_OUTLINE_M``. Without outlines a station lies in the zone whose centre is
    nearest.
    """
    if not len(zones) or not len(rail):
        return np.zeros((len(zones), len(rail)), dtype=bool)
    distance_m = distances_m(points_xy_m(network, zones), rail.xy_m)
    is_inside = _inside(network, rail, zones, distance_m)
    radius_km = np.where(rail.stations["class"].isin(MAIN_CLASSES), radius.main_km, radius.local_km)
    is_near = is_inside & (distance_m <= radius_km * METRES_PER_KM)
    nearest = np.argmin(np.where(is_inside, distance_m, np.inf), axis=1)
    is_nearest = np.zeros_like(is_inside)
    is_nearest[np.arange(len(zones)), nearest] = is_inside.any(axis=1)
    return np.where(is_near.any(axis=1, keepdims=True), is_near, is_nearest)


def points_xy_m(network: Network, node_ids: pd.Index) -> FloatArray:
    """Coordinates of nodes, shape (n, 2)."""
    points = network.nodes.geometry.iloc[network.positions(node_ids)]
    return np.column_stack([points.x, points.y]).reshape(-1, 2)


def _inside(network: Network, rail: PassengerRail, zones: pd.Index, distance_m: FloatArray) -> BoolArray:
    if network.areas.empty:
        # The nearest of ALL zone centres, not only of those asked for, so that a zone's stations never change.
        centres = network.of_kind(ZONE).index
        nearest = centres[np.argmin(distances_m(points_xy_m(network, centres), rail.xy_m), axis=0)]
        return np.asarray(zones.to_numpy()[:, None] == nearest.to_numpy()[None, :])
    outlines = network.areas.geometry.reindex(zones).to_numpy()
    points = shapely.points(rail.xy_m)
    is_of_one_side = _of_one_side(network, rail, zones)
    outside_m = np.full(distance_m.shape, np.inf)
    for row, outline in enumerate(outlines):
        if outline is not None:
            outside_m[row] = np.where(is_of_one_side[row], shapely.distance(outline, points), np.inf)
    inside: BoolArray = outside_m == 0.0
    # Outlines are coarse and older than some piers and made islands: what lies just off all of them has a city too.
    loose = np.flatnonzero(~inside.any(axis=0) & (outside_m.min(axis=0) <= OFF_THE_OUTLINE_M))
    inside[outside_m[:, loose].argmin(axis=0), loose] = True
    return inside


def _of_one_side(network: Network, rail: PassengerRail, zones: pd.Index) -> BoolArray:
    """Whether zone and station are not known to lie in different jurisdictions, shape (n_zones, n_stations)."""
    if JURISDICTION not in network.nodes.columns:
        return np.ones((len(zones), len(rail)), dtype=bool)
    told = network.nodes[JURISDICTION]
    of_zone, of_station = (told.reindex(ids).to_numpy(dtype=object) for ids in (zones, rail.stations.index))
    is_unknown = pd.isna(of_zone)[:, None] | pd.isna(of_station)[None, :]
    return np.asarray(is_unknown | (of_zone[:, None] == of_station[None, :]), dtype=bool)
