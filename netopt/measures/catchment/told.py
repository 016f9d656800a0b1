"""How an opportunities measure tells what it found: entries, tables, layers, notes."""

from typing import Any

import numpy as np
import pandas as pd

from netopt.layers import Layer, Table
from netopt.measures.catchment.study import BALANCED, ENHANCED, TWO_STEP, Study
from netopt.measures.zonal.columns import with_first
from netopt.measures.zonal.layers import zone_layer

METHOD_WORDS = {
    TWO_STEP: {"en": "2SFCA", "zh": "两步移动搜寻法（2SFCA）"},
    ENHANCED: {"en": "E2SFCA", "zh": "增强两步移动搜寻法（E2SFCA）"},
    BALANCED: {"en": "balanced FCA", "zh": "平衡移动搜寻法（BFCA）"},
}


def entries(study: Study) -> tuple[dict[str, Any], ...]:
    """One entry per threshold, with what is conserved of supply and demand."""
    return tuple(
        {
            "kind": "opportunities",
            "threshold_min": threshold_min,
            "time": study.question.time,
            "station_time": study.question.station_time,
            **{key: said["en"] for key, said in study.question.words.items()},
            "zones": _entry_zones(study, threshold_min),
            "conservation": _conservation(study, threshold_min),
            "totals": {
                "supply": float(study.question.supply.sum()),
                "demand": float(study.question.demand.sum()),
                "demand_without_supply": study.found[threshold_min].unserved_demand,
                "unreachable_pairs": study.pairs.unreachable,
            },
            "options": {
                "soft_scale_min": study.question.soft_scale_min,
                "band_weights": list(study.question.band_weights),
            },
        }
        for threshold_min in study.question.thresholds_min
    )


def tables(study: Study) -> tuple[Table, ...]:
    """Values of zones, a row a zone and threshold; levels of service of supplies; what is conserved."""
    zones, levels, conserved = [], [], []
    for threshold_min, found in study.found.items():
        zones.append(_zones(study, threshold_min).assign(threshold_min=threshold_min))
        rates = {f"level_{method.removeprefix('access_')}": one.level for method, one in found.catchments.items()}
        ids = study.pairs.named()[["id", "name_zh", "name_en"]]
        levels.append(ids.assign(threshold_min=threshold_min, supply=study.question.supply, **rates))
        conserved.append(pd.DataFrame(_conservation(study, threshold_min)).assign(threshold_min=threshold_min))
    return (
        Table("opportunities", _ids_first(zones, "id")),
        Table("service_levels", _ids_first(levels, "id")),
        Table("supply_conservation", _ids_first(conserved, "method")),
    )


def layers(study: Study) -> tuple[Layer, ...]:
    """Zones coloured by supply within reach and by supply a head, for every threshold; the first 2SFCA is shown."""
    told = []
    for number, threshold_min in enumerate(study.question.thresholds_min):
        frame, supply = _zones(study, threshold_min), study.question.supply_name
        for value, words in METHOD_WORDS.items():
            title_en = f"{supply['en']} a head within {threshold_min:g} min, {words['en']}"
            told.append(
                zone_layer(
                    study.pairs,
                    frame,
                    value,
                    name=f"{value}_{threshold_min:g}_min",
                    title={"en": title_en, "zh": f"{threshold_min:g} 分钟内人均{supply['zh']}：{words['zh']}"},
                    visible=number == 0 and value == TWO_STEP,
                )
            )
        told.append(
            zone_layer(
                study.pairs,
                frame,
                "cumulative",
                name=f"opportunities_{threshold_min:g}_min",
                title={
                    "en": f"{supply['en']} within {threshold_min:g} min",
                    "zh": f"{threshold_min:g} 分钟可达{supply['zh']}",
                },
                visible=False,
            )
        )
    return tuple(told)


def notes(study: Study) -> tuple[dict[str, str], ...]:
    """Sentences by language."""
    en, zh = ({key: said[language] for key, said in study.question.words.items()} for language in ("en", "zh"))
    last_min = study.question.thresholds_min[-1]
    bands = ", ".join(f"{weight:g}" for weight in study.question.band_weights)
    said = [
        {
            "en": f"Supply: {en['supply']}; demand: {en['demand']}; {en['own_zone']}; E2SFCA weights of "
            f"equally wide bands up to the threshold: {bands}.",
            "zh": f"供给：{zh['supply']}；需求：{zh['demand']}；{zh['own_zone']}；"
            f"E2SFCA 按阈值内等宽时段加权：{bands}。",
        }
    ]
    left = study.question.supply.sum() - study.found[last_min].catchments[TWO_STEP].served_supply(study.question.supply)
    if left > 0:
        said.append(
            {
                "en": f"{left:g} of the supply is reached by nobody within {last_min:g} min.",
                "zh": f"{last_min:g} 分钟内有 {left:g} 的供给无人可达。",
            }
        )
    return tuple(said)


def _entry_zones(study: Study, threshold_min: float) -> Any:
    """The zones for an entry: names and what was found first."""
    zones = _zones(study, threshold_min).rename(columns={"name_en": "name"})
    found = ["cumulative", "cumulative_soft", *METHOD_WORDS]
    return zones[["id", "name", "name_zh", *found, "supply", "demand"]].to_dict("records")


def _zones(study: Study, threshold_min: float) -> pd.DataFrame:
    """A row a zone, ids and names first."""
    found = study.found[threshold_min]
    return study.pairs.named().assign(
        supply=study.question.supply,
        demand=study.question.demand,
        cumulative=found.cumulative,
        cumulative_soft=found.cumulative_soft,
        **{method: one.access for method, one in found.catchments.items()},
    )


def _conservation(study: Study, threshold_min: float) -> list[dict[str, Any]]:
    """By method: supply given out (sum P_i A_i), supply with demand in its catchment, and supply nobody reaches.

    2SFCA and E2SFCA give out what is reached. BFCA conserves demand and levels of service instead:
    ``access_sum`` (sum A_i) equals ``level_sum`` (sum L_j).
    """
    question = study.question
    return [
        {
            "method": method,
            "supply_given_out": float(question.demand @ one.access),
            "supply_reached": one.served_supply(question.supply),
            "supply_unreached": float(question.supply.sum()) - one.served_supply(question.supply),
            "access_sum": float(one.access.sum()),
            "level_sum": float(np.nansum(one.level)),
        }
        for method, one in study.found[threshold_min].catchments.items()
    ]


def _ids_first(parts: list[pd.DataFrame], first: str) -> pd.DataFrame:
    ordered = with_first(pd.concat(parts, ignore_index=True), [first, "threshold_min"])
    return ordered.rename(columns={"id": "zone_id"})
