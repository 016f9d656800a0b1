"""Checks of a drawn line against the network it is built into: its place, its stations, its length."""

from collections import Counter
from collections.abc import Sequence

import shapely

from netopt.changes.line_file import LineFile
from netopt.errors import Breach, NetworkError
from netopt.network.network import Network
from netopt.rail.tables.table_check import SHORTEST_SHARE
from netopt.units import METRES_PER_KM

MOST_SHARE = 3.0
"""Longest length given, as a multiple of that of the drawn line."""
FARTHEST_STATION_KM = 5.0
"""From the drawn line."""
FARTHEST_LINE_KM = 100.0
"""From the nearest node of the network."""


def check_near(line: LineFile, network: Network) -> None:
    """Raise ``NetworkError`` for a line that lies outside the region of the network."""
    far_km = float(network.nodes.geometry.distance(line.course).min()) / METRES_PER_KM
    if far_km > FARTHEST_LINE_KM:
        far = f"the line lies {far_km:,.0f} km from all stations and zones"
        raise NetworkError([Breach(line.file, "", f"{far}; write longitude before latitude, or draw it where it is")])


def check_stations(line: LineFile, stations: Sequence[tuple[str, shapely.Point]]) -> None:
    """Raise ``NetworkError`` for stations (id and place) that share an id or lie far from the line, all at once."""
    breaches = [
        Breach(line.file, "", f"{count} stations of the line have the id {name!r}; give each its own")
        for name, count in Counter(name for name, _ in stations).items()
        if count > 1
    ]
    for name, point in stations:
        far_km = point.distance(line.course) / METRES_PER_KM
        if far_km > FARTHEST_STATION_KM:
            far = f"station {name!r} lies {far_km:,.1f} km from the line"
            breaches.append(Breach(line.file, "", f"{far}; draw the line to it, or leave it out"))
    if breaches:
        raise NetworkError(breaches)


def check_length(length_km: float, line: LineFile, *, straight_m: float, drawn_m: float) -> None:
    """Raise ``NetworkError`` for a length from end to end below the straight distance or far above the drawn one."""
    least_km, most_km = SHORTEST_SHARE * straight_m / METRES_PER_KM, MOST_SHARE * drawn_m / METRES_PER_KM
    if not least_km <= length_km <= most_km:
        wrong = f"length_km {length_km:g} does not fit the line, which is drawn {drawn_m / METRES_PER_KM:,.1f} km long"
        raise NetworkError([Breach(line.file, "", f"{wrong}; give {least_km:,.1f} to {most_km:,.1f}, or leave it out")])
