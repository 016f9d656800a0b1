"""Find the track of a whole railway line: the likeliest run through candidate places of its stations.

The model is a hidden Markov chain as in map matching (Newson and Krumm 2009, Hidden Markov map matching through
noise and sparseness): a state is a place on a track edge and the direction of running there; its price is the distance
to the station; the price of a step is the sharpness of its turns and its misfit to the published length.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.sparse import csr_array

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.rail.projection import Candidates, project_station
from netopt.rail.track_graph import TrackGraph
from netopt.rail.track_routes import Places, Runs, find_runs, run_course, turn_priced_costs


class GeometrySource(StrEnum):
    """Where the course of a segment comes from."""

    OSM = "osm"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class MatchingRules:
    """How far a match may stray. Prices are metres of equal annoyance."""

    radius_m: float = 1000.0
    """A station lies on track at most this far off."""
    most_candidates: int = 12
    length_tolerance: float = 0.06
    """Largest share of the published length by which the routed one may miss it."""
    price_per_m_off: float = 2.0
    """Price of each metre between station and track."""
    price_per_m_misfit: float = 1.0
    """Price of each metre between routed and published length."""
    price_per_deg: float = 30.0
    """Price of each degree of deflection at a junction."""
    price_of_gap_m: float = 20_000.0
    """Price of a segment left without track."""


@dataclass(frozen=True, eq=False)
class SegmentMatch:
    """The course of one segment."""

    source: GeometrySource
    reason: str
    """Why the course is assumed; empty where it follows track."""
    xy: FloatArray
    """Course, shape (n >= 2, 2), metres."""
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
    costs = turn_priced_costs(graph, rules.price_per_deg)
    found = [
        project_station(graph, xy, radius_m=rules.radius_m, most=rules.most_candidates) for xy in stations_xy
    ]
    layers = [_both_directions(graph, candidates) for candidates in found]
    price = _off_track_price(found[0], rules)
    steps: list[_Step] = []
    for i, length_m in enumerate(published_m):
        step = _step(graph, costs, layers[i], layers[i + 1], float(length_m), rules)
        steps.append(step)
        total = price[:, None] + step.price
        step.best[:] = total.argmin(axis=0)
        price = total.min(axis=0) + _off_track_price(found[i + 1], rules)
    return _segments(graph, layers, steps, int(price.argmin()), stations_xy, published_m, rules)


@dataclass(frozen=True, eq=False)
class _Step:
    """From the states of one station to those of the next; arrays of shape (n, m)."""

    price: FloatArray
    is_gap: BoolArray
    best: IntArray
    """State before on the best way to each state after, shape (m,)."""
    runs: Runs | None


def _both_directions(graph: TrackGraph, candidates: Candidates) -> Places:
    length_m = graph.length_m[candidates.edge]
    run_m = candidates.fraction * length_m
    return Places(
        np.concatenate([candidates.edge, candidates.edge + graph.n_edges]),
        np.concatenate([run_m, length_m - run_m]),
        np.concatenate([candidates.xy, candidates.xy]),
    )


def _off_track_price(candidates: Candidates, rules: MatchingRules) -> FloatArray:
    if not len(candidates):
        return np.zeros(1)
    price = rules.price_per_m_off * candidates.distance_m
    return np.concatenate([price, price])


def _step(
    graph: TrackGraph, costs: csr_array, here: Places, there: Places, published_m: float, rules: MatchingRules
) -> _Step:
    shape = (max(len(here), 1), max(len(there), 1))
    best = np.zeros(shape[1], dtype=np.int64)
    if not len(here) or not len(there):
        return _Step(np.full(shape, rules.price_of_gap_m), np.ones(shape, dtype=bool), best, None)
    limit_m = published_m * (1 + rules.length_tolerance) + rules.price_of_gap_m
    runs = find_runs(graph, costs, here, there, limit_m=limit_m)
    misfit_m = np.abs(runs.length_m - published_m)
    price = runs.turn_price_m + rules.price_per_m_misfit * misfit_m
    is_gap = (misfit_m > rules.length_tolerance * published_m) | (price > rules.price_of_gap_m)
    return _Step(np.where(is_gap, rules.price_of_gap_m, price), is_gap, best, runs)


def _segments(graph, layers, steps, last, stations_xy, published_m, rules):
    state = [last]
    for step in reversed(steps):
        state.append(int(step.best[state[-1]]))
    state.reverse()
    gap = [bool(s.is_gap[state[i], state[i + 1]]) for i, s in enumerate(steps)]
    ends = []
    for i, xy in enumerate(stations_xy):
        routed = any(not gap[j] for j in (i - 1, i) if 0 <= j < len(gap))
        ends.append(layers[i].xy[state[i]] if routed else xy)
    out = []
    for i, s in enumerate(steps):
        routed = float(s.runs.length_m[state[i], state[i + 1]]) if s.runs is not None else np.inf
        if gap[i]:
            out.append(
                SegmentMatch(
                    GeometrySource.ASSUMED,
                    f"{'no cand' if s.runs is None else 'misfit'}",
                    np.vstack([ends[i], ends[i + 1]]),
                    routed,
                )
            )
        else:
            out.append(
                SegmentMatch(
                    GeometrySource.OSM,
                    "",
                    run_course(graph, s.runs, state[i], state[i + 1], (layers[i], layers[i + 1])),
                    routed,
                )
            )
    return out
