"""Route types of GTFS, plain and extended, as classes and modes of netopt; which of them are rail."""

from typing import Final

CLASS_OF_TYPE: Final[dict[int, str]] = {
    0: "tram",
    1: "subway",
    2: "conventional",
    5: "tram",  # cable tram
    7: "narrow_gauge",  # funicular
    12: "monorail",
    100: "conventional",
    101: "hsr",
    102: "intercity",
    103: "intercity",
    **dict.fromkeys(range(104, 118), "conventional"),
    **dict.fromkeys(range(400, 405), "subway"),
    405: "monorail",
    **dict.fromkeys(range(900, 907), "tram"),
    1400: "narrow_gauge",
}
"""Class of the line that a route of each type runs on. "Railway" (2, 100) and what is not told are conventional."""
NOT_PUBLIC: Final = (104, 112, 115)
"""Trains that carry cars and lorries."""
NOT_TRAINS: Final = (7, 1400)
"""Funiculars: rail, but no train; taken when asked for."""
DEFAULT_TYPES: Final = tuple(sorted(set(CLASS_OF_TYPE) - {*NOT_PUBLIC, *NOT_TRAINS}))
MODE_OF_CLASS: Final = {"hsr": "rail", "intercity": "rail", "conventional": "rail", "narrow_gauge": "rail"}
"""Mode of a station by class of its lines; the others are called as their class."""
ORDER: Final = ("hsr", "intercity", "conventional", "narrow_gauge", "subway", "monorail", "light_rail", "tram")
"""Classes, the heaviest first: it gives a station its mode."""
