"""Covering with few sites, worked by hand."""

import numpy as np

from netopt.solvers.cover import least_cover, widest_cover
from netopt.solvers.options import SolverOptions
from netopt.solvers.report import Status

NOTHING = np.zeros(0, dtype=np.int64)
STEPS = np.abs(np.subtract.outer(np.arange(5), np.arange(5)))
NEXT_DOOR = STEPS <= 1
"""a-b-c-d-e: a site covers itself and its neighbours; b and d, or b and e, or a and d cover all."""


def test_two_sites_cover_a_line_of_five_next_door():
    cover = least_cover(NEXT_DOOR, NOTHING, SolverOptions())
    assert cover.report.status == Status.OPTIMAL
    assert cover.sites.size == 2
    assert cover.left_out.size == 0


def test_fixed_site_in_the_middle_makes_it_three():
    assert least_cover(NEXT_DOOR, np.array([2]), SolverOptions()).sites.size == 3


def test_one_site_leaves_the_lightest_out():
    """c covers b, c, d and leaves a and e out (1 + 1); b would leave d and e (5 + 1)."""
    cover = widest_cover(NEXT_DOOR, np.array([1.0, 5, 5, 5, 1]), 1, NOTHING, SolverOptions())
    assert cover.sites.tolist() == [2]
    assert cover.left_out.tolist() == [0, 4]


def test_search_that_is_stopped_has_no_sites():
    cover = least_cover(NEXT_DOOR, NOTHING, SolverOptions(), stop_asked=lambda: True)
    assert cover.sites is None
    assert cover.report.limit == "interrupt"
