"""Everything a commuting_circle measure computes: circles by station-time set and centre, and zone-to-zone times.

The grid ends where the largest threshold and the tail of its logistic weight end. The soft figures of all thresholds
hang on it a little: on the reference network another largest threshold moves them by up to 0.03 %.

Times between zones need not be equal in both directions: waits hang on the trains from where a traveller starts, a
change may fall on the rarer train in one direction only, and hubs take longer to enter than to leave.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from netopt.measures.circle.question import Question, check_centres
from netopt.network.network import Network
from netopt.rail.parameters import RailParameters
from netopt.travel.circle import SOFT_TAIL, Circle, circle
from netopt.travel.grid import Grid, Starts, grid_over, time_field
from netopt.travel.od_times import DoorToDoor, EndStations, OdTimes, door_to_door, od_times
from netopt.travel.passenger_rail import PassengerRail, passenger_rail
from netopt.travel.population import PopulationGrid, population_grid
from netopt.travel.station_time import STATION_TIME_SETS, StationTimeSet
from netopt.travel.traveller import Traveller, traveller
from netopt.travel.ways import Ways, ways
from netopt.travel.zone_stations import ZONE, points_xy_m, zone_stations
from netopt.units import SECONDS_PER_MINUTE


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
    ways: dict[StationTimeSet, Ways]
    """What the door-to-door times of ``od`` are made of."""
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
        If a centre is neither a zone nor a station, or lies outside the network.
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
    made_of = {name: ways(one, doors[name], xy_m[: len(zone_ids)]) for name, one in travellers.items()}
    rows = dict(zip(question.centres, map(int, place_ids.get_indexer(pd.Index(question.centres))), strict=True))
    circles = _circles(network, question, travellers, doors, rows, cell_km=question.cell_km)
    return Study(question, network, rail, zone_ids, place_ids, doors, od, made_of, circles)


def circles_with_cell(done: Study, cell_km: float) -> dict[tuple[StationTimeSet, str], tuple[Circle, ...]]:
    """The circles of a study again, on a grid of other cells."""
    parameters = RailParameters.load()
    travellers = {
        name: traveller(done.rail, done.question.access, parameters, station_time=name) for name in STATION_TIME_SETS
    }
    rows = {centre: done.row(centre) for centre in done.question.centres}
    return _circles(done.network, done.question, travellers, done.doors, rows, cell_km=cell_km)


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
    shapely.prepare(outline)
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
    starts = Starts.of(doors.xy_m[row], one.rail.xy_m, doors.forecourt_s[row])
    field = time_field(grid, question.access, starts, limit_s=limit_s)
    return tuple(
        circle(
            field,
            starts,
            question.access,
            people,
            outline,
            threshold_s=threshold_min * SECONDS_PER_MINUTE,
            soft_scale_s=question.soft_scale_min * SECONDS_PER_MINUTE,
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
            starts = Starts.of(doors[name].xy_m[row], one.rail.xy_m, doors[name].forecourt_s[row])
            reach_m = starts.reach_m(one.access, limit_s)[:, None]
            is_reached = reach_m[:, 0] > 0
            is_reached[0] = True
            corners += [(starts.xy_m - reach_m)[is_reached], (starts.xy_m + reach_m)[is_reached]]
    every = np.vstack(corners)
    return [*every.min(axis=0).tolist(), *every.max(axis=0).tolist()]
