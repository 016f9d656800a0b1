"""Why sites cannot serve everyone: the reasons of infeasible facility problems, with names and numbers."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netopt.solvers.report import SolveReport, Status

SHOWN = 10


@dataclass(frozen=True)
class Reason:
    """Why no selection of sites serves every origin."""

    message: str
    left_out: tuple[str, ...] = ()
    """Ids of origins that cannot all be served."""
    least_open_count: int | None = None
    """The fewest sites that would do, where that is proven."""


def listed(names: Sequence[str]) -> str:
    """The first names and how many more there are."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def too_few_candidates(open_count: int, candidate_count: int) -> Reason | None:
    """More sites are to be opened than there are."""
    if open_count <= candidate_count:
        return None
    return Reason(
        f"open_count is {open_count}, but there are only {candidate_count} candidates; "
        "open fewer sites or widen `candidates`"
    )


def out_of_reach(left_out: Mapping[str, str], origin_count: int, limit: str | None) -> Reason:
    """Some origins, names by id, have no candidate in reach; ``limit`` is the farthest allowed, with its unit."""
    return Reason(
        f"no candidate {_reach(limit)} of {len(left_out)} of {origin_count} origins: "
        f"{listed(list(left_out.values()))}; {_mend(limit)}",
        tuple(left_out),
    )


def too_few_open(open_count: int, least: SolveReport, left_out: Mapping[str, str], limit: str | None) -> Reason:
    """Every origin has a candidate in reach, but no ``open_count`` sites reach them all.

    ``least`` is the report of the search for the fewest sites; ``left_out`` whom the best ``open_count`` sites miss.
    """
    needed = None if least.bound is None else math.ceil(least.bound - 1e-6)
    count = "" if needed is None or needed <= open_count else f"; at least {needed} sites are needed"
    missed = f"; the best {open_count} leave out {listed(list(left_out.values()))}" if left_out else ""
    return Reason(
        f"no {open_count} sites have every origin {_reach(limit)} of one of them{count}{missed}; "
        f"raise open_count or {_mend(limit)}",
        tuple(left_out),
        needed if least.status == Status.OPTIMAL else None,
    )


def _reach(limit: str | None) -> str:
    return "within reach" if limit is None else f"within {limit}"


def _mend(limit: str | None) -> str:
    wider = "widen `candidates` or connect them" if limit is None else "raise the limit or widen `candidates`"
    return f"{wider}, or leave these origins out"
