"""Sidings and yard tracks that a passenger train needs after all: those that alone lead to a station."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csgraph, csr_array

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.rail.movements.headings import reversed_edge
from netopt.rail.movements.turns import Turns
from netopt.rail.topology.track import Track

BESIDE_M = 500.0
"""Runs that join two parts of the track are kept if they are at most this much longer than the shortest: the tracks of
one station throat. Assumed."""


@dataclass(frozen=True, eq=False)
class _Ahead:
    """The nearest used track ahead of each spare directed edge; arrays of shape (2 n_edges,)."""

    run_m: FloatArray
    """Length of the run, the spare edge included; ``inf`` where no used track lies ahead."""
    onward: IntArray
    """The next directed edge of the run; below 0 where there is none."""
    goal: IntArray
    """The used directed edge that is reached; below 0 where none is."""


def tracks_to_stations(
    track: Track, turns: Turns, *, is_used: BoolArray, could_use: BoolArray, station_nodes: IntArray
) -> BoolArray:
    """Edges that the train could use but does not, and without which stations fall apart, shape (n_edges,).

    First, a station node that touches no used edge keeps the edges it lies on, and from each of them the shortest legal
    run to used track: ahead and back, as far as there are such runs. Second, parts of the used track that hold stations
    and meet only over such edges are joined, the nearest first: by the shortest legal run between them and those hardly
    longer (``BESIDE_M``).

    Parameters
    ----------
    is_used, could_use
        Shape (n_edges,): track the train runs on anyway, and all track that would carry it.
    station_nodes
        Positions of the nodes of stations.

    Notes
    -----
    Two Dijkstras backwards from all used track at once, and a minimum spanning tree over its parts.
    """
    kept = _to_stops(track, turns, is_used, could_use, station_nodes)
    return kept | _between_parts(track, turns, is_used | kept, could_use, station_nodes)


def _to_stops(
    track: Track, turns: Turns, is_used: BoolArray, could_use: BoolArray, station_nodes: IntArray
) -> BoolArray:
    needs = np.zeros(track.n_nodes, dtype=bool)
    needs[station_nodes] = True
    needs[track.tail[is_used]] = False
    needs[track.head[is_used]] = False
    is_spare = could_use & ~is_used
    stops = np.flatnonzero(np.tile(is_spare, 2) & needs[track.start])
    if not stops.size:
        return np.zeros(track.n_edges, dtype=bool)
    return _along(track, stops, _ahead(track, turns, is_used, is_spare), is_spare)


def _between_parts(
    track: Track, turns: Turns, is_used: BoolArray, could_use: BoolArray, station_nodes: IntArray
) -> BoolArray:
    kept, is_spare = np.zeros(track.n_edges, dtype=bool), could_use & ~is_used
    part = _parts_with_stations(track, is_used, station_nodes)
    if not is_spare.any() or np.unique(part[is_used & (part >= 0)]).size < 2:
        return kept
    ahead = _ahead(track, turns, is_used & (part >= 0), is_spare)
    directed = np.arange(2 * track.n_edges)
    run_m = np.tile(track.length_m, 2)
    reached = np.where(ahead.goal >= 0, part[ahead.goal % track.n_edges], -1)
    left_behind, behind_m = reached[reversed_edge(track, directed)], ahead.run_m[reversed_edge(track, directed)]
    # Somewhere on a run between two parts one lies behind and the other ahead: at an edge, or from one to the next.
    inside = np.tile(is_spare, 2)[turns.before] & np.tile(is_spare, 2)[turns.after]
    first = np.concatenate([directed[np.tile(is_spare, 2)], turns.before[inside]])
    then = np.concatenate([directed[np.tile(is_spare, 2)], turns.after[inside]])
    one, other = left_behind[first], reached[then]
    joins = (one >= 0) & (other >= 0) & (one != other)
    first, then, one, other = first[joins], then[joins], one[joins], other[joins]
    length_m = behind_m[first] + ahead.run_m[then] - np.where(first == then, run_m[first], 0.0)
    tree = _joining_pairs(np.minimum(one, other), np.maximum(one, other), length_m)
    for low, high, shortest_m in tree:
        is_pair = (np.minimum(one, other) == low) & (np.maximum(one, other) == high)
        near = is_pair & (length_m <= shortest_m + BESIDE_M)
        kept |= _along(track, np.concatenate([then[near], reversed_edge(track, first[near])]), ahead, is_spare)
    return kept


def _parts_with_stations(track: Track, is_used: BoolArray, station_nodes: IntArray) -> IntArray:
    """Connected part of the used track of each edge; -1 for unused edges and parts without a station."""
    ones = np.ones(int(is_used.sum()))
    links = csr_array((ones, (track.tail[is_used], track.head[is_used])), shape=(track.n_nodes, track.n_nodes))
    _, label = csgraph.connected_components(links, directed=False)
    has_station = np.zeros(int(label.max(initial=-1)) + 1, dtype=bool)
    has_station[label[station_nodes]] = True
    part = label[track.tail]
    return np.where(is_used & has_station[part], part, -1)


def _joining_pairs(low: IntArray, high: IntArray, length_m: FloatArray) -> list[tuple[int, int, float]]:
    """Pairs of parts, with the shortest run between them, that form a minimum spanning tree (Kruskal)."""
    root: dict[int, int] = {}

    def find(part: int) -> int:
        while root.setdefault(part, part) != part:
            part = root[part]
        return part

    tree = []
    for place in np.lexsort((high, low, length_m)):
        one, other = find(int(low[place])), find(int(high[place]))
        if one != other:
            root[one] = other
            tree.append((int(low[place]), int(high[place]), float(length_m[place])))
    return tree


def _ahead(track: Track, turns: Turns, is_goal: BoolArray, is_spare: BoolArray) -> _Ahead:
    """The shortest legal run over spare edges from each of them to a goal edge."""
    n_states = 2 * track.n_edges
    goal, spare, run_m = np.tile(is_goal, 2), np.tile(is_spare, 2), np.tile(track.length_m, 2)
    leads = spare[turns.before] & (spare | goal)[turns.after]
    before, after = turns.before[leads], turns.after[leads]
    goals = np.unique(after[goal[after]])
    if not goals.size:
        nowhere = np.full(n_states, -1, dtype=np.int64)
        return _Ahead(np.full(n_states, np.inf), nowhere, nowhere)
    backwards = csr_array((run_m[before], (after, before)), shape=(n_states, n_states))
    reach_m, onward, source = csgraph.dijkstra(backwards, indices=goals, return_predecessors=True, min_only=True)
    return _Ahead(np.where(spare, reach_m, np.inf), onward.astype(np.int64), source.astype(np.int64))


def _along(track: Track, states: IntArray, ahead: _Ahead, is_spare: BoolArray) -> BoolArray:
    """Spare edges on the runs ahead of some directed edges, these included, shape (n_edges,)."""
    keeps = np.zeros(track.n_edges, dtype=bool)
    passed = np.zeros(2 * track.n_edges, dtype=bool)
    while states.size:
        passed[states] = True
        keeps[states % track.n_edges] = True
        states = ahead.onward[states]
        states = np.unique(states[states >= 0])
        states = states[is_spare[states % track.n_edges] & ~passed[states]]
    return keeps
