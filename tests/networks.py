"""Drawn networks for tests. Distances in km on a plane; the sketch of each stands in its docstring."""

import geopandas as gpd
import pandas as pd
import shapely

from netopt.network.crs import equal_area_crs
from netopt.network.network import Network
from netopt.provenance import Provenance

CRS = equal_area_crs((115.0, 39.0, 117.0, 40.0))
KM = 1000.0


def network(
    *,
    stations: dict[str, tuple[float, float, str]] | None = None,
    zones: dict[str, tuple[float, float, float]] | None = None,
    edges: list[tuple[str, str, float]] | None = None,
    services: dict[str, tuple[str, float]] | None = None,
    areas: dict[str, shapely.Geometry] | None = None,
    places: list[tuple[float, float, float, str]] | None = None,
) -> Network:
    """A network from a sketch.

    stations: id -> x km, y km, class. zones: id -> x km, y km, people. edges: from, to, km/h, straight, all of the
    line ``line``. services: id -> "a;b;c", headway min (all stops, EMU350, no termini). areas: zone id -> shape
    in km. places: x km, y km, people, zone id.
    """
    rows = [
        {"node_id": node_id, "kind": "station", "class": rank, "name_zh": f"{node_id}站", "name_en": node_id.title()}
        | {"population": float("nan"), "x": x, "y": y}
        for node_id, (x, y, rank) in (stations or {}).items()
    ]
    rows += [
        {"node_id": node_id, "kind": "zone", "class": "", "name_zh": f"{node_id}市", "name_en": node_id.title()}
        | {"population": people, "x": x, "y": y}
        for node_id, (x, y, people) in (zones or {}).items()
    ]
    nodes = pd.DataFrame(rows).set_index("node_id").sort_index()
    points = gpd.points_from_xy(nodes.pop("x") * KM, nodes.pop("y") * KM)
    return Network(
        nodes=gpd.GeoDataFrame(nodes, geometry=points, crs=CRS),
        edges=_edges(dict(zip(nodes.index, points, strict=True)), edges or []),
        services=_services(services or {}),
        areas=_areas(areas or {}),
        places=_places(places or []),
        provenance=Provenance(kind="drawn", name="drawn"),
    )


def one_town() -> Network:
    """A zone of 100,000 with its station on the spot and no train: everybody goes by road.

    town,T
    """
    return network(stations={"t": (0.0, 0.0, "local")}, zones={"town": (0.0, 0.0, 1e5)})


def line_of_three() -> Network:
    """Three cities 40 and 60 km apart, each zone's centre 2 km north of its station; a train every 10 min.

    aa          bb                cc         people: 3, 2 and 1 million
    |2          |2                |2
    a ---40---- b ------60------- c          300 km/h; a and c are hubs, b is a main station
    """
    return network(
        stations={"a": (0.0, 0.0, "hub"), "b": (40.0, 0.0, "main"), "c": (100.0, 0.0, "hub")},
        zones={"aa": (0.0, 2.0, 3e6), "bb": (40.0, 2.0, 2e6), "cc": (100.0, 2.0, 1e6)},
        edges=[("a", "b", 300.0), ("b", "c", 300.0)],
        services={"all": ("a;b;c", 10.0)},
    )


def change_in_the_middle() -> Network:
    """Two services that meet at m; a second station n, 3 km off, has a train to c as well.

    aa                         cc
    |2                         |2
    a ---50--- m ---50-------- c        a-m every 10 min, m-c every 20 min, n-c every 8 min
               |3             /
               n ------------/          all 200 km/h; all stations local
    """
    return network(
        stations={
            "a": (0.0, 0.0, "local"),
            "m": (50.0, 0.0, "local"),
            "n": (50.0, -3.0, "local"),
            "c": (100.0, 0.0, "local"),
        },
        zones={"aa": (0.0, 2.0, 1e6), "cc": (100.0, 2.0, 1e6)},
        edges=[("a", "m", 200.0), ("m", "c", 200.0), ("n", "c", 200.0)],
        services={"west": ("a;m", 10.0), "east": ("m;c", 20.0), "south": ("n;c", 8.0)},
    )


