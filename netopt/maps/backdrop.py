"""What lies under every result on a map: the network's track and the outlines of its zones."""

from dataclasses import replace

import geopandas as gpd

from netopt.layers import Layer, Role
from netopt.network.edge_classes import ROAD, WALK
from netopt.network.network import Network
from netopt.units import METRES_PER_KM

LINE_WORDS = {
    "hsr": {"en": "high-speed line", "zh": "高速铁路"},
    "intercity": {"en": "intercity line", "zh": "城际铁路"},
    "conventional": {"en": "conventional line", "zh": "普速铁路"},
    "freight": {"en": "freight line", "zh": "货运铁路"},
    "subway": {"en": "metro", "zh": "地铁"},
    "light_rail": {"en": "light rail", "zh": "轻轨"},
    "tram": {"en": "tram", "zh": "有轨电车"},
    "monorail": {"en": "monorail", "zh": "单轨"},
    "narrow_gauge": {"en": "narrow-gauge line", "zh": "窄轨铁路"},
    "rail_ferry": {"en": "train ferry", "zh": "铁路轮渡"},
    "ferry": {"en": "ferry", "zh": "客轮"},
    "bus": {"en": "bus line", "zh": "公交专线"},
    "road": {"en": "road", "zh": "道路"},
}
"""Classes of lines in the order of their colours (``style.LINES``)."""
EDGE_COLUMNS = (
    "line_id",
    "line_zh",
    "line_en",
    "name",
    "highway",
    "class",
    "tracks",
    "electrified",
    "gauge_mm",
    "max_kmh",
    "max_kmh_assumed",
    "speed_assumed_share",
    "km_assumed",
    "geometry_source",
)
MOST_ROADS = 20_000
"""A page with more roads is too large to open: then it shows the main ones."""
MAIN_ROADS = r"^(?:motorway|trunk|primary|secondary|tertiary)"
"""Values of ``highway``."""


def line_layers(network: Network) -> list[Layer]:
    """The network's lines; the streets beside them and the walks between its stations as layers of their own."""
    edges = network.edges
    if "class" not in edges.columns:
        return [_lines(edges)]
    is_walk = edges["class"] == WALK
    is_street = (edges["class"] == ROAD) & ~edges["class"].isin([WALK, ROAD]).all()
    streets = [replace(_lines(edges[is_street]), name="streets")] if is_street.any() else []
    walks = [_walks(edges[is_walk])] if is_walk.any() else []
    return [_lines(edges[~is_walk & ~is_street]), *streets, *walks]


def _lines(edges: gpd.GeoDataFrame) -> Layer:
    """Lines coloured by their class where they have one."""
    classes = set(edges["class"]) if "class" in edges.columns else set()
    title = {"en": "Railway lines", "zh": "铁路线"}
    if classes == {ROAD}:
        title = {"en": "Roads", "zh": "道路"}
        if len(edges) > MOST_ROADS and "highway" in edges.columns:
            edges = edges[edges["highway"].fillna("").astype("str").str.match(MAIN_ROADS)]
            title = {"en": "Main roads", "zh": "主要道路"}
    return Layer(
        name="network",
        role=Role.NETWORK,
        frame=_shown(edges),
        value="class" if classes else None,
        title=title,
        categories=tuple(LINE_WORDS),
        words=LINE_WORDS,
    )


def _walks(edges: gpd.GeoDataFrame) -> Layer:
    return Layer(
        name="walks",
        role=Role.WALK,
        frame=_shown(edges),
        title={"en": "Walks between stations", "zh": "站间步行换乘"},
    )


def _shown(edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Ids, lengths and what a reader asks of a line."""
    columns = [column for column in EDGE_COLUMNS if column in edges.columns and edges[column].notna().any()]
    frame = edges[[*columns, "geometry"]].reset_index(drop=True)
    frame.insert(0, "id", [str(edge) for edge in edges.index])
    frame.insert(1, "length_km", (edges["length_m"] / METRES_PER_KM).to_numpy())
    return gpd.GeoDataFrame(frame.rename(columns={"line_zh": "name_zh", "line_en": "name_en"}), crs=edges.crs)


def outline_layer(network: Network) -> Layer:
    """The outlines of the network's zones with their names and people."""
    areas = network.areas
    nodes = network.nodes.reindex(areas.index)
    frame = gpd.GeoDataFrame(
        {"id": [str(zone) for zone in areas.index]}, geometry=areas.geometry.to_numpy(), crs=network.crs
    )
    for column in ("name_zh", "name_en", "population"):
        if column in nodes.columns:
            frame[column] = nodes[column].to_numpy()
    return Layer(
        name="zones",
        role=Role.ZONE,
        frame=frame,
        title={"en": "Zones", "zh": "城市"},
        label="name_en" if "name_en" in frame.columns else "id",
    )
