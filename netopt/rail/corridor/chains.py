"""Chains: edges of a line in a row that a train can run through without a reversal."""

from collections.abc import Mapping
from typing import TypeAlias

import pandas as pd

Chain: TypeAlias = tuple[str, tuple[str, ...]]
"""A line and the stations along it; the first is the last where it runs round."""
Following: TypeAlias = dict[tuple[str, str], str]
"""(edge, station) -> the edge after it there."""


def chains_of(edges: pd.DataFrame, joints: pd.DataFrame) -> list[Chain]:
    """Chains of every line, sorted; every edge is in exactly one.

    At a station where more than two edges of a line meet, pairs are made among those that a train can run through,
    edges that lie on the line alone first, then straightest first; what is left over ends there.

    Parameters
    ----------
    edges
        Index edge ids; ``from_node``, ``to_node``, ``line_id``.
    joints
        ``station``, ``one``, ``other`` (edge ids), ``is_through``, ``deflection_deg``, ``is_mixed``: as of
        ``united_edges.UnitedEdges``.
    """
    lines = {str(edge): str(line) for edge, line in edges["line_id"].items()}
    runs = walked(pair_edges(lines, joints), ends_of(edges))
    return sorted((lines[run[0]], stations) for run, stations in runs)


def ends_of(edges: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Both stations of every edge."""
    columns = zip(edges.index, edges["from_node"], edges["to_node"], strict=True)
    return {str(edge): (str(start), str(end)) for edge, start, end in columns}


def pair_edges(group: Mapping[str, str], joints: pd.DataFrame) -> Following:
    """Pairs of edges of one group that follow each other at a station, best first, in both directions."""
    through = joints[joints["is_through"].to_numpy(dtype=bool)]
    ordered = through.sort_values(["is_mixed", "deflection_deg", "station", "one", "other"], kind="stable")
    following: Following = {}
    for station, one, other in zip(ordered["station"], ordered["one"], ordered["other"], strict=True):
        is_free = (one, station) not in following and (other, station) not in following
        if is_free and one in group and other in group and group[one] == group[other]:
            following[one, station], following[other, station] = other, one
    return following


def walked(following: Following, ends: Mapping[str, tuple[str, str]]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Runs of edges that follow each other, each with its stations; every edge of ``ends`` once.

    A run begins at that of its ends with the lower id, a ring at the lowest id of its stations.
    """
    places = sorted((station, edge) for edge, pair in ends.items() for station in pair)
    open_ends = [(station, edge) for station, edge in places if (edge, station) not in following]
    used: set[str] = set()
    runs = []
    # What the open ends have not used are rings.
    for station, first_edge in [*open_ends, *places]:
        run: list[str] = []
        stations = [station]
        edge: str | None = first_edge
        while edge is not None and edge not in used:
            used.add(edge)
            run.append(edge)
            start, end = ends[edge]
            stations.append(end if start == stations[-1] else start)
            edge = following.get((edge, stations[-1]))
        if run:
            runs.append((tuple(run), tuple(stations)))
    return runs
