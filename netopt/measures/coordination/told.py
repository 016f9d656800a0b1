"""How a scorecard tells what it found: the entry, the table, notes."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from netopt.layers import Table
from netopt.measures.coordination.indicator import Indicator
from netopt.measures.coordination.study import Study
from netopt.measures.travel_measure import TIME_WORDS

KIND = "scorecard"
TITLE = {"en": "Coordination scorecard", "zh": "一体化协调记分卡"}
HEADINGS: Mapping[str, Mapping[str, str]] = {
    "name": {"en": "indicator", "zh": "指标"},
    "value": {"en": "value", "zh": "数值"},
    "better": {"en": "better", "zh": "方向"},
    "assumed_share": {"en": "assumed", "zh": "假定"},
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "higher": {"en": "higher", "zh": "高为优"},
    "lower": {"en": "lower", "zh": "低为优"},
    "min": {"en": "min", "zh": "分钟"},
    "people": {"en": "people", "zh": "人"},
    "people/min": {"en": "people/min", "zh": "人/分钟"},
    "ratio": {"en": "", "zh": ""},
    "index": {"en": "", "zh": ""},
}


def entry(study: Study, indicators: Sequence[Indicator]) -> dict[str, Any]:
    """The scorecard for summary.json: ``indicators`` is a list of objects told apart by their id."""
    question = study.question
    return {
        "kind": KIND,
        "time": question.time,
        "station_time": question.station_time,
        "indicators": [
            {"id": one.id, "name": one.name["en"], "name_zh": one.name["zh"], **_figures(one)} for one in indicators
        ],
    }


def _figures(one: Indicator) -> dict[str, Any]:
    """What an indicator says, in the words of entries and tables."""
    return {"value": one.value, "unit": one.unit, "better": one.better, "assumed_share": one.assumed_share}


def table(study: Study, indicators: Sequence[Indicator]) -> Table:
    """A row an indicator, with formula and data in both languages."""
    rows = [
        {
            "indicator": one.id,
            "name_en": one.name["en"],
            "name_zh": one.name["zh"],
            **_figures(one),
            **{f"formula_{code}": one.formula[code] for code in ("en", "zh")},
            **{f"data_{code}": one.data[code] for code in ("en", "zh")},
        }
        for one in indicators
    ]
    words = TIME_WORDS[study.question.time]
    return Table(
        KIND,
        pd.DataFrame(rows),
        title=TITLE,
        note={
            "en": "T_ij: minutes from city i to city j; P_i: people of city i; q_ij: share of travellers who may cross "
            f"the borders between, 1 without borders; 1[…]: 1 where it holds, else 0. Times are {words['en']} where "
            "nothing else is said. Assumed: share of what a value rests on that is assumed, where known.",
            "zh": "T_ij：城市 i 到 j 的分钟数；P_i：城市 i 的人口；q_ij：可通过其间边界者的份额，无边界时为 1；"
            f"1[…]：成立为 1，否则为 0。未注明的时间均为{words['zh']}时间。"
            "“假定”一列为该值所依据的内容中假定部分的占比（已知者）。",
        },
        headings=HEADINGS,
        details=("formula", "data"),
        words=WORDS,
    )
