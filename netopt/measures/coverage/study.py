"""Everything a circles_123 measure computes: the coverage of every level and of every zone on it."""

from dataclasses import dataclass

import numpy as np

from netopt.accessibility.indicators import covered_share
from netopt.arrays import BoolArray, FloatArray
from netopt.measures.coverage.levels import Level, LevelPairs, level_pairs
from netopt.measures.zonal.pairs import ZonePairs
from netopt.travel.od_times import TimeDefinition
from netopt.travel.station_time import StationTimeSet


@dataclass(frozen=True, eq=False)
class Covered:
    """What was found on one level; arrays over its pairs."""

    pairs: LevelPairs
    time_min: FloatArray
    permitted: FloatArray
    is_within: BoolArray

    @property
    def share(self) -> float:
        """Covered weight over all weight, ``nan`` where nothing has weight."""
        return covered_share(self.is_within, self.pairs.weight, self.permitted)

    def zone_shares(self, n_zones: int) -> FloatArray:
        """Coverage of the journeys that start in each zone, shape (n_zones,); ``nan`` where none with weight does."""
        origin = self.pairs.origin
        total = np.bincount(origin, weights=self.pairs.weight, minlength=n_zones)
        covered = np.bincount(origin, weights=self.pairs.weight * self.permitted * self.is_within, minlength=n_zones)
        return np.asarray(np.divide(covered, total, out=np.full(n_zones, np.nan), where=total > 0))


@dataclass(frozen=True, eq=False)
class Study:
    """What was found, by level."""

    pairs: ZonePairs
    time: TimeDefinition
    station_time: StationTimeSet
    levels: tuple[Covered, ...]


def study(pairs: ZonePairs, levels: tuple[Level, ...], *, time: TimeDefinition, station_time: StationTimeSet) -> Study:
    """Compute the coverage of levels.

    Raises
    ------
    UnknownNodeError, NetworkError
        If a zone that is named is not there, or a level has no pair.
    """
    return Study(pairs, time, station_time, tuple(_covered(pairs, level_pairs(level, pairs)) for level in levels))


def _covered(pairs: ZonePairs, counted: LevelPairs) -> Covered:
    time_min = pairs.time_min[counted.origin, counted.destination]
    permitted = pairs.permitted[counted.origin, counted.destination]
    return Covered(counted, time_min, permitted, time_min <= counted.level.threshold_min)
