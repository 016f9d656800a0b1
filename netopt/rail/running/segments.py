"""Speed segments of edges: the limits that follow each other along an edge, in either direction."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.errors import Breach
from netopt.rail.topology.ragged import offsets, places_of

SEGMENT_COLUMNS = ("segment_m", "segment_kmh", "segment_back_kmh")
"""Columns of edges that hold a list a row, from ``from_node`` to ``to_node``."""
SAME_LENGTH_SHARE = 1e-3
"""Segments may miss the length of their edge by this share (and a metre)."""


@dataclass(frozen=True, eq=False)
class Segments:
    """Speed segments of all edges, those of edge e at ``first[e]`` to ``first[e + 1]``; at least one each."""

    first: IntArray
    """Shape (n_edges + 1,)."""
    length_m: FloatArray
    """Shape (n_segments,), from the edge's ``from_node`` on."""
    kmh: FloatArray
    """Shape (n_segments,): limit for trains towards ``to_node``."""
    back_kmh: FloatArray
    """Shape (n_segments,): limit for trains towards ``from_node``."""

    def along(self, edge: IntArray, is_forward: BoolArray) -> tuple[IntArray, FloatArray, FloatArray]:
        """What trains meet that run over these edges one after another, each towards its ``to_node`` or back.

        Returns bounds of the segments of each edge run over (n + 1,), lengths in metres and limits in km/h.
        """
        counts = np.diff(self.first)[edge]
        place = places_of(self.first, edge, ~is_forward)
        kmh = np.where(np.repeat(is_forward, counts), self.kmh[place], self.back_kmh[place])
        return offsets(counts), self.length_m[place], kmh


def has_segments(edges: pd.DataFrame) -> bool:
    """Whether edges carry the columns of speed segments."""
    return all(column in edges.columns for column in SEGMENT_COLUMNS)


def segments_of(edges: pd.DataFrame) -> Segments:
    """Speed segments of every edge; an edge without a list has one of ``length_m`` and ``max_kmh``."""
    length_m = edges["length_m"].to_numpy(dtype=np.float64)
    max_kmh = edges["max_kmh"].to_numpy(dtype=np.float64)
    if not has_segments(edges):
        return Segments(np.arange(len(edges) + 1), length_m, max_kmh, max_kmh)
    columns = [
        [_listed(value, default) for value, default in zip(edges[name], instead, strict=True)]
        for name, instead in zip(SEGMENT_COLUMNS, (length_m, max_kmh, max_kmh), strict=True)
    ]
    first = offsets(np.array([len(row) for row in columns[0]], dtype=np.int64))
    flat_m, kmh, back_kmh = (np.concatenate([*column, np.zeros(0)]) for column in columns)
    return Segments(first, flat_m, kmh, back_kmh)


def segment_breaches(edges: pd.DataFrame, used: Iterable[int]) -> list[Breach]:
    """What is wrong with the segments of the edges at these positions."""
    if not has_segments(edges):
        return []
    lists = [edges[name].tolist() for name in SEGMENT_COLUMNS]
    length_m = edges["length_m"].to_numpy(dtype=np.float64)
    breaches = []
    for position in used:
        row = [_listed(column[position], np.nan) for column in lists]
        message = _row_breach(row, [_is_list(column[position]) for column in lists], length_m[position])
        if message:
            breaches.append(Breach("edges", str(edges.index[position]), message))
    return breaches


def assumed_share(edges: pd.DataFrame) -> FloatArray:
    """Share of each edge's running time that rests on assumed speed, shape (n_edges,).

    ``speed_assumed_share`` where it is given, elsewhere all or nothing after ``max_kmh_assumed``.
    """
    whole = edges["max_kmh_assumed"].to_numpy(dtype=bool).astype(np.float64)
    if "speed_assumed_share" not in edges.columns:
        return whole
    share = edges["speed_assumed_share"].to_numpy(dtype=np.float64)
    return np.where(np.isnan(share), whole, share)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple | np.ndarray) and len(value) > 0


def _listed(value: Any, default: float) -> FloatArray:
    return np.asarray(value if _is_list(value) else [default], dtype=np.float64)


def _row_breach(row: list[FloatArray], is_list: list[bool], length_m: float) -> str:
    """What is wrong with one edge's lists; empty where nothing is."""
    if not any(is_list):
        return ""
    if not all(is_list) or len({len(values) for values in row}) > 1:
        counts = [len(values) if given else 0 for values, given in zip(row, is_list, strict=True)]
        return f"{', '.join(SEGMENT_COLUMNS)} have {counts} items; give each as many as there are segments"
    for name, values in zip(SEGMENT_COLUMNS, row, strict=True):
        wrong = values[~((values > 0) & np.isfinite(values))]
        if wrong.size:
            return f"{name} holds {wrong[0]}; every item must be above 0"
    total_m = float(row[0].sum())
    if abs(total_m - length_m) > 1.0 + SAME_LENGTH_SHARE * length_m:
        return f"segment_m sum to {total_m:.1f} m but length_m is {length_m:.1f}; they must agree"
    return ""
