"""Speed limits of track both ways: tagged on the way, for its design, on its line, or the country's default."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from netopt.arrays import BoolArray, FloatArray
from netopt.osm.extract import Tags
from netopt.osm.tags import parse_speed, plain
from netopt.rail.country import Country
from netopt.units import KMH_PER_MS

SOURCES = ("tag", "design", "relation", "default")
"""From the best to the least."""


class _Limit(NamedTuple):
    kmh: float
    """NaN where only the default is left."""
    source: str


def with_speeds(
    ways: pd.DataFrame, tagged: Sequence[tuple[Tags, Tags]], country: Country, unread: Counter[str]
) -> pd.DataFrame:
    """The frame with ``kmh_forward``, ``kmh_backward``, ``is_kmh_assumed_*`` and ``kmh_source``.

    Each direction takes the first it has of ``maxspeed:forward`` (or ``backward``), ``maxspeed``,
    ``maxspeed:design`` up to the country's cap, its line's ``maxspeed`` (not on
    tracks beside the line: ``service``), the country's default. ``kmh_source`` is the
    better of the two directions. A rail ferry without a limit gets its speed by ``with_ferry_speeds``.

    ``tagged`` has the tags of each way and of its line. Ways with values that cannot be read, and those with several
    of which the lowest was taken, are counted in ``unread``.
    """
    limits = [
        _limits(tags, line, country.design_cap(mode, is_highspeed=is_highspeed), unread)
        for (tags, line), mode, is_highspeed in zip(tagged, ways["mode"], ways["is_highspeed"], strict=True)
    ]
    tagged_kmh = np.array([[each.kmh for each in pair] for pair in limits], dtype=np.float64).reshape(-1, 2)
    default = _defaults(ways, tagged_kmh, country)
    kmh = np.where(np.isnan(tagged_kmh), default[:, None], tagged_kmh)
    return ways.assign(
        kmh_forward=kmh[:, 0],
        kmh_backward=kmh[:, 1],
        is_kmh_assumed_forward=np.isnan(tagged_kmh[:, 0]),
        is_kmh_assumed_backward=np.isnan(tagged_kmh[:, 1]),
        kmh_source=[min((each.source for each in pair), key=SOURCES.index) for pair in limits],
    )


def _limits(tags: Tags, line: Tags, cap_kmh: float, unread: Counter[str]) -> tuple[_Limit, _Limit]:
    """Tagged limits along and against the way."""
    trouble: set[str] = set()

    def read(tags: Tags, *keys: str) -> float | None:
        for key in keys:
            if not plain(tags.get(key)):
                continue
            speed = parse_speed(tags[key])
            if speed.is_ambiguous:
                trouble.add("ambiguous_speeds")
            if speed.kmh is not None:
                return speed.kmh
            trouble.add("unreadable_speeds")
        return None

    plainly = read(tags, "maxspeed")
    design = read(tags, "maxspeed:design", "maxspeed:designed")
    relation = None if plain(tags.get("service")) else read(line, "maxspeed")
    below = _Limit(float("nan"), "default")
    if plainly is not None:
        below = _Limit(plainly, "tag")
    elif design is not None:
        below = _Limit(min(design, cap_kmh), "design")
    elif relation is not None:
        below = _Limit(relation, "relation")
    found = []
    for direction in ("forward", "backward"):
        own = read(tags, f"maxspeed:{direction}")
        found.append(below if own is None else _Limit(own, "tag"))
    unread.update(trouble)
    return found[0], found[1]


def _defaults(ways: pd.DataFrame, tagged_kmh: FloatArray, country: Country) -> FloatArray:
    """The country's speed for each way, shape (n_ways,); that of equal ways is looked up once."""
    keys = ways[["mode", "usage", "service", "is_highspeed", "electrified"]].copy()
    is_rule = ways["is_highspeed"] & (ways["mode"] == "rail")
    keys["name"] = ways["name"].where(is_rule, "")
    line_kmh = pd.Series(tagged_kmh.max(axis=1), index=ways.index)  # NaN where a direction has no limit
    keys["median"] = line_kmh.groupby(ways["name"]).transform("median").where(is_rule & (ways["name"] != ""))
    known: dict[tuple[object, ...], float] = {}
    found = []
    for mode, usage, service, is_highspeed, electrified, name, median in keys.itertuples(index=False, name=None):
        key = (mode, usage, service, is_highspeed, electrified, name)  # the median goes with the name
        if key not in known:
            known[key] = country.assumed_kmh(
                mode,
                usage=usage,
                service=service,
                is_highspeed=is_highspeed,
                electrified=electrified,
                line_name=name,
                line_median_kmh=None if np.isnan(median) else median,
            )
        found.append(known[key])
    return np.array(found, dtype=np.float64)


def with_ferry_speeds(
    ways: pd.DataFrame, length_m: FloatArray, is_clipped: BoolArray, country: Country
) -> pd.DataFrame:
    """The frame with the speeds of rail ferries: length over tagged duration, else by the country's classes of length.

    A ferry cut at the edge of the extract loses its duration: it is that of the whole crossing.
    """
    is_ferry = (ways["mode"] == "rail_ferry").to_numpy()
    if not is_ferry.any():
        return ways
    duration_s = np.where(is_clipped, np.nan, ways["duration_s"].to_numpy(dtype=np.float64))
    has_duration = is_ferry & (duration_s > 0) & (length_m > 0)
    kmh = np.array([country.rail_ferry.kmh_of(length) for length in length_m])
    kmh[has_duration] = length_m[has_duration] / duration_s[has_duration] * KMH_PER_MS
    assumed = ways[["is_kmh_assumed_forward", "is_kmh_assumed_backward"]].to_numpy(dtype=bool)
    tagged_kmh = ways[["kmh_forward", "kmh_backward"]].to_numpy(dtype=np.float64)
    is_set = has_duration[:, None] | (is_ferry[:, None] & assumed)
    found_kmh = np.where(is_set, kmh[:, None], tagged_kmh)
    is_assumed = assumed & ~has_duration[:, None]
    return ways.assign(
        duration_s=duration_s,
        kmh_forward=found_kmh[:, 0],
        kmh_backward=found_kmh[:, 1],
        is_kmh_assumed_forward=is_assumed[:, 0],
        is_kmh_assumed_backward=is_assumed[:, 1],
        kmh_source=np.where(has_duration, "tag", ways["kmh_source"]),
    )
