"""Direct rides that remain when something is closed: all rides are made once, and a closure takes some of them out."""

from dataclasses import dataclass, replace

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.rail.services.border_legs import RideCrossings
from netopt.rail.services.legs import fastest_of_groups
from netopt.travel.closures.closure import Closure
from netopt.travel.closures.ride_courses import RideCourses, ride_courses
from netopt.travel.passenger_rail import PassengerRail, ServiceRides


@dataclass(frozen=True, eq=False)
class ClosableRail:
    """Direct rides of a network, and all the rides that they were chosen from.

    A leg is a direct ride of ``intact``: the fastest ride of a pair of stations and a cost at borders. Its candidates
    are all rides of that pair and cost that may be taken.
    """

    intact: PassengerRail
    services: ServiceRides
    courses: RideCourses
    candidate: IntArray
    """Shape (n_candidates,): positions among all rides, by leg."""
    leg: IntArray
    """The leg of each candidate, same shape, ascending."""
    is_attractive: BoolArray
    """Whether the candidate is hardly slower than its leg, same shape: only those make the leg what it is."""

    @classmethod
    def of(cls, services: ServiceRides, intact: PassengerRail) -> "ClosableRail":
        """Of rides, and the direct rides that were chosen from them."""
        rides, crossings = services.rides, services.crossings
        paid_ms: IntArray = np.zeros(len(rides), dtype=np.int64)
        is_open = np.ones(len(rides), dtype=bool)
        if crossings is not None:
            paid_ms, is_open = crossings.paid_ms, crossings.is_open
        candidate = np.flatnonzero((rides.origin != rides.destination) & is_open)
        order = np.column_stack([rides.pair[candidate], paid_ms[candidate]])
        found, leg = np.unique(order, axis=0, return_inverse=True)
        by_leg = np.argsort(leg.reshape(-1), kind="stable")
        candidate, leg = candidate[by_leg], leg.reshape(-1)[by_leg]
        in_vehicle_s = rides.in_vehicle_s[candidate]
        least_s = np.full(len(found), np.inf)
        np.minimum.at(least_s, leg, in_vehicle_s)
        is_attractive = in_vehicle_s <= least_s[leg] * (1.0 + services.tolerance)
        return cls(intact, services, ride_courses(services.sequences), candidate, leg, is_attractive)

    def attractive_rides(self, leg: int) -> IntArray:
        """Positions, among all rides, of those that make a leg what it is."""
        first, end = np.searchsorted(self.leg, [leg, leg + 1])
        return self.candidate[first:end][self.is_attractive[first:end]]

    def closed(self, closure: Closure) -> PassengerRail:
        """The direct rides that remain, as if chosen anew from the rides that remain; ``intact`` if all do.

        A leg's headway is never shorter than it was: a closure that makes people take another train cannot make them
        wait less for it. (The slower trains that then count as hardly slower than the fastest ran before as well.) So
        no ride becomes better by a closure, and no journey shorter.
        """
        is_stopped = self._stopped(closure)[self.candidate]
        is_touched = np.zeros(self.intact.origin.size, dtype=bool)
        is_touched[self.leg[is_stopped & self.is_attractive]] = True
        if not is_touched.any():
            return self.intact
        rest = np.flatnonzero(is_touched[self.leg] & ~is_stopped)
        rides, leg = self.services.rides.at(self.candidate[rest]), self.leg[rest]
        headway_s = self.services.sequences.headway_s
        fastest, again_s = fastest_of_groups(rides, leg, headway_s, tolerance=self.services.tolerance)
        return self._with(leg[fastest], self.candidate[rest[fastest]], again_s, ~is_touched)

    def _stopped(self, closure: Closure) -> BoolArray:
        """Whether a ride is none any more, shape (n_rides,)."""
        rides, crossings = self.services.rides, self.services.crossings
        is_stopped = np.isin(rides.origin, closure.stations) | np.isin(rides.destination, closure.stations)
        is_stopped |= self.courses.pass_over(closure.links)
        if crossings is not None:
            is_shut = [not set(closure.rules).isdisjoint(crossing.rules) for crossing in crossings.crossings]
            is_stopped |= np.array(is_shut, dtype=bool)[crossings.crossing]
        return is_stopped

    def _with(self, legs: IntArray, rides: IntArray, headway_s: FloatArray, is_untouched: BoolArray) -> PassengerRail:
        """The legs that are untouched, and those that are other rides now with the headways of these rides."""
        intact, all_rides, crossings = self.intact, self.services.rides, self.services.crossings
        dwell_s = np.zeros(rides.size) if crossings is None else crossings.at(rides).dwell_s
        in_vehicle_s = intact.in_vehicle_s.copy()
        in_vehicle_s[legs] = np.round(all_rides.in_vehicle_s[rides] + dwell_s, 3)
        headways_s = intact.headway_s.copy()
        headways_s[legs] = np.maximum(headway_s, intact.headway_s[legs])
        assumed_share = intact.assumed_share.copy()
        running_share = all_rides.in_vehicle_s[rides] / (all_rides.in_vehicle_s[rides] + dwell_s)
        assumed_share[legs] = all_rides.assumed_share[rides] * running_share
        service = list(intact.service)
        for leg, ride in zip(legs.tolist(), rides.tolist(), strict=True):
            service[leg] = self.services.sequences.service_ids[all_rides.service[ride]]
        remains = is_untouched.copy()
        remains[legs] = True
        return replace(
            intact,
            origin=intact.origin[remains],
            destination=intact.destination[remains],
            in_vehicle_s=in_vehicle_s[remains],
            headway_s=headways_s[remains],
            assumed_share=assumed_share[remains],
            service=tuple(name for name, stays in zip(service, remains.tolist(), strict=True) if stays),
            crossings=self._crossings(legs, rides, remains),
        )

    def _crossings(self, legs: IntArray, rides: IntArray, remains: BoolArray) -> RideCrossings | None:
        """What the legs that remain pay: as much as before, perhaps at other borders."""
        intact, crossings = self.intact.crossings, self.services.crossings
        if intact is None or crossings is None:
            return None
        crossing = intact.crossing.copy()
        crossing[legs] = crossings.crossing[rides]
        return replace(intact, crossing=crossing[remains])
