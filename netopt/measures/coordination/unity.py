"""Indicators of unity: how evenly access is spread, and what borders between jurisdictions cost."""

from typing import TypeAlias

import numpy as np

from netopt.arrays import BoolArray, FloatArray
from netopt.measures.coordination.indicator import INDEX, MINUTES, RATIO, SHARE, Indicator, defined
from netopt.measures.coordination.reach import times_data
from netopt.measures.coordination.study import AcrossBorders, Groups, Study
from netopt.measures.indicators.study import POTENTIAL
from netopt.network.borders.borders import clock

BAND_KM = 50.0
"""Pairs are compared with pairs of like distance: long ones are fast whatever lies between."""
Rows: TypeAlias = list[Indicator]


def unity_indicators(study: Study) -> Rows:
    """Those that the network has something to tell of, in the order of a page."""
    rows = [_gini(study)]
    if study.groups is not None and study.groups.count > 1:
        rows += [_between(study, study.groups), _speed(study, study.groups)]
    if study.borders is not None:
        rows += [_added(study, study.borders), _lost(study, study.borders)]
    return rows


def like_for_like_speed_ratio(
    distance_km: FloatArray, time_min: FloatArray, is_across: BoolArray, is_inside: BoolArray
) -> tuple[float, int, int]:
    """Speed of pairs across borders over that of pairs inside, at like distance; with the pairs across used, and all.

    ratio = sum_b n_b V_b / sum_b n_b U_b over bands b of distance that hold pairs of both sorts: n_b the pairs across,
    V_b = sum d / sum T their speed, U_b that of the pairs inside (direct standardisation). Pairs without a way do not
    count. All arrays have the same shape; ``nan`` where no band has both.
    """
    is_reached = np.isfinite(time_min) & (time_min > 0)
    across, inside = is_across & is_reached, is_inside & is_reached
    band = (distance_km // BAND_KM).astype(np.int64)
    fast = slow = 0.0
    used = 0
    for number in np.intersect1d(band[across], band[inside]):
        one, other = across & (band == number), inside & (band == number)
        count = int(one.sum())
        used += count
        fast += count * distance_km[one].sum() / time_min[one].sum()
        slow += count * distance_km[other].sum() / time_min[other].sum()
    return (fast / slow if slow > 0 else float("nan")), used, int(is_across.sum())


def _gini(study: Study) -> Indicator:
    return Indicator(
        id="gini",
        name={"en": "Inequality of potential access (Gini)", "zh": "潜能可达性基尼系数"},
        value=study.access.equity[POTENTIAL, None].gini,
        unit=INDEX,
        better="lower",
        formula={
            "en": "Σ Σ p_i p_j |A_i − A_j| / (2 mean A), p the share of people, A the potential; 0 is equal",
            "zh": "Σ Σ p_i p_j |A_i − A_j| / (2 Ā)，p 为人口份额，A 为潜能；0 为完全均等",
        },
        data=times_data(study.question.time),
        assumed_share=study.assumed_share(study.question.time),
    )


def _between(study: Study, groups: Groups) -> Indicator:
    found = study.access.equity[POTENTIAL, None]
    whole, between = found.theil, found.theil_between
    said = times_data(study.question.time)
    return Indicator(
        id="theil_between_share",
        name={"en": "Inequality between jurisdictions", "zh": "辖区之间差异占总差异"},
        value=None if whole is None or between is None or whole <= 0 else between / whole,
        unit=SHARE,
        better="lower",
        formula={
            "en": "Theil's index of potential between jurisdictions / the whole index (Shorrocks 1980)",
            "zh": "潜能泰尔指数的辖区间部分 / 泰尔指数（Shorrocks 1980）",
        },
        data={
            "en": f"{said['en']}; zone column {groups.column}: {groups.count} jurisdictions",
            "zh": f"{said['zh']}；区域表 {groups.column} 列：{groups.count} 个辖区",
        },
        assumed_share=study.assumed_share(study.question.time),
    )


def _speed(study: Study, groups: Groups) -> Indicator:
    time = study.question.time
    is_across = groups.number[:, None] != groups.number[None, :]
    ratio, used, count = like_for_like_speed_ratio(
        study.distance_km, study.pairs[time].time_min, is_across, ~is_across & study.is_other
    )
    said = times_data(time)
    return Indicator(
        id="cross_speed_ratio",
        name={"en": "Speed across jurisdictions over speed inside", "zh": "跨辖区与辖区内速度之比"},
        value=defined(ratio),
        unit=RATIO,
        better="higher",
        formula={
            "en": f"Σ n_b V_b / Σ n_b U_b: straight km per hour of pairs across (V) and inside (U) in bands of "
            f"{BAND_KM:g} km, n pairs across; needs no table of borders, and holds where the fast lines lie",
            "zh": f"Σ n_b V_b / Σ n_b U_b：按 {BAND_KM:g} 公里距离分段，V、U 为跨辖区与辖区内城市对的直线时速，"
            "n 为跨辖区对数；不需要边界表，但也反映快线走向",
        },
        data={
            "en": f"{said['en']}; zone column {groups.column}; {used} of {count} ordered pairs across have pairs "
            "inside at like distance",
            "zh": f"{said['zh']}；区域表 {groups.column} 列；{count} 个跨辖区有向对中 {used} 个有同距离的辖区内对照",
        },
        assumed_share=study.assumed_share(time),
    )


def _added(study: Study, borders: AcrossBorders) -> Indicator:
    with_min, without_min = study.access.pairs.time_min, borders.without.pairs.time_min
    counted = borders.crosses & np.isfinite(with_min) & np.isfinite(without_min)
    cut_off = int((borders.crosses & np.isfinite(without_min) & ~np.isfinite(with_min)).sum())
    said = _borders_data(study)
    return Indicator(
        id="border_minutes",
        name={"en": "Minutes that borders add", "zh": "边界增加的时间"},
        value=float((with_min - without_min)[counted].mean()) if counted.any() else None,
        unit=MINUTES,
        better="lower",
        formula={
            "en": "mean of T_ij with borders − T_ij without over pairs in different jurisdictions reached both ways",
            "zh": "跨辖区且两种情形均可达的城市对：有边界 T_ij − 无边界 T_ij 的平均值",
        },
        data={
            "en": f"{said['en']}; {int(counted.sum())} ordered pairs, {cut_off} more are cut off",
            "zh": f"{said['zh']}；{int(counted.sum())} 个有向城市对，另有 {cut_off} 个被阻断",
        },
        assumed_share=borders.assumed_share,
    )


def _lost(study: Study, borders: AcrossBorders) -> Indicator:
    people = study.travel.population
    held, free = (float(people @ access.potential) for access in (study.access, borders.without))
    return Indicator(
        id="border_access_lost",
        name={"en": "Potential access lost to borders", "zh": "边界造成的潜能损失"},
        value=1.0 - held / free if free > 0 else None,
        unit=SHARE,
        better="lower",
        formula={
            "en": "1 − Σ P_i A_i with borders / Σ P_i A_i without; A the potential, q_ij who may pass included",
            "zh": "1 − 有边界 Σ P_i A_i / 无边界 Σ P_i A_i；A 为潜能，计入可通行者份额 q_ij",
        },
        data=_borders_data(study),
        assumed_share=borders.assumed_share,
    )


def _borders_data(study: Study) -> dict[str, str]:
    said, borders = times_data(study.question.time), study.network.borders
    if borders is None:
        return said
    at, scale = clock(borders.at_min), f"{borders.scale:g}"
    return {
        "en": f"{said['en']}; table of borders at {at}, times {scale}: example values",
        "zh": f"{said['zh']}；{at} 的边界表（系数 {scale}），为示例值",
    }
