"""What a removal does: pairs of zones cut or pushed out of thresholds, people no longer reached, minutes added."""

from dataclasses import dataclass

import numpy as np

from netopt.accessibility.indicators import is_other, mass_reached, pair_weight, share
from netopt.arrays import BoolArray, FloatArray
from netopt.measures.disruption.cut_off import cut_off
from netopt.travel.closures.closable_travel import ZoneTimes
from netopt.units import SECONDS_PER_MINUTE


@dataclass(frozen=True, eq=False)
class Reach:
    """What is lost within a threshold."""

    pairs_lost: int
    """Ordered pairs of zones that were within it and no longer are."""
    people_lost: FloatArray
    """Shape (n_zones,): people of other zones whom each zone no longer reaches; below 0: reaches in addition."""
    people_lost_mean: float | None
    """Mean over all inhabitants, L = sum P_i L_i / sum P_i; ``None`` where nobody lives."""
    access_lost_share: float | None
    """The same as a share of what was reached, sum P_i L_i / sum P_i A_i; ``None`` where nothing was."""

    @property
    def worst_zone(self) -> int | None:
        """The zone that loses most people, the first of equal ones; ``None`` where none loses any."""
        if not self.people_lost.size or not self.people_lost.max() > 0:
            return None
        return int(self.people_lost.argmax())


@dataclass(frozen=True, eq=False)
class Effect:
    """What one removal does to the times between all zones."""

    newly_unreachable: BoolArray
    """Shape (n_zones, n_zones)."""
    unreachable_share: float | None
    """Share of the people's pairs (weight P_i P_j) reachable before that are no longer; ``None``: nobody lives."""
    cut_off: BoolArray
    """Shape (n_zones,): zones cut off from the part with most people."""
    alone: BoolArray
    """Of these, zones that are cut off from every other zone."""
    reach: tuple[Reach, ...]
    """By threshold."""
    mean_added_min: float | None
    """Over pairs still reachable, weighted by P_i P_j; ``None`` where no two people live in such a pair."""
    largest_added_min: float
    """Over pairs still reachable; 0 where none is longer."""
    largest_pair: tuple[int, int] | None
    """Origin and destination of it."""

    @property
    def mean_access_lost_share(self) -> float:
        """Mean of ``access_lost_share`` over all thresholds."""
        return float(np.mean([reach.access_lost_share or 0.0 for reach in self.reach]))

    @property
    def loss(self) -> tuple[float, ...]:
        """What removals are ranked by, in this order.

        People's pairs cut, pairs cut, access lost (mean over thresholds), mean and largest minutes added.
        """
        return (
            self.unreachable_share or 0.0,
            float(self.newly_unreachable.sum()),
            self.mean_access_lost_share,
            self.mean_added_min or 0.0,
            self.largest_added_min,
        )


def effect(before: ZoneTimes, after: ZoneTimes, population: FloatArray, thresholds_min: tuple[float, ...]) -> Effect:
    """Compare two states of the same zones."""
    is_pair, weight = is_other(population.size), pair_weight(population)
    was_reached, is_reached = (np.isfinite(one.time_s) & is_pair for one in (before, after))
    is_cut, is_alone = cut_off(was_reached, is_reached, population)
    still = was_reached & is_reached
    added_min = np.zeros(still.shape)
    added_min[still] = (after.time_s[still] - before.time_s[still]) / SECONDS_PER_MINUTE
    longest = np.unravel_index(added_min.argmax(), added_min.shape) if added_min.size else (0, 0)
    largest_min = float(added_min[longest]) if added_min.size else 0.0
    return Effect(
        newly_unreachable=was_reached & ~is_reached,
        unreachable_share=share((weight * (was_reached & ~is_reached)).sum(), (weight * was_reached).sum()),
        cut_off=is_cut,
        alone=is_alone,
        reach=tuple(_reach(before, after, population, threshold_min) for threshold_min in thresholds_min),
        mean_added_min=share((weight * added_min).sum(), (weight * still).sum()),
        largest_added_min=max(largest_min, 0.0),
        largest_pair=(int(longest[0]), int(longest[1])) if largest_min > 0 else None,
    )


def _reach(before: ZoneTimes, after: ZoneTimes, population: FloatArray, threshold_min: float) -> Reach:
    is_pair = is_other(population.size)
    was_within, is_within = ((one.time_s <= threshold_min * SECONDS_PER_MINUTE) & is_pair for one in (before, after))
    was_people, are_people = (
        mass_reached(within * one.permitted_share, population)
        for within, one in ((was_within, before), (is_within, after))
    )
    people_lost = was_people - are_people
    return Reach(
        pairs_lost=int((was_within & ~is_within).sum()),
        people_lost=people_lost,
        people_lost_mean=share((population * people_lost).sum(), population.sum()),
        access_lost_share=share((population * people_lost).sum(), (population * was_people).sum()),
    )
