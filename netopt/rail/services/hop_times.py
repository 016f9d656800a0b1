"""Times between consecutive stops of every service: running time and recovery margin."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.errors import Breach, NetworkError
from netopt.rail.parameters import RailParameters
from netopt.rail.running.running_time import piece_running_s, recovery_s, sum_by_run
from netopt.rail.running.runs import Runs
from netopt.rail.running.segments import assumed_share, has_segments, segment_breaches, segments_of
from netopt.rail.services.service import StopSequences


@dataclass(frozen=True, eq=False)
class HopTimes:
    """Times on the hops of all services in one direction, each of shape (n_hops,), hops in forward order."""

    time_s: FloatArray
    """Running time and margin, times the timetable factor, from departure to the next arrival."""
    assumed_s: FloatArray
    """The part of it that rests on assumed speed."""
    length_m: FloatArray


def hop_times(
    sequences: StopSequences, edges: pd.DataFrame, parameters: RailParameters, *, is_forward: bool
) -> HopTimes:
    """Times between consecutive stops of every service in one direction.

    Edges with speed segments (see ``running.segments``) are run over in their order or from their end, as the train
    comes; which way that is tell ``from_position`` and ``to_position``, positions of their ends among the nodes
    (see ``with_end_positions``).
    """
    trains = list(parameters.trains.values())
    train_of_service = _train_positions(sequences, parameters)
    n_hops = sequences.first_piece.size - 1
    hops_of_service = np.diff(sequences.first_hop)
    service = np.repeat(np.arange(hops_of_service.size), hops_of_service)
    train = train_of_service[service]

    # Edges of each hop in the order of travel: turned round hop by hop for the way back.
    hop_of_run = np.repeat(np.arange(n_hops), np.diff(sequences.first_piece))
    run = np.arange(sequences.edge.size)
    if not is_forward:
        run = sequences.first_piece[hop_of_run] + sequences.first_piece[hop_of_run + 1] - 1 - run
    edge = sequences.edge[run]
    along_edge = _is_along_edge(sequences, edges)[run] == is_forward
    first_segment, length_m, line_kmh = segments_of(edges).along(edge, along_edge)
    first_piece = first_segment[sequences.first_piece]
    piece_hop = np.repeat(hop_of_run, np.diff(first_segment))
    limit_kmh = np.minimum(line_kmh, np.array([item.max_kmh for item in trains])[train[piece_hop]])
    hop_m = sum_by_run(length_m, first_piece)

    behind_m, ahead_m, whole_m = _terminus_distances(sequences, hop_m, service)
    if not is_forward:
        behind_m, ahead_m = ahead_m, behind_m
    runs = Runs(
        first_piece=first_piece,
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
    share = np.repeat(assumed_share(edges)[edge], np.diff(first_segment))
    return HopTimes(
        time_s=sum_by_run(time_s, first_piece),
        assumed_s=sum_by_run(share * time_s, first_piece),
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
    breaches += segment_breaches(edges, used.tolist())
    if breaches:
        raise NetworkError(breaches)


def with_end_positions(edges: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """Edges with ``from_position`` and ``to_position`` among the nodes, where they carry speed segments."""
    if not has_segments(edges):
        return edges
    ends = {name: nodes.index.get_indexer(pd.Index(edges[f"{name}_node"])) for name in ("from", "to")}
    return edges.assign(from_position=ends["from"], to_position=ends["to"])


def _is_along_edge(sequences: StopSequences, edges: pd.DataFrame) -> BoolArray:
    """Whether services in forward order run over each of their edges from its ``from_node``, shape (n_pieces,).

    Where there are no segments it makes no difference and is not looked for.
    """
    is_along = np.ones(sequences.edge.size, dtype=bool)
    if not has_segments(edges):
        return is_along
    from_node, to_node = edges["from_position"].to_numpy(), edges["to_position"].to_numpy()
    hops_of_service = np.diff(sequences.first_hop)
    count = np.diff(sequences.first_piece)
    hop = np.arange(count.size)
    # Hop h of service s begins at stop h + s. All hops go on edge by edge in step.
    here = sequences.stop[hop + np.repeat(np.arange(hops_of_service.size), hops_of_service)]
    for step in range(int(count.max(initial=0))):
        hop = hop[count[hop] > step]
        place = sequences.first_piece[hop] + step
        edge = sequences.edge[place]
        is_along[place] = from_node[edge] == here[hop]
        here[hop] = np.where(is_along[place], to_node[edge], from_node[edge])
    return is_along


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
