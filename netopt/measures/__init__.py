"""The register of measures."""

from typing import Annotated

from pydantic import Field

from netopt.measures.accessibility import AccessibilityMeasure
from netopt.measures.border_effect import BorderEffectMeasure
from netopt.measures.circles_123 import Circles123Measure
from netopt.measures.commuting_circle import CommutingCircleMeasure
from netopt.measures.commuting_match import CommutingMatchMeasure
from netopt.measures.criticality import CriticalityMeasure
from netopt.measures.opportunities import OpportunitiesMeasure
from netopt.measures.scorecard import ScorecardMeasure

AnyMeasure = Annotated[
    AccessibilityMeasure
    | BorderEffectMeasure
    | Circles123Measure
    | CommutingCircleMeasure
    | CommutingMatchMeasure
    | CriticalityMeasure
    | OpportunitiesMeasure
    | ScorecardMeasure,
    Field(discriminator="kind"),
]

__all__ = [
    "AccessibilityMeasure",
    "AnyMeasure",
    "BorderEffectMeasure",
    "Circles123Measure",
    "CommutingCircleMeasure",
    "CommutingMatchMeasure",
    "CriticalityMeasure",
    "OpportunitiesMeasure",
    "ScorecardMeasure",
]
