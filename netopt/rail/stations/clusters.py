"""Clusters: the stations of an extract, each once, with everything of OpenStreetMap that is part of it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from netopt.arrays import FloatArray, IntArray
from netopt.network.crs import WGS84
from netopt.network.datum import TO_WGS84, Datum
from netopt.osm.extract import OsmExtract
from netopt.rail.country import Country
from netopt.rail.stations.cluster_units import FREIGHT, Unit, station_units
from netopt.rail.stations.station_modes import PlacedObject, placed_objects
from netopt.rail.stations.station_objects import StationObject, station_objects
from netopt.rail.stations.stop_areas import stop_area_groups, stop_areas
from netopt.rail.stations.track_lines import TrackLines
from netopt.rail.stations.transfers import transfers
from netopt.rail.topology.track import Track

BUILDING = 3
COLUMNS = ("name", "name_zh", "name_en", "mode", "kind", "class", "class_assumed", "category", "osm_ids", "names")


@dataclass(frozen=True, eq=False)
class StationClusters:
    """Stations before they are linked to track."""

    stations: gpd.GeoDataFrame
    """As ``Stations.stations``, and ``class_assumed`` (bool) and ``category`` (``railway:station_category`` or "").
    ``mode`` is "" where neither tags nor track tell it. ``class`` is local (freight for goods): see ``ranks.py``."""
    place_station: IntArray
    """Shape (n_places,): position in ``stations``, rising; every station has a place."""
    place_xy: FloatArray
    """Shape (n_places, 2): points from which tracks are looked for, in the track's CRS."""
    stop_station: IntArray
    """Shape (n_stops,): position in ``stations``, rising."""
    stop_id: IntArray
    """Shape (n_stops,): OpenStreetMap ids of stops that are vertices of the track."""
    transfers: pd.DataFrame
    duplicates: pd.DataFrame
    set_aside: pd.DataFrame
    """Columns ``osm_id, name, reason``: what looks like a station and is none."""
    datum: Datum
    """Datum of the station points as given; here they are WGS84, projected."""
    notes: dict[str, int]
    """Counts of what was read, joined, or could not be told."""


def station_clusters(
    extract: OsmExtract,
    track: Track,
    country: Country,
    *,
    lifecycles: Collection[str] = ("open",),
    datum: Datum = "wgs84",
) -> StationClusters:
    """Stations of an extract, objects of one station joined, in order of their ids.

    Parameters
    ----------
    track
        Track of the extract; it tells the mode of stations that have none tagged, and which stops lie on it.
    country
        Words in names by which goods stations and operating points are told.
    lifecycles
        Of ``open``, ``construction``, ``proposed``: the stations of a scenario.
    datum
        What the points of stations are in; they are converted, but for those that are vertices of the track.
    """
    read = station_objects(extract, country.words, lifecycles=lifecycles)
    notes: Counter[str] = Counter(read.notes)
    xy = _projected(read.objects, track, datum)
    placed, mode_notes = placed_objects(read.objects, xy, TrackLines(track))
    notes.update(mode_notes)
    units = station_units(placed, stop_areas(extract, read.objects), notes)
    names = _station_ids(units)
    order = sorted(range(len(units)), key=names.__getitem__)
    ids, units = [names[unit] for unit in order], [units[unit] for unit in order]
    places = [_places(unit) for unit in units]
    duplicates = _duplicates(ids, units)
    notes.update(stations=len(units), duplicates_merged=len(duplicates), set_aside=len(read.set_aside))
    stop_ids = [np.unique([one.of.node_id for one in unit.stops]).astype(np.int64) for unit in units]
    return StationClusters(
        stations=_frame(ids, units, track.crs),
        place_station=np.repeat(np.arange(len(units)), [len(found) for found in places]),
        place_xy=np.concatenate([np.zeros((0, 2)), *places]),
        stop_station=np.repeat(np.arange(len(units)), [found.size for found in stop_ids]),
        stop_id=np.concatenate([np.zeros(0, dtype=np.int64), *stop_ids]),
        transfers=_transfers(extract, ids, units),
        duplicates=duplicates,
        set_aside=read.set_aside,
        datum=datum,
        notes=dict(sorted(notes.items())),
    )


def _projected(objects: tuple[StationObject, ...], track: Track, datum: Datum) -> FloatArray:
    lonlat = np.array([found.lonlat for found in objects], dtype=np.float64).reshape(-1, 2)
    is_on_track = np.isin([found.node_id for found in objects], track.vertex_id[track.vertex_id > 0])
    if len(lonlat):
        lonlat = np.where(is_on_track[:, None], lonlat, TO_WGS84[datum](lonlat))
    to_metres = pyproj.Transformer.from_crs(WGS84, track.crs, always_xy=True)
    return np.stack(to_metres.transform(lonlat[:, 0], lonlat[:, 1]), axis=1)


