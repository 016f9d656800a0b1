"""WayTable: the ways that are track, each once and with nodes that are there, and everything tagged on them."""

import warnings
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyproj

from netopt.arrays import BoolArray, FloatArray
from netopt.errors import NetoptWarning
from netopt.osm.extract import OsmExtract
from netopt.rail.country import Country
from netopt.rail.ways.lifecycle import LIFECYCLES, MODES, Standing, standings
from netopt.rail.ways.way_nodes import WayNodes, present_nodes, same_nodes
from netopt.rail.ways.way_speeds import with_ferry_speeds
from netopt.rail.ways.way_tags import way_frame


@dataclass(frozen=True, eq=False)
class WayTable:
    """Track as ways."""

    ways: pd.DataFrame
    """As in ``Track``."""
    nodes: WayNodes
    """Nodes of each row of ``ways``, two at least."""
    step_m: FloatArray
    """Geodesic on the WGS84 ellipsoid from each of ``nodes.node`` to the next of its way; 0 from the last."""
    notes: dict[str, int]
    """What was left out, cut or could not be read, counted."""


def way_table(
    extract: OsmExtract,
    country: Country,
    *,
    modes: Collection[str] = MODES,
    lifecycles: Collection[str] = ("open",),
) -> WayTable:
    """The track of an extract, by rising way id.

    A way of which nodes are missing is cut at the first missing one after its first stretch of two nodes or more;
    what comes after the gap is left out. Of two ways of one mode over the same nodes, in whatever direction, one
    stays: an open one before a planned one, then the one with more tags, then the one with the lower id.

    Warns
    -----
    NetoptWarning
        Where ways were cut; their number.

    Raises
    ------
    ValueError
        If a mode or lifecycle is not known.
    """
    kept, notes = standings(extract, modes=modes, lifecycles=lifecycles)
    ways = np.array([way for way, _ in kept], dtype=np.int64)
    nodes = present_nodes(extract, ways)
    has_two = np.diff(nodes.first_node) >= 2
    is_chosen = has_two & ~_is_duplicate(extract, kept, nodes)
    rows = np.flatnonzero(is_chosen)
    is_cut = nodes.is_clipped_start | nodes.is_clipped_end
    notes["clipped_ways"] = int(np.count_nonzero(is_cut & is_chosen))
    notes["clipped_ways_with_a_lost_rest"] = int(np.count_nonzero(nodes.has_lost_rest))
    notes["ways_without_two_nodes"] = int(np.count_nonzero(~has_two))
    notes["duplicate_ways"] = int(np.count_nonzero(has_two & ~is_chosen))
    if notes["clipped_ways"]:
        warnings.warn(
            f"{notes['clipped_ways']} ways refer to nodes that are not in {extract.origin.name or 'the extract'}: "
            "each is cut at the first of them; take a larger area if the network needs more of them",
            NetoptWarning,
            stacklevel=2,
        )
    nodes = nodes.take(rows)
    frame, unread = way_frame(extract, [kept[row] for row in rows.tolist()], country)
    step_m = _step_m(extract, nodes)
    way_m = np.add.reduceat(step_m, nodes.first_node[:-1]) if rows.size else np.zeros(0)
    frame = with_ferry_speeds(frame, way_m, nodes.is_clipped_start | nodes.is_clipped_end, country)
    return WayTable(frame, nodes, step_m, notes | unread)


def _is_duplicate(extract: OsmExtract, kept: list[tuple[int, Standing]], nodes: WayNodes) -> BoolArray:
    """Ways that give way to another one over the same nodes, shape (n_kept,)."""
    best: dict[tuple[int, str], tuple[int, int, int]] = {}
    group = same_nodes(nodes).tolist()
    keys = [(group[row], standing.mode) for row, (_, standing) in enumerate(kept)]
    ranks = [
        (LIFECYCLES.index(standing.lifecycle), -len(extract.way_tags[way]), row)
        for row, (way, standing) in enumerate(kept)
    ]
    for key, rank in zip(keys, ranks, strict=True):
        best[key] = min(best.get(key, rank), rank)
    return np.array([best[key] != rank for key, rank in zip(keys, ranks, strict=True)], dtype=bool)


def _step_m(extract: OsmExtract, nodes: WayNodes) -> FloatArray:
    step_m = np.zeros(nodes.node.size)
    if not step_m.size:
        return step_m
    lon, lat = extract.lonlat[nodes.node].T
    step_m[:-1] = pyproj.Geod(ellps="WGS84").inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]
    step_m[nodes.first_node[1:] - 1] = 0.0
    return step_m
