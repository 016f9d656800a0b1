"""The register of outputs."""

from typing import Annotated

from pydantic import Field

from netopt.outputs.geojson import GeoJsonOutput
from netopt.outputs.map_html import MapHtmlOutput
from netopt.outputs.report_html import ReportHtmlOutput
from netopt.outputs.table import TableOutput

AnyOutput = Annotated[GeoJsonOutput | TableOutput | MapHtmlOutput | ReportHtmlOutput, Field(discriminator="kind")]

__all__ = ["AnyOutput", "GeoJsonOutput", "MapHtmlOutput", "ReportHtmlOutput", "TableOutput"]
