"""The words of a report that are its own, by language."""

from collections.abc import Mapping

Words = Mapping[str, str]

MAP: Words = {"en": "map", "zh": "地图"}
NOTES: Words = {"en": "Notes", "zh": "说明"}
ASSUMED: Words = {"en": "What rests on assumptions", "zh": "依据假定值的部分"}
SOURCES: Words = {"en": "Sources and licences", "zh": "数据来源与许可"}
RUN: Words = {"en": "run", "zh": "运行"}
NETWORK: Words = {"en": "network", "zh": "线网"}
AS_OF: Words = {"en": "state at the end of", "zh": "年末状态"}
STATUS: Words = {"en": "status", "zh": "求解状态"}
OBJECTIVE: Words = {"en": "objective", "zh": "目标值"}
BOUND: Words = {"en": "bound", "zh": "界"}
GAP: Words = {"en": "gap", "zh": "间隙"}
MADE_BY: Words = {"en": "Made by", "zh": "生成工具"}
NONE_ASSUMED: Words = {"en": "Nothing is marked as assumed.", "zh": "数据中没有标记为假定的内容。"}

STATUS_WORDS: Mapping[str, Words] = {  # of a run that solved something
    "optimal": {"en": "optimal", "zh": "最优"},
    "feasible": {"en": "feasible, not proven optimal", "zh": "可行，未证明最优"},
    "infeasible": {"en": "infeasible", "zh": "无可行解"},
    "unbounded": {"en": "unbounded", "zh": "无界"},
    "unknown": {"en": "stopped with nothing found", "zh": "停止时未找到解"},
}

QUALITY_SHARES: Mapping[str, Words] = {
    "length_assumed_share": {"en": "of the length of lines is assumed", "zh": "的线路长度为假定值"},
    "speed_assumed_share": {"en": "of the length of lines has an assumed speed", "zh": "的线路长度按假定速度"},
    "time_assumed_share": {
        "en": "of the running time over all lines rests on an assumed speed or length",
        "zh": "的全线运行时间依据假定的速度或长度",
    },
    "services_assumed_share": {
        "en": "of the services have an assumed stop pattern or headway",
        "zh": "的车次的停站或班距为假定",
    },
}
"""Shares of the data-quality sheet, each the end of a sentence."""

STRAIGHT: Words = {
    "en": "of the length of lines is drawn straight, for want of a known course",
    "zh": "的线路长度因走向未知而画成直线",
}
UNLINKED: Words = {"en": "stations on no line", "zh": "不在任何线路上的车站"}
UNSERVED: Words = {"en": "stations that no service names", "zh": "没有车次停靠的车站"}
BORDERS: Words = {
    "en": "borders at {at}, times {scale:g}: {assumed} of {count} rules are assumed; all are example values",
    "zh": "{at} 的边界，系数 {scale:g}：{count} 条规则中 {assumed} 条为假定，全部为示例值",
}
