"""Which ways touch an area: whole ways are kept or dropped, never cut at a border of ours."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
import shapely

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.osm.area import Area


def is_way_touching(area: Area, refs: Sequence[Sequence[int]], node_id: IntArray, lonlat: FloatArray) -> BoolArray:
    """Whether a node of each way, or a stretch between two nodes, lies in the area, shape (n_ways,).

    ``refs`` has the node ids along each way; ``node_id`` (rising) and ``lonlat`` tell where nodes are, and nodes that
    are not there touch nothing.
    """
    is_touching = np.zeros(len(refs), dtype=bool)
    if not (refs and node_id.size):
        return is_touching
    ref = np.fromiter(chain.from_iterable(refs), dtype=np.int64)
    owner = np.repeat(np.arange(len(refs)), [len(along) for along in refs])
    found = np.minimum(np.searchsorted(node_id, ref), node_id.size - 1)
    is_known = node_id[found] == ref
    shapely.prepare(area)
    is_inside = np.zeros(node_id.size, dtype=bool)
    needed = np.unique(found[is_known])
    is_inside[needed] = shapely.intersects_xy(area, lonlat[needed])
    is_touching[owner[is_known & is_inside[found]]] = True
    # Straight viaducts have few nodes: a stretch may cross the area with both ends outside.
    is_stretch = is_known[:-1] & is_known[1:] & (owner[:-1] == owner[1:]) & ~is_touching[owner[:-1]]
    tail, head = lonlat[found[:-1][is_stretch]], lonlat[found[1:][is_stretch]]
    crosses = _stretches_touch(area, tail, head)
    is_touching[owner[:-1][is_stretch][crosses]] = True
    return is_touching


def _stretches_touch(area: Area, tail: FloatArray, head: FloatArray) -> BoolArray:
    """Whether straight stretches meet the area, shape (n,); only those whose boxes meet its box are drawn."""
    west, south, east, north = area.bounds
    is_close = (np.minimum(tail, head) <= (east, north)).all(axis=1)
    is_close &= (np.maximum(tail, head) >= (west, south)).all(axis=1)
    touches = np.zeros(len(tail), dtype=bool)
    lines = shapely.linestrings(np.stack([tail[is_close], head[is_close]], axis=1))
    touches[is_close] = shapely.intersects(area, lines)
    return touches
