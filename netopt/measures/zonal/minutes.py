"""Times as tables and maps tell them: minutes, and nothing where there is no way."""

import numpy as np

from netopt.arrays import FloatArray
from netopt.units import SECONDS_PER_MINUTE


def minutes_or_missing(time_s: FloatArray) -> FloatArray:
    """Seconds as minutes, same shape; ``nan`` where there is no way."""
    return finite_or_missing(time_s) / SECONDS_PER_MINUTE


def finite_or_missing(value: FloatArray) -> FloatArray:
    """The values, ``nan`` where they are infinite: an empty cell."""
    return np.where(np.isfinite(value), value, np.nan)
