"""Modes of scheduled transport: main line, urban, and what runs beside the railway."""

from typing import Final

MAIN_LINE_MODES: Final = ("rail", "narrow_gauge")
URBAN_MODES: Final = ("subway", "light_rail", "tram", "monorail")
"""Railways of a town: no seat is booked, and their track is no part of the national network."""
FERRY: Final = "ferry"
BUS: Final = "bus"
OFF_RAIL_MODES: Final = (FERRY, BUS)
"""Scheduled services that run on no track."""
UNBOOKED_MODES: Final = (*URBAN_MODES, BUS)
"""One enters the next vehicle."""
