"""Runs ranked by their scorecards: ranks by hand, the same footing or none, whole files or none."""

import json
import re

import pandas as pd
import pytest

from netopt.config.load import load
from netopt.errors import ConfigError
from netopt.pipeline import run
from netopt.ranking import rank
from netopt.ranking.footing import footing
from netopt.sources.pinned import data_folder
from tests.table_folder import everything, write_config, write_tables

CARD = "{kind: scorecard, centres: [wz, ez]}"


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """A working directory in which ``make`` writes a config and runs it."""
    monkeypatch.chdir(tmp_path)

    def make(name: str, headway_min: float = 20, card: str = CARD, **sections: str):
        write_tables(tmp_path / "tables", {("services", "g", "headway_min"): headway_min})
        return run(write_config(tmp_path, name=name, measures=f"[{card}]", **sections)).folder

    return make


def ranks_of(ranking, key):
    rows = ranking.ranks[ranking.ranks["indicator"] == key]
    return dict(zip(rows["run"], rows["rank"], strict=True))


def test_runs_are_ranked_by_the_better_direction_and_equal_ones_share(runs):
    folders = [runs(name, headway) for name, headway in (("often", 20), ("seldom", 240), ("twin", 20))]
    ranking = rank(folders)
    assert ranks_of(ranking, "mean_time") == {"often": 1, "seldom": 3, "twin": 1}
    assert ranks_of(ranking, "potential") == {"often": 1, "seldom": 3, "twin": 1}
    assert ranks_of(ranking, "served_cities") == {"often": 1, "seldom": 1, "twin": 1}
    value = ranking.ranks.set_index(["indicator", "run"])["value"]
    assert value["mean_time", "often"] < value["mean_time", "seldom"]
    assert value["potential", "often"] > value["potential", "seldom"]


def test_files_are_written_and_a_second_ranking_gives_the_same_bytes(runs, tmp_path):
    folders = [runs("often"), runs("seldom", 240)]
    ranking = rank(folders)
    assert ranking.folder.resolve() == tmp_path / "out" / "ranking"
    written = {path.name: path.read_bytes() for path in ranking.folder.iterdir()}
    assert set(written) == {"rank.csv", "ranking.html", "manifest.json"} == set(ranking.files)
    frame = pd.read_csv(ranking.folder / "rank.csv")
    assert frame.columns[:5].tolist() == ["indicator", "name_en", "name_zh", "unit", "better"]
    assert len(frame) == 2 * frame["indicator"].nunique()
    page = written["ranking.html"].decode("utf-8")
    assert "often" in page
    assert "Σ P_i A_i / Σ P_i" in page
    assert "<script" not in page
    made = json.loads(written["manifest.json"])
    assert [about["run"] for about in made["ranked"]] == ["often", "seldom"]
    assert made["footing"]["thresholds_min"] == [60, 120, 180]
    rank(folders)
    assert {path.name: path.read_bytes() for path in ranking.folder.iterdir()} == written


def test_runs_on_different_footings_are_refused_with_every_difference(runs, tmp_path):
    first = runs("first")
    other = runs("other", card="{kind: scorecard, centres: [wz], thresholds_min: [45, 120, 180], time: in_vehicle}")
    before = everything(tmp_path)
    with pytest.raises(ConfigError) as caught:
        rank([first, other])
    assert str(caught.value).splitlines() == [
        f"{other}:scorecard.thresholds_min: [45.0, 120.0, 180.0], but [60.0, 120.0, 180.0] in {first}; "
        "scorecards are ranked on the same footing only",
        f'{other}:scorecard.time: "in_vehicle", but "door_to_door" in {first}; '
        "scorecards are ranked on the same footing only",
    ]
    assert everything(tmp_path) == before


def test_nested_definitions_belong_to_the_footing(runs):
    first = runs("first")
    other = runs("other", card="{kind: scorecard, centres: [wz, ez], decay: {kind: power, beta: 2}}")
    with pytest.raises(ConfigError, match=r"scorecard\.decay\.beta: 2\.0, but 1\.0"):
        rank([first, other])


def test_runs_of_different_versions_are_refused(runs):
    first, other = runs("first"), runs("other")
    manifest = json.loads((other / "manifest.json").read_text(encoding="utf-8"))
    manifest["versions"]["netopt"] = "0.0.1"
    (other / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ConfigError, match=r'scorecard\.netopt: "0\.0\.1", but'):
        rank([first, other])


def test_centres_and_main_cities_are_each_region_s_own(runs):
    ranking = rank([runs("first"), runs("second"), runs("other", card="{kind: scorecard, centres: [wz]}")])
    assert ranks_of(ranking, "coverage_main_cities") == {"first": 1, "second": 1, "other": pd.NA}
    assert ranking.shown().set_index("indicator").loc["coverage_main_cities", "other"] == "–"


