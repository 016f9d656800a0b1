"""Everything an accessibility measure computes: indicators of zones and the equity of each."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netopt.accessibility.decay import within
from netopt.accessibility.equity import Equity, equity
from netopt.accessibility.indicators import mass_reached, unreached_mass, weighted_average_time
from netopt.arrays import FloatArray, IntArray
from netopt.errors import Breach, MissingColumnError, NetworkError
from netopt.measures.indicators.decay import Decay, decayed
from netopt.measures.zonal.pairs import ZonePairs
from netopt.network.borders.sides import JURISDICTION
from netopt.travel.od_times import TimeDefinition
from netopt.travel.station_time import StationTimeSet

WATT, DAILY, POTENTIAL = "watt_min", "daily_access", "potential"


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked, as plain values; arrays over zones."""

    thresholds_min: tuple[float, ...]
    mass: FloatArray
    own_min: FloatArray
    """Minutes from a zone to itself, ``inf`` where it does not count."""
    decay: Decay
    watt_with_own_zone: bool
    groups: str | None
    rank_by: FloatArray
    time: TimeDefinition
    station_time: StationTimeSet
    words: Mapping[str, Mapping[str, str]]
    """What was asked, in words by language."""


@dataclass(frozen=True, eq=False)
class Study:
    """What was found; arrays over zones."""

    question: Question
    pairs: ZonePairs
    groups: str | None
    """The column of the groups, ``None`` without groups."""
    group: IntArray | None
    """Number of the group of each zone; ``None`` without groups."""
    watt_min: FloatArray
    daily: dict[float, FloatArray]
    """By threshold."""
    potential: FloatArray
    unreached_zones: FloatArray
    unreached_share: FloatArray
    """Share of the mass of other zones that the average time leaves out."""
    equity: dict[tuple[str, float | None], Equity]
    """By indicator, and threshold of daily access."""


def study(pairs: ZonePairs, question: Question) -> Study:
    """Compute indicators and their equity.

    Raises
    ------
    NetworkError
        If zones lack a group, or lie 0 minutes apart under power decay.
    """
    time_min = pairs.with_own_zone(question.own_min)
    other = pairs.permitted * pairs.is_other
    counted = pairs.permitted if question.watt_with_own_zone else other
    mass_elsewhere = mass_reached(other, question.mass)
    watt_min = weighted_average_time(time_min, question.mass, counted)
    daily = {
        threshold_min: mass_reached(pairs.permitted * within(time_min, threshold_min), question.mass)
        for threshold_min in question.thresholds_min
    }
    potential = mass_reached(pairs.permitted * decayed(question.decay, time_min, pairs), question.mass)
    groups, group = _groups(pairs, question.groups)
    found: dict[tuple[str, float | None], FloatArray] = {(WATT, None): watt_min, (POTENTIAL, None): potential}
    found |= {(DAILY, threshold_min): value for threshold_min, value in daily.items()}
    return Study(
        question=question,
        pairs=pairs,
        groups=groups,
        group=group,
        watt_min=watt_min,
        daily=daily,
        potential=potential,
        unreached_zones=np.where(pairs.is_other, ~np.isfinite(pairs.time_min), False).sum(axis=1).astype(np.float64),
        unreached_share=np.divide(
            unreached_mass(pairs.time_min, question.mass, other),
            mass_elsewhere,
            out=np.zeros(len(pairs.zone_ids)),
            where=mass_elsewhere > 0,
        ),
        equity={
            key: equity(value, pairs.population, group=group, rank_by=question.rank_by) for key, value in found.items()
        },
    )


def _groups(pairs: ZonePairs, asked: str | None) -> tuple[str | None, IntArray | None]:
    """The column of the groups and the group of each zone as a number; nothing where none are told."""
    zones = pairs.network.nodes.loc[pairs.zone_ids]
    column = asked or JURISDICTION
    if column not in zones.columns or (asked is None and zones[column].isna().all()):
        if asked is None:
            return None, None
        known = ", ".join(str(name) for name in zones.columns if name != zones.geometry.name)
        raise MissingColumnError(f"groups: zones have no column {column!r}; columns: {known}")
    name = pairs.network.provenance.name
    breaches = [
        Breach(name, "", f"zone {zone!r} has no {column}; fill it, or name another column in `groups`")
        for zone in zones.index[zones[column].isna() | (zones[column] == "")]
    ]
    if breaches:
        raise NetworkError(breaches)
    return column, np.asarray(pd.factorize(zones[column], sort=True)[0], dtype=np.int64)
