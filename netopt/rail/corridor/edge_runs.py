"""Runs over directed edges of a track, and the pieces, ways and courses that lie along them in order of travel."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.rail.topology.ragged import offsets, places_of
from netopt.rail.topology.track import Track


@dataclass(frozen=True, eq=False)
class EdgeRuns:
    """Runs laid end to end: run r has directed edges ``edge[first_edge[r]:first_edge[r + 1]]``; maybe none."""

    first_edge: IntArray
    """Shape (n_runs + 1,)."""
    edge: IntArray
    """Shape (n,): directed edges of a ``Track`` in order of travel."""

    @classmethod
    def of(cls, runs: Sequence[IntArray]) -> "EdgeRuns":
        """Runs from one array of directed edges each."""
        counts = np.array([run.size for run in runs], dtype=np.int64)
        return cls(offsets(counts), np.concatenate([np.zeros(0, dtype=np.int64), *runs]).astype(np.int64))

    def __len__(self) -> int:
        return int(self.first_edge.size - 1)

    @cached_property
    def run_of_edge(self) -> IntArray:
        """Run of each entry of ``edge``, shape (n,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.first_edge))

    def run(self, position: int) -> IntArray:
        """Directed edges of one run."""
        return self.edge[self.first_edge[position] : self.first_edge[position + 1]]

    def take(self, positions: IntArray) -> "EdgeRuns":
        """The runs at some positions, in that order."""
        return EdgeRuns(offsets(np.diff(self.first_edge)[positions]), self.edge[places_of(self.first_edge, positions)])

    def sums(self, edge_values: FloatArray) -> FloatArray:
        """Sum over each run of a value of every directed edge, shape (n_runs,)."""
        return np.bincount(self.run_of_edge, edge_values[self.edge], minlength=len(self)).astype(np.float64)


@dataclass(frozen=True, eq=False)
class PiecesAlong:
    """Pieces of track along runs, in order of travel; arrays of shape (n,)."""

    run: IntArray
    piece: IntArray
    is_forward: BoolArray
    """Whether the run takes the piece from its edge's tail to its head."""


def pieces_along(track: Track, runs: EdgeRuns) -> PiecesAlong:
    """The pieces along every run."""
    edge, is_forward = runs.edge % max(track.n_edges, 1), runs.edge < track.n_edges
    count = np.diff(track.first_piece)[edge]
    piece = places_of(track.first_piece, edge, ~is_forward)
    return PiecesAlong(np.repeat(runs.run_of_edge, count), piece, np.repeat(is_forward, count))


def courses(track: Track, runs: EdgeRuns) -> "np.typing.NDArray[np.object_]":
    """The course of every run as a LineString in the track's CRS, without vertices that follow on themselves.

    ``None`` for a run without edges.
    """
    edge, is_forward = runs.edge % max(track.n_edges, 1), runs.edge < track.n_edges
    run = np.repeat(runs.run_of_edge, np.diff(track.first_vertex)[edge])
    xy = track.vertex_xy[places_of(track.first_vertex, edge, ~is_forward)]
    moves = np.ones(run.size, dtype=bool)
    moves[1:] = (run[1:] != run[:-1]) | np.any(xy[1:] != xy[:-1], axis=1)
    # A run between two nodes at one place keeps its last vertex too: a line has two.
    is_last = np.append(run[1:] != run[:-1], True) if run.size else moves
    moves |= is_last & (np.bincount(run[moves], minlength=len(runs)) == 1)[run]
    run, xy = run[moves], xy[moves]
    lines = np.full(len(runs), None, dtype=object)
    has_line = np.unique(run)
    lines[has_line] = shapely.linestrings(xy, indices=np.searchsorted(has_line, run)) if run.size else []
    return lines
