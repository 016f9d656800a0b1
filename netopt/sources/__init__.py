"""The register of network sources."""

from typing import Annotated

from pydantic import Field

from netopt.sources.line_table import LineTableSource
from netopt.sources.snapshot import SnapshotSource

AnySource = Annotated[SnapshotSource | LineTableSource, Field(discriminator="kind")]

__all__ = ["AnySource", "LineTableSource", "SnapshotSource"]
