"""Link stations to the track: at the stops drawn on it, else where the station stands beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.rail.movements.turns import legal_turns
from netopt.rail.stations.cluster_units import FREIGHT
from netopt.rail.stations.clusters import StationClusters
from netopt.rail.stations.passed_track import PassedTrack
from netopt.rail.stations.stations import Stations
from netopt.rail.stations.stopping_places import ALONG_TRACK_M, Course, StoppingPlaces, add_feet, nowhere
from netopt.rail.stations.track_lines import FAMILY, TrackLines
from netopt.rail.stations.unlinked import RADIUS_M, unlinked_stations
from netopt.rail.topology.splitting import split_edges, vertex_offset_m
from netopt.rail.topology.track import Track

LARGE_RADIUS_M: Final = 250.0
LARGE_TRACKS: Final = 6
"""The tracks of a rail station with so many are looked for up to ``LARGE_RADIUS_M``."""
MAPPED_TRACKS: Final = 2
"""Stops on so many tracks are taken for all of the station's; with fewer, feet are sought on the others."""


def link_stations(
    track: Track, clusters: StationClusters, *, routes: Sequence[IntArray] = ()
) -> tuple[Track, Stations]:
    """The track cut where stations lie beside it, and the stations with their points on that track.

    A station's points are its stops on the track. Where stops lie on fewer than two tracks, its places are projected on
    every track of its family within ``RADIUS_M`` (rail stations of six tracks or more: ``LARGE_RADIUS_M``), once a
    track: where a train passes another point of the station within 300 m (and the station's own extent), its track is
    not cut again. Passenger stations are projected on track for passengers; where there is none, on the nearest two of
    any kind (a station on a siding). Goods stations are projected on any track. Fast track that only passes
    (``passed_track``) is a station's only where it has no other, or a stop on fast track. Distances to points are
    straight.

    Stations without a point stay in ``stations`` and are listed in ``unlinked``. Points are sorted by station and node.
    ``routes``: way ids of route relations, see ``legal_turns``.

    Raises
    ------
    CrsError
        If ten stations or more without track lie on it once their points are read as GCJ-02 or BD-09.

    Warns
    -----
    NetoptWarning
        If some do, but fewer.

    Notes
    -----
    A tree search for every station, then all cuts at once: about 1,000 stations a second.
    """
    linker = _Linker.of(track, routes)
    found = [linker.places(clusters, station) for station in range(len(clusters.stations))]
    cuts = [cut for places in found for cut in places.cuts]
    edge, offset_m, vertex_id = (np.array([cut[place] for cut in cuts]) for place in range(3))
    split, cut_node = split_edges(track, edge, offset_m, vertex_id) if cuts else (track, np.zeros(0, dtype=np.int64))
    station = np.arange(len(found))
    at_nodes = np.repeat(station, [len(places.nodes) for places in found])
    at_cuts = np.repeat(station, [len(places.cuts) for places in found])
    nodes = np.array([node for places in found for node in places.nodes], dtype=np.int64)
    pairs = np.stack([np.concatenate([at_nodes, at_cuts]), np.concatenate([nodes, cut_node])], axis=1).astype(np.int64)
    point_station, point_node = np.unique(pairs, axis=0).T
    xy = clusters.stations.geometry.get_coordinates().to_numpy(dtype=np.float64)
    access_m = np.hypot(*(split.node_xy[point_node] - xy[point_station]).T)
    stations = Stations(
        stations=clusters.stations,
        point_station=point_station,
        point_node=point_node,
        point_access_m=access_m,
        unlinked=unlinked_stations(clusters, linker.lines, np.setdiff1d(station, point_station)),
        transfers=clusters.transfers,
        duplicates=clusters.duplicates,
    )
    return split, stations


