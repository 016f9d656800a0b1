"""Sides: jurisdictions, the ground of each, and in which of them every node lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.errors import NetworkError

JURISDICTION = "jurisdiction"
"""Column of stations and zones that tells it, where no other one is named."""
VORONOI_MARGIN_M = 50_000.0
"""How far the ground of networks without outlines reaches beyond their outermost nodes."""


@dataclass(frozen=True, eq=False)
class Sides:
    """Jurisdictions in the order of their names."""

    names: tuple[str, ...]
    areas: tuple[shapely.MultiPolygon, ...]
    """The ground of each in the CRS of the network; may be empty, but not all are."""
    column: str | None = None
    """Column of the nodes that tells their jurisdiction, where one does."""

    def of_points(self, xy_m: FloatArray) -> IntArray:
        """The side on whose ground each point lies, or to which it lies nearest; shape (n,) for ``xy_m`` (n, 2)."""
        return sides_of(self.areas, xy_m)

    def of_nodes(self, nodes: gpd.GeoDataFrame) -> IntArray:
        """The side of each node, shape (n_nodes,): its own column's, else that of its place.

        Raises
        ------
        NetworkError
            If the column names a jurisdiction that is none of these.
        """
        side = np.full(len(nodes), -1, dtype=np.int64)
        if self.column is not None and self.column in nodes.columns:
            given = nodes[self.column]
            is_told = is_named(given)
            side[is_told] = pd.Index(self.names).get_indexer(pd.Index(given[is_told]))
            unknown = np.flatnonzero(is_told & (side < 0))
            if unknown.size:
                shown = ", ".join(f"{nodes.index[at]!r} in {given.iloc[at]!r}" for at in unknown[:10])
                raise NetworkError(f"nodes lie in unknown jurisdictions: {shown}; there are {', '.join(self.names)}")
        untold = np.flatnonzero(side < 0)
        points = nodes.geometry.iloc[untold]
        side[untold] = self.of_points(np.column_stack([points.x, points.y]).reshape(-1, 2))
        return side


def sides_of(areas: tuple[shapely.MultiPolygon, ...], xy_m: FloatArray) -> IntArray:
    """Position of the area in which each point lies, or to which it lies nearest, shape (n,); empty areas hold none."""
    points = np.asarray(shapely.points(xy_m))
    side = np.full(len(xy_m), -1, dtype=np.int64)
    for number, area in enumerate(areas):
        shapely.prepare(area)
        side[(side < 0) & shapely.intersects(area, points)] = number
    outside = np.flatnonzero(side < 0)
    if outside.size:
        side[outside] = _nearest(areas, points[outside])
    return side


def _nearest(areas: tuple[shapely.MultiPolygon, ...], points: Any) -> IntArray:
    """Position of the area nearest to each point outside all of them, the first of equally near ones, shape (n,).

    ``points``: an array of Points. The nearest stretch of an outline is looked up in a tree: the distance to a whole
    outline would be measured along all of it, for every point.
    """
    rings = [shapely.get_rings(shapely.get_parts(area)) for area in areas]
    xy_m, ring = shapely.get_coordinates(np.concatenate(rings), return_index=True)
    owner = np.repeat(np.arange(len(areas)), [len(part) for part in rings])[ring]
    start = np.flatnonzero(ring[1:] == ring[:-1])
    stretches: Any = shapely.linestrings(np.stack([xy_m[start], xy_m[start + 1]], axis=1))
    point, stretch = shapely.STRtree(stretches).query_nearest(points)
    nearest = np.full(len(points), len(areas))
    np.minimum.at(nearest, point, owner[start[stretch]])
    return nearest


def sides_of_column(nodes: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, column: str) -> Sides:
    """Jurisdictions named in a column of the nodes; the ground of each is that of its zones' outlines.

    ``areas``: index = ids of zones, may be empty. Without outlines the ground of a jurisdiction is all that lies nearer
    to one of its nodes than to another's.

    Raises
    ------
    NetworkError
        If no node tells its jurisdiction.
    """
    told = nodes[is_named(nodes[column])] if column in nodes.columns else nodes.iloc[:0]
    names = tuple(sorted(set(told[column].astype(str)))) if len(told) else ()
    if not names:
        raise NetworkError(
            f"no node tells its jurisdiction in the column {column!r}; fill it in stations and zones, or give polygons"
        )
    zones = told.loc[told.index.isin(areas.index)]
    if zones.empty:
        parts = _nearest_ground(told, column)
    else:
        parts = {name: list(areas.geometry.loc[zones.index[zones[column] == name]]) for name in names}
    return Sides(names, tuple(_united(parts.get(name, [])) for name in names), column)


def sides_of_polygons(shapes: Mapping[str, shapely.Geometry]) -> Sides:
    """Jurisdictions given as polygons by name, in the CRS of the network."""
    names = tuple(sorted(shapes))
    return Sides(names, tuple(_united([shapes[name]]) for name in names))


def is_named(values: "pd.Series[str]") -> BoolArray:
    """Which values are words, shape (n,)."""
    return values.map(lambda value: isinstance(value, str) and bool(value)).to_numpy(dtype=bool)


def _united(shapes: list[shapely.Geometry]) -> shapely.MultiPolygon:
    whole = shapely.union_all(shapes)
    polygons = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(polygons)


def _nearest_ground(nodes: gpd.GeoDataFrame, column: str) -> dict[str, list[shapely.Geometry]]:
    """Cells of the Voronoi diagram of nodes by jurisdiction; of nodes in one place the first counts."""
    parts: dict[str, list[shapely.Geometry]] = {}
    firsts = nodes[~nodes.geometry.to_wkb().duplicated()]
    points = firsts.geometry.to_numpy()
    box = shapely.buffer(shapely.box(*firsts.total_bounds), VORONOI_MARGIN_M, join_style="mitre")
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(list(points)), extend_to=box))
    if len(firsts) == 1:
        cells = np.array([box])
    for cell, position in zip(*shapely.STRtree(cells).query(points, predicate="intersects")[::-1], strict=True):
        parts.setdefault(str(firsts[column].iloc[position]), []).append(cells[cell])
    return parts
