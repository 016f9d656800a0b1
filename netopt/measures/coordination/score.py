"""A score over the indicators of a scorecard: only where weights and anchors are given."""

from collections.abc import Mapping, Sequence
from typing import Self

from pydantic import PositiveFloat, model_validator

from netopt.errors import Breach, NetworkError
from netopt.measures.coordination.indicator import INDEX, Indicator
from netopt.schema import ConfigModel


class Anchor(ConfigModel):
    """How an indicator counts in the score."""

    weight: PositiveFloat = 1.0
    """Weight beside the others."""
    worst: float
    """Value that scores 0, and all beyond it."""
    best: float
    """Value that scores 1, and all beyond it."""

    @model_validator(mode="after")
    def _has_a_way(self) -> Self:
        if self.worst == self.best:
            raise ValueError(f"worst and best are both {self.best:g}; give two values")
        return self

    def scored(self, value: float) -> float:
        """The share of the way from worst to best: s = clip((x - worst) / (best - worst), 0, 1)."""
        return min(max((value - self.worst) / (self.best - self.worst), 0.0), 1.0)


def score(indicators: Sequence[Indicator], anchors: Mapping[str, Anchor], name: str) -> Indicator:
    """S = sum_k w_k s_k / sum_k w_k over the indicators that have an anchor.

    Raises
    ------
    NetworkError
        If an anchor names an indicator that is not there or has no value, or runs against it; all breaches at once.
    """
    found = {indicator.id: indicator for indicator in indicators}
    breaches = [Breach(name, "", message) for key, anchor in anchors.items() if (message := _fault(found, key, anchor))]
    if breaches:
        raise NetworkError(breaches)
    total = sum(anchor.weight for anchor in anchors.values())
    parts = [anchor.weight * anchor.scored(found[key].value or 0.0) for key, anchor in anchors.items()]
    told = ", ".join(f"{key} {a.weight:g} ({a.worst:g} … {a.best:g})" for key, a in anchors.items())
    return Indicator(
        id="score",
        name={"en": "Score by the weights given", "zh": "按给定权重的得分"},
        value=sum(parts) / total,
        unit=INDEX,
        better="higher",
        formula={
            "en": f"Σ w s / Σ w, s = (x − worst) / (best − worst) within 0 … 1; w (worst … best): {told}",
            "zh": f"Σ w s / Σ w，s = (x − 最差) / (最好 − 最差)，限于 0—1；w（最差 … 最好）：{told}",
        },
        data={"en": "the indicators above; weights and anchors are the user's", "zh": "上列指标；权重与锚点由用户给定"},
    )


def _fault(found: Mapping[str, Indicator], key: str, anchor: Anchor) -> str:
    """What is wrong with an anchor; empty where nothing is."""
    if key not in found:
        return f"score names {key!r}, which this scorecard has not; it has {', '.join(found)}"
    indicator = found[key]
    if indicator.value is None:
        return f"score names {key!r}, which has no value here; leave it out"
    if (anchor.best > anchor.worst) != (indicator.better == "higher"):
        return f"score: of {key!r} the {indicator.better} the better; give worst and best that way round"
    return ""
