"""Through runs: between which two corridors of a station a train goes on without a reversal."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from netopt.arrays import FloatArray, IntArray
from netopt.rail.corridor.corridors import Corridors
from netopt.rail.corridor.sections import least_costs, sections
from netopt.rail.movements.movements import MovementGraph
from netopt.rail.stations.stations import Stations

SLACK_S = 120.0
"""A train goes through where that takes at most this much longer than both fastest runs: it may need another platform
track than either of them. More is a way round a triangle or a loop. Assumed."""


@dataclass(frozen=True, eq=False)
class ThroughRuns:
    """Triples of stations such that a train runs from the first over a point of the second to the last, no reversal.

    Arrays of shape (n,), sorted; ``first`` < ``last``: the way back is the same triple.
    """

    first: IntArray
    station: IntArray
    last: IntArray
    extra_s: FloatArray
    """Seconds above the sum of the two fastest runs, at most ``SLACK_S``; the better of both directions."""

    def triples(self) -> dict[tuple[int, int, int], float]:
        """``extra_s`` by triple, in both orders."""
        return {
            triple: extra_s
            for first, station, last, extra_s in zip(
                self.first.tolist(), self.station.tolist(), self.last.tolist(), self.extra_s.tolist(), strict=True
            )
            for triple in ((first, station, last), (last, station, first))
        }


def find_through_runs(graph: MovementGraph, stations: Stations, corridors: Corridors) -> ThroughRuns:
    """The through runs over pairs of corridors.

    Notes
    -----
    For every station A and corridor A-B: the least seconds to each directed edge that ends at a point of B; for B-C
    those from each directed edge that starts there; a legal move at the point joins the two. Dijkstra twice from each
    station within its sections.
    """
    directions = _directions(corridors, len(stations.stations))
    arrivals = _ends(graph, stations, directions, is_backward=False)
    departures = _ends(graph, stations, directions, is_backward=True)
    at_point = np.isin(graph.track.end[graph.before], stations.point_node)
    joins = pd.DataFrame({"arrives": graph.before[at_point], "departs": graph.after[at_point]})
    through = (
        arrivals.rename(columns={"start": "first", "end": "station", "state": "arrives", "extra_s": "to_s"})
        .merge(joins, on="arrives")
        .merge(
            departures.rename(columns={"start": "station", "end": "last", "state": "departs", "extra_s": "from_s"}),
            on=["station", "departs"],
        )
    )
    through = through.assign(extra_s=through["to_s"] + through["from_s"])
    through = through[(through["first"] != through["last"]) & (through["extra_s"] <= SLACK_S)]
    through = through.assign(low=through[["first", "last"]].min(axis=1), high=through[["first", "last"]].max(axis=1))
    best = through.groupby(["low", "station", "high"], as_index=False)["extra_s"].min()
    low, station, high = (best[name].to_numpy(dtype=np.int64) for name in ("low", "station", "high"))
    return ThroughRuns(low, station, high, best["extra_s"].to_numpy(dtype=np.float64))


def _directions(corridors: Corridors, n_stations: int) -> "pd.Series[float]":
    """Seconds of the fastest run of each direction of each corridor, by ``start * n_stations + end``."""
    there = corridors.from_station * n_stations + corridors.to_station
    back = corridors.to_station * n_stations + corridors.from_station
    seconds = pd.Series(np.concatenate([corridors.cost_s, corridors.back_cost_s]), np.concatenate([there, back]))
    return seconds[np.isfinite(seconds)].sort_index()


def _ends(
    graph: MovementGraph, stations: Stations, directions: "pd.Series[float]", *, is_backward: bool
) -> pd.DataFrame:
    """States in which runs over corridors arrive at their end (``is_backward``: in which they leave their start).

    Columns ``start``, ``end`` (stations), ``state``, ``extra_s``: by how much the fastest such run is slower than
    the corridor's.
    """
    none: IntArray = np.zeros(0, dtype=np.int64)
    near, far, state = [none], [none], [none]
    spent: list[FloatArray] = [np.zeros(0)]
    for section in sections(graph, stations):
        from_station, to_station = section.leaving_station, section.arriving_station
        at, owner = (section.leaving, from_station) if is_backward else (section.arriving, to_station)
        origins = np.unique(to_station if is_backward else from_station)
        for rows, costs_s, _ in least_costs(section, graph.cost_s[section.state], origins, is_backward=is_backward):
            row, column = np.nonzero(np.isfinite(costs_s[:, at]) & (rows[:, None] != owner))
            near.append(rows[row])
            far.append(owner[column])
            state.append(section.state[at[column]])
            spent.append(costs_s[row, at[column]])
    one, other = np.concatenate(near), np.concatenate(far)
    start, end = (other, one) if is_backward else (one, other)
    place = directions.index.get_indexer(pd.Index(start * len(stations.stations) + end))
    is_corridor = place >= 0
    extra_s = np.concatenate(spent)[is_corridor] - directions.to_numpy()[place[is_corridor]]
    columns = {"start": start, "end": end, "state": np.concatenate(state)}
    return pd.DataFrame({name: column[is_corridor] for name, column in columns.items()} | {"extra_s": extra_s})
