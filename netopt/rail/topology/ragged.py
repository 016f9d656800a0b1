"""Lists of unequal length laid end to end: which places of the flat array a choice of lists takes, in order."""

import numpy as np

from netopt.arrays import BoolArray, IntArray


def offsets(counts: IntArray) -> IntArray:
    """Bounds of lists of these lengths, shape (n + 1,): list i is ``flat[bounds[i]:bounds[i + 1]]``."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def places_of(first: IntArray, chosen: IntArray, is_reversed: BoolArray | None = None) -> IntArray:
    """Places in the flat array of the chosen lists one after another, each from its end where ``is_reversed``.

    ``first``: bounds as of ``offsets``; ``chosen``: list numbers, which may repeat; ``is_reversed``: its shape.
    """
    counts = np.diff(first)[chosen]
    bounds = offsets(counts)
    rank = np.arange(bounds[-1]) - np.repeat(bounds[:-1], counts)
    forward: IntArray = np.repeat(first[chosen], counts) + rank
    if is_reversed is None:
        return forward
    backward: IntArray = np.repeat(first[chosen + 1] - 1, counts) - rank
    return np.where(np.repeat(is_reversed, counts), backward, forward)
