"""add_station: a station on track that is there already."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
import pyproj
import shapely
from pydantic import Field, PositiveFloat
from shapely.ops import substring

from netopt.changes.base import ChangeConfig, NewId, NewName
from netopt.changes.rows import check_known, check_new, line_ids, services_of, with_rows
from netopt.errors import Breach, NetworkError
from netopt.network.crs import WGS84
from netopt.network.network import Network
from netopt.rail.parameters import StationClass
from netopt.rail.running.segments import SEGMENT_COLUMNS
from netopt.rail.services.service import SEPARATOR, Resolver, listed_items
from netopt.rail.services.timetable import TIMED_PATTERNS

SUMMED_COLUMNS = ("length_m", "back_length_m", "running_s", "running_back_s", "tunnel_m", "bridge_m")
"""Columns of edges that halves share by their length."""
LISTED_COLUMNS = (*SEGMENT_COLUMNS, "segment_structure")


class AddStation(ChangeConfig):
    """Open a station on a line; its track is cut there, and services that are named stop at it."""

    kind: Literal["add_station"] = "add_station"
    id: NewId
    """Id of the new station."""
    lon: Annotated[float, Field(ge=-180, le=180)]
    """Degrees, WGS84."""
    lat: Annotated[float, Field(ge=-90, le=90)]
    """Degrees, WGS84."""
    name_zh: NewName = ""
    """Chinese name."""
    name_en: NewName = ""
    """English name; left out: the id."""
    station_class: StationClass = "local"
    """Class of the station."""
    line: str
    """Id of the line on which it lies."""
    services: tuple[str, ...] = ()
    """Ids of the services that stop there."""
    within_m: PositiveFloat = 2000.0
    """Farthest from the line's track."""

    def apply(self, network: Network, *, all_years: Network, folder: Path) -> Network:
        """The network with the station; the trains that stop run over the two halves of the segment."""
        edges = network.edges
        check_new(network, "node", [self.id], network.nodes.index)
        check_known(network, "line", [self.line], line_ids(network))
        services_of(network, self.services, ())
        point = shapely.Point(
            pyproj.Transformer.from_crs(WGS84, network.crs, always_xy=True).transform(self.lon, self.lat)
        )
        on_line = edges[edges["line_id"] == self.line]
        distance_m = on_line.geometry.distance(point)
        if distance_m.min() > self.within_m:
            message = (
                f"station {self.id!r} lies {distance_m.min():,.0f} m from line {self.line!r}, more than within_m "
                f"{self.within_m:g}; correct lon and lat, or name another line"
            )
            raise NetworkError([Breach(network.provenance.name, "", message)])
        edge_id = str(distance_m.idxmin())
        edge = on_line.loc[edge_id]
        share = edge.geometry.project(point, normalized=True)
        if not 0.0 < share < 1.0:
            message = f"station {self.id!r} lies at the end of {edge_id!r}, a station; give a place between its ends"
            raise NetworkError([Breach(network.provenance.name, "", message)])
        node = {
            **{"kind": "station", "class": self.station_class},
            "geometry": edge.geometry.interpolate(share, normalized=True),
            **{"name_zh": self.name_zh or self.id, "name_en": self.name_en or self.id},
        }
        return replace(
            network,
            nodes=with_rows(network.nodes, {self.id: node}, crs=network.crs),
            edges=with_rows(edges.drop(edge_id), self._halves(edge_id, edge, share), crs=network.crs),
            services=_stopping(network, self.services, self.id, edge_id) if self.services else network.services,
        )

    def _halves(self, edge_id: str, edge: "pd.Series[Any]", share: float) -> dict[str, dict[str, Any]]:
        """An edge cut at a share of its course by the station, as rows by id."""
        kept = {str(name): value for name, value in edge.drop("geometry").items()}
        ends = {"a": (edge["from_node"], self.id, 0.0, share), "b": (self.id, edge["to_node"], share, 1.0)}
        return {
            f"{edge_id}/{self.id}-{half}": {
                **kept,
                **{
                    "from_node": tail,
                    "to_node": head,
                    "geometry": substring(edge["geometry"], start, end, normalized=True),
                },
                **{name: edge[name] * (end - start) for name in SUMMED_COLUMNS if name in edge.index},
                **_cut_segments(edge, start, end),
            }
            for half, (tail, head, start, end) in ends.items()
        }


def _cut_segments(edge: "pd.Series[Any]", start: float, end: float) -> dict[str, Any]:
    """The lists of an edge's speed segments between two shares of its length; none where it has none."""
    names = [name for name in LISTED_COLUMNS if name in edge.index]
    if not isinstance(edge.get("segment_m"), list | tuple | np.ndarray):
        return dict.fromkeys(names)
    bounds_m = np.concatenate([[0.0], np.cumsum(np.asarray(edge["segment_m"], dtype=np.float64))])
    inside_m = np.diff(np.clip(bounds_m, start * bounds_m[-1], end * bounds_m[-1]))
    kept = np.flatnonzero(inside_m > 0.0)
    return {name: [edge[name][place] for place in kept] for name in names} | {"segment_m": inside_m[kept].tolist()}


def _stopping(network: Network, services: Sequence[str], station: str, edge_id: str) -> pd.DataFrame:
    """The services table with the named services stopping at the new station, in the hop that runs over the edge.

    Raises
    ------
    NetworkError
        If a service cannot run, does not pass there, or has times of its own, which a new stop would change.
    """
    table = network.services
    resolver = Resolver(network.nodes, network.edges)
    edge = int(network.edges.index.get_indexer([edge_id])[0])
    breaches, stations, patterns = [], {}, {}
    for service in services:
        row: pd.Series[Any] = table.iloc[int(table.index.get_indexer(pd.Index([service]))[0])]
        resolved = resolver.resolve(row)
        if isinstance(resolved, str):
            breaches.append(Breach("services", service, f"cannot stop at {station!r}: {resolved}"))
            continue
        hop = next((place for place, edges in enumerate(resolved.hops) if edge in edges), None)
        if hop is None:
            breaches.append(Breach("services", service, f"does not pass {station!r}; leave it out"))
        elif pd.notna(row.get("run_s")) and str(row.get("run_s")).strip():
            breaches.append(
                Breach("services", service, f"has times of its own; add it anew with a stop at {station!r}")
            )
        else:
            listed = listed_items(row["stations"])
            if row["pattern"] in TIMED_PATTERNS:
                before = resolved.places[hop] + 1
            else:  # an express or non-stop train stops at some listed stations only: from now on those are listed
                listed, before = [listed[place] for place in resolved.places], hop + 1
            stations[service] = SEPARATOR.join([*listed[:before], station, *listed[before:]])
            patterns[service] = row["pattern"] if row["pattern"] in TIMED_PATTERNS else "listed"
    if breaches:
        raise NetworkError(breaches)
    named = table.index.to_series()
    return table.assign(
        stations=named.map(stations).fillna(table["stations"]), pattern=named.map(patterns).fillna(table["pattern"])
    )
