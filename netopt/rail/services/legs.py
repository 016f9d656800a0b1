"""Direct rides: for every ordered pair of stations with a common service, time on board and headway."""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from netopt.arrays import FloatArray, IntArray
from netopt.rail.parameters import RailParameters
from netopt.rail.services.hop_times import HopTimes, check_running, with_end_positions
from netopt.rail.services.scheduled_hops import edges_for_model, is_scheduled, times_of_hops
from netopt.rail.services.service import StopSequences
from netopt.units import SECONDS_PER_MINUTE


@dataclass(frozen=True, eq=False)
class Rides:
    """Rides from station to station on one service without changing; arrays of shape (n_rides,)."""

    origin: IntArray
    """Node positions."""
    destination: IntArray
    service: IntArray
    """Position in ``StopSequences.service_ids``."""
    in_vehicle_s: FloatArray
    """From departure to arrival: running time, margin, dwell on the way, allowance at termini."""
    stops: IntArray
    """Intermediate stops."""
    distance_m: FloatArray
    assumed_share: FloatArray
    """Share of the in-vehicle time that rests on assumed speed."""

    def __len__(self) -> int:
        return int(self.origin.size)

    @property
    def pair(self) -> IntArray:
        """One number for each ordered pair of nodes, rising with the origin, then the destination."""
        ends = np.concatenate([self.origin, self.destination]).astype(np.int64)
        return np.asarray(self.origin * (int(ends.max(initial=0)) + 1) + self.destination)

    def at(self, positions: IntArray) -> "Rides":
        """Some of the rides."""
        return Rides(*(getattr(self, name)[positions] for name in _RIDE_COLUMNS))

    def with_headway(self, headway_s: FloatArray) -> "Legs":
        """The rides with the combined headway of each."""
        return Legs(**{name: getattr(self, name) for name in _RIDE_COLUMNS}, headway_s=headway_s)


@dataclass(frozen=True, eq=False)
class Legs(Rides):
    """The fastest ride of each ordered pair of stations, sorted by origin, then destination."""

    headway_s: FloatArray
    """Combined headway of the pair's services that are hardly slower than the fastest."""


def direct_rides(
    sequences: StopSequences, nodes: pd.DataFrame, edges: pd.DataFrame, parameters: RailParameters
) -> Legs:
    """The table of direct rides, both directions of every service that is not one-way.

    Where the services table gives times (``scheduled_s``, ``scheduled_dwell_s``), they stand in place of the
    running-time model, of dwell and of the allowance at the terminus they reach.

    Parameters
    ----------
    sequences
        Services as stop sequences over these nodes and edges.
    nodes, edges
        Column ``class``; columns ``length_m``, ``max_kmh``, ``max_kmh_assumed``; optional: speed segments
        (see ``running.segments``), ``speed_assumed_share``.

    Raises
    ------
    NetworkError
        If a service names a train that the parameters lack, or runs over an edge without a speed where the time is
        to be modelled.
    """
    rides = all_rides(sequences, nodes, edges, parameters)
    return fastest_rides(rides, sequences.headway_s, tolerance=parameters.service.attractive_tolerance)


def all_rides(sequences: StopSequences, nodes: pd.DataFrame, edges: pd.DataFrame, parameters: RailParameters) -> Rides:
    """Every ride of every service: those between its ``stop_pairs``, then those of services that also run back.

    Parameters and errors as of ``direct_rides``.
    """
    check_running(sequences, edges_for_model(sequences, edges), parameters)
    edges = with_end_positions(edges, nodes)
    dwell_s = _dwell_s(sequences, nodes, parameters)
    there = times_of_hops(sequences, edges, parameters, is_forward=True)
    back = times_of_hops(sequences, edges, parameters, is_forward=False)
    rides = [_rides_one_way(sequences, dwell_s, hops, parameters, is_forward=hops is there) for hops in (there, back)]
    return Rides(*(np.concatenate([getattr(ride, name) for ride in rides]) for name in _RIDE_COLUMNS))


def fastest_rides(rides: Rides, service_headway_s: FloatArray, *, tolerance: float) -> Legs:
    """The fastest ride of each pair, with the combined headway of its attractive services.

    Attractive are services up to ``tolerance`` (a share) slower than the fastest; their frequencies add up:
    headway = 1 / sum(1 / headway of the service). Rides back to their own origin are dropped.
    """
    away = np.flatnonzero(rides.origin != rides.destination)
    rides = rides.at(away)
    fastest, headway_s = fastest_of_groups(rides, rides.pair, service_headway_s, tolerance=tolerance)
    return rides.at(fastest).with_headway(headway_s)