def _members(unit: Unit) -> tuple[PlacedObject, ...]:
    return (*unit.objects, *unit.stops)


def _own_ids(unit: Unit) -> list[str]:
    """Ids that may name the station, best first: its objects (not its buildings), a named stop area, the rest."""
    objects = [one.of.osm_id for one in unit.objects if one.of.naming < BUILDING]
    areas = [f"r{relation}" for area in unit.areas for relation in area.relations]
    return [*objects, *areas, *(one.of.osm_id for one in _members(unit))]


def _station_ids(units: list[Unit]) -> list[str]:
    """An id for every station, none twice: one object may stand for stations of several modes."""
    ids: list[str] = []
    taken: set[str] = set()
    for unit in units:
        own = _own_ids(unit)
        free = next((osm_id for osm_id in own if osm_id not in taken), "")
        ids.append(free or f"{own[0]}_{unit.family}")
        taken.add(ids[-1])
    return ids


def _places(unit: Unit) -> FloatArray:
    """Points from which track is looked for: stations, halts and areas; else buildings; else stops."""
    best = [one.xy for one in unit.objects if one.of.naming < BUILDING]
    points = best or [one.xy for one in unit.objects] or [one.xy for one in unit.stops]
    return np.unique(np.array(points, dtype=np.float64), axis=0)


def _mode(unit: Unit) -> str:
    """Most frequent mode of its stops, else of its objects."""
    count = Counter(one.mode for one in (unit.stops or unit.objects))
    return min(count, key=lambda mode: (-count[mode], mode))


def _frame(ids: list[str], units: list[Unit], crs: pyproj.CRS) -> gpd.GeoDataFrame:
    rows = []
    for unit in units:
        every = [one.of.names for one in _members(unit)] + [area.names for area in unit.areas]
        name = next((names.name for names in every if names.name), "")
        chinese = next((names.chinese for names in every if names.chinese), "")
        english = next((names.english for names in every if names.english), "")
        osm_ids = [one.of.osm_id for one in _members(unit)]
        osm_ids += [f"r{relation}" for area in unit.areas for relation in area.relations]
        spellings = [text.replace(";", ",") for names in every for text in names.spellings]
        rank = FREIGHT if unit.kind == FREIGHT else "local"
        category = next((one.of.category for one in unit.objects if one.of.category), "")
        texts = (name, chinese or name, english or name, _mode(unit), unit.kind, rank)
        joined = (";".join(dict.fromkeys(osm_ids)), ";".join(dict.fromkeys(spellings)))
        rows.append((*texts, unit.kind != FREIGHT, category, *joined))
    xy = np.array([unit.xy for unit in units]).reshape(-1, 2)
    index = pd.Index(ids, name="station_id", dtype=str)
    frame = pd.DataFrame(rows, columns=list(COLUMNS), index=index).astype({"class_assumed": bool})
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapely.points(xy), index=index), crs=crs)


def _duplicates(ids: list[str], units: list[Unit]) -> pd.DataFrame:
    rows = []
    for station_id, unit in zip(ids, units, strict=True):
        for one in unit.objects[1:]:
            distance_m = float(np.hypot(*(np.array(one.xy) - unit.objects[0].xy)))
            rows.append((station_id, one.of.osm_id, one.of.names.name, distance_m))
    frame = pd.DataFrame(rows, columns=["station_id", "osm_id", "name", "distance_m"])
    return frame.astype({"station_id": str, "osm_id": str, "name": str, "distance_m": float})


def _transfers(extract: OsmExtract, ids: list[str], units: list[Unit]) -> pd.DataFrame:
    chosen = [place for place, unit in enumerate(units) if unit.kind != FREIGHT]
    holder: dict[str, list[int]] = {}
    for place, unit in enumerate(units[station] for station in chosen):
        members = [one.of.osm_id for one in _members(unit)]
        members += [f"r{relation}" for area in unit.areas for relation in area.relations]
        for osm_id in dict.fromkeys(members):
            holder.setdefault(osm_id, []).append(place)
    groups = [
        sorted({place for osm_id in group for place in holder.get(osm_id, [])}) for group in stop_area_groups(extract)
    ]
    return transfers(
        [ids[place] for place in chosen],
        np.array([units[place].xy for place in chosen]).reshape(-1, 2),
        [units[place].family for place in chosen],
        [units[place].keys for place in chosen],
        groups,
    )
