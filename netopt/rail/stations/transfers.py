"""Between which stations one changes on foot: near ones of different families, of one name, or of one group."""

from typing import Final

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from netopt.arrays import FloatArray

BETWEEN_FAMILIES_M: Final = 500.0
OF_ONE_NAME_M: Final = 1000.0


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
    """
    pairs = {(one, two) for group in groups for one in group for two in group if one < two}
    near = KDTree(xy).query_pairs(OF_ONE_NAME_M, output_type="ndarray") if len(xy) else np.zeros((0, 2), dtype=int)
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
