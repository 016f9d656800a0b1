"""Read OpenStreetMap's tag values: speeds, gauges, durations, years, yes and no; never a guess, never an error."""

import re
import unicodedata
from typing import Final, NamedTuple

LEAST_KMH: Final = 5.0
"""Lower speeds are no line speeds: missing (GraphHopper drops them below 4.8)."""
HIGHEST_KMH: Final = 603.0
"""The fastest any train has run (L0, 21 April 2015): what is higher is a slip of the pen, so missing."""
GAUGES_MM: Final = (150, 3000)
YEARS: Final = (1800, 2200)
LONGEST_TEXT: Final = 255
"""OpenStreetMap's own limit for a value; longer text is no value."""
KMH: Final = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}

_SPEED = re.compile(r"([0-9]+(?:\.[0-9]+)?) *(km/h|kmh|kph|mph|knots|)", re.IGNORECASE)
_GAUGE = re.compile(r"([0-9]{2,4})(?: ?mm)?")
_ISO_DURATION = re.compile(r"P(?:([0-9]{1,3})D)?(?:T(?:([0-9]{1,4})H)?(?:([0-9]{1,5})M)?(?:([0-9]{1,6})S)?)?")
_CLOCK_DURATION = re.compile(r"([0-9]{1,3}):([0-5]?[0-9])(?::([0-5]?[0-9]))?")
_MINUTES = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,3})?)(?: ?(?:min|mins|minutes))?")
_WHOLE = re.compile(r"[0-9]{1,9}")
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_VAGUE = re.compile(r"before|after|<|>|\.\.|[0-9]s\b|\bc[0-9]|\bjd:|\bj:", re.IGNORECASE)


class Speed(NamedTuple):
    """A speed limit as read."""

    kmh: float | None
    """Missing where the text names no speed of a line."""
    is_ambiguous: bool = False
    """The text gives several values; the lowest was taken."""


def plain(text: str | None) -> str:
    """The text in Unicode's compatibility form (full-width digits become plain ones), without blanks around."""
    if text is None or len(text) > LONGEST_TEXT:
        return ""
    return unicodedata.normalize("NFKC", text).strip()


def parse_speed(text: str | None) -> Speed:
    """Speed limit from ``maxspeed`` and its kin.

    ``350``, ``160 km/h``, ``100 mph``, ``60 knots``; of ``120;80`` and ``120|80`` the lowest, ambiguous where they
    differ. Missing: ``none``, ``signals``, ``variable``, ``walk``, zones such as ``RU:urban``, below 5 km/h, above
    ``HIGHEST_KMH``, and any text of which one part cannot be read.
    """
    parts = [part.strip() for part in re.split(r"[;|]", plain(text)) if part.strip()]
    read = [_one_speed(part) for part in parts]
    known = [kmh for kmh in read if kmh is not None]
    if not known:
        return Speed(None)
    return Speed(min(known), is_ambiguous=len(set(read)) > 1)


def _one_speed(text: str) -> float | None:
    match = _SPEED.fullmatch(text)
    if match is None:
        return None
    kmh = float(match[1]) * KMH[match[2].lower()]
    return kmh if LEAST_KMH <= kmh <= HIGHEST_KMH else None


def parse_gauges(text: str | None) -> frozenset[int] | None:
    """Gauges in mm from ``1435`` or ``1435;1000``; empty where there is no text, ``None`` where it cannot be read."""
    parts = [part.strip() for part in re.split(r"[;,/|]", plain(text)) if part.strip()]
    gauges = set()
    for part in parts:
        match = _GAUGE.fullmatch(part)
        if match is None or not GAUGES_MM[0] <= int(match[1]) <= GAUGES_MM[1]:
            return None
        gauges.add(int(match[1]))
    return frozenset(gauges)


def parse_duration(text: str | None) -> float | None:
    """Seconds from ``PT1H10M``, ``01:10``, ``01:10:00`` or minutes (``70``); missing where not one of these or zero."""
    value = plain(text)
    if match := _ISO_DURATION.fullmatch(value.upper()):
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        total = days * 86400.0 + hours * 3600.0 + minutes * 60.0 + seconds
    elif match := _CLOCK_DURATION.fullmatch(value):
        total = int(match[1]) * 3600.0 + int(match[2]) * 60.0 + int(match[3] or 0)
    elif match := _MINUTES.fullmatch(value):
        total = float(match[1]) * 60.0
    else:
        return None
    return total if total > 0 else None


def parse_year(text: str | None) -> int | None:
    """Year from ``2027``, ``2027-06``, ``2027-06-30``, ``06/2027``, ``~1905``, ``2027年``.

    Missing where the text names no single year: ``C19``, ``1920s``, ``before 1900``, ``1841..1850``.
    """
    value = plain(text)
    years = _YEAR.findall(value)
    if len(years) != 1 or _VAGUE.search(value):
        return None
    year = int(years[0])
    return year if YEARS[0] <= year <= YEARS[1] else None


def parse_int(text: str | None) -> int | None:
    """A whole number from 0 to 999,999,999; missing where the text is no such number."""
    value = plain(text)
    return int(value) if _WHOLE.fullmatch(value) else None


def is_yes(text: str | None) -> bool:
    """Whether a tag says yes."""
    return plain(text).lower() in {"yes", "true", "1"}


def is_no(text: str | None) -> bool:
    """Whether a tag says no; an untagged thing says neither."""
    return plain(text).lower() in {"no", "false", "0"}


def is_said(text: str | None) -> bool:
    """Whether a tag is there and says anything but no: ``bridge=viaduct``."""
    return bool(plain(text)) and not is_no(text)
