"""The command line: what a user sees, with which exit code, and that bad input writes nothing."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from netopt.cli import app
from netopt.cli.console import print_tables
from netopt.cli.options import FIRST_YEAR, LARGEST_SEED, LAST_YEAR
from netopt.comparison import Comparison, Figure
from netopt.network.datum import wgs84_to_gcj02
from netopt.network.snapshot import write_snapshot
from netopt.outputs import TableOutput
from netopt.problems import PMedianConfig
from netopt.result_table import table_of
from netopt.solvers.options import SolverOptions
from netopt.solvers.report import SolveReport, Status
from netopt.sources import LineTableSource
from netopt.sources.pinned import data_folder
from tests.table_folder import write_config, write_tables
from tests.test_pipeline import DrawnProblem, DrawnSolution


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working directory with the drawn tables in it."""
    write_tables(tmp_path / "tables")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def call():
    """Call netopt with words; gives (exit code, stdout, stderr)."""

    def with_words(*words: object) -> tuple[int, str, str]:
        result = CliRunner().invoke(app, [str(word) for word in words])
        return result.exit_code, result.stdout, result.stderr

    return with_words


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


# Bad configs: the message, the exit code, and nothing written.


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"solvr": "{seed: 1}"}, "drawn.yaml:4: solvr: unknown key (did you mean 'solver'?); known keys: currency,"),
        (
            {"measures": "[{kind: commuting_circle, centres: wz}]"},
            "drawn.yaml:3: measures[0].centres: input 'wz' is not a list; give a list of 1 or more, each text",
        ),
        (
            {"measures": "[{kind: comuting_circle, centres: [wz]}]"},
            "drawn.yaml:3: measures[0].kind: input 'comuting_circle' is no known kind "
            "(did you mean 'commuting_circle'?); kinds: ",
        ),
        (
            {"network": "{kind: snapshoot, path: x}"},
            "drawn.yaml:2: network.kind: input 'snapshoot' is no known kind (did you mean 'snapshot'?); kinds: ",
        ),
        (
            {"measures": "[{kind: commuting_circle, centres: [wz], thresholds_min: [0, 60]}]"},
            "drawn.yaml:3: measures[0].thresholds_min[0]: input 0 is not > 0; give a number > 0",
        ),
        (
            {"measures": "[{kind: commuting_circle, centres: [wz], thresholds_min: [-30]}]"},
            "drawn.yaml:3: measures[0].thresholds_min[0]: input -30 is not > 0; give a number > 0",
        ),
        ({"measures": "[]"}, "drawn.yaml:1: nothing is asked: give `measures`, a `problem`, or both"),
        ({"solver": "{time_limit_s: soon}"}, "drawn.yaml:4: solver.time_limit_s: input 'soon' is not a valid number"),
    ],
)
@pytest.mark.parametrize("verb", ["run", "check"])
def test_config_that_is_wrong_is_told_with_exit_2(folder, call, verb, sections, message):
    before = everything(folder)
    path = write_config(folder, **sections)
    code, stdout, stderr = call(verb, path.name)
    assert (code, stdout) == (2, "")
    assert stderr.startswith(message)
    assert everything(folder) - before == {path.name}


def test_all_mistakes_of_a_config_are_told_at_once(folder, call):
    path = write_config(folder, solvr="1", currency="yuan", network="{kind: snapshot}")
    _, _, stderr = call("check", path.name)
    assert [line.split(": ")[1] for line in stderr.splitlines()] == ["network.path", "solvr", "currency"]


def test_missing_config_is_told_with_exit_2(folder, call):
    assert call("run", "none.yaml") == (2, "", "none.yaml: no such file; check the path\n")


def test_missing_network_is_told_with_exit_4(folder, call):
    path = write_config(folder, network="{kind: snapshot, path: nowhere}")
    code, _, stderr = call("run", path.name)
    assert code == 4
    assert "nowhere: no such folder; give a folder or graphs:NAME" in stderr
    assert not (folder / "out").exists()