def test_indicator_that_one_run_alone_has_is_not_ranked(runs):
    ranking = rank([runs("first"), runs("other", card="{kind: scorecard, centres: [wz]}")])
    assert ranks_of(ranking, "coverage_main_cities") == {"first": pd.NA, "other": pd.NA}
    assert "(" not in ranking.shown().set_index("indicator").loc["coverage_main_cities", "first"]


def test_states_before_and_after_changes_are_ranked_side_by_side(runs):
    changed = runs("changed", changes="[{kind: alter_service, services: [g], headway_min: 240}]")
    ranking = rank([changed])
    assert ranks_of(ranking, "mean_time") == {"changed (before)": 1, "changed (after)": 2}
    assert next(card.about["as_of"] for card in ranking.cards) is None


def test_row_that_only_a_later_run_has_keeps_its_place(runs):
    first = runs("first", card="{kind: scorecard, centres: [wz]}")
    ranking = rank([first, runs("other")])
    order = ranking.ranks["indicator"].drop_duplicates().tolist()
    assert order[:3] == ["coverage_metropolitan", "coverage_cluster", "coverage_main_cities"]


def test_runs_of_one_name_are_told_apart_by_their_folders(runs, tmp_path):
    first = runs("same")
    first.rename(tmp_path / "out" / "kept")
    ranking = rank(["out/kept", runs("same")])
    assert [card.label for card in ranking.cards] == ["same [out/kept]", "same [out/same]"]


def test_run_named_like_a_column_keeps_its_values(runs):
    shown = rank([runs("better"), runs("unit", 240)]).shown()
    assert shown.columns.tolist() == ["indicator", "unit", "better", "better [out/better]", "unit [out/unit]"]
    assert set(shown["better"]) == {"higher", "lower"}


def test_folder_named_twice_is_refused(runs):
    folder = runs("first")
    with pytest.raises(ConfigError, match="is named twice"):
        rank([folder, f"out/../{folder}"])


@pytest.mark.parametrize(
    ("measures", "message"),
    [
        (
            "{kind: commuting_circle, centres: [wz], thresholds_min: [30], cell_km: 5}",
            "has no scorecard; add the measure",
        ),
        (f"{CARD}, {CARD}", "has 2 scorecards; keep one"),
    ],
)
def test_run_without_one_scorecard_is_refused(runs, measures, message):
    with pytest.raises(ConfigError, match=message):
        rank([runs("first", card=measures)])


@pytest.mark.parametrize("indicators", [[], [{"id": "gini"}], ["gini"]])
def test_spoilt_scorecard_is_refused(runs, indicators):
    folder = runs("first")
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    summary["measures"][0]["indicators"] = indicators
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    with pytest.raises(ConfigError, match="has no whole scorecard; run the configuration again"):
        rank([folder])


def test_ranking_never_overwrites_a_run(runs, tmp_path):
    folder = runs("first")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for out in (folder, folder / "new", "out"):
        with pytest.raises(ConfigError, match="which would be lost"):
            rank([folder], out=out)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_failed_ranking_leaves_nothing_behind(runs, tmp_path, monkeypatch):
    folder = runs("first")
    before = everything(tmp_path)

    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr("netopt.ranking.ranked.ranking_page", broken)
    with pytest.raises(RuntimeError):
        rank([folder])
    assert everything(tmp_path) == before


def test_page_without_written_tables_has_no_formulas(runs):
    folder = runs("first", outputs="[{kind: report_html}]")
    page = (rank([folder]).folder / "ranking.html").read_text(encoding="utf-8")
    assert re.search(r"Gini", page)
    assert 'class="detail"' not in page


def test_report_of_a_run_titles_both_states(runs):
    changed = runs(
        "changed", changes="[{kind: alter_service, services: [g], headway_min: 240}]", outputs="[{kind: report_html}]"
    )
    page = (changed / "report.html").read_text(encoding="utf-8")
    assert "Coordination scorecard (before)" in page
    assert "Coordination scorecard (after)" in page


def test_example_scorecards_stand_on_one_footing():
    configs = sorted(data_folder("configs").glob("*_scorecard.yaml"))
    asked = [load(path).config.model_dump(mode="json") for path in configs]
    footings = [footing(path, {"config": config, "versions": {}}) for path, config in zip(configs, asked, strict=True)]
    assert len(footings) >= 2
    assert [found for found in footings if found != footings[0]] == []


@pytest.mark.parametrize(("member", "value"), [("value", "abc"), ("value", True), ("better", "sideways"), ("name", 5)])
def test_indicator_that_somebody_edited_into_nonsense_is_refused(runs, member, value):
    folders = [runs("often"), runs("seldom", 240)]
    path = folders[0] / "summary.json"
    summary = json.loads(path.read_text(encoding="utf-8"))
    summary["measures"][0]["indicators"][0][member] = value
    path.write_text(json.dumps(summary), encoding="utf-8")
    with pytest.raises(ConfigError, match="has no whole scorecard; run the configuration again"):
        rank(folders)
