"""A drawn corridor network with OpenStreetMap objects at its stations, for the tests of services."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
from shapely.geometry import Point

from netopt.osm.extract import ExtractOrigin, OsmExtract, OsmMember, OsmRelation

CRS = pyproj.CRS.from_user_input("+proj=laea +lat_0=39 +lon_0=116.5 +datum=WGS84 +units=m +type=crs")
DEG_PER_10_KM = 0.1155
"""10 km along the parallel of 39 degrees north, to about 0.1 %."""


def lonlat(place_km: float, north_km: float = 0.0) -> tuple[float, float]:
    """A point of the drawing, kilometres east and north of its origin."""
    return 116.0 + place_km / 10.0 * DEG_PER_10_KM, 39.0 + north_km / 111.0


STATIONS = {
    # id: (east km, north km, class, mode, Chinese name, English name)
    "n1": (0.0, 0.0, "hub", "rail", "甲城站", "Jia"),
    "n2": (10.0, 0.0, "local", "rail", "乙城", "Yi"),
    "n3": (20.0, 0.0, "main", "rail", "丙城", "Bing"),
    "n4": (30.0, 0.0, "local", "rail", "丁城", "Ding"),
    "n5": (40.0, 0.0, "hub", "rail", "戊城", "Wu"),
    "n11": (0.0, 0.3, "local", "subway", "甲城", "Jia"),
    "n12": (2.0, 0.3, "local", "subway", "子城", "Zi"),
    "n13": (2.0, 2.3, "local", "subway", "丑城", "Chou"),
    "n14": (0.0, 2.3, "local", "subway", "寅城", "Yin"),
}
EDGES = [
    # n1 ==10== n2 ==10== n3 ==10== n4 ==10== n5     line main; n1-n5 also 40 km of high-speed line
    # n11 -2- n12 -2- n13 -2- n14 -2- n11             line ring, metro
    ("n1-n2", "n1", "n2", "main", "conventional", 10_000.0, 120.0),
    ("n2-n3", "n2", "n3", "main", "conventional", 10_000.0, 120.0),
    ("n3-n4", "n3", "n4", "main", "conventional", 10_000.0, 120.0),
    ("n4-n5", "n4", "n5", "main", "conventional", 10_000.0, 120.0),
    ("n1-n5", "n1", "n5", "fast", "hsr", 40_000.0, 300.0),
    ("n11-n12", "n11", "n12", "ring", "subway", 2_000.0, 80.0),
    ("n12-n13", "n12", "n13", "ring", "subway", 2_000.0, 80.0),
    ("n13-n14", "n13", "n14", "ring", "subway", 2_000.0, 80.0),
    ("n11-n14", "n11", "n14", "ring", "subway", 2_000.0, 80.0),
]


def drawn_nodes() -> gpd.GeoDataFrame:
    """The stations as nodes of a network, with the objects that they stand for."""
    rows = [
        {
            "kind": "station",
            "class": station_class,
            "mode": mode,
            "name": name_zh,
            "name_zh": name_zh,
            "name_en": name_en,
            "osm_ids": node_id,
            "names": f"{name_zh};{name_en}",
        }
        for node_id, (_, _, station_class, mode, name_zh, name_en) in STATIONS.items()
    ]
    points = [Point(lonlat(east, north)) for east, north, *_ in STATIONS.values()]
    frame = gpd.GeoDataFrame(rows, index=pd.Index(list(STATIONS), name="node_id"), geometry=points, crs="EPSG:4326")
    return frame.to_crs(CRS).sort_index()


def drawn_edges() -> pd.DataFrame:
    """The lines between them."""
    columns = ["edge_id", "from_node", "to_node", "line_id", "class", "length_m", "max_kmh"]
    return pd.DataFrame(EDGES, columns=columns).assign(max_kmh_assumed=False, oneway=False).set_index("edge_id")


def drawn_extract(*relations: OsmRelation, points: dict[int, tuple[float, float, dict[str, str]]]) -> OsmExtract:
    """An extract of nodes (id: east km, north km, tags) and relations, without ways."""
    ids = sorted(points)
    return OsmExtract(
        node_id=np.array(ids, dtype=np.int64),
        lonlat=np.array([lonlat(*points[node][:2]) for node in ids], dtype=float).reshape(-1, 2),
        node_tags={node: points[node][2] for node in ids if points[node][2]},
        way_id=np.zeros(0, dtype=np.int64),
        first_ref=np.zeros(1, dtype=np.int64),
        ref=np.zeros(0, dtype=np.int64),
        way_tags=(),
        relations=tuple(sorted(relations, key=lambda relation: relation.id)),
        origin=ExtractOrigin("drawn", ""),
    )


def station_points() -> dict[int, tuple[float, float, dict[str, str]]]:
    """Nodes of the stations themselves."""
    return {int(name[1:]): (east, north, {"railway": "station"}) for name, (east, north, *_) in STATIONS.items()}


def route(relation_id: int, *stops: int, role: str = "stop", **tags: str) -> OsmRelation:
    """A route relation with stop nodes in order; ``route=train`` unless told otherwise."""
    given = {"type": "route", "route": "train"} | {key.replace("__", ":"): value for key, value in tags.items()}
    return OsmRelation(relation_id, given, tuple(OsmMember("node", stop, role) for stop in stops))
