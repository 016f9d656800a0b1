"""The judge of routes sees what no train can do."""

from tests.rail.movements.legality import Judge
from tests.rail.topology.raw import document, raw

RAIL, SUBWAY = {"railway": "rail"}, {"railway": "subway"}
DEGREE_M = 111_200.0


def metres(**points: tuple[float, float]) -> dict[int, tuple[float, float]]:
    """Nodes on the equator; n5=(x, y) is node 5 in metres."""
    return {int(name[1:]): (x / DEGREE_M, y / DEGREE_M) for name, (x, y) in points.items()}


def kinds(judge: Judge, *route: int, **options) -> list[str]:
    return [fault.kind for fault in judge.faults(route, **options)]


def test_judge_when_a_train_runs_between_the_legs_of_a_switch_then_it_is_a_turn():
    judge = Judge(document("t04_switch_reversal"))
    assert kinds(judge, 1, 2, 4) == ["turn"]
    assert kinds(judge, 1, 2, 3) == kinds(judge, 4, 2, 3) == []


def test_judge_when_it_sees_a_turn_then_it_tells_how_sharp_it_is():
    """The leg comes from 89 m beside the line over 865 m: 180 - 5.9 degrees."""
    (fault,) = Judge(document("t04_switch_reversal")).faults([1, 2, 4])
    assert fault.detail == "1 4 174 deg"


def test_judge_when_a_train_changes_over_on_a_diamond_then_it_says_so():
    judge = Judge(document("t05_diamond"))
    assert kinds(judge, 1, 2, 5) == ["diamond"]
    assert kinds(judge, 1, 2, 3) == kinds(judge, 5, 2, 4) == []


def test_judge_when_a_train_changes_over_on_a_slip_then_it_is_content():
    assert kinds(Judge(document("t06_double_slip")), 1, 2, 5) == []


def test_judge_when_a_step_follows_no_way_then_it_says_so():
    judge = Judge(document("t04_switch_reversal"))
    assert kinds(judge, 1, 3) == ["no_way"]


def test_judge_when_a_train_runs_from_rail_onto_a_subway_then_it_says_so():
    assert kinds(Judge(document("t25_class_mix")), 1, 2, 4) == ["family"]


def test_judge_when_a_train_turns_back_then_only_a_station_or_an_end_is_right():
    judge = Judge(raw(metres(n1=(0, 0), n2=(500, 0), n3=(1000, 0)), {1: ([1, 2, 3], RAIL)}))
    assert kinds(judge, 1, 2, 1) == ["reversal"]
    assert kinds(judge, 1, 2, 1, may_reverse=[2]) == []
    assert kinds(judge, 1, 2, 3, 2, 1) == []


def test_judge_when_a_train_turns_back_at_a_made_point_then_it_must_be_a_station_too():
    judge = Judge(raw(metres(n1=(0, 0), n2=(500, 0), n3=(1000, 0)), {1: ([1, 2, 3], RAIL)}))
    assert kinds(judge, 1, 2, -1, 2, 1) == ["reversal"]
    assert kinds(judge, 1, 2, -1, 2, 1, may_reverse=[-1]) == []
    assert kinds(judge, 1, 2, -1, 3) == []


def test_judge_when_two_legs_are_left_of_a_switch_then_it_is_a_hairpin():
    judge = Judge(raw(metres(n1=(0, 10), n2=(500, 0), n3=(0, -10)), {1: ([1, 2], RAIL), 2: ([2, 3], RAIL)}))
    assert kinds(judge, 1, 2, 3) == ["hairpin"]


def test_judge_when_the_first_vertex_misleads_then_twenty_metres_decide():
    """The leg sets out at a right angle for one metre and runs on beside the main line."""
    nodes = metres(n1=(-500, 0), n2=(0, 0), n3=(500, 0), n4=(0, 1), n5=(500, 60))
    judge = Judge(raw(nodes, {1: ([1, 2, 3], RAIL), 2: ([2, 4, 5], RAIL)}))
    assert kinds(judge, 1, 2, 4, 5) == []
