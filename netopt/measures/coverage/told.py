"""How a circles_123 measure tells what it found: entries, tables, layers, notes."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from netopt.layers import Layer, Role, Table
from netopt.measures.coverage.levels import Level
from netopt.measures.coverage.study import Covered, Study
from netopt.measures.zonal.columns import with_first
from netopt.measures.zonal.layers import pair_lines, zone_layer
from netopt.measures.zonal.minutes import finite_or_missing

WITHIN, MISSED, UNREACHABLE = "within", "missed", "unreachable"
REACH_WORDS = {
    WITHIN: {"en": "within", "zh": "达标"},
    MISSED: {"en": "takes longer", "zh": "超时"},
    UNREACHABLE: {"en": "unreachable", "zh": "不可达"},
}
LEVEL_WORDS = {
    "metropolitan": {"en": "commuting to the centres", "zh": "都市圈通勤"},
    "cluster": {"en": "within the city cluster", "zh": "城市群内"},
    "main_cities": {"en": "between main cities", "zh": "主要城市间"},
}


def entries(study: Study) -> tuple[dict[str, Any], ...]:
    """One entry per level."""
    return tuple(_entry(study, covered) for covered in study.levels)


def tables(study: Study) -> tuple[Table, ...]:
    """Coverage by level and by zone, and the pairs that miss, heaviest first."""
    return (
        Table("circles_123", pd.DataFrame([_figures(covered) for covered in study.levels])),
        Table("circles_123_zones", pd.concat([_zones(study, one) for one in study.levels], ignore_index=True)),
        Table("circles_123_misses", pd.concat([_misses(study, one) for one in study.levels], ignore_index=True)),
    )


def layers(study: Study) -> tuple[Layer, ...]:
    """By level: zones coloured by the coverage of their people, and all its pairs as lines."""
    told = []
    for number, covered in enumerate(study.levels):
        level, words = covered.pairs.level, _words(covered.pairs.level)
        frame = _zones(study, covered).rename(columns={"zone_id": "id"})
        minutes = f"{level.threshold_min:g}"
        told.append(
            zone_layer(
                study.pairs,
                with_first(frame, ["id"]),
                "coverage_share",
                name=f"coverage_{level.name}",
                title={
                    "en": f"Share covered in {minutes} min, {words['en']}",
                    "zh": f"{words['zh']} {minutes} 分钟覆盖率",
                },
                visible=False,
            )
        )
        told.append(
            Layer(
                name=f"pairs_{level.name}",
                role=Role.FLOW,
                frame=_lines(study, covered),
                value="reach",
                title={"en": f"Pairs, {minutes} min, {words['en']}", "zh": f"{words['zh']} {minutes} 分钟城市对"},
                categories=tuple(REACH_WORDS),
                words=REACH_WORDS,
                visible=number == 0,
            )
        )
    return tuple(told)


def notes(study: Study) -> tuple[dict[str, str], ...]:
    """Sentences by language."""
    said = []
    for covered in study.levels:
        level, words = covered.pairs.level, _words(covered.pairs.level)
        share = "–" if np.isnan(covered.share) else f"{covered.share:.1%}"
        count, within = covered.is_within.size, int(covered.is_within.sum())
        weight_zh = "出发地人口" if level.centres else "两端人口之积"
        said.append(
            {
                "en": f"{words['en'].capitalize()}, {level.threshold_min:g} min: {share} covered, weighted by the "
                f"{level.weight_words}; {within} of {count} ordered pairs.",
                "zh": f"{words['zh']}（{level.threshold_min:g} 分钟）：覆盖率 {share}，按{weight_zh}加权；"
                f"{count} 个有向城市对中 {within} 个达标。",
            }
        )
    said.append(
        {
            "en": "Journeys between zones only: those inside a zone are not counted.",
            "zh": "只计城市之间的出行，不计城市内部的出行。",
        }
    )
    return tuple(said)


def _words(level: Level) -> dict[str, str]:
    return LEVEL_WORDS.get(level.name, {"en": level.name, "zh": level.name})


def _figures(covered: Covered) -> dict[str, Any]:
    level = covered.pairs.level
    is_finite = np.isfinite(covered.time_min)
    return {
        "level": level.name,
        "threshold_min": level.threshold_min,
        "coverage_share": covered.share,
        "pairs": int(covered.is_within.size),
        "within": int(covered.is_within.sum()),
        "pair_share": float(covered.is_within.mean()),
        "unreachable": int((~is_finite).sum()),
        "mean_min": float(covered.time_min[is_finite].mean()) if is_finite.any() else None,
        "weight": level.weight_words,
    }


def _entry(study: Study, covered: Covered) -> dict[str, Any]:
    figures = _figures(covered)
    return {
        "kind": "circles_123",
        "name": figures.pop("level"),
        "threshold_min": figures.pop("threshold_min"),
        "time": study.time,
        "station_time": study.station_time,
        **figures,
        "centres": list(covered.pairs.level.centres),
        "zones": sorted({str(study.pairs.zone_ids[row]) for row in covered.pairs.origin}),
    }


def _zones(study: Study, covered: Covered) -> pd.DataFrame:
    """A row a zone: how much of the journeys that start there is covered."""
    named = study.pairs.named().rename(columns={"id": "zone_id"})
    named.insert(0, "level", covered.pairs.level.name)
    return named.assign(threshold_min=covered.pairs.level.threshold_min, coverage_share=covered.zone_shares(len(named)))


def _misses(study: Study, covered: Covered) -> pd.DataFrame:
    """The pairs that are not covered; minutes are empty where there is no way."""
    ids = study.pairs.zone_ids.to_numpy()
    time_min = finite_or_missing(covered.time_min)
    total = covered.pairs.weight.sum()
    share = covered.pairs.weight / total if total > 0 else np.full(time_min.shape, np.nan)
    frame = pd.DataFrame(
        {
            "level": covered.pairs.level.name,
            "origin": ids[covered.pairs.origin],
            "destination": ids[covered.pairs.destination],
            "minutes": time_min,
            "over_min": time_min - covered.pairs.level.threshold_min,
            "weight_share": share,
        }
    )[~covered.is_within]
    return frame.sort_values(["weight_share", "origin", "destination"], ascending=[False, True, True], kind="stable")


def _lines(study: Study, covered: Covered) -> gpd.GeoDataFrame:
    """A line a pair; of pairs that count both ways the slower way."""
    ids = [str(zone) for zone in study.pairs.zone_ids]
    slowest: dict[tuple[int, int], int] = {}
    order = np.argsort(covered.time_min, kind="stable")
    for position in order:
        ends = (int(covered.pairs.origin[position]), int(covered.pairs.destination[position]))
        slowest[min(ends), max(ends)] = int(position)
    rows = [slowest[ends] for ends in sorted(slowest)]
    origins, destinations = covered.pairs.origin[rows].tolist(), covered.pairs.destination[rows].tolist()
    time_min = covered.time_min[rows]
    reach = np.where(covered.is_within[rows], WITHIN, np.where(np.isfinite(time_min), MISSED, UNREACHABLE))
    frame = pd.DataFrame(
        {
            "id": [f"{ids[tail]}-{ids[head]}" for tail, head in zip(origins, destinations, strict=True)],
            "origin": [ids[tail] for tail in origins],
            "destination": [ids[head] for head in destinations],
            "minutes": finite_or_missing(time_min),
            "reach": reach,
        }
    )
    return gpd.GeoDataFrame(frame, geometry=pair_lines(study.pairs, origins, destinations), crs=study.pairs.network.crs)
