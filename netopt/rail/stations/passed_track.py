"""Fast track that only passes a station: plain line, far from the switches that a station of its own would need."""

from dataclasses import dataclass
from typing import Final

from netopt.arrays import BoolArray
from netopt.rail.stations.stopping_places import Course, StoppingPlaces

SWITCHES_M: Final = 1500.0
"""A station on fast track has switches this near on both sides: to its platform tracks or from one main track to the
other. Assumed; in two Chinese extracts the farther one is 300 to 1,060 m off at stations of high-speed lines whose
switches are drawn, and 2,300 m or more where such a line runs past a conventional station."""


@dataclass(frozen=True, eq=False)
class PassedTrack:
    """Fast track that passes one station; it remembers where it was asked for, nearest places first."""

    is_fast: BoolArray
    """Shape (n_edges,): ``TrackLines.is_fast``."""
    passed: StoppingPlaces
    """Places found to be passed."""

    def holds(self, edge: int, offset_m: float) -> bool:
        """Whether trains pass a place, in metres from the tail of its edge.

        They do on plain line, and on fast track that comes by such a place: what is next to a nearer switch than the
        place beside the station is the same track.
        """
        if not self.is_fast[edge]:
            return False
        if self.passed.serve(edge, offset_m):
            return True
        is_plain = is_plain_line(self.passed.course, edge, offset_m)
        if is_plain:
            self.passed.add_cut(edge, offset_m)
        return is_plain


def is_plain_line(course: Course, edge: int, offset_m: float) -> bool:
    """Whether trains at a place come to no switch soon, ahead or behind."""
    places = ((edge, course.length_m[edge] - offset_m), (edge + course.n_edges, offset_m))
    return not all(_comes_to_switch(course, state, run_m) for state, run_m in places)


def _comes_to_switch(course: Course, state: int, run_m: float) -> bool:
    """Whether a train with so far to run on its directed edge soon comes to a switch, or to the end of the track.

    A crossing is no switch. At an end all trains stop; what lies beyond the extract is not known.
    """
    while run_m <= SWITCHES_M:
        onward = course.onward(state)
        if len(onward) != 1 or len(course.onward(course.opposite(onward[0]))) != 1:
            return True
        state = onward[0]
        run_m += course.length_m[state]
    return False
