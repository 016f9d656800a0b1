"""The other verbs: check, pull, inspect, validate, kinds, schema, init, compare."""

import json
import re

import pandas as pd

from netopt.comparison import Comparison, Figure
from netopt.network.snapshot import write_snapshot
from netopt.sources import LineTableSource
from tests.table_folder import everything, write_config


def test_help_names_every_exit_code(call):
    _, stdout, _ = call("--help")
    told = " ".join(stdout.split()).partition("Exit codes: ")[2]
    assert re.findall(r"\b\d+\b", told) == ["0", "1", "2", "3", "4", "5", "130"]


def test_check_says_ok_and_reads_no_network(folder, call):
    path = write_config(folder, network="{kind: snapshot, path: nowhere}")
    assert call("check", path.name) == (0, "drawn.yaml: ok\n", "")


def test_check_goes_on_after_a_wrong_config(folder, call):
    good = write_config(folder, name="good")
    code, stdout, stderr = call("check", "none.yaml", good.name)
    assert (code, stdout, stderr) == (2, "good.yaml: ok\n", "none.yaml: no such file; check the path\n")


def test_pull_pins_a_network_that_run_and_inspect_read(folder, call):
    code, stdout, _ = call("pull", write_config(folder).name, "--to", "pinned")
    assert (code, stdout) == (0, "6 nodes and 3 edges pinned in pinned (4 files)\n")
    assert call("inspect", "pinned")[0] == 0
    path = write_config(folder, name="again", network="{kind: snapshot, path: pinned}")
    assert call("run", path.name, "-q")[0] == 0


def test_inspect_shows_counts_quality_by_line_and_licence(folder, call):
    code, stdout, _ = call("inspect", write_config(folder).name)
    assert code == 0
    assert "6 (4 station, 2 zone)" in stdout
    assert "116.4000, 39.9000 to 117.9000, 39.9100" in stdout
    row = next(line for line in stdout.splitlines() if "画线" in line)
    assert row.split()[-4:] == ["0.0%", "33.3%", "33.3%", "100.0%"]
    assert "Drawn, 2024-01-01: CC0; nobody" in stdout


def test_inspect_takes_a_year(folder, call):
    _, stdout, _ = call("inspect", write_config(folder).name, "--as-of", 2013)
    assert "5 (3 station, 2 zone)" in stdout


def test_inspect_of_an_unknown_pinned_network_lists_the_known_ones(call):
    code, _, stderr = call("inspect", "graphs:atlantis")
    assert code == 4
    assert "graphs:jingjinji" in stderr


def test_validate_compares_minutes_and_writes_pairs(folder, call):
    network = LineTableSource(path="tables", geometry="straight").read(folder)
    write_snapshot(network, folder / "pinned")
    (folder / "pairs.csv").write_text(
        "from,to,minutes,confidence\n西,East,30,high\n西,Nowhere,30,low\n", encoding="utf-8"
    )
    code, stdout, _ = call("validate", "pinned", "pairs.csv", "--to", "found.csv")
    assert code == 0
    assert stdout.splitlines()[-1] == "1 of 2 pairs matched"
    found = pd.read_csv(folder / "found.csv")
    assert found["matched"].tolist() == [True, False]
    # 86 km at 250 km/h are 20.6 min; a stop, two termini, margin and braking add less than as much again
    assert 20.6 < found["model_min"].iloc[0] < 45


def test_validate_of_a_file_without_minutes_is_exit_2(folder, call):
    write_snapshot(LineTableSource(path="tables", geometry="straight").read(folder), folder / "pinned")
    (folder / "pairs.csv").write_text("from,to\na,b\n")
    code, _, stderr = call("validate", "pinned", "pairs.csv")
    assert code == 2
    assert "pairs.csv:1: no column minutes" in stderr


def test_validate_of_a_file_that_is_not_there_is_exit_2(folder, call):
    assert call("validate", "graphs:jingjinji", "none.csv") == (2, "", "none.csv: no such file; check the path\n")


def test_kinds_lists_every_register(call):
    code, stdout, _ = call("kinds")
    assert code == 0
    found = {tuple(line.split()[:2]) for line in stdout.splitlines()}
    assert {
        ("source", "snapshot"),
        ("measure", "commuting_circle"),
        ("problem", "p_median"),
        ("output", "geojson"),
    } <= found
    assert all(len(line.split()) > 4 for line in stdout.splitlines())


def test_schema_prints_json(call):
    code, stdout, _ = call("schema")
    assert code == 0
    assert json.loads(stdout)["title"] == "RunConfig"


def test_init_writes_an_example_that_checks_and_never_overwrites(folder, call):
    code, stdout, _ = call("init")
    assert (code, stdout) == (0, "wrote jingjinji_one_hour.yaml; now: netopt run jingjinji_one_hour.yaml\n")
    assert call("check", "jingjinji_one_hour.yaml")[0] == 0
    before = (folder / "jingjinji_one_hour.yaml").read_bytes()
    code, _, stderr = call("init")
    assert code == 2
    assert "exists; nothing is overwritten" in stderr
    assert (folder / "jingjinji_one_hour.yaml").read_bytes() == before


def test_compare_shows_figures_and_areas(folder, call):
    for year in (2013, 2020):
        source = f"{{kind: line_table, path: tables, geometry: straight, as_of: {year}}}"
        assert call("run", write_config(folder, name=f"y{year}", network=source).name, "-q")[0] == 0
    code, stdout, _ = call("compare", "out/y2013", "out/y2020")
    assert code == 0
    assert "quality.length_km" in stdout
    assert "gained_circle_commuter" in stdout
    assert (folder / "out" / "y2013-vs-y2020" / "map.html").is_file()


def test_compare_of_a_folder_without_a_run_is_exit_2(folder, call):
    code, _, stderr = call("compare", "tables", "tables")
    assert code == 2
    assert "summary.json: no such file; give the folder of a finished run" in stderr


def test_compare_prints_areas_first_and_not_more_than_forty_figures(call, monkeypatch, tmp_path):
    figures = (*(Figure(f"f{number}", 1, 2) for number in range(42)), Figure("same", 1, 1))
    areas = ({"layer": "gained_circle", "area_km2": 5.0, "by_id": {"beijing": 5.0}},)
    found = Comparison(figures, (), areas, tmp_path, ())
    monkeypatch.setattr("netopt.comparison.compare", lambda a, b, out: found)
    code, stdout, _ = call("compare", "a", "b")
    lines = [line.split() for line in stdout.splitlines()]
    assert code == 0
    assert lines[1][0] == "gained_circle:"
    assert lines[2] == ["beijing", "5", "km2"]
    assert ["f39", "1", "2", "1"] in lines
    assert ["f40", "1", "2", "1"] not in lines
    assert lines[-3] == ["...", "2", "more", "in", str(tmp_path / "compare.json")]
    assert stdout.splitlines()[-2] == "1 of 43 figures are the same"


def test_compare_that_would_write_over_a_run_is_exit_2(folder, call):
    assert call("run", write_config(folder).name, "-q")[0] == 0
    before = everything(folder)
    code, _, stderr = call("compare", "out/drawn", "out/drawn", "--out", "out/drawn")
    assert code == 2
    assert "which would be lost" in stderr
    assert everything(folder) == before