def test_zone_outside_the_network_is_told_with_exit_4(folder, call):
    path = write_config(folder, measures="[{kind: commuting_circle, centres: [wz, shanghai]}]")
    code, stdout, stderr = call("run", path.name)
    assert (code, stdout) == (4, "")
    assert stderr.splitlines()[-1].startswith("drawn.yaml:3: measures[0]: ")
    assert "shanghai" in stderr.splitlines()[-1]
    assert "wz" not in stderr.splitlines()[-1].split("shanghai")[0]
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({("stations", "mid", "station_id"): "west"}, "stations.csv:3: station_id 'west' is already on line 2"),
        ({("stations", "mid", "lon"): "NaN"}, "stations.csv:3: lon"),
        ({("stations", "mid", "lon"): 39.9, ("stations", "mid", "lat"): 116.9}, "stations.csv:3: lat 116.9"),
        (
            {("zones", "ez", "lon"): 39.91, ("zones", "ez", "lat"): 117.39},
            "zones.csv:3: lat 117.39",
        ),
    ],
)
def test_table_that_is_wrong_is_told_with_its_line_and_exit_4(folder, call, changes, message):
    write_tables(folder / "tables", changes)
    code, stdout, stderr = call("run", write_config(folder).name)
    assert (code, stdout) == (4, "")
    assert any(message in line for line in stderr.splitlines())
    assert "swapped" in stderr or "39.91" not in str(changes)
    assert not (folder / "out").exists()


def test_swapped_coordinates_are_named_as_such(folder, call):
    write_tables(folder / "tables", {("stations", "mid", "lon"): 39.9, ("stations", "mid", "lat"): 116.9})
    _, _, stderr = call("run", write_config(folder).name)
    assert "swapped" in stderr


def test_coordinates_in_gcj02_are_told_with_exit_4(folder, call):
    """The real station table, shifted as Chinese web maps do, against real track."""
    pytest.importorskip("scgraph_data", reason='needs the extra "world"')
    stations = pd.read_csv(data_folder("graphs") / "jingjinji" / "stations.csv", dtype={"adcode": str})
    shifted = wgs84_to_gcj02(stations[["lon", "lat"]].to_numpy())
    for table in ("segments", "services"):
        (folder / "tables" / f"{table}.csv").write_bytes(
            (data_folder("graphs") / "jingjinji" / f"{table}.csv").read_bytes()
        )
    stations.assign(lon=shifted[:, 0], lat=shifted[:, 1]).to_csv(folder / "tables" / "stations.csv", index=False)
    path = write_config(folder, network="{kind: line_table, path: tables, geometry: world_rail}")
    code, stdout, stderr = call("run", path.name)
    assert (code, stdout) == (4, "")
    assert "GCJ-02" in stderr
    assert "datum" in stderr
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["run"],
        ["run", "x.yaml", "--seed", "-1"],
        ["run", "x.yaml", "--seed", "99999999999999999999999"],
        ["run", "x.yaml", "--sede", "1"],
        ["run", "x.yaml", "--time-limit", "soon"],
        ["run", "x.yaml", "--out", "~nobody-of-this-name/x"],
        ["inspect", "graphs:jingjinji", "--as-of", "1700"],
        ["validate", "graphs:jingjinji", "x.csv", "--as-of", "99999"],
        ["paint"],
        ["check"],
    ],
)
def test_wrong_words_on_the_command_line_are_exit_2(call, words):
    code, stdout, stderr = call(*words)
    assert (code, stdout) == (2, "")
    assert "Usage" in stderr


def test_bounds_of_the_command_line_are_those_of_configs():
    def bounds(model, name):
        schema = model.model_json_schema()["properties"][name]
        return next(part for part in (schema, *schema.get("anyOf", [])) if "maximum" in part)

    year, seed = bounds(LineTableSource, "as_of"), bounds(SolverOptions, "seed")
    assert (year["minimum"], year["maximum"]) == (FIRST_YEAR, LAST_YEAR)
    assert (seed["minimum"], seed["maximum"]) == (0, LARGEST_SEED)


@pytest.mark.parametrize("limit", ["0", "-1", "nan", "inf", "1e400", "1e8"])
def test_time_limit_out_of_bounds_is_told_with_exit_2(folder, call, limit):
    code, stdout, stderr = call("run", write_config(folder).name, "--time-limit", limit)
    assert (code, stdout) == (2, "")
    assert stderr.startswith("solver options: time_limit_s: input ")
    assert "give a number > 0 and <= 10000000" in stderr
    assert not (folder / "out").exists()


@pytest.mark.parametrize("option", ["time_limit_s: 1.0e+8", "seed: 2147483648", "relative_gap: 1.5"])
def test_solver_option_of_a_config_out_of_bounds_is_told_with_exit_2(folder, call, option):
    code, _, stderr = call("check", write_config(folder, solver=f"{{{option}}}").name)
    assert code == 2
    assert stderr.startswith(f"drawn.yaml:4: solver.{option.split(':')[0]}: input ")


