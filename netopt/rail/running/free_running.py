"""Running time over each edge of a train that passes both ends at line speed: for what follows no timetable."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from netopt.arrays import FloatArray
from netopt.errors import Breach, NetworkError
from netopt.rail.modes import BUS, FERRY, URBAN_MODES
from netopt.rail.parameters import RailParameters, Train
from netopt.rail.running.running_time import piece_running_s, recovery_s, sum_by_run
from netopt.rail.running.runs import Runs
from netopt.rail.running.segments import segment_breaches, segments_of
from netopt.units import KMH_PER_MS

TRAIN_OF_CLASS = {
    **{"hsr": "EMU350", "intercity": "EMU250", "conventional": "LOCO160", "freight": "FREIGHT"},
    **dict.fromkeys(URBAN_MODES, "METRO"),
    **{FERRY: "FERRY", BUS: "BUS"},
}
"""The usual train or vehicle of each class of line in tables; assumed."""


def free_running_s(edges: pd.DataFrame, parameters: RailParameters) -> FloatArray:
    """Running time of each edge with recovery margin, shape (n_edges,), seconds: f (L / v + p L / v + d L / 100 km).

    v: the lower of ``max_kmh`` and the top speed of the usual train of the edge's ``class``; p and d as in
    ``running_time.recovery_s``; f: timetable factor. No stop, no acceleration: an edge is passed from end to end.
    """
    trains = [parameters.trains[TRAIN_OF_CLASS[name]] for name in edges["class"]]
    length_m = edges["length_m"].to_numpy(dtype=np.float64)
    limit_kmh = np.minimum(
        edges["max_kmh"].to_numpy(dtype=np.float64), np.array([train.max_kmh for train in trains], dtype=np.float64)
    )
    return _with_margin(length_m / (limit_kmh / KMH_PER_MS), length_m, limit_kmh, trains, parameters)


def segment_running_s(
    edges: pd.DataFrame, parameters: RailParameters, *, train_of_class: Mapping[str, str] = TRAIN_OF_CLASS
) -> tuple[FloatArray, FloatArray]:
    """Running time of each edge from ``from_node`` to ``to_node`` and back, each of shape (n_edges,), seconds.

    As ``free_running_s``, but over the edge's speed segments and with the speed profile of the usual train of its
    ``class``: it brakes and accelerates where the limit changes, and keeps a lower limit until its tail has left it.
    Both ends are passed at the limit there, as far as braking within the edge allows.

    Raises
    ------
    NetworkError
        If a class has no train, the parameters lack the train, or an edge's speed or segments cannot be read.
    """
    _check(edges, parameters, train_of_class)
    names = sorted({train_of_class[name] for name in edges["class"]})
    trains = [parameters.trains[name] for name in names]
    train = np.array([names.index(train_of_class[name]) for name in edges["class"]], dtype=np.int64)
    segments = segments_of(edges)
    edge = np.arange(len(edges))
    times = []
    for is_forward in (True, False):
        first, length_m, line_kmh = segments.along(edge, np.full(edge.size, is_forward))
        train_of_piece = np.repeat(train, np.diff(first))
        limit_kmh = np.minimum(line_kmh, np.array([item.max_kmh for item in trains])[train_of_piece])
        runs = Runs(
            first_piece=first,
            length_m=length_m,
            limit_kmh=limit_kmh,
            train=train,
            start_kmh=limit_kmh[first[:-1]],
            end_kmh=limit_kmh[first[1:] - 1],
            terminus_behind_m=np.full(edge.size, np.inf),
            terminus_ahead_m=np.full(edge.size, np.inf),
        )
        running_s = piece_running_s(runs, trains, terminal=parameters.terminal, step_m=parameters.integration.step_m)
        who = [trains[number] for number in train_of_piece]
        times.append(sum_by_run(_with_margin(running_s, length_m, limit_kmh, who, parameters), first))
    return times[0], times[1]


def _with_margin(
    running_s: FloatArray,
    length_m: FloatArray,
    limit_kmh: FloatArray,
    trains: list[Train],
    parameters: RailParameters,
) -> FloatArray:
    """Running time of pieces with recovery margin, times the timetable factor, same shape."""
    margin_s = recovery_s(
        running_s,
        length_m,
        limit_kmh,
        min_per_100km=np.array([parameters.margin.min_per_100km[train.traction] for train in trains]),
        whole_run_m=np.full(length_m.size, np.inf),
        margin=parameters.margin,
    )
    factor = parameters.timetable_factor.of(limit_kmh, [train.traction for train in trains])
    return np.asarray(factor * (running_s + margin_s), dtype=np.float64)


def _check(edges: pd.DataFrame, parameters: RailParameters, train_of_class: Mapping[str, str]) -> None:
    breaches = []
    for name in sorted(set(edges["class"].astype(str))):
        train = train_of_class.get(name)
        if train is None:
            known = ", ".join(sorted(train_of_class))
            breaches.append(Breach("edges", "", f"class {name!r} has no train; give it one, as {known} have"))
        elif train not in parameters.trains:
            known = ", ".join(parameters.trains)
            breaches.append(Breach("edges", "", f"class {name!r} has train {train!r}; the parameters have {known}"))
    wrong_speed = np.flatnonzero(~(edges["max_kmh"].to_numpy(dtype=np.float64) > 0))
    breaches += [
        Breach("edges", str(edges.index[place]), "max_kmh is missing; give it one") for place in wrong_speed.tolist()
    ]
    breaches += segment_breaches(edges, range(len(edges)))
    if breaches:
        raise NetworkError(breaches)
