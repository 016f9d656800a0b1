"""Number of parallel tracks of a corridor: edge-disjoint legal runs between its stations."""

import numpy as np
from scipy.sparse import csgraph, csr_array

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.rail.corridor.corridors import Corridors
from netopt.rail.corridor.edge_runs import pieces_along
from netopt.rail.corridor.sections import Section, least_costs, sections
from netopt.rail.movements.movements import MovementGraph
from netopt.rail.stations.stations import Stations
from netopt.rail.topology.track import Track

MOST_TRACKS = 4
DETOUR_SHARE, DETOUR_M = 0.1, 500.0
"""Track counts as parallel where a run over it is at most this much longer than the shortest: the tracks of one
line part at stations and junctions, but do not go round by far. Assumed."""


def count_tracks(graph: MovementGraph, stations: Stations, corridors: Corridors) -> IntArray:
    """Tracks of each corridor, shape (n,), 1 to ``MOST_TRACKS``.

    Where more than half of the length of the run there is tagged with ``passenger_lines``, the value that covers
    most of it; else the maximum flow of unit capacity over the track edges through which a run passes that is
    hardly longer than the shortest (``DETOUR_SHARE``, ``DETOUR_M``).

    Notes
    -----
    Capacity stands on directed edges. Two runs that use one track in opposite directions would count as two; within
    the length that is let in, that takes a loop at a station.
    """
    track = graph.track
    tagged = _tagged(track, corridors)
    run_m = np.concatenate([track.length_m, track.length_m])
    longest_m = (1.0 + DETOUR_SHARE) * corridors.there.sums(run_m) + DETOUR_M
    n_stations = len(stations.stations)
    key = corridors.from_station * n_stations + corridors.to_station
    order = np.argsort(key)
    flows = np.zeros(len(corridors), dtype=np.int64)
    # Tracks that never meet lie in different sections: their flows add up.
    for section in sections(graph, stations):
        leaving, arriving = np.unique(section.leaving_station), np.unique(section.arriving_station)
        keys = (leaving[:, None] * n_stations + arriving).ravel()
        place = np.minimum(np.searchsorted(key[order], keys), max(len(corridors) - 1, 0))
        mine = order[place[key[order][place] == keys]] if len(corridors) else order
        mine = mine[tagged[mine] == 0]
        if mine.size:
            ends = np.stack([corridors.from_station[mine], corridors.to_station[mine]], axis=1)
            flows[mine] += _flows(section, run_m[section.state], ends, longest_m[mine])
    return np.minimum(np.where(tagged > 0, tagged, flows), MOST_TRACKS)


def _tagged(track: Track, corridors: Corridors) -> IntArray:
    """``passenger_lines`` of each corridor; 0 where it is not known on most of the length."""
    along = pieces_along(track, corridors.there)
    lines = track.ways["passenger_lines"].to_numpy(dtype=np.float64, na_value=0.0)[track.piece_way[along.piece]]
    number = np.clip(lines, 0, MOST_TRACKS).astype(np.int64)
    cell = along.run * (MOST_TRACKS + 1) + number
    covered_m = np.bincount(cell, track.piece_m[along.piece], minlength=len(corridors) * (MOST_TRACKS + 1))
    by_number = covered_m.reshape(len(corridors), MOST_TRACKS + 1)
    is_known = by_number[:, 1:].sum(axis=1) > by_number.sum(axis=1) / 2.0
    return np.where(is_known, 1 + by_number[:, 1:].argmax(axis=1), 0)


def _flows(section: Section, run_m: FloatArray, ends: IntArray, longest_m: FloatArray) -> IntArray:
    """Maximum flow between each pair of stations (n, 2) of a section over states on runs of at most ``longest_m``."""
    flows = np.zeros(len(ends), dtype=np.int64)
    for origins, from_m, _ in least_costs(section, run_m, np.unique(ends[:, 0])):
        mine = np.flatnonzero(np.isin(ends[:, 0], origins))
        for targets, to_m, _ in least_costs(section, run_m, np.unique(ends[mine, 1]), is_backward=True):
            for pair in mine[np.isin(ends[mine, 1], targets)]:
                start, end = ends[pair]
                # Both costs hold the length of the state itself.
                through_m = from_m[np.searchsorted(origins, start)] + to_m[np.searchsorted(targets, end)] - run_m
                flows[pair] = _flow(section, through_m <= longest_m[pair], int(start), int(end))
    return flows


def _flow(section: Section, is_near: BoolArray, start: int, end: int) -> int:
    """Number of runs from a station to another over states that are near, no state used twice."""
    near = np.flatnonzero(is_near)
    if not near.size:
        return 0
    place = np.full(section.state.size, -1)
    place[near] = np.arange(near.size)
    n = near.size
    leaving = place[section.leaving[section.leaving_station == start]]
    arriving = place[section.arriving[section.arriving_station == end]]
    leaving, arriving = leaving[leaving >= 0], arriving[arriving >= 0]
    inside = is_near[section.before] & is_near[section.after]
    # Each state is two nodes, entered at i and left at i + n, so that one run at most passes it.
    tails = np.concatenate(
        [np.arange(n), n + place[section.before[inside]], np.full(leaving.size, 2 * n), n + arriving]
    )
    heads = np.concatenate([n + np.arange(n), place[section.after[inside]], leaving, np.full(arriving.size, 2 * n + 1)])
    size = 2 * n + 2
    capacity = csr_array((np.ones(tails.size, dtype=np.int32), (tails, heads)), shape=(size, size))
    return int(csgraph.maximum_flow(capacity, 2 * n, 2 * n + 1).flow_value)
