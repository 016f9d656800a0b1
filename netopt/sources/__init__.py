"""The register of network sources."""

from typing import Annotated

from pydantic import Field

from netopt.sources.gtfs import GtfsSource
from netopt.sources.joined import JoinedSource
from netopt.sources.line_table import LineTableSource
from netopt.sources.osm_rail import OsmRailSource
from netopt.sources.osm_road import OsmRoadSource
from netopt.sources.snapshot import SnapshotSource

OnePart = SnapshotSource | LineTableSource | OsmRailSource | OsmRoadSource | GtfsSource
AnyPart = Annotated[OnePart, Field(discriminator="kind")]
"""What may be joined."""
JoinedSource.model_rebuild(_types_namespace={"AnyPart": AnyPart})
AnySource = Annotated[OnePart | JoinedSource, Field(discriminator="kind")]

__all__ = [
    "AnyPart",
    "AnySource",
    "GtfsSource",
    "JoinedSource",
    "LineTableSource",
    "OsmRailSource",
    "OsmRoadSource",
    "SnapshotSource",
]
