"""Streets drawn for tests, in km on a plane."""

import geopandas as gpd
import pandas as pd
import shapely

from netopt.network.network import Network
from netopt.provenance import Provenance
from tests.networks import CRS, KM


def street_network(
    junctions: dict[str, tuple[float, float]],
    streets: list[tuple],
    *,
    water: shapely.Geometry | None = None,
    zones: dict[str, tuple[float, float]] | None = None,
) -> Network:
    """Straight streets: from, to, km/h and, where they differ from a two-way main street, a mapping of columns."""
    places = {**junctions, **(zones or {})}
    points = {name: shapely.Point(x * KM, y * KM) for name, (x, y) in places.items()}
    kinds = ["zone" if name in (zones or {}) else "junction" for name in points]
    nodes = pd.DataFrame({"kind": kinds, "class": ""}, index=pd.Index(list(points), name="node_id"))
    rows = []
    for tail, head, kmh, *more in streets:
        line = shapely.LineString([points[tail], points[head]])
        running_s = line.length * 3.6 / kmh
        row = {"from_node": tail, "to_node": head, "oneway": False, "length_m": line.length, "class": "road"}
        row |= {"max_kmh": kmh, "running_s": running_s, "running_back_s": running_s, "highway": "primary"}
        rows.append({**row, "geometry": line} | dict(*more))
    edges = pd.DataFrame(rows, index=pd.Index([f"s{number}" for number in range(len(rows))], name="edge_id"))
    return Network(
        nodes=gpd.GeoDataFrame(nodes, geometry=list(points.values()), crs=CRS),
        edges=gpd.GeoDataFrame(edges, geometry="geometry", crs=CRS),
        water=gpd.GeoDataFrame() if water is None else gpd.GeoDataFrame(index=["sea"], geometry=[water], crs=CRS),
        provenance=Provenance(kind="drawn", name="streets"),
    )


def grid_of_streets(n: int, *, kmh: float = 36.0) -> Network:
    """Two-way streets 1 km apart, n junctions each way, named x,y from 0,0; every third one eastward only."""
    names = {f"{x},{y}": (float(x), float(y)) for x in range(n) for y in range(n)}
    east = [
        (f"{x},{y}", f"{x + 1},{y}", kmh, {"oneway": True} if y % 3 == 1 else {})
        for x in range(n - 1)
        for y in range(n)
    ]
    north = [(f"{x},{y}", f"{x},{y + 1}", kmh) for x in range(n) for y in range(n - 1)]
    return street_network(names, [*east, *north])
