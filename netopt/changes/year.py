"""year: the network, or some lines of it, as they were at the end of another year."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal, Self

import geopandas as gpd
import pandas as pd
from pydantic import Field, model_validator

from netopt.changes.base import ChangeConfig
from netopt.changes.rows import check_known, uses_lines
from netopt.errors import Breach, NetworkError
from netopt.network.network import Network
from netopt.rail.history import in_force


class YearChange(ChangeConfig):
    """Move the network, or some of its lines with what runs on them, to the end of another year."""

    kind: Literal["year"] = "year"
    as_of: Annotated[int, Field(ge=1800, le=2200)]
    """The state at the END of this year."""
    lines: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    """Ids of the lines to move; left out: everything that the source tells years of."""
    lines_except: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    """Move all lines but these, instead of naming those to move."""

    @model_validator(mode="after")
    def _one_list(self) -> Self:
        if self.lines is not None and self.lines_except is not None:
            raise ValueError("give lines or lines_except, not both")
        return self

    def apply(self, network: Network, *, all_years: Network, folder: Path) -> Network:
        """The network with these lines, their stations and their services in the state of the year.

        A service that uses one of the lines is there if it runs in that year; services on other lines stay.
        """
        if "line_id" not in all_years.edges.columns:
            raise NetworkError(
                [Breach(network.provenance.name, "", "its edges have no lines, so no years; take a network of lines")]
            )
        every_line = all_years.edges["line_id"].dropna().unique()
        check_known(network, "line", [*(self.lines or ()), *(self.lines_except or ())], every_line)
        lines = set(self.lines or every_line) - set(self.lines_except or ())
        then = in_force(all_years, self.as_of)
        is_moved = network.edges["line_id"].isin(lines)
        moved = then.edges[then.edges["line_id"].isin(lines)]
        edges = gpd.GeoDataFrame(pd.concat([network.edges[~is_moved], moved]), crs=network.crs).sort_index()
        ends = {*moved["from_node"], *moved["to_node"]}
        is_everything = self.lines is None and self.lines_except is None
        nodes = _with_nodes(network, then.nodes[then.nodes.index.isin(ends)], is_everything=is_everything)
        as_of = self.as_of if is_everything else network.provenance.as_of
        return replace(
            network,
            nodes=nodes,
            edges=edges,
            services=_services(network, then, lines),
            provenance=replace(network.provenance, as_of=as_of),
        )


def _with_nodes(network: Network, there: gpd.GeoDataFrame, *, is_everything: bool) -> gpd.GeoDataFrame:
    """Nodes with those at the ends of the moved edges; stations that exist already take the class of the year."""
    kept = network.nodes[~network.nodes.index.isin(there.index)] if is_everything else network.nodes
    new = there if is_everything else there[~there.index.isin(network.nodes.index)]
    return gpd.GeoDataFrame(pd.concat([kept, new]), crs=network.crs).sort_index()


def _services(network: Network, then: Network, lines: set[str]) -> pd.DataFrame:
    if network.services.empty and then.services.empty:
        return network.services
    kept = network.services[~uses_lines(network.services, lines)]
    return pd.concat([kept, then.services[uses_lines(then.services, lines)]]).sort_index()
