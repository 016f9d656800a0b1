"""Everything an opportunities measure computes, by threshold."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from netopt.accessibility.decay import banded, logistic, within
from netopt.accessibility.floating_catchment import Catchments, balanced, two_step
from netopt.accessibility.indicators import mass_reached
from netopt.arrays import FloatArray
from netopt.measures.zonal.pairs import ZonePairs
from netopt.travel.od_times import TimeDefinition
from netopt.travel.station_time import StationTimeSet

TWO_STEP, ENHANCED, BALANCED = "access_2sfca", "access_e2sfca", "access_bfca"


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked, as plain values; arrays over zones."""

    thresholds_min: tuple[float, ...]
    supply: FloatArray
    demand: FloatArray
    own_min: FloatArray
    """Minutes from a zone to itself, ``inf`` where it does not count."""
    soft_scale_min: float
    band_weights: tuple[float, ...]
    supply_name: Mapping[str, str]
    """Short, for legends, by language."""
    time: TimeDefinition
    station_time: StationTimeSet
    words: Mapping[str, Mapping[str, str]]
    """What was asked, in words by language."""


@dataclass(frozen=True, eq=False)
class WithinReach:
    """What was found for one threshold; arrays over zones."""

    cumulative: FloatArray
    cumulative_soft: FloatArray
    catchments: dict[str, Catchments]
    """By method."""
    unserved_demand: float
    """Demand with no supply within the threshold."""


@dataclass(frozen=True, eq=False)
class Study:
    """What was found."""

    question: Question
    pairs: ZonePairs
    found: dict[float, WithinReach]
    """By threshold in minutes."""


def study(pairs: ZonePairs, question: Question) -> Study:
    """Compute what lies within reach and what is left of it a head."""
    time_min = pairs.with_own_zone(question.own_min)
    return Study(
        question=question,
        pairs=pairs,
        found={
            threshold_min: _within_reach(pairs, question, time_min, threshold_min)
            for threshold_min in question.thresholds_min
        },
    )


def _within_reach(pairs: ZonePairs, question: Question, time_min: FloatArray, threshold_min: float) -> WithinReach:
    hard = pairs.permitted * within(time_min, threshold_min)
    soft = pairs.permitted * logistic(time_min, threshold_min, question.soft_scale_min)
    bands = pairs.permitted * banded(time_min, threshold_min, question.band_weights)
    demand, supply = question.demand, question.supply
    cumulative = mass_reached(hard, supply)
    return WithinReach(
        cumulative=cumulative,
        cumulative_soft=mass_reached(soft, supply),
        catchments={
            TWO_STEP: two_step(hard, demand, supply),
            ENHANCED: two_step(bands, demand, supply),
            BALANCED: balanced(hard, demand, supply),
        },
        unserved_demand=float(np.sum(demand, where=cumulative <= 0)),
    )
