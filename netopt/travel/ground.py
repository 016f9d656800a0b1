"""Ways on the ground between points, to stations and to every cell of a grid: what they cost, whoever knows it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.travel.grid import Grid, Starts, TimeField
from netopt.travel.points import Points


@dataclass(frozen=True, eq=False)
class GroundTimes:
    """Ways from origins to destinations, each of shape (n_origins, n_destinations)."""

    time_s: FloatArray
    """``inf`` where there is no way."""
    mode: IntArray
    """Position among the ground's modes; -1 where there is no way."""
    on_streets: BoolArray
    """Whether the way goes along streets, not a straight line of assumed detour."""


class Ground(ABC):
    """Ways without a timetable. Those of a network lead from door to station, and all the way by road."""

    @property
    @abstractmethod
    def modes(self) -> tuple[str, ...]:
        """Names of the modes."""

    @property
    @abstractmethod
    def transfer_km(self) -> float:
        """Stations this near each other (straight) may be changed between on the ground."""

    @property
    def has_streets(self) -> bool:
        """Whether any way may go along streets."""
        return False

    @abstractmethod
    def between(self, origins: Points, destinations: Points) -> GroundTimes:
        """The fastest way from every origin to every destination."""

    @abstractmethod
    def field(self, grid: Grid, starts: Starts, *, limit_s: float) -> TimeField:
        """Least time to every cell of a grid: T(x) = min over starts of start_s + way(start, x)."""

    @abstractmethod
    def disc_m(self, starts: Starts, threshold_s: float) -> FloatArray:
        """Radius round each start within which every point is reached within a threshold, 0 where none is.

        Shape (n_starts,). What lies between the centres of cells is drawn by it.
        """

    @abstractmethod
    def reach_m(self, starts: Starts, threshold_s: float) -> FloatArray:
        """Radius round each start beyond which nothing is reached within a threshold, shape (n_starts,)."""

    @abstractmethod
    def mode_at(self, distance_m: FloatArray) -> IntArray:
        """The mode that covers a short straight distance fastest, same shape, -1 where none does."""

    def time_s(self, origins: Points, destinations: Points) -> FloatArray:
        """Least times alone, shape (n_origins, n_destinations)."""
        return self.between(origins, destinations).time_s

    def pairs_s(self, points: Points, origin: IntArray, destination: IntArray) -> FloatArray:
        """Least times of pairs of points by their positions, shape (n_pairs,)."""
        times_s = np.empty(origin.size)
        for start in np.unique(origin):
            of_start = np.flatnonzero(origin == start)
            times_s[of_start] = self.time_s(points[np.array([start])], points[destination[of_start]])[0]
        return times_s