@pytest.mark.parametrize("out", [".", "..", "/", "x" * 300])
def test_folder_that_cannot_be_a_run_s_is_told_with_exit_2(folder, call, out):
    before = everything(folder)
    path = write_config(folder)
    code, stdout, stderr = call("run", path.name, "--out", out)
    assert (code, stdout) == (2, "")
    assert stderr.splitlines()[-1].endswith("; choose another --out")
    assert everything(folder) - before == {path.name}


def test_path_that_is_too_long_is_told_with_its_config_and_exit_4(folder, call):
    path = write_config(folder, network=f"{{kind: snapshot, path: {'x' * 5000}}}")
    for words in (("run", path.name), ("inspect", path.name), ("pull", path.name)):
        code, _, stderr = call(*words)
        assert (code, stderr[:27]) == (4, "drawn.yaml:2: network: " + str(folder)[:4])
        assert stderr.endswith("name too long\n")
        assert len(stderr) < 300
    code, _, stderr = call("inspect", "x" * 5000)
    assert (code, stderr[:7]) == (4, "error: ")


def test_out_may_start_at_home(folder, call, monkeypatch):
    monkeypatch.setenv("HOME", str(folder / "home"))
    monkeypatch.setenv("USERPROFILE", str(folder / "home"))
    assert call("run", write_config(folder).name, "--out=~/mine", "-q")[0] == 0
    assert (folder / "home" / "mine" / "summary.json").is_file()
    assert not (folder / "~").exists()


def test_hostile_names_cannot_steer_the_terminal(folder, call):
    path = folder / "x.yaml"
    path.write_text('name: "a"\n"\\e[31mred[/bold]": 1\n', encoding="utf-8")
    _, _, stderr = call("check", path.name)
    assert "\x1b" not in stderr
    assert "[/bold]" in stderr


# Good runs.


def test_run_prints_tables_the_map_and_a_line_of_trust(folder, call):
    code, stdout, stderr = call("run", write_config(folder).name)
    assert code == 0
    assert [line.split(":")[0] for line in stderr.splitlines()][-3:] == ["network", "measures", "write"]
    assert "commuting_circle" in stdout
    assert "West" not in stdout.splitlines()[0]
    map_line, trust = stdout.splitlines()[-2:]
    assert Path(map_line.removeprefix("map: ")) == Path("out/drawn/map.html")
    assert trust.startswith("measured; data: tables, 1 sources of 2024-01-01")
    assert "0.0% of length and 33.3% of time rest on assumed values" in trust


def test_run_quiet_prints_nothing(folder, call):
    assert call("run", write_config(folder).name, "--quiet") == (0, "", "")
    assert (folder / "out" / "drawn" / "summary.json").is_file()


def test_run_takes_out_seed_and_time_limit(folder, call):
    code, _, _ = call("run", write_config(folder).name, "--out", "mine", "--seed", 3, "--time-limit", 2.5, "-q")
    solver = json.loads((folder / "mine" / "manifest.json").read_text(encoding="utf-8"))["config"]["solver"]
    assert (code, solver["seed"], solver["time_limit_s"]) == (0, 3, 2.5)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.OPTIMAL, 0),
        (Status.FEASIBLE, 0),
        (Status.INFEASIBLE, 3),
        (Status.UNBOUNDED, 3),
        (Status.UNKNOWN, 5),
    ],
)
def test_exit_code_tells_how_the_solve_ended(folder, call, monkeypatch, status, code):
    problem = DrawnProblem(DrawnSolution(SolveReport(status, message="why")))
    monkeypatch.setattr(PMedianConfig, "build", lambda config, network: problem)
    asked = "{kind: p_median, demand: population, candidates: \"kind == 'station'\", open_count: 1}"
    found, stdout, _ = call("run", write_config(folder, problem=asked, measures="").name)
    assert found == code
    assert stdout.splitlines()[-1].startswith(f"{status}")
    assert (folder / "out" / "drawn" / "manifest.json").is_file()


@pytest.fixture
def broken(folder, monkeypatch):
    """A config whose problem fails in a way that nobody foresaw."""

    def fail(config, network):
        raise IndexError("list index out of range")

    monkeypatch.setattr(PMedianConfig, "build", fail)
    asked = "{kind: p_median, demand: population, candidates: \"kind == 'station'\", open_count: 1}"
    return write_config(folder, problem=asked)


def test_bug_of_ours_is_one_line_and_exit_1(folder, call, broken):
    code, _, stderr = call("run", broken.name)
    assert code == 1
    assert "error: a bug of netopt: IndexError: list index out of range" in stderr.splitlines()
    assert "Traceback" not in stderr
    assert not (folder / "out").exists()


