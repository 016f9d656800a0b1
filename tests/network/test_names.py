"""Names of rows, and what stands in for one that is missing."""

import pandas as pd

from netopt.network.names import names_of


def test_name_that_is_missing_or_empty_gives_the_id():
    frame = pd.DataFrame({"name_zh": ["甲", None], "name_en": ["", "Yi"]}, index=["a", "b"])
    assert names_of(frame) == (["甲", "b"], ["a", "Yi"])


def test_frame_without_columns_of_names_gives_ids():
    assert names_of(pd.DataFrame(index=["a"])) == (["a"], ["a"])


def test_id_column_stands_in_for_the_index_and_may_be_empty_too():
    frame = pd.DataFrame({"line_zh": ["线", None, None], "line_id": ["one", "two", None]}, index=["x", "y", "z"])
    assert names_of(frame, ("line_zh", "line_en"), id_column="line_id") == (["线", "two", ""], ["one", "two", ""])
