"""What a map of a commuting_circle measure must say: whose minutes hold, what is assumed, and what rail adds."""

from netopt.measures.circle.figures import ground_on_streets_share, names
from netopt.measures.circle.layers import SET_WORDS
from netopt.measures.circle.study import Study
from netopt.network.borders.borders import clock
from netopt.travel.station_time import STATION_TIME_SETS

LEAST_RAIL_SHARE = 0.01
"""Below this share of a circle's area trains add next to nothing, and the map says so."""


def notes(study: Study) -> tuple[dict[str, str], ...]:
    """Sentences by language."""
    main = study.question.station_time
    other = next(name for name in STATION_TIME_SETS if name != main)
    said = [
        {
            "en": f"Door to door, station times of a {SET_WORDS[main]['en']} ({main}); the circles of the "
            f"{SET_WORDS[other]['en']} ({other}) are a layer of their own.",
            "zh": f"门到门时间，进出站时间按{SET_WORDS[main]['zh']}计；{SET_WORDS[other]['zh']}的圈层另列图层。",
        },
        *_rail_notes(study),
        *_ground_notes(study),
        *_border_notes(study),
    ]
    if "population" in study.travel.network.nodes.columns and len(study.travel.zone_ids):
        said.append(
            {
                "en": "People are of the year of the network's zone table, whatever the year of the lines.",
                "zh": "人口为网络城市表所载年份的数字，不随线网年份变化。",
            }
        )
    if not study.travel.network.areas.empty:
        said.append(
            {
                "en": "Area and people are counted inside the outlines only.",
                "zh": "面积与人口只计区域界线以内。",
            }
        )
    return tuple(said)


def _border_notes(study: Study) -> list[dict[str, str]]:
    """Whether times hold what borders cost; nothing where none are asked for."""
    borders = study.travel.network.borders
    if borders is None:
        return []
    at, scale = clock(borders.at_min), f"{borders.scale:g}"
    return [
        {
            "en": f"Times hold what borders cost at {at}, times {scale}: documented example values.",
            "zh": f"时间含 {at} 的边界成本（系数 {scale}），为有出处的示例值。",
        }
    ]


def _ground_notes(study: Study) -> list[dict[str, str]]:
    """What ways on the ground rest on, and what they do not cross."""
    travel, access = study.travel, study.question.travel.access
    said = [
        {
            "en": "Ways to and from stations are straight distances at assumed speeds by mode, not streets.",
            "zh": "往返车站的路程按直线距离、绕行系数和假定速度计算，未用实际道路。",
        }
    ]
    if travel.travellers[study.question.station_time].ground.has_streets:
        share = ground_on_streets_share(study) or 0.0
        said = [
            {
                "en": f"{share:.0%} of the time on the ground between all zones goes along streets, where cars drive "
                f"without queues; ways with an end more than {access.street_link_km:g} km from a junction are "
                "straight distances at assumed speeds by mode.",
                "zh": f"各区之间地面行程的时间有 {share:.0%} 沿实际道路计算（不计拥堵）；端点距路口超过"
                f" {access.street_link_km:g} 公里的路程按直线距离、绕行系数和假定速度计算。",
            }
        ]
    if not travel.network.water.empty:
        said.append(
            {
                "en": f"Straight ways hold at most {access.water_km:g} km of the water on this network (assumed): "
                "who goes farther over it takes a train or a ferry.",
                "zh": f"直线路程最多跨越 {access.water_km:g} 公里水面（假定值）；更宽的水面只能乘列车或客轮通过。",
            }
        )
    return said


def _rail_notes(study: Study) -> list[dict[str, str]]:
    """A sentence per threshold at which trains add nothing, or next to nothing, to the circle of some centre."""
    question = study.question
    said = []
    for number, threshold_min in enumerate(question.thresholds_min):
        share = {
            centre: study.circles[question.station_time, centre][number].by_rail_area_share
            for centre in question.centres
        }
        for is_nothing in (True, False):
            told = [c for c in share if share[c] < LEAST_RAIL_SHARE and (share[c] == 0) is is_nothing]
            if told and len(study.travel.rail):
                said.append(_rail_note(study, told, threshold_min, is_nothing=is_nothing))
    return said


def _rail_note(study: Study, centres: list[str], threshold_min: float, *, is_nothing: bool) -> dict[str, str]:
    zh, en = zip(*(names(study, centre) for centre in centres), strict=True)
    adds_en = "no train adds anything" if is_nothing else f"trains add less than {LEAST_RAIL_SHARE:.0%}"
    circle_zh = f"{'、'.join(zh)}的圈层"
    adds_zh = f"没有扩大{circle_zh}" if is_nothing else f"使{circle_zh}扩大不到 {LEAST_RAIL_SHARE:.0%}"
    return {
        "en": f"Within {threshold_min:g} min {adds_en} to the circle of {', '.join(en)}: "
        "the way to the station and through it takes too long.",
        "zh": f"{threshold_min:g} 分钟内，铁路{adds_zh}：到站、进站和候车耗时过长。",
    }
