"""OutputConfig and the one thing outputs draw from: a finished run."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from netopt.layers import Layer, Table
from netopt.schema import ConfigModel


@dataclass(frozen=True, eq=False)
class RunOutput:
    """What a run has to show, free of what was asked."""

    name: str
    language: str
    """``zh`` or ``en``: the language of maps and reports."""
    currency: str
    summary: dict[str, Any]
    manifest: dict[str, Any]
    layers: tuple[Layer, ...]
    tables: tuple[Table, ...]
    attribution: str
    """Who must be named on every map and file."""
    title: Mapping[str, str] = field(default_factory=dict)
    """The run's title by language; empty: its name."""
    notes: tuple[Mapping[str, str], ...] = ()
    """Sentences a map must show, by language (for example which station-entry times hold)."""


class OutputConfig(ConfigModel, ABC):
    """A way to write results."""

    @abstractmethod
    def write(self, output: RunOutput, folder: Path) -> list[str]:
        """Write into ``folder`` (exists, empty of this output) and return the files' relative paths."""
