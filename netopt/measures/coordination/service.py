"""Indicators of service: who has trains, who has direct ones, how often; and how much of the card is assumed."""

import numpy as np

from netopt.arrays import BoolArray, FloatArray
from netopt.measures.coordination.indicator import SHARE, Indicator, defined
from netopt.measures.coordination.study import Study
from netopt.measures.travel_measure import TIME_WORDS
from netopt.network.quality import quality
from netopt.units import SECONDS_PER_HOUR

OFTEN_S = SECONDS_PER_HOUR
"""A direct train at least this often is one that nobody plans a day around."""


def service_indicators(study: Study) -> list[Indicator]:
    """All of them, in the order of a page."""
    headway_s = direct_headway_s(study)
    return [
        _served(study),
        _direct(
            study,
            np.isfinite(headway_s),
            id="direct_by_people",
            name={"en": "City pairs with a direct train, by people", "zh": "有直达列车的城市对，人口加权"},
            condition={"en": "a train runs from i to j without a change", "zh": "i 到 j 有不换乘列车"},
        ),
        _direct(
            study,
            headway_s <= OFTEN_S,
            id="direct_hourly_by_people",
            name={
                "en": "City pairs with a direct train every hour, by people",
                "zh": "每小时至少一班直达的城市对，人口加权",
            },
            condition={
                "en": "direct trains run at least every 60 min between a station of i and one of j",
                "zh": "i、j 各一站之间直达列车班距 ≤ 60 分钟",
            },
        ),
        _assumed(study),
    ]


def direct_headway_s(study: Study) -> FloatArray:
    """Least headway of direct trains between own stations of zones, same shape as the pairs; ``inf`` without any."""
    rail, own = study.travel.rail, study.travel.ends.of_zones
    of_ride = np.full((len(rail), len(rail)), np.inf)
    np.minimum.at(of_ride, (rail.origin, rail.destination), rail.headway_s)
    from_zone = np.array([of_ride[stations].min(axis=0, initial=np.inf) for stations in own])
    return np.array([from_zone[:, stations].min(axis=1, initial=np.inf) for stations in own]).T.reshape((len(own),) * 2)


def served_zones(study: Study) -> BoolArray:
    """Whether a passenger train stops at an own station of each zone, shape (n_zones,)."""
    rail = study.travel.rail
    has_train = np.zeros(len(rail), dtype=bool)
    has_train[rail.origin] = has_train[rail.destination] = True
    return np.asarray((study.travel.ends.of_zones & has_train).any(axis=1))


def _served(study: Study) -> Indicator:
    is_served = served_zones(study)
    radius = study.question.travel.station_radius
    return Indicator(
        id="served_cities",
        name={"en": "Cities with a station that is served", "zh": "有列车停靠的城市"},
        value=float(is_served.mean()),
        unit=SHARE,
        better="higher",
        formula={
            "en": "cities with a train at an own station / all cities",
            "zh": "自有车站有列车停靠的城市数 / 城市总数",
        },
        data={
            "en": f"services in force; own stations lie inside the city within {radius.main_km:g} km of its centre "
            f"({radius.local_km:g} km if local), else the nearest one inside; {is_served.size} cities",
            "zh": f"现行车次；自有车站为市域内距中心 {radius.main_km:g} 公里内的车站"
            f"（一般小站 {radius.local_km:g} 公里），否则取市域内最近一站；{is_served.size} 个城市",
        },
        assumed_share=_services_assumed(study),
    )


def _direct(
    study: Study, has_train: BoolArray, *, id: str, name: dict[str, str], condition: dict[str, str]
) -> Indicator:
    weight = study.pair_weight
    total = float(weight.sum())
    count = int((has_train & study.is_other).sum())
    return Indicator(
        id=id,
        name=name,
        value=defined(float(weight[has_train].sum()) / total) if total > 0 else None,
        unit=SHARE,
        better="higher",
        formula={
            "en": f"Σ P_i P_j 1[{condition['en']}] / Σ P_i P_j over all cities i ≠ j",
            "zh": f"Σ P_i P_j 1[{condition['zh']}] / Σ P_i P_j，全部城市 i ≠ j",
        },
        data={
            "en": f"stop patterns and headways of the services; {count} of {int(study.is_other.sum())} ordered pairs",
            "zh": f"车次停站与班距；{int(study.is_other.sum())} 个有向城市对中 {count} 个",
        },
        assumed_share=_services_assumed(study),
    )


def _assumed(study: Study) -> Indicator:
    time = study.question.time
    words = TIME_WORDS[time]
    return Indicator(
        id="assumed_time_share",
        name={"en": "Time that rests on assumptions", "zh": "依据假定值的时间"},
        value=study.assumed_share(time),
        unit=SHARE,
        better="lower",
        formula={
            "en": "1 − (time on trains without that over lines of assumed speed + along streets) / Σ T_ij, "
            f"{words['en']}; stations, waits, changes, borders and ways that follow no street count as assumed",
            "zh": f"1 −（列车时间中速度非假定的部分 + 沿实际道路的时间）/ Σ T_ij（{words['zh']}）；"
            "进出站、候车、换乘、边界及未沿道路的地面路程均计为假定",
        },
        data={
            "en": "marks of assumed speeds in the network; all ordered pairs that are reached",
            "zh": "线网中假定速度的标记；全部可达的有向城市对",
        },
    )


def _services_assumed(study: Study) -> float | None:
    share = quality(study.network)["services_assumed_share"]
    return None if share is None else float(share)
