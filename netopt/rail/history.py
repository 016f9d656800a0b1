"""A rail network as it was at the end of a year: what was open, at which speed, and what ran."""

import re
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.arrays import BoolArray, FloatArray
from netopt.errors import Breach, NetworkError
from netopt.network.network import Network
from netopt.rail.parameters import RailParameters
from netopt.rail.running.free_running import TRAIN_OF_CLASS, free_running_s

LATEST = 9999
"""The year that stands for "the latest state"."""
SPEED = re.compile(r"(\d{4}):(\d+(?:\.\d+)?)")
"""One speed of ``speed_history``: the year it holds from, and km/h."""


def has_edges(network: Network, year: int) -> bool:
    """Whether any edge is open at the END of a year."""
    return bool(_is_open(network.edges, "opened_year", "closed_year", year).any())


def in_force(network: Network, year: int | None) -> Network:
    """The network at the END of a year; ``None`` means its latest state.

    Keeps nodes and edges with ``opened_year`` <= year < ``closed_year`` and services with ``from_year`` <= year <=
    ``to_year`` (a missing year never excludes), and gives edges the speed in force: ``max_kmh`` and
    ``max_kmh_assumed``, from ``speed_history`` ("2011:300;2017:350") and ``speed_assumed`` ("no;no"), and
    ``running_s`` of a train that does not stop.

    Raises
    ------
    NetworkError
        If nothing is in force in that year, or an edge has no speed for it, one that cannot be read, or an unknown
        class.
    """
    limit = LATEST if year is None else year
    nodes = network.nodes[_is_open(network.nodes, "opened_year", "closed_year", limit)]
    edges = network.edges[_is_open(network.edges, "opened_year", "closed_year", limit)]
    edges = edges[edges["from_node"].isin(nodes.index) & edges["to_node"].isin(nodes.index)]
    if edges.empty:
        raise NetworkError(f"network {network.provenance.name!r} has no edge in force at the end of {year}")
    if "speed_history" in edges.columns:
        edges = _at_speeds_of(edges, limit, network.provenance.name)
    services = network.services
    if not services.empty:
        services = services[_is_open(services, "from_year", "to_year", limit, is_end_inclusive=True)]
    absent = network.nodes.loc[~network.nodes.index.isin(nodes.index)]
    return replace(
        network,
        nodes=nodes,
        edges=edges,
        services=services,
        absent={str(node_id): _why_absent(row, limit) for node_id, row in absent.iterrows()},
        provenance=replace(network.provenance, as_of=year),
    )


def _is_open(frame: pd.DataFrame, first: str, last: str, year: int, *, is_end_inclusive: bool = False) -> BoolArray:
    """Which rows are in force in a year; columns that do not exist exclude nothing."""
    is_open = np.ones(len(frame), dtype=bool)
    if first in frame.columns:
        start = frame[first].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        is_open &= ~(start > year)
    if last in frame.columns:
        end = frame[last].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        is_open &= ~(end < year) if is_end_inclusive else ~(end <= year)
    return is_open


def _at_speeds_of(edges: gpd.GeoDataFrame, year: int, name: str) -> gpd.GeoDataFrame:
    """The edges at the speeds of a year; those that know one state only, with its running time, stay as they are."""
    has_history = np.ones(len(edges), dtype=bool)
    if "running_s" in edges.columns:
        has_history = (edges["speed_history"].notna() | edges["running_s"].isna()).to_numpy(dtype=bool)
    dated = edges[has_history]
    max_kmh, is_assumed = _speeds(dated, year, name)
    dated = dated.assign(max_kmh=max_kmh, max_kmh_assumed=is_assumed)
    running_s = free_running_s(dated, RailParameters.load())
    if has_history.all():
        return dated.assign(running_s=running_s)
    columns = {"max_kmh": max_kmh, "max_kmh_assumed": is_assumed, "running_s": running_s}
    return edges.assign(**{column: _laid_in(edges, column, has_history, new) for column, new in columns.items()})


def _laid_in(edges: pd.DataFrame, column: str, rows: BoolArray, new: Any) -> "pd.Series[Any]":
    """A column of the edges, missing where it is not there, with new values in some rows."""
    values = edges[column].copy() if column in edges.columns else pd.Series(np.nan, index=edges.index, dtype=object)
    values.iloc[np.flatnonzero(rows)] = np.asarray(new)
    return values.infer_objects()


def _why_absent(node: "pd.Series[Any]", year: int) -> str:
    """Why a node is not in the state at the end of a year."""
    opened, closed = node.get("opened_year"), node.get("closed_year")
    if opened is not None and pd.notna(opened) and opened > year:
        return f"opened in {opened:g}, not there at the end of {year}"
    return f"closed in {closed:g}, not there {'any more' if year == LATEST else f'at the end of {year}'}"


def _speeds(edges: pd.DataFrame, year: int, name: str) -> tuple[FloatArray, BoolArray]:
    """Speed in force on each edge, shape (n_edges,), km/h, and whether it is assumed."""
    max_kmh = np.full(len(edges), np.nan)
    is_assumed = np.ones(len(edges), dtype=bool)
    breaches = [
        Breach(name, "", f"edge {edge_id!r} has class {word!r}; give one of {', '.join(TRAIN_OF_CLASS)}")
        for edge_id, word in edges.loc[~edges["class"].isin(list(TRAIN_OF_CLASS)), "class"].items()
    ]
    for position, (history, assumed) in enumerate(zip(edges["speed_history"], edges["speed_assumed"], strict=True)):
        rows = _speed_rows(history, assumed)
        if not rows:
            message = f"edge {edges.index[position]!r} has speed_history {history!r} and speed_assumed {assumed!r}"
            breaches.append(Breach(name, "", f"{message}; write them as year:km/h;... (above 0) and yes;no;..."))
            continue
        valid = [row for row in rows if row[0] <= year]
        if not valid:
            message = f"edge {edges.index[position]!r} is open in {year} but its first speed holds from {rows[0][0]}"
            breaches.append(Breach(name, "", f"{message}; add a speed row for its opening"))
            continue
        _, max_kmh[position], mark = max(valid)
        is_assumed[position] = mark == "yes"
    if breaches:
        raise NetworkError(breaches)
    return max_kmh, is_assumed


def _speed_rows(history: object, assumed: object) -> list[tuple[int, float, str]]:
    """Year, km/h and mark of every speed; empty where they cannot be read."""
    speeds, marks = str(history).split(";"), str(assumed).split(";")
    found = [SPEED.fullmatch(speed) for speed in speeds]
    if len(speeds) != len(marks):
        return []
    rows = [(int(match[1]), float(match[2]), mark) for match, mark in zip(found, marks, strict=True) if match]
    return rows if len(rows) == len(speeds) and all(kmh > 0.0 for _, kmh, _ in rows) else []
