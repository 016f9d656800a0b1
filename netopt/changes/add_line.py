"""add_line: a new line from a GeoJSON file, with its stations and what runs on it."""

from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from pydantic import Field, PositiveFloat, model_validator
from shapely.ops import substring

from netopt.changes.base import ChangeConfig, HeadwayMin, Kmh, NewId, NewName, TrainName
from netopt.changes.line_checks import check_length, check_near, check_stations
from netopt.changes.line_file import LineFile, read_line
from netopt.changes.rows import check_known, check_new, line_ids, with_rows
from netopt.errors import Breach, NetworkError
from netopt.network.network import Network
from netopt.rail.parameters import RailParameters
from netopt.rail.running.free_running import TRAIN_OF_CLASS, free_running_s
from netopt.rail.services.service import SEPARATOR
from netopt.rail.tables.table_check import BOARDING_CLASSES, SHORTEST_SHARE
from netopt.schema import ConfigModel
from netopt.units import METRES_PER_KM

LineClass = Literal["hsr", "intercity", "conventional", "subway", "light_rail", "tram", "monorail"]


class LineService(ConfigModel):
    """Trains of a new line, from end to end."""

    pattern: Literal["all", "express", "nonstop"] = "all"
    """Where they stop: everywhere, at hubs and main stations, or at the ends only."""
    headway_min: HeadwayMin
    """Minutes between trains of one direction."""
    train: TrainName | None = None
    """Name of the train; left out: the usual one of the class."""


