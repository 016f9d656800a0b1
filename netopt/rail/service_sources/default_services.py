"""Services where nothing is known: every line's trains stop at all stations, at the headway of its class; assumed."""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count, pairwise
from typing import Final, TypeAlias

import pandas as pd

from netopt.rail.country import Country
from netopt.rail.service_sources.route_stops import LEAST_LOOP, unrolled
from netopt.rail.services.service_frame import ServiceRow, service_frame

Chain: TypeAlias = tuple[str, Sequence[str]]
"""A line and the nodes along it that a train can run through without reversing."""

NO_PASSENGERS: Final = ("freight", "transfer")


@dataclass(frozen=True)
class _Link:
    """An edge of a chain."""

    edge: int
    length_m: float
    edge_class: str
    opened_year: float
    """-inf where it is not known."""


def default_services(
    chains: Sequence[Chain],
    edges: pd.DataFrame,
    country: Country,
    *,
    covered: Collection[int] = (),
    clipped_stations: Collection[str] = (),
) -> tuple[pd.DataFrame, dict[str, int]]:
    """One service a chain, and counts.

    A chain is cut at edges that a better source covers, and where there is no edge of its line. Freight lines get no
    service. An end of the chain is a terminus unless its station is one where the extract was cut; where the service
    was cut out of a chain, trains go on. Where edges open in different years there is a service for each state,
    with its years. A ring is unrolled.

    Parameters
    ----------
    chains
        As ``corridor.lines`` gives them.
    edges
        ``from_node``, ``to_node``, ``line_id``, ``class``, ``length_m``; optional ``opened_year``.
    covered
        Positions of edges that need no default service.
    clipped_stations
        Stations from which track leads out of the extract.
    """
    counts: Counter[str] = Counter()
    links = _links(edges)
    is_covered = frozenset(covered)
    rows: list[ServiceRow] = []
    taken: set[str] = set()
    for line, nodes in chains:
        for first, end in _open_runs(line, nodes, links, is_covered, counts):
            stations = tuple(nodes[first : end + 1])
            run = [links[_key(line, *pair)] for pair in pairwise(stations)]
            ends = (first == 0 and nodes[0] not in clipped_stations, end == len(nodes) - 1)
            has_termini = (ends[0], ends[1] and nodes[-1] not in clipped_stations)
            rows += [_numbered(row, taken) for row in _states(line, stations, run, has_termini, country)]
    counts["services"] = len(rows)
    return service_frame(rows), dict(sorted(counts.items()))


def _key(line: str, one: str, other: str) -> tuple[str, str, str]:
    return (line, one, other) if one <= other else (line, other, one)


def _links(edges: pd.DataFrame) -> dict[tuple[str, str, str], _Link]:
    """The shortest edge of each line between two nodes (ids in order)."""
    links: dict[tuple[str, str, str], _Link] = {}
    years = edges["opened_year"] if "opened_year" in edges.columns else pd.Series(pd.NA, index=edges.index)
    columns = zip(
        edges["line_id"], edges["from_node"], edges["to_node"], edges["length_m"], edges["class"], years, strict=True
    )
    for edge, (line, tail, head, length_m, edge_class, year) in enumerate(columns):
        opened = -math.inf if pd.isna(year) else float(year)
        link = _Link(edge, float(length_m), str(edge_class), opened)
        key = _key(str(line), str(tail), str(head))
        if key not in links or link.length_m < links[key].length_m:
            links[key] = link
    return links


def _open_runs(
    line: str,
    nodes: Sequence[str],
    links: dict[tuple[str, str, str], _Link],
    covered: frozenset[int],
    counts: Counter[str],
) -> list[tuple[int, int]]:
    """First and last place of every stretch of a chain that needs a default service."""
    runs: list[list[int]] = []
    for place, pair in enumerate(pairwise(nodes)):
        link = links.get(_key(line, *pair))
        if link is None:
            counts["chain_gaps"] += 1
        elif link.edge_class in NO_PASSENGERS:
            counts["edges_of_freight"] += 1
        elif link.edge in covered:
            counts["edges_covered"] += 1
        elif runs and runs[-1][1] == place:
            runs[-1][1] = place + 1
        else:
            runs.append([place, place + 1])
    return [(first, end) for first, end in runs]


def _states(
    line: str, stations: tuple[str, ...], run: Sequence[_Link], has_termini: tuple[bool, bool], country: Country
) -> list[ServiceRow]:
    """The services of a stretch, one for each run of open edges and the years in which it is just that long."""
    years = sorted({link.opened_year for link in run})
    spans: dict[tuple[int, int], list[float]] = {}
    for year, following in zip(years, [*years[1:], math.inf], strict=True):
        for first, end in _runs_open_in(run, year):
            span = spans.setdefault((first, end), [year, following])
            span[1] = following
    rows = []
    for (first, end), (from_year, before_year) in sorted(spans.items(), key=lambda item: (item[1], item[0])):
        termini = (has_termini[0] or first > 0, has_termini[1] or end < len(run))
        rows.append(
            _row(line, stations[first : end + 1], run[first:end], termini, country, years=(from_year, before_year))
        )
    return rows


def _runs_open_in(run: Sequence[_Link], year: float) -> list[tuple[int, int]]:
    """First place and end of every stretch of edges open in a year."""
    runs: list[tuple[int, int]] = []
    for place, link in enumerate(run):
        if link.opened_year > year:
            continue
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _row(
    line: str,
    stations: tuple[str, ...],
    run: Sequence[_Link],
    has_termini: tuple[bool, bool],
    country: Country,
    *,
    years: tuple[float, float],
) -> ServiceRow:
    length_of: dict[str, float] = {}
    for link in run:
        length_of[link.edge_class] = length_of.get(link.edge_class, 0.0) + link.length_m
    track_class = max(sorted(length_of), key=lambda name: length_of[name])
    is_ring = len(stations) >= LEAST_LOOP and stations[0] == stations[-1]
    return ServiceRow(
        service_id=line,
        stations=unrolled(stations, is_oneway=False) if is_ring else stations,
        lines=(line,),
        pattern="all",
        train=country.train[track_class],  # type: ignore[index]  # edge classes all
        headway_min=country.headway_min[track_class],  # type: ignore[index]
        is_assumed=True,
        has_termini=(False, False) if is_ring else has_termini,
        from_year=int(years[0]) if math.isfinite(years[0]) else None,
        to_year=int(years[1]) - 1 if math.isfinite(years[1]) else None,
        source=f"assumed: all stations of the line, headway and train of the class {track_class} ({country.name})",
    )


def _numbered(row: ServiceRow, taken: set[str]) -> ServiceRow:
    """The row with an id of its own, which is ``taken`` then: a line may be called like another with a number."""
    first = f"all:{row.service_id}"
    service_id = next(
        each for each in chain([first], (f"{first}-{number}" for number in count(2))) if each not in taken
    )
    taken.add(service_id)
    return replace(row, service_id=service_id)
