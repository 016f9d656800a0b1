"""A network after changes, in their order, and the projects that they belong to."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from netopt.changes.base import ChangeConfig
from netopt.network.network import Network


def projects(changes: Sequence[ChangeConfig]) -> dict[str, list[int]]:
    """Positions of the changes of each project, in order; a change without one is a project of its own."""
    found: dict[str, list[int]] = {}
    for position, change in enumerate(changes):
        found.setdefault(change.project or f"{position + 1}-{getattr(change, 'kind', 'change')}", []).append(position)
    return found


def changed(
    network: Network,
    changes: Sequence[ChangeConfig],
    *,
    all_years: Network,
    folder: Path,
    only: Collection[int] | None = None,
    asking: Callable[[int], AbstractContextManager[None]] | None = None,
) -> Network:
    """The network after the changes.

    Parameters
    ----------
    all_years
        What the source holds of all years.
    only
        Positions of the changes that are made; ``None`` makes all.
    asking
        A context for each change's errors, by its position.

    Raises
    ------
    NetworkError, SourceError
        As the changes do.
    """
    for position, change in enumerate(changes):
        if only is None or position in only:
            with nullcontext() if asking is None else asking(position):
                network = change.apply(network, all_years=all_years, folder=folder)
    return network
