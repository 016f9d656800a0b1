"""The register of problems."""

from typing import Annotated

from pydantic import Field

from netopt.problems.p_median import PMedianConfig

AnyProblem = Annotated[PMedianConfig, Field(discriminator="kind")]

__all__ = ["AnyProblem", "PMedianConfig"]
