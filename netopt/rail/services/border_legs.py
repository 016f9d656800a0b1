"""Direct rides across borders: for every pair of stations the fastest ride of each cost at the borders."""

from dataclasses import dataclass, replace

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.network.borders.borders import Crossing
from netopt.rail.running.running_time import sum_by_run
from netopt.rail.services.edge_borders import EdgeBorders
from netopt.rail.services.legs import Legs, Rides, fastest_of_groups, stop_pairs
from netopt.rail.services.service import StopSequences
from netopt.units import MILLISECONDS_PER_SECOND


@dataclass(frozen=True, eq=False)
class RideCrossings:
    """What rides pay at borders, shape (n_rides,) each."""

    crossings: tuple[Crossing, ...]
    """The different ones there are."""
    crossing: IntArray
    """Position of each ride's in ``crossings``."""

    @property
    def border_s(self) -> FloatArray:
        """Clearance and fee of each ride."""
        return self._of_rides("border_s")

    @property
    def dwell_s(self) -> FloatArray:
        """Longer stay of the vehicle on each ride."""
        return self._of_rides("dwell_s")

    @property
    def is_open(self) -> BoolArray:
        """Whether each ride may be taken: no border on it is closed."""
        return self._of_rides("is_open") > 0.0

    @property
    def paid_ms(self) -> IntArray:
        """All that each ride pays, told apart to the millisecond, as routing counts."""
        return np.rint((self.border_s + self.dwell_s) * MILLISECONDS_PER_SECOND).astype(np.int64)

    def of_ride(self, ride: int) -> Crossing:
        """What one ride pays."""
        return self.crossings[int(self.crossing[ride])]

    def at(self, rides: IntArray) -> "RideCrossings":
        """Those of some rides."""
        return replace(self, crossing=self.crossing[rides])

    def _of_rides(self, name: str) -> FloatArray:
        return np.array([float(getattr(one, name)) for one in self.crossings])[self.crossing]


def crossings_of_rides(sequences: StopSequences, edges: EdgeBorders) -> RideCrossings:
    """What every ride of every service pays, in the order of ``legs.all_rides``."""
    met = edges.met[sequences.edge]
    by_hop = np.stack([sum_by_run(column, sequences.first_piece) for column in met.T.astype(np.float64)], axis=1)
    total = np.concatenate([np.zeros((1, by_hop.shape[1])), np.cumsum(by_hop, axis=0)]).astype(np.int64)
    early, late, service = stop_pairs(sequences.first_stop)
    met_on_ride = total[late - service] - total[early - service]
    different, crossing = np.unique(met_on_ride, axis=0, return_inverse=True)
    runs_back = ~sequences.is_oneway[service]
    crossing = crossing.reshape(-1)
    return RideCrossings(
        crossings=tuple(edges.borders.crossing(np.repeat(np.arange(row.size), row).tolist()) for row in different),
        crossing=np.concatenate([crossing, crossing[runs_back]]),
    )


def rides_across(
    rides: Rides, crossings: RideCrossings, service_headway_s: FloatArray, *, tolerance: float
) -> tuple[Legs, RideCrossings]:
    """The fastest open ride of each pair of stations and each cost at borders, sorted by origin, then destination.

    Rides that cost the same at borders compete as in ``legs.fastest_rides``; where all of a pair do, and none is
    closed, its ride is the one without borders. Headways are never shorter than that of the pair without borders: a
    border that makes people take another train cannot make them wait less for it, so it never shortens a journey.
    ``in_vehicle_s`` holds the longer stay of the vehicle at the border.
    """
    pair = rides.pair
    away = np.flatnonzero(rides.origin != rides.destination)
    _, free_headway_s = fastest_of_groups(rides.at(away), pair[away], service_headway_s, tolerance=tolerance)
    may_ride = away[crossings.at(away).is_open]
    cost, rank = np.unique(crossings.paid_ms[may_ride], return_inverse=True)
    group = pair[may_ride] * max(cost.size, 1) + rank.reshape(-1)
    fastest, headway_s = fastest_of_groups(rides.at(may_ride), group, service_headway_s, tolerance=tolerance)
    chosen = may_ride[fastest]
    of_pair = np.searchsorted(np.unique(pair[away]), pair[chosen])
    legs = rides.at(chosen).with_headway(np.maximum(headway_s, free_headway_s[of_pair]))
    in_vehicle_s = legs.in_vehicle_s + crossings.at(chosen).dwell_s
    share = legs.assumed_share * (legs.in_vehicle_s / in_vehicle_s)
    return replace(legs, in_vehicle_s=in_vehicle_s, assumed_share=share), crossings.at(chosen)
