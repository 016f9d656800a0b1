"""Everything a commuting_circle measure computes: circles by station-time set and centre, and zone-to-zone times.

The grid ends where the largest threshold and the tail of its logistic weight end. The soft figures of all thresholds
hang on it a little: on the reference network another largest threshold moves them by up to 0.03 %.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from netopt.measures.circle.question import Question, check_centres
from netopt.network.network import Network
from netopt.travel.circle import SOFT_TAIL, Circle, circle
from netopt.travel.grid import Grid, Starts, TimeField, grid_over
from netopt.travel.population import PopulationGrid, population_grid
from netopt.travel.station_time import StationTimeSet
from netopt.travel.ways import Ways, ways
from netopt.travel.zone_travel import ZoneTravel, zone_travel
from netopt.units import SECONDS_PER_MINUTE


@dataclass(frozen=True, eq=False)
class Study:
    """What was found, for both sets of station times."""

    question: Question
    travel: ZoneTravel
    ways: dict[StationTimeSet, Ways]
    """What the door-to-door times are made of."""
    circles: dict[tuple[StationTimeSet, str], tuple[Circle, ...]]
    """By set and centre, a circle per threshold."""


def study(network: Network, question: Question) -> Study:
    """Compute circles and times.

    Raises
    ------
    UnknownNodeError
        If a centre is not in the network.
    NetworkError
        If a centre is neither a zone nor a station, or lies outside the network.
    """
    check_centres(network, question)
    travel = zone_travel(network, question.travel, places=question.centres)
    made_of = {name: ways(one, travel.doors[name], travel.zones) for name, one in travel.travellers.items()}
    return Study(question, travel, made_of, _circles(travel, question, cell_km=question.cell_km))


def circles_with_cell(done: Study, cell_km: float) -> dict[tuple[StationTimeSet, str], tuple[Circle, ...]]:
    """The circles of a study again, on a grid of other cells."""
    return _circles(done.travel, done.question, cell_km=cell_km)


def _circles(
    travel: ZoneTravel, question: Question, *, cell_km: float
) -> dict[tuple[StationTimeSet, str], tuple[Circle, ...]]:
    limit_s = question.thresholds_min[-1] * SECONDS_PER_MINUTE
    limit_s += SOFT_TAIL * question.soft_scale_min * SECONDS_PER_MINUTE
    land = land_within(travel, question.centres, limit_s, cell_km=cell_km)
    return {
        (name, centre): circles_of(
            travel, question, name, centre, land=land, field=field_of(travel, name, centre, land)
        )
        for name in travel.travellers
        for centre in question.centres
    }


@dataclass(frozen=True, eq=False)
class Land:
    """Cells, the people on them, and the outline that cuts circles."""

    grid: Grid
    people: PopulationGrid
    outline: BaseGeometry | None
    limit_s: float
    """Up to here times are told."""


def land_within(travel: ZoneTravel, centres: tuple[str, ...], limit_s: float, *, cell_km: float) -> Land:
    """All that any of the centres reaches within a time, as far as the network's outlines go."""
    network = travel.network
    west, south, east, north = _reach(travel, centres, limit_s)
    if not network.areas.empty:
        area_west, area_south, area_east, area_north = network.areas.total_bounds
        west, south = max(west, area_west), max(south, area_south)
        east, north = max(min(east, area_east), west), max(min(north, area_north), south)
    grid = grid_over((west, south, east, north), cell_km)
    outline = None if network.areas.empty else shapely.union_all(network.areas.geometry.array)
    shapely.prepare(outline)
    return Land(grid, population_grid(network, grid), outline, limit_s)


def field_of(travel: ZoneTravel, name: StationTimeSet, centre: str, land: Land) -> TimeField:
    """Times from a centre to every cell."""
    return travel.travellers[name].ground.field(land.grid, _starts(travel, name, centre), limit_s=land.limit_s)


def circles_of(
    travel: ZoneTravel, question: Question, name: StationTimeSet, centre: str, *, land: Land, field: TimeField
) -> tuple[Circle, ...]:
    """The circles of one centre, a threshold each, in the field of times from it."""
    ground, starts = travel.travellers[name].ground, _starts(travel, name, centre)
    return tuple(
        circle(
            field,
            starts,
            ground,
            land.people,
            land.outline,
            threshold_s=threshold_min * SECONDS_PER_MINUTE,
            soft_scale_s=question.soft_scale_min * SECONDS_PER_MINUTE,
        )
        for threshold_min in question.thresholds_min
    )


def _starts(travel: ZoneTravel, name: StationTimeSet, centre: str) -> Starts:
    row = travel.row(centre)
    return Starts.of(travel.places[np.array([row])], travel.rail.points, travel.doors[name].forecourt_s[row])


def _reach(travel: ZoneTravel, centres: tuple[str, ...], limit_s: float) -> list[float]:
    """West, south, east, north of everything that any of the centres reaches within a time."""
    corners = []
    for name, one in travel.travellers.items():
        for centre in centres:
            starts = _starts(travel, name, centre)
            reach_m = one.ground.reach_m(starts, limit_s)[:, None]
            is_reached = reach_m[:, 0] > 0
            is_reached[0] = True
            corners += [(starts.points.xy_m - reach_m)[is_reached], (starts.points.xy_m + reach_m)[is_reached]]
    every = np.vstack(corners)
    return [*every.min(axis=0).tolist(), *every.max(axis=0).tolist()]
