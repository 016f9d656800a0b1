"""The register of network sources."""

from typing import Annotated

from pydantic import Field

from netopt.sources.gtfs import GtfsSource
from netopt.sources.line_table import LineTableSource
from netopt.sources.osm_rail import OsmRailSource
from netopt.sources.osm_road import OsmRoadSource
from netopt.sources.snapshot import SnapshotSource

AnySource = Annotated[
    SnapshotSource | LineTableSource | OsmRailSource | OsmRoadSource | GtfsSource, Field(discriminator="kind")
]

__all__ = ["AnySource", "GtfsSource", "LineTableSource", "OsmRailSource", "OsmRoadSource", "SnapshotSource"]
