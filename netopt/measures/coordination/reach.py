"""Indicators of reach: coverage of the travel circles, pairs within reach, mean time, potential."""

import numpy as np

from netopt.accessibility.indicators import covered_share
from netopt.arrays import FloatArray
from netopt.measures.coordination.indicator import MINUTES, SHARE, Indicator, defined
from netopt.measures.coordination.study import Study
from netopt.measures.coverage.study import Covered
from netopt.measures.coverage.told import LEVEL_WORDS
from netopt.measures.indicators.decay import Decay, PowerDecay, told_decay
from netopt.measures.travel_measure import TIME_WORDS
from netopt.measures.zonal.own_zone import told_rule
from netopt.travel.od_times import TimeDefinition

PAIR_TIMES: tuple[TimeDefinition, ...] = ("station_to_station", "door_to_door")
SHORT = {"station_to_station": "station", "door_to_door": "door", "in_vehicle": "in_vehicle"}


def reach_indicators(study: Study) -> list[Indicator]:
    """All of them, in the order of a page."""
    return [
        *(_coverage(study, covered) for covered in study.coverage.levels),
        *(
            indicator
            for time in PAIR_TIMES
            for threshold_min in study.question.pair_thresholds_min
            for indicator in _pairs(study, time, threshold_min)
        ),
        _mean_time(study),
        _potential(study),
    ]


def times_data(time: TimeDefinition) -> dict[str, str]:
    """What times rest on, and that they are weighted by people."""
    words = TIME_WORDS[time]
    return {
        "en": f"least times {words['en']} over lines and services; people of zones",
        "zh": f"按线路与车次计算的最短时间（{words['zh']}）；城市人口",
    }


def by_people(value: FloatArray, people: FloatArray) -> float:
    """Mean over the zones that have a value, weighted by people; ``nan`` without any."""
    counts = np.isfinite(value) & (people > 0)
    total = people[counts].sum()
    return float((people * np.where(counts, value, 0.0)).sum() / total) if total > 0 else float("nan")


def _coverage(study: Study, covered: Covered) -> Indicator:
    level, words = covered.pairs.level, LEVEL_WORDS[covered.pairs.level.name]
    minutes, time = f"{level.threshold_min:g}", study.question.time
    if level.centres:
        formula = {
            "en": f"Σ P_i q_ij 1[T_ij ≤ {minutes}] / Σ P_i over cities i within {level.within_km:g} km of centre j",
            "zh": f"Σ P_i q_ij 1[T_ij ≤ {minutes}] / Σ P_i，i 为距中心 j 直线 {level.within_km:g} 公里内的城市",
        }
    else:
        over = ("main cities i ≠ j", "主要城市 i ≠ j") if level.zones else ("all cities i ≠ j", "全部城市 i ≠ j")
        formula = {
            "en": f"Σ P_i P_j q_ij 1[T_ij ≤ {minutes}] / Σ P_i P_j over {over[0]}",
            "zh": f"Σ P_i P_j q_ij 1[T_ij ≤ {minutes}] / Σ P_i P_j，{over[1]}",
        }
    said = times_data(time)
    count = int(covered.is_within.size)
    return Indicator(
        id=f"coverage_{level.name}",
        name={
            "en": f"Covered in {minutes} min, {words['en']}",
            "zh": f"{minutes} 分钟覆盖率：{words['zh']}",
        },
        value=defined(covered.share),
        unit=SHARE,
        better="higher",
        formula=formula,
        data={"en": f"{said['en']}; {count} ordered pairs", "zh": f"{said['zh']}；{count} 个有向城市对"},
        assumed_share=study.assumed_share(time),
    )


