"""Times between consecutive stops of every service: running time and recovery margin."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from netopt.arrays import FloatArray, IntArray
from netopt.errors import Breach, NetworkError
from netopt.rail.parameters import RailParameters
from netopt.rail.running.running_time import piece_running_s, recovery_s, sum_by_run
from netopt.rail.running.runs import Runs
from netopt.rail.services.service import StopSequences


@dataclass(frozen=True, eq=False)
class HopTimes:
    """Times on the hops of all services in one direction, each of shape (n_hops,), hops in forward order."""

    time_s: FloatArray
    """Running time and margin, times the timetable factor, from departure to the next arrival."""
    assumed_s: FloatArray
    """The part of it that lies on edges whose speed is assumed."""
    length_m: FloatArray


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
    running_s = piece_running_s(runs, trains, terminal=parameters.terminal, step_m=parameters.integration.step_m)
    per_100km = np.array([parameters.margin.min_per_100km[item.traction] for item in trains])
    factor = parameters.timetable_factor.of(limit_kmh, [trains[item].traction for item in train[piece_hop]])
    margin_s = recovery_s(
        running_s,
        length_m,
        limit_kmh,
        min_per_100km=per_100km[train[piece_hop]],
        whole_run_m=whole_m[piece_hop],
        margin=parameters.margin,
    )
    time_s = factor * (running_s + margin_s)
    is_assumed = edges["max_kmh_assumed"].to_numpy(dtype=bool)[edge]
    return HopTimes(
        time_s=sum_by_run(time_s, sequences.first_piece),
        assumed_s=sum_by_run(np.where(is_assumed, time_s, 0.0), sequences.first_piece),
        length_m=hop_m,
    )


def check_running(sequences: StopSequences, edges: pd.DataFrame, parameters: RailParameters) -> None:
    """Raise one ``NetworkError`` for all unknown trains and all edges in use that lack a speed."""
    known = ", ".join(parameters.trains)
    breaches = [
        Breach("services", service_id, f"unknown train {train!r}; the parameters have {known}")
        for service_id, train in zip(sequences.service_ids, sequences.train, strict=True)
        if train not in parameters.trains
    ]
    used = np.unique(sequences.edge)
    max_kmh = edges["max_kmh"].to_numpy(dtype=np.float64)[used]
    breaches += [
        Breach("edges", str(edges.index[position]), "a service runs here but max_kmh is missing; give it one")
        for position in used[~(max_kmh > 0)]
    ]
    if breaches:
        raise NetworkError(breaches)


def _train_positions(sequences: StopSequences, parameters: RailParameters) -> IntArray:
    order = {name: position for position, name in enumerate(parameters.trains)}
    return np.array([order[name] for name in sequences.train], dtype=np.int64)


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
