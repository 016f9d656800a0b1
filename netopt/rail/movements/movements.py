"""MovementGraph: what a kind of train can do on a track: where it can be, how it moves on, and how long that takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.rail.movements.profile import Profile
from netopt.rail.movements.route import Route, make_route
from netopt.rail.movements.running import boarding_s, is_against_oneway, running_s
from netopt.rail.movements.state_search import StateSearch, share_nodes
from netopt.rail.movements.stop_tracks import tracks_to_stations
from netopt.rail.movements.turns import Turns, legal_turns
from netopt.rail.topology.track import NodeKind, Track

MS_PER_S = 1000.0
NO_NODES: IntArray = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class MovementGraph:
    """Moves of one kind of train. Its state is a directed edge (see ``Track``): a place and a direction.

    A run starts in any directed edge that leaves a node of its origin and ends where one ends at a node of its
    destination. Costs are seconds at the limits of line and train, without acceleration, times a factor against the
    preferred direction; inside they are whole milliseconds.
    """

    track: Track
    profile: Profile
    turns: Turns
    """Legal turns between all edges of the track."""
    is_used: BoolArray
    """Shape (n_edges,): edges the train runs on."""
    is_state: BoolArray
    """Shape (2 n_edges,): directed edges the train may be on."""
    running_s: FloatArray
    """Shape (2 n_edges,): at the limits of line and train."""
    cost_s: FloatArray
    """Shape (2 n_edges,): with the factor against the preferred direction and the boarding of train ferries, whole
    milliseconds above 0; ``inf`` where the train may not run."""
    before: IntArray
    """Shape (n_moves,): directed edges; moves without reversals."""
    after: IntArray
    reverses: BoolArray
    """Shape (n_nodes,): where the train may turn back: buffer stops, stations and ends of track."""

    @classmethod
    def from_track(
        cls,
        track: Track,
        profile: Profile,
        station_nodes: IntArray = NO_NODES,
        *,
        turns: Turns | None = None,
        routes: Sequence[IntArray] = (),
    ) -> "MovementGraph":
        """Moves of the profile's train on a track.

        Parameters
        ----------
        station_nodes
            Positions of the nodes where trains stop: there they may turn back, and a siding that leads to one stays.
        turns
            ``legal_turns`` of this track, where it is at hand.
        routes
            Way ids of route relations, see ``legal_turns``.
        """
        turns = legal_turns(track, routes=routes) if turns is None else turns
        could_use = profile.could_use(track)
        is_used = profile.uses(track, np.zeros(track.n_edges, dtype=bool))
        kept = tracks_to_stations(track, turns, is_used=is_used, could_use=could_use, station_nodes=station_nodes)
        is_used = profile.uses(track, kept)
        is_state = np.tile(is_used, 2)
        if profile.respect_oneway:
            is_state &= ~is_against_oneway(track)
        seconds = running_s(track, profile) + boarding_s(track, profile)
        cost_s = np.maximum(np.rint(seconds * MS_PER_S), 1.0) / MS_PER_S
        can_move = is_state[turns.before] & is_state[turns.after]
        reverses = (track.node_kind == NodeKind.BUFFER_STOP) | ((track.arms == 1) & (track.node_kind != NodeKind.CLIP))
        reverses[station_nodes] = True
        return cls(
            track=track,
            profile=profile,
            turns=turns,
            is_used=is_used,
            is_state=is_state,
            running_s=running_s(track, profile, with_preference=False),
            cost_s=np.where(is_state, cost_s, np.inf),
            before=turns.before[can_move],
            after=turns.after[can_move],
            reverses=reverses,
        )

    @property
    def n_states(self) -> int:
        """Directed edges the train may be on."""
        return int(self.is_state.sum())

    def times(
        self,
        origins: Sequence[IntArray],
        destinations: Sequence[IntArray],
        *,
        limit_s: float = np.inf,
        allow_reversal: bool = True,
        barrier_nodes: IntArray = NO_NODES,
    ) -> FloatArray:
        """Least seconds from every origin to every destination, shape (n_origins, n_destinations).

        ``inf``: there is no run within ``limit_s`` (a run that takes as long is within). 0 where both have a node in
        common.

        Parameters
        ----------
        origins, destinations
            Node positions of each.
        barrier_nodes
            Nodes that no run passes, though it may begin or end there.
        """
        search, limit_ms = self._search(allow_reversal, barrier_nodes), np.floor(limit_s * MS_PER_S + 0.5)
        seconds = np.full((len(origins), len(destinations)), np.inf)
        for rows, cost_ms, _ in search.blocks(origins, limit_ms):
            seconds[rows] = search.least(cost_ms, destinations)[0] / MS_PER_S
        seconds[share_nodes(origins, destinations, self.track.n_nodes)] = 0.0
        return seconds

    def adjacent(
        self, groups: Sequence[IntArray], *, limit_s: float = np.inf, allow_reversal: bool = False
    ) -> tuple[IntArray, IntArray, FloatArray]:
        """Pairs of groups of nodes that a run joins without passing a node of any group: from, to, seconds.

        Sorted by both; a group is not its own neighbour. Groups that share a node are 0 s apart.
        """
        barriers = np.unique(np.concatenate([NO_NODES, *groups]))
        found: list[tuple[IntArray, IntArray, FloatArray]] = []
        search, limit_ms = self._search(allow_reversal, barriers), np.floor(limit_s * MS_PER_S + 0.5)
        for rows, cost_ms, _ in search.blocks(groups, limit_ms):
            least_s = search.least(cost_ms, groups)[0] / MS_PER_S
            least_s[share_nodes([groups[row] for row in rows], groups, self.track.n_nodes)] = 0.0
            least_s[np.arange(rows.size), rows] = np.inf
            near, to = np.nonzero(np.isfinite(least_s))
            found.append((rows[near], to, least_s[near, to]))
        if not found:
            return NO_NODES, NO_NODES, np.zeros(0)
        starts, ends, seconds = (np.concatenate(column) for column in zip(*found, strict=True))
        return starts, ends, seconds

    def route(
        self,
        origin_nodes: IntArray,
        destination_nodes: IntArray,
        *,
        allow_reversal: bool = True,
        barrier_nodes: IntArray = NO_NODES,
    ) -> Route | None:
        """The run of least cost; ``None`` where there is none."""
        (found,) = self.routes(
            origin_nodes, [destination_nodes], allow_reversal=allow_reversal, barrier_nodes=barrier_nodes
        )
        return found

    def routes(
        self,
        origin_nodes: IntArray,
        destinations: Sequence[IntArray],
        *,
        allow_reversal: bool = True,
        barrier_nodes: IntArray = NO_NODES,
    ) -> list[Route | None]:
        """The run of least cost to each destination, from one search; ``None`` where there is none."""
        search = self._search(allow_reversal, barrier_nodes)
        ((_, cost_ms, before),) = search.blocks([origin_nodes], np.inf)
        least_ms, last = (row[0] for row in search.least(cost_ms, destinations))
        found: list[Route | None] = []
        for number, nodes in enumerate(destinations):
            common = np.intersect1d(origin_nodes, nodes)
            if not common.size and last[number] < 0:
                found.append(None)
                continue
            states = NO_NODES if common.size else _traced(before[0], int(last[number]))
            node = int(common[0]) if common.size else -1
            found.append(
                make_route(
                    self.track,
                    self._states[states],
                    node,
                    cost_s=float(least_ms[number]) / MS_PER_S,
                    edge_running_s=self.running_s,
                )
            )
        return found

    @cached_property
    def _states(self) -> IntArray:
        return np.flatnonzero(self.is_state)

    @cached_property
    def _searches(self) -> dict[bool, StateSearch]:
        """Searches without and with reversals."""
        track, states = self.track, self._states
        number = np.full(2 * track.n_edges, -1, dtype=np.int64)
        number[states] = np.arange(states.size)
        state_ms = np.rint(self.cost_s[states] * MS_PER_S).astype(np.int64)
        start, end = track.start[states], track.end[states]
        before, after = number[self.before], number[self.after]
        plain = StateSearch(start, end, state_ms, before, after, state_ms[after])
        turned = number[(states + track.n_edges) % max(2 * track.n_edges, 1)]
        here = np.flatnonzero(self.reverses[end] & (turned >= 0))
        back = turned[here]
        reversal_ms = round(self.profile.reversal_s * MS_PER_S)
        with_reversals = StateSearch(
            start,
            end,
            state_ms,
            np.concatenate([before, here]),
            np.concatenate([after, back]),
            np.concatenate([state_ms[after], state_ms[back] + reversal_ms]),
        )
        return {False: plain, True: with_reversals}

    def _search(self, allow_reversal: bool, barrier_nodes: IntArray) -> StateSearch:
        search = self._searches[allow_reversal]
        if not barrier_nodes.size:
            return search
        is_barrier = np.zeros(self.track.n_nodes, dtype=bool)
        is_barrier[barrier_nodes] = True
        passes = ~is_barrier[search.end[search.before]]
        return StateSearch(
            search.start,
            search.end,
            search.state_ms,
            search.before[passes],
            search.after[passes],
            search.move_ms[passes],
        )


def _traced(before: IntArray, last: int) -> IntArray:
    """States of the run that ends with ``last``, in order of travel."""
    states, state = [last], int(before[last])
    while 0 <= state < before.size:
        states.append(state)
        state = int(before[state])
    return np.array(states[::-1], dtype=np.int64)