def _pairs(study: Study, time: TimeDefinition, threshold_min: float) -> list[Indicator]:
    """The plain share, and that by people where no coverage of the circles says the same."""
    pairs, words = study.pairs[time], TIME_WORDS[time]
    is_within = (pairs.time_min <= threshold_min) & study.is_other
    count, minutes = int(study.is_other.sum()), f"{threshold_min:g}"
    said = times_data(time)
    data = {"en": f"{said['en']}; {count} ordered pairs", "zh": f"{said['zh']}；{count} 个有向城市对"}
    name = {"en": f"City pairs within {minutes} min {words['en']}", "zh": f"{minutes} 分钟内城市对（{words['zh']}）"}
    plain = Indicator(
        id=f"pairs_{minutes}_min_{SHORT[time]}",
        name=name,
        value=is_within.sum() / count if count else None,
        unit=SHARE,
        better="higher",
        formula={
            "en": f"number of pairs i ≠ j with T_ij ≤ {minutes} / number of pairs",
            "zh": f"T_ij ≤ {minutes} 的城市对数 / 城市对总数",
        },
        data=data,
        assumed_share=study.assumed_share(time),
    )
    cluster = next(covered.pairs.level for covered in study.coverage.levels if covered.pairs.level.name == "cluster")
    if time == study.question.time and threshold_min == cluster.threshold_min:
        return [plain]
    weighted = Indicator(
        id=f"pairs_{minutes}_min_{SHORT[time]}_by_people",
        name={"en": f"{name['en']}, by people", "zh": f"{name['zh']}，人口加权"},
        value=defined(covered_share(is_within, study.pair_weight, pairs.permitted)),
        unit=SHARE,
        better="higher",
        formula={
            "en": f"Σ P_i P_j q_ij 1[T_ij ≤ {minutes}] / Σ P_i P_j over all cities i ≠ j",
            "zh": f"Σ P_i P_j q_ij 1[T_ij ≤ {minutes}] / Σ P_i P_j，全部城市 i ≠ j",
        },
        data=data,
        assumed_share=study.assumed_share(time),
    )
    return [plain, weighted]


def _mean_time(study: Study) -> Indicator:
    time = study.question.time
    said, left_out = times_data(time), study.access.pairs.unreachable
    return Indicator(
        id="mean_time",
        name={"en": "Weighted average travel time", "zh": "加权平均旅行时间"},
        value=defined(by_people(study.access.watt_min, study.travel.population)),
        unit=MINUTES,
        better="lower",
        formula={
            "en": "Σ P_i W_i / Σ P_i with W_i = Σ P_j q_ij T_ij / Σ P_j q_ij over cities j ≠ i that i reaches",
            "zh": "Σ P_i W_i / Σ P_i，W_i = Σ P_j q_ij T_ij / Σ P_j q_ij，j ≠ i 且可达",
        },
        data={
            "en": f"{said['en']}; {left_out} ordered pairs have no way and are left out",
            "zh": f"{said['zh']}；{left_out} 个有向城市对不可达，不计入",
        },
        assumed_share=study.assumed_share(time),
    )


def _potential(study: Study) -> Indicator:
    question = study.question
    decay, own, said = told_decay(question.decay), told_rule(question.own_zone), times_data(question.time)
    return Indicator(
        id="potential",
        name={"en": "Potential access per head", "zh": "人均潜能可达性"},
        value=defined(by_people(study.access.potential, study.travel.population)),
        unit=potential_unit(question.decay),
        better="higher",
        formula={
            "en": f"Σ P_i A_i / Σ P_i with A_i = Σ P_j q_ij f(T_ij), f(T) = {decay['en']}, {own['en']}; grows with the "
            "people of the region",
            "zh": f"Σ P_i A_i / Σ P_i，A_i = Σ P_j q_ij f(T_ij)，f(T) = {decay['zh']}，{own['zh']}；随区域人口总量增大",
        },
        data=said,
        assumed_share=study.assumed_share(question.time),
    )


def potential_unit(decay: Decay) -> str:
    """People, times minutes to a power."""
    if not isinstance(decay, PowerDecay):
        return "people"
    return "people/min" if decay.beta == 1 else f"people/min^{decay.beta:g}"
