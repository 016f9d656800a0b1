"""Compile a line table (stations and segments with published km) into nodes and edges that follow real track."""

import logging
from dataclasses import replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.network.crs import WGS84
from netopt.network.datum import Datum, detect_offset_from_track
from netopt.osm.world_rail import WorldRail
from netopt.rail.course.line_matching import GeometrySource, MatchingRules, SegmentMatch, match_line
from netopt.rail.course.world_track import DECIMALS, TrackPlane
from netopt.rail.modes import MAIN_LINE_MODES
from netopt.rail.tables.table_check import MAIN_LINE_CLASSES, check_line_table, via_points
from netopt.units import METRES_PER_KM

logger = logging.getLogger(__name__)

KIND_OF_CLASS: Final = {"junction": "junction", "freight": "freight"}
"""Node kind of a station class; every other class is a ``station``."""
_KEY: Final = ["line_id", "from_station", "to_station"]


def compile_line_table(
    stations: pd.DataFrame,
    segments: pd.DataFrame,
    world: WorldRail | None,
    *,
    rules: MatchingRules | None = None,
    names: tuple[str, str] = ("stations.csv", "segments.csv"),
    datum: Datum = "wgs84",
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Nodes and edges of a line table, both in WGS84.

    Parameters
    ----------
    stations, segments
        The tables; columns as in ``netopt.rail.tables.table_check``. Rows of one segment differ in speed only.
    world
        Track to follow, reaching beyond the stations; ``None`` draws every segment straight.
    names
        File names for messages.
    datum
        What the stations were converted from to WGS84, to be doubted where they lie off the track.

    Returns
    -------
    nodes
        Index ``node_id``, sorted; ``kind`` and the columns of the station table; Point.
    edges
        Index ``edge_id`` (``<line_id>:<from>-<to>``), sorted; LineString of at most six decimals.
        ``length_m``: the published length; where that is assumed itself, the routed one (``length_source``: ``table``,
        ``routed`` or ``assumed``). ``routed_m``: length along track, NaN where none was found.
        ``geometry_source``: ``osm``, ``table`` (points of its column ``via``) or ``assumed``, with the reason in
        ``geometry_note``.

    Raises
    ------
    NetworkError
        With all breaches of the tables.
    CrsError
        If the stations lie off the track as they do when ``datum`` is not theirs.
    """
    check_line_table(stations, segments, names=names)
    table = _one_row_a_segment(segments)
    lonlat = stations[["lon", "lat"]].to_numpy(dtype=np.float64)
    position = pd.Series(np.arange(len(stations)), index=stations["station_id"])
    ends = np.stack([position.loc[table[column]].to_numpy() for column in ("from_station", "to_station")], axis=1)
    matches = [_drawn(row, lonlat[pair]) for (_, row), pair in zip(table.iterrows(), ends, strict=True)]
    if world is not None:
        plane = TrackPlane.around(world)
        on_track = np.flatnonzero(table["class"].isin(MAIN_LINE_CLASSES))
        is_railway = _is_railway(stations)
        detect_offset_from_track(lonlat[is_railway], plane.distance_to_track_m, name=names[0], declared=datum)
        found = _match_chains(
            plane, table.iloc[on_track], plane.to_xy(lonlat), ends[on_track], rules or MatchingRules()
        )
        for row, match in zip(on_track.tolist(), found, strict=True):
            matches[row] = match
    followed = sum(match.source is GeometrySource.OSM for match in matches)
    logger.info("%d of %d segments follow track", followed, len(matches))
    return _nodes(stations), _edges(table, matches)


def _drawn(segment: "pd.Series[Any]", ends: FloatArray) -> SegmentMatch:
    """A segment drawn straight, or along the points of its column ``via``; ``ends`` of shape (2, 2), degrees."""
    via = segment.get("via")
    if via is None or pd.isna(via):
        why = "no track was read" if segment["class"] in MAIN_LINE_CLASSES else "no rail graph holds it"
        return SegmentMatch(GeometrySource.ASSUMED, why, ends, np.nan)
    points = via_points(via)
    course = ends if points is None else np.vstack([ends[0], points, ends[1]])
    return SegmentMatch(GeometrySource.TABLE, "", course, np.nan)


def _is_railway(stations: pd.DataFrame) -> BoolArray:
    """Stations that lie on track of the national network, shape (n_stations,)."""
    if "mode" not in stations.columns:
        return np.ones(len(stations), dtype=bool)
    return (stations["mode"].isna() | stations["mode"].isin(MAIN_LINE_MODES)).to_numpy(dtype=bool)


def _one_row_a_segment(segments: pd.DataFrame) -> pd.DataFrame:
    """One row a segment in table order: what does not change, and its speeds as text."""
    by_year = segments.sort_values([*_KEY, "max_kmh_from"], kind="stable")
    pairs = zip(by_year["max_kmh_from"], by_year["max_kmh"], strict=True)
    speeds = by_year.assign(pair=[f"{int(year)}:{kmh:g}" for year, kmh in pairs]).groupby(_KEY, sort=False)
    text = speeds.agg(speed_history=("pair", ";".join), speed_assumed=("max_kmh_assumed", ";".join))
    return segments.drop_duplicates(_KEY).merge(text, left_on=_KEY, right_index=True).reset_index(drop=True)


def _chains(table: pd.DataFrame) -> list[list[int]]:
    """Rows of segments that follow each other on one line, as lists of row positions."""
    chains: list[list[int]] = []
    previous: tuple[str, str] | None = None
    rows = table[_KEY].itertuples(index=False, name=None)
    for row, (line, start, end) in enumerate(rows):
        if previous == (line, start):
            chains[-1].append(row)
        else:
            chains.append([row])
        previous = (line, end)
    return chains


def _match_chains(
    plane: TrackPlane, table: pd.DataFrame, xy: FloatArray, ends: IntArray, rules: MatchingRules
) -> list[SegmentMatch]:
    """The match of every segment, its course in degrees; ``ends`` (n, 2) are positions in ``xy``."""
    published_m = table["km"].to_numpy(dtype=np.float64) * METRES_PER_KM
    matches: list[SegmentMatch] = []
    for rows in _chains(table):
        stations = [*ends[rows, 0], ends[rows[-1], 1]]
        matches.extend(match_line(plane.track, xy[stations], published_m[rows], rules))
    return [replace(match, course=plane.to_lonlat(match.course)) for match in matches]


def _nodes(stations: pd.DataFrame) -> gpd.GeoDataFrame:
    ordered = stations.rename(columns={"station_id": "node_id"}).set_index("node_id").sort_index()
    columns = ordered.drop(columns=["lon", "lat"]).assign(
        kind=ordered["class"].map(KIND_OF_CLASS).fillna("station"),
        opened_year=_year(ordered["opened_year"]),
        closed_year=_year(ordered["closed_year"]),
    )
    points = shapely.points(np.round(ordered[["lon", "lat"]].to_numpy(dtype=np.float64), DECIMALS))
    return gpd.GeoDataFrame(columns, geometry=points, crs=WGS84)


def _edges(table: pd.DataFrame, matches: list[SegmentMatch]) -> gpd.GeoDataFrame:
    routed_m = np.array([match.routed_m for match in matches])
    is_osm = np.array([match.source is GeometrySource.OSM for match in matches])
    km_assumed = (table["km_assumed"] == "yes").to_numpy()
    length_source = np.where(~km_assumed, "table", np.where(is_osm, "routed", "assumed"))
    table_m = table["km"].to_numpy(dtype=np.float64) * METRES_PER_KM
    ends = table["from_station"] + "-" + table["to_station"]
    frame = pd.DataFrame(
        {
            "edge_id": table["line_id"] + ":" + ends,
            "from_node": table["from_station"],
            "to_node": table["to_station"],
            **{column: table[column] for column in ("line_id", "line_zh", "line_en", "class")},
            "oneway": False,
            "length_m": np.round(np.where(length_source == "routed", routed_m, table_m), 1),
            "length_source": length_source,
            "table_km": table["km"].astype(float),
            "km_assumed": km_assumed,
            "routed_m": np.round(routed_m, 1),
            "electrified": table["electrified"] == "yes",
            "opened_year": _year(table["opened_year"]),
            "closed_year": _year(table["closed_year"]),
            "speed_history": table["speed_history"],
            "speed_assumed": table["speed_assumed"],
            "geometry_source": [str(match.source) for match in matches],
            "geometry_note": [match.reason for match in matches],
        }
    )
    courses = [shapely.LineString(np.round(match.course, DECIMALS)) for match in matches]
    return gpd.GeoDataFrame(frame, geometry=courses, crs=WGS84).set_index("edge_id").sort_index()


def _year(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Whole years or missing; pandas has no name for the type of such a column."""
    return pd.to_numeric(values).astype("Int64")
