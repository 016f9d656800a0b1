"""The rules of a valid network, one function a rule, gathered."""

from collections.abc import Callable, Iterator

import geopandas as gpd
import numpy as np

from netopt.errors import Breach, NetworkError

NODE_COLUMNS = ("kind",)
EDGE_COLUMNS = ("from_node", "to_node", "oneway", "length_m")

Rule = Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame], Iterator[str]]


def columns_are_there(nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame) -> Iterator[str]:
    """Required columns exist."""
    for what, frame, columns in (("nodes", nodes, NODE_COLUMNS), ("edges", edges, EDGE_COLUMNS)):
        for column in columns:
            if column not in frame.columns:
                yield f"{what} lack the column {column!r}"


def crs_is_metric(nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame) -> Iterator[str]:
    """Nodes and edges share one projected CRS in metres."""
    if nodes.crs is None or not nodes.crs.is_projected:
        yield f"nodes have the CRS {nodes.crs}; project them to a metre-based CRS (netopt.network.crs.to_metres)"
    elif len(edges) and edges.crs != nodes.crs:
        yield f"edges have the CRS {edges.crs}, nodes {nodes.crs}; project both to the same"


def ids_are_unique(nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame) -> Iterator[str]:
    """Each node and edge id appears once."""
    for what, frame in (("node", nodes), ("edge", edges)):
        for identifier in sorted(set(frame.index[frame.index.duplicated()].astype(str))):
            yield f"{what} id {identifier!r} appears more than once; rename or remove one"


def ends_exist(nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame) -> Iterator[str]:
    """Both ends of every edge are nodes."""
    for column in ("from_node", "to_node"):
        if column in edges.columns:
            for edge_id, node_id in edges.loc[~edges[column].isin(nodes.index), column].items():
                yield f"edge {edge_id!r} has {column} {node_id!r}, which is no node"


def lengths_are_positive(nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame) -> Iterator[str]:
    """Every edge has a finite length above zero."""
    if "length_m" in edges.columns:
        length_m = edges["length_m"].to_numpy(dtype=float)
        for position in np.flatnonzero(~(np.isfinite(length_m) & (length_m > 0))):
            yield f"edge {edges.index[position]!r} has length_m {length_m[position]}; it must be above 0"


def points_are_finite(nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame) -> Iterator[str]:
    """Every node lies somewhere."""
    bad = nodes.geometry.is_empty | nodes.geometry.isna() | ~np.isfinite(nodes.geometry.x + nodes.geometry.y)
    for node_id in nodes.index[bad]:
        yield f"node {node_id!r} has no finite coordinates"


RULES: tuple[Rule, ...] = (
    columns_are_there,
    crs_is_metric,
    ids_are_unique,
    ends_exist,
    lengths_are_positive,
    points_are_finite,
)


def check_frames(nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame, *, name: str) -> None:
    """Raise one ``NetworkError`` with every breach of every rule."""
    breaches = [Breach(name, "", message) for rule in RULES for message in rule(nodes, edges)]
    if breaches:
        raise NetworkError(breaches)
