"""Routes on real extracts, judged by a checker that shares no code with what makes them."""

import warnings
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csgraph, csr_array

from netopt.errors import NetoptWarning
from netopt.osm.extract import OsmExtract
from netopt.osm.pbf import read_osm_file
from netopt.osm.selection import MODES, Selection
from netopt.rail.country import Country
from netopt.rail.movements.movements import MovementGraph
from netopt.rail.movements.profile import Profile
from netopt.rail.movements.route import make_route
from netopt.rail.movements.turns import hairpin_nodes, legal_turns
from netopt.rail.parameters import RailParameters
from netopt.rail.stations.clusters import station_clusters
from netopt.rail.stations.linking import link_stations
from netopt.rail.stations.stations import Stations
from netopt.rail.topology.contraction import contract
from netopt.rail.topology.track import NodeKind, Track
from netopt.rail.topology.track_build import build_track
from netopt.rail.topology.welding import weld
from tests.rail.movements.legality import Judge

COUNTRY = Country.load("china")
PARAMETERS = RailParameters.load()
PASSENGER = Profile.passenger(COUNTRY, PARAMETERS)
SUBWAY = Profile.urban("subway", COUNTRY, PARAMETERS)
PAIRS = 300

ROUTED = [
    # extract, profile, at most this share of station pairs without a run even with reversals: lines that are apart
    ("cologne-railway", "passenger", 0.36),
    ("vde8.2-rail", "passenger", 0.18),
    ("shanghai", "passenger", 0.27),
    ("shanghai", "subway", 0.68),
    ("hongkong", "passenger", 0.10),
    ("hongkong", "subway", 0.63),
    ("anhui", "passenger", 0.70),
    ("macau", "passenger", 0.0),
]


@cache
def extract(file: Path) -> OsmExtract:
    return read_osm_file(file, Selection(modes=MODES))


@cache
def built(file: Path) -> Track:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NetoptWarning)
        return build_track(extract(file), COUNTRY)[0]


