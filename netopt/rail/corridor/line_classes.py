"""Class of a corridor: high-speed, intercity, conventional, freight, or its kind of track."""

import numpy as np

from netopt.arrays import BoolArray, FloatArray
from netopt.rail.corridor.corridors import Corridors
from netopt.rail.corridor.edge_runs import pieces_along
from netopt.rail.country import Country
from netopt.rail.stations.track_lines import HSR_KMH
from netopt.rail.topology.track import Track

INTERCITY_KMH = (140.0, 250.0)
"""From the first, below the second."""
OF_TRACK = ("subway", "light_rail", "tram", "monorail", "narrow_gauge")
"""Modes of track that are classes of their own."""


def edge_classes(track: Track, corridors: Corridors, country: Country, *, is_freight: bool = False) -> list[str]:
    """Class of each corridor, by what covers most of the run there.

    rail_ferry
        Some of it goes by train ferry.
    subway, light_rail, tram, monorail, narrow_gauge
        Most of it is such track.
    freight
        Most of it is for freight only, or ``is_freight``: it was found for freight trains.
    intercity
        The name of most of it holds the country's word for intercity lines, and the limit that most of it reaches is
        at least 140 and below 250 km/h.
    hsr
        Most of it is tagged as high-speed or has a limit of 200 km/h or more, in the better direction.
    conventional
        Everything else.
    """
    along, n = pieces_along(track, corridors.there), len(corridors)
    piece_m, ways = track.piece_m[along.piece], track.ways.iloc[track.piece_way[along.piece]]
    kmh = np.maximum(track.piece_kmh(is_forward=True), track.piece_kmh(is_forward=False))[along.piece]
    whole_m = np.bincount(along.run, piece_m, minlength=n)

    def share(is_so: BoolArray) -> FloatArray:
        return np.bincount(along.run, piece_m * is_so, minlength=n).astype(np.float64) / whole_m

    mode = ways["mode"].to_numpy(dtype=object)
    names = track.ways["name"].astype(str)
    has_word = np.array([country.words.intercity.search(name) is not None for name in names], dtype=bool)
    is_called_intercity = share(has_word[track.piece_way[along.piece]]) > 0.5
    has_speed = (share(kmh >= INTERCITY_KMH[0]) >= 0.5) & (share(kmh >= INTERCITY_KMH[1]) < 0.5)
    is_fast = ways["is_highspeed"].to_numpy(dtype=bool) | (kmh >= HSR_KMH)
    rules: list[tuple[str, BoolArray]] = [
        ("rail_ferry", share(mode == "rail_ferry") > 0.0),
        *((name, share(mode == name) > 0.5) for name in OF_TRACK),
        ("freight", np.full(n, is_freight) | (share(ways["is_freight_only"].to_numpy(dtype=bool)) > 0.5)),
        ("intercity", is_called_intercity & has_speed),
        ("hsr", share(is_fast) > 0.5),
    ]
    chosen = np.select([holds for _, holds in rules], [name for name, _ in rules], default="conventional")
    return [str(name) for name in chosen]
