"""Rows of a network's frames: found by id, added, replaced; new frames, the old ones stay as they are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.arrays import BoolArray
from netopt.errors import Breach, NetworkError
from netopt.network.network import Network
from netopt.rail.services.service import listed_items

Frame = TypeVar("Frame", pd.DataFrame, gpd.GeoDataFrame)


def check_known(network: Network, what: str, wanted: Iterable[str], known: Iterable[object]) -> None:
    """Raise one ``NetworkError`` for all ids that are not among the known ones, each with what may be meant."""
    breaches = unknown(network, what, wanted, known)
    if breaches:
        raise NetworkError(breaches)


def unknown(network: Network, what: str, wanted: Iterable[str], known: Iterable[object]) -> list[Breach]:
    """A breach for each id that is not among the known ones, with what may be meant."""
    there = {str(name) for name in known}
    breaches = []
    for name in dict.fromkeys(wanted):
        if name not in there:
            near = get_close_matches(name, there, n=3)
            meant = f" (did you mean {' or '.join(near)}?)" if near else "; name one that is there"
            breaches.append(Breach(network.provenance.name, "", f"has no {what} {name!r}{meant}"))
    return breaches


def check_new(network: Network, what: str, ids: Iterable[str], known: Iterable[object]) -> None:
    """Raise one ``NetworkError`` for all ids that are taken."""
    there = {str(name) for name in known}
    breaches = [
        Breach(network.provenance.name, "", f"has a {what} {name!r} already; give the new one another id")
        for name in dict.fromkeys(ids)
        if name in there
    ]
    if breaches:
        raise NetworkError(breaches)


def line_of(edges: pd.DataFrame) -> "pd.Series[str]":
    """The line of each edge, missing where it has none."""
    return edges["line_id"] if "line_id" in edges.columns else pd.Series(pd.NA, index=edges.index, dtype="string")


def line_ids(network: Network) -> Iterable[str]:
    """Ids of all lines of a network."""
    return line_of(network.edges).dropna().unique()


def uses_lines(services: pd.DataFrame, lines: Collection[str]) -> "pd.Series[bool]":
    """Whether each service uses one of these lines."""
    return services["lines"].map(lambda text: not set(lines).isdisjoint(listed_items(text))).astype(bool)


def edges_of(network: Network, lines: Sequence[str], segments: Sequence[str]) -> BoolArray:
    """Whether each edge is one of these segments (edge ids) or runs on one of these lines, shape (n_edges,).

    Raises
    ------
    NetworkError
        If a line or segment is not in the network.
    """
    edges = network.edges
    check_known(network, "line", lines, line_ids(network))
    check_known(network, "segment", segments, edges.index)
    return np.asarray(line_of(edges).isin(list(lines)) | edges.index.isin(list(segments)), dtype=bool)


def services_of(network: Network, services: Sequence[str], lines: Sequence[str]) -> BoolArray:
    """Whether each service is one of these, or uses one of these lines, shape (n_services,)."""
    table = network.services
    check_known(network, "service", services, table.index)
    if not lines:
        return np.asarray(table.index.isin(list(services)), dtype=bool)
    return np.asarray(uses_lines(table, lines) | table.index.isin(list(services)), dtype=bool)


def with_rows(frame: Frame, rows: Mapping[str, Mapping[str, Any]], *, crs: Any = None) -> Frame:
    """The frame with rows added by id, sorted; columns that a row does not name are missing in it."""
    if not rows:
        return frame
    added: pd.DataFrame = pd.DataFrame.from_dict(dict(rows), orient="index")
    added.index.name = frame.index.name
    columns = [*frame.columns, *(column for column in added.columns if column not in frame.columns)]
    typed = {name: added[name].astype(frame[name].dtype) for name in added.columns if _fits(frame, added, name)}
    joined = pd.concat([frame.astype(object), added.assign(**typed).astype(object)]).reindex(columns=columns)
    for name in frame.columns:
        if name != "geometry" and _fits(frame, joined, name):
            joined[name] = joined[name].astype(frame[name].dtype)
    whole: Any = joined if crs is None else gpd.GeoDataFrame(joined, geometry="geometry", crs=crs)
    result: Frame = whole.infer_objects().sort_index()
    return result


def _fits(frame: pd.DataFrame, values: pd.DataFrame, name: str) -> bool:
    """Whether values can take the type of a column: integers and truth values hold nothing missing."""
    if name not in frame.columns or name == "geometry":
        return False
    is_whole = isinstance(frame[name].dtype, np.dtype) and frame[name].dtype.kind in "biu"
    return not (is_whole and bool(values[name].isna().any()))
