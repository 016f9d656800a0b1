"""Direct rides: for every ordered pair of stations with a common service, time on board and headway."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.errors import Breach, NetworkError
from netopt.rail.parameters import RailParameters, Train
from netopt.rail.running_time import Runs, piece_running_s, recovery_s, sum_by_run
from netopt.rail.service import StopSequences
from netopt.units import SECONDS_PER_MINUTE


@dataclass(frozen=True, eq=False)
class Legs:
    """Direct rides between stations, one row an ordered pair, sorted by origin, then destination.

    Arrays of shape (n_legs,). In-vehicle time, stops, length and shares are those of the fastest service.
    """

    origin: IntArray
    """Node positions."""
    destination: IntArray
    in_vehicle_s: FloatArray
    """From departure to arrival: running time, margin, dwell on the way, allowance at termini."""
    headway_s: FloatArray
    """Combined headway of the services hardly slower than the fastest."""
    service: IntArray
    """Position of the fastest service in ``StopSequences.service_ids``."""
    stops: IntArray
    """Intermediate stops."""
    distance_m: FloatArray
    assumed_share: FloatArray
    """Share of the in-vehicle time that is run over edges whose speed is assumed."""

    def __len__(self) -> int:
        return int(self.origin.size)


@dataclass(frozen=True, eq=False)
class HopTimes:
    """Times on the hops of all services in one direction, each of shape (n_hops,), hops in forward order."""

    time_s: FloatArray
    """Running time and margin from departure to the next arrival."""
    assumed_s: FloatArray
    """The part of it that lies on edges whose speed is assumed."""
    length_m: FloatArray


def direct_rides(
    sequences: StopSequences, nodes: pd.DataFrame, edges: pd.DataFrame, parameters: RailParameters
) -> Legs:
    """The table of direct rides in both directions of every service.

    Parameters
    ----------
    sequences
        Services as stop sequences over these nodes and edges.
    nodes, edges
        Column ``class``; columns ``length_m``, ``max_kmh``, ``max_kmh_assumed``.

    Raises
    ------
    NetworkError
        If a service names a train that the parameters lack, or runs over an edge without a speed.
    """
    _check(sequences, edges, parameters)
    dwell_s = _dwell_s(sequences, nodes, parameters)
    rides = [
        _rides_one_way(
            sequences, dwell_s, hop_times(sequences, edges, parameters, is_forward=ahead), ahead, parameters
        )
        for ahead in (True, False)
    ]
    columns = {name: np.concatenate([ride[name] for ride in rides]) for name in rides[0]}
    columns = {name: values[columns["origin"] != columns["destination"]] for name, values in columns.items()}
    return _combine(columns, sequences.headway_s, parameters.service.attractive_tolerance)


def hop_times(
    sequences: StopSequences, edges: pd.DataFrame, parameters: RailParameters, *, is_forward: bool
) -> HopTimes:
    """Times between consecutive stops of every service in one direction."""
    trains = list(parameters.trains.values())
    train_of_service = _train_positions(sequences, parameters)
    n_hops = sequences.first_piece.size - 1
    hops_of_service = np.diff(sequences.first_hop)
    service = np.repeat(np.arange(hops_of_service.size), hops_of_service)
    train = train_of_service[service]

    # Pieces of each hop in the order of travel: turned round hop by hop for the way back.
    piece_hop = np.repeat(np.arange(n_hops), np.diff(sequences.first_piece))
    piece = np.arange(sequences.edge.size)
    if not is_forward:
        piece = sequences.first_piece[piece_hop] + sequences.first_piece[piece_hop + 1] - 1 - piece
    edge = sequences.edge[piece]
    length_m = edges["length_m"].to_numpy(dtype=np.float64)[edge]
    line_kmh = edges["max_kmh"].to_numpy(dtype=np.float64)[edge]
    limit_kmh = np.minimum(line_kmh, np.array([item.max_kmh for item in trains])[train[piece_hop]])
    hop_m = sum_by_run(length_m, sequences.first_piece)

    behind_m, ahead_m, whole_m = _terminus_distances(sequences, hop_m, service)
    if not is_forward:
        behind_m, ahead_m = ahead_m, behind_m
    runs = Runs(
        first_piece=sequences.first_piece,
        length_m=length_m,
        limit_kmh=limit_kmh,
        train=train,
        start_kmh=np.zeros(n_hops),
        end_kmh=np.zeros(n_hops),
        terminus_behind_m=behind_m,
        terminus_ahead_m=ahead_m,
    )
    running_s = piece_running_s(
        runs, trains, terminal=parameters.terminal, step_m=parameters.integration.step_m
    )
    per_100km = np.array([parameters.margin.min_per_100km[item.traction] for item in trains])
    time_s = running_s + recovery_s(
        running_s,
        length_m,
        limit_kmh,
        min_per_100km=per_100km[train[piece_hop]],
        whole_run_m=whole_m[piece_hop],
        margin=parameters.margin,
    )
    is_assumed = edges["max_kmh_assumed"].to_numpy(dtype=bool)[edge]
    return HopTimes(
        time_s=sum_by_run(time_s, sequences.first_piece),
        assumed_s=sum_by_run(np.where(is_assumed, time_s, 0.0), sequences.first_piece),
        length_m=hop_m,
    )


def _check(sequences: StopSequences, edges: pd.DataFrame, parameters: RailParameters) -> None:
    known = ", ".join(parameters.trains)
    breaches = [
        Breach("services", service_id, f"unknown train {train!r}; the parameters have {known}")
        for service_id, train in zip(sequences.service_ids, sequences.train, strict=True)
        if train not in parameters.trains
    ]
    used = np.unique(sequences.edge)
    max_kmh = edges["max_kmh"].to_numpy(dtype=np.float64)[used]
    for position in used[~(max_kmh > 0)]:
        breaches.append(
            Breach("edges", str(edges.index[position]), "a service runs here but max_kmh is missing")
        )
    if breaches:
        raise NetworkError(breaches)


def _train_positions(sequences: StopSequences, parameters: RailParameters) -> IntArray:
    order = {name: position for position, name in enumerate(parameters.trains)}
    return np.array([order[name] for name in sequences.train], dtype=np.int64)


def _dwell_s(sequences: StopSequences, nodes: pd.DataFrame, parameters: RailParameters) -> FloatArray:
    """Dwell at each stop of each service if it is an intermediate one, shape (n_stops,)."""
    classes = nodes["class"].to_numpy(dtype=object)[sequences.stop]
    tables = [_dwell_row(parameters.trains[name], parameters) for name in sequences.train]
    per_stop = np.repeat(np.arange(len(tables)), np.diff(sequences.first_stop))
    dwell_min = np.array(
        [tables[service][station] for service, station in zip(per_stop, classes, strict=True)]
    )
    return np.asarray(dwell_min * SECONDS_PER_MINUTE, dtype=np.float64)


def _dwell_row(train: Train, parameters: RailParameters) -> dict[str, float]:
    return {str(station): minutes for station, minutes in parameters.dwell_min[train.kind].items()}


def _terminus_distances(
    sequences: StopSequences, hop_m: FloatArray, service: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Per hop in forward order: metres back to the first terminus, on to the last, and of the whole run.

    ``inf`` where the train has no terminus there: it comes from or goes on to places outside the network, and
    its whole run is not known to be short.
    """
    end_m = np.cumsum(hop_m)
    start_m = end_m - hop_m
    first_m = start_m[sequences.first_hop[:-1]]
    last_m = end_m[sequences.first_hop[1:] - 1]
    is_first, is_last = sequences.is_first_terminus, sequences.is_last_terminus
    behind_m = np.where(is_first[service], start_m - first_m[service], np.inf)
    ahead_m = np.where(is_last[service], last_m[service] - end_m, np.inf)
    whole_m = np.where(is_first & is_last, last_m - first_m, np.inf)[service]
    return behind_m, ahead_m, whole_m