class AddLine(ChangeConfig):
    """Build a line: a GeoJSON line with class, speed and headway is enough.

    It stops at the stations named, else at the existing passenger stations within ``snap_m`` of it and at the points
    in the file, which become new stations. Ends that meet no station get one.
    """

    kind: Literal["add_line"] = "add_line"
    id: NewId
    """Id of the new line."""
    file: str
    """GeoJSON (WGS84) with one LineString, and Points (properties id, name_zh, name_en, class) for new stations."""
    name_zh: NewName = ""
    """Chinese name."""
    name_en: NewName = ""
    """English name; left out: the id."""
    line_class: LineClass = "hsr"
    """Class of the line."""
    max_kmh: Kmh
    """Speed at which its trains will run; it counts as assumed."""
    length_km: PositiveFloat | None = None
    """Length from end to end; left out: that of the drawn line."""
    headway_min: HeadwayMin | None = None
    """Headway of trains that stop everywhere, where no services are listed."""
    services: tuple[LineService, ...] = ()
    """What runs on it."""
    stations: Annotated[tuple[str, ...], Field(min_length=2)] | None = None
    """Ids of its stations (existing ones, and new ones of the file), instead of those that lie near it."""
    snap_m: Annotated[float, Field(gt=0, le=5000)] = 800.0
    """How near an existing station lies to be one of the line's."""

    @model_validator(mode="after")
    def _something_runs(self) -> Self:
        if (self.headway_min is None) == (not self.services):
            raise ValueError("give headway_min, or list services; one of the two")
        if self.stations is not None and len(set(self.stations)) != len(self.stations):
            raise ValueError(f"stations names one twice; got {list(self.stations)}")
        return self

    def apply(self, network: Network, *, all_years: Network, folder: Path) -> Network:
        """The network with the line, its stations and services."""
        check_new(network, "line", [self.id], line_ids(network))
        file = read_line(folder / self.file, network.crs)
        check_new(network, "node", file.stations["id"], network.nodes.index)
        check_near(file, network)
        stops = self._stops(network, file)
        check_new(network, "node", [stop.id for stop in stops if stop.is_new], network.nodes.index)
        edges = self._edges(network, file, stops)
        services = {
            f"{self.id}-{number}-{service.pattern}": self._service(service, stops)
            for number, service in enumerate(self._all_services(), start=1)
        }
        check_new(network, "service", services, network.services.index)
        new = {
            stop.id: {"kind": "station", "class": stop.rank, **stop.names, "geometry": stop.point}
            for stop in stops
            if stop.is_new
        }
        return replace(
            network,
            nodes=with_rows(network.nodes, new, crs=network.crs),
            edges=with_rows(network.edges, edges, crs=network.crs),
            services=with_rows(network.services, services),
        )

    def _all_services(self) -> tuple[LineService, ...]:
        if self.headway_min is not None:
            return (LineService(headway_min=self.headway_min),)
        return self.services

    def _stops(self, network: Network, file: LineFile) -> list["_Stop"]:
        """Stations along the line, in its order; new ones at ends that meet none."""
        stations = network.of_kind("station")
        stations = stations[stations["class"].isin(BOARDING_CLASSES)]
        if self.stations is None:
            near = stations[stations.geometry.distance(file.course) <= self.snap_m]
            mode = near["mode"] if "mode" in near.columns else pd.Series(pd.NA, index=near.index)
            near = near[mode.isna() | (mode == "rail") | (mode == self.line_class)]
            drawn = file.stations
        else:
            check_known(network, "station", self.stations, [*stations.index, *file.stations["id"]])
            near = stations[stations.index.isin(list(self.stations))]
            drawn = file.stations[file.stations["id"].isin(list(self.stations))]
        stops = [
            _Stop(str(name), float(file.course.project(point)), point, rank, {}, is_new=False)
            for name, rank, point in zip(near.index, near["class"], near.geometry, strict=True)
        ]
        for row in drawn.to_dict("records"):
            along_m = float(file.course.project(row["geometry"]))
            names = {name: str(row[name]) for name in ("name_zh", "name_en")}
            stops.append(_Stop(row["id"], along_m, row["geometry"], row["class"], names, is_new=True))
        whole_m = file.course.length
        for end, along_m, word in (("start", 0.0, "起点"), ("end", whole_m, "终点")):
            if not any(abs(stop.along_m - along_m) <= self.snap_m for stop in stops) and self.stations is None:
                names = {"name_zh": f"{self.name_zh or self.id}{word}", "name_en": f"{self.name_en or self.id} {end}"}
                point = file.course.interpolate(along_m)
                stops.append(_Stop(f"{self.id}_{end}", along_m, point, "main", names, is_new=True))
        stops.sort(key=lambda stop: (stop.along_m, stop.id))
        check_stations(file, [(stop.id, stop.point) for stop in stops])
        clash = [f"{one.id} and {two.id}" for one, two in pairwise(stops) if two.along_m - one.along_m < 1.0]
        if clash or len(stops) < 2:
            wrong = f"{clash[0]} lie at one place of line {self.id!r}" if clash else f"line {self.id!r} has one station"
            raise NetworkError([Breach(file.file, "", f"{wrong}; name its stations in `stations`")])
        return stops

    def _edges(self, network: Network, file: LineFile, stops: list["_Stop"]) -> dict[str, dict[str, Any]]:
        """An edge between each two stops, with running time, as rows by id."""
        shares = np.array([stop.along_m for stop in stops]) / file.course.length
        drawn_m = np.array(
            [
                pyproj.Geod(ellps="WGS84").geometry_length(substring(file.course_lonlat, *pair, normalized=True))
                for pair in pairwise(self._lonlat_shares(file, shares))
            ]
        )
        straight_m = np.array([one.point.distance(two.point) for one, two in pairwise(stops)])
        if self.length_km is not None:
            check_length(self.length_km, file, straight_m=straight_m.sum(), drawn_m=drawn_m.sum())
        length_m = drawn_m if self.length_km is None else drawn_m * self.length_km * METRES_PER_KM / drawn_m.sum()
        length_m = np.maximum(length_m, straight_m * SHORTEST_SHARE)
        rows: dict[str, dict[str, Any]] = {}
        for (one, two), (start, end), metres in zip(pairwise(stops), pairwise(shares), length_m, strict=True):
            inner = substring(file.course, start, end, normalized=True)
            between = shapely.get_coordinates(inner)[1:-1]
            ends = shapely.get_coordinates([one.point, two.point])
            course = shapely.LineString(np.vstack([ends[:1], between, ends[1:]]))
            rows[f"{self.id}:{one.id}-{two.id}"] = {
                **{"from_node": one.id, "to_node": two.id, "line_id": self.id, "class": self.line_class},
                **{"line_zh": self.name_zh or self.id, "line_en": self.name_en or self.id, "oneway": False},
                **{"length_m": float(metres), "km_assumed": self.length_km is None, "length_source": "given"},
                **{"max_kmh": float(self.max_kmh), "max_kmh_assumed": True, "electrified": True},
                **{"geometry_source": "given", "geometry_note": "", "geometry": course},
                **self._history(network),
            }
        frame = gpd.GeoDataFrame(pd.DataFrame.from_dict(rows, orient="index"), geometry="geometry", crs=network.crs)
        for name in ("running_s", "running_back_s"):
            if name in network.edges.columns:
                running_s = free_running_s(frame, RailParameters.load())
                for edge, seconds in zip(rows, running_s, strict=True):
                    rows[edge][name] = float(seconds)
        return rows

    def _history(self, network: Network) -> dict[str, str]:
        """The speed as a history, where the network keeps one: it holds in every year asked for."""
        if "speed_history" not in network.edges.columns:
            return {}
        return {"speed_history": f"1800:{self.max_kmh:g}", "speed_assumed": "yes"}

    def _lonlat_shares(self, file: LineFile, shares: np.ndarray[Any, np.dtype[np.float64]]) -> list[float]:
        """Shares of the course in degrees at the places of shares of the course in metres."""
        metres = shapely.get_coordinates(file.course)
        degrees = shapely.get_coordinates(file.course_lonlat)
        along = [np.concatenate([[0.0], np.hypot(*np.diff(xy, axis=0).T).cumsum()]) for xy in (metres, degrees)]
        return list(np.interp(shares, along[0] / along[0][-1], along[1] / along[1][-1]))

    def _service(self, service: LineService, stops: list["_Stop"]) -> dict[str, Any]:
        return {
            **{"name_zh": self.name_zh or self.id, "lines": self.id, "pattern": service.pattern, "terminus": "both"},
            "stations": SEPARATOR.join(stop.id for stop in stops),
            "train": service.train or TRAIN_OF_CLASS[self.line_class],
            **{"headway_min": float(service.headway_min), "assumed": "yes", "source": "added by the configuration"},
        }


@dataclass(frozen=True, eq=False)
class _Stop:
    """A station of the line."""

    id: str
    along_m: float
    """From the start of the course."""
    point: shapely.Point
    rank: str
    names: dict[str, str]
    is_new: bool
