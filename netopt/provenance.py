"""Where a network came from: sources, dates, licences, digests."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class DataSource:
    """One data set that a network was made from."""

    name: str
    licence: str
    date: str
    """Date of the data (ISO, as exact as known)."""
    attribution: str
    url: str = ""


@dataclass(frozen=True)
class Provenance:
    """How a network was made. ``digest`` is the SHA-256 of its pinned content."""

    kind: str
    """The source kind that built it."""
    name: str
    digest: str = ""
    sources: tuple[DataSource, ...] = ()
    as_of: int | None = None
    """State at the end of this year; ``None`` where the network holds all years."""
    parameters: dict[str, Any] = field(default_factory=dict)
    sheet: dict[str, Any] = field(default_factory=dict)
    """The data-quality sheet of what it was made from, as counted while it was made; empty where nothing was."""

    @property
    def attribution(self) -> str:
        """One line for a map's corner."""
        return " | ".join(dict.fromkeys(source.attribution for source in self.sources))