def _rides_one_way(
    sequences: StopSequences,
    dwell_s: FloatArray,
    hops: HopTimes,
    is_forward: bool,
    parameters: RailParameters,
) -> dict[str, FloatArray | IntArray]:
    """Every ride of every service in one direction, as columns."""
    early, late, service = _stop_pairs(sequences.first_stop)
    # Cumulated along the stops of all services; only differences within one service are taken.
    hop_after = early - service
    hop_before = late - 1 - service

    def between(values: FloatArray) -> FloatArray:
        total = np.concatenate([[0.0], np.cumsum(values)])
        return np.asarray(total[hop_before + 1] - total[hop_after], dtype=np.float64)

    total_dwell = np.concatenate([[0.0], np.cumsum(dwell_s)])
    terminus_s = parameters.terminal.terminus_min * SECONDS_PER_MINUTE
    is_first = (early == sequences.first_stop[service]) & sequences.is_first_terminus[service]
    is_last = (late == sequences.first_stop[service + 1] - 1) & sequences.is_last_terminus[service]
    in_vehicle_s = (
        between(hops.time_s)
        + total_dwell[late]
        - total_dwell[early + 1]
        + terminus_s * (is_first.astype(int) + is_last)
    )
    origin, destination = (early, late) if is_forward else (late, early)
    return {
        "origin": sequences.stop[origin],
        "destination": sequences.stop[destination],
        "in_vehicle_s": in_vehicle_s,
        "service": service,
        "stops": late - early - 1,
        "distance_m": between(hops.length_m),
        "assumed_share": between(hops.assumed_s) / in_vehicle_s,
    }


