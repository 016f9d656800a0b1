"""Where a station drawn as an area stands: the centroid of a way or of a multipolygon."""

import numpy as np
import shapely

from netopt.arrays import FloatArray
from netopt.osm.extract import OsmExtract, OsmRelation

Place = tuple[float, float]


def way_place(extract: OsmExtract, way: int) -> Place | None:
    """Centroid of a way in degrees: of its area where it is closed, else of its line; ``None`` without nodes."""
    return _centroid(_lonlat(extract, way))


def relation_place(extract: OsmExtract, relation: OsmRelation) -> Place | None:
    """Centroid of a multipolygon's outer members, each by its area; ``None`` where none of them is in the extract.

    Holes move a centroid less than a platform is long, so inner members are left out. An outer ring of several ways is
    taken as it lies: the mean of all its nodes.
    """
    members = [member for member in relation.members if member.type == "way" and member.role != "inner"]
    ways = [int(np.searchsorted(extract.way_id, member.ref)) for member in members]
    courses = [
        _lonlat(extract, way)
        for way, member in zip(ways, members, strict=True)
        if way < extract.way_id.size and extract.way_id[way] == member.ref
    ]
    courses = [course for course in courses if len(course)]
    if not courses:
        return None
    polygons = [shapely.Polygon(course) for course in courses if _is_ring(course)]
    if len(polygons) == len(courses) and (area := shapely.MultiPolygon(polygons)).area > 0.0:
        return area.centroid.x, area.centroid.y
    lon, lat = np.concatenate(courses).mean(axis=0)
    return float(lon), float(lat)


def _lonlat(extract: OsmExtract, way: int) -> FloatArray:
    position = extract.ref_position[extract.first_ref[way] : extract.first_ref[way + 1]]
    return extract.lonlat[position[position >= 0]]


def _centroid(course: FloatArray) -> Place | None:
    if not len(course):
        return None
    if _is_ring(course) and (polygon := shapely.Polygon(course)).area > 0.0:
        return polygon.centroid.x, polygon.centroid.y
    lon, lat = course.mean(axis=0)
    return float(lon), float(lat)


def _is_ring(course: FloatArray) -> bool:
    return len(course) >= 4 and bool((course[0] == course[-1]).all())
