"""SourceConfig: what YAML says of where a network comes from."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Annotated

from pydantic import Field

from netopt.network.network import Network
from netopt.rail.history import in_force
from netopt.schema import ConfigModel


class SourceConfig(ConfigModel, ABC):
    """A source of networks; every kind says how to read one."""

    as_of: Annotated[int, Field(ge=1800, le=2200)] | None = None
    """The network as it was at the END of this year; left out: the latest state."""

    @abstractmethod
    def read(self, folder: Path) -> Network:
        """The network of all years, as it is pinned. Relative paths are taken from ``folder``.

        Raises
        ------
        SourceError
            If the source cannot be read, reached, or holds nothing.
        NetworkError
            If what it holds is no valid network; all breaches at once.
        """

    def of_its_year(self, all_years: Network) -> Network:
        """The state of what ``read`` gives at the end of ``as_of``."""
        return in_force(all_years, self.as_of)

    def load(self, folder: Path) -> Network:
        """The network in force at the end of ``as_of``; raises as ``read`` does."""
        return self.of_its_year(self.read(folder))
