"""A network from tables: stations, segments, and optionally services, zones, outlines and places."""

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from netopt.network.crs import equal_area_crs
from netopt.network.datum import TO_WGS84, Datum
from netopt.network.network import Network
from netopt.osm.world_rail import WORLD_RAIL_MARGIN_DEG, load_world_rail, world_rail_source
from netopt.provenance import Provenance
from netopt.rail.course.line_table import compile_line_table
from netopt.rail.tables.table_rules import numbers
from netopt.sources.base import SourceConfig
from netopt.sources.people_tables import with_zones
from netopt.sources.pinned import network_folder
from netopt.sources.tables import SEGMENTS, STATIONS, read_tables


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
        nodes = with_zones(stations, tables.people)
        crs = equal_area_crs(tuple(nodes.total_bounds))
        return Network(
            nodes=nodes.to_crs(crs),
            edges=edges.to_crs(crs),
            services=_services(tables.services),
            areas=tables.people.outlines.to_crs(crs),
            water=tables.people.water.to_crs(crs),
            places=tables.people.places.to_crs(crs),
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


def _services(table: pd.DataFrame) -> pd.DataFrame:
    """Services by id; empty where there are none."""
    if table.empty:
        return pd.DataFrame()
    years = {year: table[year].astype("Int64") for year in ("from_year", "to_year")}
    return table.assign(**years).set_index("service_id").sort_index()


def _box(stations: pd.DataFrame) -> tuple[float, float, float, float]:
    """West, south, east, north of the stations, widened so that all track near them is read."""
    lonlat = stations[["lon", "lat"]].astype(float)
    low, high = lonlat.min() - WORLD_RAIL_MARGIN_DEG, lonlat.max() + WORLD_RAIL_MARGIN_DEG
    return float(low["lon"]), float(low["lat"]), float(high["lon"]), float(high["lat"])
