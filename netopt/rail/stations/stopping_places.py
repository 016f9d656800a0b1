"""Where on the track the trains of one station stop: its stops, and one foot of the station on each track beside it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.rail.movements.turns import Turns
from netopt.rail.stations.track_lines import TrackLines
from netopt.rail.topology.track import Track

ALONG_TRACK_M: Final = 300.0
"""A train that has passed a place of the station this near has stopped already: its track needs no other."""
PAST_SWITCH_M: Final = 10.0
"""A foot at a switch moves so far into its track, so that only trains on that track stop there."""
AT_NODE_M: Final = 1.0


@dataclass(frozen=True, eq=False)
class Course:
    """How trains run on over a track, for looking a little way along it."""

    start: list[int]
    end: list[int]
    length_m: list[float]
    arms: list[int]
    first: list[int]
    after: list[int]
    """Directed edges after directed edge d: ``after[first[d]:first[d + 1]]``."""

    @classmethod
    def of(cls, track: Track, turns: Turns) -> "Course":
        """The course of a track by its legal turns."""
        first = np.searchsorted(turns.before, np.arange(2 * track.n_edges + 1))
        columns = (track.start, track.end, np.tile(track.length_m, 2), track.arms, first, turns.after)
        return cls(*(column.tolist() for column in columns))

    @property
    def n_edges(self) -> int:
        """Number of undirected edges."""
        return len(self.length_m) // 2

    def onward(self, state: int) -> list[int]:
        """Directed edges that a train may run into after one."""
        return self.after[self.first[state] : self.first[state + 1]]

    def opposite(self, state: int) -> int:
        """The same edge, run the other way."""
        return state - self.n_edges if state >= self.n_edges else state + self.n_edges


@dataclass(eq=False)
class StoppingPlaces:
    """Places found so far for one station; it grows while the station is linked."""

    course: Course
    along_m: float = ALONG_TRACK_M
    """How far along the track a place serves."""
    nodes: list[int] = field(default_factory=list)
    cuts: list[tuple[int, float, int]] = field(default_factory=list)
    """Edge, metres from its tail, and OpenStreetMap's id of the vertex (0 for none)."""
    _at_node: set[int] = field(default_factory=set)
    _on_edge: dict[int, list[float]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.nodes) + len(self.cuts)

    def add_node(self, node: int) -> None:
        """Trains stop at a node."""
        if node not in self._at_node:
            self._at_node.add(node)
            self.nodes.append(node)

    def add_cut(self, edge: int, offset_m: float, *, vertex_id: int = 0) -> None:
        """Trains stop at a place of an edge; near an end of it, at that node."""
        course = self.course
        length_m = course.length_m[edge]
        if not vertex_id and min(offset_m, length_m - offset_m) <= AT_NODE_M:
            is_tail = offset_m <= length_m / 2.0
            node = course.start[edge] if is_tail else course.end[edge]
            if course.arms[node] < 3 or length_m <= 2.0 * AT_NODE_M:
                self.add_node(node)
                return
            inward_m = min(PAST_SWITCH_M, length_m / 2.0)
            offset_m = inward_m if is_tail else length_m - inward_m
        self._on_edge.setdefault(edge, []).append(offset_m)
        self.cuts.append((edge, offset_m, vertex_id))

    def serve(self, edge: int, offset_m: float) -> bool:
        """Whether a train at a place of an edge comes by one of the places, ahead or behind, without turning back."""
        return any(self._meets(edge, offset_m, is_forward=is_forward) for is_forward in (True, False))

    def serve_node(self, node: int, arms: IntArray) -> bool:
        """The same for a train at a node with these directed edges leaving it."""
        n_edges = self.course.n_edges
        return node in self._at_node or any(
            self._meets(arm % n_edges, 0.0 if arm < n_edges else self.course.length_m[arm], is_forward=arm < n_edges)
            for arm in arms.tolist()
        )

    def _meets(self, edge: int, offset_m: float, *, is_forward: bool) -> bool:
        course, n_edges = self.course, self.course.n_edges
        open_states = [
            (edge if is_forward else edge + n_edges, -offset_m if is_forward else offset_m - course.length_m[edge])
        ]
        seen: set[int] = set()
        while open_states:
            state, before_m = open_states.pop()
            length_m = course.length_m[state]
            for place_m in self._on_edge.get(state % n_edges, ()):
                ahead_m = before_m + (place_m if state < n_edges else length_m - place_m)
                if -AT_NODE_M <= ahead_m <= self.along_m:
                    return True
            run_m = before_m + length_m
            if run_m > self.along_m:
                continue
            if course.end[state] in self._at_node:
                return True
            for onward in course.onward(state):
                if onward not in seen:
                    seen.add(onward)
                    open_states.append((onward, run_m))
        return False


def nowhere(edge: int, offset_m: float) -> bool:
    """Trains pass no place (edge, metres from its tail) without stopping there."""
    return False


def add_feet(
    places: StoppingPlaces,
    lines: TrackLines,
    xy: FloatArray,
    *,
    family: str,
    allowed: BoolArray,
    radius_m: float,
    is_passed: Callable[[int, float], bool] = nowhere,
    at_most: int | None = None,
) -> None:
    """Add the feet of the station's points on every track within a radius that no place serves yet, nearest first.

    ``xy``: shape (n, 2); ``allowed``: shape (n_edges,), edges on which a foot may be; ``is_passed``: whether trains at
    a place (edge, metres from its tail) do not stop all the same; ``at_most``: number of places with which to stop.
    """
    point, edge = lines.within(xy, family, radius_m)
    is_allowed = allowed[edge]
    point, edge = point[is_allowed], edge[is_allowed]
    offset_m, distance_m = lines.feet(edge, xy[point])
    for place in np.lexsort([edge, distance_m]).tolist():
        if at_most is not None and len(places) >= at_most:
            return
        foot = int(edge[place]), float(offset_m[place])
        if not is_passed(*foot) and not places.serve(*foot):
            places.add_cut(*foot)
