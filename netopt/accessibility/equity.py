"""How evenly something is spread over people: indices of inequality, each place weighted by the people who live there.

Symbols: x_i >= 0 what the people of place i have, p_i their share of all people, mu = sum p_i x_i. Every index is
``nan`` where nobody is counted or mu is 0, and the same for any multiple of x.
"""

from dataclasses import dataclass

import numpy as np

from netopt.arrays import FloatArray, IntArray

TOP_SHARE, BOTTOM_SHARE = 0.1, 0.4


@dataclass(frozen=True)
class Equity:
    """Indices of one spread; ``None`` where an index is not defined."""

    gini: float | None
    theil: float | None
    theil_within: float | None
    theil_between: float | None
    """``None`` where no groups are told; then all of Theil's index is within."""
    palma: float | None
    cv: float | None
    concentration: float | None
    """``None`` where no ranks are told."""


def equity(
    value: FloatArray, people: FloatArray, *, group: IntArray | None = None, rank_by: FloatArray | None = None
) -> Equity:
    """All indices over the places that have a value and people; arrays of shape (n,), ``nan`` for no value.

    ``group`` tells the group of each place as a number, ``rank_by`` by what places are ranked for the concentration
    index, which leaves out places without it.
    """
    counts = np.isfinite(value) & (people > 0)
    x, weight = value[counts], people[counts]
    parts = (theil(x, weight), None) if group is None else theil_parts(x, weight, group[counts])
    return Equity(
        gini=_told(gini(x, weight)),
        theil=_told(theil(x, weight)),
        theil_within=_told(parts[0]),
        theil_between=_told(parts[1]),
        palma=_told(palma(x, weight)),
        cv=_told(coefficient_of_variation(x, weight)),
        concentration=None if rank_by is None else _told(_ranked_concentration(x, weight, rank_by[counts])),
    )


def gini(value: FloatArray, people: FloatArray) -> float:
    """G = sum_i sum_j p_i p_j |x_i - x_j| / (2 mu): 0 where all have the same."""
    share, mean = _shares(value, people)
    spread = np.abs(value[:, None] - value[None, :])
    return _ratio(float(share @ spread @ share), 2.0 * mean)


def theil(value: FloatArray, people: FloatArray) -> float:
    """T = sum_i p_i (x_i / mu) ln(x_i / mu), with 0 ln 0 = 0: 0 where all have the same."""
    share, mean = _shares(value, people)
    if not mean > 0:
        return float("nan")
    ratio = value / mean
    return float(share @ (ratio * np.log(np.where(ratio > 0, ratio, 1.0))))


def theil_parts(value: FloatArray, people: FloatArray, group: IntArray) -> tuple[float, float]:
    """Theil's index within groups and between them; they add up to the whole.

    within = sum_g s_g T_g and between = sum_g s_g ln(mu_g / mu), with s_g the share of all x that group g has.
    Source: Shorrocks (1980), Econometrica 48(3).
    """
    share, mean = _shares(value, people)
    if not mean > 0:
        return float("nan"), float("nan")
    within = between = 0.0
    for one in np.unique(group):
        is_in = group == one
        mean_in = _shares(value[is_in], people[is_in])[1]
        if mean_in > 0:
            held = float(share[is_in].sum()) * mean_in / mean
            within += held * theil(value[is_in], people[is_in])
            between += held * float(np.log(mean_in / mean))
    return within, between


def palma(value: FloatArray, people: FloatArray) -> float:
    """What the tenth of people who have most have, over what the four tenths who have least have.

    Sums, not means: 0.25 where all have the same; four times it is the ratio of the means. People are ranked by x, and
    a place across a border between tenths counts on both sides. ``nan`` where the four tenths have nothing.
    Source: Palma (2011), Development and Change 42(1).
    """
    if not value.size:
        return float("nan")
    order = np.argsort(value, kind="stable")
    share, _ = _shares(value[order], people[order])
    below = np.concatenate([[0.0], np.cumsum(share)])
    held = np.concatenate([[0.0], np.cumsum(share * value[order])])
    bottom = float(np.interp(BOTTOM_SHARE, below, held))
    top = float(held[-1] - np.interp(1.0 - TOP_SHARE, below, held))
    return _ratio(top, bottom)


def coefficient_of_variation(value: FloatArray, people: FloatArray) -> float:
    """Square root of sum_i p_i (x_i - mu)^2, over mu."""
    share, mean = _shares(value, people)
    return _ratio(float(np.sqrt(share @ (value - mean) ** 2)), mean)


def concentration(value: FloatArray, people: FloatArray, rank_by: FloatArray) -> float:
    """C = 2 / mu cov(x, R), R the share of people ranked before a place and half of those beside it.

    Above 0 where those who rank high have more; places that rank the same share one R.
    Source: Kakwani, Wagstaff and van Doorslaer (1997), Journal of Econometrics 77(1).
    """
    share, mean = _shares(value, people)
    _, position = np.unique(rank_by, return_inverse=True)
    level = np.bincount(position, weights=share)
    rank = (np.cumsum(level) - level / 2.0)[position]
    return _ratio(2.0 * float(share @ ((value - mean) * rank)), mean)


def _ranked_concentration(value: FloatArray, people: FloatArray, rank_by: FloatArray) -> float:
    has_rank = np.isfinite(rank_by)
    return concentration(value[has_rank], people[has_rank], rank_by[has_rank])


def _shares(value: FloatArray, people: FloatArray) -> tuple[FloatArray, float]:
    """Shares of people and the mean of x; ``nan`` where there is nobody."""
    total = people.sum()
    if not total > 0:
        return people, float("nan")
    share = people / total
    return share, float(share @ value)


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0 else float("nan")


def _told(index: float | None) -> float | None:
    """The index; ``None`` where it is not defined."""
    return None if index is None or not np.isfinite(index) else index
