"""To networkx, for those who live there."""

import networkx as nx

from netopt.network.network import Network


def to_networkx(network: Network) -> "nx.MultiDiGraph[str]":
    """A MultiDiGraph with one edge an arc, keyed by ``(edge_id, is_forward)``.

    Nodes carry the network's node columns and ``x``, ``y`` in its CRS; edges the edge columns without geometry.
    The graph attribute ``crs`` is the network's CRS, as osmnx keeps it.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(crs=network.crs.to_wkt())
    nodes = network.nodes
    for node_id, row in nodes.drop(columns="geometry").assign(x=nodes.geometry.x, y=nodes.geometry.y).iterrows():
        graph.add_node(node_id, **{str(key): value for key, value in row.items()})
    rows = network.edges.drop(columns="geometry").to_dict("records")
    arcs = network.arcs
    for tail, head, edge, is_forward in zip(arcs.tail, arcs.head, arcs.edge, arcs.is_forward, strict=True):
        key = (network.edges.index[edge], bool(is_forward))
        graph.add_edge(nodes.index[tail], nodes.index[head], key=key, **{str(k): v for k, v in rows[edge].items()})
    return graph
