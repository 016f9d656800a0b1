"""Bad input: what a user is told, with which exit code, and that nothing is written."""

import pandas as pd
import pytest

from netopt.cli.options import FIRST_YEAR, LARGEST_SEED, LAST_YEAR
from netopt.network.datum import wgs84_to_gcj02
from netopt.solvers.options import SolverOptions
from netopt.sources import LineTableSource
from netopt.sources.pinned import data_folder
from tests.table_folder import everything, write_config, write_tables


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        (
            {"solvr": "{seed: 1}"},
            "drawn.yaml:4: solvr: unknown key (did you mean 'solver'?); known keys: borders, changes, currency,",
        ),
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
            {
                "changes": f"[{', '.join(f'{{kind: remove, services: [x], project: p{i}}}' for i in range(7))}]",
                "decomposition": "{}",
            },
            "drawn.yaml:1: decomposition by shapley takes 6 projects at most, but changes has 7; give several",
        ),
        (
            {"changes": "[{kind: remove, services: [x]}]", "decomposition": "{kinds: [scorecard]}"},
            "drawn.yaml:1: decomposition.kinds names 'scorecard', which is not measured; there are commuting_circle",
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
