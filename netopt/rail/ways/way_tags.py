"""What is tagged on track: one row a way, with what its line's relation adds and the country's defaults beneath."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from netopt.osm.extract import OsmExtract, Tags
from netopt.osm.tags import is_no, is_said, is_yes, parse_duration, parse_gauges, parse_int, parse_year, plain
from netopt.rail.country import Country
from netopt.rail.ways.lifecycle import Standing
from netopt.rail.ways.line_relations import line_tags
from netopt.rail.ways.way_speeds import with_speeds

COUNTED = (
    "ambiguous_speeds",
    "unreadable_speeds",
    "unreadable_gauges",
    "unreadable_years",
    "unreadable_durations",
)
_DTYPES = {
    **dict.fromkeys(("is_highspeed", "is_bidirectional", "is_passenger_only", "is_freight_only"), "bool"),
    **dict.fromkeys(("preferred", "oneway"), "int64"),
    **dict.fromkeys(("opened_year", "passenger_lines"), "Int64"),
    "duration_s": "float64",
}


def way_frame(
    extract: OsmExtract, ways: Sequence[tuple[int, Standing]], country: Country
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The frame ``Track.ways`` of ways (positions in the extract), and how many tags of each kind could not be read.

    A way without a name, ref or usage of its own takes those of its line's relation, usage only where it has no
    ``service`` either.
    """
    lines = line_tags(extract)
    unread: Counter[str] = Counter(dict.fromkeys(COUNTED, 0))
    rows = []
    tagged: list[tuple[Tags, Tags]] = []
    for way, standing in ways:
        tags = extract.way_tags[way]
        line = lines.get(int(extract.way_id[way]), {})
        rows.append(_row(tags, line, standing, unread))
        tagged.append((tags, line))
    frame = pd.DataFrame(rows, columns=list(_row({}, {}, Standing("rail", "open"), Counter())))
    frame.index = pd.Index(extract.way_id[[way for way, _ in ways]], dtype=np.int64, name="way_id")
    frame = frame.astype(_DTYPES)
    frame = with_speeds(frame, tagged, country, unread)
    return frame, dict(unread)


def _row(tags: Tags, line: Tags, standing: Standing, unread: Counter[str]) -> dict[str, Any]:
    service = plain(tags.get("service"))
    usage = plain(tags.get("usage")) or ("" if service else plain(line.get("usage")))
    named = tags if plain(tags.get("name")) else line
    gauges = parse_gauges(tags.get("gauge"))
    unread["unreadable_gauges"] += gauges is None
    traffic = tags.get("railway:traffic_mode")
    return {
        "mode": standing.mode,
        "name": plain(named.get("name")),
        "name_zh": plain(named.get("name:zh-Hans")) or plain(named.get("name:zh")),
        "name_en": plain(named.get("name:en")),
        "ref": plain(tags.get("ref")) or plain(line.get("ref")),
        "usage": usage,
        "service": service,
        "is_highspeed": is_yes(tags.get("highspeed", line.get("highspeed"))),
        "gauge_mm": gauges or frozenset(),
        "electrified": _electrified(tags),
        "power": _power(tags),
        "lifecycle": standing.lifecycle,
        "opened_year": _opened_year(tags, standing, unread),
        "preferred": {"forward": 1, "backward": -1}.get(tags.get("railway:preferred_direction", ""), 0),
        "is_bidirectional": tags.get("railway:bidirectional") in {"regular", "signals"},
        "oneway": _oneway(tags),
        "is_passenger_only": traffic == "passenger",
        "is_freight_only": traffic == "freight",
        "structure": _structure(tags),
        "passenger_lines": parse_int(tags.get("passenger_lines")),
        "duration_s": _duration_s(tags, standing, unread),
    }


def _electrified(tags: Tags) -> str:
    if not is_said(tags.get("electrified")):
        return "no" if is_no(tags.get("electrified")) else ""
    return "no" if plain(tags["electrified"]) == "deelectrified" else "yes"


def _power(tags: Tags) -> str:
    """Text "voltage;frequency"; several systems of one track apart by |."""
    parts = ["|".join(part.strip() for part in plain(tags.get(key)).split(";")) for key in ("voltage", "frequency")]
    return ";".join(parts) if any(parts) else ""


def _opened_year(tags: Tags, standing: Standing, unread: Counter[str]) -> int | None:
    keys = ("opening_date", "start_date") if standing.lifecycle != "open" else ("start_date", "opening_date")
    texts = [tags[key] for key in keys if plain(tags.get(key))]
    years = [year for year in map(parse_year, texts) if year is not None]
    unread["unreadable_years"] += bool(texts) and not years
    return years[0] if years else None


def _oneway(tags: Tags) -> int:
    if plain(tags.get("oneway")) in {"-1", "reverse"}:
        return -1
    return int(is_yes(tags.get("oneway")))


def _structure(tags: Tags) -> str:
    if is_said(tags.get("tunnel")):
        return "tunnel"
    return "bridge" if is_said(tags.get("bridge")) else "surface"


def _duration_s(tags: Tags, standing: Standing, unread: Counter[str]) -> float | None:
    if standing.mode != "rail_ferry" or not plain(tags.get("duration")):
        return None
    seconds = parse_duration(tags["duration"])
    unread["unreadable_durations"] += seconds is None
    return seconds
