"""Track of chance on a small grid: lines, rings, loops and parallel edges, all of one sort."""

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_array

from netopt.rail.topology.track import Track
from tests.rail.topology.drawn import Drawn, drawn_track


@st.composite
def random_tracks(draw: st.DrawFn) -> Track:
    """Up to 12 edges between up to 8 points, each with a bend of its own so that parallel edges differ."""
    point = st.integers(0, 7).map(lambda number: (float(number % 3) * 1000.0, float(number // 3) * 1000.0))
    ends = draw(st.lists(st.tuples(point, point), min_size=1, max_size=12))
    edges = []
    for number, (one, other) in enumerate(ends):
        middle = ((one[0] + other[0]) / 2.0 + 10.0 * number + 3.0, (one[1] + other[1]) / 2.0 + 7.0)
        edges.append(Drawn([one, middle, other], is_reversed=draw(st.booleans())))
    return drawn_track(edges)


def as_matrix(track: Track) -> csr_array:
    """Shortest edge between each two nodes, metres, for the shortest paths of scipy."""
    order = np.argsort(track.length_m, kind="stable")
    ends = np.sort(np.stack([track.tail, track.head]), axis=0)[:, order]
    _, first = np.unique(ends, axis=1, return_index=True)
    tail, head = ends[:, first]
    return coo_array((track.length_m[order][first], (tail, head)), shape=(track.n_nodes,) * 2).tocsr()
