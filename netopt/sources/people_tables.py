"""The tables of where people live (zones, outlines, places) and of water between them: read, checked, made frames."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.errors import Breach, NetworkError, SourceError
from netopt.network.crs import WGS84, to_wgs84
from netopt.network.geojson_file import read_features
from netopt.rail.tables.csv_table import read_source_table
from netopt.rail.tables.zone_tables_check import outline_breaches, place_breaches, water_breaches, zone_breaches

ZONES, OUTLINES, PLACES, WATER = "zones.csv", "zones.geojson", "places.csv", "water.geojson"
TEXT_COLUMNS: Final = ("zone_id", "adcode")
"""Codes stay text, whatever they look like."""

Frame = TypeVar("Frame", pd.DataFrame, gpd.GeoDataFrame)


@dataclass(frozen=True, eq=False)
class People:
    """Where people live, in WGS84; each frame may be empty."""

    zones: gpd.GeoDataFrame
    """Index ``zone_id``: centres as nodes of kind ``zone`` with ``population``."""
    outlines: gpd.GeoDataFrame
    """Index ``zone_id``: polygons."""
    places: gpd.GeoDataFrame
    """Index ``place_id``: points with ``population`` and ``zone_id``."""
    water: gpd.GeoDataFrame
    """Index ``water_id``: polygons that no way on the ground crosses."""


def read_people(
    folder: Path, stations: pd.DataFrame, in_wgs84: Callable[[pd.DataFrame], pd.DataFrame]
) -> tuple[People, list[Breach]]:
    """People of a folder, each file optional, and every breach of the tables; frames are sound where there is none.

    ``stations``: columns ``station_id, lon, lat, class``, as far as they can be read: zones and places lie near them.
    ``in_wgs84`` converts ``lon`` and ``lat`` of a table from the datum they are declared in.

    Raises
    ------
    SourceError
        If a file cannot be read.
    """
    breaches: list[Breach] = []
    zones, places = _table(folder / ZONES, breaches), _table(folder / PLACES, breaches)
    outlines, water = _polygons(folder / OUTLINES, "zone_id"), _polygons(folder / WATER, "water_id")
    zone_ids: set[str] = set()
    if zones is not None:
        zones = in_wgs84(zones)
        zone_ids = set(zones.get("zone_id", pd.Series(dtype="str")).dropna())
        shapes = gpd.GeoDataFrame(geometry=[], crs=WGS84) if outlines is None else outlines
        breaches += zone_breaches(zones, stations, shapes, file=str(folder / ZONES))
    if outlines is not None:
        breaches += outline_breaches(outlines, zone_ids, file=str(folder / OUTLINES))
    if water is not None:
        breaches += water_breaches(water, file=str(folder / WATER))
    if places is not None:
        breaches += place_breaches(places, stations, zone_ids, file=str(folder / PLACES))
    if breaches:
        return no_people(), breaches
    people = People(
        zones=_zone_nodes(zones),
        outlines=_by_id(_or_none(outlines), "zone_id"),
        places=_places(places),
        water=_by_id(_or_none(water), "water_id"),
    )
    return people, []


def people_near(folder: Path, nodes: gpd.GeoDataFrame) -> People:
    """People of a folder for a network's nodes, whose zones and places lie near its stations.

    Raises
    ------
    SourceError
        If a file cannot be read, or the folder holds no zones.csv.
    NetworkError
        With every breach of every table.
    """
    if not (folder / ZONES).is_file():
        raise SourceError(f"{folder / ZONES}: no such file; zones are a folder with zones.csv in it")
    lonlat = to_wgs84(nodes[nodes["kind"] == "station"])
    points = lonlat.geometry
    stations = pd.DataFrame(
        {"station_id": lonlat.index, "lon": points.x.to_numpy(), "lat": points.y.to_numpy(), "class": lonlat["class"]}
    )
    people, breaches = read_people(folder, stations, lambda table: table)
    if breaches:
        raise NetworkError(breaches)
    return people


def no_people() -> People:
    """Nobody, nowhere."""
    return People(_zone_nodes(None), _or_none(None), _places(None), _or_none(None))


def with_zones(nodes: gpd.GeoDataFrame, people: People) -> gpd.GeoDataFrame:
    """Nodes and zone centres together, sorted by id; ``nodes`` in WGS84."""
    without = nodes.assign(population=np.nan)
    if people.zones.empty:
        return without
    zones = people.zones.rename_axis(index=nodes.index.name)
    return gpd.GeoDataFrame(pd.concat([without, zones]), crs=WGS84).sort_index()


def _zone_nodes(table: pd.DataFrame | None) -> gpd.GeoDataFrame:
    if table is None or table.empty:
        return gpd.GeoDataFrame(geometry=[], crs=WGS84)
    columns = table.drop(columns=["lon", "lat", "zone_id", "centre"]).assign(
        kind="zone", population=table["population"].astype(float)
    )
    points = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(columns, geometry=points, crs=WGS84).set_index(pd.Index(table["zone_id"], name="zone_id"))


def _places(table: pd.DataFrame | None) -> gpd.GeoDataFrame:
    if table is None or table.empty:
        return gpd.GeoDataFrame(geometry=[], crs=WGS84)
    points = gpd.points_from_xy(table["lon"], table["lat"])
    return _by_id(gpd.GeoDataFrame(table.drop(columns=["lon", "lat"]), geometry=points, crs=WGS84), "place_id")


def _by_id(table: Frame, key: str) -> Frame:
    """The table under its key, sorted; as it is where it has no rows."""
    if table.empty:
        return table
    by_id: Frame = table.set_index(key).sort_index()
    return by_id


def _or_none(polygons: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[], crs=WGS84) if polygons is None else polygons


def _table(path: Path, breaches: list[Breach]) -> pd.DataFrame | None:
    """A CSV table; ``None`` where it is absent. Rows that do not fit the header are added to the breaches."""
    if not path.exists():
        return None
    table, long_rows = read_source_table(path, dtype=dict.fromkeys(TEXT_COLUMNS, "str"))
    breaches += long_rows
    return table


def _polygons(path: Path, key: str) -> gpd.GeoDataFrame | None:
    """Polygons in WGS84 with text ids in the property ``key``; ``None`` where the file is absent."""
    if not path.exists():
        return None
    found = read_features(path)
    if found is None:
        raise NetworkError([Breach(str(path), "", f"holds no feature with a geometry; give polygons with {key}")])
    if key in found.columns and not pd.api.types.is_string_dtype(found[key]):
        found = found.assign(**{key: found[key].map(str, na_action="ignore")})
    return found.to_crs(WGS84)
