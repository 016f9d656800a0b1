"""What may be removed: stations, links and border crossings of a network, each as a closure with a name."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import geopandas as gpd
import pandas as pd
import shapely

from netopt.errors import NetworkError
from netopt.network.names import names_of
from netopt.network.network import Network
from netopt.network.select import Clause, matching
from netopt.rail.services.edge_borders import MODE_OF_CLASS, RAIL, edge_borders
from netopt.schema import ConfigModel
from netopt.travel.closures.closure import Closure

STATION, LINK, BORDER = "station", "link", "border"


class OnlyThose(ConfigModel):
    """Where-clauses that say which stations, links and borders are looked at; all where there is none."""

    stations: Clause | None = None
    """On columns of the stations, for example "class == 'hub'"."""
    links: Clause | None = None
    """On columns of the edges, for example "class == 'hsr' and length_m > 5e4"."""
    borders: Clause | None = None
    """On columns of the table of borders, for example "mode == 'rail'"."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """One thing that may be removed."""

    removed: str
    """``station``, ``link`` or ``border``."""
    id: str
    name_zh: str
    name_en: str
    closure: Closure
    shape: shapely.Geometry | None
    """Where it is on the map; ``None`` for a border that is crossed anywhere."""
    line_zh: str = ""
    """Name of a link's line."""
    line_en: str = ""


def candidates(network: Network, remove: tuple[str, ...], only: OnlyThose) -> tuple[Candidate, ...]:
    """All that is to be removed, one at a time: stations, then links, then borders, in the order of the network.

    Ways on the ground (roads, and footpaths between stations) are no links.

    Raises
    ------
    NetworkError
        If borders are to be removed and the network has none.
    ProblemError, MissingColumnError
        If a where-clause does not fit the columns.
    """
    found: list[Candidate] = []
    if "stations" in remove:
        found += _stations(network, only.stations)
    if "links" in remove:
        found += _links(network, only.links)
    if "borders" in remove:
        found += _borders(network, only.borders)
    return tuple(found)


def _stations(network: Network, only: str | None) -> Iterator[Candidate]:
    stations = _those(network.of_kind("station"), only)
    zh, en = names_of(stations)
    for row, (position, node_id) in enumerate(zip(network.positions(stations.index), stations.index, strict=True)):
        closure = Closure(stations=(int(position),))
        yield Candidate(STATION, str(node_id), zh[row], en[row], closure, stations.geometry.iloc[row])


def _links(network: Network, only: str | None) -> Iterator[Candidate]:
    edges = network.edges
    classes = edges["class"] if "class" in edges.columns else pd.Series(RAIL, index=edges.index)
    is_run = classes.map(lambda word: MODE_OF_CLASS.get(str(word), RAIL) is not None).to_numpy(dtype=bool)
    links = _those(edges[is_run], only)
    of_nodes = [dict(zip(network.nodes.index, names, strict=True)) for names in names_of(network.nodes)]
    ends = list(zip(links["from_node"], links["to_node"], strict=True))
    zh, en = ([f"{name_of[tail]}–{name_of[head]}" for tail, head in ends] for name_of in of_nodes)
    line_zh, line_en = names_of(links, ("line_zh", "line_en"), id_column="line_id")
    for row, (position, edge_id) in enumerate(zip(edges.index.get_indexer(links.index), links.index, strict=True)):
        closure, shape = Closure(links=(int(position),)), links.geometry.iloc[row]
        yield Candidate(LINK, str(edge_id), zh[row], en[row], closure, shape, line_zh[row], line_en[row])


def _borders(network: Network, only: str | None) -> Iterator[Candidate]:
    """A candidate for each ``border_id``: all of its rules are closed together."""
    borders = network.borders
    if borders is None or not borders.rules:
        raise NetworkError("criticality is to remove borders, but there are none; give the section `borders` a table")
    rules = pd.DataFrame([asdict(rule) for rule in borders.rules]).set_index("border_id")
    rules["sides"] = [" ".join(sorted(rule.sides)) for rule in borders.rules]
    position_of: dict[str, list[int]] = {}
    for position, rule in enumerate(borders.rules):
        position_of.setdefault(rule.border_id, []).append(position)
    met = edge_borders(network.nodes, network.edges, borders).met
    asked = _those(rules, only).index.unique()
    for border_id in asked:
        positions = position_of[str(border_id)]
        first = borders.rules[positions[0]]
        stations = [borders.rules[position].station_id for position in positions]
        crossed = network.edges.geometry[met[:, positions].any(axis=1)]
        shape = _place(network.nodes, [station for station in stations if station is not None], crossed)
        yield Candidate(BORDER, str(border_id), first.name_zh, first.name_en, Closure(rules=tuple(positions)), shape)


def _place(nodes: gpd.GeoDataFrame, stations: list[str], crossed: gpd.GeoSeries) -> shapely.Geometry | None:
    """The control's station, else the middles of the links that cross there, else nothing."""
    there: list[shapely.Geometry] = nodes.geometry[nodes.index.isin(stations)].tolist()
    if there:
        return there[0]
    middles = [line.interpolate(0.5, normalized=True) for line in crossed if line is not None]
    return shapely.MultiPoint(middles) if middles else None


def _those(frame: pd.DataFrame, only: str | None) -> pd.DataFrame:
    return frame if only is None else frame[matching(frame, only)]
