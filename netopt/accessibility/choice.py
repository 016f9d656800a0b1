"""Which destination is chosen: shares by generalised cost, by attraction and distance, and what the choice is worth."""

import numpy as np

from netopt.arrays import FloatArray


def logit_shares(cost: FloatArray, *, theta: float) -> FloatArray:
    """Shares of a multinomial logit, shape (n, m): P_ij = exp(-theta G_ij) / sum over k of exp(-theta G_ik).

    Shares of an origin sum to 1; an unreachable destination (``inf``) has none, and an origin that reaches nothing has
    only zeros. As theta grows the cheapest destination takes all.

    Source: McFadden (1974), Conditional logit analysis of qualitative choice behavior.

    Parameters
    ----------
    cost
        Generalised cost from n origins to m destinations, shape (n, m), any unit.
    theta
        Sensitivity per unit of cost, above 0.
    """
    return _of_the_whole(_relative(cost, theta))


def logsum(cost: FloatArray, *, theta: float) -> FloatArray:
    """Expected least cost of the choice, shape (n,): -1 / theta ln sum over k of exp(-theta G_ik), in units of cost.

    Its change is the benefit of users (Small and Rosen 1981, Econometrica 49(1)). ``inf`` where nothing is reached.
    """
    least = cost.min(axis=1, initial=np.inf)
    total = _relative(cost, theta).sum(axis=1)
    is_reached = np.isfinite(least)
    worth = np.log(total, out=np.zeros_like(total), where=is_reached) / theta
    return np.where(is_reached, least - worth, np.inf)


def huff_shares(cost: FloatArray, attraction: FloatArray, *, beta: float, alpha: float = 1.0) -> FloatArray:
    """Shares of Huff's model, shape (n, m): P_ij = A_j^alpha G_ij^-beta / sum over k of A_k^alpha G_ik^-beta.

    Source: Huff (1964), Defining and estimating a trading area, Journal of Marketing 28(3).

    Parameters
    ----------
    cost
        Above 0, shape (n, m); ``inf`` where unreachable.
    attraction
        Size of each destination, shape (m,), 0 or more.
    """
    return _of_the_whole(attraction[None, :] ** alpha * cost**-beta)


def _relative(cost: FloatArray, theta: float) -> FloatArray:
    """exp(-theta (G - least G of the row)): the largest is 1, so that nothing overflows; 0 where unreachable."""
    least = cost.min(axis=1, initial=np.inf, keepdims=True)
    above = cost - np.where(np.isfinite(least), least, 0.0)
    return np.asarray(np.exp(-theta * above), dtype=np.float64)


def _of_the_whole(weight: FloatArray) -> FloatArray:
    """Each row over its sum; zeros where the sum is 0."""
    total = weight.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(weight, total, out=np.zeros_like(weight), where=total > 0.0), dtype=np.float64)
