"""Build the track from raw ways: one edge a stretch between nodes where something may happen, nothing merged."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyproj

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.network.crs import WGS84, equal_area_crs
from netopt.osm.extract import OsmExtract
from netopt.rail.country import Country
from netopt.rail.topology.track import NodeKind, Track
from netopt.rail.ways.lifecycle import MODES
from netopt.rail.ways.node_kinds import tagged_kinds, with_clips
from netopt.rail.ways.way_nodes import WayNodes, offsets, spans
from netopt.rail.ways.way_table import way_table

LEAST_EDGE_M = 0.001
"""Length of an edge between two nodes that are drawn at one place: it stays, for it connects."""


@dataclass(frozen=True, eq=False)
class _Stretches:
    """Edges as runs of the ways' nodes: edge e has ``vertex[first_vertex[e]:first_vertex[e + 1]]``."""

    row: IntArray
    """Shape (n_edges,): row of the way table."""
    length_m: FloatArray
    first_vertex: IntArray
    vertex: IntArray
    """Node positions in the extract."""
    without_length_count: int
    """Edges between nodes at one place, and loops at one place, which are left out."""


def build_track(
    extract: OsmExtract,
    country: Country,
    *,
    modes: Collection[str] = MODES,
    lifecycles: Collection[str] = ("open",),
) -> tuple[Track, dict[str, int]]:
    """The track of an extract, and what was counted on the way.

    Nodes are the ends of ways, nodes that two ways share or one way passes twice, switches, crossings, buffer stops
    and stops, and points where a way leaves the extract. Tracks that cross without a shared node do not meet, whatever
    they look like on the map. Edges come way by way in the order of way ids, each along its way. Lengths are geodesics
    on the WGS84 ellipsoid. An extract without track gives a track without edges.

    Warns
    -----
    NetoptWarning
        Where ways were cut because their nodes are not in the extract.

    Raises
    ------
    ValueError
        If a mode or lifecycle is not known.
    """
    table = way_table(extract, country, modes=modes, lifecycles=lifecycles)
    nodes = table.nodes
    begins, ends = nodes.node[nodes.first_node[:-1]], nodes.node[nodes.first_node[1:] - 1]
    uses = np.bincount(nodes.node, minlength=extract.node_id.size)
    tagged_at, tagged_as = tagged_kinds(extract, uses > 0)
    is_node = uses > 1
    for places in (tagged_at, begins, ends):
        is_node[places] = True
    edges = _stretches(nodes, is_node, table.step_m)

    first, last = edges.vertex[edges.first_vertex[:-1]], edges.vertex[edges.first_vertex[1:] - 1]
    node = np.unique(np.concatenate([first, last]))
    tail, head = np.searchsorted(node, first), np.searchsorted(node, last)
    kind = np.full(extract.node_id.size, int(NodeKind.PLAIN))
    kind[tagged_at] = tagged_as
    is_clip = np.zeros(extract.node_id.size, dtype=bool)
    is_clip[begins[nodes.is_clipped_start]] = True
    is_clip[ends[nodes.is_clipped_end]] = True
    arms = np.bincount(np.concatenate([tail, head]), minlength=node.size)

    crs = equal_area_crs(extract.bounds if extract.node_id.size else (0.0, 0.0, 0.0, 0.0))
    xy = _projected(extract, np.flatnonzero(uses), crs)
    track = Track(
        crs=crs,
        node_id=extract.node_id[node],
        node_xy=xy[node],
        node_kind=with_clips(kind[node], is_clip[node], arms),
        tail=tail,
        head=head,
        first_vertex=edges.first_vertex,
        vertex_xy=xy[edges.vertex],
        vertex_id=extract.node_id[edges.vertex],
        first_piece=np.arange(edges.row.size + 1),
        piece_m=edges.length_m,
        piece_way=edges.row,
        piece_is_reversed=np.zeros(edges.row.size, dtype=bool),
        ways=table.ways,
    )
    return track, table.notes | {"edges_without_length": edges.without_length_count}


def _projected(extract: OsmExtract, places: IntArray, crs: pyproj.CRS) -> FloatArray:
    """Metres of the nodes at these places, shape (n_nodes of the extract, 2); 0 for all others."""
    xy = np.zeros((extract.node_id.size, 2))
    to_metres = pyproj.Transformer.from_crs(WGS84, crs, always_xy=True)
    xy[places] = np.column_stack(to_metres.transform(*extract.lonlat[places].T))
    return xy


def _stretches(nodes: WayNodes, is_node: BoolArray, step_m: FloatArray) -> _Stretches:
    """The ways cut at the track's nodes; what has no length is taken out, except what connects two nodes."""
    row = np.repeat(np.arange(nodes.first_node.size - 1), np.diff(nodes.first_node))
    cuts = np.flatnonzero(is_node[nodes.node])
    is_start = row[cuts[:-1]] == row[cuts[1:]]
    begin, end = cuts[:-1][is_start], cuts[1:][is_start]
    length_m = _lengths(step_m, begin, end)
    is_spot = (length_m == 0.0) & (nodes.node[begin] == nodes.node[end])
    begin, end, length_m = begin[~is_spot], end[~is_spot], length_m[~is_spot]
    without_length_count = int(np.count_nonzero(length_m == 0.0) + np.count_nonzero(is_spot))

    first_vertex = offsets(end + 1 - begin)
    index = spans(begin, end + 1)
    is_kept = _apart(step_m[index], first_vertex)
    edge = np.repeat(np.arange(begin.size), end + 1 - begin)[is_kept]
    counts = np.bincount(edge, minlength=begin.size)
    length_m = np.where(length_m == 0.0, LEAST_EDGE_M, length_m)
    return _Stretches(row[begin], length_m, offsets(counts), nodes.node[index][is_kept], without_length_count)


def _lengths(step_m: FloatArray, begin: IntArray, end: IntArray) -> FloatArray:
    """Sum of the steps of each run of nodes ``begin .. end``, shape (n_runs,)."""
    if not begin.size:
        return np.zeros(0)
    bounds = offsets(end - begin)
    return np.asarray(np.add.reduceat(step_m[spans(begin, end)], bounds[:-1]), dtype=np.float64)


def _apart(step_m: FloatArray, first_vertex: IntArray) -> BoolArray:
    """Which vertices stay so that no two neighbours lie at one place; both ends of an edge always stay.

    ``step_m`` is the length from each vertex to the next of its edge.
    """
    n_vertices = step_m.size
    is_first, is_last = np.zeros(n_vertices, dtype=bool), np.zeros(n_vertices, dtype=bool)
    is_first[first_vertex[:-1]] = True
    is_last[first_vertex[1:] - 1] = True
    opens_place = is_first.copy()
    opens_place[1:] |= step_m[:-1] > 0.0
    place = np.cumsum(opens_place) - 1
    is_last_place = np.zeros(int(place[-1]) + 1 if n_vertices else 0, dtype=bool)
    is_last_place[place[is_last]] = True
    is_kept: BoolArray = is_first | is_last | (opens_place & ~is_last_place[place])
    return is_kept
