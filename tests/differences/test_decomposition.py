"""What each part of a whole adds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.differences.decomposition import decomposition


def half_lines(built):
    """Two halves of a line are worth 10 together and nothing alone; a third project adds 3 by itself."""
    return {"gain": 10.0 * ({"west", "east"} <= built) + 3.0 * ("south" in built)}


def test_two_halves_share_what_only_both_bring():
    frame = decomposition(["west", "east", "south"], half_lines, is_shapley=True).set_index("project")
    assert frame["first"].to_dict() == {"west": 0.0, "east": 0.0, "south": 3.0}
    assert frame["last"].to_dict() == {"west": 10.0, "east": 10.0, "south": 3.0}
    assert frame["shapley"].to_dict() == pytest.approx({"west": 5.0, "east": 5.0, "south": 3.0})
    assert frame[["before", "after"]].to_numpy().tolist() == [[0.0, 13.0]] * 3


def test_without_shapley_only_the_ends_are_measured():
    asked = []
    frame = decomposition(list("abcdefgh"), lambda built: asked.append(built) or {"n": len(built)}, is_shapley=False)
    assert len(asked) == 2 + 2 * 8
    assert frame["shapley"].isna().all()


def test_more_than_six_parts_have_no_shapley_value():
    with pytest.raises(ValueError, match="8 projects are more than 6"):
        decomposition(list("abcdefgh"), half_lines, is_shapley=True)


def test_figures_that_a_state_lacks_are_left_out():
    frame = decomposition(["a"], lambda built: {"x": 1.0} if built else {"x": 0.0, "y": 2.0}, is_shapley=True)
    assert frame["figure"].tolist() == ["x"]


@settings(max_examples=30, deadline=None)
@given(worth=st.lists(st.floats(-100, 100), min_size=16, max_size=16))
def test_shapley_values_sum_to_the_whole_change(worth):
    parts = list("abcd")

    def value(built):
        return {"v": worth[sum(1 << parts.index(part) for part in built)]}

    frame = decomposition(parts, value, is_shapley=True)
    assert frame["shapley"].sum() == pytest.approx(worth[15] - worth[0], abs=1e-9)