@cache
def linked(file: Path) -> tuple[Track, Stations]:
    """Track ready for routing, and the stations on it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NetoptWarning)
        track, _ = weld(built(file))
        track, stations = link_stations(track, station_clusters(extract(file), track, COUNTRY))
    keep = hairpin_nodes(track)
    keep[stations.point_node] = True
    track, place = contract(track, keep)
    return track, replace(stations, point_node=place[stations.point_node])


def stopping_places(stations: Stations, mode: str) -> list[np.ndarray]:
    """Nodes of each passenger station of a mode."""
    served = (stations.stations["mode"] == mode) & (stations.stations["kind"] == "station")
    places = [stations.point_node[stations.point_station == station] for station in np.flatnonzero(served)]
    return [place for place in places if place.size]


def random_pairs(count: int, seed: int = 7) -> np.ndarray:
    """Pairs of different numbers below a count."""
    rng = np.random.default_rng(seed)
    start = rng.integers(0, count, PAIRS)
    return np.stack([start, (start + 1 + rng.integers(0, count - 1, PAIRS)) % count], axis=1)


@pytest.mark.parametrize(("name", "profile", "most_apart"), ROUTED)
def test_routes_between_stations_when_judged_by_the_raw_ways_then_no_turn_is_illegal(shared, name, profile, most_apart):
    file = shared / "osm" / f"{name}.osm.pbf"
    track, stations = linked(file)
    places = stopping_places(stations, "rail" if profile == "passenger" else profile)
    points = np.concatenate(places)
    graph = MovementGraph.from_track(track, PASSENGER if profile == "passenger" else SUBWAY, points)
    times_s = graph.times(places, places)
    joined = np.argwhere(np.isfinite(times_s) & ~np.eye(len(places), dtype=bool))
    apart = 1.0 - len(joined) / (len(places) * (len(places) - 1))
    assert apart <= most_apart
    judge, stops = Judge(extract(file)), set(track.node_id[points].tolist())
    faults = []
    for start, end in np.random.default_rng(7).choice(joined, PAIRS):
        route = graph.route(places[start], places[end])
        assert route is not None
        assert route.cost_s == times_s[start, end]
        faults += judge.faults(route.vertex_id.tolist(), may_reverse=stops)
    assert faults == []


def test_moves_when_every_one_round_cologne_is_judged_then_builder_and_judge_agree(shared):
    """33,360 moves at all nodes of two arms and more, legal ones and those refused."""
    file = shared / "osm" / "cologne-railway.osm.pbf"
    track, judge = built(file), Judge(extract(file))
    turns = legal_turns(track)
    legal = set(zip(turns.before.tolist(), turns.after.tolist(), strict=True))
    leaving: dict[int, list[int]] = {}
    for directed, node in enumerate(track.start.tolist()):
        leaving.setdefault(node, []).append(directed)
    course = [directed_course(track, directed) for directed in range(2 * track.n_edges)]
    differing = [
        (before, after)
        for before, node in enumerate(track.end.tolist())
        for after in leaving[node]
        if abs(before - after) != track.n_edges
        and ((before, after) in legal) == bool(judge.faults(course[before] + course[after][1:]))
    ]
    assert len(legal) > 24_000
    assert differing == []


def directed_course(track: Track, directed: int) -> list[int]:
    edge = directed % track.n_edges
    ids = track.vertex_id[track.first_vertex[edge] : track.first_vertex[edge + 1]].tolist()
    return ids if directed < track.n_edges else ids[::-1]


def test_shortest_paths_over_nodes_when_judged_then_a_third_of_them_is_illegal_and_ours_are_not(shared):
    """All rail track round Cologne, stop to stop: about half of the plain shortest paths turn where no train can.

    Without reversals few pairs are apart, with them none; the legal run is hardly longer at the median, but
    several times as long for one pair in ten.
    """
    file = shared / "osm" / "cologne-railway.osm.pbf"
    track, _ = build_track(extract(file), COUNTRY, modes=["rail"])
    track = replace(track, ways=track.ways.assign(is_freight_only=False, usage="", service="", preferred=0))
    graph = MovementGraph.from_track(track, PASSENGER, np.flatnonzero(track.node_kind == NodeKind.STOP))
    stops, judge = np.flatnonzero(track.node_kind == NodeKind.STOP), Judge(extract(file))
    edge_of = shortest_edges(track, graph.cost_s)
    matrix = csr_array(
        ([graph.cost_s[edge] for edge in edge_of.values()], tuple(np.array(list(edge_of)).T)),
        shape=(track.n_nodes, track.n_nodes),
    )
    illegal, apart, apart_for_good, detours, faults = 0, 0, 0, [], []
    for start, end in stops[random_pairs(stops.size)]:
        cost_s, before = csgraph.dijkstra(matrix, indices=start, return_predecessors=True)
        nodes = [end]
        while nodes[-1] != start:
            nodes.append(before[nodes[-1]])
        edges = [edge_of[a, b] for a, b in zip(nodes[::-1], nodes[-2::-1], strict=False)]
        plain = make_route(track, np.array(edges), start, cost_s=cost_s[end], edge_running_s=graph.running_s)
        illegal += bool(judge.faults(plain.vertex_id.tolist()))
        route = graph.route(np.array([start]), np.array([end]), allow_reversal=False)
        if route is None:
            apart += 1
            apart_for_good += graph.route(np.array([start]), np.array([end])) is None
            continue
        detours.append(route.cost_s / cost_s[end])
        faults += judge.faults(route.vertex_id.tolist())
    assert illegal >= PAIRS / 3
    assert faults == []
    assert (apart <= PAIRS / 10, apart_for_good) == (True, 0)
    assert np.median(detours) < 1.1
    assert np.percentile(detours, 90) > 2.0


def shortest_edges(track: Track, cost_s: np.ndarray) -> dict[tuple[int, int], int]:
    """The fastest directed edge between each two nodes."""
    found: dict[tuple[int, int], int] = {}
    for edge in np.argsort(-cost_s, kind="stable").tolist():
        if track.start[edge] != track.end[edge]:
            found[int(track.start[edge]), int(track.end[edge])] = edge
    return found
