"""What every facility problem shows: open sites, closed candidates, lines from origins to the sites serving them."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
import shapely

from netopt.layers import Layer, Role
from netopt.network.network import Network

BREAKS_MIN = (30.0, 60.0, 90.0, 120.0, 180.0, 240.0)
NAME_COLUMNS = ("name_zh", "name_en")


def labels(network: Network, node_ids: Sequence[str]) -> dict[str, str]:
    """Names of nodes for messages and figures, Chinese and English; an id without a name is not in it."""
    columns = [column for column in NAME_COLUMNS if column in network.nodes.columns]
    names = network.nodes.loc[list(dict.fromkeys(node_ids)), columns]
    told = {
        str(node_id): " ".join(dict.fromkeys(str(name) for name in row if isinstance(name, str) and name))
        for node_id, *row in names.itertuples()
    }
    return {node_id: name for node_id, name in told.items() if name}


def facility_layers(
    network: Network, assignment: pd.DataFrame, candidates: Sequence[str], opened: Sequence[str]
) -> tuple[Layer, ...]:
    """Layers of an assignment with the columns ``origin``, ``site``, ``impedance_min``, ``demand``."""
    return (
        _lines(network, assignment),
        _candidates(network, [site for site in candidates if site not in set(opened)]),
        _open_sites(network, assignment, opened),
    )


def _lines(network: Network, assignment: pd.DataFrame) -> Layer:
    """A straight line from each origin to its site; an origin that is its own site has none."""
    moved = assignment[assignment["origin"] != assignment["site"]].reset_index(drop=True)
    points = network.nodes.geometry.to_numpy()
    ends = [points[network.positions(moved[column])] for column in ("origin", "site")]
    frame = gpd.GeoDataFrame(
        moved.assign(id=moved["origin"])[["id", *moved.columns]],
        geometry=[shapely.LineString([start, end]) for start, end in zip(*ends, strict=True)],
        crs=network.crs,
    )
    longest = float(moved["impedance_min"].max()) if len(moved) else 0.0
    below = tuple(upper for upper in BREAKS_MIN if upper < longest)
    return Layer(
        name="assignment",
        role=Role.FLOW,
        frame=frame,
        value="impedance_min",
        unit="min",
        title={"en": "Served from (minutes to the site)", "zh": "服务分配（到设施的分钟数）"},
        breaks=(*below, next((upper for upper in BREAKS_MIN if upper >= longest), float(round(longest + 0.5)))),
    )


def _open_sites(network: Network, assignment: pd.DataFrame, opened: Sequence[str]) -> Layer:
    by_site = assignment.groupby("site").agg(origins_count=("origin", "size"), demand=("demand", "sum"))
    served = by_site.reindex(list(opened), fill_value=0).reset_index(drop=True)
    return Layer(
        name="open_sites",
        role=Role.CHOSEN,
        frame=_points(network, opened).assign(origins_count=served["origins_count"], demand=served["demand"]),
        title={"en": "Open sites", "zh": "选定设施"},
        label="name_en" if "name_en" in network.nodes.columns else "id",
    )


def _candidates(network: Network, closed: Sequence[str]) -> Layer:
    return Layer(
        name="candidates",
        role=Role.STATION,
        frame=_points(network, closed),
        title={"en": "Candidates not chosen", "zh": "未选候选点"},
    )


def _points(network: Network, node_ids: Sequence[str]) -> gpd.GeoDataFrame:
    columns = [column for column in NAME_COLUMNS if column in network.nodes.columns]
    nodes = network.nodes[[*columns, "geometry"]].iloc[network.positions(node_ids)].reset_index(drop=True)
    nodes.insert(0, "id", list(node_ids))
    return gpd.GeoDataFrame(nodes, geometry="geometry", crs=network.crs)
