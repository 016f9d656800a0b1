"""A pinned network's minutes against published ones, each pair in the state of its own year."""

from functools import cache

import pandas as pd

from netopt.errors import NetworkError
from netopt.network.network import Network
from netopt.rail.history import LATEST, has_edges, in_force
from netopt.rail.parameters import RailParameters
from netopt.rail.services.legs import direct_rides
from netopt.rail.services.service import stop_sequences
from netopt.rail.validation import NetworkState, Validation, validate_pairs


def validate_network(
    network: Network, pairs: pd.DataFrame, *, as_of: int | None = None, parameters: RailParameters | None = None
) -> Validation:
    """Compare a network of all years with published pairs.

    Parameters
    ----------
    network
        As its source reads it: every year's lines and services.
    pairs
        As ``netopt.rail.validation.read_pairs`` gives them.
    as_of
        Year of the pairs that name none; left out: the last year in which something opened.

    Raises
    ------
    NetworkError
        If the network has no services.
    """
    if network.services.empty:
        raise NetworkError(f"network {network.provenance.name!r} has no services, so it has no timetable to validate")
    rail = parameters or RailParameters.load()

    @cache
    def state_at(year: int) -> NetworkState | None:
        if not has_edges(network, year):
            return None
        state = in_force(network, year)
        sequences = stop_sequences(state.services, state.nodes, state.edges, day_h=rail.service.day_h)
        return NetworkState(state.nodes, sequences, direct_rides(sequences, state.nodes, state.edges, rail))

    return validate_pairs(pairs, network.of_kind("station"), state_at, as_of=_last_year(network, as_of))


def _last_year(network: Network, as_of: int | None) -> int:
    """The year asked for, else the last in which something opened; where no year is known, the latest state."""
    if as_of is not None:
        return as_of
    opened = network.edges["opened_year"].max() if "opened_year" in network.edges.columns else None
    return LATEST if opened is None or pd.isna(opened) else int(opened)
