"""What track says of the corridors on it: length, speed segments, structures, wires, gauge, ways, course."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.rail.corridor.corridors import Corridors
from netopt.rail.corridor.edge_runs import PiecesAlong, courses, pieces_along
from netopt.rail.topology.track import Track
from netopt.units import KMH_PER_MS

LIFECYCLES = ("open", "construction", "proposed")
"""From best to worst."""
NEGLIGIBLE_SHARE = 0.01
"""Wires that are there, or not, on less than this share of a corridor are a matter of its stations."""
DECIMALS = 3
"""Millimetres."""


def run_attributes(track: Track, corridors: Corridors) -> gpd.GeoDataFrame:
    """One row a corridor, in their order: what lies along the run there, and its course in the track's CRS.

    Columns ``length_m``; ``back_length_m`` (of the run back; NaN where there is none); ``segment_m``, ``segment_kmh``,
    ``segment_back_kmh``, ``segment_structure`` (lists of equal length; both limits are those of the track of the run
    there; neighbours that differ in nothing are one); ``max_kmh`` (highest limit in either direction);
    ``speed_assumed_share`` (share of the time at these limits, both directions); ``max_kmh_assumed`` (that share is
    above one half); ``electrified`` (yes, no, partly, or "" where less than half of the length is tagged);
    ``gauge_mm`` (gauges that all track of known gauge has, apart by ;); ``tunnel_m``, ``bridge_m``; ``way_ids``
    (in order of travel, apart by ;); ``lifecycle`` (the worst met); ``opened_year`` (the latest known).
    """
    along, n = pieces_along(track, corridors.there), len(corridors)
    piece_m, way = track.piece_m[along.piece], track.piece_way[along.piece]
    ways = track.ways.iloc[way]
    limit_kmh = [_directed(along, track.piece_kmh(is_forward=True), track.piece_kmh(is_forward=False))]
    limit_kmh += [_directed(along, track.piece_kmh(is_forward=False), track.piece_kmh(is_forward=True))]
    structure = ways["structure"].to_numpy(dtype=object)
    assumed_share = _assumed_share(track, along, [piece_m / kmh * KMH_PER_MS for kmh in limit_kmh], n)
    electrified = ways["electrified"].to_numpy(dtype=object)
    rank = ways["lifecycle"].map({name: number for number, name in enumerate(LIFECYCLES)})
    worst = _most(along, np.asarray(rank, dtype=np.float64), n).astype(np.int64)
    opened: FloatArray = ways["opened_year"].to_numpy(dtype=np.float64, na_value=-np.inf)
    year = _most(along, opened, n)
    back_m = np.where(np.isfinite(corridors.back_cost_s), corridors.back.sums(np.tile(track.length_m, 2)), np.nan)
    columns: dict[str, Any] = {
        "length_m": np.round(_sums(along, piece_m, n), DECIMALS),
        "back_length_m": np.round(back_m, DECIMALS),
        **_segments(along, piece_m, limit_kmh, structure),
        "max_kmh": _most(along, np.maximum(limit_kmh[0], limit_kmh[1]), n),
        "max_kmh_assumed": assumed_share > 0.5,
        "speed_assumed_share": np.round(assumed_share, 4),
        "electrified": _electrified(*(_sums(along, piece_m * (electrified == said), n) for said in ("yes", "no", ""))),
        "gauge_mm": _gauges(along.run, ways["gauge_mm"].tolist(), n),
        "tunnel_m": np.round(_sums(along, piece_m * (structure == "tunnel"), n), DECIMALS),
        "bridge_m": np.round(_sums(along, piece_m * (structure == "bridge"), n), DECIMALS),
        "way_ids": _way_ids(along.run, way, ways.index.to_numpy(dtype=np.int64), n),
        "lifecycle": [LIFECYCLES[number] for number in worst],
        "opened_year": pd.array(np.where(np.isfinite(year), year, np.nan)).astype("Int64"),
    }
    return gpd.GeoDataFrame(columns, geometry=list(courses(track, corridors.there)), crs=track.crs)


def _sums(along: PiecesAlong, values: FloatArray, n: int) -> FloatArray:
    return np.bincount(along.run, values, minlength=n).astype(np.float64)


def _most(along: PiecesAlong, values: FloatArray, n: int) -> FloatArray:
    most = np.full(n, -np.inf)
    np.maximum.at(most, along.run, values)
    return most


def _directed(along: PiecesAlong, forward: FloatArray, backward: FloatArray) -> FloatArray:
    """Of values of every piece for both of its directions, those in the direction of travel, shape (n,)."""
    return np.where(along.is_forward, forward[along.piece], backward[along.piece])


def _segments(
    along: PiecesAlong, piece_m: FloatArray, limit_kmh: list[FloatArray], structure: Any
) -> dict[str, list[Any]]:
    """The four list columns; every run has a piece. ``structure``: object array of texts."""
    begins = np.ones(along.run.size, dtype=bool)
    begins[1:] = along.run[1:] != along.run[:-1]
    is_first = begins.copy()
    kmh, back_kmh = limit_kmh
    for values in (kmh, back_kmh, structure):
        begins[1:] |= values[1:] != values[:-1]
    place = np.flatnonzero(begins)
    bounds = np.flatnonzero(is_first[place])
    segment_m = np.round(np.add.reduceat(piece_m, place), DECIMALS) if place.size else np.zeros(0)
    columns = {"segment_m": segment_m, "segment_kmh": kmh[place], "segment_back_kmh": back_kmh[place]}
    columns["segment_structure"] = structure[place]
    return {name: [part.tolist() for part in np.split(values, bounds)[1:]] for name, values in columns.items()}


def _assumed_share(track: Track, along: PiecesAlong, piece_s: list[FloatArray], n: int) -> FloatArray:
    """Share of the time there and back that rests on assumed limits, shape (n,)."""
    forward, backward = (track.is_piece_kmh_assumed(is_forward=way).astype(np.float64) for way in (True, False))
    assumed = [_directed(along, forward, backward), _directed(along, backward, forward)]
    assumed_s = sum(_sums(along, seconds * part, n) for seconds, part in zip(piece_s, assumed, strict=True))
    whole_s = sum(_sums(along, seconds, n) for seconds in piece_s)
    return np.asarray(assumed_s / whole_s, dtype=np.float64)


def _electrified(yes_m: FloatArray, no_m: FloatArray, unknown_m: FloatArray) -> list[str]:
    length_m = yes_m + no_m + unknown_m
    little_m = NEGLIGIBLE_SHARE * length_m
    is_known: BoolArray = yes_m + no_m >= length_m / 2.0
    both = (yes_m > little_m) & (no_m > little_m)
    said = np.where(both, "partly", np.where(yes_m > no_m, "yes", "no"))
    return [str(text) for text in np.where(is_known, said, "")]


def _gauges(run: IntArray, gauges: list[frozenset[int]], n: int) -> list[str]:
    common: list[frozenset[int]] = [frozenset()] * n
    is_known = [False] * n
    for position, gauge in zip(run.tolist(), gauges, strict=True):
        if gauge:
            common[position] = common[position] & gauge if is_known[position] else gauge
            is_known[position] = True
    return [";".join(map(str, sorted(gauge))) for gauge in common]


def _way_ids(run: IntArray, way: IntArray, way_id: IntArray, n: int) -> list[str]:
    """Ids of the ways along each run, one that follows on itself once."""
    begins = np.ones(run.size, dtype=bool)
    begins[1:] = (run[1:] != run[:-1]) | (way[1:] != way[:-1])
    place = np.flatnonzero(begins)
    bounds = np.searchsorted(run[place], np.arange(n))
    return [";".join(map(str, part.tolist())) for part in np.split(way_id[place], bounds)[1:]]
