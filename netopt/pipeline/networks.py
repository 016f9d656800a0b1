"""The states of a run's network: as its source has it, with its borders, and after the changes asked for."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass

from netopt.changes.apply import changed
from netopt.config.load import LoadedConfig
from netopt.config.run_config import RunConfig
from netopt.network.network import Network
from netopt.pipeline.stage import stage


@dataclass(frozen=True, eq=False)
class States:
    """A network before and after changes; both are one where nothing is changed."""

    loaded: LoadedConfig
    config: RunConfig
    all_years: Network
    """What the source holds of all years."""
    before: Network
    changed: Network

    def with_only(self, changes: Collection[int]) -> Network:
        """The network after some of the changes, by position."""
        return _changed(self.loaded, self.config, self.all_years, self.before, only=changes)


def network_states(loaded: LoadedConfig, asked: RunConfig) -> States:
    """Read the network and make the changes.

    Raises
    ------
    SourceError, NetworkError
        If the network cannot be had, or does not hold what is to be changed.
    """
    with stage("network") as counts:
        with loaded.asking("network"):
            all_years = asked.network.read(loaded.folder)
            before = asked.network.of_its_year(all_years)
        if asked.borders is not None:
            with loaded.asking("borders"):
                before = asked.borders.on(before, loaded.folder)
        counts.update(nodes=len(before.nodes), edges=len(before.edges), services=len(before.services))
    if not asked.changes:
        return States(loaded, asked, all_years, before, before)
    with stage("changes") as counts:
        after = _changed(loaded, asked, all_years, before, only=None)
        counts.update(changes=len(asked.changes), edges=len(after.edges), services=len(after.services))
    return States(loaded, asked, all_years, before, after)


def _changed(
    loaded: LoadedConfig, asked: RunConfig, all_years: Network, before: Network, *, only: Collection[int] | None
) -> Network:
    def asking(position: int) -> AbstractContextManager[None]:
        return loaded.asking("changes", position)

    return changed(before, asked.changes, all_years=all_years, folder=loaded.folder, only=only, asking=asking)
