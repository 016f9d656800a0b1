"""Several sources as one network: railways of a pinned network, say, and the streets around their stations."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import geopandas as gpd
import pandas as pd
from pydantic import Field

from netopt.errors import Breach, NetworkError
from netopt.network.crs import equal_area_crs, to_wgs84
from netopt.network.network import Network
from netopt.network.snapshot import as_pinned
from netopt.provenance import Provenance
from netopt.sources.base import SourceConfig

if TYPE_CHECKING:
    from netopt.sources import AnyPart

FRAMES: Final = ("nodes", "edges", "services", "areas", "places", "water")
HISTORY: Final = ("opened_year", "closed_year", "from_year", "to_year", "speed_history", "speed_assumed")
"""Columns that tell of other years than the state at hand."""
MOST_SHOWN: Final = 10


class JoinedSource(SourceConfig):
    """Several sources as one network, for example a pinned railway and the streets around its stations.

    Parts lie beside each other: they meet where a traveller goes from a street to a station, and share no node.
    """

    kind: Literal["joined"] = "joined"
    parts: Annotated[tuple["AnyPart", ...], Field(min_length=2)]
    """The sources. A part with an `as_of` of its own is as it was then; the others follow that of the whole."""

    def read(self, folder: Path) -> Network:
        """The network of all years, but for parts with a year of their own.

        Raises
        ------
        NetworkError
            If two parts hold a node, edge, service, zone, place or water of the same id.
        """
        parts = [_of_one_year(part.load(folder)) if part.as_of else part.read(folder) for part in self.parts]
        _check_ids(parts)
        crs = equal_area_crs(_bounds(parts))
        frames: dict[str, Any] = {name: _joined([getattr(part, name) for part in parts], crs) for name in FRAMES}
        return as_pinned(Network(**frames, provenance=_provenance(parts)))


def _of_one_year(network: Network) -> Network:
    """The network without its other years, so that no later question finds them."""
    frames = {name: getattr(network, name).drop(columns=list(HISTORY), errors="ignore") for name in FRAMES[:3]}
    return replace(network, **frames)


def _check_ids(parts: Sequence[Network]) -> None:
    breaches = []
    for name in FRAMES:
        owner: dict[str, str] = {}
        twice: dict[tuple[str, str], list[str]] = {}
        for number, part in enumerate(parts, start=1):
            told = f"part {number} ({part.provenance.kind} {part.provenance.name})"
            for identifier in getattr(part, name).index.astype(str):
                if identifier in owner and owner[identifier] != told:
                    twice.setdefault((owner[identifier], told), []).append(identifier)
                owner.setdefault(identifier, told)
        for (one, other), ids in twice.items():
            shown = ", ".join(sorted(ids)[:MOST_SHOWN]) + (", ..." if len(ids) > MOST_SHOWN else "")
            what = f"{one} and {other} share {len(ids)} ids of {name}: {shown}"
            breaches.append(Breach("joined", "", f"{what}; leave one of the parts, or what they share, out"))
    if breaches:
        raise NetworkError(breaches)


def _bounds(parts: Sequence[Network]) -> tuple[float, float, float, float]:
    """West, south, east, north of all nodes in degrees."""
    bounds = pd.DataFrame([to_wgs84(part.nodes).total_bounds for part in parts])
    low, high = bounds.min(), bounds.max()
    return float(low[0]), float(low[1]), float(high[2]), float(high[3])


def _joined(frames: Sequence[pd.DataFrame], crs: Any) -> pd.DataFrame:
    """Frames of one sort under each other, those with geometry in one CRS; empty where all are."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return frames[0].iloc[:0]
    if not isinstance(filled[0], gpd.GeoDataFrame):
        together: pd.DataFrame = pd.concat(filled)
        return together
    name = filled[0].index.name
    projected = [frame.to_crs(crs) for frame in filled if isinstance(frame, gpd.GeoDataFrame)]
    drawn: pd.DataFrame = gpd.GeoDataFrame(pd.concat(projected), crs=crs).rename_axis(index=name)
    return drawn


def _provenance(parts: Sequence[Network]) -> Provenance:
    """All sources, each once; what was asked and counted by part."""
    told = [part.provenance for part in parts]
    return Provenance(
        kind="joined",
        name="+".join(each.name for each in told),
        sources=tuple(dict.fromkeys(source for each in told for source in each.sources)),
        parameters={
            "parts": [
                {
                    "kind": each.kind,
                    "name": each.name,
                    "digest": each.digest,
                    "as_of": each.as_of,
                    "parameters": each.parameters,
                }
                for each in told
            ]
        },
        sheet=_sheet(told),
    )


def _sheet(told: Sequence[Provenance]) -> dict[str, Any]:
    """The sheets of all parts in one; of figures that two of them tell, those of the later part under its name."""
    sheet: dict[str, Any] = {}
    for each in told:
        for key, value in each.sheet.items():
            sheet[key if key not in sheet else f"{key} ({each.kind} {each.name})"] = value
    return sheet
