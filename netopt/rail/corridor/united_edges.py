"""The edges of several kinds of train as one network: each pair of stations once a kind of track."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.rail.corridor.fastest_edges import CorridorEdges
from netopt.rail.corridor.line_ids import line_ids

MAIN_LINE = frozenset({"intercity", "conventional", "freight", "narrow_gauge", "rail_ferry"})
"""Classes of one kind of track: a pair of stations has one edge of them all; a high-speed line is of its own kind."""
ON_LINE_SHARE = 0.95
"""An edge of which less bears its line's name or number comes from another line, or goes to one. Assumed."""


@dataclass(frozen=True, eq=False)
class UnitedEdges:
    """Edges of a network, and how they meet."""

    edges: gpd.GeoDataFrame
    """Index ``edge_id``, sorted; as ``CorridorEdges.edges``, with ``line_id`` in place of ``label``, and
    ``length_source``, ``km_assumed``, ``geometry_source``."""
    joints: pd.DataFrame
    """Columns ``station``, ``one``, ``other`` (edge ids), ``is_through``, ``deflection_deg``, ``is_mixed`` (one of them
    runs on track of other lines too): every pair of edges of one kind of train at a station, sorted."""

    @property
    def reversals(self) -> pd.DataFrame:
        """Pairs of edges between which a train has to reverse: ``station``, ``edge_a``, ``edge_b``."""
        pairs = self.joints[~self.joints["is_through"].to_numpy(dtype=bool)]
        named = pairs.rename(columns={"one": "edge_a", "other": "edge_b"})
        return named[["station", "edge_a", "edge_b"]].reset_index(drop=True)


def unite_edges(layers: Sequence[CorridorEdges]) -> UnitedEdges:
    """The edges of all layers; of one pair of stations and kind of track, that of the first layer which has it.

    Kinds of track are high-speed line, other main line, and each class of urban track. Open, building and proposed are
    apart: a planned line beside an open one is an edge of its own. Edge ids are ``<from>-<to>``, with ``:<class>``
    (and, if need be, ``:<lifecycle>``) where several edges join the two.
    """
    edges = pd.concat([layer.edges.assign(layer=number) for number, layer in enumerate(layers)], ignore_index=True)
    low, high = np.sort(edges[["from_node", "to_node"]].to_numpy(dtype=str), axis=1).T if len(edges) else ([], [])
    kind = edges["class"].where(~edges["class"].isin(MAIN_LINE), "main_line")
    key = pd.DataFrame({"low": low, "high": high, "kind": kind, "lifecycle": edges["lifecycle"]})
    number = key.groupby(list(key.columns), sort=False).ngroup().to_numpy(dtype=np.int64)
    stays = ~pd.Series(number).duplicated().to_numpy(dtype=bool)
    kept = edges[stays]
    edge_id = _edge_ids(kept)
    id_of_key = pd.Series(edge_id, index=number[stays])
    joints = _joints(layers, [id_of_key[number[(edges["layer"] == place).to_numpy()]] for place in range(len(layers))])
    kept = kept.drop(columns="layer").set_index(pd.Index(edge_id, name="edge_id")).sort_index()
    on_line = kept["label_share"] >= ON_LINE_SHARE
    is_mixed = ~(on_line[joints["one"]].to_numpy(dtype=bool) & on_line[joints["other"]].to_numpy(dtype=bool))
    joints = joints.assign(is_mixed=is_mixed)
    kept = kept.assign(line_id=line_ids(kept, joints), length_source="osm", km_assumed=False, geometry_source="osm")
    return UnitedEdges(kept.drop(columns=["label", "label_share"]), joints)


def _edge_ids(edges: pd.DataFrame) -> list[str]:
    columns = ("from_node", "to_node", "class", "lifecycle")
    rows = [tuple(map(str, row)) for row in zip(*(edges[name] for name in columns), strict=True)]
    in_pair = Counter(frozenset(row[:2]) for row in rows)
    in_class = Counter((frozenset(row[:2]), row[2]) for row in rows)
    return [
        f"{start}-{end}"
        + (f":{class_}" if in_pair[frozenset((start, end))] > 1 else "")
        + (f":{lifecycle}" if in_class[frozenset((start, end)), class_] > 1 else "")
        for start, end, class_, lifecycle in rows
    ]


def _joints(layers: Sequence[CorridorEdges], edge_ids: Sequence["pd.Series[str]"]) -> pd.DataFrame:
    """Joints of all layers by edge id; what the first layer says of a pair holds."""
    parts = []
    for layer, ids in zip(layers, edge_ids, strict=True):
        names = ids.to_numpy(dtype=str)
        ends = np.stack([names[layer.joints[side].to_numpy(dtype=np.int64)] for side in ("one", "other")], axis=1)
        ends.sort(axis=1)
        parts.append(layer.joints.assign(one=ends[:, 0].astype(object), other=ends[:, 1].astype(object)))
    joints = pd.concat(parts, ignore_index=True)
    joints = joints[joints["one"] != joints["other"]].drop_duplicates(["station", "one", "other"])
    return joints.sort_values(["station", "one", "other"], ignore_index=True)
