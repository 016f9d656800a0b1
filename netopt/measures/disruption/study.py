"""Everything a criticality measure computes: each candidate removed on its own, all ways of those hit computed anew."""

import logging
from dataclasses import dataclass

from netopt.accessibility.indicators import pair_weight
from netopt.arrays import BoolArray, FloatArray
from netopt.errors import NetworkError
from netopt.measures.disruption.candidates import Candidate, OnlyThose, candidates
from netopt.measures.disruption.effects import Effect, effect
from netopt.measures.zonal.pairs import ZonePairs, check_zones
from netopt.network.network import Network
from netopt.travel.closures.closable_travel import ClosableTravel, closable_travel
from netopt.travel.closures.uses import uses
from netopt.travel.od_times import TimeDefinition
from netopt.travel.station_time import StationTimeSet
from netopt.travel.zone_travel import TravelQuestion
from netopt.units import SECONDS_PER_MINUTE

logger = logging.getLogger(__name__)

TOLD_EVERY = 10
"""Removals between two signs of life."""


@dataclass(frozen=True)
class Question:
    """A criticality measure as plain values."""

    travel: TravelQuestion
    time: TimeDefinition
    station_time: StationTimeSet
    thresholds_min: tuple[float, ...]
    remove: tuple[str, ...]
    only: OnlyThose
    most: int | None
    """Most candidates that are looked at; ``None``: all."""


@dataclass(frozen=True, eq=False)
class Removal:
    """One candidate and what its removal does."""

    candidate: Candidate
    pairs_using: int
    """Ordered pairs of zones whose least way uses it."""
    use_share: float
    """Share of the people's pairs (weight P_i P_j) whose least way uses it."""
    is_recomputed: bool
    """Whether times were computed anew; where no way uses it the effect is none, see ``Uses``."""
    effect: Effect
    rank: int
    """1 for the worst; equal effects share a rank."""


@dataclass(frozen=True, eq=False)
class Study:
    """What was found."""

    question: Question
    pairs: ZonePairs
    """The zones and their times with everything open."""
    removals: tuple[Removal, ...]
    """The worst first, equal ones as their candidates come."""
    left_out: tuple[Candidate, ...]
    """Candidates beyond ``most``, the most used ones first."""
    left_out_use_share: float
    """Use of the most used one of these."""


def study(network: Network, question: Question) -> Study:
    """Remove every candidate on its own.

    Raises
    ------
    NetworkError
        If the network has no zones or no services, or borders are to be removed where there are none.
    ProblemError, MissingColumnError
        If a where-clause does not fit the columns.
    """
    check_zones(network)
    if network.services.empty:
        name = network.provenance.name
        raise NetworkError(f"network {name!r} has no services, so nothing that trains use can be removed; give it some")
    found = candidates(network, question.remove, question.only)
    closable = closable_travel(network, question.travel, station_time=question.station_time, definition=question.time)
    population = closable.travel.population
    used = uses(closable)
    is_used = [used.of(candidate.closure) for candidate in found]
    use_share = _use_shares(is_used, population)
    order = sorted(range(len(found)), key=lambda number: (-use_share[number], -int(is_used[number].sum()), number))
    kept, left = order[: question.most], order[len(order) if question.most is None else question.most :]
    effects = _effects(closable, {number: (found[number], is_used[number]) for number in sorted(kept)}, question)
    removals = tuple(
        Removal(found[number], int(is_used[number].sum()), use_share[number], bool(is_used[number].any()), *ranked)
        for number, ranked in _ranked(effects)
    )
    return Study(
        question=question,
        pairs=_pairs(closable, population),
        removals=removals,
        left_out=tuple(found[number] for number in left),
        left_out_use_share=use_share[left[0]] if left else 0.0,
    )


def _use_shares(is_used: list[BoolArray], population: FloatArray) -> list[float]:
    """Share of the people's pairs that use each candidate; 0 where nobody lives."""
    weight = pair_weight(population)
    return [float((weight * one).sum() / weight.sum()) if weight.any() else 0.0 for one in is_used]


def _effects(
    closable: ClosableTravel, asked: dict[int, tuple[Candidate, BoolArray]], question: Question
) -> dict[int, Effect]:
    """The effect of each candidate, by number; ``asked`` tells which pairs use it."""
    population = closable.travel.population
    effects = dict.fromkeys(asked, effect(closable.intact, closable.intact, population, question.thresholds_min))
    to_do = [number for number, (_, is_used) in asked.items() if is_used.any()]
    logger.info("criticality: %d candidates, %d of them on ways between zones", len(asked), len(to_do))
    for done, number in enumerate(to_do):
        if done % TOLD_EVERY == 0:
            logger.debug("criticality: removal %d of %d", done + 1, len(to_do))
        candidate, is_used = asked[number]
        after = closable.after(candidate.closure, is_used)
        effects[number] = effect(closable.intact, after, population, question.thresholds_min)
    return effects


def _ranked(effects: dict[int, Effect]) -> list[tuple[int, tuple[Effect, int]]]:
    """Effects by candidate with their ranks, the worst first."""
    order = sorted(effects, key=lambda number: (tuple(-value for value in effects[number].loss), number))
    found: list[tuple[int, tuple[Effect, int]]] = []
    rank = 1
    for place, number in enumerate(order):
        if place and effects[number].loss != effects[order[place - 1]].loss:
            rank = place + 1
        found.append((number, (effects[number], rank)))
    return found


def _pairs(closable: ClosableTravel, population: FloatArray) -> ZonePairs:
    return ZonePairs(
        network=closable.travel.network,
        zone_ids=closable.travel.zone_ids,
        population=population,
        time_min=closable.intact.time_s / SECONDS_PER_MINUTE,
        permitted=closable.intact.permitted_share,
    )