@dataclass(frozen=True, eq=False)
class _Linker:
    """The track as seen by the stations that are linked to it one by one."""

    lines: TrackLines
    course: Course
    leaving: IntArray
    """Directed edges by the node where they start."""
    first_leaving: IntArray
    vertex_of_id: dict[int, int]
    """First vertex of each OpenStreetMap id on track with stations."""
    node_of_id: dict[int, int]
    vertex_m: FloatArray

    @classmethod
    def of(cls, track: Track, routes: Sequence[IntArray]) -> "_Linker":
        lines = TrackLines(track)
        on_rails = np.flatnonzero((lines.family[track.edge_of_vertex] != "") & (track.vertex_id > 0))
        ids, first = np.unique(track.vertex_id[on_rails], return_index=True)
        leaving = np.argsort(track.start, kind="stable")
        return cls(
            lines=lines,
            course=Course.of(track, legal_turns(track, routes=routes)),
            leaving=leaving,
            first_leaving=np.searchsorted(track.start[leaving], np.arange(track.n_nodes + 1)),
            vertex_of_id=dict(zip(ids.tolist(), on_rails[first].tolist(), strict=True)),
            node_of_id={osm_id: node for node, osm_id in enumerate(track.node_id.tolist()) if osm_id > 0},
            vertex_m=vertex_offset_m(track),
        )

    def places(self, clusters: StationClusters, station: int) -> StoppingPlaces:
        """Where the trains of one station stop."""
        row = clusters.stations.iloc[station]
        points = clusters.place_xy[_of(clusters.place_station, station)]
        extent_m = float(np.hypot(*np.ptp(points, axis=0)))
        places = StoppingPlaces(self.course, ALONG_TRACK_M + extent_m)
        family = FAMILY.get(str(row["mode"]), "")
        if not family:
            return places
        if self._add_stops(places, clusters.stop_id[_of(clusters.stop_station, station)]) >= MAPPED_TRACKS:
            return places
        any_track, is_goods = self.lines.may_be_stopped_on, row["kind"] == FREIGHT
        allowed = any_track if is_goods else self.lines.is_for_passengers
        passed = PassedTrack(self.lines.is_fast, StoppingPlaces(self.course, places.along_m))
        # Fast track that only passes the station is taken for its own where nothing else is.
        for is_passed in (nowhere,) if self._has_fast(places) else (passed.holds, nowhere):
            for xy in (np.array([[row.geometry.x, row.geometry.y]]), points):
                self._add_feet(places, xy, family, allowed, is_passed)
            if len(places):
                return places
        add_feet(places, self.lines, points, family=family, allowed=any_track, radius_m=RADIUS_M, at_most=MAPPED_TRACKS)
        return places

    def _add_feet(
        self,
        places: StoppingPlaces,
        xy: FloatArray,
        family: str,
        allowed: BoolArray,
        is_passed: Callable[[int, float], bool],
    ) -> None:
        """Add feet on allowed track, farther out where the station has many tracks, allowed or not."""
        add_feet(places, self.lines, xy, family=family, allowed=allowed, radius_m=RADIUS_M, is_passed=is_passed)
        if family != "rail":
            return
        n_tracks = len(places)
        if n_tracks < LARGE_TRACKS:
            every = StoppingPlaces(self.course, places.along_m)
            any_track = self.lines.may_be_stopped_on
            add_feet(
                every,
                self.lines,
                xy,
                family=family,
                allowed=any_track,
                radius_m=RADIUS_M,
                is_passed=is_passed,
                at_most=LARGE_TRACKS,
            )
            n_tracks = len(every)
        if n_tracks >= LARGE_TRACKS:
            add_feet(
                places, self.lines, xy, family=family, allowed=allowed, radius_m=LARGE_RADIUS_M, is_passed=is_passed
            )

    def _has_fast(self, places: StoppingPlaces) -> bool:
        """Whether one of the places lies on fast track."""
        n_edges, is_fast = self.course.n_edges, self.lines.is_fast
        arms = [self._leaving(node) % n_edges for node in places.nodes]
        return any(is_fast[edge] for edge, _, _ in places.cuts) or any(is_fast[edges].any() for edges in arms)

    def _leaving(self, node: int) -> IntArray:
        """Directed edges that start at a node."""
        return self.leaving[self.first_leaving[node] : self.first_leaving[node + 1]]

    def _add_stops(self, places: StoppingPlaces, stop_ids: IntArray) -> int:
        """Add stops by the ids of their nodes; on how many tracks they lie."""
        tracks = 0
        for osm_id in stop_ids.tolist():
            if osm_id in self.node_of_id:
                node = self.node_of_id[osm_id]
                tracks += not places.serve_node(node, self._leaving(node))
                places.add_node(node)
                continue
            vertex = self.vertex_of_id[osm_id]
            edge, offset_m = int(self.lines.track.edge_of_vertex[vertex]), float(self.vertex_m[vertex])
            tracks += not places.serve(edge, offset_m)
            places.add_cut(edge, offset_m, vertex_id=osm_id)
        return tracks


def _of(station_of: IntArray, station: int) -> slice:
    """Where the rows of a station lie in an array that is sorted by station."""
    return slice(*np.searchsorted(station_of, [station, station + 1]).tolist())
