"""Everything a scorecard stands on: times by every definition, coverage, access, borders, trains, and what is known."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from netopt.accessibility.indicators import is_other, pair_weight
from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.measures.border.rules_met import assumed_share, rules_met
from netopt.measures.coordination.known_time import KnownTime, known_chain_time, known_door_time
from netopt.measures.coverage.levels import Level
from netopt.measures.coverage.study import Study as CoverageStudy
from netopt.measures.coverage.study import study as coverage_study
from netopt.measures.indicators.decay import Decay
from netopt.measures.indicators.study import Question as AccessQuestion
from netopt.measures.indicators.study import Study as AccessStudy
from netopt.measures.indicators.study import study as access_study
from netopt.measures.zonal.numbers import zone_numbers
from netopt.measures.zonal.own_zone import OwnZone, own_zone_min
from netopt.measures.zonal.pairs import ZonePairs, check_zones, pairs_of
from netopt.network.borders.borders import Borders
from netopt.network.network import Network
from netopt.travel.od_times import TIME_DEFINITIONS, TimeDefinition
from netopt.travel.points import distances_m
from netopt.travel.station_time import StationTimeSet
from netopt.travel.ways import Ways, ways
from netopt.travel.zone_travel import TravelQuestion, ZoneTravel, zone_travel
from netopt.units import METRES_PER_KM

POPULATION = "population"


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked, as plain values."""

    travel: TravelQuestion
    time: TimeDefinition
    """What coverage, access, equity and borders are counted by."""
    station_time: StationTimeSet
    levels: tuple[Level, ...]
    """Of the travel circles."""
    pair_thresholds_min: tuple[float, ...]
    decay: Decay
    own_zone: OwnZone
    groups: str | None


@dataclass(frozen=True, eq=False)
class Groups:
    """Jurisdictions of the zones, as a column of theirs tells them."""

    column: str
    number: IntArray
    """Shape (n_zones,)."""

    @property
    def count(self) -> int:
        """How many there are."""
        return int(np.unique(self.number).size)


@dataclass(frozen=True, eq=False)
class AcrossBorders:
    """The same zones without what borders cost, and which pairs cross one."""

    without: AccessStudy
    crosses: BoolArray
    """Shape (n_zones, n_zones)."""
    assumed_share: float | None
    """Of all the times that a rule is met on least ways between zones, the share at an assumed one."""


@dataclass(frozen=True, eq=False)
class Study:
    """What was found; matrices are zones by zones."""

    question: Question
    travel: ZoneTravel
    pairs: dict[TimeDefinition, ZonePairs]
    coverage: CoverageStudy
    access: AccessStudy
    groups: Groups | None
    borders: AcrossBorders | None
    known: dict[TimeDefinition, KnownTime]

    @property
    def network(self) -> Network:
        """The network that is scored."""
        return self.travel.network

    @property
    def is_other(self) -> BoolArray:
        """Pairs of different zones."""
        return is_other(len(self.travel.zone_ids))

    @property
    def pair_weight(self) -> FloatArray:
        """People at one end times people at the other; 0 from a zone to itself."""
        return pair_weight(self.travel.population)

    @property
    def distance_km(self) -> FloatArray:
        """Straight, between centres."""
        xy_m = self.travel.zones.xy_m
        return distances_m(xy_m, xy_m) / METRES_PER_KM

    def assumed_share(self, time: TimeDefinition) -> float | None:
        """Share of the time between zones, by a definition, that rests on assumed values."""
        return self.known[time].assumed_share


def study(network: Network, question: Question) -> Study:
    """Compute all of it.

    Raises
    ------
    UnknownNodeError
        If the network lacks a zone that is named.
    NetworkError
        If it has no zones, or lacks people, an outline or a group of one, or a level has no pair.
    """
    check_zones(network)
    travel = zone_travel(network, question.travel, station_times=(question.station_time,))
    pairs = {time: pairs_of(travel, time, question.station_time) for time in TIME_DEFINITIONS}
    counted = pairs[question.time]
    access = _access(counted, question)
    name = question.station_time
    made_of = ways(travel.travellers[name], travel.doors[name], travel.zones)
    return Study(
        question=question,
        travel=travel,
        pairs=pairs,
        coverage=coverage_study(counted, question.levels, time=question.time, station_time=name),
        access=access,
        groups=_groups(access),
        borders=None if network.borders is None else _across_borders(network, network.borders, question, made_of),
        known={
            "in_vehicle": known_chain_time(travel, name, "in_vehicle"),
            "station_to_station": known_chain_time(travel, name, "station_to_station"),
            "door_to_door": known_door_time(travel, name, made_of),
        },
    )


def _access(pairs: ZonePairs, question: Question) -> AccessStudy:
    people = zone_numbers(pairs.network, POPULATION, Path())
    return access_study(
        pairs,
        AccessQuestion(
            thresholds_min=(),
            mass=people,
            own_min=own_zone_min(question.own_zone, pairs.network),
            decay=question.decay,
            watt_with_own_zone=False,
            groups=question.groups,
            rank_by=people,
            time=question.time,
            station_time=question.station_time,
            words={},
        ),
    )


def _groups(access: AccessStudy) -> Groups | None:
    return None if access.groups is None or access.group is None else Groups(access.groups, access.group)


def _across_borders(network: Network, borders: Borders, question: Question, made_of: Ways) -> AcrossBorders:
    free = zone_travel(replace(network, borders=None), question.travel, station_times=(question.station_time,))
    side = borders.sides.of_nodes(network.nodes)[network.positions(free.zone_ids)]
    return AcrossBorders(
        without=_access(pairs_of(free, question.time, question.station_time), question),
        crosses=np.asarray(side[:, None] != side[None, :]),
        assumed_share=assumed_share(borders, rules_met(made_of, len(free.zone_ids))),
    )
