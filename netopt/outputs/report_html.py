"""The report: one self-contained page for a reader."""

from pathlib import Path
from typing import Literal

from netopt.outputs.base import OutputConfig, RunOutput
from netopt.outputs.json_text import write_text
from netopt.outputs.manifest import sources_of
from netopt.outputs.report.page import page
from netopt.outputs.report.sections import (
    assumed_section,
    foot_section,
    head_section,
    notes_section,
    report_title,
    sources_section,
)
from netopt.outputs.report.tables import table_section


class ReportHtmlOutput(OutputConfig):
    """A self-contained report (report.html) to read or print: titled tables, notes, what is assumed, sources."""

    kind: Literal["report_html"] = "report_html"

    def write(self, output: RunOutput, folder: Path) -> list[str]:
        """Write ``report.html``."""
        sections = [
            head_section(output),
            *(table_section(table, output.language) for table in output.tables if table.title),
            *notes_section(output),
            assumed_section(output),
            *sources_section(sources_of(output.manifest), output.language),
            foot_section(output.manifest, output.language),
        ]
        write_text(folder / "report.html", page(report_title(output), output.language, sections))
        return ["report.html"]
