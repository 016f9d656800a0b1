"""What is written into a query to Overpass: an outline short enough to be sent, and the query for relations."""

from collections.abc import Sequence
from typing import Final

import shapely

from netopt.osm.area import Area
from netopt.osm.overpass_client import query_settings
from netopt.osm.overpass_server import OverpassServer

MOST_VERTICES: Final = 400
"""A longer outline is widened a little and made simpler: servers are slow with long ones."""
COARSER_DEG: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
DECIMALS: Final = 6
"""Of coordinates in a query, as osmnx writes them."""


def asked_area(area: Area) -> Area:
    """An outline that covers the area and is short enough to be sent; without holes, which servers do not know."""
    asked = _without_holes(area)
    for step in COARSER_DEG:
        if shapely.get_num_coordinates(asked) <= MOST_VERTICES:
            return asked
        asked = _without_holes(polygons_of(area.buffer(step, quad_segs=2).simplify(step)))
    return asked if shapely.get_num_coordinates(asked) <= MOST_VERTICES else _polygon(area.convex_hull)


def relations_query(asked: Area, filters: Sequence[str], server: OverpassServer) -> str:
    """Overpass QL for relations with a member in the area, each by its own brackets; members are not asked for."""
    outline = asked if isinstance(asked, shapely.Polygon) else _polygon(asked.convex_hull)
    points = shapely.get_coordinates(outline.exterior).tolist()
    poly = " ".join(f"{lat:.{DECIMALS}f} {lon:.{DECIMALS}f}" for lon, lat in points)
    statements = "".join(f'rel{brackets}(poly:"{poly}");' for brackets in filters)
    return f"{query_settings(server)};({statements});out body;"


def box_text(area: Area) -> str:
    """The area's box in a message."""
    west, south, east, north = area.bounds
    return f"west,south,east,north = {west:.4f},{south:.4f},{east:.4f},{north:.4f}"


def polygons_of(geometry: shapely.Geometry) -> Area:
    """The part of a geometry that has an area, valid."""
    parts = shapely.get_parts(shapely.make_valid(geometry), return_index=False)
    nested = [part for outer in parts for part in shapely.get_parts(outer) if isinstance(part, shapely.Polygon)]
    found = shapely.union_all(nested)
    return found if isinstance(found, shapely.MultiPolygon) else _polygon(found)


def _without_holes(area: Area) -> Area:
    filled = [shapely.Polygon(part.exterior) for part in shapely.get_parts(area)]
    return polygons_of(shapely.union_all(filled))


def _polygon(geometry: shapely.Geometry) -> shapely.Polygon:
    """The geometry as the polygon it is; empty where it is none."""
    return geometry if isinstance(geometry, shapely.Polygon) else shapely.Polygon()
