"""Fastest edges: what one kind of train runs over between neighbouring stations, with all that an edge carries."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.osm.extract import Tags
from netopt.rail.corridor.bypasses import without_bypasses
from netopt.rail.corridor.corridors import find_corridors
from netopt.rail.corridor.joints import joints
from netopt.rail.corridor.line_classes import edge_classes
from netopt.rail.corridor.lines import line_labels
from netopt.rail.corridor.run_attributes import run_attributes
from netopt.rail.corridor.through_runs import find_through_runs
from netopt.rail.corridor.track_count import count_tracks
from netopt.rail.country import Country
from netopt.rail.movements.movements import MovementGraph
from netopt.rail.parameters import RailParameters
from netopt.rail.running.free_running import segment_running_s
from netopt.rail.stations.stations import Stations
from netopt.units import KMH_PER_MS, SECONDS_PER_MINUTE


@dataclass(frozen=True, eq=False)
class CorridorEdges:
    """The edges of one profile."""

    edges: gpd.GeoDataFrame
    """One row a corridor, numbered from 0, in the track's CRS: ``from_node``, ``to_node`` (station ids), ``oneway``,
    ``label`` (of its line, "" unknown), ``label_share``, ``line_zh``, ``line_en``, ``class``, ``tracks``,
    ``running_s``, ``running_back_s`` (NaN where there is no way back) and the columns of ``run_attributes``."""
    joints: pd.DataFrame
    """As ``joints.joints``; ``station`` by its id."""
    notes: dict[str, int]
    """``corridors`` found, ``bypasses`` left out, ``oneway_corridors``, ``slower_lines`` beside high-speed edges."""


def fastest_edges(
    graph: MovementGraph,
    stations: Stations,
    country: Country,
    parameters: RailParameters,
    *,
    line_of_way: Mapping[int, Tags],
) -> CorridorEdges:
    """The edges over the fastest runs, one for each pair of neighbours; as of ``corridor_edges.corridor_edges``."""
    track = graph.track
    found = find_corridors(graph, stations)
    through = find_through_runs(graph, stations, found)
    corridors = without_bypasses(track, found, stations, through)
    ids = stations.stations.index.to_numpy(dtype=object)
    labels = line_labels(track, corridors, line_of_way)
    attributes = run_attributes(track, corridors)
    is_oneway = ~np.isfinite(corridors.back_cost_s)
    columns = {
        "from_node": ids[corridors.from_station],
        "to_node": ids[corridors.to_station],
        "oneway": is_oneway,
        **{name: labels[name].to_numpy() for name in labels.columns},
        "class": edge_classes(track, corridors, country, is_freight=graph.profile.traffic == "freight"),
        "tracks": count_tracks(graph, stations, corridors),
    }
    edges = attributes.assign(**columns)
    running_s, running_back_s = segment_running_s(edges, parameters, train_of_class=dict(country.train.items()))
    boarding_s = country.rail_ferry.boarding_min * SECONDS_PER_MINUTE
    is_ferry = (edges["class"] == "rail_ferry").to_numpy(dtype=bool)
    for place in np.flatnonzero(is_ferry):
        row = edges.iloc[place]
        running_s[place] = boarding_s + _plain_s(row["segment_m"], row["segment_kmh"])
        running_back_s[place] = boarding_s + _plain_s(row["segment_m"], row["segment_back_kmh"])
    edges = edges.assign(
        running_s=np.round(running_s, 1), running_back_s=np.where(is_oneway, np.nan, np.round(running_back_s, 1))
    )
    met = joints(track, corridors, through)
    notes = {
        "corridors": len(corridors),
        "bypasses": len(found) - len(corridors),
        "oneway_corridors": int(is_oneway.sum()),
        "slower_lines": 0,
    }
    return CorridorEdges(edges, met.assign(station=ids[met["station"]]), notes)


def _plain_s(length_m: list[float], kmh: list[float]) -> float:
    """Seconds over segments at their speed."""
    return float(np.sum(np.array(length_m) / (np.array(kmh) / KMH_PER_MS)))
