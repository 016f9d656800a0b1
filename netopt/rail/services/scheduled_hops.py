"""Times on hops: the timetable's where it gives one, the running-time model's elsewhere."""

import numpy as np
import pandas as pd

from netopt.arrays import BoolArray
from netopt.rail.parameters import RailParameters
from netopt.rail.running.running_time import sum_by_run
from netopt.rail.services.hop_times import HopTimes, hop_times
from netopt.rail.services.service import StopSequences

NEVER_USED_KMH = 100.0
"""Stands on edges that only hops with a scheduled time run over, so that the model can pass; no result shows it."""


def is_scheduled(sequences: StopSequences) -> BoolArray:
    """Which hops have a time of the timetable, shape (n_hops,)."""
    return np.isfinite(sequences.scheduled_s)


def edges_for_model(sequences: StopSequences, edges: pd.DataFrame) -> pd.DataFrame:
    """The edges with a speed wherever no modelled hop runs; a modelled hop still needs the edge's own."""
    is_known = is_scheduled(sequences)
    if not is_known.any():
        return edges
    hop = np.repeat(np.arange(is_known.size), np.diff(sequences.first_piece))
    is_modelled = np.zeros(len(edges), dtype=bool)
    is_modelled[sequences.edge[~is_known[hop]]] = True
    return edges.assign(max_kmh=edges["max_kmh"].where(is_modelled | edges["max_kmh"].notna(), NEVER_USED_KMH))


def times_of_hops(
    sequences: StopSequences, edges: pd.DataFrame, parameters: RailParameters, *, is_forward: bool
) -> HopTimes:
    """Times between consecutive stops of every service in one direction.

    A scheduled time holds in both directions of a service that runs both ways. It is measured: no part of it is
    assumed, and neither margin nor timetable factor is added.
    """
    is_known = is_scheduled(sequences)
    if not is_known.any():
        return hop_times(sequences, edges, parameters, is_forward=is_forward)
    if is_known.all():
        length_m = edges["length_m"].to_numpy(dtype=np.float64)[sequences.edge]
        hop_m = sum_by_run(length_m, sequences.first_piece)
        return HopTimes(time_s=sequences.scheduled_s, assumed_s=np.zeros(is_known.size), length_m=hop_m)
    model = hop_times(sequences, edges_for_model(sequences, edges), parameters, is_forward=is_forward)
    return HopTimes(
        time_s=np.where(is_known, sequences.scheduled_s, model.time_s),
        assumed_s=np.where(is_known, 0.0, model.assumed_s),
        length_m=model.length_m,
    )
