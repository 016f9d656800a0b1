"""What a result shows of itself: layers for maps, tables for reading. They know nothing of what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import geopandas as gpd
import pandas as pd

LIST_SEPARATOR = ";"
"""Between the items of a list in one cell of a table."""


class Role(StrEnum):
    """What a layer is on a map; the style follows from it."""

    NETWORK = "network"
    WALK = "walk"
    STATION = "station"
    ZONE = "zone"
    ORIGIN = "origin"
    DESTINATION = "destination"
    CHOSEN = "chosen"
    FLOW = "flow"
    AREA = "area"
    LEVEL = "level"
    GAIN = "gain"
    LOSS = "loss"
    CHANGE = "change"


@dataclass(frozen=True, eq=False)
class Layer:
    """A frame with a name, a role and a value column.

    ``frame`` has a CRS; its first column is a stable, unique id named ``id``. ``value`` names the column
    that colours the map (``None``: one colour); ``unit`` is its unit. ``title`` gives the legend's words by
    language (``en`` always). ``breaks`` are the upper ends of the legend's classes, ascending; ``categories``
    are the legend's values, in order, where the value column holds words, and ``words`` their translations.
    ``visible`` says whether a map shows the layer at first. ``facet`` names a column by whose values a map lets the
    reader pick features (for example the centre of a circle); ``label`` one whose text stands beside the features.
    """

    name: str
    role: Role
    frame: gpd.GeoDataFrame
    value: str | None = None
    unit: str | None = None
    title: Mapping[str, str] = field(default_factory=dict)
    breaks: tuple[float, ...] = ()
    categories: tuple[str, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    visible: bool = True
    facet: str | None = None
    label: str | None = None


@dataclass(frozen=True, eq=False)
class Table:
    """A frame that becomes ``tables/<name>.csv``: ids first, units in the column names.

    A report shows the tables that have a ``title`` (words by language, ``en`` always), with their ``note`` below.
    ``headings`` are the columns that it shows, in order, and their words (none: all columns); a column ``x`` that the
    frame has as ``x_en`` and ``x_zh`` is taken in the language of the report. ``details`` are columns of text that
    stand small below. ``words`` translate what stands in cells. Where a frame has the columns ``value`` and
    ``unit``, each value has a unit of its own.
    """

    name: str
    frame: pd.DataFrame
    title: Mapping[str, str] = field(default_factory=dict)
    note: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    details: tuple[str, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
