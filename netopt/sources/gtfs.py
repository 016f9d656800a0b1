"""A network from a GTFS timetable: stations, hops and what runs on one day."""

import datetime
import hashlib
import importlib.metadata
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, PositiveFloat, field_validator

from netopt.network.network import Network
from netopt.network.snapshot import as_pinned, file_digest
from netopt.provenance import DataSource, Provenance
from netopt.rail.country import Country
from netopt.rail.gtfs.feed import GtfsFeed, read_feed
from netopt.rail.gtfs.gtfs_network import gtfs_network
from netopt.rail.gtfs.route_types import CLASS_OF_TYPE, DEFAULT_TYPES
from netopt.rail.gtfs.timetable_day import TimetableDay, timetable_day
from netopt.sources.base import SourceConfig

NOT_TOLD = "not told in the feed"


class GtfsSource(SourceConfig):
    """A timetable in GTFS: running times, dwell and headways as scheduled on one day, nothing modelled."""

    kind: Literal["gtfs"] = "gtfs"
    path: str
    """The feed's .zip, or a folder of its tables, relative to this file (extra "gtfs")."""
    date: datetime.date | None = None
    """Service day; left out: the day on which most trains run, told in the manifest."""
    route_types: Annotated[tuple[int, ...], Field(min_length=1)] = DEFAULT_TYPES
    """GTFS route types to take, plain or extended; default: trains, metro, light rail, tram, monorail."""
    day_h: Annotated[PositiveFloat, Field(le=24.0)] = 16.0
    """Hours over which the trains of a day are spread to a headway."""
    country: str = "world"
    """Whose trains run: a country of netopt, or a TOML file. It gives the kind of train only, no times."""
    licence: str = NOT_TOLD
    """Licence of the feed: feeds do not say theirs."""

    @field_validator("route_types")
    @classmethod
    def _are_rail(cls, types: tuple[int, ...]) -> tuple[int, ...]:
        if unknown := sorted(set(types) - set(CLASS_OF_TYPE)):
            raise ValueError(f"route type {unknown[0]} is no rail; rail types are {', '.join(map(str, CLASS_OF_TYPE))}")
        return types

    def read(self, folder: Path) -> Network:
        """The network of the service day; it holds no other years."""
        feed = read_feed(folder / self.path)
        day = timetable_day(feed, asked=self.date, route_types=self.route_types, day_h=self.day_h)
        is_file = self.country.endswith(".toml")
        frames = gtfs_network(day, Country.load(folder / self.country if is_file else self.country))
        network = Network(
            nodes=frames.nodes,
            edges=frames.edges,
            services=frames.services,
            provenance=Provenance(
                kind="gtfs",
                name=Path(feed.name).stem,
                sources=(self._source(feed),),
                parameters={**self._parameters(day), "feed_digest": _digest(folder / self.path)},
            ),
        )
        return as_pinned(network)

    def _source(self, feed: GtfsFeed) -> DataSource:
        publisher, version = ([text for text in feed.feed_info[name] if text] for name in _INFO)
        return DataSource(
            name=feed.name,
            licence=self.licence,
            date=version[0] if version else NOT_TOLD,
            attribution=publisher[0] if publisher else feed.name,
        )

    def _parameters(self, day: TimetableDay) -> dict[str, object]:
        return {
            "date": day.day.isoformat(),
            "date_chosen": "asked for" if day.is_day_asked else "most trains",
            "route_types": list(self.route_types),
            "day_h": self.day_h,
            "station_class": "assumed from trains and routes a day",
            "versions": {"gtfs-kit": importlib.metadata.version("gtfs-kit")},
            **day.notes,
        }


def _digest(path: Path) -> str:
    """SHA-256 of a feed's zip, or of the names and digests of the tables in its folder."""
    if path.is_file():
        return file_digest(path)
    tables = [f"{table.name} {file_digest(table)}" for table in sorted(path.glob("*.txt"))]
    return hashlib.sha256("\n".join(tables).encode()).hexdigest()


_INFO = ("feed_publisher_name", "feed_version")
