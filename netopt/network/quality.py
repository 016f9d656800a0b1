"""The data-quality sheet: how much of a network rests on assumed values, and what hangs loose."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from netopt.arrays import BoolArray, FloatArray
from netopt.network.edge_classes import ROAD, WALK
from netopt.network.network import Network
from netopt.units import KMH_PER_MS, METRES_PER_KM, SECONDS_PER_MINUTE

STATION = "station"
SEPARATOR = ";"
OBSERVED_GEOMETRY = "osm"
UNKNOWN = "unknown"
NOT_ASSUMED = (False, "no")


def quality(network: Network) -> dict[str, Any]:
    """The ``quality`` object of summary.json.

    ``length_assumed_share`` is the share of edge length whose kilometres are assumed, ``time_assumed_share`` the
    share of running time that rests on an assumed speed or length; time is ``running_s`` where edges carry it, else
    length over speed. Of an edge with ``speed_assumed_share`` that share counts, of one without only its marks; a
    time without a speed is one of a timetable, and nothing of it is assumed. ``geometry_share`` is the share of
    length by ``geometry_source``. ``components`` counts connected parts that hold an edge. ``unlinked_stations`` have
    no edge, ``unserved_stations`` no service. A share is ``None`` where the edges carry no such column or are of no
    length. Walks between stations count for nothing of this, nor do streets beside lines.
    """
    network = _without_ways(network)
    edges = network.edges
    length_m = edges["length_m"].to_numpy(dtype=float)
    component = _components(network)
    size = np.bincount(component[component >= 0]) if (component >= 0).any() else np.zeros(0)
    return {
        "stations": int((network.nodes["kind"] == STATION).sum()),
        "edges": len(edges),
        "services": len(network.services),
        "length_km": float(length_m.sum() / METRES_PER_KM),
        "length_assumed_share": _share(length_m, _flag(edges, "km_assumed")),
        "speed_assumed_share": _share(length_m, _flag(edges, "max_kmh_assumed")),
        "time_assumed_share": _share(_running_s(edges), _time_assumed(edges)),
        "geometry_share": _geometry_share(edges, length_m),
        "services_assumed_share": _share(np.ones(len(network.services)), _flag(network.services, "assumed")),
        "components": int(size.size),
        "largest_component_share": float(size.max() / size.sum()) if size.size else None,
        "unlinked_stations": _unlinked(network),
        "unserved_stations": _unserved(network),
    }


def line_sheet(network: Network) -> pd.DataFrame:
    """Quality by line, a row a line and ids first: length, and the shares of it that are assumed."""
    edges = _without_ways(network).edges
    if "line_id" not in edges.columns:
        return pd.DataFrame()
    sheet = pd.DataFrame(
        {
            "line_id": edges["line_id"].fillna(UNKNOWN),
            "line_zh": edges.get("line_zh", ""),
            "line_en": edges.get("line_en", ""),
            "class": edges.get("class", ""),
            "length_km": edges["length_m"] / METRES_PER_KM,
            "running_min": _running_s(edges) / SECONDS_PER_MINUTE,
        }
    )
    geometry = edges.get("geometry_source", pd.Series(UNKNOWN, index=edges.index)).fillna(UNKNOWN)
    marked = {
        "length_assumed_share": (_flag(edges, "km_assumed"), "length_km"),
        "speed_assumed_share": (_flag(edges, "max_kmh_assumed"), "length_km"),
        "time_assumed_share": (_time_assumed(edges), "running_min"),
        "geometry_assumed_share": ((geometry != OBSERVED_GEOMETRY).to_numpy(dtype=bool), "length_km"),
    }
    for name, (share, weight) in marked.items():
        sheet[name] = np.nan if share is None else np.where(share > 0, share * sheet[weight], 0.0)
    by_line = sheet.groupby("line_id", sort=True)
    total = by_line.agg(
        line_zh=("line_zh", "first"),
        line_en=("line_en", "first"),
        **{"class": ("class", "first")},
        segments=("length_km", "size"),
        length_km=("length_km", "sum"),
    )
    for name, (_, weight) in marked.items():
        total[name] = by_line[name].sum(min_count=1) / by_line[weight].sum()
    return total.reset_index()


def _running_s(edges: pd.DataFrame) -> FloatArray:
    """Seconds to run over each edge; NaN where neither a time nor a speed is known."""
    if "running_s" in edges.columns:
        return edges["running_s"].to_numpy(dtype=float)
    if "max_kmh" not in edges.columns:
        return np.full(len(edges), np.nan)
    seconds: FloatArray = (edges["length_m"] / (edges["max_kmh"] / KMH_PER_MS)).to_numpy(dtype=float)
    return seconds


def _flag(frame: pd.DataFrame, column: str) -> BoolArray | None:
    """A column of truth values, or of yes and no; a missing value counts as assumed."""
    if column not in frame.columns:
        return None
    return ~frame[column].isin(NOT_ASSUMED).to_numpy(dtype=bool)


def _time_assumed(edges: pd.DataFrame) -> FloatArray | None:
    """Share of each edge's running time that rests on an assumed length or speed."""
    flags = [flag for column in ("km_assumed", "max_kmh_assumed") if (flag := _flag(edges, column)) is not None]
    if not flags:
        return None
    share: FloatArray = np.logical_or.reduce(flags).astype(np.float64)
    if "speed_assumed_share" in edges.columns:
        of_speed = edges["speed_assumed_share"].to_numpy(dtype=float)
        is_length_known = ~flags[0] if "km_assumed" in edges.columns else np.ones(len(edges), dtype=bool)
        share = np.where(is_length_known & ~np.isnan(of_speed), of_speed, share)
    if {"max_kmh", "running_s"} <= set(edges.columns):
        is_scheduled = edges["max_kmh"].isna() & edges["running_s"].notna()
        share = np.where(is_scheduled.to_numpy(dtype=bool), 0.0, share)
    return share


