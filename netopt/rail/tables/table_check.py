"""Check the tables a rail network is made from: every breach of stations and segments, gathered."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
import pyproj

from netopt.arrays import FloatArray
from netopt.errors import Breach, NetworkError
from netopt.rail.modes import MAIN_LINE_MODES, OFF_RAIL_MODES, URBAN_MODES
from netopt.rail.tables.table_rules import (
    breach_at,
    columns_are_there,
    coordinates_are_on_earth,
    ids_are_unique,
    line_of,
    numbers,
    numbers_are_positive,
    rows_where,
    shown,
    text_is_plain,
    words_are_legal,
    years_are_in_order,
    years_are_years,
)
from netopt.units import METRES_PER_KM

STATION_COLUMNS: Final = ("station_id", "name_zh", "name_en", "lon", "lat", "class", "opened_year", "closed_year")
SEGMENT_COLUMNS: Final = (
    *("line_id", "line_zh", "line_en", "from_station", "to_station", "km", "class", "electrified", "opened_year"),
    *("closed_year", "max_kmh", "max_kmh_from", "max_kmh_assumed", "km_assumed"),
)
STATION_CLASSES: Final = ("hub", "main", "local", "freight", "junction")
BOARDING_CLASSES = ("hub", "main", "local")
MAIN_LINE_CLASSES: Final = ("hsr", "intercity", "conventional", "freight")
SEGMENT_CLASSES: Final = (*MAIN_LINE_CLASSES, *URBAN_MODES, *OFF_RAIL_MODES)
STATION_MODES: Final = (*MAIN_LINE_MODES, *URBAN_MODES, *OFF_RAIL_MODES)
YES_NO: Final = ("yes", "no")
SHORTEST_SHARE: Final = 0.98
"""Track is not shorter than this share of the straight distance (stations are points beside the track)."""
LONGEST_KM: Final = 5000.0
"""No section between two stations of a railway is longer."""
FASTEST_KMH: Final = 600.0
"""The fastest train on test ran 603 km/h (Yamanashi, 2015)."""
_SEGMENT_KEY: Final = ["line_id", "from_station", "to_station"]
_SEGMENT_CONSTANT: Final = ["km", "class", "electrified", "opened_year", "closed_year", "km_assumed"]
_GEOD: Final = pyproj.Geod(ellps="WGS84")


def check_line_table(
    stations: pd.DataFrame, segments: pd.DataFrame, *, names: tuple[str, str] = ("stations.csv", "segments.csv")
) -> None:
    """Raise one ``NetworkError`` with every breach of both tables; see ``line_table_breaches``."""
    breaches = line_table_breaches(stations, segments, names=names)
    if breaches:
        raise NetworkError(breaches)


def line_table_breaches(
    stations: pd.DataFrame, segments: pd.DataFrame, *, names: tuple[str, str] = ("stations.csv", "segments.csv")
) -> list[Breach]:
    """Every breach of both tables; ``names`` are their files for the messages.

    Lines are counted as in a file with one header line.
    """
    file, segment_file = names
    breaches = [
        *columns_are_there(stations, file, STATION_COLUMNS),
        *columns_are_there(segments, segment_file, SEGMENT_COLUMNS),
    ]
    if breaches:
        return breaches
    return [
        *ids_are_unique(stations, file, "station_id"),
        *text_is_plain(stations, file, ("station_id", "name_zh", "name_en")),
        *coordinates_are_on_earth(stations, file),
        *words_are_legal(stations, file, "class", STATION_CLASSES),
        *_modes_are_legal(stations, file),
        *years_are_years(stations, file, ("opened_year", "closed_year")),
        *years_are_in_order(stations, file, ("opened_year", "closed_year")),
        *_ends_are_known(stations, segments, names),
        *numbers_are_positive(segments, segment_file, "km", "give the length of the line in km", most=LONGEST_KM),
        *_lengths_are_possible(stations, segments, segment_file),
        *words_are_legal(segments, segment_file, "class", SEGMENT_CLASSES),
        *words_are_legal(segments, segment_file, "electrified", YES_NO),
        *words_are_legal(segments, segment_file, "km_assumed", YES_NO),
        *words_are_legal(segments, segment_file, "max_kmh_assumed", YES_NO),
        *numbers_are_positive(segments, segment_file, "max_kmh", "give km/h", most=FASTEST_KMH),
        *text_is_plain(segments, segment_file, ("line_id", "line_zh", "line_en")),
        *years_are_years(segments, segment_file, ("opened_year", "closed_year", "max_kmh_from")),
        *years_are_in_order(segments, segment_file, ("opened_year", "closed_year")),
        *_speeds_hold_from_opening(segments, segment_file),
        *_segments_agree_with_themselves(segments, segment_file),
        *_via_points_are_points(segments, segment_file),
    ]


def _modes_are_legal(stations: pd.DataFrame, file: str) -> Iterator[Breach]:
    """The optional column ``mode`` holds a mode, or nothing for a main-line station."""
    if "mode" in stations.columns:
        given = stations.assign(mode=stations["mode"].fillna(MAIN_LINE_MODES[0]))
        yield from words_are_legal(given, file, "mode", STATION_MODES)


def _via_points_are_points(segments: pd.DataFrame, file: str) -> Iterator[Breach]:
    """The optional column ``via`` lists points on Earth, and only segments that no rail graph holds have any."""
    if "via" not in segments.columns:
        return
    for row in rows_where(segments["via"].notna()):
        given = segments["via"].iloc[row]
        if via_points(given) is None:
            yield breach_at(file, row, f"via {shown(given)} is no list of points; give `lon lat;lon lat`")
        elif segments["class"].iloc[row] in MAIN_LINE_CLASSES:
            message = f"via {shown(given)} is given for the class {segments['class'].iloc[row]!r}"
            yield breach_at(file, row, f"{message}, whose course is that of the track; leave it empty")


def via_points(value: object) -> FloatArray | None:
    """Points of a cell of the column ``via`` ("lon lat;lon lat"), shape (n, 2); ``None`` where it holds none."""
    pairs = [item.split() for item in str(value).split(";")]
    if any(len(pair) != 2 for pair in pairs):
        return None
    lonlat = numbers(pd.Series([text for pair in pairs for text in pair])).reshape(-1, 2)
    return lonlat if (np.abs(lonlat) <= [180.0, 90.0]).all() else None


def _ends_are_known(stations: pd.DataFrame, segments: pd.DataFrame, names: tuple[str, str]) -> Iterator[Breach]:
    """Both ends of a segment are stations of the table, and not the same one."""
    known = set(stations["station_id"])
    for column in ("from_station", "to_station"):
        for row in rows_where(~segments[column].isin(known)):
            given = shown(segments[column].iloc[row])
            yield breach_at(names[1], row, f"{column} {given} is not in {names[0]}; correct the id or add the station")
    for row in rows_where(segments["from_station"] == segments["to_station"]):
        message = f"the segment starts and ends at {segments['to_station'].iloc[row]!r}; correct one end"
        yield breach_at(names[1], row, message)


def _lengths_are_possible(stations: pd.DataFrame, segments: pd.DataFrame, file: str) -> Iterator[Breach]:
    """Lengths are not below the straight distance; half of the last digit is allowed for."""
    km = numbers(segments["km"])
    straight_km = _straight_km(stations, segments)
    rounding_km = np.where(km == np.round(km), 0.5, 0.05)
    for row in rows_where((km > 0.0) & (km + rounding_km < SHORTEST_SHARE * straight_km)):
        ends = f"{segments['from_station'].iloc[row]} to {segments['to_station'].iloc[row]}"
        message = f"km {km[row]:g} is below the straight distance {straight_km[row]:.1f} km from {ends}"
        yield breach_at(file, row, f"{message}; correct km or the coordinates of the stations")


def _speeds_hold_from_opening(segments: pd.DataFrame, file: str) -> Iterator[Breach]:
    """Every speed has the year it holds from, and the first one holds from the opening."""
    for row in rows_where(segments["max_kmh_from"].isna()):
        message = "max_kmh_from is empty; give the year the speed holds from (opened_year if it never changed)"
        yield breach_at(file, row, message)
    since = pd.Series(numbers(segments["max_kmh_from"]), index=segments.index)
    opened = numbers(segments["opened_year"])
    first = since.groupby([segments[column] for column in _SEGMENT_KEY], dropna=False).transform("min").to_numpy()
    for row in rows_where((first > opened) & (since.to_numpy() == first)):
        message = f"the first speed holds from {first[row]:g}, but the segment opened in {opened[row]:g}"
        yield breach_at(file, row, f"{message}; add a row with the speed at its opening")


def _segments_agree_with_themselves(segments: pd.DataFrame, file: str) -> Iterator[Breach]:
    """Rows of one segment differ in speed only, and no segment comes twice or in both directions."""
    constant = segments[_SEGMENT_CONSTANT].astype(object)
    values = constant.where(constant.notna(), None).to_numpy()
    since = numbers(segments["max_kmh_from"])
    first: dict[tuple[object, ...], int] = {}
    speeds: set[tuple[object, ...]] = set()
    for row, key in enumerate(segments[_SEGMENT_KEY].itertuples(index=False, name=None)):
        line, start, end = key
        segment = f"{line}: {start} to {end}"
        if (line, end, start) in first and start != end:
            other = line_of(first[line, end, start])
            yield breach_at(file, row, f"{segment} is on line {other} the other way round; keep one")
        earlier = first.setdefault(key, row)
        for column, ours, theirs in zip(_SEGMENT_CONSTANT, values[row], values[earlier], strict=True):
            if ours != theirs:
                message = f"{segment} has {column} {shown(ours)}, but {shown(theirs)} on line {line_of(earlier)}"
                yield breach_at(file, row, f"{message}; rows of one segment differ in speed only")
        if (*key, since[row]) in speeds:
            yield breach_at(file, row, f"{segment} has two speeds from {since[row]:g}; keep one")
        speeds.add((*key, since[row]))


def _straight_km(stations: pd.DataFrame, segments: pd.DataFrame) -> FloatArray:
    """Geodesic distance of the ends of every segment, NaN where an end is unknown or has no coordinates."""
    known = stations.drop_duplicates("station_id")
    index = pd.Index(known["station_id"])
    unknown = np.full((1, 2), np.nan)  # position -1, which an unknown id gets, is this last row
    lonlat = np.vstack([np.stack([numbers(known["lon"]), numbers(known["lat"])], axis=1), unknown])
    lonlat[(np.abs(lonlat) > [180.0, 90.0]).any(axis=1)] = np.nan
    start, end = (lonlat[index.get_indexer(pd.Index(segments[name]))] for name in ("from_station", "to_station"))
    usable = np.isfinite(start + end).all(axis=1)
    distance_km = np.full(len(segments), np.nan)
    distance_km[usable] = np.asarray(_GEOD.inv(*start[usable].T, *end[usable].T)[2]) / METRES_PER_KM
    return distance_km
