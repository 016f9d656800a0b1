"""Layers of zones coloured by a value, and of lines between zones."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from netopt.arrays import FloatArray
from netopt.layers import Layer, Role
from netopt.measures.zonal.pairs import ZonePairs

CLASSES = 6
"""Of values in a legend: as many as the ramp of ``Role.LEVEL`` has colours."""
SIGNIFICANT = 3
"""Digits of a legend's borders."""


def zone_layer(
    pairs: ZonePairs,
    frame: pd.DataFrame,
    value: str,
    *,
    name: str,
    title: Mapping[str, str],
    unit: str | None = None,
    visible: bool = True,
) -> Layer:
    """Outlines (or centres where there are none) of all zones, the darker the larger the value.

    ``frame`` has a row a zone in the order of ``pairs``; missing values are grey.
    """
    nodes = pairs.network.nodes.geometry.loc[pairs.zone_ids]
    areas = pairs.network.areas
    shapes = nodes if areas.empty else areas.geometry.reindex(pairs.zone_ids).fillna(nodes)
    return Layer(
        name=name,
        role=Role.LEVEL,
        frame=gpd.GeoDataFrame(frame, geometry=shapes.to_numpy(), crs=pairs.network.crs),
        value=value,
        unit=unit,
        title=title,
        breaks=quantile_breaks(frame[value].to_numpy(dtype=float)),
        visible=visible,
        label="name_en",
    )


def quantile_breaks(value: FloatArray, classes: int = CLASSES) -> tuple[float, ...]:
    """Upper ends of classes with about as many values each, rounded up to three digits; ascending, none twice."""
    finite = value[np.isfinite(value)]
    if not finite.size:
        return ()
    uppers = np.quantile(finite, np.arange(1, classes + 1) / classes, method="higher")
    return tuple(dict.fromkeys(_rounded_up(float(upper)) for upper in uppers))


def pair_lines(pairs: ZonePairs, origins: list[int], destinations: list[int]) -> list[shapely.LineString]:
    """Straight lines between the centres of zones."""
    points = pairs.network.nodes.geometry.loc[pairs.zone_ids].to_numpy()
    return [shapely.LineString([points[tail], points[head]]) for tail, head in zip(origins, destinations, strict=True)]


def _rounded_up(value: float) -> float:
    if value == 0:
        return 0.0
    unit = 10.0 ** (np.floor(np.log10(abs(value))) - SIGNIFICANT + 1)
    return float(f"{np.ceil(value / unit - 1e-9) * unit:.{SIGNIFICANT}g}")