def _share(weight: FloatArray, assumed: BoolArray | FloatArray | None) -> float | None:
    """Share of a weight that is assumed: of each row all or nothing, or a part."""
    total = np.nansum(weight)
    if assumed is None or total <= 0:
        return None
    is_assumed = assumed > 0
    return float(np.nansum((weight * assumed)[is_assumed]) / total)


def _without_ways(network: Network) -> Network:
    """The network without the walks between its stations, and without the streets to them where it has lines."""
    if "class" not in network.edges.columns:
        return network
    is_way = network.edges["class"].isin([WALK, ROAD]).to_numpy(dtype=bool)
    if is_way.all():
        is_way = (network.edges["class"] == WALK).to_numpy(dtype=bool)
    return replace(network, edges=network.edges[~is_way]) if is_way.any() else network


def _geometry_share(edges: pd.DataFrame, length_m: FloatArray) -> dict[str, float]:
    if "geometry_source" not in edges.columns or length_m.sum() <= 0:
        return {}
    by_source = pd.Series(length_m).groupby(edges["geometry_source"].fillna(UNKNOWN).to_numpy(), sort=True).sum()
    return {str(source): float(length / length_m.sum()) for source, length in by_source.items()}


def _components(network: Network) -> FloatArray:
    """Number of the connected part of each node that has an edge, counted from 0; -1 elsewhere."""
    n_nodes = len(network.nodes)
    arcs = network.arcs
    links = coo_array((np.ones(len(arcs)), (arcs.tail, arcs.head)), shape=(n_nodes, n_nodes))
    _, label = connected_components(links, directed=False)
    is_linked = _is_linked(network)
    numbers = np.full(n_nodes, -1)
    numbers[is_linked] = np.unique(label[is_linked], return_inverse=True)[1]
    return numbers


def _is_linked(network: Network) -> BoolArray:
    is_linked = np.zeros(len(network.nodes), dtype=bool)
    is_linked[network.arcs.tail] = True
    is_linked[network.arcs.head] = True
    return is_linked


def _unlinked(network: Network) -> list[str]:
    is_loose = (network.nodes["kind"] == STATION).to_numpy(dtype=bool) & ~_is_linked(network)
    return sorted(map(str, network.nodes.index[is_loose]))


def _unserved(network: Network) -> list[str]:
    """Stations that no service names; empty where the network has no services at all."""
    if network.services.empty:
        return []
    named = {name for stations in network.services["stations"] for name in str(stations).split(SEPARATOR)}
    return sorted(set(map(str, network.of_kind(STATION).index)) - named)
