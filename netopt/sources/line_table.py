"""A network from tables: stations, segments, and optionally services, zones, outlines and places."""

from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.errors import Breach, NetworkError, SourceError
from netopt.network.crs import WGS84, equal_area_crs
from netopt.network.datum import bd09_to_wgs84, gcj02_to_wgs84
from netopt.network.network import Network
from netopt.osm.world_rail import WORLD_RAIL_MARGIN_DEG, load_world_rail, world_rail_source
from netopt.provenance import DataSource, Provenance
from netopt.rail.line_table import compile_line_table
from netopt.rail.service import check_services
from netopt.rail.table_check import check_line_table, check_zone_table
from netopt.sources.base import SourceConfig
from netopt.sources.pinned import network_folder

TEXT_COLUMNS = ("adcode", "opened_date", "former_names", "terminus")


class LineTableSource(SourceConfig):
    """Rail lines given as tables (stations.csv, segments.csv, ...), their course routed over real track."""

    kind: Literal["line_table"] = "line_table"
    path: str
    """Folder of the tables, relative to this file, or graphs:NAME."""
    geometry: Literal["world_rail", "straight"] = "world_rail"
    """Where the course of a segment comes from: the OSM world rail graph (extra "world"), or a straight line."""
    datum: Literal["wgs84", "gcj02", "bd09"] = "wgs84"
    """Datum of the coordinates in stations.csv and zones.csv; others than wgs84 are converted."""

    def read(self, folder: Path) -> Network:
        """The network of all years, compiled from the tables."""
        tables = network_folder(self.path, folder)
        stations = self._in_wgs84(_read_table(tables / "stations.csv"))
        segments = _read_table(tables / "segments.csv")
        names = (str(tables / "stations.csv"), str(tables / "segments.csv"))
        check_line_table(stations, segments, names=names)  # before track is looked for where nothing lies
        world = load_world_rail(_box(stations, WORLD_RAIL_MARGIN_DEG)) if self.geometry == "world_rail" else None
        nodes, edges = compile_line_table(stations, segments, world, names=names)
        services = _indexed(tables / "services.csv", "service_id")
        if not services.empty:
            check_services(services, nodes, edges, file=str(tables / "services.csv"))
        nodes = self._with_zones(nodes, tables)
        crs = equal_area_crs(tuple(nodes.total_bounds))
        sources = _sources(tables)
        if world is not None:
            sources = (*sources, world_rail_source())
        return Network(
            nodes=nodes.to_crs(crs),
            edges=edges.to_crs(crs),
            services=services,
            areas=_outlines(tables / "zones.geojson").to_crs(crs),
            places=_places(tables / "places.csv").to_crs(crs),
            provenance=Provenance(
                kind="line_table",
                name=tables.name,
                sources=sources,
                parameters={"geometry": self.geometry, "datum": self.datum},
            ),
        )

    def _in_wgs84(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table with ``lon`` and ``lat`` converted from the declared datum."""
        if self.datum == "wgs84" or not {"lon", "lat"} <= set(table.columns):
            return table
        convert = {"gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}[self.datum]
        lonlat = convert(table[["lon", "lat"]].to_numpy(dtype=np.float64)).round(6)
        return table.assign(lon=lonlat[:, 0], lat=lonlat[:, 1])

    def _with_zones(self, nodes: gpd.GeoDataFrame, tables: Path) -> gpd.GeoDataFrame:
        """The nodes and the zone centres of zones.csv, sorted by id."""
        path = tables / "zones.csv"
        if not path.is_file():
            return nodes.assign(population=np.nan)
        zones = self._in_wgs84(_read_table(path))
        check_zone_table(zones, set(nodes.index), str(path))
        centres = gpd.GeoDataFrame(
            zones.drop(columns=["lon", "lat", "zone_id", "population_2020", "centre"]).assign(
                kind="zone", population=zones["population_2020"].astype(float)
            ),
            geometry=gpd.points_from_xy(zones["lon"], zones["lat"]),
            crs=WGS84,
        ).set_index(pd.Index(zones["zone_id"], name=nodes.index.name))
        return gpd.GeoDataFrame(pd.concat([nodes.assign(population=np.nan), centres]), crs=WGS84).sort_index()


def _read_table(path: Path) -> pd.DataFrame:
    """A CSV table; codes and names stay text."""
    try:
        return pd.read_csv(path, dtype=dict.fromkeys(TEXT_COLUMNS, "str"), encoding="utf-8")
    except FileNotFoundError as error:
        raise SourceError(
            f"{path}: no such file; a line table is a folder with stations.csv and segments.csv"
        ) from error
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: cannot be read as a UTF-8 CSV table with a header row ({error})") from error


def _indexed(path: Path, key: str) -> pd.DataFrame:
    """An optional table under its key; empty where the file is absent."""
    if not path.is_file():
        return pd.DataFrame()
    table = _read_table(path)
    if key not in table.columns or table[key].isna().any() or table[key].duplicated().any():
        raise NetworkError([Breach(str(path), "", f"needs a column {key} without gaps or repeated values")])
    years = {year: table[year].astype("Int64") for year in ("from_year", "to_year") if year in table.columns}
    return table.assign(**years).set_index(key).sort_index()


def _outlines(path: Path) -> gpd.GeoDataFrame:
    """Zone outlines by zone id; empty where the file is absent."""
    if not path.is_file():
        return gpd.GeoDataFrame(geometry=[], crs=WGS84)
    try:
        outlines = gpd.read_file(path)
    except (OSError, ValueError, RuntimeError) as error:
        raise SourceError(f"{path}: cannot be read as GeoJSON ({error})") from error
    if "zone_id" not in outlines.columns or not outlines.geometry.is_valid.all():
        raise NetworkError([Breach(str(path), "", "needs valid polygons with the property zone_id")])
    return outlines.set_index("zone_id").sort_index()


def _places(path: Path) -> gpd.GeoDataFrame:
    """Populated places by place id; empty where the file is absent."""
    table = _indexed(path, "place_id")
    if table.empty:
        return gpd.GeoDataFrame(geometry=[], crs=WGS84)
    points = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table.drop(columns=["lon", "lat"]), geometry=points, crs=WGS84)


def _sources(tables: Path) -> tuple[DataSource, ...]:
    """The rows of the optional sources.csv: where the tables themselves come from."""
    path = tables / "sources.csv"
    if not path.is_file():
        return ()
    rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8").to_dict("records")
    try:
        return tuple(DataSource(**{str(key): value for key, value in row.items()}) for row in rows)
    except TypeError as error:
        raise NetworkError([Breach(str(path), "", "needs the columns name,licence,date,attribution,url")]) from error


def _box(stations: pd.DataFrame, margin_deg: float) -> tuple[float, float, float, float]:
    """West, south, east, north of the stations, widened by a margin."""
    lonlat = stations[["lon", "lat"]].astype(float)
    low, high = lonlat.min() - margin_deg, lonlat.max() + margin_deg
    return float(low["lon"]), float(low["lat"]), float(high["lon"]), float(high["lat"])
