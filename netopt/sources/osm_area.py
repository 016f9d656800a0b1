"""OsmAreaSource: which part of OpenStreetMap a source reads, from a file or from an Overpass server."""

import importlib.metadata
import logging
import re
from abc import ABC
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Self

import geopandas as gpd
from pydantic import Field, model_validator

from netopt.network.crs import to_wgs84
from netopt.osm.extract_digest import digest
from netopt.osm.overpass_server import OverpassServer
from netopt.provenance import DataSource
from netopt.sources.base import SourceConfig
from netopt.sources.people_tables import People, no_people, people_near
from netopt.sources.pinned import network_folder

if TYPE_CHECKING:
    from netopt.osm.area import Area
    from netopt.osm.extract import ExtractOrigin, OsmExtract
    from netopt.osm.selection import Selection

logger = logging.getLogger(__name__)

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
    zones: str | None = None
    """Where people live: folder of zones.csv (zones.geojson, places.csv), relative to this file, or graphs:NAME."""

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

        logger.debug("reading %s", self.file)
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

    def zones_folder(self, folder: Path) -> Path | None:
        """The folder of the zones; ``SourceError`` if there is none, before anything is read or asked for."""
        return None if self.zones is None else network_folder(self.zones, folder)

    def parameters(self, extract: "OsmExtract", packages: Sequence[str]) -> dict[str, Any]:
        """What a pinned network tells of how its data were got: what was asked, the digest, versions."""
        box = None if self.bbox is None else list(self.bbox)
        asked = {"place": self.place, "bbox": box, "polygon": self.polygon, "file": self.file}
        given = {name: value for name, value in asked.items() if value is not None}
        names = {name: Path(str(given[name])).name for name in ("polygon", "file") if name in given}
        return {
            "asked": {**given, **names, "buffer_km": self.buffer_km},
            "query": dict(extract.origin.query),
            "extract_digest": digest(extract),
            "versions": {name: _version(name) for name in packages},
        }

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


def people_of(zones_folder: Path | None, nodes: gpd.GeoDataFrame) -> People:
    """Who lives near the stations among the nodes; nobody where no zones are given.

    Raises
    ------
    SourceError
        If a file cannot be read.
    NetworkError
        With every breach of every table.
    """
    return no_people() if zones_folder is None else people_near(zones_folder, to_wgs84(nodes))


def _given(area: "Area | None") -> "Area":
    """The area that a server is asked for; the validator saw that there is one."""
    assert area is not None
    return area


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed as a package"


def osm_data_source(origin: "ExtractOrigin") -> DataSource:
    """OpenStreetMap as a network's provenance names it."""
    return DataSource(f"OpenStreetMap ({origin.name})", LICENCE, origin.date or "unknown", ATTRIBUTION, URL)
