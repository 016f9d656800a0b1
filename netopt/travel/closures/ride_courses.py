"""What lies on the way of every ride: the edges between its origin and its destination."""

from dataclasses import dataclass

import numpy as np

from netopt.arrays import BoolArray, IntArray
from netopt.rail.services.legs import stop_pairs
from netopt.rail.services.service import StopSequences


@dataclass(frozen=True, eq=False)
class RideCourses:
    """Edges of rides in the order of ``legs.all_rides``: slices of one list, in forward order of the service."""

    edge: IntArray
    """Shape (n_pieces,): edge positions, as ``StopSequences.edge``."""
    first: IntArray
    """Shape (n_rides,): first piece of each ride."""
    end: IntArray
    """Behind its last piece."""

    def pass_over(self, edges: tuple[int, ...]) -> BoolArray:
        """Whether a ride passes over any of some edges, shape (n_rides,)."""
        on_them = np.concatenate([[0], np.cumsum(np.isin(self.edge, edges))])
        return np.asarray(on_them[self.end] > on_them[self.first])

    def edges_of(self, rides: IntArray) -> IntArray:
        """The edges that any of some rides passes over, ascending."""
        pieces = [self.edge[self.first[ride] : self.end[ride]] for ride in rides]
        return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *pieces]))


def ride_courses(sequences: StopSequences) -> RideCourses:
    """The courses of every ride of every service."""
    early, late, service = stop_pairs(sequences.first_stop)
    # Hop h of service s stands at its first stop - s + h, so the hop after a stop is at stop - s.
    first, end = sequences.first_piece[early - service], sequences.first_piece[late - service]
    runs_back = ~sequences.is_oneway[service]
    return RideCourses(
        edge=sequences.edge,
        first=np.concatenate([first, first[runs_back]]),
        end=np.concatenate([end, end[runs_back]]),
    )
