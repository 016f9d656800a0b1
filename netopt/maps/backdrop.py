"""What lies under every result on a map: the network's track and the outlines of its zones."""

import geopandas as gpd

from netopt.layers import Layer, Role
from netopt.network.network import Network
from netopt.units import METRES_PER_KM

LINE_WORDS = {
    "hsr": {"en": "high-speed line", "zh": "高速铁路"},
    "intercity": {"en": "intercity line", "zh": "城际铁路"},
    "conventional": {"en": "conventional line", "zh": "普速铁路"},
    "freight": {"en": "freight line", "zh": "货运铁路"},
}
EDGE_COLUMNS = (
    "line_id",
    "line_zh",
    "line_en",
    "class",
    "electrified",
    "max_kmh",
    "max_kmh_assumed",
    "km_assumed",
    "geometry_source",
)


def track_layer(network: Network) -> Layer:
    """The network's edges, coloured by class of line where they have one."""
    edges = network.edges
    columns = [column for column in EDGE_COLUMNS if column in edges.columns]
    frame = edges[[*columns, "geometry"]].reset_index(drop=True)
    frame.insert(0, "id", [str(edge) for edge in edges.index])
    frame.insert(1, "length_km", (edges["length_m"] / METRES_PER_KM).to_numpy())
    frame = frame.rename(columns={"line_zh": "name_zh", "line_en": "name_en"})
    classes = set(edges["class"]) if "class" in edges.columns else set()
    return Layer(
        name="network",
        role=Role.NETWORK,
        frame=frame,
        value="class" if classes else None,
        title={"en": "Railway lines", "zh": "铁路线"},
        categories=tuple(word for word in LINE_WORDS if word in classes),
        words=LINE_WORDS,
    )


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
