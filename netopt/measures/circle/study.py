"""Everything a commuting_circle measure computes: circles by station-time set and centre, and zone-to-zone times."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from netopt.errors import Breach, NetworkError
from netopt.network.network import Network
from netopt.rail.parameters import RailParameters
from netopt.travel.access import AccessModel
from netopt.travel.circle import SOFT_TAIL, Circle, circle
from netopt.travel.grid import Grid, grid_over, time_field
from netopt.travel.od_times import DoorToDoor, EndStations, OdTimes, door_to_door, od_times
from netopt.travel.passenger_rail import PassengerRail, passenger_rail
from netopt.travel.population import PopulationGrid, population_grid
from netopt.travel.station_time import STATION_TIME_SETS, StationTimeSet
from netopt.travel.traveller import Traveller, traveller
from netopt.travel.zone_stations import ZONE, StationRadius, distances_m, points_xy_m, zone_stations
from netopt.units import METRES_PER_KM, SECONDS_PER_MINUTE

TimeDefinition = Literal["door_to_door", "station_to_station", "in_vehicle"]
STATION = "station"


@dataclass(frozen=True)
class Question:
    """What is asked: the measure's configuration without YAML."""

    centres: tuple[str, ...]
    thresholds_min: tuple[float, ...]
    """Ascending."""
    time: TimeDefinition
    station_time: StationTimeSet
    cell_km: float
    soft_scale_min: float
    station_radius: StationRadius
    access: AccessModel


@dataclass(frozen=True, eq=False)
class Study:
    """What was found, for both sets of station times."""

    question: Question
    network: Network
    rail: PassengerRail
    zone_ids: pd.Index
    place_ids: pd.Index
    """Zones, then the centres that are stations: the rows of every matrix."""
    doors: dict[StationTimeSet, DoorToDoor]
    od: dict[StationTimeSet, OdTimes]
    circles: dict[tuple[StationTimeSet, str], tuple[Circle, ...]]
    """By set and centre, a circle per threshold."""

    def row(self, place_id: str) -> int:
        """Row of a zone or centre in every matrix."""
        return int(self.place_ids.get_indexer(pd.Index([place_id]))[0])


def study(network: Network, question: Question) -> Study:
    """Compute circles and times.

    Raises
    ------
    UnknownNodeError
        If a centre is not in the network.
    NetworkError
        If a centre is neither a zone nor a station, or so far from every station that no threshold reaches one.
    """
    parameters = RailParameters.load()
    check_centres(network, question)
    rail = passenger_rail(network, parameters)
    zone_ids = network.of_kind(ZONE).index
    place_ids = zone_ids.append(pd.Index([centre for centre in question.centres if centre not in zone_ids]))
    travellers = {name: traveller(rail, question.access, parameters, station_time=name) for name in STATION_TIME_SETS}
    xy_m = points_xy_m(network, place_ids)
    doors = {name: door_to_door(xy_m, one) for name, one in travellers.items()}
    own = zone_stations(network, rail, zone_ids, question.station_radius)
    itself = rail.stations.index.get_indexer(place_ids[len(zone_ids) :])
    of_stations = itself[:, None] == np.arange(len(rail))[None, :]
    ends = EndStations(of_places=np.vstack([own, of_stations]), of_zones=own)
    is_itself = np.eye(len(place_ids), len(zone_ids), dtype=bool)
    od = {
        name: od_times(one, doors[name], ends, xy_m[: len(zone_ids)], is_itself=is_itself)
        for name, one in travellers.items()
    }
    rows = dict(zip(question.centres, map(int, place_ids.get_indexer(pd.Index(question.centres))), strict=True))
    circles = _circles(network, question, travellers, doors, rows, cell_km=question.cell_km)
    return Study(question, network, rail, zone_ids, place_ids, doors, od, circles)


def circles_with_cell(done: Study, cell_km: float) -> dict[tuple[StationTimeSet, str], tuple[Circle, ...]]:
    """The circles of a study again, on a grid of other cells."""
    parameters = RailParameters.load()
    travellers = {
        name: traveller(done.rail, done.question.access, parameters, station_time=name) for name in STATION_TIME_SETS
    }
    rows = {centre: done.row(centre) for centre in done.question.centres}
    return _circles(done.network, done.question, travellers, done.doors, rows, cell_km=cell_km)


