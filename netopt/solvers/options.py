"""SolverOptions: what a user may ask of a solver."""

from typing import Literal

from pydantic import NonNegativeFloat, NonNegativeInt, PositiveFloat

from netopt.schema import ConfigModel


class SolverOptions(ConfigModel):
    """Limits and seed of a solve."""

    name: Literal["highs", "gscip"] = "highs"
    """Solver of integer programs."""
    time_limit_s: PositiveFloat = 60.0
    """Wall-clock limit in seconds; the best solution found until then is kept."""
    relative_gap: NonNegativeFloat = 1.0e-4
    """A solution is called optimal when its relative distance to the proven bound is at most this."""
    seed: NonNegativeInt = 7
    """Seed of every random choice."""