def fastest_of_groups(
    rides: Rides, group: IntArray, service_headway_s: FloatArray, *, tolerance: float
) -> tuple[IntArray, FloatArray]:
    """Position of the fastest ride of each group and the combined headway of its attractive services, by group."""
    order = np.lexsort([rides.service, rides.in_vehicle_s, group])
    service, in_vehicle_s = rides.service[order], rides.in_vehicle_s[order]
    is_new = np.ones(order.size, dtype=bool)
    is_new[1:] = np.diff(group[order]) != 0
    rank = np.cumsum(is_new) - 1
    fastest = np.flatnonzero(is_new)
    is_attractive = in_vehicle_s <= in_vehicle_s[fastest][rank] * (1.0 + tolerance)
    # A service that calls twice at a station has several rides for one pair: its trains count once.
    _, first = np.unique(np.column_stack([rank, service]), axis=0, return_index=True)
    counted = first[is_attractive[first]]
    trains_per_s = np.bincount(rank[counted], 1.0 / service_headway_s[service[counted]], minlength=fastest.size)
    return order[fastest], 1.0 / trains_per_s


_RIDE_COLUMNS = tuple(column.name for column in fields(Rides))


def _dwell_s(sequences: StopSequences, nodes: pd.DataFrame, parameters: RailParameters) -> FloatArray:
    """Dwell at each stop of each service where it is an intermediate one, shape (n_stops,)."""
    classes = nodes["class"].to_numpy(dtype=object)[sequences.stop]
    kinds = np.repeat(
        np.array([parameters.trains[name].kind for name in sequences.train], dtype=object),
        np.diff(sequences.first_stop),
    )
    dwell_min = [parameters.dwell_min[kind][station] for kind, station in zip(kinds, classes, strict=True)]
    modelled_s = np.array(dwell_min, dtype=np.float64) * SECONDS_PER_MINUTE
    given_s = sequences.scheduled_dwell_s
    return np.where(np.isfinite(given_s), given_s, modelled_s)


def _rides_one_way(
    sequences: StopSequences,
    dwell_s: FloatArray,
    hops: HopTimes,
    parameters: RailParameters,
    *,
    is_forward: bool,
) -> Rides:
    """Every ride of every service in one direction."""
    early, late, service = stop_pairs(sequences.first_stop)
    if not is_forward:
        runs_back = ~sequences.is_oneway[service]
        early, late, service = early[runs_back], late[runs_back], service[runs_back]
    is_first = (early == sequences.first_stop[service]) & sequences.is_first_terminus[service]
    is_last = (late == sequences.first_stop[service + 1] - 1) & sequences.is_last_terminus[service]
    # Hop h of service s stands at its first stop - s + h, so the hop after a stop is at stop - s.
    hop_before, hop_after = early - service, late - service
    # A scheduled time ends when the train stands at the platform: nothing is allowed for beside it.
    is_modelled = ~is_scheduled(sequences)
    allowances = (is_first & is_modelled[hop_before]).astype(np.int64) + (is_last & is_modelled[hop_after - 1])
    terminus_s = parameters.terminal.terminus_min * SECONDS_PER_MINUTE * allowances
    on_the_way_s = _between(dwell_s, early + 1, late)
    in_vehicle_s = _between(hops.time_s, hop_before, hop_after) + on_the_way_s + terminus_s
    origin, destination = (early, late) if is_forward else (late, early)
    return Rides(
        origin=sequences.stop[origin],
        destination=sequences.stop[destination],
        service=service,
        in_vehicle_s=in_vehicle_s,
        stops=late - early - 1,
        distance_m=_between(hops.length_m, hop_before, hop_after),
        assumed_share=_between(hops.assumed_s, hop_before, hop_after) / in_vehicle_s,
    )


def _between(values: FloatArray, first: IntArray, end: IntArray) -> FloatArray:
    """Sums of ``values[first:end]`` for arrays of bounds."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray(total[end] - total[first], dtype=np.float64)


def stop_pairs(first_stop: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """All pairs of an earlier and a later stop of one service: positions among all stops, and the service."""
    count = np.diff(first_stop)
    stop = np.arange(int(count.sum()))
    later = np.repeat(first_stop[1:], count) - 1 - stop
    early = np.repeat(stop, later)
    rank = np.arange(early.size) - np.repeat(np.cumsum(later) - later, later)
    return early, early + 1 + rank, np.repeat(np.arange(count.size), count)[early]
