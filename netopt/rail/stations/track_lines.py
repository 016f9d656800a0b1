"""Track as lines to measure points against: nearest track of a family, tracks within a radius, feet on them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import shapely

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.rail.movements.profile import PASSENGER_DROPS
from netopt.rail.topology.track import Track

FAMILY: Final = {
    "rail": "rail",
    "narrow_gauge": "rail",
    "subway": "subway",
    "light_rail": "light_rail",
    "tram": "light_rail",
    "monorail": "monorail",
}
"""What a train runs through on: a mode's family of track. Rail ferries stop at no station of theirs."""
FAMILIES: Final = tuple(sorted(set(FAMILY.values())))
NO_STOP_ON: Final = ("crossover",)
"""Track that is run over and never stopped on."""
HSR_KMH: Final = 200.0
"""Source: OpenStreetMap wiki, Key:highspeed: 200 km/h is the main criterion, but not the only one."""
OTHER_USAGES: Final = ("industrial", "military", "test", "tourism", "science", "scientific")


@dataclass(frozen=True, eq=False)
class TrackLines:
    """The edges of a track as lines in its CRS."""

    track: Track

    @cached_property
    def lines(self) -> "np.typing.NDArray[np.object_]":
        """LineString of each edge, shape (n_edges,)."""
        track = self.track
        return np.asarray(shapely.linestrings(track.vertex_xy, indices=track.edge_of_vertex), dtype=object)

    @cached_property
    def family(self) -> "np.typing.NDArray[np.object_]":
        """Family of each edge, shape (n_edges,); "" for rail ferries."""
        families = np.array([FAMILY.get(str(mode), "") for mode in self.track.ways["mode"]], dtype=object)
        found: np.typing.NDArray[np.object_] = families[self.track.edge_way]
        return found

    @cached_property
    def is_for_passengers(self) -> BoolArray:
        """Whether passenger trains may stop on an edge, shape (n_edges,)."""
        ways = self.track.ways
        is_for = ~ways["service"].isin([*PASSENGER_DROPS, *NO_STOP_ON]) & ~ways["usage"].isin(OTHER_USAGES)
        is_for &= ~ways["is_freight_only"].astype(bool)
        return np.asarray(is_for.to_numpy(dtype=bool)[self.track.edge_way])

    @cached_property
    def may_be_stopped_on(self) -> BoolArray:
        """Whether any train may stop on an edge: all but crossovers, shape (n_edges,)."""
        is_run_over = self.track.ways["service"].isin(NO_STOP_ON).to_numpy(dtype=bool)
        return np.asarray(~is_run_over[self.track.edge_way])

    @cached_property
    def is_fast(self) -> BoolArray:
        """Whether an edge is fast (``is_fast_piece``) where it begins, shape (n_edges,)."""
        return is_fast_piece(self.track)[self.track.first_piece[:-1]]

    @cached_property
    def _trees(self) -> dict[str, tuple[IntArray, shapely.STRtree]]:
        edges = {family: np.flatnonzero(self.family == family) for family in FAMILIES}
        edges["any"] = np.flatnonzero(self.family != "")
        return {family: (of, shapely.STRtree(self.lines[of])) for family, of in edges.items()}

    def nearest(self, xy: FloatArray, family: str = "any") -> tuple[IntArray, FloatArray]:
        """Nearest edge of a family to each point, shape (n,), -1 without one, and metres to it, inf without one.

        Of edges equally near, the first.
        """
        edge, distance_m = np.full(len(xy), -1, dtype=np.int64), np.full(len(xy), np.inf)
        of, tree = self._trees[family]
        if of.size and len(xy):
            points = shapely.points(xy)
            (point, found), metres = tree.query_nearest(points, all_matches=True, return_distance=True)
            order = np.lexsort([of[found], point])
            _, first = np.unique(point[order], return_index=True)
            edge, distance_m = of[found[order]][first], metres[order][first]
        return edge, distance_m

    def nearest_m(self, xy: FloatArray, families: "np.typing.NDArray[np.object_]") -> FloatArray:
        """Metres from each point to the nearest edge of its own family ("any": of all), shape (n,); inf without one."""
        metres = np.full(len(xy), np.inf)
        for family in sorted(set(families.tolist())):
            is_it = families == family
            metres[is_it] = self.nearest(xy[is_it], family)[1]
        return metres

    def within(self, xy: FloatArray, family: str, radius_m: float) -> tuple[IntArray, IntArray]:
        """Pairs of point and edge of a family no farther apart than the radius, sorted by point and edge."""
        of, tree = self._trees[family]
        if not of.size or not len(xy):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        point, found = tree.query(shapely.points(xy), predicate="dwithin", distance=radius_m)
        order = np.lexsort([of[found], point])
        return point[order].astype(np.int64), of[found[order]]

    def feet(self, edge: IntArray, xy: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Nearest place on its edge to each point: metres from the edge's tail, geodesic, and metres from the point."""
        points, lines = shapely.points(xy), self.lines[edge]
        share = shapely.line_locate_point(lines, points, normalized=True)
        return share * self.track.length_m[edge], np.asarray(shapely.distance(lines, points), dtype=np.float64)


def is_fast_piece(track: Track) -> BoolArray:
    """Whether a piece is tagged as high-speed or has a limit of 200 km/h or more either way, shape (n_pieces,)."""
    ways = track.ways
    is_fast = ways["is_highspeed"].astype(bool) | (ways[["kmh_forward", "kmh_backward"]].max(axis=1) >= HSR_KMH)
    return np.asarray(is_fast.to_numpy(dtype=bool)[track.piece_way])
