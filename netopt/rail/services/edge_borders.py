"""Edges that lead across a border, and the rules of borders that each meets."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.arrays import IntArray
from netopt.errors import Breach, NetworkError
from netopt.network.borders.borders import Borders
from netopt.network.edge_classes import ROAD, WALK
from netopt.rail.modes import BUS, FERRY, URBAN_MODES

RAIL: Final = "rail"
URBAN: Final = "urban"
MODE_OF_CLASS: Final[dict[str, str | None]] = {
    **dict.fromkeys(URBAN_MODES, URBAN),
    BUS: BUS,
    FERRY: FERRY,
    ROAD: None,
    WALK: None,
}
"""Mode of a border by the class of an edge; every other class is a railway's, and ``None`` a way on the ground."""


@dataclass(frozen=True, eq=False)
class EdgeBorders:
    """Rules met on the edges of a network."""

    borders: Borders
    met: IntArray
    """Shape (n_edges, n_rules): how often each rule is met on an edge; 0 on edges inside a jurisdiction."""


def edge_borders(nodes: gpd.GeoDataFrame, edges: pd.DataFrame, borders: Borders) -> EdgeBorders:
    """The rules met on every edge whose ends lie in different jurisdictions.

    A rule of one of its ends is met, those of both where both have one (the two halves of a bridge), else the rule of
    these sides and this mode without a station. Ways on the ground meet rules where they are travelled, not here.

    Raises
    ------
    NetworkError
        If no rule is there for an edge that crosses; every such edge at once.
    """
    side = borders.sides.of_nodes(nodes)
    start, end = (nodes.index.get_indexer(pd.Index(edges[name])) for name in ("from_node", "to_node"))
    met = np.zeros((len(edges), len(borders.rules)), dtype=np.int64)
    classes = edges["class"] if "class" in edges.columns else pd.Series(RAIL, index=edges.index)
    breaches = []
    for edge in np.flatnonzero(side[start] != side[end]).tolist():
        mode = MODE_OF_CLASS.get(str(classes.iloc[edge]), RAIL)
        if mode is None:
            continue
        names = [borders.sides.names[side[node]] for node in (start[edge], end[edge])]
        stations = [str(nodes.index[node]) for node in (start[edge], end[edge])]
        rules = borders.rules_met(frozenset(names), mode, stations)
        if not rules:
            way = f"edge {edges.index[edge]!r} from {stations[0]} ({names[0]}) to {stations[1]} ({names[1]})"
            message = f"{way} crosses a border by {mode}, for which there is no row; add one of this mode or of `any`"
            breaches.append(Breach(borders.table, "", message))
        np.add.at(met[edge], list(rules), 1)
    if breaches:
        raise NetworkError(breaches)
    return EdgeBorders(borders, met)
