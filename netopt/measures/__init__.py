"""The register of measures."""

from typing import Annotated

from pydantic import Field

from netopt.measures.commuting_circle import CommutingCircleMeasure

AnyMeasure = Annotated[CommutingCircleMeasure, Field(discriminator="kind")]

__all__ = ["AnyMeasure", "CommutingCircleMeasure"]
