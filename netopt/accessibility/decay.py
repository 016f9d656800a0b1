"""How much a place counts by the time it takes to get there: weights of times, same shape, 0 where unreachable."""

from collections.abc import Sequence

import numpy as np
from scipy.special import expit

from netopt.arrays import FloatArray


def within(time_min: FloatArray, threshold_min: float) -> FloatArray:
    """1 up to the threshold, 0 beyond it."""
    return (time_min <= threshold_min).astype(np.float64)


def logistic(time_min: FloatArray, threshold_min: float, scale_min: float) -> FloatArray:
    """1 / (1 + exp((T - tau) / s)): one half at the threshold tau, and the sharper the smaller the scale s."""
    return np.asarray(expit((threshold_min - time_min) / scale_min), dtype=np.float64)


def power(time_min: FloatArray, beta: float) -> FloatArray:
    """T^-beta; ``inf`` at 0 minutes. Source: Hansen (1959), Journal of the American Institute of Planners 25(2)."""
    with np.errstate(divide="ignore"):
        return np.asarray(time_min**-beta, dtype=np.float64)


def exponential(time_min: FloatArray, beta_per_min: float) -> FloatArray:
    """e^(-beta T)."""
    return np.asarray(np.exp(-beta_per_min * time_min), dtype=np.float64)


def banded(time_min: FloatArray, threshold_min: float, weights: Sequence[float]) -> FloatArray:
    """Weights of equally wide bands from 0 to the threshold, the nearest first; 0 beyond it.

    A time on the border of two bands belongs to the nearer one. Source: Luo and Qi (2009), Health & Place 15(4).
    """
    uppers_min = threshold_min * np.arange(1, len(weights) + 1) / len(weights)
    band = np.searchsorted(uppers_min, time_min, side="left")
    return np.append(np.asarray(weights, dtype=np.float64), 0.0)[band]
