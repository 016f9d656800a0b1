"""Check the tables of where people live: every breach of zones, their outlines, places and the water between."""

from collections.abc import Iterator
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from netopt.arrays import FloatArray
from netopt.errors import Breach
from netopt.network.borders.sides import JURISDICTION
from netopt.network.zone_check import far_faults, outline_faults
from netopt.rail.tables.table_check import BOARDING_CLASSES
from netopt.rail.tables.table_rules import (
    breach_at,
    columns_are_there,
    coordinates_are_on_earth,
    ids_are_unique,
    numbers,
    numbers_are_positive,
    rows_where,
    shown,
    text_is_plain,
    words_are_legal,
)

ZONE_COLUMNS: Final = ("zone_id", "name_zh", "name_en", "population", "lon", "lat", "centre")
PLACE_COLUMNS: Final = ("place_id", "lon", "lat", "population", "zone_id")
ZONE_CENTRES: Final = ("government", "weighted_mean", "main_place")
OUTLINE_SHAPES: Final = ("Polygon", "MultiPolygon")


def zone_breaches(
    zones: pd.DataFrame, stations: pd.DataFrame, outlines: gpd.GeoDataFrame, *, file: str = "zones.csv"
) -> list[Breach]:
    """Every breach of a zone table, whose zones lie near the passenger stations and in their outlines.

    ``stations`` as in stations.csv, as far as it can be read; ``outlines`` as read from zones.geojson, or empty.
    """
    breaches = list(columns_are_there(zones, file, ZONE_COLUMNS))
    if breaches:
        return breaches
    breaches = [
        *ids_are_unique(zones, file, "zone_id"),
        *text_is_plain(zones, file, ("zone_id", "name_zh", "name_en")),
        *coordinates_are_on_earth(zones, file),
        *numbers_are_positive(zones, file, "population", "give the people counted in the zone"),
        *words_are_legal(zones, file, "centre", ZONE_CENTRES),
        *(text_is_plain(zones, file, (JURISDICTION,)) if JURISDICTION in zones.columns else ()),
    ]
    for row in rows_where(zones["zone_id"].isin(set(stations.get("station_id", ())))):
        message = f"zone_id {shown(zones['zone_id'].iloc[row])} is a station's id too; rename the station"
        breaches.append(breach_at(file, row, message))
    if breaches:
        return breaches
    lonlat = _lonlat(zones)
    shapes = _shapes(outlines)
    faults = [*far_faults(lonlat, _passenger_lonlat(stations)), *outline_faults(list(zones["zone_id"]), lonlat, shapes)]
    for row, message in faults:
        breaches.append(breach_at(file, row, f"zone {zones['zone_id'].iloc[row]!r}: {message}"))
    return breaches


def outline_breaches(
    outlines: gpd.GeoDataFrame, zone_ids: set[str], *, file: str = "zones.geojson"
) -> Iterator[Breach]:
    """Every breach of the outlines: each is a valid polygon of one zone of zones.csv."""
    if "zone_id" not in outlines.columns:
        yield Breach(file, "", "no feature has the property zone_id; give each the id of its zone in zones.csv")
        return
    is_repeated = outlines["zone_id"].duplicated() & outlines["zone_id"].notna()
    for row, (zone_id, shape) in enumerate(zip(outlines["zone_id"], outlines.geometry, strict=True)):
        where = f"feature {row + 1}"
        if pd.isna(zone_id) or zone_id not in zone_ids:
            yield Breach(file, where, f"zone_id {shown(zone_id)} is not in zones.csv; correct the id or add the zone")
        elif is_repeated.iloc[row]:
            yield Breach(file, where, f"zone_id {shown(zone_id)} comes twice; make one MultiPolygon of the two")
        yield from _shape_breaches(shape, f"zone {shown(zone_id)}", file, where)


def water_breaches(water: gpd.GeoDataFrame, *, file: str = "water.geojson") -> Iterator[Breach]:
    """Every breach of the water: each is a valid polygon with an id of its own."""
    if "water_id" not in water.columns:
        yield Breach(file, "", "no feature has the property water_id; give each an id")
        return
    is_wrong = water["water_id"].isna() | water["water_id"].duplicated()
    for row, (water_id, shape) in enumerate(zip(water["water_id"], water.geometry, strict=True)):
        where = f"feature {row + 1}"
        if is_wrong.iloc[row]:
            yield Breach(file, where, f"water_id {shown(water_id)} is empty or comes twice; give each feature its own")
        yield from _shape_breaches(shape, f"water {shown(water_id)}", file, where)


def _shape_breaches(shape: BaseGeometry | None, what: str, file: str, where: str) -> Iterator[Breach]:
    """Breaches of a shape that is to be a valid polygon."""
    if shape is None or shape.is_empty or shape.geom_type not in OUTLINE_SHAPES:
        found = "nothing" if shape is None or shape.is_empty else f"a {shape.geom_type}"
        yield Breach(file, where, f"{what} is {found}; give a Polygon or MultiPolygon")
    elif not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        yield Breach(file, where, f"the outline of {what} is not valid ({reason}); mend it")


def place_breaches(
    places: pd.DataFrame, stations: pd.DataFrame, zone_ids: set[str], *, file: str = "places.csv"
) -> list[Breach]:
    """Every breach of a table of places, each near the passenger stations and in a zone of zones.csv."""
    breaches = list(columns_are_there(places, file, PLACE_COLUMNS))
    if breaches:
        return breaches
    breaches = [
        *ids_are_unique(places, file, "place_id"),
        *coordinates_are_on_earth(places, file),
        *numbers_are_positive(places, file, "population", "give the people of the place"),
    ]
    for row in rows_where(~places["zone_id"].isin(zone_ids)):
        given = shown(places["zone_id"].iloc[row])
        breaches.append(breach_at(file, row, f"zone_id {given} is not in zones.csv; correct the id or add the zone"))
    for row, message in far_faults(_lonlat(places), _passenger_lonlat(stations)):
        breaches.append(breach_at(file, row, message))
    return breaches


def _lonlat(table: pd.DataFrame) -> FloatArray:
    """Shape (n, 2); NaN where a coordinate cannot be read."""
    return np.stack([numbers(table["lon"]), numbers(table["lat"])], axis=1)


def _passenger_lonlat(stations: pd.DataFrame) -> FloatArray:
    """Passenger stations with coordinates, shape (n, 2)."""
    if not {"lon", "lat", "class"} <= set(stations.columns):
        return np.empty((0, 2))
    return _lonlat(stations[stations["class"].isin(BOARDING_CLASSES)])


def _shapes(outlines: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """The outlines by zone id, the first of each; those without a shape have breaches of their own."""
    if outlines.empty or "zone_id" not in outlines.columns:
        return gpd.GeoSeries()
    known = outlines[outlines.geometry.notna()].drop_duplicates("zone_id")
    return known.set_index("zone_id").geometry