def check_centres(network: Network, question: Question) -> None:
    """Raise for centres that are unknown, no places of people, or far from every station."""
    positions = network.positions(question.centres)
    stations = network.of_kind(STATION)
    station_xy_m = np.column_stack([stations.geometry.x, stations.geometry.y]).reshape(-1, 2)
    last_min = question.thresholds_min[-1]
    breaches = []
    for centre, position in zip(question.centres, positions, strict=True):
        kind = network.nodes["kind"].iloc[position]
        if kind not in (ZONE, STATION):
            breaches.append(f"centre {centre!r} is a {kind}; name a zone or a passenger station")
            continue
        gap_m = distances_m(points_xy_m(network, pd.Index([centre])), station_xy_m)
        if gap_m.size and not (question.access.time_s(gap_m) <= last_min * SECONDS_PER_MINUTE).any():
            breaches.append(
                f"centre {centre!r} lies outside the network: its nearest station is {gap_m.min() / METRES_PER_KM:.0f} "
                f"km away, more than {last_min:g} min by road; name a place inside"
            )
    if breaches:
        raise NetworkError([Breach(network.provenance.name, "", message) for message in breaches])


def _circles(
    network: Network,
    question: Question,
    travellers: dict[StationTimeSet, Traveller],
    doors: dict[StationTimeSet, DoorToDoor],
    rows: dict[str, int],
    *,
    cell_km: float,
) -> dict[tuple[StationTimeSet, str], tuple[Circle, ...]]:
    limit_s = question.thresholds_min[-1] * SECONDS_PER_MINUTE
    limit_s += SOFT_TAIL * question.soft_scale_min * SECONDS_PER_MINUTE
    west, south, east, north = _reach(travellers, doors, list(rows.values()), limit_s)
    if not network.areas.empty:
        area_west, area_south, area_east, area_north = network.areas.total_bounds
        west, south = max(west, area_west), max(south, area_south)
        east, north = max(min(east, area_east), west), max(min(north, area_north), south)
    grid = grid_over((west, south, east, north), cell_km)
    people = population_grid(network, grid)
    outline = None if network.areas.empty else shapely.union_all(network.areas.geometry.array)
    return {
        (name, centre): _circles_of(
            question, one, doors[name], row, grid=grid, people=people, outline=outline, limit_s=limit_s
        )
        for name, one in travellers.items()
        for centre, row in rows.items()
    }


def _circles_of(
    question: Question,
    one: Traveller,
    doors: DoorToDoor,
    row: int,
    *,
    grid: Grid,
    people: PopulationGrid,
    outline: BaseGeometry | None,
    limit_s: float,
) -> tuple[Circle, ...]:
    """The circles of one centre, a threshold each."""
    field = time_field(
        grid,
        question.access,
        centre_xy_m=doors.xy_m[row],
        station_xy_m=one.rail.xy_m,
        forecourt_s=doors.forecourt_s[row],
        limit_s=limit_s,
    )
    return tuple(
        circle(
            field,
            people,
            outline,
            centre_xy_m=doors.xy_m[row],
            threshold_s=threshold_min * SECONDS_PER_MINUTE,
            soft_scale_s=question.soft_scale_min * SECONDS_PER_MINUTE,
            n_modes=len(question.access.names),
        )
        for threshold_min in question.thresholds_min
    )


def _reach(
    travellers: dict[StationTimeSet, Traveller],
    doors: dict[StationTimeSet, DoorToDoor],
    rows: list[int],
    limit_s: float,
) -> list[float]:
    """West, south, east, north of everything that any of the places reaches within a time."""
    corners = []
    for name, one in travellers.items():
        for row in rows:
            sources = np.vstack([doors[name].xy_m[row], one.rail.xy_m])
            spare_s = limit_s - np.concatenate([[0.0], doors[name].forecourt_s[row]])
            reach_m = np.array([one.access.reach_m(spare) for spare in spare_s])[:, None]
            is_reached = reach_m[:, 0] > 0
            is_reached[0] = True
            corners += [(sources - reach_m)[is_reached], (sources + reach_m)[is_reached]]
    every = np.vstack(corners)
    return [*every.min(axis=0).tolist(), *every.max(axis=0).tolist()]
