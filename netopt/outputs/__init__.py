"""The register of outputs."""

from typing import Annotated

from pydantic import Field

from netopt.outputs.geojson import GeoJsonOutput
from netopt.outputs.map_html import MapHtmlOutput
from netopt.outputs.table import TableOutput

AnyOutput = Annotated[GeoJsonOutput | TableOutput | MapHtmlOutput, Field(discriminator="kind")]

__all__ = ["AnyOutput", "GeoJsonOutput", "MapHtmlOutput", "TableOutput"]
