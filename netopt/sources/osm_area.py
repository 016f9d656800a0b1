"""OsmAreaSource: which part of OpenStreetMap a source reads, from a file or from an Overpass server."""

import re
from abc import ABC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Self

from pydantic import Field, model_validator

from netopt.osm.overpass_server import OverpassServer
from netopt.provenance import DataSource
from netopt.sources.base import SourceConfig

if TYPE_CHECKING:
    from netopt.osm.area import Area
    from netopt.osm.extract import ExtractOrigin, OsmExtract
    from netopt.osm.selection import Selection

LICENCE: Final = "ODbL-1.0"
ATTRIBUTION: Final = "© OpenStreetMap contributors"
URL: Final = "https://www.openstreetmap.org/copyright"
LONGEST_NAME: Final = 60

Longitude = Annotated[float, Field(ge=-180.0, le=180.0)]
Latitude = Annotated[float, Field(ge=-90.0, le=90.0)]


class OsmAreaSource(SourceConfig, ABC):
    """A part of OpenStreetMap: a place, a box or a polygon, asked of a server or cut out of a file."""

    place: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """Name of a place whose outline Nominatim knows, for example "Rotterdam, Netherlands"."""
    bbox: tuple[Longitude, Latitude, Longitude, Latitude] | None = None
    """West, south, east, north in degrees."""
    polygon: str | None = None
    """File with a polygon (GeoJSON or what GDAL reads), relative to this file."""
    file: str | None = None
    """OpenStreetMap file (.osm, .osm.gz, .osm.bz2, .osm.pbf), relative to this file; then no server is asked."""
    buffer_km: Annotated[float, Field(ge=0.0, le=500.0)] = 0.0
    """The area is widened by this much on all sides."""
    overpass: OverpassServer = OverpassServer()
    """The server that is asked where no file is given."""

    @model_validator(mode="after")
    def _one_area(self) -> Self:
        given = [name for name in ("place", "bbox", "polygon") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"{' and '.join(given)} are given; give one of place, bbox and polygon")
        if not given and self.file is None:
            raise ValueError("no area is given; give one of place, bbox, polygon and file")
        if not given and self.buffer_km > 0.0:
            raise ValueError("buffer_km widens an area; give bbox or polygon beside file, or leave it out")
        if self.place is not None and self.file is not None:
            raise ValueError("place is looked up on a server and file needs none; give bbox or polygon beside file")
        if self.bbox is not None and (self.bbox[0] >= self.bbox[2] or self.bbox[1] >= self.bbox[3]):
            raise ValueError(f"bbox {list(self.bbox)} is not west, south, east, north")
        if self.as_of is not None:
            raise ValueError(
                "OpenStreetMap shows one state, not that of every year; leave as_of out, or give overpass.date"
            )
        return self

    def extract(self, folder: Path, selection: "Selection") -> "OsmExtract":
        """What OpenStreetMap has of the area; relative paths are taken from ``folder``.

        Raises
        ------
        SourceError
            If the file or the polygon cannot be read whole, or the server's answer is not whole.
        EmptySourceError
            If nothing of what is looked for lies there.
        """
        area = self._area(folder)
        if self.file is None:
            from netopt.osm.overpass import pull_extract

            return pull_extract(_given(area), selection, self.overpass)
        from netopt.osm.pbf import read_osm_file

        return read_osm_file(folder / self.file, selection, area=area)

    def area_name(self) -> str:
        """A short name of the area, fit for a folder."""
        if self.file is not None:
            words = Path(self.file).name.split(".")[0]
        elif self.polygon is not None:
            words = Path(self.polygon).stem
        elif self.place is not None:
            words = self.place
        else:
            words = "box " + " ".join(f"{value:g}" for value in self.bbox or ())
        name = re.sub(r"[^\w.]+", "_", words.casefold()).strip("_.")
        return name[:LONGEST_NAME] or "osm"

    def _area(self, folder: Path) -> "Area | None":
        """The area in degrees, widened; ``None`` where all of a file is meant."""
        from netopt.osm.area import area_of_bbox, area_of_file, buffered

        if self.bbox is not None:
            return area_of_bbox(self.bbox, buffer_km=self.buffer_km)
        if self.polygon is not None:
            return area_of_file(folder / self.polygon, buffer_km=self.buffer_km)
        if self.place is not None:
            from netopt.osm.overpass import geocode

            return buffered(geocode(self.place, self.overpass), self.buffer_km)
        return None


def _given(area: "Area | None") -> "Area":
    """The area that a server is asked for; the validator saw that there is one."""
    assert area is not None
    return area


def osm_data_source(origin: "ExtractOrigin") -> DataSource:
    """OpenStreetMap as a network's provenance names it."""
    return DataSource(f"OpenStreetMap ({origin.name})", LICENCE, origin.date or "unknown", ATTRIBUTION, URL)
