"""Which ways are track: the mode of a way and whether it is open, under construction or proposed."""

from collections.abc import Collection
from typing import Final, NamedTuple

from netopt.osm.extract import OsmExtract, Tags
from netopt.osm.tags import is_no, is_yes

MODES: Final = ("rail", "narrow_gauge", "light_rail", "tram", "subway", "monorail", "rail_ferry")
LIFECYCLES: Final = ("open", "construction", "proposed")
GONE: Final = ("disused", "abandoned", "razed", "dismantled", "demolished")
NEVER: Final = frozenset({*GONE, "preserved", "miniature"})
_ON_RAILS: Final = frozenset(MODES) - {"rail_ferry"}


class Standing(NamedTuple):
    """What a way is to a railway."""

    mode: str
    """One of ``MODES``; "" where the way is no track."""
    lifecycle: str
    """One of ``LIFECYCLES``, or "gone": disused, abandoned, dismantled or kept as a museum."""


NO_TRACK: Final = Standing("", "")


def standing(tags: Tags, *, is_on_train_route: bool = False) -> Standing:
    """Mode and lifecycle of a way by its tags.

    Open is what ``railway`` names plainly; a prefix such as ``proposed:railway`` beside it does not close it. Without
    a plain ``railway`` the prefixes ``construction:`` and ``proposed:`` count like ``railway=construction`` with
    ``construction=rail``. A ferry is a rail ferry where it carries ``railway``, is one for trains, or is part of a
    train's route.
    """
    railway = tags.get("railway", "").strip()
    if (ferry := _rail_ferry(tags, railway, is_on_train_route=is_on_train_route)) is not None:
        return ferry
    if railway in _ON_RAILS:
        is_gone = any(is_yes(tags.get(word)) for word in GONE)
        return Standing(railway, "gone" if is_gone else "open")
    for planned in ("construction", "proposed"):
        told = [tags.get(planned, ""), tags.get(f"{planned}:railway", "")] if railway == planned else []
        told += [tags.get(f"{planned}:railway", "")] if not railway else []
        if mode := next((word for word in map(str.strip, told) if word in _ON_RAILS), ""):
            return Standing(mode, planned)
    gone = railway in NEVER or any(tags.get(f"{word}:railway", "") in _ON_RAILS for word in NEVER)
    return Standing("rail", "gone") if gone else NO_TRACK


def _rail_ferry(tags: Tags, railway: str, *, is_on_train_route: bool) -> Standing | None:
    route = tags.get("route", "")
    if is_no(tags.get("ferry")) or railway in NEVER:
        return None
    if route not in {"ferry", "railway_ferry"}:
        return None
    is_for_trains = tags.get("ferry") == "train" or any(
        tags.get(key) in {"yes", "designated"} for key in ("train", "rail")
    )
    if route == "railway_ferry" or is_for_trains or is_on_train_route or (railway and not is_no(railway)):
        return Standing("rail_ferry", "open")
    return None


def ways_of_train_routes(extract: OsmExtract) -> frozenset[int]:
    """Ids of the ways that are members of a train's route."""
    return frozenset(
        member.ref
        for relation in extract.relations
        if relation.tags.get("type") == "route" and relation.tags.get("route") == "train"
        for member in relation.members
        if member.type == "way"
    )


def standings(
    extract: OsmExtract, *, modes: Collection[str], lifecycles: Collection[str]
) -> tuple[list[tuple[int, Standing]], dict[str, int]]:
    """Ways (position in the extract) that are track of these modes and lifecycles, and what was left out, counted.

    Raises
    ------
    ValueError
        If a mode or a lifecycle is none of ``MODES`` or ``LIFECYCLES``.
    """
    for words, known in ((modes, MODES), (lifecycles, LIFECYCLES)):
        if unknown := sorted(set(words) - set(known)):
            raise ValueError(f"unknown {unknown[0]!r}: use {', '.join(known)}")
    on_route = ways_of_train_routes(extract)
    kept: list[tuple[int, Standing]] = []
    notes = {"ways_gone": 0, "ways_of_other_lifecycles": 0, "ways_of_other_modes": 0, "planned_ways_of_unknown_mode": 0}
    for way, tags in enumerate(extract.way_tags):
        found = standing(tags, is_on_train_route=int(extract.way_id[way]) in on_route)
        if not found.mode:
            notes["planned_ways_of_unknown_mode"] += tags.get("railway") in {"construction", "proposed"}
        elif found.lifecycle == "gone":
            notes["ways_gone"] += 1
        elif found.lifecycle not in lifecycles:
            notes["ways_of_other_lifecycles"] += 1
        elif found.mode not in modes:
            notes["ways_of_other_modes"] += 1
        else:
            kept.append((way, found))
    return kept, notes
