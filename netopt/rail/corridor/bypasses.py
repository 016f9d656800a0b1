"""Corridors that only pass a station on its through tracks: the same railway a second time."""

from collections.abc import Container, Mapping

import numpy as np
import shapely

from netopt.arrays import FloatArray
from netopt.rail.corridor.corridors import Corridors
from netopt.rail.corridor.edge_runs import courses
from netopt.rail.corridor.through_runs import ThroughRuns
from netopt.rail.stations.stations import Stations
from netopt.rail.topology.track import Track

THROAT_M = 250.0
"""Track this close to a station's point is part of the station."""
LONGER_SHARE, LONGER_S = 0.25, 120.0
"""The way over the station's own points may take this much longer: diverging switches, a platform track. Assumed."""
SAME_SHARE, STATION_M = 0.5, 2000.0
"""What shares this much of its length with the way over the points, and of the rest has no more than this for each
station called at there, differs from it in the stations only: they and the track to their switches. Assumed."""


def without_bypasses(track: Track, corridors: Corridors, stations: Stations, through: ThroughRuns) -> Corridors:
    """The corridors without those that run past a station through its throat and also exist over its points.

    A corridor goes if it passes within ``THROAT_M`` of other stations and a through run over corridors that stay
    leads over some of these, in the order passed, hardly slower and on the same track but for the stations. All others
    stay: a line that passes a station further off, one at which it cannot stop, and the fast tracks beside those on
    which local trains call are railways of their own.
    """
    passed = _stations_passed(track, corridors, stations)
    if not passed:
        return corridors
    least_s = np.minimum(corridors.cost_s, corridors.back_cost_s)
    ends = list(zip(corridors.from_station.tolist(), corridors.to_station.tolist(), strict=True))
    triples = through.triples()
    neighbours: dict[int, dict[int, int]] = {}
    stays = np.ones(len(corridors), dtype=bool)
    # What passes fewest stations first, the fastest of these: a corridor is replaced by what has been kept already.
    for place in sorted(range(len(corridors)), key=lambda place: (len(passed.get(place, ())), least_s[place], place)):
        start, end = ends[place]
        stops = [start, *passed.get(place, ()), end]
        over = _fastest_way(stops, neighbours, least_s, triples) if place in passed else []
        stays[place] = not (
            over
            and least_s[over].sum() <= (1.0 + LONGER_SHARE) * least_s[place] + LONGER_S
            and _is_same_track(track, corridors, place, over)
        )
        if stays[place]:
            neighbours.setdefault(start, {})[end] = place
            neighbours.setdefault(end, {})[start] = place
    return corridors.take(np.flatnonzero(stays))


def _stations_passed(track: Track, corridors: Corridors, stations: Stations) -> dict[int, list[int]]:
    """Stations of the graph that each corridor passes closely, in order of travel; only corridors with any."""
    used = np.unique(np.concatenate([corridors.from_station, corridors.to_station]))
    lines = courses(track, corridors.there)
    points = stations.stations.geometry.to_numpy()[used]
    corridor, near = shapely.STRtree(points).query(lines, predicate="dwithin", distance=THROAT_M)
    station = used[near]
    is_other = (station != corridors.from_station[corridor]) & (station != corridors.to_station[corridor])
    corridor, station, near = corridor[is_other], station[is_other], near[is_other]
    place_m = shapely.line_locate_point(lines[corridor], points[near])
    order = np.lexsort((station, place_m, corridor))
    passed: dict[int, list[int]] = {}
    for place, identifier in zip(corridor[order].tolist(), station[order].tolist(), strict=True):
        passed.setdefault(place, []).append(identifier)
    return passed


def _fastest_way(
    stops: list[int],
    neighbours: Mapping[int, Mapping[int, int]],
    least_s: FloatArray,
    triples: Container[tuple[int, int, int]],
) -> list[int]:
    """Corridors from the first stop to the last over some of those between, no reversal; empty where there is no way.

    ``neighbours``: corridor by station and station.
    """
    rank = {station: number for number, station in enumerate(stops)}
    # Ways that end with a run from one stop to a later one, by the second: the first, seconds, corridors.
    arrived: dict[int, list[tuple[int, float, list[int]]]] = {stops[0]: [(-1, 0.0, [])]}
    for station in stops[:-1]:
        for following, corridor in sorted(neighbours.get(station, {}).items()):
            if rank.get(following, -1) <= rank[station]:
                continue
            ways = [
                (spent_s, way)
                for before, spent_s, way in arrived.get(station, ())
                if before < 0 or (before, station, following) in triples
            ]
            if ways:
                spent_s, way = min(ways)
                arrived.setdefault(following, []).append(
                    (station, spent_s + float(least_s[corridor]), [*way, corridor])
                )
    return min(((spent_s, way) for _, spent_s, way in arrived.get(stops[-1], ())), default=(0.0, []))[1]


def _is_same_track(track: Track, corridors: Corridors, place: int, over: list[int]) -> bool:
    """Whether a corridor's run there lies, but for the stations between, on track of other corridors' runs."""
    n_edges = track.n_edges
    own = corridors.there.run(place) % n_edges
    others = np.concatenate([runs.run(other) % n_edges for other in over for runs in (corridors.there, corridors.back)])
    own_m = track.length_m[own]
    apart_m = float(own_m[~np.isin(own, others)].sum())
    return apart_m <= min((1.0 - SAME_SHARE) * float(own_m.sum()), STATION_M * (len(over) - 1))
