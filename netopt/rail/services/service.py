"""Services as stop sequences: which stations a train stops at and which edges it runs over in a year."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from netopt.arrays import BoolArray, FloatArray, IntArray
from netopt.errors import Breach, NetworkError
from netopt.rail.services.service_path import Links, shortest_service_path
from netopt.rail.services.timetable import is_oneway, scheduled_times, timetable_breaches
from netopt.rail.tables.table_check import BOARDING_CLASSES
from netopt.rail.tables.table_rules import shown
from netopt.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE

logger = logging.getLogger(__name__)

PATTERNS = ("listed", "nonstop", "express", "all")
TERMINI = ("both", "first", "last", "none")
EXPRESS_CLASSES = ("hub", "main")
SEPARATOR = ";"


@dataclass(frozen=True, eq=False)
class StopSequences:
    """Services of one state of a network, from first to last stop; trains also run the other way unless one-way.

    Stops of service s are ``first_stop[s]`` to ``first_stop[s + 1]``. Between its n stops lie n - 1 hops; hops
    of all services follow each other, so hop h of service s stands at ``first_stop[s] - s + h``.
    """

    service_ids: tuple[str, ...]
    first_stop: IntArray
    """Shape (n_services + 1,)."""
    stop: IntArray
    """Shape (n_stops,): node positions in order."""
    first_piece: IntArray
    """Shape (n_hops + 1,)."""
    edge: IntArray
    """Shape (n_pieces,): edge positions in order of travel."""
    train: tuple[str, ...]
    """Name of the train of each service."""
    headway_s: FloatArray
    """Shape (n_services,): seconds between trains of one direction."""
    is_first_terminus: BoolArray
    """Shape (n_services,): whether the train really starts at the first stop."""
    is_last_terminus: BoolArray
    is_oneway: BoolArray
    """Shape (n_services,): whether trains run from the first to the last stop only."""
    scheduled_s: FloatArray
    """Shape (n_hops,): seconds from departure to arrival that the services table gives; NaN where it gives none."""
    scheduled_dwell_s: FloatArray
    """Shape (n_stops,): seconds at an intermediate stop that the services table gives; NaN where it gives none."""
    line_class: tuple[str, ...]
    """Edge class over which most of each service's length runs."""
    left_out: dict[str, str]
    """Services in force that cannot run in this state, with the reason."""

    @property
    def first_hop(self) -> IntArray:
        """First hop of each service, shape (n_services + 1,)."""
        return self.first_stop - np.arange(self.first_stop.size)


def stop_sequences(
    services: pd.DataFrame,
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    *,
    day_h: float = 16.0,
) -> StopSequences:
    """Stop sequences of services, over the edges of one state of the network (see ``history.in_force``).

    A listed station that is not open yet is passed without a stop; a service whose end or path is not open is
    left out, counted in the log and listed with its reason.

    Parameters
    ----------
    services
        Index ``service_id``, columns of services.csv; only those in force. Optional columns: ``run_s``, ``dwell_s``
        (see ``timetable.timetable_breaches``) and ``oneway`` (yes or no).
    nodes, edges
        Index ``node_id`` with ``class``; ``from_node``, ``to_node``, ``line_id``, ``length_m``, ``class``:
        what is open in the state asked for.
    day_h
        Hours over which trains per day are spread where a service has no headway.

    Raises
    ------
    NetworkError
        If a pattern, terminus or headway of a service in force cannot be read.
    """
    breaches = [
        Breach("services", str(service_id), message)
        for service_id, row in services.iterrows()
        for message in row_breaches(row)
    ]
    if breaches:
        raise NetworkError(breaches)

    resolver = Resolver(nodes, edges)
    kept: list[Resolved] = []
    rows: list[pd.Series[str]] = []
    left_out: dict[str, str] = {}
    for service_id, row in services.sort_index().iterrows():
        resolved = resolver.resolve(row)
        if isinstance(resolved, str):
            left_out[str(service_id)] = resolved
        else:
            kept.append(resolved)
            rows.append(row)
    if left_out:
        logger.info("%d of %d services in force left out: their path is not open", len(left_out), len(services))
    return _as_arrays(kept, rows, left_out, edges, day_h)


@dataclass(frozen=True)
class Resolved:
    """Stops of one service and the edges of each hop between them."""

    stops: list[int]
    hops: list[list[int]]
    ends_listed: tuple[bool, bool]
    """Whether the train stops at the first and at the last listed station."""
    places: list[int]
    """Positions of the stops among the listed stations."""


def row_breaches(row: "pd.Series[Any]") -> Iterator[str]:
    """What cannot be read in a row of the services table, whatever the network."""
    if row["pattern"] not in PATTERNS:
        yield f"pattern {shown(row['pattern'])} is none of {', '.join(PATTERNS)}"
    if row["terminus"] not in TERMINI:
        yield f"terminus {shown(row['terminus'])} is none of {', '.join(TERMINI)}"
    headway, trains = row["headway_min"], row.get("trains_per_day")
    for name, value in (("headway_min", headway), ("trains_per_day", trains)):
        if not pd.isna(value) and not _positive(value):
            yield f"{name} {shown(value)} is not above 0; correct it or leave it empty"
    if pd.isna(headway) and pd.isna(trains):
        yield "headway_min and trains_per_day are both empty; give one of them, above 0"
    listed = listed_items(row["stations"])
    if len(listed) < 2:
        yield f"stations {shown(row['stations'])} names fewer than two; list them in order, apart by {SEPARATOR}"
    yield from (f"station {one!r} is listed twice in a row" for one, two in pairwise(listed) if one == two)
    yield from timetable_breaches(row, len(listed))


