"""The nodes of ways that are in the extract: cut at the first missing one; ways over the same nodes found."""

from dataclasses import dataclass

import numpy as np

from netopt.arrays import BoolArray, IntArray
from netopt.osm.extract import OsmExtract


@dataclass(frozen=True, eq=False)
class WayNodes:
    """Row r runs over the nodes ``node[first_node[r]:first_node[r + 1]]``, none twice in a row."""

    first_node: IntArray
    """Shape (n_rows + 1,)."""
    node: IntArray
    """Node positions in the extract, along the rows."""
    is_clipped_start: BoolArray
    """Shape (n_rows,): nodes before the first are missing."""
    is_clipped_end: BoolArray
    """Shape (n_rows,): nodes after the last are missing."""
    has_lost_rest: BoolArray
    """Shape (n_rows,): nodes that are in the extract lie beyond the cut; they are left out."""

    def take(self, rows: IntArray) -> "WayNodes":
        """These rows, in this order."""
        index = spans(self.first_node[rows], self.first_node[rows + 1])
        counts = np.diff(self.first_node)[rows]
        flags = (self.is_clipped_start[rows], self.is_clipped_end[rows], self.has_lost_rest[rows])
        return WayNodes(offsets(counts), self.node[index], *flags)


def offsets(counts: IntArray) -> IntArray:
    """Where each of a row of stretches of these lengths starts, and the end of the last: shape (n + 1,)."""
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)


def spans(starts: IntArray, stops: IntArray) -> IntArray:
    """All whole numbers of the ranges ``starts[i] .. stops[i] - 1``, one range after the other."""
    counts = stops - starts
    return np.repeat(starts - offsets(counts)[:-1], counts) + np.arange(int(counts.sum()))


def present_nodes(extract: OsmExtract, ways: IntArray) -> WayNodes:
    """Nodes of the ways at these positions of the extract.

    A way with missing nodes keeps its first stretch of two or more nodes that are there; none where there is no such
    stretch. A node that the way lists twice in a row counts once.
    """
    starts, stops = extract.first_ref[ways], extract.first_ref[ways + 1]
    index = spans(starts, stops)
    row = np.repeat(np.arange(ways.size), stops - starts)
    node = extract.ref_position[index]
    is_kept = node >= 0
    flags = np.zeros((3, ways.size), dtype=bool)
    bounds = offsets(stops - starts)
    for cut in np.unique(row[~is_kept]).tolist():
        here = slice(bounds[cut], bounds[cut + 1])
        is_kept[here], flags[:, cut] = _first_stretch(node[here])
    row, node = row[is_kept], node[is_kept]
    is_new = np.ones(node.size, dtype=bool)
    is_new[1:] = (node[1:] != node[:-1]) | (row[1:] != row[:-1])
    counts = np.bincount(row[is_new], minlength=ways.size)
    return WayNodes(offsets(counts), node[is_new], flags[0], flags[1], flags[2])


def _first_stretch(node: IntArray) -> tuple[BoolArray, BoolArray]:
    """Which nodes of a way stay, and whether it is clipped at its start, at its end, and loses nodes beyond the cut."""
    is_here = node >= 0
    change = np.flatnonzero(np.diff(np.concatenate([[False], is_here, [False]]).astype(np.int8)))
    begin, end = change[::2], change[1::2]
    whole = np.flatnonzero(end - begin >= 2)
    is_kept = np.zeros(node.size, dtype=bool)
    if not whole.size:
        return is_kept, np.array([False, False, bool(is_here.any())])
    first = whole[0]
    is_kept[begin[first] : end[first]] = True
    has_rest = bool((is_here & ~is_kept).any())
    return is_kept, np.array([begin[first] > 0, end[first] < node.size, has_rest])


def same_nodes(nodes: WayNodes) -> IntArray:
    """A number for each row, equal for rows over the same nodes in either direction, rings from any start.

    Shape (n_rows,). Count, sum and least of the nodes are compared first, so that only look-alikes are read node by
    node.
    """
    counts = np.diff(nodes.first_node)
    group = np.arange(counts.size)
    filled = np.flatnonzero(counts)
    if not filled.size:
        return group
    at = nodes.first_node[filled]
    is_ring = nodes.node[at] == nodes.node[nodes.first_node[filled + 1] - 1]
    closing = np.where(is_ring, nodes.node[at], 0)
    marks = np.stack(
        [counts[filled], np.add.reduceat(nodes.node, at) - closing, np.minimum.reduceat(nodes.node, at), is_ring]
    )
    _, look, number = np.unique(marks, axis=1, return_inverse=True, return_counts=True)
    alike = filled[number[look.ravel()] > 1]
    first_of: dict[bytes, int] = {}
    for row in alike.tolist():
        key = _course(nodes.node[nodes.first_node[row] : nodes.first_node[row + 1]]).tobytes()
        group[row] = first_of.setdefault(key, row)
    return group


def _course(node: IntArray) -> IntArray:
    """The nodes in one direction of the two, a ring from its least node."""
    if node.size > 2 and node[0] == node[-1]:
        lowest = int(np.argmin(node[:-1]))
        ring = np.roll(node[:-1], -lowest)
        node = np.concatenate([ring, ring[:1]])
    back = node[::-1]
    differs = np.flatnonzero(node != back)
    return back if differs.size and back[differs[0]] < node[differs[0]] else node
