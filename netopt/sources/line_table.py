"""A network from tables: stations, segments, and optionally services, zones, outlines and places."""

from pathlib import Path
from typing import Literal, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.network.crs import WGS84, equal_area_crs
from netopt.network.datum import TO_WGS84, Datum
from netopt.network.network import Network
from netopt.osm.world_rail import WORLD_RAIL_MARGIN_DEG, load_world_rail, world_rail_source
from netopt.provenance import Provenance
from netopt.rail.tables.table_rules import numbers
from netopt.rail.track.line_table import compile_line_table
from netopt.sources.base import SourceConfig
from netopt.sources.pinned import network_folder
from netopt.sources.tables import SEGMENTS, STATIONS, read_tables

Frame = TypeVar("Frame", pd.DataFrame, gpd.GeoDataFrame)


class LineTableSource(SourceConfig):
    """Rail lines given as tables (stations.csv, segments.csv, ...), their course routed over real track."""

    kind: Literal["line_table"] = "line_table"
    path: str
    """Folder of the tables, relative to this file, or graphs:NAME."""
    geometry: Literal["world_rail", "straight"] = "world_rail"
    """Where the course of a segment comes from: the OSM world rail graph (extra "world"), or a straight line."""
    datum: Datum = "wgs84"
    """Datum of the coordinates in stations.csv and zones.csv; others than wgs84 are converted. A wrong one shows in the
    stations, which then lie off the track; zone centres have nothing to lie on, so their datum cannot be seen."""

    def read(self, folder: Path) -> Network:
        """The network of all years, compiled from the tables."""
        path = network_folder(self.path, folder)
        tables = read_tables(path, self._in_wgs84)  # whole, before track is looked for where nothing lies
        names = (str(path / STATIONS), str(path / SEGMENTS))
        world = load_world_rail(_box(tables.stations)) if self.geometry == "world_rail" else None
        stations, edges = compile_line_table(tables.stations, tables.segments, world, names=names, datum=self.datum)
        nodes = _with_zones(stations, tables.zones)
        crs = equal_area_crs(tuple(nodes.total_bounds))
        return Network(
            nodes=nodes.to_crs(crs),
            edges=edges.to_crs(crs),
            services=_services(tables.services),
            areas=_by_id(tables.outlines, "zone_id").to_crs(crs),
            places=_places(tables.places).to_crs(crs),
            provenance=Provenance(
                kind="line_table",
                name=path.name,
                sources=tables.sources if world is None else (*tables.sources, world_rail_source()),
                parameters={"geometry": self.geometry, "datum": self.datum},
            ),
        )

    def _in_wgs84(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table with ``lon`` and ``lat`` converted from the declared datum; what is no degree stays as it is."""
        if self.datum == "wgs84" or not {"lon", "lat"} <= set(table.columns):
            return table
        lonlat = np.stack([numbers(table["lon"]), numbers(table["lat"])], axis=1)
        usable = np.logical_and(np.abs(lonlat[:, 0]) <= 180.0, np.abs(lonlat[:, 1]) <= 90.0)
        converted = TO_WGS84[self.datum](np.where(usable[:, None], lonlat, 0.0)).round(6)
        if not usable.all():  # the check of the table shall show what was given
            converted = np.where(usable[:, None], converted, table[["lon", "lat"]].astype(object).to_numpy())
        return table.assign(lon=converted[:, 0], lat=converted[:, 1])


def _with_zones(nodes: gpd.GeoDataFrame, zones: pd.DataFrame) -> gpd.GeoDataFrame:
    """The nodes and the zone centres of zones.csv, sorted by id."""
    if zones.empty:
        return nodes.assign(population=np.nan)
    centres = gpd.GeoDataFrame(
        zones.drop(columns=["lon", "lat", "zone_id", "population_2020", "centre"]).assign(
            kind="zone", population=zones["population_2020"].astype(float)
        ),
        geometry=gpd.points_from_xy(zones["lon"], zones["lat"]),
        crs=WGS84,
    ).set_index(pd.Index(zones["zone_id"], name=nodes.index.name))
    return gpd.GeoDataFrame(pd.concat([nodes.assign(population=np.nan), centres]), crs=WGS84).sort_index()


def _services(table: pd.DataFrame) -> pd.DataFrame:
    """Services by id; empty where there are none."""
    if table.empty:
        return pd.DataFrame()
    years = {year: table[year].astype("Int64") for year in ("from_year", "to_year")}
    services: pd.DataFrame = _by_id(table.assign(**years), "service_id")
    return services


def _places(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Populated places by place id; empty where there are none."""
    if table.empty:
        return gpd.GeoDataFrame(geometry=[], crs=WGS84)
    points = gpd.points_from_xy(table["lon"], table["lat"])
    places = gpd.GeoDataFrame(table.drop(columns=["lon", "lat"]), geometry=points, crs=WGS84)
    return _by_id(places, "place_id")


def _by_id(table: Frame, key: str) -> Frame:
    """The table under its key, sorted; as it is where it has no rows."""
    if table.empty:
        return table
    by_id: Frame = table.set_index(key).sort_index()
    return by_id


def _box(stations: pd.DataFrame) -> tuple[float, float, float, float]:
    """West, south, east, north of the stations, widened so that all track near them is read."""
    lonlat = stations[["lon", "lat"]].astype(float)
    low, high = lonlat.min() - WORLD_RAIL_MARGIN_DEG, lonlat.max() + WORLD_RAIL_MARGIN_DEG
    return float(low["lon"]), float(low["lat"]), float(high["lon"]), float(high["lat"])