def _positive(value: Any) -> bool:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return False
    return 0.0 < number < np.inf


def listed_items(value: Any) -> list[str]:
    """The items of a list in one cell; none where the cell is empty."""
    if pd.isna(value):
        return []
    return [item.strip() for item in str(value).split(SEPARATOR) if item.strip()]


class Resolver:
    """Turns a row of the services table into stops and edges."""

    def __init__(self, nodes: pd.DataFrame, edges: pd.DataFrame) -> None:
        self.positions = {str(node_id): position for position, node_id in enumerate(nodes.index)}
        self.names = [str(node_id) for node_id in nodes.index]
        self.classes = nodes["class"].astype("object").tolist()
        self.lines = set(edges["line_id"].dropna())
        self.links: Links = {}
        ends = zip(edges["from_node"], edges["to_node"], edges["line_id"], edges["length_m"], strict=True)
        for edge, (from_node, to_node, line, length_m) in enumerate(ends):
            if line not in self.lines:
                continue
            tail, head = self.positions[from_node], self.positions[to_node]
            self.links.setdefault((line, tail), []).append((float(length_m), head, edge))
            self.links.setdefault((line, head), []).append((float(length_m), tail, edge))

    def resolve(self, row: "pd.Series[str]") -> Resolved | str:
        """Stops and the edges of each hop between them, or the reason why there are none."""
        listed = listed_items(row["stations"])
        closed = [item for item in (listed[0], listed[-1]) if item not in self.positions]
        if closed:
            return f"{closed[0]} is not open"
        listed_places = [place for place, item in enumerate(listed) if item in self.positions]
        via = [self.positions[listed[place]] for place in listed_places]
        path = shortest_service_path(self.links, listed_items(row["lines"]), via)
        if isinstance(path, int):
            return f"no path over its lines between {self.names[via[path]]} and {self.names[via[path + 1]]}"
        stops = [place for place in range(len(via)) if self._is_stop(row["pattern"], via, place)]
        if len(stops) < 2:
            return "fewer than two of its stations take passengers"
        hops = [[edge for leg in path[here:there] for edge in leg] for here, there in pairwise(stops)]
        return Resolved(
            stops=[via[place] for place in stops],
            hops=hops,
            ends_listed=(stops[0] == 0, stops[-1] == len(via) - 1),
            places=[listed_places[place] for place in stops],
        )

    def _is_stop(self, pattern: str, via: list[int], place: int) -> bool:
        station_class = self.classes[via[place]]
        if station_class not in BOARDING_CLASSES:
            return False
        if pattern in ("listed", "all") or place in (0, len(via) - 1):
            return True
        return pattern == "express" and station_class in EXPRESS_CLASSES


def _as_arrays(
    kept: "list[Resolved]",
    rows: "list[pd.Series[str]]",
    left_out: dict[str, str],
    edges: pd.DataFrame,
    day_h: float,
) -> StopSequences:
    hops = [hop for service in kept for hop in service.hops]
    termini = [(row["terminus"] in ("both", "first"), row["terminus"] in ("both", "last")) for row in rows]
    is_terminus = np.array(termini, dtype=bool).reshape(-1, 2)
    is_terminus &= np.array([service.ends_listed for service in kept], dtype=bool).reshape(-1, 2)
    times = [scheduled_times(row, service.places) for service, row in zip(kept, rows, strict=True)]
    return StopSequences(
        service_ids=tuple(str(row.name) for row in rows),
        first_stop=_offsets([len(service.stops) for service in kept]),
        stop=np.array([stop for service in kept for stop in service.stops], dtype=np.int64),
        first_piece=_offsets([len(hop) for hop in hops]),
        edge=np.array([edge for hop in hops for edge in hop], dtype=np.int64),
        train=tuple(str(row["train"]) for row in rows),
        headway_s=np.array([_headway_s(row, day_h) for row in rows], dtype=np.float64),
        is_first_terminus=is_terminus[:, 0],
        is_last_terminus=is_terminus[:, 1],
        is_oneway=np.array([is_oneway(row) for row in rows], dtype=bool),
        scheduled_s=np.array([second for hops_s, _ in times for second in hops_s], dtype=np.float64),
        scheduled_dwell_s=np.array([second for _, dwells_s in times for second in dwells_s], dtype=np.float64),
        line_class=_main_classes([[edge for hop in service.hops for edge in hop] for service in kept], edges),
        left_out=left_out,
    )


def _offsets(counts: Sequence[int]) -> IntArray:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _headway_s(row: "pd.Series[str]", day_h: float) -> float:
    if _positive(row["headway_min"]):
        return float(row["headway_min"]) * SECONDS_PER_MINUTE
    return day_h * SECONDS_PER_HOUR / float(row["trains_per_day"])


def _main_classes(paths: list[list[int]], edges: pd.DataFrame) -> tuple[str, ...]:
    """The class of edge over which most of each path's length runs; of equally long ones the first by name."""
    names, code = np.unique(edges["class"].to_numpy(dtype=str), return_inverse=True)
    length_m = edges["length_m"].to_numpy(dtype=np.float64)
    longest = [np.bincount(code[path], length_m[path], minlength=names.size).argmax() for path in paths]
    return tuple(str(names[number]) for number in longest)
