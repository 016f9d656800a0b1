"""Summaries as tables for a reader."""

import pandas as pd
import pytest

from netopt.result_table import figures_table, frame_table, shown, summary_tables

CIRCLE = [
    {
        "kind": "circle",
        "threshold_min": minutes,
        "time": "door_to_door",
        "centres": [{"id": "bj", "area_km2": 1234.5 * minutes, "zones_within": ["lf"]}],
        "pairs": {"within": minutes, "share": 0.25},
    }
    for minutes in (30, 60)
]


def test_measure_gives_a_row_for_each_centre_and_threshold_and_a_table_of_the_rest():
    rows, rest = summary_tables({"measures": CIRCLE})
    assert rows.title == "circle (door_to_door): centres"
    assert rows.columns == ("threshold_min", "id", "area_km2", "zones_within")
    assert rows.rows == (("30", "bj", "37,035", "lf"), ("60", "bj", "74,070", "lf"))
    assert rows.is_number == (True, False, True, False)
    assert rest.title == "circle (door_to_door)"
    assert rest.columns == ("threshold_min", "pairs.within", "pairs.share")
    assert rest.rows == (("30", "30", "25.0%"), ("60", "60", "25.0%"))


def test_problem_gives_its_figures_and_its_lists():
    problem = {"kind": "flow", "total_cost": 1.5, "ports": [{"id": "tj", "flow": 3}]}
    figures, ports = summary_tables({"problem": problem, "measures": []})
    assert figures.rows == (("kind", "flow"), ("total_cost", "1.5"))
    assert ports.title == "problem: ports"
    assert ports.rows == (("tj", "3"),)


def test_summary_without_figures_gives_no_table():
    assert summary_tables({"problem": None, "measures": []}) == []


@pytest.mark.parametrize(
    ("value", "name", "text"),
    [
        (None, "x", "–"),
        (True, "x", "yes"),
        (1234567, "population", "1,234,567"),
        (2024, "as_of_year", "2024"),
        (0.1234, "unmet_share", "12.3%"),
        (0.01234, "gap", "0.0123"),
        (["a", "b"], "open", "a, b"),
        ([], "open", "none"),
        ([f"station_{i}" for i in range(30)], "open", "30"),
    ],
)
def test_figure_is_shown_for_a_reader(value, name, text):
    assert shown(value, name) == text


def test_frame_and_figures_become_tables():
    frame = frame_table("f", pd.DataFrame({"id": ["a"], "mape": [0.081], "n": [float("nan")]}))
    assert frame.rows == (("a", "8.1%", "–"),)
    assert figures_table("q", {"a": {"b": 1}}).rows == (("a.b", "1"),)
    assert frame_table("empty", pd.DataFrame({"id": []})).rows == ()
