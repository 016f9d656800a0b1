"""How an accessibility measure tells what it found: entries, tables, layers, notes."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from netopt.layers import Layer, Table
from netopt.measures.indicators.study import DAILY, POTENTIAL, WATT, Study
from netopt.measures.travel_measure import TIME_WORDS
from netopt.measures.zonal.columns import with_first
from netopt.measures.zonal.layers import zone_layer


def entries(study: Study) -> tuple[dict[str, Any], ...]:
    """One entry per threshold; ``equity`` is that of the potential, ``equity_by_indicator`` has all three."""
    return tuple(_entry(study, threshold_min) for threshold_min in study.question.thresholds_min)


def tables(study: Study) -> tuple[Table, ...]:
    """Indicators of zones, a row a zone and threshold, and the equity of every indicator."""
    zones = [
        frame.rename(columns={"id": "zone_id"}).assign(threshold_min=threshold_min)
        for threshold_min in study.question.thresholds_min
        for frame in [_zones(study, threshold_min)]
    ]
    rows = [
        {"indicator": indicator, "threshold_min": threshold_min, **asdict(found)}
        for (indicator, threshold_min), found in study.equity.items()
    ]
    return (
        Table("accessibility", with_first(pd.concat(zones, ignore_index=True), ["zone_id", "threshold_min"])),
        Table("equity", pd.DataFrame(rows)),
    )


def layers(study: Study) -> tuple[Layer, ...]:
    """Zones coloured by each indicator; the first is shown at first."""
    words = TIME_WORDS[study.question.time]
    frame = _zones(study, study.question.thresholds_min[0])
    found = [
        zone_layer(
            study.pairs,
            frame,
            WATT,
            name="access_watt",
            title={"en": f"Weighted average travel time, {words['en']}", "zh": f"加权平均旅行时间（{words['zh']}）"},
            unit="min",
        ),
        zone_layer(
            study.pairs,
            frame,
            POTENTIAL,
            name="access_potential",
            title={"en": f"Potential access, {words['en']}", "zh": f"潜能可达性（{words['zh']}）"},
            visible=False,
        ),
    ]
    for threshold_min in study.question.thresholds_min:
        title_en = f"Reached within {threshold_min:g} min, {words['en']}"
        found.append(
            zone_layer(
                study.pairs,
                _zones(study, threshold_min),
                DAILY,
                name=f"access_daily_{threshold_min:g}_min",
                title={"en": title_en, "zh": f"{threshold_min:g} 分钟日常可达性（{words['zh']}）"},
                visible=False,
            )
        )
    return tuple(found)


def notes(study: Study) -> tuple[dict[str, str], ...]:
    """Sentences by language."""
    en, zh = ({key: said[language] for key, said in study.question.words.items()} for language in ("en", "zh"))
    unreachable = study.pairs.unreachable
    return (
        {
            "en": f"Access of zones to {en['mass']}; {en['own_zone']}; {en['watt']}; potential by {en['decay']}, "
            "T in minutes.",
            "zh": f"各城市可达性，质量为{zh['mass']}；{zh['own_zone']}；{zh['watt']}；"
            f"潜能按 {zh['decay']} 衰减（T 为分钟）。",
        },
        {
            "en": f"{unreachable} ordered pairs of zones are unreachable: average times leave them out, daily access "
            "and potential gain nothing by them.",
            "zh": f"{unreachable} 个有向城市对不可达：不计入加权平均时间，对日常可达性和潜能无贡献。",
        },
    )


def _entry(study: Study, threshold_min: float) -> dict[str, Any]:
    n_zones = len(study.pairs.zone_ids)
    return {
        "kind": "accessibility",
        "threshold_min": threshold_min,
        "time": study.question.time,
        "station_time": study.question.station_time,
        **{key: said["en"] for key, said in study.question.words.items()},
        "groups": study.groups,
        "zones": _entry_zones(study, threshold_min),
        "pairs": {"count": n_zones * (n_zones - 1), "unreachable": study.pairs.unreachable},
        "equity": asdict(study.equity[POTENTIAL, None]),
        "equity_by_indicator": {
            WATT: asdict(study.equity[WATT, None]),
            DAILY: asdict(study.equity[DAILY, threshold_min]),
            POTENTIAL: asdict(study.equity[POTENTIAL, None]),
        },
    }


def _entry_zones(study: Study, threshold_min: float) -> Any:
    """The zones for an entry: names, indicators, then the rest."""
    zones = _zones(study, threshold_min).rename(columns={"name_en": "name"})
    return with_first(zones, ["id", "name", "name_zh", WATT, DAILY, POTENTIAL]).to_dict("records")


def _zones(study: Study, threshold_min: float) -> pd.DataFrame:
    """A row a zone, ids and names first."""
    named = study.pairs.named()
    if study.groups is not None and study.groups not in named.columns:
        named[study.groups] = study.pairs.network.nodes.loc[study.pairs.zone_ids, study.groups].to_numpy()
    return named.assign(
        **{
            "mass": study.question.mass,
            WATT: study.watt_min,
            DAILY: study.daily[threshold_min],
            POTENTIAL: study.potential,
            "unreached_zones": study.unreached_zones.astype(np.int64),
            "unreached_mass_share": study.unreached_share,
        }
    )
