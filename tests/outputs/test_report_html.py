"""The report: one page that asks nobody for anything, in the run's language, with what stands in titled tables."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from netopt.layers import Table
from netopt.outputs.report.cells import number, shown
from netopt.outputs.report.markup import Markup, element, link
from netopt.outputs.report_html import ReportHtmlOutput
from tests.outputs.conftest import HOSTILE

CARD = Table(
    "card",
    pd.DataFrame(
        {
            "id": ["reach", "time"],
            "name_en": ["Reach", "Time"],
            "name_zh": ["覆盖", "时间"],
            "value": [0.2531, 164.32],
            "unit": ["share", "min"],
            "formula_en": ["a < b", "sum"],
            "formula_zh": ["甲 < 乙", "和"],
        }
    ),
    title={"en": "Card", "zh": "卡"},
    note={"en": "A note", "zh": "注"},
    headings={"name": {"en": "indicator", "zh": "指标"}, "value": {"en": "value", "zh": "数值"}},
    details=("formula",),
    words={"min": {"en": "min", "zh": "分钟"}},
)


@pytest.fixture
def written(output, tmp_path):
    """Write a report with changes to the drawn run; gives its text."""

    def with_changes(**changes) -> str:
        assert ReportHtmlOutput().write(replace(output, **changes), tmp_path) == ["report.html"]
        return (tmp_path / "report.html").read_text(encoding="utf-8")

    return with_changes


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main>")[2]).split())


def test_titled_table_is_shown_in_the_language_of_the_run(written):
    english = text_of(written(tables=(CARD,)))
    assert "Card indicator value Reach 25.3% a &lt; b Time 164.3 min sum A note" in english
    chinese = text_of(written(tables=(CARD,), language="zh"))
    assert "卡 指标 数值 覆盖 25.3% 甲 &lt; 乙 时间 164.3 分钟 和 注" in chinese


def test_table_without_a_title_is_not_shown(written):
    page = written()  # the drawn run has the table `od`, untitled
    assert "<table>" not in page


def test_table_without_headings_shows_all_columns_but_details(written):
    table = replace(CARD, headings={})
    assert "id name_en name_zh value unit reach Reach 覆盖 25.3% share" in text_of(written(tables=(table,)))


def test_page_makes_no_request_and_holds_no_script(written):
    page = written(tables=(CARD,), title={"en": HOSTILE}, notes=({"en": HOSTILE},))
    assert "<script" not in page
    assert not re.findall(r"<(?:link|img|iframe|object|base)\b|@import|url\(", page)
    assert "default-src 'none'" in page
    assert page.count("&lt;/script&gt;") == 6  # the hostile words close two scripts: page title, heading and note


def test_map_is_linked_only_where_one_is_written(written, output):
    with_map = output.manifest | {"config": {"outputs": [{"kind": "map_html"}, {"kind": "report_html"}]}}
    assert '<a href="map.html">map</a>' in written(manifest=with_map)
    assert "map.html" not in written()
    assert "map.html" not in written(manifest=with_map, layers=())


def test_solved_run_tells_status_objective_and_gap(written):
    summary = {"status": "feasible", "objective": 1234.5, "bound": 1200.0, "gap": 0.0279}
    page = text_of(written(summary=summary))
    assert "status feasible, not proven optimal · objective 1,234 · bound 1,200 · gap 2.79%" in page
    measured = text_of(written(summary={"status": "measured", "objective": None, "bound": None, "gap": None}))
    assert "status" not in measured


def test_assumptions_and_sources_are_told(written, output):
    rules = [{"is_assumed": True}, {"is_assumed": False}]
    manifest = output.manifest | {"borders": {"at": "10:00", "scale": 1.0, "rules": rules}}
    quality = {"time_assumed_share": 0.677, "speed_assumed_share": 0.0, "geometry_share": {"assumed": 0.167}}
    page = text_of(written(manifest=manifest, summary={"quality": quality | {"unlinked_stations": ["x"]}}))
    assert "67.7% of the running time over all lines rests on an assumed speed or length" in page
    assert "16.7% of the length of lines is drawn straight" in page
    assert "stations on no line: 1" in page
    assert "borders at 10:00, times 1: 1 of 2 rules are assumed" in page
    assert "OSM · 2024-01 · ODbL 1.0 · © OSM" in page
    assert "has an assumed speed" not in page  # a share of 0 is no line


def test_run_without_a_sheet_says_that_nothing_is_assumed(written):
    assert "Nothing is marked as assumed." in text_of(written())


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "/etc/passwd", "//other.example"])
def test_address_that_is_neither_web_nor_beside_the_page_is_no_link(address):
    assert link("a<b", address) == "a&lt;b"


def test_links_and_attributes_are_escaped():
    assert link("here", 'https://x.example/"><b>') == '<a href="https://x.example/&quot;&gt;&lt;b&gt;">here</a>'
    assert element("p", "a & b", Markup("<i>c</i>"), class_name='"') == '<p class="&quot;">a &amp; b<i>c</i></p>'


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234567.8, "1,234,568"), (999.94, "999.9"), (12.34, "12.3"), (0.04768, "0.0477"), (0.0, "0"), (3, "3")],
)
def test_numbers_are_told_by_their_size(value, text):
    assert number(value) == text


def test_missing_values_are_dashes_and_truth_values_signs():
    assert [shown(value, unit="min", words={}) for value in (None, float("nan"), True, False)] == ["–", "–", "✓", "✗"]
