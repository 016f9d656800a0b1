"""The map: one self-contained page."""

from pathlib import Path
from typing import Literal

from netopt.maps.page import render
from netopt.outputs.base import OutputConfig, RunOutput
from netopt.outputs.json_text import write_text


class MapHtmlOutput(OutputConfig):
    """A self-contained map page (map.html) that opens in any browser and makes no request."""

    kind: Literal["map_html"] = "map_html"

    def write(self, output: RunOutput, folder: Path) -> list[str]:
        """Write ``map.html``; nothing where the run has no layers."""
        if not output.layers:
            return []
        page = render(
            output.layers,
            name=output.name,
            title=output.title,
            language=output.language,
            attribution=output.attribution,
            notes=output.notes,
        )
        write_text(folder / "map.html", page)
        return ["map.html"]
