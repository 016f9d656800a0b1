"""Tables of two results, row by row."""

import pandas as pd

from netopt.differences.tables import changed_table

A = pd.DataFrame(
    {
        "origin": ["a", "a"],
        "destination": ["b", "c"],
        "minutes": [30.0, None],
        "by_rail": [True, False],
        "via": ["x", "y"],
    }
)
B = pd.DataFrame(
    {
        "origin": ["a", "d"],
        "destination": ["b", "b"],
        "minutes": [25.0, 10.0],
        "by_rail": [True, True],
        "via": ["x", "z"],
    }
)


def test_numbers_stand_side_by_side_under_the_shared_keys():
    frame = changed_table("od", A, B).frame
    assert frame.columns.tolist() == ["origin", "destination", "minutes_a", "minutes_b", "minutes_difference"]
    assert frame.iloc[0].tolist() == ["a", "b", 30.0, 25.0, -5.0]


def test_rows_of_one_side_only_have_no_difference_and_come_last_where_the_first_has_them():
    frame = changed_table("od", A, B).frame
    assert frame["origin"].tolist() == ["a", "d", "a"]
    assert frame["minutes_difference"].isna().tolist() == [False, True, True]


def test_one_column_is_the_key_where_it_tells_the_rows_apart():
    a, b = pd.DataFrame({"id": [1, 2], "n": [1, 2]}), pd.DataFrame({"id": [1, 2], "n": [1, 5]})
    assert changed_table("t", a, b).frame["n_difference"].tolist() == [0, 3]


def test_tables_whose_rows_nothing_tells_apart_are_left_out():
    twice = pd.DataFrame({"kind": ["x", "x"], "n": [1.0, 1.0]})
    assert changed_table("t", twice, twice) is None


def test_tables_without_numbers_in_common_are_left_out():
    assert changed_table("t", A[["origin", "destination", "via"]], B[["origin", "destination", "via"]]) is None
    assert changed_table("t", A, B.rename(columns={"minutes": "hours"})) is None
