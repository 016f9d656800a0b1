"""Project stations onto track edges: where on which edge a station may lie."""

from dataclasses import dataclass

import numpy as np
import shapely

from netopt.arrays import FloatArray, IntArray
from netopt.rail.course.track_graph import TrackGraph


@dataclass(frozen=True, eq=False)
class Candidates:
    """Places on track where one station may lie, nearest first; arrays of shape (n,)."""

    edge: IntArray
    fraction: FloatArray
    """Part of the edge before the place, from its tail, 0 to 1."""
    distance_m: FloatArray
    """From the station to the place."""
    xy: FloatArray
    """The places, shape (n, 2)."""

    def __len__(self) -> int:
        return int(self.edge.size)


def project_station(graph: TrackGraph, xy: FloatArray, *, radius_m: float, most: int) -> Candidates:
    """Nearest place on every edge within ``radius_m`` of a station, at most ``most`` of them.

    An edge whose nearest place is one of its ends is left out where another edge at that node comes nearer and a
    train can run between the two: the same track is then already a candidate.
    """
    point = shapely.points(xy)
    edge = np.sort(graph.tree.query(point, predicate="dwithin", distance=radius_m))
    start, end = graph.xy[graph.tail[edge]], graph.xy[graph.head[edge]]
    step = end - start
    fraction = np.clip(np.sum((xy - start) * step, axis=1) / np.sum(step * step, axis=1), 0.0, 1.0)
    places = start + fraction[:, None] * step
    distance_m = np.linalg.norm(places - xy, axis=1)
    order = np.lexsort((edge, np.round(distance_m, 3)))
    kept = _undominated(graph, edge[order], fraction[order])[:most]
    chosen = order[kept]
    return Candidates(edge[chosen], fraction[chosen], distance_m[chosen], places[chosen])


def _undominated(graph: TrackGraph, edge: IntArray, fraction: FloatArray) -> IntArray:
    """Positions of the candidates (sorted by distance) that are no mere end of a track already taken."""
    taken: set[int] = set()
    kept = []
    for position, (e, f) in enumerate(zip(edge.tolist(), fraction.tolist(), strict=True)):
        if f in {0.0, 1.0}:
            inward = e if f == 1.0 else e + graph.n_edges
            onward = graph.moves.after[slice(*np.searchsorted(graph.moves.before, [inward, inward + 1]))]
            if not taken.isdisjoint((onward % graph.n_edges).tolist()):
                continue
        taken.add(e)
        kept.append(position)
    return np.array(kept, dtype=np.int64)
