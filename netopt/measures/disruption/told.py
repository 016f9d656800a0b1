"""How a criticality measure tells what it found: entries for summary.json, and what a map must say."""

from collections import Counter
from typing import Any

import numpy as np

from netopt.measures.disruption.candidates import BORDER, LINK, STATION
from netopt.measures.disruption.study import Removal, Study
from netopt.measures.disruption.tables import largest_pair, zone_ids

MOST_TOLD = 5
"""Removals, and names in a sentence."""


def entries(study: Study) -> tuple[dict[str, Any], ...]:
    """One entry per threshold; the ``worst`` removals are ranked over all of them (see ``Effect.loss``)."""
    return tuple(
        {
            "kind": "criticality",
            "threshold_min": threshold_min,
            "time": study.question.time,
            "station_time": study.question.station_time,
            "candidates": _counts(study),
            "cuts_off": any(removal.effect.newly_unreachable.any() for removal in study.removals),
            "cutting": len(_cutting(study)),
            "worst": [_told(study, removal, number) for removal in _worst(study)],
        }
        for number, threshold_min in enumerate(study.question.thresholds_min)
    )


def notes(study: Study) -> tuple[dict[str, str], ...]:
    """Sentences by language."""
    counts = _counts(study)
    said = [
        {
            "en": "Criticality: each is removed on its own and all ways that use it are computed anew. Trains keep "
            "their times and run on both sides of a removed link; a removed station is passed without a stop; a "
            "removed crossing is closed in every mode; no one waits less by a removal.",
            "zh": "关键性：逐一中断，凡受影响的路径全部重新计算。列车时刻不变，在中断路段两侧照常运行；"
            "关闭的车站列车通过不停；关闭的口岸对所有方式关闭；任何中断都不会缩短候车时间。",
        },
        {
            "en": f"{counts['count']} candidates: {counts['recomputed']} lie on ways between zones; the others "
            f"({counts['without_effect']}) lie on none, so their removal changes nothing.",
            "zh": f"候选 {counts['count']} 个：{counts['recomputed']} 个位于城市间路径上；其余 "
            f"{counts['without_effect']} 个不在任何路径上，中断无影响。",
        },
    ]
    if study.question.time != "door_to_door":
        said.append(
            {
                "en": "A zone's own stations are those with everything open: without its only one a zone has no "
                "trains.",
                "zh": "各城市的所属车站按完整网络确定：唯一的所属车站关闭后，该城市无列车可乘。",
            }
        )
    if study.left_out:
        share = 100.0 * study.left_out_use_share
        said.append(
            {
                "en": f"{counts['left_out']} less used candidates are left out; the most used of them lies on the ways "
                f"of {share:.3g}% of people's pairs.",
                "zh": f"另有 {counts['left_out']} 个使用较少的候选未计算，其中使用最多者位于 {share:.3g}% "
                "的人口加权城市对路径上。",
            }
        )
    return (*said, _cutting_note(study))


def _cutting_note(study: Study) -> dict[str, str]:
    cutting = _cutting(study)
    if not cutting:
        return {"en": "No removal cuts any pair of zones apart.", "zh": "没有任何一处中断使城市对失去联系。"}
    shown = cutting[:MOST_TOLD]
    more = len(cutting) - len(shown)
    en = "; ".join(f"{removal.candidate.name_en} ({_cut_names(study, removal, 'name_en')})" for removal in shown)
    zh = "；".join(f"{removal.candidate.name_zh}（{_cut_names(study, removal, 'name_zh')}）" for removal in shown)
    return {
        "en": f"{len(cutting)} removals cut zones off: {en}{f'; {more} more' if more else ''}. Cut pairs count as "
        "unreachable and are in no mean of minutes.",
        "zh": f"{len(cutting)} 处中断使城市失去联系：{zh}{f'；另有 {more} 处' if more else ''}。"
        "失去联系的城市对记为不可达，不计入平均时间。",
    }


def _cut_names(study: Study, removal: Removal, column: str) -> str:
    """Names of the zones cut off; the number of pairs where none is cut off whole."""
    zones = np.flatnonzero(removal.effect.cut_off)
    if not zones.size:
        pairs = int(removal.effect.newly_unreachable.sum())
        return f"{pairs} pairs" if column == "name_en" else f"{pairs} 对"
    names = study.pairs.named()[column].iloc[zones].tolist()
    more = "" if len(names) <= MOST_TOLD else " …"
    return (", " if column == "name_en" else "、").join(names[:MOST_TOLD]) + more


def _cutting(study: Study) -> list[Removal]:
    return [removal for removal in study.removals if removal.effect.newly_unreachable.any()]


def _worst(study: Study) -> list[Removal]:
    return [removal for removal in study.removals if any(removal.effect.loss)][:MOST_TOLD]


def _counts(study: Study) -> dict[str, Any]:
    """How many candidates there are, by sort, and what became of them."""
    sorts = Counter(removal.candidate.removed for removal in study.removals)
    sorts.update(candidate.removed for candidate in study.left_out)
    recomputed = sum(removal.is_recomputed for removal in study.removals)
    return {
        "count": len(study.removals) + len(study.left_out),
        **{f"{removed}s": sorts[removed] for removed in (STATION, LINK, BORDER)},
        "recomputed": recomputed,
        "without_effect": len(study.removals) - recomputed,
        "left_out": len(study.left_out),
        "left_out_use_share": study.left_out_use_share if study.left_out else None,
    }


def _told(study: Study, removal: Removal, number: int) -> dict[str, Any]:
    """A removal for an entry, with its figures at one threshold."""
    candidate, effect = removal.candidate, removal.effect
    reach = effect.reach[number]
    origin, destination = largest_pair(study, removal)
    return {
        "id": candidate.id,
        "name": candidate.name_en,
        "name_zh": candidate.name_zh,
        "pairs_unreachable": int(effect.newly_unreachable.sum()),
        "pairs_lost": reach.pairs_lost,
        "access_lost_share": reach.access_lost_share,
        "mean_added_min": effect.mean_added_min,
        "largest_added_min": effect.largest_added_min,
        "largest_origin": origin,
        "largest_destination": destination,
        "removed": candidate.removed,
        "rank": removal.rank,
        "people_lost_mean": reach.people_lost_mean,
        "worst_zone": None if reach.worst_zone is None else zone_ids(study, [reach.worst_zone])[0],
        "unreachable_share": effect.unreachable_share,
        "zones_cut_off": zone_ids(study, np.flatnonzero(effect.cut_off).tolist()),
        "people_cut_off": float(study.pairs.population[effect.cut_off].sum()),
    }
