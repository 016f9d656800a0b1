"""Slower lines: the other railway between two stations that a high-speed line joins, with its local stations."""

from dataclasses import replace
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.arrays import BoolArray, IntArray
from netopt.rail.corridor.fastest_edges import CorridorEdges
from netopt.rail.movements.movements import MovementGraph
from netopt.rail.stations.track_lines import is_fast_piece
from netopt.rail.topology.track import Track

OUT_AND_BACK_DEG: Final = 180.0


def off_fast_track(graph: MovementGraph) -> MovementGraph:
    """The same moves, but none over fast track.

    A line that shares fast track with another, if only in a station, is not found so: better none than half of it.
    """
    is_used = graph.is_used & ~_is_fast_line(graph.track)
    is_state = graph.is_state & np.tile(is_used, 2)
    stays = is_state[graph.before] & is_state[graph.after]
    return replace(
        graph,
        is_used=is_used,
        is_state=is_state,
        cost_s=np.where(is_state, graph.cost_s, np.inf),
        before=graph.before[stays],
        after=graph.after[stays],
    )


def _is_fast_line(track: Track) -> BoolArray:
    """Whether most of an edge is fast, shape (n_edges,)."""
    fast_m = np.bincount(track.edge_of_piece, track.piece_m * is_fast_piece(track), minlength=track.n_edges)
    return np.asarray(fast_m > track.length_m / 2.0)


def with_slower_lines(layer: CorridorEdges, slower: CorridorEdges) -> CorridorEdges:
    """The layer, and beside each high-speed edge the edge off fast track between the same stations, if there is one.

    The two are apart by class. How trains run from a slower edge onto others is what the slower layer says; onto edges
    that it does not have, what is said of the high-speed edge between the same stations: both lines are taken to be
    joined in the station, if one is.
    """
    twin_of = _twins(layer.edges, slower.edges)
    is_new = twin_of >= 0
    number = pd.Series(_numbers(layer.edges, slower.edges), index=slower.edges.index)
    added = slower.edges[is_new]
    number[added.index] = len(layer.edges) + np.arange(len(added))
    twin = pd.Series(len(layer.edges) + np.arange(len(added)), index=twin_of[is_new])
    edges = pd.concat([layer.edges, added], ignore_index=True)
    joints = _joints(layer, slower.joints, number, twin)
    return CorridorEdges(edges, joints, layer.notes | {"slower_lines": len(added)})


def _twins(edges: gpd.GeoDataFrame, slower: gpd.GeoDataFrame) -> IntArray:
    """High-speed edge between the stations of each slower edge, -1 without one or where it is as fast."""
    number = _numbers(edges, slower)
    is_twin = (number >= 0) & (slower["class"] != "hsr").to_numpy(dtype=bool)
    is_twin &= (edges["class"] == "hsr").to_numpy(dtype=bool)[number] if len(edges) else False
    return np.where(is_twin, number, -1)


def _numbers(edges: gpd.GeoDataFrame, slower: gpd.GeoDataFrame) -> IntArray:
    """Edge between the same stations, for each slower edge; -1 without one."""
    of_pair = {frozenset(pair): number for number, pair in enumerate(_ends(edges))}
    return np.array([of_pair.get(frozenset(pair), -1) for pair in _ends(slower)], dtype=np.int64)


def _ends(edges: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    return list(zip(edges["from_node"], edges["to_node"], strict=True))


def _joints(
    layer: CorridorEdges, slower: pd.DataFrame, number: "pd.Series[int]", twin: "pd.Series[int]"
) -> pd.DataFrame:
    """Joints of the layer and of its twins.

    ``number``: the edge each slower edge is in the result, -1 for none; ``twin``: that beside a high-speed edge, by it.
    """
    known = slower.assign(one=number.loc[slower["one"]].to_numpy(), other=number.loc[slower["other"]].to_numpy())
    known = known[
        (known[["one", "other"]] >= 0).all(axis=1) & known[["one", "other"]].isin(twin.to_numpy()).any(axis=1)
    ]
    likewise = [
        layer.joints.assign(**{side: layer.joints[side].map(twin)}).dropna(subset=[side]) for side in ("one", "other")
    ]
    beside = [
        pd.DataFrame({"station": layer.edges.loc[twin.index, end].to_numpy(), "one": twin.index, "other": twin.array})
        for end in ("from_node", "to_node")
    ]
    own = pd.concat(beside).assign(is_through=False, deflection_deg=OUT_AND_BACK_DEG)
    joints = pd.concat([layer.joints, known, *likewise, own], ignore_index=True)
    ends = np.sort(joints[["one", "other"]].to_numpy(dtype=np.int64), axis=1)
    joints = joints.assign(one=ends[:, 0], other=ends[:, 1]).drop_duplicates(["station", "one", "other"])
    return joints.sort_values(["station", "one", "other"], ignore_index=True)
