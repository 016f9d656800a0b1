"""What a running solve tells, read also where it was cut off in the middle."""

import numpy as np
import pytest

from netopt.solvers.progress import bound_line, highs_bound, read_solutions, solution_text, told_bound


@pytest.mark.parametrize(
    ("line", "bound"),
    [
        (
            " L       0       0         0   0.00%   5512.931387     6396.727844       13.82%     2842 ...",
            5512.931387,
        ),
        (
            "        71       3         9   0.00%   -12.5           6028.406192        8.55%     2900 ...",
            -12.5,
        ),
        (
            " J       0       0         0   0.00%   -inf            27242.416043       Large        0 ...",
            None,
        ),
        ("Src  Proc. InQueue |  Leaves   Expl. | BestBound       BestSol              Gap |   Cuts", None),
        ("  Dual bound        5521.1983162", None),
    ],
)
def test_bound_is_read_from_the_progress_table_of_highs_alone(line, bound):
    assert highs_bound(line) == bound


def test_bound_survives_the_way_from_worker_to_parent():
    assert told_bound(bound_line(1 / 3)) == 1 / 3


@pytest.mark.parametrize("line", ["bound 12", "boun", "bound twelve\n", "bound inf\n", ""])
def test_bound_that_is_not_whole_is_none(line):
    assert told_bound(line) is None


def test_solutions_are_read_back_and_a_cut_off_one_is_left_out(tmp_path):
    path = tmp_path / "solutions.txt"
    path.write_text(solution_text(7.5, {0: 1.0, 3: 0.25}) + "Objective 6\n# Columns -2\n 1 0\n 0.")
    found = read_solutions(path, 4)
    assert [solution.objective for solution in found] == [7.5]
    np.testing.assert_array_equal(found[0].values, [1, 0, 0, 0.25])


def test_no_file_means_no_solutions(tmp_path):
    assert read_solutions(tmp_path / "nothing.txt", 3) == []
