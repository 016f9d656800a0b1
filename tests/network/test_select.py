"""Where-clauses: what they pick, and what a user is told when they are wrong."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netopt.errors import MissingColumnError, NetoptError, ProblemError
from netopt.network.select import matching

FRAME = pd.DataFrame(
    {
        "kind": ["station", "station", "zone", "junction"],
        "class": ["hub", "local", None, None],
        "population": [np.nan, np.nan, 2.0e5, np.nan],
        "electrified": [True, False, True, True],
        "名": ["北京南", "安次", "北京", "道岔"],
    },
    index=["bj", "ac", "beijing", "j1"],
)


def picked(clause: str) -> list[str]:
    return list(FRAME.index[matching(FRAME, clause)])


@pytest.mark.parametrize(
    ("clause", "ids"),
    [
        ("class == 'hub'", ["bj"]),
        ('class == "hub"', ["bj"]),
        ("population > 1e5", ["beijing"]),
        ("population > +.5 and population <= 200000.", ["beijing"]),
        ("kind in ('station', 'zone')", ["bj", "ac", "beijing"]),
        ("kind not in ('station', 'zone')", ["j1"]),
        ("class is missing", ["beijing", "j1"]),
        ("class is not missing", ["bj", "ac"]),
        ("electrified", ["bj", "beijing", "j1"]),
        ("not electrified", ["ac"]),
        ("electrified == false", ["ac"]),
        ("名 == '北京南'", ["bj"]),
        ("id in ('j1', 'ac')", ["ac", "j1"]),
        ("kind == 'zone' or kind == 'station' and electrified", ["bj", "beijing"]),
        ("(kind == 'zone' or kind == 'station') and not electrified", ["ac"]),
        ("kind=='and'", []),
    ],
)
def test_clause_picks_the_rows_it_describes(clause, ids):
    assert picked(clause) == ids


def test_missing_value_meets_neither_equal_nor_unequal_nor_not_in():
    assert picked("class != 'hub'") == ["ac"]
    assert picked("class not in ('hub')") == ["ac"]


def test_not_of_a_condition_holds_where_the_value_is_missing():
    assert picked("not class == 'hub'") == ["ac", "beijing", "j1"]


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("", "character 1: expected a column, found 'the end'"),
        ("class = 'hub'", "character 7: cannot read \"= 'hub'\"; equal is =="),
        (
            "class == hub",
            "character 10: expected a number, quoted text, true or false, found 'hub'; text stands in quotes",
        ),
        ("class == 'hub", 'character 10: cannot read "\'hub"; the closing quote is missing'),
        ("(class == 'hub'", "character 16: expected ')', found 'the end'"),
        ("class == 'hub' population > 1", "character 16: expected `and`, `or` or the end, found 'population'"),
        ("class == 'a' & kind == 'b'", "character 14: cannot read \"& kind == 'b'\"; write `and`"),
        ("kind in 'station'", "character 9: expected '(', found \"'station'\""),
        ("kind in ()", "character 10: expected a number"),
        ("population > 1e999", "1e999 is too large a number"),
        ("population > 5km", "cannot read '5km'"),
        ("5 < population", "character 1: expected a column, found '5'"),
        ("__import__('os')", "character 11: expected `and`, `or` or the end, found '('"),
        ("kind.str", "character 5: cannot read '.str'"),
        ("and", "character 1: expected a column, found 'and'"),
    ],
)
def test_malformed_clause_is_refused_with_its_place(clause, told):
    with pytest.raises(ProblemError) as caught:
        matching(FRAME, clause)
    assert told in str(caught.value)


@pytest.mark.parametrize("clause", ["(" * 41 + "electrified" + ")" * 41, "not " * 41 + "electrified"])
def test_deep_nesting_is_refused_before_python_runs_out_of_stack(clause):
    with pytest.raises(ProblemError, match="more than 40 levels"):
        matching(FRAME, clause)


def test_endless_clause_is_refused():
    with pytest.raises(ProblemError, match="at most 4000 are read"):
        matching(FRAME, "electrified and " * 400 + "electrified")


def test_unknown_column_lists_the_known_ones():
    with pytest.raises(MissingColumnError, match=r"'klass'.*columns: class, electrified, kind, population, 名, id"):
        matching(FRAME, "klass == 'hub'")


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("population == '5'", "'population', which holds numbers, with '5'; compare it with a number, without quotes"),
        ("kind == 5", "'kind', which holds text, with 5.0; put text in quotes"),
        ("kind", "'kind', which holds text, with True"),
        ("electrified == 1", "'electrified', which holds yes and no, with 1.0; write `electrified`"),
        ("electrified > false", "orders the column 'electrified' with >"),
    ],
)
def test_comparing_different_things_is_refused(clause, told):
    with pytest.raises(ProblemError) as caught:
        matching(FRAME, clause)
    assert told in str(caught.value)


def test_column_without_any_value_meets_no_comparison():
    empty = FRAME.assign(opened=np.nan)
    assert not matching(empty, "opened == 'x' or opened > 3").any()


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="abkind population'\"()<>=!,.0159e+-&| notrueismg\n", max_size=60))
def test_any_text_gives_a_mask_or_an_error_of_ours(clause):
    try:
        mask = matching(FRAME, clause)
    except NetoptError:
        return
    assert mask.dtype == bool
    assert mask.shape == (len(FRAME),)
