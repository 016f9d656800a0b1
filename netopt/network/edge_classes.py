"""Classes of edges that are no track: walks between stations, and streets."""

from typing import Final

WALK: Final = "transfer"
"""Walks between stations: no train runs there."""
ROAD: Final = "road"
"""Streets: in a network of lines they are the ways to its stations."""
