"""Modes of railway: which are main line, and which are urban."""

from typing import Final

MAIN_LINE_MODES: Final = ("rail", "narrow_gauge")
URBAN_MODES: Final = ("subway", "light_rail", "tram", "monorail")
"""Railways of a town: no seat is booked, and their track is no part of the national network."""