def halts_between_cells() -> Network:
    """A line whose halts lie as far from the centres of 1 km cells as can be; the last one lies outside the outline.

    aa
    |2                                          + border
    a ---30.5--- h ---30--- i ---30--- j ---20--|-- k     all half a km north of a whole one; a train every 10 min
    """
    return network(
        stations={
            "a": (0.0, 0.0, "hub"),
            **{name: (x, 0.5, "local") for name, x in {"h": 30.5, "i": 60.5, "j": 90.5, "k": 110.5}.items()},
        },
        zones={"aa": (0.0, 2.0, 1e6)},
        edges=[(tail, head, 300.0) for tail, head in ("ah", "hi", "ij", "jk")],
        services={"all": ("a;h;i;j;k", 10.0)},
        areas={"aa": shapely.box(-40.0, -40.0, 105.0, 40.0)},
    )


def square_land() -> Network:
    """One zone, a square of 60 km with its centre and station in the middle and the sea around; two places.

    +-----------+
    |  p        |    p: 200,000 people at (-10, 10); q: 100,000 at (10, 0); census 1,000,000
    |     z  q  |
    +-----------+
    """
    return network(
        stations={"z": (0.0, 0.0, "main")},
        zones={"land": (0.0, 0.0, 1e6)},
        areas={"land": shapely.box(-30.0, -30.0, 30.0, 30.0)},
        places=[(-10.0, 10.0, 2e5, "land"), (10.0, 0.0, 1e5, "land")],
    )


def _edges(points: dict[str, shapely.Point], edges: list[tuple[str, str, float]]) -> gpd.GeoDataFrame:
    lines = [shapely.LineString([points[tail], points[head]]) for tail, head, _ in edges]
    frame = pd.DataFrame(
        {
            "from_node": [edge[0] for edge in edges],
            "to_node": [edge[1] for edge in edges],
            "oneway": [False] * len(edges),
            "length_m": [line.length for line in lines],
            "line_id": ["line"] * len(edges),
            "line_zh": ["线"] * len(edges),
            "line_en": ["line"] * len(edges),
            "class": ["hsr"] * len(edges),
            "max_kmh": [edge[2] for edge in edges],
            "max_kmh_assumed": [False] * len(edges),
            "geometry_source": ["assumed"] * len(edges),
        },
        index=[f"e{number}" for number in range(len(edges))],
    )
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(lines, index=frame.index, crs=CRS), crs=CRS)


def _services(services: dict[str, tuple[str, float]]) -> pd.DataFrame:
    if not services:
        return pd.DataFrame()
    frame = pd.DataFrame(
        {
            "lines": "line",
            "stations": [stations for stations, _ in services.values()],
            "pattern": "all",
            "train": "EMU350",
            "trains_per_day": None,
            "headway_min": [headway for _, headway in services.values()],
            "terminus": "none",
            "from_year": 2000,
            "to_year": None,
        },
        index=list(services),
    )
    frame.index.name = "service_id"
    return frame


def _areas(areas: dict[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    if not areas:
        return gpd.GeoDataFrame()
    shapes = [shapely.transform(shape, lambda xy: xy * KM) for shape in areas.values()]
    return gpd.GeoDataFrame(index=list(areas), geometry=shapes, crs=CRS)


def _places(places: list[tuple[float, float, float, str]]) -> gpd.GeoDataFrame:
    if not places:
        return gpd.GeoDataFrame()
    return gpd.GeoDataFrame(
        {"population": [place[2] for place in places], "zone_id": [place[3] for place in places]},
        index=[f"p{number}" for number in range(len(places))],
        geometry=[shapely.Point(x * KM, y * KM) for x, y, _, _ in places],
        crs=CRS,
    )
