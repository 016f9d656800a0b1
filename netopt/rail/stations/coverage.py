"""How well stations are linked to track: shares, distances, and the reasons for those that are not."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from netopt.rail.stations.cluster_units import FREIGHT
from netopt.rail.stations.stations import Stations


@dataclass(frozen=True)
class LinkCoverage:
    """Passenger stations and their points on track. Shares and distances are NaN where there is nothing to count."""

    stations: int
    linked: int
    of_known_mode: int
    """Stations whose mode is tagged or told by track beside them."""
    access_p50_m: float
    """From a station to the nearest of its points, over linked stations."""
    access_p95_m: float
    unlinked_by_reason: Mapping[str, int]
    """Sorted by reason."""

    @property
    def linked_share(self) -> float:
        """Share of all passenger stations that are linked."""
        return self.linked / self.stations if self.stations else float("nan")

    @property
    def known_mode_linked_share(self) -> float:
        """Share of those whose mode is known.

        Where no modes are tagged, track beside a station tells its mode, so that this share is near 1 by construction;
        ``linked_share`` and the reasons say more.
        """
        return self.linked / self.of_known_mode if self.of_known_mode else float("nan")


def link_coverage(stations: Stations) -> LinkCoverage:
    """How well the passenger stations are linked."""
    frame = stations.stations
    is_passenger = (frame["kind"] != FREIGHT).to_numpy(dtype=bool)
    nearest_m = np.full(len(frame), np.inf)
    np.minimum.at(nearest_m, stations.point_station, stations.point_access_m)
    is_linked = is_passenger & np.isfinite(nearest_m)
    p50_m, p95_m = np.percentile(nearest_m[is_linked], [50, 95]) if is_linked.any() else (np.nan, np.nan)
    unlinked = stations.unlinked[stations.unlinked["station_id"].isin(frame.index[is_passenger])]
    reasons = unlinked["reason"].value_counts().sort_index()
    return LinkCoverage(
        stations=int(is_passenger.sum()),
        linked=int(is_linked.sum()),
        of_known_mode=int((is_passenger & (frame["mode"] != "").to_numpy(dtype=bool)).sum()),
        access_p50_m=float(p50_m),
        access_p95_m=float(p95_m),
        unlinked_by_reason={str(reason): int(count) for reason, count in reasons.items()},
    )
