"""ChangeConfig: one thing that a configuration does to a network before it is measured again."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from netopt.network.network import Network
from netopt.rail.parameters import RailParameters
from netopt.schema import ConfigModel

NEW_ID = r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}"
NewId = Annotated[str, StringConstraints(pattern=f"^{NEW_ID}$")]
"""Id of something new."""
NewName = Annotated[str, StringConstraints(max_length=200)]
"""Name of something new."""
Kmh = Annotated[float, Field(gt=0, le=600)]
HeadwayMin = Annotated[float, Field(ge=0.1, le=10_080)]
"""Minutes between trains of one direction, up to a week."""


def _known_train(train: str) -> str:
    known = RailParameters.load().trains
    if train not in known:
        raise ValueError(f"train {train!r} is unknown; there are {', '.join(known)}")
    return train


TrainName = Annotated[str, AfterValidator(_known_train)]
"""Name of a train whose running is known."""


class ChangeConfig(ConfigModel, ABC):
    """A change of a network; changes follow each other in the order of the configuration."""

    project: Annotated[str, StringConstraints(min_length=1, max_length=80)] | None = None
    """The project it belongs to: changes of one project stand or fall together when effects are told apart."""

    @abstractmethod
    def apply(self, network: Network, *, all_years: Network, folder: Path) -> Network:
        """The network with this change.

        Parameters
        ----------
        network
            The state so far.
        all_years
            What the source holds of all years.
        folder
            Relative paths are taken from it.

        Raises
        ------
        NetworkError
            If the network does not hold what is to be changed, or holds already what is to be added.
        SourceError
            If a file cannot be read.
        """
