"""What runs on a network made from OpenStreetMap: route relations, what the user gives, and the default."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from netopt.osm.extract import OsmExtract
from netopt.rail.corridor.chains import Chain
from netopt.rail.country import Country
from netopt.rail.gtfs.gtfs_services import gtfs_services
from netopt.rail.gtfs.timetable_day import TimetableDay
from netopt.rail.service_sources.given_services import given_services
from netopt.rail.service_sources.osm_services import osm_services
from netopt.rail.service_sources.trusted_services import GTFS, TABLE, TRUST, by_headway, trusted_services
from netopt.rail.services.service_frame import service_frame
from netopt.rail.stations.stations import Stations
from netopt.rail.topology.track import Track


@dataclass(frozen=True, eq=False)
class GivenServices:
    """What a user knows of the services."""

    table: pd.DataFrame | None = None
    """Columns of services.csv."""
    table_file: str = "services.csv"
    """Its name in messages."""
    timetable: TimetableDay | None = None
    trust: tuple[str, ...] = TRUST
    """Sources of services, best first; one that is not named is not used."""


def services_of(
    extract: OsmExtract,
    nodes: gpd.GeoDataFrame,
    edges: gpd.GeoDataFrame,
    chains: Sequence[Chain],
    country: Country,
    *,
    stations: Stations,
    track: Track,
    clipped: Sequence[str],
    given: GivenServices,
    is_freight: bool,
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Services by id and counts of what was read, cut and left out; none for freight, which follows no timetable.

    Raises
    ------
    NetworkError
        If a row of the given table does not fit the network.
    """
    if is_freight:
        return pd.DataFrame(), {}
    from_osm, counts = osm_services(
        extract, stations.stations, nodes, edges, country, stop_nodes=_stop_nodes(stations, track)
    )
    by_source = by_headway(from_osm)
    if given.table is not None:
        by_source[TABLE] = given_services(given.table, nodes, edges, file=given.table_file)
    if given.timetable is not None:
        by_source[GTFS], of_feed = gtfs_services(given.timetable, nodes, edges, country)
        counts |= {f"gtfs_{name}": count for name, count in of_feed.items()}
    services, notes = trusted_services(
        by_source, chains, nodes, edges, country, trust=given.trust, clipped_stations=clipped
    )
    return services if len(services) else service_frame([]), {**counts, **notes}


def _stop_nodes(stations: Stations, track: Track) -> dict[int, list[str]]:
    """Station ids by OpenStreetMap id of the nodes that trains stop at."""
    found: dict[int, list[str]] = defaultdict(list)
    ids = stations.stations.index[stations.point_station]
    for node, station in zip(track.node_id[stations.point_node].tolist(), ids, strict=True):
        if node > 0:
            found[node].append(str(station))
    return dict(found)
