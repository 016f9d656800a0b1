"""Joints: pairs of corridors that meet at a station, and whether a train runs from one into the other."""

from itertools import combinations

import numpy as np
import pandas as pd

from netopt.rail.corridor.corridors import Corridors
from netopt.rail.corridor.headings import deflection_deg, headings_deg
from netopt.rail.corridor.through_runs import ThroughRuns
from netopt.rail.topology.track import Track

COLUMNS = ("station", "one", "other", "is_through", "deflection_deg")


def joints(track: Track, corridors: Corridors, through: ThroughRuns) -> pd.DataFrame:
    """One row a pair of corridors at a station, sorted.

    Columns ``station`` (position in the stations), ``one``, ``other`` (positions of corridors, rising), ``is_through``
    (whether a train can run from one into the other without a reversal), ``deflection_deg`` (0 is straight on).
    """
    triples = through.triples()
    heading_deg = headings_deg(track, corridors.there)
    ends: dict[int, list[tuple[int, int, float]]] = {}
    for place, (start, end) in enumerate(
        zip(corridors.from_station.tolist(), corridors.to_station.tolist(), strict=True)
    ):
        ends.setdefault(start, []).append((place, end, heading_deg[place, 0]))
        ends.setdefault(end, []).append((place, start, heading_deg[place, 1]))
    rows = [
        (station, one, other, (far, station, other_far) in triples, out_deg, onward_deg)
        for station in sorted(ends)
        for (one, far, out_deg), (other, other_far, onward_deg) in combinations(ends[station], 2)
    ]
    frame = pd.DataFrame(rows, columns=["station", "one", "other", "is_through", "out_deg", "onward_deg"])
    frame = frame.astype({"station": "int64", "one": "int64", "other": "int64", "is_through": "bool"})
    turn_deg = deflection_deg(*(frame[name].to_numpy(dtype=np.float64) for name in ("out_deg", "onward_deg")))
    return frame.assign(deflection_deg=np.round(turn_deg, 1))[list(COLUMNS)]
