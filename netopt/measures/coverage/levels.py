"""The levels of travel circles: which pairs of zones count on each, their weight, and the minutes they may take."""

from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from pydantic import PositiveFloat, StringConstraints, model_validator

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.errors import Breach, NetworkError
from netopt.measures.zonal.pairs import ZonePairs, positions_of
from netopt.schema import ConfigModel, Ids
from netopt.travel.points import distances_m
from netopt.travel.zone_stations import points_xy_m
from netopt.units import METRES_PER_KM

THRESHOLDS_123_MIN = (60.0, 120.0, 180.0)
"""One hour for commuting in metropolitan areas, two within a cluster of cities, three between main cities: outline of
a strong transport country, Central Committee and State Council, September 2019 (交通强国建设纲要)."""
METROPOLITAN_KM = 100.0
"""How far from a centre its metropolitan area reaches, straight. Assumed."""

LevelName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{0,31}$")]


class Level(ConfigModel):
    """Pairs of zones and the minutes they may take.

    With ``centres``: journeys from zones around each centre to it, weighted by the people of the zone they start in.
    Without: journeys both ways between ``zones``, or all zones, weighted by the product of people at both ends.
    """

    name: LevelName
    """Lower-case letters, digits and _."""
    threshold_min: PositiveFloat
    """Minutes within which a pair is covered."""
    centres: Ids = ()
    """Ids of zones that others commute to."""
    within_km: PositiveFloat | None = None
    """Zones whose centre lies this near a centre (straight) belong to it; left out: 100, where zones are not named."""
    zones: Ids = ()
    """Ids of the zones that count; left out: those within reach of a centre, or all."""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.within_km is not None and (not self.centres or self.zones):
            raise ValueError("within_km stands with centres and without zones")
        if not self.centres and len(self.zones) == 1:
            raise ValueError(f"zones names {self.zones[0]!r} alone; pairs need two")
        return self

    @property
    def weight_words(self) -> str:
        """What weighs a pair."""
        return "population of the origin" if self.centres else "product of both populations"


def levels_123(
    centres: tuple[str, ...],
    within_km: float,
    *,
    main: tuple[str, ...] = (),
    thresholds_min: tuple[float, float, float] = THRESHOLDS_123_MIN,
) -> tuple[Level, ...]:
    """The three levels: commuting to the centres, all pairs of the cluster, pairs of main cities (or the centres).

    Where there is one main city only, the third is left out.
    """
    near_min, cluster_min, far_min = thresholds_min
    metropolitan = Level(name="metropolitan", threshold_min=near_min, centres=centres, within_km=within_km)
    cluster, cities = Level(name="cluster", threshold_min=cluster_min), main or centres
    if len(cities) == 1:
        return metropolitan, cluster
    return metropolitan, cluster, Level(name="main_cities", threshold_min=far_min, zones=cities)


@dataclass(frozen=True, eq=False)
class LevelPairs:
    """The pairs of a level as arrays of shape (n_pairs,)."""

    level: Level
    origin: IntArray
    """Rows of zones."""
    destination: IntArray
    weight: FloatArray


def level_pairs(level: Level, pairs: ZonePairs) -> LevelPairs:
    """The pairs of different zones that a level counts.

    Raises
    ------
    UnknownNodeError
        If the network lacks a zone that is named.
    NetworkError
        If a node that is named is no zone, or no pair is left.
    """
    zones = positions_of(pairs, level.zones)
    centres = positions_of(pairs, level.centres)
    counts = np.zeros(pairs.time_min.shape, dtype=bool)
    if centres:
        counts[:, centres] = _belongs(level, pairs, zones, centres)
    else:
        chosen = zones or list(range(len(pairs.zone_ids)))
        counts[np.ix_(chosen, chosen)] = True
    origin, destination = np.nonzero(counts & pairs.is_other)
    if not origin.size:
        message = f"level {level.name!r} has no pair of different zones; name more zones, or widen within_km"
        raise NetworkError([Breach(pairs.network.provenance.name, "", message)])
    weight = pairs.population[origin] * (1.0 if centres else pairs.population[destination])
    return LevelPairs(level, origin, destination, weight)


def _belongs(level: Level, pairs: ZonePairs, zones: list[int], centres: list[int]) -> BoolArray:
    """Which zones belong to which centres, shape (n_zones, n_centres)."""
    if zones:
        is_named = np.isin(np.arange(len(pairs.zone_ids)), zones)
        return np.repeat(is_named[:, None], len(centres), axis=1)
    xy_m = points_xy_m(pairs.network, pairs.zone_ids)
    within_m = (level.within_km or METROPOLITAN_KM) * METRES_PER_KM
    return np.asarray(distances_m(xy_m, xy_m[centres]) <= within_m)
