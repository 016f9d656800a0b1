"""An indicator of a scorecard: a value, and all that a reader needs to judge it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

Better = Literal["higher", "lower"]
Words = Mapping[str, str]
"""Text by language, ``zh`` and ``en``."""

SHARE, MINUTES, INDEX, RATIO = "share", "min", "index", "ratio"


@dataclass(frozen=True)
class Indicator:
    """A row of a scorecard. Its id holds what it depends on, so that equal ids mean equal formulas."""

    id: str
    name: Words
    value: float | None
    """``None`` where the formula has no value: 0 / 0."""
    unit: str
    better: Better
    formula: Words
    data: Words
    assumed_share: float | None = None
    """Share of what the value rests on that is assumed, where that is known."""


def defined(value: float) -> float | None:
    """The value; ``None`` where it is none."""
    return float(value) if np.isfinite(value) else None
