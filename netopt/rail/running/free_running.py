"""Running time over each edge of a train that passes both ends at line speed: for what follows no timetable."""

import numpy as np
import pandas as pd

from netopt.arrays import FloatArray
from netopt.rail.parameters import RailParameters
from netopt.rail.running.running_time import recovery_s
from netopt.units import KMH_PER_MS

TRAIN_OF_CLASS = {"hsr": "EMU350", "intercity": "EMU250", "conventional": "LOCO160", "freight": "FREIGHT"}
"""The usual train of each class of line; assumed."""


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
    running_s = length_m / (limit_kmh / KMH_PER_MS)
    margin_s = recovery_s(
        running_s,
        length_m,
        limit_kmh,
        min_per_100km=np.array([parameters.margin.min_per_100km[train.traction] for train in trains]),
        whole_run_m=np.full(len(edges), np.inf),
        margin=parameters.margin,
    )
    factor = parameters.timetable_factor.of(limit_kmh, [train.traction for train in trains])
    return np.asarray(factor * (running_s + margin_s), dtype=np.float64)
