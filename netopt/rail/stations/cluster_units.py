"""Which station objects and stops are one station: by stop area, by name and distance, by what is nearest."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from netopt.arrays import FloatArray, IntArray
from netopt.rail.stations.station_modes import PlacedObject
from netopt.rail.stations.stop_areas import StopArea

SAME_STATION_M: Final = {"rail": 1200.0}
"""No two objects of one station of this family are farther apart; big stations have a node for every yard."""
SAME_URBAN_STATION_M: Final = 400.0
STOP_OF_NAME_M: Final = 600.0
"""A stop of the station's name belongs to it up to here."""
STOP_WITHOUT_NAME_M: Final = 150.0
"""A stop without a name belongs to the nearest station of its family up to here."""
FREIGHT: Final = "freight"


@dataclass(frozen=True, eq=False)
class Unit:
    """One station, or a part of it that is known to belong together."""

    kind: str
    """station or freight."""
    family: str
    key: str
    """Normalised name; "" without a name."""
    objects: tuple[PlacedObject, ...] = ()
    """Stations, halts, areas, buildings; best first."""
    stops: tuple[PlacedObject, ...] = ()
    """Stops on track."""
    areas: tuple[StopArea, ...] = field(default=())

    @property
    def xy(self) -> FloatArray:
        """Median of its stops, else of its best objects, shape (2,)."""
        best = min((placed.of.naming for placed in self.objects), default=0)
        of = self.stops or [placed for placed in self.objects if placed.of.naming == best]
        return np.asarray(np.median(np.array([placed.xy for placed in of]), axis=0), dtype=np.float64)

    @property
    def keys(self) -> frozenset[str]:
        """Keys of every spelling of every member."""
        every = [placed.of.names.keys for placed in (*self.objects, *self.stops)]
        return frozenset({self.key} - {""}).union(*every, *(area.names.keys for area in self.areas))


def station_units(placed: Sequence[PlacedObject], areas: Sequence[StopArea], notes: Counter[str]) -> list[Unit]:
    """Stations, in no particular order.

    First each stop area is one, by family; then objects and stop areas of the same family and name are joined, as long
    as no two of them are too far apart (complete linkage: chains cannot drift); then stops find the station of their
    name; stops of a name that no station near them bears make stations, joined in the same way; last, stops without a
    name go to the nearest station, or stand alone, counted.
    """
    units, rest = _units_of_areas(placed, areas)
    units += [
        Unit(one.of.kind if one.of.kind == FREIGHT else "station", one.family, one.of.names.key, (one,))
        for one in rest
        if not _is_stop(one)
    ]
    units = _joined_by_name(units)
    free = [one for one in rest if _is_stop(one)]
    named = [one for one in free if one.of.names.key]
    nearest = _nearest_unit(named, units, STOP_OF_NAME_M, needs_name=True)
    alone = [Unit("station", one.family, one.of.names.key, (), (one,)) for one in _those(named, nearest, chosen=False)]
    units = _joined_by_name(_with_stops(units, named, nearest) + alone)
    notes["stations_of_stops_only"] += sum(not unit.objects and not unit.areas for unit in units)
    unnamed = [one for one in free if not one.of.names.key]
    nearest = _nearest_unit(unnamed, units, STOP_WITHOUT_NAME_M, needs_name=False)
    notes["stops_without_name_given_to_nearest"] += int((nearest >= 0).sum())
    units = _with_stops(units, unnamed, nearest)
    units += [Unit("station", one.family, "", (), (one,)) for one in _those(unnamed, nearest, chosen=False)]
    notes["stations_without_name"] += sum(not unit.key for unit in units if unit.kind == "station")
    return units


def _is_stop(one: PlacedObject) -> bool:
    return one.of.kind in {"stop", "tram_stop"} and one.is_on_track


