"""Conversions between the units inside (seconds, metres) and at the border (minutes, kilometres)."""

from typing import Final

SECONDS_PER_MINUTE: Final = 60.0
SECONDS_PER_HOUR: Final = 3600.0
MINUTES_PER_HOUR: Final = 60
MILLISECONDS_PER_SECOND: Final = 1000.0
METRES_PER_KM: Final = 1000.0
SQUARE_METRES_PER_KM2: Final = 1.0e6
KMH_PER_MS: Final = 3.6
"""km/h in one m/s."""
