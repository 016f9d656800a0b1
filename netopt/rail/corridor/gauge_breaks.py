"""Chains cut where the gauge breaks: each edge may fit the next, and yet no train the whole chain."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pandas as pd

from netopt.rail.corridor.chains import Chain

Gauges = frozenset[str]


def cut_at_gauge_breaks(chains: Sequence[Chain], edges: pd.DataFrame) -> list[Chain]:
    """Chains that one train can run through, sorted: each has a gauge that all its track of known gauge has.

    From its first station on a chain goes as far as a gauge is left; the rest begins at that station, where one changes
    trains. Track of two gauges joins what is on both sides of it to the side that comes first.

    Parameters
    ----------
    edges
        ``line_id``, ``from_node``, ``to_node``, ``gauge_mm`` (apart by ;, "" unknown).
    """
    columns = zip(edges["line_id"], edges["from_node"], edges["to_node"], edges["gauge_mm"], strict=True)
    gauges = {(str(line), frozenset((a, b))): frozenset(text.split(";")) - {""} for line, a, b, text in columns}
    return sorted(part for chain in chains for part in _parts(chain, gauges))


def _parts(chain: Chain, gauges: dict[tuple[str, frozenset[str]], Gauges]) -> Iterator[Chain]:
    line, stations = chain
    begin, common = 0, Gauges()
    for place, pair in enumerate(pairwise(stations)):
        here = gauges[line, frozenset(pair)]
        if common and here and common.isdisjoint(here):
            yield line, stations[begin : place + 1]
            begin, common = place, here
        elif here:
            common = common & here if common else here
    yield line, stations[begin:]
