"""The layers of a criticality measure: links, stations and crossings by the access they carry, and what cuts off."""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from netopt.layers import Layer, Role
from netopt.measures.disruption.candidates import BORDER, LINK, STATION
from netopt.measures.disruption.study import Removal, Study
from netopt.measures.disruption.tables import removal_row
from netopt.measures.zonal.layers import quantile_breaks

LOST = "access_lost_percent"
PERCENT = 100.0
TITLES: Final = {
    LINK: {"en": "Access lost without the link", "zh": "路段中断的可达性损失"},
    STATION: {"en": "Access lost without the station", "zh": "车站关闭的可达性损失"},
    BORDER: {"en": "Access lost without the crossing", "zh": "口岸关闭的可达性损失"},
}
CUT_TITLE: Final = {"en": "Its removal cuts zones off", "zh": "中断后有城市失去联系"}


def layers(study: Study) -> tuple[Layer, ...]:
    """One for each sort of thing removed, with all that have an effect, and one of those that cut zones off.

    ``access_lost_percent`` is the mean over the thresholds of the share of people no longer reached.
    """
    hit = [one for one in study.removals if any(one.effect.loss) and one.candidate.shape is not None]
    breaks = quantile_breaks(np.array([_lost(removal) for removal in hit]))
    found = []
    for removed, title in TITLES.items():
        those = [removal for removal in hit if removal.candidate.removed == removed]
        if those:
            name = f"criticality_{removed}s"
            frame = _frame(study, those)
            found.append(Layer(name, Role.FLOW, frame, value=LOST, unit="%", title=title, breaks=breaks))
    cutting = [removal for removal in hit if removal.effect.newly_unreachable.any()]
    if cutting:
        frame = _frame(study, cutting)
        frame["id"] = frame["removed"] + ":" + frame["id"]
        points = frame.set_geometry([_middle(shape) for shape in frame.geometry], crs=frame.crs)
        found.append(Layer("criticality_cutting", Role.CHOSEN, points, title=CUT_TITLE, label="name_en"))
    return tuple(found)


def _frame(study: Study, removals: list[Removal]) -> gpd.GeoDataFrame:
    rows = pd.DataFrame([removal_row(study, removal) | {LOST: _lost(removal)} for removal in removals])
    first = ["id", "name_zh", "name_en", "rank", LOST]
    ordered = rows[[*first, *(column for column in rows.columns if column not in first)]]
    shapes = [removal.candidate.shape for removal in removals]
    return gpd.GeoDataFrame(ordered, geometry=shapes, crs=study.pairs.network.crs)


def _lost(removal: Removal) -> float:
    return PERCENT * removal.effect.mean_access_lost_share


def _middle(shape: shapely.Geometry) -> shapely.Point:
    """Half way along a line; a point itself; of several points the first."""
    if isinstance(shape, shapely.LineString):
        return shapely.Point(shape.interpolate(0.5, normalized=True))
    return shapely.Point(shapely.get_coordinates(shape)[0])
