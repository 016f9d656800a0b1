"""Layers of places with a number each, one from another: what a map of differences shows beside areas."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.arrays import FloatArray
from netopt.layers import Layer, Role

STEPS = (1.0, 2.0, 3.0, 5.0, 10.0)
"""Ends of classes are these times a power of ten."""
NOTHING_SHARE = 0.01
"""Differences below this share of the largest class are told as none."""


def changed_values(a: Layer, b: Layer) -> Iterator[Layer]:
    """The change of the number that colours both layers, b less a, on b's places; none where they have no such number.

    Places that only one layer has, or where a number is missing, have no difference; they are told as such by
    ``in_a`` and ``in_b``.
    """
    if a.value is None or a.value != b.value or not _is_number(a) or not _is_number(b):
        return
    column = a.value
    before = a.frame.set_index("id")[column]
    frame = b.frame.to_crs(a.frame.crs)
    named = [name for name in ("name_zh", "name_en", *filter(None, [b.facet])) if name in frame.columns]
    first = before.reindex(frame["id"]).to_numpy(dtype=float)
    second = frame[column].to_numpy(dtype=float)
    changed = gpd.GeoDataFrame(
        {
            "id": frame["id"].to_numpy(),
            **{name: frame[name].to_numpy() for name in dict.fromkeys(named)},
            "in_a": first,
            "in_b": second,
            "difference": second - first,
        },
        geometry=frame.geometry.to_numpy(),
        crs=frame.crs,
    )
    size = np.nanmax(np.abs(changed["difference"].to_numpy()), initial=0.0)
    if not size > 0.0:
        return
    title = b.title.get("en", b.name)
    yield Layer(
        name=f"change_{b.name}",
        role=Role.CHANGE,
        frame=changed,
        value="difference",
        unit=b.unit,
        title={code: f"{b.title.get(code, title)} ({word})" for code, word in (("en", "difference"), ("zh", "变化"))},
        breaks=difference_breaks(float(size)),
        visible=b.visible,
        facet=b.facet,
        label=b.label if b.label in changed.columns else None,
    )


def difference_breaks(largest: float) -> tuple[float, ...]:
    """Upper ends of seven classes, the same on both sides of nothing, that hold differences up to ``largest``."""
    power = 10.0 ** np.floor(np.log10(largest))
    top = float(next(step * power for step in STEPS if step * power >= largest * (1.0 - 1e-12)))
    ends: FloatArray = top * np.array([-2 / 3, -1 / 3, -NOTHING_SHARE, NOTHING_SHARE, 1 / 3, 2 / 3, 1.0])
    return tuple(float(f"{end:.3g}") for end in ends)


def _is_number(layer: Layer) -> bool:
    values = layer.frame[layer.value] if layer.value in layer.frame.columns else pd.Series(dtype=object)
    return bool(pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values))
