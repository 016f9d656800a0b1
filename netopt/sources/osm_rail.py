"""A rail network from OpenStreetMap: stations joined by routing on the track, and what runs between them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Field

from netopt.network.crs import equal_area_crs, to_wgs84
from netopt.network.datum import Datum
from netopt.network.network import Network
from netopt.network.snapshot import as_pinned
from netopt.osm.selection import DEFAULT_MODES, Selection
from netopt.provenance import DataSource, Provenance
from netopt.rail.country import Country
from netopt.schema import ConfigModel
from netopt.sources.osm_area import OsmAreaSource, osm_data_source, people_of
from netopt.sources.people_tables import with_zones

if TYPE_CHECKING:
    from netopt.osm.extract import OsmExtract
    from netopt.rail.osm_network import OsmRailOptions
    from netopt.rail.service_sources.network_services import GivenServices

Mode = Literal["rail", "narrow_gauge", "subway", "light_rail", "tram", "monorail"]
Lifecycle = Literal["open", "construction", "proposed"]
Trust = Literal["osm", "table", "gtfs", "osm_pattern"]
PACKAGES: Final = ("netopt", "osmium", "osmnx", "pyproj", "shapely", "opencc")
"""Packages on which a network made of the same data depends."""


class RailServices(ConfigModel):
    """What is known of the trains beside OpenStreetMap's route relations."""

    table: str | None = None
    """Line table: a CSV file with the columns of services.csv, relative to this file; stations by id or name."""
    gtfs: str | None = None
    """GTFS feed (.zip or folder), relative to this file (extra "gtfs")."""
    gtfs_licence: str = "not told in the feed"
    """Licence of the feed."""
    trust: Annotated[tuple[Trust, ...], Field(max_length=4)] = ("osm", "table", "gtfs", "osm_pattern")
    """Whom to believe, best first: relations with a tagged headway, the line table, GTFS, relations whose headway is
    assumed. What is left out of the list is not used; edges nobody serves get all stations and the class headway."""


class OsmRailSource(OsmAreaSource):
    """Railways of OpenStreetMap, from an Overpass server or a file, as a network of stations."""

    kind: Literal["osm_rail"] = "osm_rail"
    modes: Annotated[tuple[Mode, ...], Field(min_length=1)] = DEFAULT_MODES
    """Kinds of railway; rail ferries come with rail."""
    traffic: Literal["passenger", "freight"] = "passenger"
    """Whose network: freight uses yards and sidings, stops at goods stations too, and has no services."""
    lifecycles: Annotated[tuple[Lifecycle, ...], Field(min_length=1)] = ("open",)
    """Track in these states is part of it; add construction and proposed to plan with them."""
    country: str = "world"
    """What is assumed where nothing is tagged: a country of netopt (world, china) or a TOML file."""
    respect_oneway: bool = False
    """Whether oneway on track forbids the other direction; trains may use either track, so by default it does not."""
    station_datum: Datum = "wgs84"
    """Datum of the station points, if they were not drawn in WGS84 as OpenStreetMap wants it."""
    services: RailServices = RailServices()
    """What runs, beside the route relations of OpenStreetMap."""

    def read(self, folder: Path) -> Network:
        """The network; its data-quality sheet stands in the provenance."""
        from netopt.rail.osm_network import osm_network

        zones = self.zones_folder(folder)
        extract = self.extract(folder, Selection(modes=self.modes, lifecycles=self.lifecycles))
        given, more_sources = self._given(folder)
        rail = osm_network(extract, self._options(folder), given)
        people = people_of(zones, rail.nodes)
        every = with_zones(to_wgs84(rail.nodes), people)
        crs = equal_area_crs(tuple(every.total_bounds))
        network = Network(
            nodes=every.to_crs(crs),
            edges=rail.edges.to_crs(crs),
            services=rail.services,
            areas=people.outlines.to_crs(crs),
            water=people.water.to_crs(crs),
            places=people.places.to_crs(crs),
            provenance=Provenance(
                kind="osm_rail",
                name=self.area_name(),
                sources=(osm_data_source(extract.origin), *more_sources),
                parameters=self._parameters(extract),
                sheet=rail.sheet,
            ),
        )
        return as_pinned(network)

    def _options(self, folder: Path) -> "OsmRailOptions":
        from netopt.rail.osm_network import OsmRailOptions

        is_file = self.country.endswith(".toml")
        return OsmRailOptions(
            country=Country.load(folder / self.country if is_file else self.country),
            modes=self.modes if "rail" not in self.modes else (*self.modes, "rail_ferry"),
            traffic=self.traffic,
            lifecycles=self.lifecycles,
            respect_oneway=self.respect_oneway,
            station_datum=self.station_datum,
        )

    def _given(self, folder: Path) -> "tuple[GivenServices, tuple[DataSource, ...]]":
        """The user's own services, read before anything is built."""
        from netopt.rail.service_sources.given_services import read_services
        from netopt.rail.service_sources.network_services import GivenServices

        asked = self.services
        table = None if asked.table is None else read_services(folder / asked.table)
        timetable, sources = None, tuple[DataSource, ...]()
        if asked.gtfs is not None:
            from netopt.rail.gtfs.feed import read_feed
            from netopt.rail.gtfs.timetable_day import timetable_day

            feed = read_feed(folder / asked.gtfs)
            timetable = timetable_day(feed)
            sources = (DataSource(feed.name, asked.gtfs_licence, timetable.day.isoformat(), feed.name),)
        file = "" if asked.table is None else str(folder / asked.table)
        return GivenServices(table=table, table_file=file, timetable=timetable, trust=asked.trust), sources

    def _parameters(self, extract: "OsmExtract") -> dict[str, Any]:
        return {
            "modes": list(self.modes),
            "traffic": self.traffic,
            "lifecycles": list(self.lifecycles),
            "country": Path(self.country).name,
            "respect_oneway": self.respect_oneway,
            "station_datum": self.station_datum,
            "trust": list(self.services.trust),
            **self.parameters(extract, PACKAGES),
        }
