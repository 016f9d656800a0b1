"""BorderRule: what it takes to cross a border in one mode, when it is open, and who may."""

from dataclasses import dataclass

from netopt.units import MINUTES_PER_HOUR

ROAD = "road"
"""Ways on the ground, on foot or on wheels, without a timetable."""
ANY_MODE = "any"
MODES = ("rail", "urban", "bus", "ferry", ROAD, ANY_MODE)
MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR


@dataclass(frozen=True)
class BorderRule:
    """One row of a table of borders."""

    border_id: str
    name_zh: str
    name_en: str
    sides: frozenset[str]
    """The two jurisdictions."""
    mode: str
    """One of ``MODES``."""
    station_id: str | None
    """The node at which the control stands; ``None``: wherever these sides are crossed in this mode."""
    clearance_min: float
    extra_dwell_min: float
    """Minutes longer that the vehicle stands."""
    fee: float
    """Money."""
    open_from_min: float
    """Minutes after midnight; both bounds are 0 and 1440 for a border that is never closed."""
    open_to_min: float
    """From here on it is closed; below ``open_from_min`` where it stays open past midnight."""
    permitted_share: float
    """Share of travellers who may cross."""
    is_assumed: bool
    source: str
    confidence: str

    def is_open_at(self, minute: float) -> bool:
        """Whether it may be crossed at a minute after midnight."""
        if self.open_from_min <= self.open_to_min:
            return self.open_from_min <= minute < self.open_to_min
        return minute >= self.open_from_min or minute < self.open_to_min

    def applies_to(self, sides: frozenset[str], mode: str) -> bool:
        """Whether it is a rule for crossing between two sides in a mode."""
        return self.sides == sides and self.mode in (mode, ANY_MODE)
