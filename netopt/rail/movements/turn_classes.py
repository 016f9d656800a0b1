"""Which tracks belong together: whether a train may pass from a track of one mode and gauge to the next."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from netopt.arrays import BoolArray, IntArray
from netopt.errors import NetworkError
from netopt.osm.extract import OsmExtract
from netopt.rail.topology.track import Track

RAIL, LIGHT, SUBWAY, MONORAIL, FERRY = range(5)
MODE_CLASS = {
    "rail": RAIL,
    "narrow_gauge": RAIL,
    "light_rail": LIGHT,
    "tram": LIGHT,
    "subway": SUBWAY,
    "monorail": MONORAIL,
    "rail_ferry": FERRY,
}
"""Modes of one class share tracks."""

ROUTES_OF_TRAINS = ("train", "light_rail", "tram", "subway", "monorail")


def mode_class(track: Track) -> IntArray:
    """Class of each edge's mode, shape (n_edges,).

    Raises
    ------
    NetworkError
        If ``ways`` holds a mode that is no track.
    """
    modes = track.ways["mode"]
    unknown = sorted(set(modes) - set(MODE_CLASS))
    if unknown:
        raise NetworkError(f"mode {unknown[0]!r} of a way is no track; use one of {', '.join(MODE_CLASS)}")
    return np.asarray(modes.map(MODE_CLASS).to_numpy(dtype=np.int64)[track.edge_way])


def way_at_start(track: Track) -> IntArray:
    """Row in ``ways`` of the piece where each directed edge starts, shape (2 n_edges,)."""
    return np.concatenate([track.piece_way[track.first_piece[:-1]], track.piece_way[track.first_piece[1:] - 1]])


def route_ways(extract: OsmExtract) -> tuple[IntArray, ...]:
    """Ids of the ways of each route relation of trains, by rising relation id; ids rise.

    ``legal_turns`` needs them for tram-trains: they alone pass between rail and light rail.
    """
    routes = []
    for relation in extract.relations:
        if relation.tags.get("type") == "route" and relation.tags.get("route") in ROUTES_OF_TRAINS:
            ways = {member.ref for member in relation.members if member.type == "way"}
            routes.append(np.array(sorted(ways), dtype=np.int64))
    return tuple(routes)


def can_pass(track: Track, before: IntArray, after: IntArray, routes: Sequence[IntArray]) -> BoolArray:
    """Whether mode and gauge let a train pass between directed edges that meet, shape of ``before``.

    Same class: rail and narrow gauge; light rail and tram; subway; monorail. A train ferry joins rail. Rail joins light
    rail and tram only where one of ``routes`` (way ids) uses both ways. Gauges that are known must have one in common;
    between rail and narrow gauge they must be known, too.
    """
    edge_before, edge_after = before % track.n_edges, after % track.n_edges
    kind = mode_class(track)
    first, second = np.minimum(kind[edge_before], kind[edge_after]), np.maximum(kind[edge_before], kind[edge_after])
    passes = (first == second) | ((first == RAIL) & (second == FERRY))
    passes |= _share_a_route(track, before, after, (first == RAIL) & (second == LIGHT), routes)
    shares, is_known = _gauges(track, edge_before, edge_after)
    is_narrow = np.asarray(track.of_ways("mode") == "narrow_gauge", dtype=bool)
    differs = is_narrow[edge_before] != is_narrow[edge_after]
    is_water = second == FERRY
    return np.asarray(passes & np.where(is_known, shares, ~differs | is_water), dtype=bool)


def _gauges(track: Track, edge_before: IntArray, edge_after: IntArray) -> tuple[BoolArray, BoolArray]:
    """Whether two edges have a gauge in common, and whether both are known."""
    codes, sets = pd.factorize(track.ways["gauge_mm"].to_numpy(dtype=object))
    shares = np.array([[bool(one & other) for other in sets] for one in sets], dtype=bool).reshape(len(sets), len(sets))
    known = np.array([bool(one) for one in sets], dtype=bool)
    code = codes[track.edge_way]
    first, second = code[edge_before], code[edge_after]
    return np.asarray(shares[first, second], dtype=bool), np.asarray(known[first] & known[second], dtype=bool)


def _share_a_route(
    track: Track, before: IntArray, after: IntArray, asked: BoolArray, routes: Sequence[IntArray]
) -> BoolArray:
    """Whether a route uses the ways on both sides, looked up where ``asked``."""
    found = np.zeros(before.size, dtype=bool)
    places = np.flatnonzero(asked)
    if not places.size or not routes:
        return found
    routes_of: dict[int, set[int]] = {}
    for number, ways in enumerate(routes):
        for way in ways.tolist():
            routes_of.setdefault(way, set()).add(number)
    way_id = track.ways.index.to_numpy(dtype=np.int64)[way_at_start(track)]
    reverse_of_before = (before[places] + track.n_edges) % (2 * track.n_edges)
    pairs = zip(way_id[reverse_of_before].tolist(), way_id[after[places]].tolist(), strict=True)
    found[places] = [bool(routes_of.get(one, set()) & routes_of.get(other, set())) for one, other in pairs]
    return found
