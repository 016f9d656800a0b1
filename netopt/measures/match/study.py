"""Everything a commuting_match measure computes: the class of every pair of zones."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.measures.zonal.pairs import ZonePairs
from netopt.travel.od_times import TimeDefinition
from netopt.travel.station_time import StationTimeSet

CLASSES = ("connected_commuting", "commuting_not_connected", "connected_not_commuting", "neither")
"""Positions in it are the classes of pairs."""


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked, as plain values."""

    thresholds_min: tuple[float, ...]
    commuters: FloatArray
    """From zones (rows) to zones (columns)."""
    least_commuters: float | None
    least_share: float | None
    """One of the two is told."""
    source: Mapping[str, str]
    """Of the flows, by language."""
    time: TimeDefinition
    station_time: StationTimeSet

    @property
    def least_words(self) -> str:
        """From how many commuters on a pair counts as commuting."""
        if self.least_commuters is not None:
            return f"{self.least_commuters:g} commuters"
        return f"{100 * (self.least_share or 0.0):g}% of the residents"


@dataclass(frozen=True, eq=False)
class Study:
    """What was found for every ordered pair of different zones; arrays of shape (n_pairs,)."""

    question: Question
    pairs: ZonePairs
    origin: IntArray
    destination: IntArray
    time_min: FloatArray
    commuters: FloatArray
    share: FloatArray
    """Commuters over the residents of the origin; ``nan`` where none are told."""
    is_commuting: BoolArray
    classes: dict[float, IntArray]
    """By threshold: positions in ``CLASSES``."""

    @property
    def own_zone_commuters(self) -> float:
        """People who live and work in the same zone: they are in no class."""
        return float(np.trace(self.question.commuters))


def study(pairs: ZonePairs, question: Question) -> Study:
    """Classify every ordered pair of different zones."""
    origin, destination = np.nonzero(pairs.is_other)
    time_min, commuters = pairs.time_min[origin, destination], question.commuters[origin, destination]
    residents = pairs.population[origin]
    share = np.divide(commuters, residents, out=np.full(commuters.shape, np.nan), where=residents > 0)
    is_commuting = _is_commuting(question, commuters, share)
    may_travel = pairs.permitted[origin, destination] > 0
    return Study(
        question=question,
        pairs=pairs,
        origin=origin,
        destination=destination,
        time_min=time_min,
        commuters=commuters,
        share=share,
        is_commuting=is_commuting,
        classes={
            threshold_min: _classes((time_min <= threshold_min) & may_travel, is_commuting)
            for threshold_min in question.thresholds_min
        },
    )


def _is_commuting(question: Question, commuters: FloatArray, share: FloatArray) -> BoolArray:
    if question.least_share is not None:
        return np.asarray(share >= question.least_share)  # false where nobody is told to live
    return np.asarray(commuters >= (question.least_commuters or 0.0))


def _classes(is_connected: BoolArray, is_commuting: BoolArray) -> IntArray:
    """Positions in ``CLASSES``."""
    return np.where(is_connected, np.where(is_commuting, 0, 2), np.where(is_commuting, 1, 3))
