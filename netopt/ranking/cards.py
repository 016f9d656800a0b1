"""Scorecards of finished runs: one a run, or one a state of it, each with a label of its own."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from netopt.errors import Breach, ConfigError
from netopt.measures.coordination.told import KIND

MEMBERS = frozenset({"id", "name", "name_zh", "value", "unit", "better"})
"""What every indicator of an entry has."""
OTHER_COLUMNS = frozenset({"indicator", "unit", "better"})
"""Names that columns beside those of the runs have: no label of a run."""


@dataclass(frozen=True, eq=False)
class Card:
    """The scorecard of one run, or of one state of it."""

    label: str
    folder: Path
    state: str
    """``before`` or ``after`` changes; empty where nothing is changed."""
    manifest: Mapping[str, Any]
    indicators: Mapping[str, Mapping[str, Any]]
    """By id, as in summary.json."""

    @property
    def about(self) -> dict[str, Any]:
        """Which network, year and borders it is of; the year before changes is not told."""
        network, borders = self.manifest["network"], self.manifest.get("borders")
        return {
            "run": self.label,
            "state": self.state,
            "network": network.get("name"),
            "digest": network.get("digest"),
            "as_of": None if self.state == "before" else network.get("as_of"),
            "borders": "none" if borders is None else f"{borders['at']} × {borders['scale']:g}",
        }


def cards_of(folder: Path, summary: Mapping[str, Any], manifest: Mapping[str, Any]) -> Iterator[Card]:
    """The scorecards of a run, one a state.

    Raises
    ------
    ConfigError
        If the summary does not hold what it should.
    """
    entries = [entry for entry in summary["measures"] if isinstance(entry, dict) and entry.get("kind") == KIND]
    rows = [one for entry in entries for one in entry.get("indicators", [])]
    if not rows or not all(_is_indicator(one) for one in rows):
        message = "has no whole scorecard; run the configuration again"
        raise ConfigError([Breach(str(folder / "summary.json"), "", message)])
    for entry in entries:
        state = str(entry.get("state", ""))
        label = f"{summary['name']} ({state})" if state else str(summary["name"])
        yield Card(label, folder, state, manifest, {one["id"]: one for one in entry["indicators"]})


def _is_indicator(one: object) -> bool:
    """Whether an entry is an indicator: all its members, and of a kind that can be ranked."""
    if not isinstance(one, dict) or not set(one) >= MEMBERS or one["better"] not in ("higher", "lower"):
        return False
    is_number = isinstance(one["value"], int | float) and not isinstance(one["value"], bool)
    return (is_number or one["value"] is None) and all(isinstance(one[name], str) for name in MEMBERS - {"value"})


def with_own_labels(cards: Sequence[Card]) -> tuple[Card, ...]:
    """Cards whose labels differ: equal ones are told apart by their folders."""
    count = Counter(card.label for card in cards)
    return tuple(
        card
        if count[card.label] == 1 and card.label not in OTHER_COLUMNS
        else replace(card, label=f"{card.label} [{card.folder.as_posix()}]")
        for card in cards
    )
