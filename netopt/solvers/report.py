"""SolveReport: how a solve ended and how good its answer is."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    """Proven best, up to the gap asked for."""
    FEASIBLE = "feasible"
    """Stopped early with a solution; ``gap`` says how far it may be from the best."""
    INFEASIBLE = "infeasible"
    """Proven to have no solution."""
    UNBOUNDED = "unbounded"
    """The objective can be improved without end."""
    UNKNOWN = "unknown"
    """Stopped early with nothing found."""

    @property
    def has_solution(self) -> bool:
        """Whether values may be asked for."""
        return self in (Status.OPTIMAL, Status.FEASIBLE)


@dataclass(frozen=True)
class SolveReport:
    """Status, value, bound and gap of a solve.

    ``gap`` = |objective - bound| / max(1e-10, |objective|). ``limit`` is ``time`` or ``interrupt`` where the solve
    was cut short. ``wall_time_s`` is the only number that may differ between two equal runs.
    """

    status: Status
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    limit: str | None = None
    wall_time_s: float = 0.0
    solver: str = ""
    solver_version: str = ""
    seed: int = 0
    message: str = ""
    """For a person: why it is infeasible, or why it stopped."""


def relative_gap(objective: float, bound: float) -> float:
    """|objective - bound| / max(1e-10, |objective|)."""
    return abs(objective - bound) / max(1e-10, abs(objective))
