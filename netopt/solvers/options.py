"""SolverOptions: what a user may ask of a solver."""

from typing import Annotated, Final, Literal

from pydantic import Field

from netopt.schema import ConfigModel

LONGEST_S: Final = 1.0e7
"""About four months: beyond it the clocks of the solvers overflow."""
LARGEST_SEED: Final = 2**31 - 1
"""The solvers keep a seed in 32 bits with a sign."""


class SolverOptions(ConfigModel):
    """Limits and seed of a solve."""

    name: Literal["highs", "gscip"] = "highs"
    """Solver of integer programs."""
    time_limit_s: Annotated[float, Field(gt=0, le=LONGEST_S)] = 60.0
    """Wall-clock limit in seconds; the best solution found until then is kept."""
    relative_gap: Annotated[float, Field(ge=0, le=1)] = 1.0e-4
    """A solution is called optimal when its relative distance to the proven bound is at most this."""
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED)] = 7
    """Seed of every random choice."""
