"""MeasureConfig and what evaluating a measure gives."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netopt.layers import Layer, Table
from netopt.network.network import Network
from netopt.schema import ConfigModel


@dataclass(frozen=True, eq=False)
class MeasureResult:
    """A measure's figures for ``summary.json``, its layers and its tables."""

    entries: tuple[dict[str, Any], ...]
    layers: tuple[Layer, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[Mapping[str, str], ...] = ()
    """Sentences a map must show, by language (``en`` always)."""


class MeasureConfig(ConfigModel, ABC):
    """A measure of a network; it decides nothing."""

    @abstractmethod
    def evaluate(self, network: Network, *, folder: Path = Path()) -> MeasureResult:
        """Figures, layers and tables of this measure on a network; relative paths are taken from ``folder``.

        Raises
        ------
        UnknownNodeError
            If the measure names a place that the network does not hold.
        """