def _units_of_areas(placed: Sequence[PlacedObject], areas: Sequence[StopArea]) -> tuple[list[Unit], list[PlacedObject]]:
    """Units of the stop areas, one for each kind and family in it, and what no stop area holds."""
    by_id: dict[str, list[PlacedObject]] = {}
    for one in placed:
        by_id.setdefault(one.of.osm_id, []).append(one)
    units = []
    for area in areas:
        members = [one for member in area.members for one in by_id.pop(member, [])]
        families = {one.family for one in members if _is_stop(one)}
        # What the tags do not say and no track tells, the stops of the stop area may.
        if len(families) == 1:
            mode = next(one.mode for one in members if _is_stop(one))
            members = [one if one.mode or _is_stop(one) else replace(one, mode=mode) for one in members]
        groups: dict[tuple[str, str], list[PlacedObject]] = {}
        for one in members:
            kind = FREIGHT if one.of.kind == FREIGHT else "station"
            groups.setdefault((kind, one.family), []).append(one)
        units += [_unit_of_area(area, kind, family, groups[kind, family]) for kind, family in sorted(groups)]
    return units, [one for group in by_id.values() for one in group]


def _unit_of_area(area: StopArea, kind: str, family: str, members: list[PlacedObject]) -> Unit:
    objects = sorted((one for one in members if not _is_stop(one)), key=lambda one: one.of.naming)
    key = next((one.of.names.key for one in objects if one.of.names.key), area.key)
    return Unit(kind, family, key, tuple(objects), tuple(one for one in members if _is_stop(one)), (area,))


def _joined_by_name(units: list[Unit]) -> list[Unit]:
    groups: dict[tuple[str, str, str], list[Unit]] = {}
    joined = []
    for unit in units:
        if unit.key:
            groups.setdefault((unit.kind, unit.family, unit.key), []).append(unit)
        else:
            joined.append(unit)
    for (_, family, _), group in groups.items():
        label = complete_linkage(
            np.array([unit.xy for unit in group]), SAME_STATION_M.get(family, SAME_URBAN_STATION_M)
        )
        joined += [
            _union([unit for unit, of in zip(group, label, strict=True) if of == one]) for one in np.unique(label)
        ]
    return joined


def complete_linkage(xy: FloatArray, limit_m: float) -> IntArray:
    """Cluster of each point, shape (n,): no two points of a cluster are farther apart than the limit."""
    if len(xy) == 1:
        return np.zeros(1, dtype=np.int64)
    return np.asarray(fcluster(linkage(xy, method="complete"), limit_m, criterion="distance"), dtype=np.int64)


def _union(units: list[Unit]) -> Unit:
    objects = sorted((one for unit in units for one in unit.objects), key=lambda one: one.of.naming)
    stops = tuple(one for unit in units for one in unit.stops)
    areas = tuple(area for unit in units for area in unit.areas)
    return replace(units[0], objects=tuple(objects), stops=stops, areas=areas)


def _nearest_unit(stops: list[PlacedObject], units: list[Unit], radius_m: float, *, needs_name: bool) -> IntArray:
    """Nearest station (position) of each stop's family and, if asked, name within the radius; -1 without one."""
    found = np.full(len(stops), -1, dtype=np.int64)
    of_name: dict[tuple[str, str], list[int]] = {}
    for place, unit in enumerate(units):
        if unit.kind != FREIGHT:
            for key in sorted(unit.keys) if needs_name else [""]:
                of_name.setdefault((unit.family, key), []).append(place)
    centre = np.array([unit.xy for unit in units]).reshape(-1, 2)
    for place, one in enumerate(stops):
        keys = sorted(one.of.names.keys) if needs_name else [""]
        near = sorted({unit for key in keys for unit in of_name.get((one.family, key), [])})
        if near:
            distance_m = np.hypot(*(centre[near] - one.xy).T)
            if distance_m.min() <= radius_m:
                found[place] = near[int(distance_m.argmin())]
    return found


def _with_stops(units: list[Unit], stops: list[PlacedObject], unit_of: IntArray) -> list[Unit]:
    more: dict[int, list[PlacedObject]] = {}
    for place, one in zip(unit_of.tolist(), stops, strict=True):
        more.setdefault(place, []).append(one)
    return [
        replace(unit, stops=(*unit.stops, *more[place])) if place in more else unit for place, unit in enumerate(units)
    ]


def _those(stops: list[PlacedObject], unit_of: IntArray, *, chosen: bool) -> list[PlacedObject]:
    return [one for place, one in zip(unit_of.tolist(), stops, strict=True) if (place >= 0) == chosen]
