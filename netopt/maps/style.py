"""How each role of a layer looks on a map: colours, widths, drawing order. Colours are safe for the colour-blind."""

from dataclasses import dataclass

from netopt.layers import Layer, Role

SEQUENTIAL = ("#b30000", "#e34a33", "#fc8d59", "#fdbb84", "#fdd49e", "#fee8c8")
"""Six classes, near to far (ColorBrewer OrRd, reversed)."""
QUALITATIVE = ("#0072b2", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#999999", "#000000")
"""Words without order (Okabe and Ito 2008)."""
LINES = (
    *("#0b5fa5", "#00957d", "#7d7d7d", "#b59f83"),  # high-speed, intercity, conventional, freight
    *("#8e4a9e", "#c98a00", "#5c8a2d", "#d36aa3"),  # subway, light rail, tram, monorail
    *("#6b4a2f", "#56b4e9", "#1fa3b8", "#b8860b", "#555555"),  # narrow gauge, rail ferry, ferry, bus, road
)
"""Classes of line, each with its own colour on every map: what carries most passengers stands out."""
PURPLES = ("#9e9ac8", "#807dba", "#6a51a3", "#54278f", "#3f007d", "#240049")
"""Classes of flows, light to heavy (ColorBrewer Purples)."""
SORTS = ("#f0b429", "#c2185b", "#000000", "#999999")
"""Sorts of flows: colours that no line has, each darker than the one before but the last."""
DIVERGING = ("#762a83", "#af8dc3", "#e7d4e8", "#f7f7f7", "#d9f0d3", "#7fbf7b", "#1b7837")
"""Classes of differences, least to most (ColorBrewer PRGn): none in the middle."""
LEVELS = ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494")
"""Classes of what places have, little to much (ColorBrewer YlGnBu)."""
RANKS = ("#12304f", "#4f7fac", "#a7bfd6", "#d5dfe9")
"""Ranks of places, highest first."""
MISSING = "#bdbdbd"


@dataclass(frozen=True)
class Style:
    """Drawing style of a role. Widths and radii in pixels.

    ``order``: higher is drawn later, on top. ``label_order``: lower is named first where labels compete.
    """

    order: int
    colour: str
    width: float = 1.0
    fill_opacity: float = 0.0
    radius: float = 0.0
    ramp: tuple[str, ...] = QUALITATIVE
    words: tuple[str, ...] = ()
    """Colours of categories, where they are not those of the ramp."""
    label_order: int = 9
    dash: str = ""
    """Lengths of dashes and gaps of a line, in pixels; empty: a whole line."""


STYLES: dict[Role, Style] = {
    Role.ZONE: Style(0, "#8a8a8a", width=0.8, fill_opacity=0.04, ramp=SEQUENTIAL, label_order=2),
    Role.CHANGE: Style(9, "#5a5a5a", width=0.8, fill_opacity=0.65, radius=5.0, ramp=DIVERGING),
    Role.AREA: Style(10, "#b30000", width=0.8, fill_opacity=0.45, ramp=SEQUENTIAL),
    Role.LEVEL: Style(5, "#41b6c4", width=0.8, fill_opacity=0.6, ramp=LEVELS, label_order=2),
    Role.LOSS: Style(12, "#7b3294", width=0.8, fill_opacity=0.6),
    Role.GAIN: Style(13, "#008837", width=0.8, fill_opacity=0.6),
    Role.NETWORK: Style(20, "#3b6fb6", width=1.6, ramp=LINES),
    Role.WALK: Style(21, "#4a4a4a", width=1.2, dash="2 3"),
    Role.FLOW: Style(30, "#54278f", width=2.4, ramp=PURPLES, words=SORTS),
    Role.STATION: Style(40, "#1f3b57", width=1.0, fill_opacity=0.95, radius=3.4, ramp=RANKS, label_order=3),
    Role.ORIGIN: Style(41, "#7a0c0c", width=1.5, fill_opacity=0.95, radius=5.0, label_order=1),
    Role.DESTINATION: Style(42, "#009e73", width=1.0, fill_opacity=0.95, radius=4.0),
    Role.CHOSEN: Style(50, "#d55e00", width=2.0, fill_opacity=0.95, radius=7.0, label_order=0),
}


@dataclass(frozen=True)
class LegendClass:
    """One line of a legend. ``upper`` bounds a class of numbers; ``word`` names a category."""

    colour: str
    upper: float | None = None
    word: str | None = None


def legend_classes(layer: Layer) -> tuple[LegendClass, ...]:
    """The legend of a layer: its breaks or categories with their colours; empty for a layer of one colour.

    A category that no feature has is not told, and keeps its colour for maps where one has it.
    """
    ramp, words = STYLES[layer.role].ramp, STYLES[layer.role].words
    if layer.breaks:
        return tuple(
            LegendClass(_spread(ramp, position, len(layer.breaks)), upper=upper)
            for position, upper in enumerate(layer.breaks)
        )
    there = set() if layer.value is None else set(layer.frame[layer.value])
    hues = words or ramp
    colours = {word: hues[position % len(hues)] for position, word in enumerate(layer.categories)}
    return tuple(LegendClass(colour, word=word) for word, colour in colours.items() if word in there)


def _spread(ramp: tuple[str, ...], position: int, count: int) -> str:
    """The colour of class ``position`` of ``count``, spread over the whole ramp."""
    if count <= 1:
        return ramp[0]
    return ramp[round(position * (len(ramp) - 1) / (count - 1))]
