"""OdMatrix: impedance between labelled places, and how it is had from a network."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netopt.arrays import FloatArray, IntArray
from netopt.errors import ProblemError
from netopt.network.network import Network
from netopt.network.select import node_ids
from netopt.routing.cost import CostConfig, running_graph
from netopt.routing.zone_links import ZoneLinks, zone_links
from netopt.units import SECONDS_PER_MINUTE


@dataclass(frozen=True, eq=False)
class OdMatrix:
    """Least impedance from every origin to every destination.

    ``impedance`` has shape (n_origins, n_destinations), >= 0, ``inf`` where there is no path. ``assumed`` has the same
    shape: the part of each impedance that rests on assumed road access; ``None`` where nothing is known of that.

    Raises
    ------
    ProblemError
        If shapes do not fit, an id appears twice, or an impedance is negative or not a number.
    """

    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    impedance: FloatArray
    unit: str = "min"
    assumed: FloatArray | None = None

    def __post_init__(self) -> None:
        for what, ids in (("origin", self.origins), ("destination", self.destinations)):
            twice = sorted({label for label in ids if ids.count(label) > 1}) if len(set(ids)) < len(ids) else []
            if twice:
                raise ProblemError(f"{what} ids appear more than once: {', '.join(twice[:5])}")
        shape = (len(self.origins), len(self.destinations))
        for what, values in (("impedance", self.impedance), ("assumed", self.assumed)):
            if values is not None and values.shape != shape:
                raise ProblemError(
                    f"{what} has shape {values.shape}; {shape[0]} origins x {shape[1]} destinations ask {shape}"
                )
        wrong = np.argwhere(~(self.impedance >= 0))
        if wrong.size:
            i, j = wrong[0]
            raise ProblemError(
                f"impedance from {self.origins[i]!r} to {self.destinations[j]!r} is {self.impedance[i, j]}; "
                "give numbers >= 0, inf where there is no path"
            )

    def to_frame(self) -> pd.DataFrame:
        """One row a pair: ``origin``, ``destination``, ``impedance_<unit>``; NaN where there is no path."""
        values = np.where(np.isfinite(self.impedance), self.impedance, np.nan)
        return pd.DataFrame(
            {
                "origin": np.repeat(np.array(self.origins, dtype=object), len(self.destinations)),
                "destination": np.tile(np.array(self.destinations, dtype=object), len(self.origins)),
                f"impedance_{self.unit}": values.ravel(),
            }
        )


def od_matrix(network: Network, *, origins: str, destinations: str, cost: CostConfig = CostConfig()) -> OdMatrix:
    """Least minutes from every origin to every destination, both given as where-clauses on nodes.

    Raises
    ------
    ProblemError
        If a clause is malformed or matches no node.
    MissingColumnError
        If a clause names an unknown column, or the edges have no ``running_s``.
    NetworkError
        If an edge in use has no running time.
    """
    ids = {what: node_ids(network, clause) for what, clause in (("origins", origins), ("destinations", destinations))}
    for what, clause in (("origins", origins), ("destinations", destinations)):
        if not ids[what]:
            mend = "compare it with the columns of network.nodes"
            raise ProblemError(f"{what}: no node of {network.provenance.name!r} meets {clause!r}; {mend}")
    return od_matrix_between(network, ids["origins"], ids["destinations"], cost=cost)


def od_matrix_between(
    network: Network, origins: Sequence[str], destinations: Sequence[str], *, cost: CostConfig = CostConfig()
) -> OdMatrix:
    """Least minutes from every origin to every destination, both given as node ids; 0 from a place to itself.

    Raises
    ------
    UnknownNodeError
        If an id is not in the network.
    MissingColumnError, NetworkError
        As ``od_matrix``.
    """
    graph = running_graph(network, cost)
    is_on_graph = np.zeros(graph.node_count, dtype=bool)
    is_on_graph[np.repeat(np.arange(graph.node_count), np.diff(graph.row_starts))] = True
    is_on_graph[graph.heads] = True
    start, end = network.positions(origins), network.positions(destinations)
    out = zone_links(network, start, is_on_graph, cost)
    back = zone_links(network, end, is_on_graph, cost)
    to_links_s, first = _least(graph.distances(out.node, back.node), out, len(start))
    total_s, last = (found.T for found in _least(to_links_s.T, back, len(end)))
    assumed_s = np.zeros(total_s.shape)
    origin, destination = np.nonzero(np.isfinite(total_s))
    leaving = last[origin, destination]
    assumed_s[origin, destination] = out.access_s[first[origin, leaving]] + back.access_s[leaving]
    is_same = start[:, None] == end[None, :]
    return OdMatrix(
        origins=tuple(origins),
        destinations=tuple(destinations),
        impedance=np.where(is_same, 0.0, total_s) / SECONDS_PER_MINUTE,
        unit="min",
        assumed=np.where(is_same, 0.0, assumed_s) / SECONDS_PER_MINUTE,
    )


def _least(link_s: FloatArray, links: ZoneLinks, place_count: int) -> tuple[FloatArray, IntArray]:
    """Least seconds of each place over its links, and the link that gives them, both (place_count, n_columns).

    ``link_s`` (n_links, n_columns) is counted from the link's node. A place without links gets ``inf`` and link 0.
    """
    least = np.full((place_count, link_s.shape[1]), np.inf)
    chosen = np.zeros(least.shape, dtype=np.int64)
    first_link = np.searchsorted(links.place, np.arange(place_count + 1))
    for place in np.unique(links.place):
        rows = slice(first_link[place], first_link[place + 1])
        total = link_s[rows] + links.access_s[rows, None]
        best = total.argmin(axis=0)
        least[place] = total[best, np.arange(total.shape[1])]
        chosen[place] = first_link[place] + best
    return least, chosen
