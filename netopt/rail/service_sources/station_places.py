"""Stations by where they lie and what they are called: the nearest one of a name and a mode."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pyproj
from scipy.spatial import KDTree

from netopt.network.crs import WGS84
from netopt.rail.station_names import name_key


class StationPlaces:
    """Stations of a frame by ids: points in metres, ``mode``, ``name_zh``, ``name_en``; maybe ``name``, ``names``."""

    def __init__(self, stations: gpd.GeoDataFrame) -> None:
        self.ids = [str(station) for station in stations.index]
        self.modes = [str(mode) for mode in stations["mode"]]
        self.keys = [_keys(row) for row in stations.to_dict("records")]
        self.xy_m = np.column_stack([stations.geometry.x, stations.geometry.y]).reshape(-1, 2)
        self.to_metres = pyproj.Transformer.from_crs(WGS84, stations.crs, always_xy=True)
        self.tree = KDTree(self.xy_m) if len(self.ids) else None

    def nearest(
        self,
        lonlat: tuple[float, float],
        name: str,
        modes: Sequence[str],
        *,
        same_name_m: float,
        any_name_m: float,
    ) -> str | None:
        """The station that a stop at a point belongs to; ``None`` where there is none.

        One of the same name within ``same_name_m``, else any within ``any_name_m``; of several the first of
        ``modes``, then the nearest.
        """
        if self.tree is None:
            return None
        x, y = self.to_metres.transform(*lonlat)
        key = name_key(name)
        found = []
        for position in self.tree.query_ball_point([x, y], max(same_name_m, any_name_m)):
            if self.modes[position] not in modes:
                continue
            distance_m = float(np.hypot(*(self.xy_m[position] - [x, y])))
            is_other = key not in self.keys[position]
            if distance_m <= (any_name_m if is_other else same_name_m):
                found.append((is_other, modes.index(self.modes[position]), distance_m, self.ids[position]))
        return min(found)[-1] if found else None


def _keys(row: Mapping[object, object]) -> frozenset[str]:
    """Keys of all names of a station; never the empty one."""
    spellings = [value for column in ("name", "name_zh", "name_en") if isinstance(value := row.get(column), str)]
    if isinstance(names := row.get("names"), str):
        spellings += names.split(";")
    return frozenset(key for spelling in spellings if (key := name_key(spelling)))
