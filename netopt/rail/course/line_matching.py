"""Find the track of a whole railway line: the likeliest run through candidate places of its stations.

The model is a hidden Markov chain as in map matching (Newson and Krumm 2009, Hidden Markov map matching through
noise and sparseness): a state is a place on a track edge and the direction of running there; its price is the distance
to the station; the price of a step is the sharpness of its turns and its misfit to the published length.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array

from netopt.arrays import BoolArray, FloatArray
from netopt.rail.course.projection import project_station
from netopt.rail.course.track_graph import TrackGraph
from netopt.rail.course.track_routes import Places, Runs, find_runs, run_course, turn_priced_costs


class GeometrySource(StrEnum):
    """Where the course of a segment comes from."""

    OSM = "osm"
    TABLE = "table"
    """Drawn along points that the table gives."""
    ASSUMED = "assumed"


@dataclass(frozen=True)
class MatchingRules:
    """How far a match may stray. Prices are metres of equal annoyance."""

    radius_m: float = 1000.0
    """A station lies on track at most this far off."""
    most_candidates: int = 12
    length_tolerance: float = 0.06
    """Largest share of the published length by which the routed one may miss it."""
    price_per_m_off: float = 4.0
    """Price of each metre between station and track."""
    price_per_m_misfit: float = 1.0
    """Price of each metre between routed and published length."""
    price_per_deg: float = 60.0
    """Price of each degree of deflection at a junction."""
    price_of_gap_m: float = 20_000.0
    """Price of a segment left without track."""


@dataclass(frozen=True, eq=False)
class SegmentMatch:
    """What was found for one segment."""

    source: GeometrySource
    reason: str
    """Why the course is assumed; empty where it follows track."""
    course: FloatArray
    """Shape (n >= 2, 2), in the plane of the track."""
    routed_m: float
    """Length along track; NaN where no track was found."""


def match_line(
    graph: TrackGraph, stations_xy: FloatArray, published_m: FloatArray, rules: MatchingRules | None = None
) -> list[SegmentMatch]:
    """The course of every segment of a line.

    Parameters
    ----------
    stations_xy
        Stations in line order, shape (n, 2), metres in the plane of ``graph``.
    published_m
        Published length from each station to the next, shape (n - 1,).

    Notes
    -----
    Viterbi over the stations: O(sum of candidates * track near a segment) time. Equal prices are broken by candidate
    order, so the same input gives the same output.
    """
    rules = rules or MatchingRules()
    search = _Search(graph, turn_priced_costs(graph, rules.price_per_deg), rules)
    stations = [search.station(xy) for xy in stations_xy]
    steps = [
        search.step(here.places, there.places, float(length_m))
        for (here, there), length_m in zip(pairwise(stations), published_m, strict=True)
    ]
    state = _likeliest_states(stations, steps)
    meeting = _meeting_points(stations, steps, state)
    return [
        search.segment(step, (state[i], state[i + 1]), np.stack([meeting[i], meeting[i + 1]]))
        for i, step in enumerate(steps)
    ]


@dataclass(frozen=True, eq=False)
class _Station:
    """A station and the states a train may be in there; a station off all track has none."""

    xy: FloatArray
    places: Places
    price: FloatArray
    """Of each state, shape (max(n, 1),): a station without states is passed for nothing."""


@dataclass(frozen=True, eq=False)
class _Step:
    """From the states of one station to those of the next; arrays of shape (max(n, 1), max(m, 1))."""

    published_m: float
    price: FloatArray
    is_gap: BoolArray
    here: Places
    there: Places
    runs: Runs | None
    """``None`` where one of the stations is off all track."""


@dataclass(frozen=True, eq=False)
class _Search:
    """What the search for one line needs throughout."""

    graph: TrackGraph
    costs: csr_array
    rules: MatchingRules

    def station(self, xy: FloatArray) -> _Station:
        found = project_station(self.graph, xy, radius_m=self.rules.radius_m, most=self.rules.most_candidates)
        length_m = self.graph.length_m[found.edge]
        run_m = found.fraction * length_m
        places = Places(
            np.concatenate([found.edge, found.edge + self.graph.n_edges]),
            np.concatenate([run_m, length_m - run_m]),
            np.concatenate([found.xy, found.xy]),
        )
        price = self.rules.price_per_m_off * np.concatenate([found.distance_m, found.distance_m])
        return _Station(xy, places, price if len(places) else np.zeros(1))

    def step(self, here: Places, there: Places, published_m: float) -> _Step:
        gap_m = self.rules.price_of_gap_m
        if not len(here) or not len(there):
            shape = (max(len(here), 1), max(len(there), 1))
            return _Step(published_m, np.full(shape, gap_m), np.ones(shape, dtype=bool), here, there, None)
        allowed_m = self.rules.length_tolerance * published_m
        runs = find_runs(self.graph, self.costs, here, there, limit_m=published_m + allowed_m + gap_m)
        misfit_m = np.abs(runs.length_m - published_m)
        price = runs.turn_price_m + self.rules.price_per_m_misfit * misfit_m
        is_gap = (misfit_m > allowed_m) | (price > gap_m)
        return _Step(published_m, np.where(is_gap, gap_m, price), is_gap, here, there, runs)

    def segment(self, step: _Step, state: tuple[int, int], straight: FloatArray) -> SegmentMatch:
        if step.runs is not None and not step.is_gap[state]:
            course = run_course(self.graph, step.runs, *state)
            return SegmentMatch(GeometrySource.OSM, "", course, float(step.runs.length_m[state]))
        routed_m, reason = self._why_gap(step)
        return SegmentMatch(GeometrySource.ASSUMED, reason, straight, routed_m)

    def _why_gap(self, step: _Step) -> tuple[float, str]:
        """Length of the run that comes nearest to the published length (NaN: none), and why it was not taken."""
        if step.runs is None:
            off = [end for end, places in (("from", step.here), ("to", step.there)) if not len(places)]
            return np.nan, f"no track within {self.rules.radius_m / 1000:g} km of the {' and the '.join(off)} station"
        misfit_m = np.abs(step.runs.length_m - step.published_m)
        routed_m = float(step.runs.length_m.flat[misfit_m.argmin()])
        if not np.isfinite(routed_m):
            return np.nan, "no run along track between the stations that is near the published length"
        miss = routed_m / step.published_m - 1.0
        if abs(miss) > self.rules.length_tolerance:
            return routed_m, f"track is {routed_m / 1000:.1f} km, {miss:+.1%} off the published length"
        return routed_m, "track of fitting length does not join that of the neighbouring segments"


def _likeliest_states(stations: list[_Station], steps: list[_Step]) -> list[int]:
    """Viterbi: the state at every station on the cheapest way through all of them."""
    price = stations[0].price
    came_from = []
    for station, step in zip(stations[1:], steps, strict=True):
        total = price[:, None] + step.price
        came_from.append(total.argmin(axis=0))
        price = total.min(axis=0) + station.price
    state = [int(price.argmin())]
    for before in reversed(came_from):
        state.append(int(before[state[-1]]))
    return state[::-1]


def _meeting_points(stations: list[_Station], steps: list[_Step], state: list[int]) -> list[FloatArray]:
    """Where segments meet: the place on track if one of them follows track, else the station itself."""
    is_gap = [True, *(bool(step.is_gap[state[i], state[i + 1]]) for i, step in enumerate(steps)), True]
    return [
        station.xy if is_gap[i] and is_gap[i + 1] else station.places.xy[state[i]] for i, station in enumerate(stations)
    ]
