"""Borders: the rules of a run, the hour and the value of time they are asked at, and the jurisdictions between them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from netopt.network.borders.rule import ANY_MODE, MINUTES_PER_DAY, BorderRule
from netopt.network.borders.sides import Sides
from netopt.units import MINUTES_PER_HOUR, SECONDS_PER_HOUR, SECONDS_PER_MINUTE


@dataclass(frozen=True)
class Crossing:
    """What one way pays at all the borders that it crosses."""

    rules: tuple[int, ...] = ()
    """Positions in ``Borders.rules``, one a control passed."""
    border_s: float = 0.0
    """Clearance, and the fee as time."""
    dwell_s: float = 0.0
    """Longer stay of the vehicle."""
    is_open: bool = True
    permitted_share: float = 1.0
    """Product over the rules."""


@dataclass(frozen=True, eq=False)
class Borders:
    """What crossing costs: b = scale (clearance + extra dwell + fee / value of time) for each rule that is met.

    ``scale`` 0 takes all borders away: nothing costs, nothing is closed, everybody may pass.
    """

    rules: tuple[BorderRule, ...]
    sides: Sides
    scale: float
    at_min: float
    """Minutes after midnight for which it is told what is open."""
    value_of_time_per_h: float
    table: str
    """Where the rules stand, as the configuration names it."""
    digest: str
    """SHA-256 of that file."""

    def rules_met(self, sides: frozenset[str], mode: str, stations: Iterable[str] = ()) -> tuple[int, ...]:
        """Rules met on crossing between two sides in a mode: those of the stations at hand, else the default one.

        Where both the mode and ``any`` have a row for the same place, that of the mode holds. Empty: there is no rule.
        """
        found = self._rules_at(tuple(stations), sides, mode)
        return found or self._rules_at((None,), sides, mode)

    def crossing(self, rules: Sequence[int]) -> Crossing:
        """What a way pays that meets rules, each as often as it is named."""
        if self.scale == 0.0:
            return Crossing(rules=tuple(rules))
        met = [self.rules[position] for position in rules]
        fee_s = sum(rule.fee for rule in met) / self.value_of_time_per_h * SECONDS_PER_HOUR
        clearance_s = sum(rule.clearance_min for rule in met) * SECONDS_PER_MINUTE
        return Crossing(
            rules=tuple(rules),
            border_s=self.scale * (clearance_s + fee_s),
            dwell_s=self.scale * sum(rule.extra_dwell_min for rule in met) * SECONDS_PER_MINUTE,
            is_open=all(rule.is_open_at(self.at_min) for rule in met),
            permitted_share=float(np.prod([rule.permitted_share for rule in met])),
        )

    def told(self) -> dict[str, Any]:
        """What a manifest says of the borders: the table, its digest, and every rule."""
        return {
            "table": self.table,
            "digest": self.digest,
            "scale": self.scale,
            "at": clock(self.at_min),
            "value_of_time_per_h": self.value_of_time_per_h,
            "jurisdictions": list(self.sides.names),
            "standing": "example values, each with its source and confidence; those marked assumed were not observed",
            "rules": [
                {
                    **{name: value for name, value in asdict(rule).items() if not name.startswith("open_")},
                    "sides": sorted(rule.sides),
                    "open_from": clock(rule.open_from_min),
                    "open_to": clock(rule.open_to_min),
                }
                for rule in self.rules
            ],
        }

    def _rules_at(self, stations: tuple[str | None, ...], sides: frozenset[str], mode: str) -> tuple[int, ...]:
        found = []
        for station in dict.fromkeys(stations):
            there = [
                position
                for position, rule in enumerate(self.rules)
                if rule.station_id == station and rule.applies_to(sides, mode)
            ]
            exact = [position for position in there if self.rules[position].mode != ANY_MODE]
            found += exact or there
        return tuple(found)


def clock(minute: float) -> str:
    """Minutes after midnight as HH:MM."""
    whole = round(minute) if minute <= MINUTES_PER_DAY else MINUTES_PER_DAY
    return f"{whole // MINUTES_PER_HOUR:02d}:{whole % MINUTES_PER_HOUR:02d}"
