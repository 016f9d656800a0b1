"""Greedy opening and interchange of sites: good selections for a p-median in moments, without proof.

Source: greedy-drop/add as in Kuehn and Hamburger (1963); interchange: Teitz and Bart (1968), Operations Research 16(5);
the exchange values of all pairs at once as in Whitaker (1983), INFOR 21(2).
Costs are one matrix ``cost`` (n_origins, n_sites): what origin i costs if served from site j.
"""

import numpy as np

from netopt.arrays import FloatArray, IntArray
from netopt.solvers.interrupt import StopAsked, never

IMPROVEMENT = 1.0e-10
"""A swap is better, or equal, only beyond, or within, this share of the whole cost: below it lies rounding."""


def selection_cost(cost: FloatArray, sites: IntArray) -> float:
    """Total cost when every origin is served from the cheapest of the sites."""
    return float(cost[:, sites].min(axis=1).sum())


def greedy(cost: FloatArray, open_count: int, fixed: IntArray) -> IntArray:
    """``open_count`` sites, ascending: the fixed ones, then each time the site that lowers the cost most.

    Of equally good sites the first. ``cost`` must be finite.
    """
    sites = list(fixed)
    served = cost[:, fixed].min(axis=1) if fixed.size else np.full(len(cost), cost.max())
    while len(sites) < open_count:
        gain = np.maximum(served[:, None] - cost, 0).sum(axis=0)
        gain[sites] = -1.0
        sites.append(int(gain.argmax()))
        served = np.minimum(served, cost[:, sites[-1]])
    return np.sort(np.array(sites, dtype=np.int64))


def interchange(cost: FloatArray, sites: IntArray, fixed: IntArray, *, stop_asked: StopAsked = never) -> IntArray:
    """The sites after swapping one in and one out, the best swap first, until no swap lowers the cost.

    Stops early with the sites reached when asked to.
    """
    while not stop_asked():
        change = _swap_changes(cost, sites, fixed)
        out, inside = np.unravel_index(change.argmin(), change.shape)
        if not change[out, inside] < -IMPROVEMENT * selection_cost(cost, sites):
            break
        sites = _swapped(sites, int(out), int(inside))
    return sites


def first_in_order(cost: FloatArray, sites: IntArray, fixed: IntArray) -> IntArray:
    """Sites that cost no more and come first in order: no single swap of equal or less cost leads to earlier ones.

    A selection is earlier if its ascending positions are so in the order of a dictionary.
    """
    while True:
        whole = selection_cost(cost, sites)
        change = _swap_changes(cost, sites, fixed)
        is_earlier = np.arange(cost.shape[1])[None, :] < sites[:, None]
        out, inside = np.nonzero(is_earlier & (change <= IMPROVEMENT * whole))
        if not out.size:
            return sites
        first = np.lexsort((-out, inside))[0]  # the earliest site in, the latest out
        sites = _swapped(sites, int(out[first]), int(inside[first]))


def _swapped(sites: IntArray, out: int, inside: int) -> IntArray:
    return np.sort(np.append(np.delete(sites, out), inside))


def _swap_changes(cost: FloatArray, sites: IntArray, fixed: IntArray) -> FloatArray:
    """Change of cost (n_open, n_sites) when ``sites[r]`` closes and site j opens; ``inf`` where that is no swap.

    Origin i pays d1 now and d2 at its second site. With j open it pays min(c_ij, d1), or min(c_ij, d2) if its own
    site closes: change_rj = sum_{i at r} (clip(c_ij, d1, d2) - d1) - sum_i max(0, d1 - c_ij).
    """
    open_cost = cost[:, sites]
    own = open_cost.argmin(axis=1)
    d1 = open_cost[np.arange(len(cost)), own]
    d2 = np.partition(open_cost, 1, axis=1)[:, 1] if sites.size > 1 else np.full(len(cost), np.inf)
    loss = np.clip(cost, d1[:, None], d2[:, None]) - d1[:, None]
    change = np.stack([loss[own == r].sum(axis=0) for r in range(sites.size)])
    change -= np.maximum(d1[:, None] - cost, 0).sum(axis=0)
    change[:, sites] = np.inf
    change[np.isin(sites, fixed), :] = np.inf
    return change
