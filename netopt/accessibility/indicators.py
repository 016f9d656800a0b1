"""Indicators of a place's access to others: mean time, mass within reach, covered share of pairs.

Symbols: T_ij time from origin i to destination j, ``inf`` where unreachable; M_j mass of a destination; w_ij weight of
a pair, for example the share of travellers who may make the journey, times what the time makes of it.
"""

import numpy as np

from netopt.arrays import BoolArray, FloatArray


def is_other(n_places: int) -> BoolArray:
    """Pairs of different places, shape (n_places, n_places)."""
    return ~np.eye(n_places, dtype=bool)


def pair_weight(population: FloatArray) -> FloatArray:
    """w_ij = P_i P_j, people at one end times people at the other; 0 from a place to itself."""
    return np.outer(population, population) * is_other(population.size)


def share(part: float, whole: float) -> float | None:
    """Part over whole; ``None`` where the whole is nothing."""
    return float(part / whole) if whole > 0 else None


def weighted_average_time(time_min: FloatArray, mass: FloatArray, weight: FloatArray) -> FloatArray:
    """WATT_i = sum_j w_ij M_j T_ij / sum_j w_ij M_j over the destinations that i reaches, shape (n_origins,).

    Unreachable destinations are left out (``unreached_mass`` tells of them); ``nan`` where nothing with mass is
    reached. ``time_min`` and ``weight`` have shape (n_origins, n_destinations), ``mass`` (n_destinations,).
    Source: Gutierrez (2001), Journal of Transport Geography 9(4).
    """
    is_reached = np.isfinite(time_min)
    pull = np.where(is_reached, weight * mass, 0.0)
    total = pull.sum(axis=1)
    travelled = (pull * np.where(is_reached, time_min, 0.0)).sum(axis=1)
    return np.asarray(np.divide(travelled, total, out=np.full(total.shape, np.nan), where=total > 0))


def unreached_mass(time_min: FloatArray, mass: FloatArray, weight: FloatArray) -> FloatArray:
    """Mass that the average time leaves out: sum_j w_ij M_j over unreachable destinations, shape (n_origins,)."""
    return np.asarray(np.where(np.isfinite(time_min), 0.0, weight * mass).sum(axis=1))


def mass_reached(weight: FloatArray, mass: FloatArray) -> FloatArray:
    """Mass within reach, sum_j w_ij M_j, shape (n_origins,): w alone tells such indicators apart.

    With w = 1[T <= tau] it is daily access and the cumulative opportunities, with a decay of T the potential (Hansen
    1959).
    """
    return np.asarray(weight @ mass, dtype=np.float64)


def covered_share(is_within: BoolArray, weight: FloatArray, permitted: FloatArray) -> float:
    """Covered over all weight: sum w_ij q_ij 1[T_ij <= tau] / sum w_ij, q_ij the share who may travel; ``nan`` for 0/0.

    All three arrays have the same shape.
    """
    total = float(weight.sum())
    return float((weight * permitted)[is_within].sum()) / total if total > 0 else float("nan")
