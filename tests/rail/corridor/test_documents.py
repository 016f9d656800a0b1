"""Corridors of hand-written documents, through everything from the file to the edges."""

import pytest

from netopt.rail.corridor.corridor_edges import corridor_edges
from netopt.rail.country import Country
from netopt.rail.movements.movements import MovementGraph
from netopt.rail.movements.profile import Profile
from netopt.rail.parameters import RailParameters
from netopt.rail.stations.clusters import station_clusters
from netopt.rail.stations.linking import link_stations
from netopt.rail.topology.components import component_of_node
from netopt.rail.topology.track_build import build_track
from tests.rail.corridor.drawing import stations_at
from tests.rail.topology.raw import document

WORLD, PARAMETERS = Country.load("world"), RailParameters.load()


def edges_of(track, stations):
    graph = MovementGraph.from_track(track, Profile.passenger(WORLD, PARAMETERS), stations.point_node)
    return corridor_edges(graph, stations, WORLD, PARAMETERS, line_of_way={}).edges


def test_parallel_tracks_are_two_parts_of_the_track_and_one_edge_of_two_tracks():
    extract = document("t01_parallel")
    track, _ = build_track(extract, WORLD)
    track, stations = link_stations(track, station_clusters(extract, track, WORLD))
    assert component_of_node(track).max() + 1 == 2
    edges = edges_of(track, stations)
    assert edges[["from_node", "to_node", "tracks"]].to_numpy().tolist() == [["n50", "n51", 2]]


def test_a_train_ferry_between_stations_is_an_edge_that_takes_its_duration_and_the_boarding():
    track, _ = build_track(document("t20_rail_ferry"), WORLD)
    edges = edges_of(track, stations_at(track, {"A": 1, "B": 3, "C": 11, "D": 13})).set_index(["from_node", "to_node"])
    assert edges["class"].to_dict() == {
        ("A", "B"): "conventional",
        ("B", "C"): "rail_ferry",
        ("C", "D"): "conventional",
    }
    assert edges.loc[("B", "C"), "running_s"] == pytest.approx((50 + 30) * 60, abs=1)
    assert edges.loc[("B", "C"), "running_back_s"] == pytest.approx((50 + 30) * 60, abs=1)