def _stop_pairs(first_stop: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """All pairs of an earlier and a later stop of one service: positions among all stops, and the service."""
    count = np.diff(first_stop)
    last_of_stop = np.repeat(first_stop[1:], count) - 1
    stop = np.arange(last_of_stop.size)
    later = last_of_stop - stop
    early = np.repeat(stop, later)
    rank = np.arange(early.size) - np.repeat(np.cumsum(later) - later, later)
    return early, early + 1 + rank, np.repeat(np.arange(count.size), count)[early]


def _combine(columns: dict[str, FloatArray | IntArray], headway_s: FloatArray, tolerance: float) -> Legs:
    """The fastest ride of each pair, with the combined headway of its attractive services."""
    order = np.lexsort([columns[name] for name in ("service", "in_vehicle_s", "destination", "origin")])
    rows = {name: values[order] for name, values in columns.items()}
    is_new = np.ones(order.size, dtype=bool)
    is_new[1:] = (np.diff(rows["origin"]) != 0) | (np.diff(rows["destination"]) != 0)
    pair = np.cumsum(is_new) - 1
    fastest = np.flatnonzero(is_new)
    limit_s = rows["in_vehicle_s"][fastest][pair] * (1.0 + tolerance)
    # A service that calls twice at a station gives several rides for one pair: its trains count once.
    is_repeat = _is_repeat(pair, rows["service"])
    is_counted = (rows["in_vehicle_s"] <= limit_s) & ~is_repeat
    trains_per_s = np.bincount(
        pair[is_counted], weights=1.0 / headway_s[rows["service"][is_counted]], minlength=fastest.size
    )
    return Legs(
        origin=rows["origin"][fastest],
        destination=rows["destination"][fastest],
        in_vehicle_s=rows["in_vehicle_s"][fastest],
        headway_s=1.0 / trains_per_s,
        service=rows["service"][fastest],
        stops=rows["stops"][fastest],
        distance_m=rows["distance_m"][fastest],
        assumed_share=rows["assumed_share"][fastest],
    )


def _is_repeat(pair: IntArray, service: IntArray) -> BoolArray:
    """Whether the same pair and service stand in an earlier row."""
    _, first = np.unique(np.column_stack([pair, service]), axis=0, return_index=True)
    is_repeat = np.ones(pair.size, dtype=bool)
    is_repeat[first] = False
    return is_repeat
