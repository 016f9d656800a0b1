"""CostConfig: what a journey along the network costs, term by term. All terms are minutes of time.

    impedance = access + running + egress

running: free running time of the edges used (edge column ``running_s``; from ``to_node`` to ``from_node`` that of
``running_back_s`` where it is given). access, egress: road time between a zone's centre and a station, where the centre
has no edge of its own; these are assumed, see ``netopt/routing/zone_links.py``.
"""

from typing import Annotated

import numpy as np
from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt

from netopt.arrays import FloatArray
from netopt.errors import MissingColumnError, NetworkError
from netopt.network.network import Network
from netopt.network.select import Clause, matching
from netopt.routing.graph import RoutingGraph
from netopt.schema import ConfigModel


class CostConfig(ConfigModel):
    """Minutes of travel: running time on the edges, and road time between zone centres and stations."""

    edges: Clause | None = None
    """Where-clause on the edges that may be used, for example "class != 'freight'"; left out: all."""
    access_kmh: PositiveFloat = 40.0
    """Assumed mean road speed between a zone centre and a station."""
    circuity: Annotated[float, Field(ge=1.0)] = 1.3
    """Assumed road length over straight distance."""
    access_limit_km: NonNegativeFloat = 60.0
    """Longest road access, in road km."""
    access_stations: PositiveInt = 10
    """A zone centre is linked to at most this many stations, the nearest ones."""


def running_graph(network: Network, cost: CostConfig) -> RoutingGraph:
    """The graph of a network's arcs with their running time; arcs keep their positions among the arcs in use.

    Raises
    ------
    MissingColumnError
        If the edges have no ``running_s``.
    NetworkError
        If an edge in use has no running time.
    """
    if "running_s" not in network.edges.columns:
        raise MissingColumnError(
            f"edges of network {network.provenance.name!r} lack the column 'running_s'; "
            "load it through a source, or set it with network.with_edges(running_s=...)"
        )
    arcs = network.arcs
    running_s = network.edges["running_s"].to_numpy(dtype=float)
    is_used = np.ones(len(network.edges), dtype=bool) if cost.edges is None else matching(network.edges, cost.edges)
    unknown = network.edges.index[is_used & np.isnan(running_s)]
    if unknown.size:
        shown = ", ".join(map(str, unknown[:5]))
        raise NetworkError(f"{unknown.size} edges have no running_s: {shown}; give them one or leave them out (edges:)")
    arc = np.flatnonzero(is_used[arcs.edge])
    arc_s = np.where(arcs.is_forward, running_s[arcs.edge], _running_back_s(network)[arcs.edge])
    return RoutingGraph.from_arcs(len(network.nodes), arcs.tail[arc], arcs.head[arc], arc_s[arc])


def _running_back_s(network: Network) -> FloatArray:
    """Running time of each edge from ``to_node`` to ``from_node``: the same as there where none is given."""
    there_s: FloatArray = network.edges["running_s"].to_numpy(dtype=float)
    if "running_back_s" not in network.edges.columns:
        return there_s
    back_s: FloatArray = network.edges["running_back_s"].to_numpy(dtype=float)
    return np.where(np.isnan(back_s), there_s, back_s)
