"""Minutes between all zones, as measures of zones use them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from netopt.accessibility.indicators import is_other
from netopt.arrays import BoolArray, FloatArray
from netopt.errors import NetworkError
from netopt.measures.travel_measure import TravelMeasure
from netopt.network.names import names_of
from netopt.network.network import Network
from netopt.travel.od_times import TimeDefinition
from netopt.travel.station_time import StationTimeSet
from netopt.travel.zone_stations import ZONE
from netopt.travel.zone_travel import ZoneTravel, zone_travel
from netopt.units import SECONDS_PER_MINUTE


@dataclass(frozen=True, eq=False)
class ZonePairs:
    """Zones, and what lies between them; rows of matrices are origins, columns destinations."""

    network: Network
    zone_ids: pd.Index
    population: FloatArray
    """People, shape (n_zones,); 0 where none are told."""
    time_min: FloatArray
    """Shape (n_zones, n_zones), ``inf`` where unreachable; from a zone to itself 0."""
    permitted: FloatArray
    """Share of travellers who may make the journey, same shape."""

    @property
    def is_other(self) -> BoolArray:
        """Pairs of different zones."""
        return is_other(len(self.zone_ids))

    @property
    def unreachable(self) -> int:
        """Ordered pairs of different zones without any way."""
        return int((~np.isfinite(self.time_min) & self.is_other).sum())

    def with_own_zone(self, own_min: FloatArray) -> FloatArray:
        """The times, from a zone to itself as given."""
        time_min = self.time_min.copy()
        np.fill_diagonal(time_min, own_min)
        return time_min

    def names(self) -> tuple[list[str], list[str]]:
        """Chinese and English names of the zones; ids where they have none."""
        return names_of(self.network.nodes.loc[self.zone_ids])

    def named(self) -> pd.DataFrame:
        """Ids, names and people of the zones: the first columns of every table and layer of zones."""
        zh, en = self.names()
        ids = [str(zone) for zone in self.zone_ids]
        return pd.DataFrame({"id": ids, "name_zh": zh, "name_en": en, "population": self.population})


def check_zones(network: Network) -> None:
    """Raise ``NetworkError`` for a network without zones."""
    if network.of_kind(ZONE).empty:
        raise NetworkError(f"network {network.provenance.name!r} has no zones; give it a table of them")


def zone_pairs(network: Network, measure: TravelMeasure) -> ZonePairs:
    """Times between the zones of a network by the definition and for the travellers that a measure names.

    Raises
    ------
    NetworkError
        If the network has no zones, or its services cannot be run.
    """
    check_zones(network)
    travel = zone_travel(network, measure.travel(), station_times=(measure.station_time,))
    return pairs_of(travel, measure.time, measure.station_time)


def pairs_of(travel: ZoneTravel, time: TimeDefinition, station_time: StationTimeSet) -> ZonePairs:
    """The pairs of zones of a travel that has no further places, timed by a definition."""
    od = travel.od[station_time]
    return ZonePairs(
        network=travel.network,
        zone_ids=travel.zone_ids,
        population=travel.population,
        time_min=od.time_s(time) / SECONDS_PER_MINUTE,
        permitted=od.permitted_share(time),
    )


def positions_of(pairs: ZonePairs, zone_ids: tuple[str, ...]) -> list[int]:
    """Rows of zones named in a configuration.

    Raises
    ------
    UnknownNodeError
        If the network does not hold a node of this name.
    NetworkError
        If a node is no zone.
    """
    pairs.network.positions(zone_ids)
    found = pairs.zone_ids.get_indexer(pd.Index(zone_ids))
    wrong = sorted({zone for zone, position in zip(zone_ids, found, strict=True) if position < 0})
    if wrong:
        raise NetworkError(f"network {pairs.network.provenance.name!r}: {', '.join(wrong)} is no zone; name zones")
    return [int(position) for position in found]
