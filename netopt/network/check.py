"""The rules of a valid network, one function a rule, gathered."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.arrays import FloatArray
from netopt.errors import Breach, NetworkError

COLUMNS: Final = {
    "nodes": ("kind", "class"),
    "edges": ("from_node", "to_node", "oneway", "length_m"),
    "places": ("population", "zone_id"),
}
SCHEDULED_COLUMNS: Final = {
    "edges": ("line_id", "class"),
    "services": ("stations", "lines", "pattern", "train", "headway_min", "terminus"),
}
"""Needed as well where services run."""
HISTORIC_COLUMNS: Final = {"edges": ("speed_assumed", "class")}
"""Needed as well where edges have a ``speed_history``."""
SHAPES: Final = {
    "nodes": ("Point",),
    "edges": ("LineString", "MultiLineString"),
    "areas": ("Polygon", "MultiPolygon"),
    "places": ("Point",),
    "water": ("Polygon", "MultiPolygon"),
}
NUMBERS: Final = {
    "nodes": ("opened_year", "closed_year", "population"),
    "edges": ("opened_year", "closed_year", "length_m", "max_kmh", "running_s"),
    "services": ("from_year", "to_year"),
    "places": ("population",),
}
"""Columns that hold numbers where they are there; a missing value is allowed."""
MOST_SHOWN: Final = 10


@dataclass(frozen=True, eq=False)
class Frames:
    """The frames of a network; the last four may be empty."""

    nodes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame
    services: pd.DataFrame
    areas: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    water: gpd.GeoDataFrame = field(default_factory=gpd.GeoDataFrame)

    def there(self, what: str) -> pd.DataFrame | None:
        """A frame by name; ``None`` where it is one that may be empty, and is."""
        frame: pd.DataFrame = getattr(self, what)
        return frame if what in ("nodes", "edges") or not frame.empty else None


Rule = Callable[[Frames], Iterator[str]]


def columns_are_there(frames: Frames) -> Iterator[str]:
    """Required columns exist."""
    tables: list[Mapping[str, tuple[str, ...]]] = [COLUMNS]
    tables += [SCHEDULED_COLUMNS] if frames.there("services") is not None else []
    tables += [HISTORIC_COLUMNS] if "speed_history" in frames.edges.columns else []
    for table in tables:
        for what, columns in table.items():
            frame = frames.there(what)
            if frame is not None:
                yield from (f"{what} lack the column {name!r}" for name in columns if name not in frame.columns)


def shapes_are_right(frames: Frames) -> Iterator[str]:
    """Nodes and places are points, edges lines, areas and water polygons."""
    for what, shapes in SHAPES.items():
        frame = frames.there(what)
        if frame is None:
            continue
        if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
            yield f"{what} have no geometry; give each a {shapes[0]}"
            continue
        found = frame.geometry.geom_type
        yield from _each(what, found[~found.isin(shapes) & found.notna()], f"is no {shapes[0]} but a")


def crs_is_metric(frames: Frames) -> Iterator[str]:
    """Nodes and edges share one projected CRS in metres."""
    nodes, edges = frames.nodes, frames.edges
    if not isinstance(nodes, gpd.GeoDataFrame) or not isinstance(edges, gpd.GeoDataFrame):
        return
    if nodes.crs is None or not nodes.crs.is_projected:
        yield f"nodes have the CRS {nodes.crs}; project them to a metre-based CRS (netopt.network.crs.to_metres)"
    elif len(edges) and edges.crs != nodes.crs:
        yield f"edges have the CRS {edges.crs}, nodes {nodes.crs}; project both to the same"


def ids_are_unique(frames: Frames) -> Iterator[str]:
    """Each node, edge, service, area and place id appears once."""
    for part in ("nodes", "edges", "services", "areas", "places", "water"):
        frame, what = frames.there(part), part.removesuffix("s")
        if frame is None:
            continue
        for identifier in sorted(set(frame.index[frame.index.duplicated()].astype(str))):
            yield f"{what} id {identifier!r} appears more than once; rename or remove one"


def ends_exist(frames: Frames) -> Iterator[str]:
    """Both ends of every edge are nodes."""
    edges = frames.edges
    for column in ("from_node", "to_node"):
        for edge_id, node_id in edges.loc[~edges[column].isin(frames.nodes.index), column].items():
            yield f"edge {edge_id!r} has {column} {node_id!r}, which is no node"


def directions_are_told(frames: Frames) -> Iterator[str]:
    """``oneway`` is true or false: a text would count as true."""
    oneway = frames.edges["oneway"]
    is_told = oneway.map(lambda value: isinstance(value, bool | np.bool_)).astype(bool)
    yield from _each("edges", oneway[~is_told], "must have true or false as oneway, not")


def numbers_are_numbers(frames: Frames) -> Iterator[str]:
    """Columns of years, speeds and people hold finite numbers or nothing."""
    for what, columns in NUMBERS.items():
        frame = frames.there(what)
        for name in columns if frame is not None else ():
            if frame is not None and name in frame.columns:
                given = frame[name]
                is_bad = given.notna().to_numpy(dtype=bool) & ~np.isfinite(_numbers(given))
                yield from _each(what, given[is_bad], f"must have a finite number as {name}, not")


def lengths_are_positive(frames: Frames) -> Iterator[str]:
    """Every edge has a length above zero."""
    length_m = frames.edges["length_m"]
    number = _numbers(length_m)
    for position in np.flatnonzero(~(number > 0.0) & ~np.isinf(number)):
        yield f"edge {frames.edges.index[position]!r} has length_m {length_m.iloc[position]}; it must be above 0"


def people_are_counted(frames: Frames) -> Iterator[str]:
    """No zone or place has a negative number of people."""
    for what in ("nodes", "places"):
        frame = frames.there(what)
        if frame is not None and "population" in frame.columns:
            given = frame["population"]
            yield from _each(what, given[_numbers(given) < 0.0], "must have 0 people or more, not")


def points_are_finite(frames: Frames) -> Iterator[str]:
    """Every node and place lies somewhere."""
    for what in ("nodes", "places"):
        frame = frames.there(what)
        if isinstance(frame, gpd.GeoDataFrame):
            points = frame.geometry
            bad = points.is_empty | points.isna() | ~np.isfinite(points.x + points.y)
            for identifier in frame.index[bad]:
                yield f"{what.removesuffix('s')} {identifier!r} has no finite coordinates"


FORM: Final[tuple[Rule, ...]] = (columns_are_there, shapes_are_right, crs_is_metric)
"""Rules that the others build on."""
RULES: Final[tuple[Rule, ...]] = (
    ids_are_unique,
    ends_exist,
    directions_are_told,
    numbers_are_numbers,
    lengths_are_positive,
    people_are_counted,
    points_are_finite,
)


def check_frames(frames: Frames, *, name: str) -> None:
    """Raise one ``NetworkError`` with every breach of every rule; of the form alone where that is wrong."""
    for rules in (FORM, RULES):
        breaches = [Breach(name, "", message) for rule in rules for message in rule(frames)]
        if breaches:
            raise NetworkError(breaches)


def _numbers(values: "pd.Series[Any]") -> FloatArray:
    return pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def _each(what: str, values: "pd.Series[Any]", wrong: str) -> Iterator[str]:
    """A message a value, at most ``MOST_SHOWN``."""
    for identifier, value in values.iloc[:MOST_SHOWN].items():
        plain = value.item() if isinstance(value, np.generic) else value
        yield f"{what.removesuffix('s')} {identifier!r} {wrong} {plain!r}"
    if len(values) > MOST_SHOWN:
        yield f"{len(values) - MOST_SHOWN} more {what}: the same"
