"""Corridor edges: the station-to-station network of one kind of train, made from its movements on the track."""

from collections.abc import Mapping

from netopt.osm.extract import Tags
from netopt.rail.corridor.fastest_edges import CorridorEdges, fastest_edges
from netopt.rail.corridor.slower_lines import off_fast_track, with_slower_lines
from netopt.rail.country import Country
from netopt.rail.movements.movements import MovementGraph
from netopt.rail.parameters import RailParameters
from netopt.rail.stations.stations import Stations


def corridor_edges(
    graph: MovementGraph,
    stations: Stations,
    country: Country,
    parameters: RailParameters,
    *,
    line_of_way: Mapping[int, Tags],
) -> CorridorEdges:
    """The edges between stations whose points are nodes of the graph's track.

    A pair of stations has one edge; beside a high-speed edge it has a second, off fast track, if there is such a line.
    ``tracks`` of the first then counts those of both.

    The running time there and back is that of the usual train of the class (``Country.train``) which passes both
    stations at line speed, with recovery margin; of a train ferry it is the crossing at its tagged or assumed speed
    and the boarding.

    Parameters
    ----------
    line_of_way
        Tags of the line relation of a way, by way id (``topology.line_relations.line_tags``).
    """
    layer = fastest_edges(graph, stations, country, parameters, line_of_way=line_of_way)
    if not (layer.edges["class"] == "hsr").any():
        return layer
    slower = fastest_edges(off_fast_track(graph), stations, country, parameters, line_of_way=line_of_way)
    return with_slower_lines(layer, slower)
