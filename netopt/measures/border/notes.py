"""What a map of a border_effect measure must say: what is compared, and how far the rules of borders are assumed."""

from netopt.measures.border.figures import rule_figures
from netopt.measures.border.study import BorderStudy
from netopt.measures.circle.layers import SET_WORDS
from netopt.network.borders.borders import clock


def notes(study: BorderStudy) -> tuple[dict[str, str], ...]:
    """Sentences by language."""
    set_words, figures = SET_WORDS[study.question.station_time], rule_figures(study)
    said = [
        {
            "en": f"The same network with and without borders, door to door, {set_words['en']}; borders are those at "
            f"{clock(study.borders.at_min)}, times {study.borders.scale:g}.",
            "zh": f"同一线网有边界与无边界的门到门对比（{set_words['zh']}），按 {clock(study.borders.at_min)} 的"
            f"开放状态，边界成本系数 {study.borders.scale:g}。",
        },
        {
            "en": "Minutes and hours at borders are documented example values, not measured ones: see the table of "
            f"borders; {figures['met_assumed']} of the {figures['met']} rules met on the ways between zones are "
            "assumed.",
            "zh": "口岸通关时间与开放时间为有出处的示例值，非实测，见边界表；各城市间路径所用 "
            f"{figures['met']} 条规则中 {figures['met_assumed']} 条为假定值。",
        },
        {
            "en": "On the ground a way crosses anywhere and pays the default rule of its two sides; at a station with "
            "a rule of its own it pays that.",
            "zh": "地面方式可在任意处过境，计两侧的默认规则；在有专门规则的车站则计该规则。",
        },
    ]
    return tuple(said)
