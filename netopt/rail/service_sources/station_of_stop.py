"""Which station a stop position, platform or station node of OpenStreetMap belongs to."""

from collections.abc import Mapping, Sequence
from typing import Final

import geopandas as gpd
import numpy as np

from netopt.osm.extract import OsmExtract, OsmMember, OsmRelation
from netopt.rail.service_sources.route_stops import Gap, Place
from netopt.rail.service_sources.station_places import StationPlaces

SAME_NAME_M: Final = 600.0
"""A stop of the same name belongs to a station no farther than this."""
NEAR_M: Final = 200.0
"""A stop without a known name belongs to the nearest station of its mode, no farther than this."""
STATION_MODES: Final[Mapping[str, tuple[str, ...]]] = {
    "train": ("rail", "narrow_gauge", "light_rail", "monorail"),
    "subway": ("subway", "light_rail", "monorail", "rail"),
    "light_rail": ("light_rail", "tram", "subway", "rail"),
    "tram": ("tram", "light_rail", "subway"),
    "monorail": ("monorail", "subway", "light_rail", "rail"),
}
"""Modes of stations that a route of each kind stops at, the likeliest first."""


class StationOfStop:
    """Finds stations of members of route relations.

    By the object's id among ``osm_ids`` of the stations, by the stop areas that hold it beside an object of a
    station, by a known track node, then by name and distance.
    """

    def __init__(
        self, extract: OsmExtract, stations: gpd.GeoDataFrame, stop_nodes: Mapping[int, Sequence[str]] | None = None
    ) -> None:
        """``stop_nodes``: station ids by OpenStreetMap id of the track nodes they were linked to."""
        self.extract = extract
        self.mode = {str(station): str(mode) for station, mode in stations["mode"].items()}
        self.of_object = _stations_of_objects(stations)
        for node, linked in (stop_nodes or {}).items():
            _add(self.of_object, f"n{node}", linked)
        for relation in extract.relations:
            if relation.tags.get("public_transport") == "stop_area":
                self._add_stop_area(relation)
        self.places = StationPlaces(stations)
        self.way_position = {int(way): position for position, way in enumerate(extract.way_id)}
        self.by_place = 0
        """Stops found by name or distance, not by an id."""

    def place(self, member: OsmMember, route: str) -> Place:
        """The station of a member of a route of this kind, or why there is none."""
        modes = STATION_MODES[route]
        known = self.of_object.get(f"{member.type[0]}{member.ref}", [])
        if fitting := self._best(known, modes):
            return fitting
        point = self._point(member)
        if point is None:
            return Gap.OUTSIDE if not known else Gap.UNKNOWN
        found = self.places.nearest(
            point, self._tags(member).get("name", ""), modes, same_name_m=SAME_NAME_M, any_name_m=NEAR_M
        )
        self.by_place += found is not None
        return found or Gap.UNKNOWN

    def _best(self, stations: Sequence[str], modes: Sequence[str]) -> str | None:
        fitting = [station for station in stations if self.mode[station] in modes]
        return min(fitting, key=lambda station: (modes.index(self.mode[station]), station), default=None)

    def _point(self, member: OsmMember) -> tuple[float, float] | None:
        """Longitude and latitude of a node, or the middle of the known nodes of a way; ``None`` outside."""
        if member.type == "node":
            return self.extract.point(member.ref)
        if member.type != "way" or (way := self.way_position.get(member.ref)) is None:
            return None
        points = [point for ref in self.extract.refs(way) if (point := self.extract.point(int(ref))) is not None]
        if not points:
            return None
        lon, lat = np.mean(points, axis=0)
        return float(lon), float(lat)

    def _tags(self, member: OsmMember) -> Mapping[str, str]:
        if member.type == "node":
            return self.extract.node_tags.get(member.ref, {})
        way = self.way_position.get(member.ref) if member.type == "way" else None
        return {} if way is None else self.extract.way_tags[way]

    def _add_stop_area(self, area: OsmRelation) -> None:
        """Every part of a stop area belongs to the stations that the area names."""
        objects = [f"{member.type[0]}{member.ref}" for member in area.members]
        named = sorted({station for name in (f"r{area.id}", *objects) for station in self.of_object.get(name, ())})
        for name in objects if named else ():
            if name not in self.of_object:
                self.of_object[name] = list(named)


def _stations_of_objects(stations: gpd.GeoDataFrame) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for station, objects in stations["osm_ids"].items():
        for name in (str(station), *str(objects).split(";")):
            _add(found, name.strip(), [str(station)])
    return found


def _add(found: dict[str, list[str]], name: str, stations: Sequence[str]) -> None:
    known = found.setdefault(name, [])
    known.extend(station for station in stations if station not in known)
