"""How a commuting_match measure tells what it found: entries, tables, layers, notes."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.layers import Layer, Role, Table
from netopt.measures.match.study import CLASSES, Study
from netopt.measures.zonal.columns import with_first
from netopt.measures.zonal.layers import pair_lines
from netopt.measures.zonal.minutes import finite_or_missing

CLASS_WORDS = {
    "connected_commuting": {"en": "connected and commuting", "zh": "又通又勤"},
    "commuting_not_connected": {"en": "commuting, not connected", "zh": "勤而不通"},
    "connected_not_commuting": {"en": "connected, not commuting", "zh": "通而不勤"},
    "neither": {"en": "neither", "zh": "不通不勤"},
}
DRAWN = ("connected_not_commuting", "connected_commuting", "commuting_not_connected")
"""From below to above on a map; pairs of the fourth class are not drawn."""


def entries(study: Study) -> tuple[dict[str, Any], ...]:
    """One entry per threshold with the four classes."""
    return tuple(
        {
            "kind": "commuting_match",
            "threshold_min": threshold_min,
            "time": study.question.time,
            "station_time": study.question.station_time,
            "flows_source": study.question.source.get("en") or next(iter(study.question.source.values())),
            "commuting_from": study.question.least_words,
            "classes": _class_rows(study, threshold_min),
            "totals": {
                "pairs": int(study.commuters.size),
                "commuters": float(study.commuters.sum()),
                "own_zone_commuters": study.own_zone_commuters,
            },
        }
        for threshold_min in study.question.thresholds_min
    )


def tables(study: Study) -> tuple[Table, ...]:
    """The matrix of classes, and every ordered pair of zones with its class."""
    matrix = pd.concat(
        [
            pd.DataFrame(_class_rows(study, threshold_min)).assign(threshold_min=threshold_min)
            for threshold_min in study.question.thresholds_min
        ],
        ignore_index=True,
    )
    every = pd.concat([_pairs(study, one) for one in study.question.thresholds_min], ignore_index=True)
    return (
        Table("commuting_match", with_first(matrix, ["class", "threshold_min"])),
        Table("commuting_match_pairs", every),
    )


def layers(study: Study) -> tuple[Layer, ...]:
    """Lines from home to work coloured by class, for every threshold."""
    return tuple(
        _lines(study, threshold_min, visible=number == 0)
        for number, threshold_min in enumerate(study.question.thresholds_min)
    )


def notes(study: Study) -> tuple[dict[str, str], ...]:
    """Sentences by language."""
    source, first_min = study.question.source, study.question.thresholds_min[0]
    any_source = next(iter(source.values()))
    en, zh = source.get("en", any_source), source.get("zh", any_source)
    return (
        {
            "en": f"Commuting flows: {en}. Connected: within {first_min:g} min; commuting: from "
            f"{study.question.least_words} on; pairs that the table does not name count as no commuters.",
            "zh": f"通勤数据：{zh}。通：{first_min:g} 分钟内可达；勤：{_least_zh(study)}及以上；"
            "表中未列的城市对按无人通勤计。",
        },
    )


def _least_zh(study: Study) -> str:
    if study.question.least_commuters is not None:
        return f"{study.question.least_commuters:g} 人"
    return f"常住人口的 {100 * (study.question.least_share or 0.0):g}%"


def _class_rows(study: Study, threshold_min: float) -> list[dict[str, Any]]:
    total = float(study.commuters.sum())
    rows = []
    for position, name in enumerate(CLASSES):
        is_in = study.classes[threshold_min] == position
        commuters = float(study.commuters[is_in].sum())
        rows.append(
            {
                "class": name,
                "name_zh": CLASS_WORDS[name]["zh"],
                "pairs": int(is_in.sum()),
                "commuters": commuters,
                "commuters_share": commuters / total if total > 0 else None,
            }
        )
    return rows


def _pairs(study: Study, threshold_min: float) -> pd.DataFrame:
    """A row an ordered pair; minutes are empty where there is no way."""
    ids = np.array([str(zone) for zone in study.pairs.zone_ids], dtype=object)
    return pd.DataFrame(
        {
            "origin": ids[study.origin],
            "destination": ids[study.destination],
            "threshold_min": threshold_min,
            "minutes": finite_or_missing(study.time_min),
            "commuters": study.commuters,
            "share_of_residents": study.share,
            "class": np.array(CLASSES, dtype=object)[study.classes[threshold_min]],
        }
    )


def _lines(study: Study, threshold_min: float, *, visible: bool) -> Layer:
    """A line an ordered pair; of the two ways of a pair the class that is farther above is seen."""
    every = _pairs(study, threshold_min)
    is_drawn = every["class"].isin(DRAWN).to_numpy()
    frame = every[is_drawn].reset_index(drop=True)
    frame.insert(0, "id", frame["origin"] + "-" + frame["destination"])
    lines = pair_lines(study.pairs, study.origin[is_drawn].tolist(), study.destination[is_drawn].tolist())
    return Layer(
        name=f"commuting_match_{threshold_min:g}_min",
        role=Role.FLOW,
        frame=gpd.GeoDataFrame(frame, geometry=lines, crs=study.pairs.network.crs),
        value="class",
        title={
            "en": f"Commuting and connection within {threshold_min:g} min",
            "zh": f"{threshold_min:g} 分钟通/勤匹配",
        },
        categories=DRAWN,
        words=CLASS_WORDS,
        visible=visible,
    )
