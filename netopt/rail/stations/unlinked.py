"""Stations without track: why each of them could not be linked, and how far off its track is."""

from typing import Final

import numpy as np
import pandas as pd

from netopt.arrays import IntArray
from netopt.rail.stations.clusters import StationClusters
from netopt.rail.stations.gcj_guard import REASON as POSSIBLE_OFFSET
from netopt.rail.stations.gcj_guard import possible_offsets
from netopt.rail.stations.station_modes import CLASS_RADIUS_M
from netopt.rail.stations.track_lines import FAMILY, TrackLines

RADIUS_M: Final = 150.0
"""So far from a station its tracks are looked for."""
COLUMNS: Final = ("station_id", "name", "mode", "reason", "nearest_m")


def unlinked_stations(clusters: StationClusters, lines: TrackLines, unlinked: IntArray) -> pd.DataFrame:
    """Stations without a point, each with the reason and the distance to track of its family (of any, without one)."""
    frame = clusters.stations.iloc[unlinked]
    families = np.array([FAMILY.get(str(mode), "any") for mode in frame["mode"]], dtype=object)
    xy = frame.geometry.get_coordinates().to_numpy(dtype=np.float64)
    nearest_m = lines.nearest_m(xy, families)
    is_shifted = possible_offsets(lines, xy, families, declared=clusters.datum)
    reasons = [_reason(lines, family, shifted) for family, shifted in zip(families, is_shifted.tolist(), strict=True)]
    finite_m = np.where(np.isfinite(nearest_m), nearest_m, np.nan)
    columns = [frame.index.to_numpy(), frame["name"], frame["mode"], reasons, finite_m]
    table = pd.DataFrame(dict(zip(COLUMNS, map(list, columns), strict=True)))
    return table.astype(dict.fromkeys(COLUMNS[:4], str) | {"nearest_m": float})


def _reason(lines: TrackLines, family: str, is_shifted: bool) -> str:
    if is_shifted:
        return POSSIBLE_OFFSET
    if not (lines.family != "").any():
        return "no track in the extract"
    if family == "any":
        return f"no mode tagged and no track within {CLASS_RADIUS_M:g} m to tell it"
    if not (lines.family == family).any():
        return "no track of its class in the extract"
    return f"no track of its class within {RADIUS_M:g} m"
