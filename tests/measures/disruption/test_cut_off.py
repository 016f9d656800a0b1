"""Zones that hang together no more."""

import numpy as np

from netopt.measures.disruption.cut_off import cut_off


def reached(n_zones, *pairs):
    """Zones that reach each other, both ways."""
    found = np.zeros((n_zones, n_zones), dtype=bool)
    for one, other in pairs:
        found[one, other] = found[other, one] = True
    return found


def found(before, after, people):
    is_cut, is_alone = cut_off(before, after, np.array(people, dtype=float))
    return np.flatnonzero(is_cut).tolist(), np.flatnonzero(is_alone).tolist()


LINE = reached(4, (0, 1), (1, 2), (2, 3))


def test_the_piece_with_fewer_people_is_cut_off():
    assert found(LINE, reached(4, (0, 1), (2, 3)), [1, 1, 5, 5]) == ([0, 1], [])
    assert found(LINE, reached(4, (0, 1), (2, 3)), [5, 5, 1, 1]) == ([2, 3], [])


def test_a_zone_without_any_other_is_alone():
    assert found(LINE, reached(4, (0, 1), (1, 2)), [1, 1, 1, 1]) == ([3], [3])
    assert found(LINE, reached(4, (1, 2)), [1, 5, 1, 1]) == ([0, 3], [0, 3])


def test_zones_apart_before_are_not_cut_off_again():
    apart = reached(4, (0, 1), (2, 3))
    assert found(apart, apart, [1, 1, 9, 9]) == ([], [])
    assert found(apart, reached(4, (0, 1)), [1, 1, 9, 8]) == ([3], [3])


def test_a_pair_lost_in_one_direction_cuts_nobody_off():
    one_way = LINE.copy()
    one_way[2, 3] = False
    assert found(LINE, one_way, [1, 1, 1, 1]) == ([], [])


def test_of_equal_pieces_that_with_more_zones_stays_then_the_first():
    assert found(LINE, reached(4, (1, 2), (2, 3)), [3, 1, 1, 1]) == ([0], [0])
    assert found(LINE, reached(4, (0, 1), (2, 3)), [1, 1, 1, 1]) == ([2, 3], [])
