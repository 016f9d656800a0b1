"""Hops of a timetable as edges: least times both ways, the route that names them, their course."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString

from netopt.arrays import FloatArray
from netopt.network.crs import WGS84
from netopt.rail.gtfs.calls import GEOD
from netopt.rail.gtfs.patterns import Pattern
from netopt.rail.gtfs.shape_lengths import Course, Shapes
from netopt.rail.gtfs.timetable_day import TimetableDay

SHORTEST_M: Final = 1.0
"""Two stations drawn at one place are this far apart, so that an edge has a length."""

Key = tuple[str, str, str]
"""Two stations in order of their ids, and the class of the line."""


@dataclass
class Hop:
    """What the patterns say of two neighbouring stations on lines of one class; *there* is from the lower id."""

    pattern: Pattern
    """The one that draws the course: with a shape before those without, then of most trains."""
    place: int
    """Number of the hop in it."""
    least_s: dict[bool, float] = field(default_factory=dict)
    """Least time there (True) and back (False); a way that nobody runs is not in it."""
    trains_of_route: dict[str, float] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """The route that runs most trains here: the edge is called after it."""
        return min(self.trains_of_route, key=lambda route: (-self.trains_of_route[route], route))


def key_of(one: str, other: str, line_class: str) -> Key:
    """The hop of two stations, whichever way."""
    return (min(one, other), max(one, other), line_class)


def hops_of(day: TimetableDay) -> dict[Key, Hop]:
    """Every hop of the day's patterns, sorted."""
    drawn = frozenset(day.feed.shapes["shape_id"])
    class_of = day.routes["class"].to_dict()
    hops: dict[Key, Hop] = {}
    for pattern in day.patterns:
        for place, (here, there) in enumerate(pairwise(pattern.stations)):
            hop = hops.setdefault(key_of(here, there, class_of[pattern.route_id]), Hop(pattern, place))
            is_there = here < there
            hop.least_s[is_there] = min(float(pattern.least_run_s[place]), hop.least_s.get(is_there, np.inf))
            trains = hop.trains_of_route.get(pattern.route_id, 0.0)
            hop.trains_of_route[pattern.route_id] = trains + pattern.trains
            if _worth(pattern, drawn) > _worth(hop.pattern, drawn):
                hop.pattern, hop.place = pattern, place
    return dict(sorted(hops.items()))


def edges_of(day: TimetableDay, hops: Mapping[Key, Hop], ids: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Edges by rising id, in degrees; ``ids``: node and line ids by those of the feed."""
    shapes = Shapes(day.feed)
    courses = {id(pattern): shapes.courses(pattern, day.stations) for pattern in _drawing(hops)}
    names = day.routes["name"].to_dict()
    lonlat_of = dict(zip(day.stations.index, day.stations[["lon", "lat"]].to_numpy(dtype=np.float64), strict=True))
    classes = Counter((one, other) for one, other, _ in hops)
    edge_ids: Counter[str] = Counter()
    rows, lines = [], []
    for (one, other, line_class), hop in hops.items():
        course = courses[id(hop.pattern)][hop.place]
        starts_here = hop.pattern.stations[hop.place]
        is_there = True in hop.least_s
        tail, head = (one, other) if is_there else (other, one)
        length_m, lonlat = _course(course, lonlat_of[starts_here], lonlat_of[other if starts_here == one else one])
        edge_id = f"{ids[tail]}-{ids[head]}" + (f":{line_class}" if classes[one, other] > 1 else "")
        edge_ids[edge_id] += 1  # ids that hold hyphens may come out alike
        rows.append(
            {
                "edge_id": edge_id if edge_ids[edge_id] == 1 else f"{edge_id}#{edge_ids[edge_id]}",
                "from_node": ids[tail],
                "to_node": ids[head],
                "oneway": len(hop.least_s) == 1,
                "length_m": length_m,
                "line_id": ids[hop.line],
                "line_zh": names[hop.line],
                "line_en": names[hop.line],
                "class": line_class,
                "max_kmh": np.nan,
                "max_kmh_assumed": False,
                "running_s": hop.least_s[is_there],
                "running_back_s": hop.least_s.get(not is_there, np.nan),
                "length_source": "straight" if course is None else "gtfs",
                "km_assumed": course is None,
                "geometry_source": "straight" if course is None else "gtfs",
            }
        )
        lines.append(LineString(lonlat if starts_here == tail else lonlat[::-1]))
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=lines, crs=WGS84).set_index("edge_id").sort_index()


def _worth(pattern: Pattern, drawn: frozenset[str]) -> tuple[bool, float]:
    return (pattern.shape_id in drawn, pattern.trains)


def _drawing(hops: Mapping[Key, Hop]) -> list[Pattern]:
    """Patterns that draw the course of a hop, each once."""
    return list({id(hop.pattern): hop.pattern for hop in hops.values()}.values())


def _course(course: Course | None, start: FloatArray, end: FloatArray) -> tuple[float, FloatArray]:
    """Length and line of a hop in its pattern's direction; straight where the feed draws none."""
    if course is not None:
        return course.length_m, course.lonlat
    return max(float(GEOD.inv(*start, *end)[2]), SHORTEST_M), np.array([start, end])
