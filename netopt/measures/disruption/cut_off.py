"""Which zones a removal cuts off: those that neither reach nor are reached by the rest any more."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from netopt.arrays import BoolArray, FloatArray, IntArray


def cut_off(was_reached: BoolArray, is_reached: BoolArray, population: FloatArray) -> tuple[BoolArray, BoolArray]:
    """Zones that are cut off, and those of them that are left alone; shape (n_zones,) each.

    Zones hang together where a chain of ways leads from one to the other, in either direction. Where a part that hung
    together falls apart, the piece with most people stays (of equal ones that with more zones, then the first), and the
    zones of the other pieces are cut off.

    Parameters
    ----------
    was_reached, is_reached
        Shape (n_zones, n_zones): whether a zone reaches another, before and after.
    """
    is_cut = np.zeros(population.size, dtype=bool)
    if (was_reached <= is_reached).all():
        return is_cut, is_cut.copy()
    before, after = parts(was_reached), parts(is_reached)
    pieces = np.unique(after)
    size = np.bincount(after)
    people = np.bincount(after, population)
    for part in np.unique(before):
        inside = before == part
        of_part = np.intersect1d(pieces, after[inside])
        stays = max(of_part.tolist(), key=lambda piece: (people[piece], size[piece], -piece))
        is_cut |= inside & (after != stays)
    return is_cut, is_cut & (size[after] == 1)


def parts(is_reached: BoolArray) -> IntArray:
    """The part to which each zone belongs, numbered by their first zones, shape (n_zones,)."""
    _, label = connected_components(csr_array(is_reached.astype(np.int8)), directed=True, connection="weak")
    return np.asarray(label, dtype=np.int64)
