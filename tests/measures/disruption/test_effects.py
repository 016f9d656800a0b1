"""Effects of a removal, worked by hand."""

import numpy as np
import pytest

from netopt.measures.disruption.effects import effect
from netopt.travel.closures.closable_travel import ZoneTimes

INF = np.inf
BEFORE = [[0, 30, 50], [30, 0, 20], [50, 20, 0]]
PEOPLE = np.array([3.0, 2.0, 1.0])


def times(minutes, permitted=1.0):
    time_s = np.array(minutes, dtype=float) * 60.0
    return ZoneTimes(time_s, np.full(time_s.shape, permitted))


def test_nothing_is_lost_where_times_stay():
    found = effect(times(BEFORE), times(BEFORE), PEOPLE, (40.0,))
    assert not any(found.loss)
    assert found.largest_pair is None
    assert found.reach[0].worst_zone is None


def test_minutes_are_weighted_by_both_populations_over_pairs_still_reachable():
    """Pairs 01 (weight 6, +10 min) and 12 (weight 2, +0) remain, 02 (weight 3) is cut: mean 10 * 6 / 8."""
    found = effect(times(BEFORE), times([[0, 40, INF], [40, 0, 20], [INF, 20, 0]]), PEOPLE, (40.0,))
    assert found.mean_added_min == pytest.approx(7.5)
    assert (found.largest_added_min, found.largest_pair) == (pytest.approx(10.0), (0, 1))
    assert int(found.newly_unreachable.sum()) == 2
    assert found.unreachable_share == pytest.approx(3 / 11)
    assert not found.cut_off.any()  # 0 and 2 still hang together by 1


def test_a_zone_cut_off_is_in_no_mean():
    found = effect(times(BEFORE), times([[0, 30, INF], [30, 0, INF], [INF, INF, 0]]), PEOPLE, (60.0,))
    assert found.cut_off.tolist() == found.alone.tolist() == [False, False, True]
    assert found.mean_added_min == 0.0
    assert found.reach[0].people_lost.tolist() == [1.0, 1.0, 5.0]
    assert found.loss[0] > 0


def test_people_lost_are_a_mean_over_inhabitants_and_a_share_of_what_was_reached():
    """Within 40 min: 0 reaches 2, 1 reaches 3 + 1, 2 reaches 2. With 01 at 45 min zone 0 loses 2, zone 1 loses 3."""
    found = effect(times(BEFORE), times([[0, 45, 50], [45, 0, 20], [50, 20, 0]]), PEOPLE, (40.0, 60.0))
    within, beyond = found.reach
    assert (within.pairs_lost, beyond.pairs_lost) == (2, 0)
    assert within.people_lost.tolist() == [2.0, 3.0, 0.0]
    assert within.worst_zone == 1
    assert within.people_lost_mean == pytest.approx((3 * 2 + 2 * 3) / 6)
    assert within.access_lost_share == pytest.approx(12 / (3 * 2 + 2 * 4 + 1 * 2))
    assert found.mean_access_lost_share == pytest.approx(12 / 16 / 2)


def test_only_those_count_who_may_pass():
    after = times([[0, 45, 50], [45, 0, 20], [50, 20, 0]], permitted=0.5)
    assert effect(times(BEFORE, 0.5), after, PEOPLE, (40.0,)).reach[0].people_lost.tolist() == [1.0, 1.5, 0.0]


def test_times_on_trains_that_fall_are_told_as_they_are():
    found = effect(times(BEFORE), times([[0, 20, 50], [20, 0, 20], [50, 20, 0]]), PEOPLE, (25.0,))
    assert found.mean_added_min == pytest.approx(-10 * 6 / 11)
    assert found.reach[0].people_lost.tolist() == [-2.0, -3.0, 0.0]
    assert (found.largest_added_min, found.largest_pair) == (0.0, None)


def test_without_people_nothing_is_weighted_but_pairs_are_told():
    found = effect(times(BEFORE), times([[0, INF, 50], [30, 0, 20], [50, 20, 0]]), np.zeros(3), (40.0,))
    assert (found.unreachable_share, found.mean_added_min, found.reach[0].people_lost_mean) == (None, None, None)
    assert int(found.newly_unreachable.sum()) == found.reach[0].pairs_lost == 1
