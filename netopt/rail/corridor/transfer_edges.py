"""Transfer edges: the walks between stations of different kinds of railway, beside the edges that trains run on."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from netopt.units import KMH_PER_MS

TRANSFER: Final = "transfer"
"""Class and line of every walk."""
WALK_KMH: Final = 4.8
"""Walking speed in stations: assumed."""
CIRCUITY: Final = 1.3
"""Length of the walk over the straight distance: assumed."""
SHORTEST_M: Final = 50.0
"""Platforms of two railways are never nearer, whatever their points say: assumed."""


def with_transfers(edges: gpd.GeoDataFrame, transfers: pd.DataFrame, nodes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The edges, and a walk for each row of ``transfers`` whose two stations are nodes; sorted by id.

    ``transfers``: ``from_station``, ``to_station``, ``distance_m``. A walk is marked assumed in length and time.
    """
    known = transfers[transfers[["from_station", "to_station"]].isin(nodes.index).all(axis=1)]
    if known.empty:
        return edges
    length_m = np.maximum(known["distance_m"].to_numpy(dtype=np.float64) * CIRCUITY, SHORTEST_M)
    walk_s = np.round(length_m / (WALK_KMH / KMH_PER_MS), 1)
    ends = [nodes.geometry.loc[known[column]].to_numpy() for column in ("from_station", "to_station")]
    walks = gpd.GeoDataFrame(
        {
            "from_node": known["from_station"].to_numpy(),
            "to_node": known["to_station"].to_numpy(),
            "oneway": False,
            "class": TRANSFER,
            "line_id": TRANSFER,
            "line_zh": "步行换乘",
            "line_en": "walk between stations",
            "length_m": np.round(length_m, 1),
            "length_source": "assumed",
            "km_assumed": True,
            "max_kmh": WALK_KMH,
            "max_kmh_assumed": True,
            "speed_assumed_share": 1.0,
            "running_s": walk_s,
            "running_back_s": walk_s,
            "lifecycle": "open",
            "geometry_source": "assumed",
        },
        index=pd.Index([f"{one}-{other}:{TRANSFER}" for one, other in _pairs(known)], name=edges.index.name),
        geometry=[shapely.LineString(pair) for pair in zip(*ends, strict=True)],
        crs=nodes.crs,
    )
    both = pd.concat([edges, walks.reindex(columns=edges.columns)]) if len(edges) else walks
    return gpd.GeoDataFrame(both, geometry="geometry", crs=nodes.crs).sort_index()


def _pairs(transfers: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(transfers["from_station"], transfers["to_station"], strict=True))
