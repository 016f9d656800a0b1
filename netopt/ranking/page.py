"""ranking.html: indicators by runs with the rank of each, the runs, and the sources of all."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from netopt.layers import Table
from netopt.measures.coordination.indicator import INDEX
from netopt.measures.coordination.told import HEADINGS, KIND, WORDS
from netopt.outputs.finished_run import read_tables
from netopt.outputs.manifest import MADE_BY, sources_of, versions
from netopt.outputs.report.cells import SHARE, shown, spoken
from netopt.outputs.report.markup import element
from netopt.outputs.report.page import page
from netopt.outputs.report.sections import foot_section, sources_section
from netopt.outputs.report.tables import table_section
from netopt.ranking.cards import Card

TITLE = {"en": "Ranking by coordination scorecards", "zh": "一体化协调记分卡排名"}
INDICATORS_TITLE = {"en": "Indicators", "zh": "指标"}
RUNS_TITLE = {"en": "Runs", "zh": "参评运行"}
UNIT_HEADING = {"en": "unit", "zh": "单位"}
RUNS_HEADINGS: Mapping[str, Mapping[str, str]] = {
    "run": {"en": "run", "zh": "运行"},
    "network": {"en": "network", "zh": "线网"},
    "as_of": {"en": "end of", "zh": "年末"},
    "borders": {"en": "borders", "zh": "边界"},
}
NOTE = {
    "en": "In brackets the rank: 1 is best by the direction given, equal values share a rank; a run without the "
    "indicator has none, nor has an indicator that one run alone has. Thresholds and definitions are the same in all "
    "runs. There is no overall score unless weights are given.",
    "zh": "括号内为名次：按所列方向 1 为最佳，数值相同者名次并列；缺少该指标的运行无名次，仅一个运行具有的指标不排名。"
    "各运行的阈值与定义一致。未给定权重时不作综合评分。",
}
ALL_WORDS = {**WORDS, "none": {"en": "none", "zh": "无"}, SHARE: WORDS[INDEX]}


def ranking_page(cards: Sequence[Card], ranks: pd.DataFrame, language: str) -> str:
    """The ranking for a reader; formulas from the first run that has written its table."""
    labels = {card.label: f"run_{number}" for number, card in enumerate(cards)}
    frame = side_by_side(cards, ranks).rename(columns=labels)
    names = ranks.drop_duplicates("indicator")[["indicator", "name_en", "name_zh"]]
    formulas = pd.concat([pd.DataFrame(columns=["indicator", "formula_en", "formula_zh"]), *_formulas(cards)])
    frame = frame.merge(names, on="indicator", how="left")
    frame = frame.merge(formulas.drop_duplicates("indicator"), on="indicator", how="left")
    ranking = Table(
        "ranking",
        frame,
        title=INDICATORS_TITLE,
        note=NOTE,
        headings={
            **{"name": HEADINGS["name"], "unit": UNIT_HEADING, "better": HEADINGS["better"]},
            **{key: {"en": label} for label, key in labels.items()},
        },
        details=("formula",) if frame["formula_en"].notna().all() else (),
        words=ALL_WORDS,
    )
    title = spoken(TITLE, language)
    sections = [
        element("header", element("h1", title)),
        table_section(ranking, language),
        table_section(_runs(cards), language),
        *sources_section([source for card in cards for source in sources_of(card.manifest)], language),
        foot_section({"made_by": MADE_BY, "versions": versions()}, language),
    ]
    return page(title, language, sections)


def side_by_side(cards: Sequence[Card], ranks: pd.DataFrame) -> pd.DataFrame:
    """A row an indicator, a column a run by its label: value and in brackets its rank."""
    rows = []
    labels = [card.label for card in cards]
    for key, of_cards in ranks.groupby("indicator", sort=False):
        unit, better = of_cards["unit"].iloc[0], of_cards["better"].iloc[0]
        cells = [
            shown(value, unit=SHARE if unit == SHARE else "", words={}) + ("" if pd.isna(place) else f" ({place})")
            for value, place in zip(of_cards["value"], of_cards["rank"], strict=True)
        ]
        rows.append({"indicator": key, "unit": unit, "better": better, **dict(zip(labels, cells, strict=True))})
    return pd.DataFrame(rows)


def _runs(cards: Sequence[Card]) -> Table:
    """Which network, year and borders each run is of."""
    rows = [card.about for card in cards]
    frame = pd.DataFrame([{**row, "as_of": None if row["as_of"] is None else str(row["as_of"])} for row in rows])
    return Table("runs", frame, title=RUNS_TITLE, headings=RUNS_HEADINGS, words=ALL_WORDS)


def _formulas(cards: Sequence[Card]) -> Iterator[pd.DataFrame]:
    for card in cards:
        found = read_tables(card.folder, card.manifest)
        name = f"{KIND}_{card.state}" if card.state else KIND
        if name in found and {"indicator", "formula_en", "formula_zh"} <= set(found[name].columns):
            yield found[name][["indicator", "formula_en", "formula_zh"]]
