"""Sections: what remains of the movements of trains when track is cut at every point of every station."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csgraph, csr_array

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.rail.movements.movements import MovementGraph
from netopt.rail.stations.stations import Stations

MOST_CELLS = 4_000_000
"""Cells of one block of distances: 48 MB with the predecessors."""
NO_STATE = -9999
"""What scipy writes where nothing comes before."""


@dataclass(frozen=True, eq=False)
class Section:
    """Directed edges (states) that lead into each other without passing a point of a station.

    Positions of states are local: 0 to n_states - 1. ``before`` and ``after`` (n_moves,) are the moves inside.
    ``leaving`` are the states that start at a point, with their stations; ``arriving`` those that end at one.
    """

    state: IntArray
    """Shape (n_states,): directed edges of the track, rising."""
    before: IntArray
    after: IntArray
    leaving: IntArray
    leaving_station: IntArray
    arriving: IntArray
    arriving_station: IntArray


def sections(graph: MovementGraph, stations: Stations) -> list[Section]:
    """The sections in which a train can come from one station to another, by their first state.

    Notes
    -----
    Connected components of the states once every move at a station's point is left out: linear in states and
    moves. Track between two stations is a section for each direction, as a rule; stations around a junction in
    the open country share one.
    """
    track, n_states = graph.track, graph.is_state.size
    is_point = np.zeros(track.n_nodes, dtype=bool)
    is_point[stations.point_node] = True
    inside = ~is_point[track.end[graph.before]]
    before, after = graph.before[inside], graph.after[inside]
    links = csr_array((np.ones(before.size), (before, after)), shape=(n_states, n_states))
    _, label = csgraph.connected_components(links, directed=False)

    leaving, leaving_station = _states_at(track.start, graph.is_state, stations)
    arriving, arriving_station = _states_at(track.end, graph.is_state, stations)
    wanted = _labels_with_a_pair(label, leaving, leaving_station, arriving, arriving_station)
    number = np.full(int(label.max(initial=0)) + 1, -1)
    number[wanted] = np.arange(wanted.size)

    local = np.full(n_states, -1)
    state_groups = _grouped(number[label], np.arange(n_states), wanted.size)
    for states in state_groups:
        local[states] = np.arange(states.size)
    move_groups = _grouped(number[label[before]], np.arange(before.size), wanted.size)
    leaving_groups = _grouped(number[label[leaving]], np.arange(leaving.size), wanted.size)
    arriving_groups = _grouped(number[label[arriving]], np.arange(arriving.size), wanted.size)
    return [
        Section(
            state=states,
            before=local[before[of_move]],
            after=local[after[of_move]],
            leaving=local[leaving[of_leaving]],
            leaving_station=leaving_station[of_leaving],
            arriving=local[arriving[of_arriving]],
            arriving_station=arriving_station[of_arriving],
        )
        for states, of_move, of_leaving, of_arriving in zip(
            state_groups, move_groups, leaving_groups, arriving_groups, strict=True
        )
    ]


def least_costs(
    section: Section, cost: FloatArray, origins: IntArray, *, is_backward: bool = False, limit: float = np.inf
) -> Iterator[tuple[IntArray, FloatArray, IntArray]]:
    """Blocks of origins, with the least cost to every state of a section and the state before it.

    Parameters
    ----------
    cost
        Shape (n_states,): cost of running over each state of the section, above 0.
    origins
        Stations that leave (``is_backward``: that are arrived at), each once.
    is_backward
        Costs from each state to a station, both ends of the run included, instead of from a station to each state.

    Yields
    ------
    tuple
        Stations (k,), costs (k, n_states; ``inf`` where not reached within ``limit``) and predecessors (k, n_states;
        below 0, or n_states and above, where the run starts).

    Notes
    -----
    A train may start at any point of a station: a node is added for it. Dijkstra from each.
    """
    n = section.state.size
    ends, owner = (
        (section.arriving, section.arriving_station) if is_backward else (section.leaving, section.leaving_station)
    )
    first, then = (section.after, section.before) if is_backward else (section.before, section.after)
    rank = np.searchsorted(origins, owner)
    known = (rank < origins.size) & (origins[np.minimum(rank, origins.size - 1)] == owner)
    tails = np.concatenate([first, n + rank[known]])
    heads = np.concatenate([then, ends[known]])
    size = n + origins.size
    links = csr_array((cost[heads], (tails, heads)), shape=(size, size))
    block = max(MOST_CELLS // size, 1)
    for start in range(0, origins.size, block):
        rows = np.arange(start, min(start + block, origins.size))
        costs, before = csgraph.dijkstra(links, indices=n + rows, limit=limit, return_predecessors=True)
        yield origins[rows], costs[:, :n], before[:, :n]


def _states_at(node_of_state: IntArray, is_state: BoolArray, stations: Stations) -> tuple[IntArray, IntArray]:
    """States at points and the stations of these, by state then station, each pair once."""
    order = np.argsort(stations.point_node, kind="stable")
    node, station = stations.point_node[order], stations.point_station[order]
    low = np.searchsorted(node, node_of_state, side="left")
    count = np.where(is_state, np.searchsorted(node, node_of_state, side="right") - low, 0)
    state = np.repeat(np.arange(node_of_state.size), count)
    place = np.arange(state.size) - np.repeat(np.cumsum(count) - count, count) + low[state]
    pairs = np.unique(np.stack([state, station[place]], axis=1), axis=0)
    return pairs[:, 0], pairs[:, 1]


def _labels_with_a_pair(
    label: IntArray, leaving: IntArray, leaving_station: IntArray, arriving: IntArray, arriving_station: IntArray
) -> IntArray:
    """Labels, in order of their first state, of components that some station leaves and another is reached in."""
    least = np.full(int(label.max(initial=0)) + 1, np.iinfo(np.int64).max)
    most, low, high = np.full_like(least, -1), least.copy(), np.full_like(least, -1)
    np.minimum.at(least, label[leaving], leaving_station)
    np.maximum.at(most, label[leaving], leaving_station)
    np.minimum.at(low, label[arriving], arriving_station)
    np.maximum.at(high, label[arriving], arriving_station)
    has_both = (most >= 0) & (high >= 0)
    is_one_station = (least == most) & (low == high) & (least == low)
    return np.flatnonzero(has_both & ~is_one_station)


def _grouped(group: IntArray, values: IntArray, n_groups: int) -> list[IntArray]:
    """Values of each group 0 to n_groups - 1, in their order; group -1 is left out."""
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(n_groups + 1))
    ordered = values[order]
    return [ordered[bounds[i] : bounds[i + 1]] for i in range(n_groups)]
