"""Headways as OpenStreetMap's route relations tag them: interval=00:10:00, 10, 5-10, 10 min."""

import re
from collections.abc import Mapping
from typing import Final

from netopt.osm.tags import parse_duration, plain
from netopt.units import SECONDS_PER_MINUTE

KEYS: Final = ("interval", "headway", "frequency")
"""``interval`` is the documented key; the others are found too."""
LONGEST_MIN: Final = 1440.0
"""A service that runs less than once a day has no headway."""
_RANGE: Final = re.compile(r"\s*(?:-|–|—|~|\bto\b)\s*")
_BARE: Final = re.compile(r"[\d.,;\s]+([kK]?[hH][zZ])?")
"""A number without a unit of time: the frequency of the current, where the key is ``frequency``."""


def parse_interval(text: str) -> float | None:
    """Minutes between trains; ``None`` where the text cannot be read.

    Read is what is a duration (``00:10:00``, ``00:10``, ``10``, ``10 min``, ``PT10M``), up to a day, and of a range
    of two (``5-10``) the mean. Lists and conditions (``10;20``, ``10 @ (Mo-Fr)``) say more than one number.
    """
    parts = [parse_duration(part) for part in _RANGE.split(plain(text))]
    minutes = [part / SECONDS_PER_MINUTE for part in parts if part is not None]
    if len(minutes) != len(parts) or len(parts) > 2 or max(minutes) > LONGEST_MIN:
        return None
    return sum(minutes) / len(minutes)


def tagged_headway(tags: Mapping[str, str]) -> tuple[float | None, int]:
    """Minutes between trains of a route relation, and how many values could not be read on the way to it."""
    n_unread = 0
    for key in KEYS:
        value = plain(tags.get(key))
        if not value or (key == "frequency" and _BARE.fullmatch(value)):
            continue
        minutes = parse_interval(value)
        if minutes is not None:
            return minutes, n_unread
        n_unread += 1
    return None, n_unread
