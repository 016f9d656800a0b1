"""Between which stations one changes on foot: near ones of different families, of one name, or of one group."""

from typing import Final

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from netopt.arrays import FloatArray, IntArray
from netopt.errors import NetworkError

BETWEEN_FAMILIES_M: Final = 500.0
OF_ONE_NAME_M: Final = 1000.0
MOST_NEAR_PAIRS: Final = 2_000_000
"""The tram and metro stops of a large city make some ten thousand."""


def transfers(
    station_ids: list[str],
    xy: FloatArray,
    families: list[str],
    keys: list[frozenset[str]],
    groups: list[list[int]],
) -> pd.DataFrame:
    """Pairs of stations as in ``Stations.transfers``, sorted.

    Stations of different families within ``BETWEEN_FAMILIES_M``; stations that share a name within ``OF_ONE_NAME_M``;
    and any two of a group (a ``stop_area_group``), whatever the distance. Distances are straight.

    Parameters
    ----------
    station_ids, xy, families, keys
        One for each station between which transfers are looked for.
    groups
        Positions of the stations of each group.

    Raises
    ------
    NetworkError
        If more than ``MOST_NEAR_PAIRS`` pairs of stations lie within ``OF_ONE_NAME_M`` of each other.
    """
    pairs = {(one, two) for group in groups for one in group for two in group if one < two}
    near = _near_pairs(xy)
    distance_m = np.hypot(*(xy[near[:, 0]] - xy[near[:, 1]]).T)
    for (one, two), metres in zip(near.tolist(), distance_m.tolist(), strict=True):
        is_near = families[one] != families[two] and metres <= BETWEEN_FAMILIES_M
        if is_near or not keys[one].isdisjoint(keys[two]):
            pairs.add((one, two))
    rows = []
    for one, two in pairs:
        first, last = sorted((station_ids[one], station_ids[two]))
        metres = float(np.hypot(*(xy[one] - xy[two])))
        rows.append((first, last, metres, not keys[one].isdisjoint(keys[two])))
    frame = pd.DataFrame(sorted(rows), columns=["from_station", "to_station", "distance_m", "same_name"])
    return frame.astype({"from_station": str, "to_station": str, "distance_m": float, "same_name": bool})


def _near_pairs(xy: FloatArray) -> IntArray:
    """Pairs of stations within ``OF_ONE_NAME_M`` of each other, shape (n, 2); counted before they are listed."""
    if not len(xy):
        return np.zeros((0, 2), dtype=np.int64)
    tree = KDTree(xy)
    count = (int(tree.count_neighbors(tree, OF_ONE_NAME_M)) - len(xy)) // 2
    if count > MOST_NEAR_PAIRS:
        raise NetworkError(
            f"{count} pairs of {len(xy)} stations lie within {OF_ONE_NAME_M:g} m of each other, "
            "more than any town has; are they really that near? Check the coordinates, or read fewer modes"
        )
    return np.asarray(tree.query_pairs(OF_ONE_NAME_M, output_type="ndarray"), dtype=np.int64)
