"""add_service: trains over lines that are there, also over new ones."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from netopt.changes.base import ChangeConfig, HeadwayMin, NewId, NewName, TrainName
from netopt.changes.rows import check_known, check_new, line_ids, line_of, with_rows
from netopt.errors import Breach, NetworkError
from netopt.network.network import Network
from netopt.rail.running.free_running import TRAIN_OF_CLASS
from netopt.rail.services.service import SEPARATOR
from netopt.rail.tables.table_check import BOARDING_CLASSES
from netopt.routing.graph import RoutingGraph
from netopt.units import KMH_PER_MS


class AddService(ChangeConfig):
    """Let trains run between stations, over the lines named or the fastest way there is."""

    kind: Literal["add_service"] = "add_service"
    id: NewId
    """Id of the new service."""
    name_zh: NewName = ""
    """Chinese name."""
    stations: Annotated[tuple[str, ...], Field(min_length=2)]
    """Ids of stations in the order of travel."""
    lines: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    """Ids of the lines it uses; left out: those of the fastest way from station to station."""
    pattern: Literal["listed", "nonstop", "express", "all"] = "listed"
    """Where it stops: at the stations listed, at the ends only, or at hubs and main stations of those listed."""
    headway_min: HeadwayMin
    """Minutes between trains of one direction."""
    train: TrainName | None = None
    """Name of the train; left out: the usual one of the class of line that most of the way runs on."""

    @model_validator(mode="after")
    def _stations_follow_each_other(self) -> Self:
        if any(one == two for one, two in pairwise(self.stations)):
            raise ValueError("a station is listed twice in a row")
        return self

    def apply(self, network: Network, *, all_years: Network, folder: Path) -> Network:
        """The network with the service."""
        check_new(network, "service", [self.id], network.services.index)
        stations = network.of_kind("station")
        check_known(network, "station", self.stations, stations[stations["class"].isin(BOARDING_CLASSES)].index)
        check_known(network, "line", self.lines or (), line_ids(network))
        edges = network.edges.iloc[list(self._way(network))]
        lines = self.lines or tuple(dict.fromkeys(edges["line_id"]))
        main_class = edges.groupby("class")["length_m"].sum().sort_index().idxmax()
        row = {
            **{"name_zh": self.name_zh or self.id, "lines": SEPARATOR.join(lines), "pattern": self.pattern},
            "stations": SEPARATOR.join(self.stations),
            "train": self.train or TRAIN_OF_CLASS[main_class],
            **{"headway_min": float(self.headway_min), "terminus": "both", "assumed": "yes"},
            "source": "added by the configuration",
        }
        return replace(network, services=with_rows(network.services, {self.id: row}))

    def _way(self, network: Network) -> Iterator[int]:
        """Positions of the edges of the fastest way through the stations, on the lines named or on any but freight.

        Raises
        ------
        NetworkError
            If there is none.
        """
        edges, arcs = network.edges, network.arcs
        usable = edges["class"].isin([name for name in TRAIN_OF_CLASS if name != "freight"])
        usable &= line_of(edges).isin(list(self.lines)) if self.lines else line_of(edges).notna()
        speed_ms = edges["max_kmh"].to_numpy(dtype=np.float64) / KMH_PER_MS
        time_s = np.where(usable & (speed_ms > 0), edges["length_m"] / np.where(speed_ms > 0, speed_ms, 1.0), np.nan)
        kept = np.flatnonzero(np.isfinite(time_s[arcs.edge]))
        graph = RoutingGraph.from_arcs(len(network.nodes), arcs.tail[kept], arcs.head[kept], time_s[arcs.edge][kept])
        for one, two in pairwise(self.stations):
            start, end = network.positions([one, two])
            (path,) = graph.paths(int(start), np.array([end]))
            if not path.size:
                message = f"no line leads from {one!r} to {two!r}; list a station between, or name other lines"
                raise NetworkError([Breach(network.provenance.name, "", message)])
            yield from arcs.edge[kept[path]]
