"""remove: lines, segments, stations and services that are no longer there."""

from dataclasses import replace
from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from netopt.changes.base import ChangeConfig
from netopt.changes.rows import edges_of, line_ids, services_of, unknown
from netopt.errors import NetworkError
from netopt.network.network import Network

CLOSED = "junction"


class Remove(ChangeConfig):
    """Take lines, segments, stations or services out of the network.

    Trains pass a station that is taken out without stopping. Services that cannot run without what is gone are left
    out of the timetable.
    """

    kind: Literal["remove"] = "remove"
    lines: tuple[str, ...] = ()
    """Ids of lines: all their segments go."""
    segments: tuple[str, ...] = ()
    """Ids of edges."""
    stations: tuple[str, ...] = ()
    """Ids of stations that close to passengers; their track stays."""
    services: tuple[str, ...] = ()
    """Ids of services."""

    @model_validator(mode="after")
    def _removes_something(self) -> Self:
        if not (self.lines or self.segments or self.stations or self.services):
            raise ValueError("nothing is removed: name lines, segments, stations or services")
        return self

    def apply(self, network: Network, *, all_years: Network, folder: Path) -> Network:
        """The network without them."""
        breaches = [
            *unknown(network, "line", self.lines, line_ids(network)),
            *unknown(network, "segment", self.segments, network.edges.index),
            *unknown(network, "station", self.stations, network.of_kind("station").index),
            *unknown(network, "service", self.services, network.services.index),
        ]
        if breaches:
            raise NetworkError(breaches)
        is_gone = edges_of(network, self.lines, self.segments)
        is_cancelled = services_of(network, self.services, ())
        is_closed = network.nodes.index.isin(list(self.stations))
        nodes = network.nodes.assign(
            **{
                "class": network.nodes["class"].where(~is_closed, CLOSED),
                "kind": network.nodes["kind"].where(~is_closed, CLOSED),
            }
        )
        services = network.services if network.services.empty else network.services[~is_cancelled]
        return replace(network, nodes=nodes, edges=network.edges[~is_gone], services=services)