def test_debug_shows_the_traceback(call, broken):
    code, _, stderr = call("--debug", "run", broken.name)
    assert code == 1
    assert "Traceback" in stderr


def test_interrupt_leaves_nothing_and_is_exit_130(folder, call, monkeypatch):
    def interrupt(config, network):
        raise KeyboardInterrupt

    monkeypatch.setattr(PMedianConfig, "build", interrupt)
    asked = "{kind: p_median, demand: population, candidates: \"kind == 'station'\", open_count: 1}"
    code, _, stderr = call("run", write_config(folder, problem=asked).name)
    assert code == 130
    assert stderr.splitlines()[-1] == "interrupted; nothing was written"
    assert not (folder / "out").exists()


def test_termination_while_writing_leaves_nothing_and_is_exit_130(folder, call, monkeypatch):
    def terminate(output, layers, partial):
        (partial / "half.txt").write_text("half", encoding="utf-8")
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)

    monkeypatch.setattr(TableOutput, "write", terminate)
    before = signal.getsignal(signal.SIGTERM)
    path = write_config(folder)
    held = everything(folder)
    code, _, stderr = call("run", path.name)
    assert code == 130
    assert stderr.splitlines()[-1] == "interrupted; nothing was written"
    assert everything(folder) == held
    assert signal.getsignal(signal.SIGTERM) is before


def test_interrupt_after_the_folder_is_written_does_not_deny_it(folder, call, monkeypatch):
    def interrupt(summary):
        raise KeyboardInterrupt

    monkeypatch.setattr("netopt.result_table.summary_tables", interrupt)
    code, _, stderr = call("run", write_config(folder).name)
    assert code == 130
    assert stderr.splitlines()[-1] == "interrupted"
    assert (folder / "out" / "drawn" / "summary.json").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
@pytest.mark.parametrize("stderr", [None, subprocess.STDOUT])
def test_reader_who_has_had_enough_is_no_bug_of_ours(folder, stderr):
    """The read end of the pipe is closed before anything is written."""
    reader, writer = os.pipe()
    os.close(reader)
    program = "import sys; sys.argv = ['netopt', 'inspect', 'drawn.yaml']\nfrom netopt.cli import main; main()"
    write_config(folder)
    done = subprocess.run(
        [sys.executable, "-c", program], stdout=writer, stderr=stderr or subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert done.returncode == 141
    assert not done.stderr


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


# The terminal.


ROW = {
    "threshold_min": 30,
    "id": "xiongan",
    "soft_km2": 1,
    "population": 7,
    "name": "Xiong'an New Area",
    "area_km2": 2,
    **{f"further_figure_of_the_row_{number}": number for number in range(9)},
}


def test_table_leads_with_what_a_reader_looks_for(capsys):
    print_tables([table_of("t", [ROW])])
    row = next(line for line in capsys.readouterr().out.splitlines() if "xiongan" in line)
    assert row.split()[:7] == ["30", "xiongan", *ROW["name"].split(), "2", "7"]


def test_names_stay_whole_in_a_narrow_terminal(capsys, monkeypatch):
    monkeypatch.setattr("netopt.cli.console.PIPE_WIDTH", 100)
    print_tables([table_of("t", [ROW])])
    lines = capsys.readouterr().out.splitlines()
    assert any("Xiong'an New Area" in line for line in lines)
    assert max(map(len, lines)) <= 100
    assert "left out for width: further_figure_of_the_row_" in " ".join(lines)


def test_table_without_leading_columns_keeps_its_order(capsys):
    print_tables([table_of("t", [{"zz": 1, "aa": 2}])])
    assert next(line for line in capsys.readouterr().out.splitlines() if "1" in line).split() == ["1", "2"]


def test_version_is_shown(call):
    code, stdout, _ = call("--version")
    assert code == 0
    assert stdout.startswith("netopt ")


def test_help_imports_nothing_heavy_and_answers_at_once():
    """The promise is 0.3 s on a warm machine; the limit leaves room for a busy one."""
    program = "import sys; sys.argv = ['netopt', '--help']\nfrom netopt.cli import main\n"
    program += "try:\n    main()\nexcept SystemExit:\n    print(*sorted(sys.modules))\n"
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - started
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & {"numpy", "pandas", "geopandas", "shapely", "pydantic", "yaml", "scipy", "ortools", "rich"}
    assert seconds < 1.0
