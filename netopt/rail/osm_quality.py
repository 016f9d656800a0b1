"""The data-quality sheet of a track: what is tagged, what hangs loose, what rests on defaults."""

from typing import Any, Final

import numpy as np
import pandas as pd

from netopt.arrays import BoolArray
from netopt.rail.stations.cluster_units import FREIGHT
from netopt.rail.stations.coverage import LinkCoverage, link_coverage
from netopt.rail.stations.stations import Stations
from netopt.rail.topology.components import component_of_node
from netopt.rail.topology.track import NodeKind, Track
from netopt.units import KMH_PER_MS, METRES_PER_KM

MOST_LISTED: Final = 200
"""Unlinked stations named in the sheet; the rest is counted."""
NEAR_TRACK_M: Final = 150.0
"""Stations without a point that lie so near to track ask for a reason more than others do."""
UNLINKED_COLUMNS: Final = ("station_id", "name", "mode", "reason", "nearest_m")


def track_sheet(track: Track, stations: Stations, *, osm_date: str) -> dict[str, Any]:
    """The sheet as plain values, ready for JSON.

    ``classes``: a row for each mode and use (``usage``, else ``service``, else none) with its km and the share of them
    that carries a tag. ``speed_default_time_share``: share of the running time at the limits, mean of both directions,
    that is run at a default of the country. Components are parts of the track that no train can leave: connected
    through shared nodes, whatever the turns. ``stations``: the shares are of passenger stations, of all and of those
    whose mode is tagged or told by track beside them (where no modes are tagged this one is near 1 by construction),
    and of those that are linked or lie within ``NEAR_TRACK_M`` of track of their mode, or of any where it is not known.
    Distances are to the nearest of a station's points; unlinked stations are of both kinds.
    """
    return {
        "osm_date": osm_date,
        "track_km": _km(track.piece_m.sum()),
        "classes": _classes(track),
        "speed_default_time_share": _default_time_share(track),
        **_components(track, stations),
        "dead_ends": _dead_ends(track, stations),
        "stations": _stations(stations),
    }


def _classes(track: Track) -> list[dict[str, Any]]:
    ways = track.ways
    use = ways["usage"].where(ways["usage"] != "", ways["service"]).where(lambda word: word != "", "untagged")
    pieces = pd.DataFrame(
        {
            "mode": ways["mode"].to_numpy()[track.piece_way],
            "use": use.to_numpy()[track.piece_way],
            "m": track.piece_m,
        }
    )
    tagged = {
        "maxspeed_share": ways["kmh_source"] == "tag",
        "electrified_share": ways["electrified"] != "",
        "usage_share": ways["usage"] != "",
        "gauge_share": ways["gauge_mm"].map(len) > 0,
        "name_share": (ways["name"] != "") | (ways["ref"] != ""),
    }
    for name, is_tagged in tagged.items():
        pieces[name] = np.where(is_tagged.to_numpy(dtype=bool)[track.piece_way], pieces["m"], 0.0)
    total = pieces.groupby(["mode", "use"], sort=True, as_index=False).sum()
    return [
        {
            "mode": str(row["mode"]),
            "use": str(row["use"]),
            "km": _km(row["m"]),
            **{name: round(row[name] / row["m"], 4) for name in tagged},
        }
        for row in total.to_dict("records")
    ]


def _default_time_share(track: Track) -> float | None:
    if not track.n_edges:
        return None
    run_s, default_s = np.zeros(track.piece_m.size), np.zeros(track.piece_m.size)
    for is_forward in (True, False):
        piece_s = track.piece_m / (track.piece_kmh(is_forward=is_forward) / KMH_PER_MS)
        run_s += piece_s
        default_s += np.where(track.is_piece_kmh_assumed(is_forward=is_forward), piece_s, 0.0)
    return round(float(default_s.sum() / run_s.sum()), 4)


def _components(track: Track, stations: Stations) -> dict[str, Any]:
    component = component_of_node(track)
    km = np.bincount(component[track.tail], track.length_m, minlength=int(component.max(initial=-1)) + 1)
    with_station = np.unique(component[stations.point_node])
    return {
        "components": int((km > 0).sum()),
        "components_with_station": int(with_station.size),
        "largest_component_share": round(float(km.max() / km.sum()), 4) if km.sum() else None,
    }


def _dead_ends(track: Track, stations: Stations) -> dict[str, int]:
    is_end = track.arms == 1
    at_station = np.zeros(track.n_nodes, dtype=bool)
    at_station[stations.point_node] = True
    sorts = {
        "buffer_stop": track.node_kind == NodeKind.BUFFER_STOP,
        "edge_of_extract": track.node_kind == NodeKind.CLIP,
        "at_station": at_station,
    }
    left: BoolArray = is_end.copy()
    told = {"all": int(is_end.sum())}
    for name, is_sort in sorts.items():
        told[name] = int((left & is_sort).sum())
        left &= ~is_sort
    return {**told, "unexplained": int(left.sum())}


def _stations(stations: Stations) -> dict[str, Any]:
    """Counts of passenger and freight stations, how far they lie from their track, and those that have none."""
    coverage, unlinked = link_coverage(stations), stations.unlinked
    listed = unlinked.sort_values("station_id").head(MOST_LISTED)
    return {
        "passenger": coverage.stations,
        "freight": len(stations.stations) - coverage.stations,
        "linked_share": _share(coverage.linked_share),
        "known_mode_linked_share": _share(coverage.known_mode_linked_share),
        "near_track_linked_share": _share(_near_track_linked_share(stations, coverage)),
        "access_p50_m": _rounded(coverage.access_p50_m),
        "access_p95_m": _rounded(coverage.access_p95_m),
        "merged_duplicates": len(stations.duplicates),
        "unlinked_by_reason": {
            str(reason): int(n) for reason, n in unlinked["reason"].value_counts().sort_index().items()
        },
        "unlinked": [
            {name: row[name] if name != "nearest_m" else _rounded(row[name]) for name in UNLINKED_COLUMNS}
            for row in listed.to_dict("records")
        ],
    }


def _near_track_linked_share(stations: Stations, coverage: LinkCoverage) -> float:
    frame, unlinked = stations.stations, stations.unlinked
    of_passengers = frame.index[(frame["kind"] != FREIGHT).to_numpy(dtype=bool)]
    is_near = unlinked["station_id"].isin(of_passengers) & (unlinked["nearest_m"] <= NEAR_TRACK_M)
    near = coverage.linked + int(is_near.sum())
    return coverage.linked / near if near else float("nan")


def _share(share: float) -> float | None:
    return None if np.isnan(share) else round(share, 4)


def _rounded(metres: float) -> float | None:
    return None if np.isnan(metres) else round(metres, 1)


def _km(metres: float) -> float:
    return round(float(metres) / METRES_PER_KM, 3)
