"""alter_station: another class for stations, which decides dwell, entry time and which expresses stop."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from netopt.changes.base import ChangeConfig
from netopt.changes.rows import check_known
from netopt.network.network import Network
from netopt.rail.parameters import StationClass


class AlterStation(ChangeConfig):
    """Give stations another class; a junction that becomes a station opens to passengers."""

    kind: Literal["alter_station"] = "alter_station"
    stations: Annotated[tuple[str, ...], Field(min_length=1)]
    """Ids of stations or junctions."""
    station_class: StationClass
    """The new class."""

    def apply(self, network: Network, *, all_years: Network, folder: Path) -> Network:
        """The network with the stations altered."""
        check_known(network, "station", self.stations, network.of_kind("station", "junction").index)
        is_altered = network.nodes.index.isin(list(self.stations))
        return network.with_nodes(
            **{
                "class": network.nodes["class"].where(~is_altered, self.station_class),
                "kind": network.nodes["kind"].where(~is_altered, "station"),
            }
        )
