"""Headings of corridors at their stations: which of several goes straight on."""

import numpy as np
import shapely

from netopt.arrays import FloatArray
from netopt.rail.corridor.edge_runs import EdgeRuns, courses
from netopt.rail.topology.track import Track

SIGHT_M = 1000.0
"""The heading is taken to the point this far along the track: past platforms and throat, where lines part. Assumed."""


def headings_deg(track: Track, runs: EdgeRuns) -> FloatArray:
    """Heading out of the first and out of the last station along each run, shape (n_runs, 2), degrees.

    NaN for a run without edges.
    """
    lines = courses(track, runs)
    length_m = shapely.length(lines)
    sight_m = np.minimum(SIGHT_M, length_m)
    ends = [(np.zeros(len(runs)), sight_m), (length_m, length_m - sight_m)]
    headings = []
    for here_m, there_m in ends:
        here, there = shapely.line_interpolate_point(lines, here_m), shapely.line_interpolate_point(lines, there_m)
        headings.append(
            np.arctan2(shapely.get_y(there) - shapely.get_y(here), shapely.get_x(there) - shapely.get_x(here))
        )
    return np.asarray(np.degrees(np.stack(headings, axis=1)), dtype=np.float64)


def deflection_deg(out_deg: FloatArray, onward_deg: FloatArray) -> FloatArray:
    """Turn of a train that comes in over a corridor with heading ``out_deg`` and goes on over the other; 0 is straight.

    Both headings lead out of the station.
    """
    return np.asarray(180.0 - np.abs((onward_deg - out_deg + 180.0) % 360.0 - 180.0), dtype=np.float64)
