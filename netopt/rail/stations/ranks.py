"""Rank of stations: hub, main or local; by the category that is tagged, else by an assumed rule from what is there."""

from typing import Final

import numpy as np
import pandas as pd

from netopt.arrays import IntArray
from netopt.rail.stations.cluster_units import FREIGHT

HIGHEST_CATEGORY: Final = {"hub": 2, "main": 4, "local": 7}
"""``railway:station_category`` 1 to 7, 1 the most important (Germany's station categories): up to which number."""
HUB_TRACKS: Final = 8
MAIN_TRACKS: Final = 4
HUB_LINES: Final = 4
MAIN_LINES: Final = 2


def rank_stations(stations: pd.DataFrame, n_points: IntArray, n_lines: IntArray | None = None) -> pd.DataFrame:
    """Columns ``class`` (hub, main, local, freight) and ``class_assumed`` (bool), by ``station_id``.

    A tagged category 1 or 2 is a hub, 3 or 4 main, 5 to 7 local. Without one the rank is assumed: a hub has eight
    tracks that trains stop on, or four lines; a main station four tracks, or two lines. Nothing supports these numbers
    but that they pick out well-known stations; urban stations have few tracks, so only lines lift them.

    Parameters
    ----------
    stations
        As ``Stations.stations``, with ``category``.
    n_points
        Shape (n_stations,): points on track, one a track.
    n_lines
        Shape (n_stations,): lines that meet there; ``None`` where they are not known yet.
    """
    lines = np.zeros(len(stations), dtype=np.int64) if n_lines is None else n_lines
    is_hub = (n_points >= HUB_TRACKS) | (lines >= HUB_LINES)
    is_main = (n_points >= MAIN_TRACKS) | (lines >= MAIN_LINES)
    assumed = np.where(is_hub, "hub", np.where(is_main, "main", "local")).astype(object)
    tagged = stations["category"].map(_class_of_category).to_numpy(dtype=object)
    is_tagged = tagged != ""
    is_freight = (stations["kind"] == FREIGHT).to_numpy(dtype=bool)
    rank = np.where(is_freight, FREIGHT, np.where(is_tagged, tagged, assumed))
    columns = {"class": rank.astype(str), "class_assumed": ~is_freight & ~is_tagged}
    return pd.DataFrame(columns, index=stations.index)


def _class_of_category(category: str) -> str:
    if not category.strip().isdecimal():
        return ""
    number = int(category)
    return next((rank for rank, last in HIGHEST_CATEGORY.items() if 1 <= number <= last), "")
