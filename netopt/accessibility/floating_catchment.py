"""Floating catchments: access to supply for which people compete.

Symbols: P_i demand at i (n_demand,), S_j supply at j (n_supply,), w_ij weight of a pair (n_demand, n_supply), 0 where
i is outside the catchment of j.
"""

from dataclasses import dataclass

import numpy as np

from netopt.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Catchments:
    """Access and the levels of service that it is made of."""

    level: FloatArray
    """R_j: supply per head of the demand it serves, shape (n_supply,); ``nan`` where no demand is in the catchment."""
    access: FloatArray
    """A_i: supply per head that a place gets, shape (n_demand,)."""

    def served_supply(self, supply: FloatArray) -> float:
        """Supply with demand in its catchment."""
        return float(supply[np.isfinite(self.level)].sum())


def two_step(weight: FloatArray, demand: FloatArray, supply: FloatArray) -> Catchments:
    """2SFCA, and E2SFCA where the weights are not 0 and 1 alone.

        R_j = S_j / sum_k w_kj P_k,   A_i = sum_j w_ij R_j

    Supply is conserved: sum_i P_i A_i is the supply with demand in its catchment.
    Sources: Luo and Wang (2003), Environment and Planning B 30(6); Luo and Qi (2009), Health & Place 15(4).
    """
    level = _per_head(supply, demand @ weight)
    return Catchments(level, np.asarray(weight @ np.nan_to_num(level)))


def balanced(weight: FloatArray, demand: FloatArray, supply: FloatArray) -> Catchments:
    """BFCA: demand is divided between the supplies in reach, and levels of service between the places they serve.

        L_j = S_j / sum_i P_i w_ij / sum_j w_ij,   A_i = sum_j L_j w_ij / sum_i w_ij

    Everybody in reach of some supply is counted once, and sum_i A_i = sum_j L_j over the supplies with demand.
    Source: Paez, Higgins and Vivona (2019), PLoS ONE 14(6) e0218773.
    """
    by_place = _normalised(weight, weight.sum(axis=1, keepdims=True))
    by_supply = _normalised(weight, weight.sum(axis=0, keepdims=True))
    level = _per_head(supply, demand @ by_place)
    return Catchments(level, np.asarray(by_supply @ np.nan_to_num(level)))


def _per_head(supply: FloatArray, demand: FloatArray) -> FloatArray:
    return np.asarray(np.divide(supply, demand, out=np.full(supply.shape, np.nan), where=demand > 0))


def _normalised(weight: FloatArray, total: FloatArray) -> FloatArray:
    return np.asarray(np.divide(weight, total, out=np.zeros(weight.shape), where=total > 0))
