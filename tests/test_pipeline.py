"""A run from its configuration to its folder: files, summary, overrides, decisions, failures."""

import importlib
import json
import logging
from dataclasses import dataclass, field

import pytest

import netopt
from netopt.config.load import load
from netopt.errors import ConfigError, SourceError, UnknownNodeError
from netopt.network.network import Network
from netopt.outputs.geojson import read_layer
from netopt.pipeline import RunResult, run
from netopt.pipeline.inputs import inputs_entry
from netopt.problems import PMedianConfig
from netopt.problems.base import Problem, Solution
from netopt.solvers.options import SolverOptions
from netopt.solvers.report import SolveReport, Status
from tests.table_folder import write_config, write_tables


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working directory with the drawn tables in it."""
    write_tables(tmp_path / "tables")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@dataclass(frozen=True)
class DrawnSolution(Solution):
    """A solution that builds what it is told to."""

    report: SolveReport
    columns: dict = field(default_factory=dict)

    def summary(self):
        return {"kind": "drawn", "message": self.report.message}

    def layers(self, network):
        return ()

    def tables(self, network):
        return ()

    def apply(self, network: Network) -> Network:
        return network.with_edges(**self.columns) if self.columns else network


@dataclass(frozen=True)
class DrawnProblem(Problem):
    """A problem that answers with a solution drawn before."""

    solution: Solution

    def solve(self, options: SolverOptions = SolverOptions()) -> Solution:
        return self.solution


@pytest.fixture
def decided(folder, monkeypatch):
    """Run the drawn configuration with a problem that is answered by a given solution."""

    def with_solution(solution: Solution) -> RunResult:
        monkeypatch.setattr(PMedianConfig, "build", lambda config, network: DrawnProblem(solution))
        problem = "{kind: p_median, demand: population, candidates: \"kind == 'station'\", open_count: 1}"
        return run(write_config(folder, problem=problem))

    return with_solution


def files(folder) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_run_writes_the_folder_of_its_name(folder):
    result = run(write_config(folder))
    written = set(files(folder / "out" / "drawn"))
    assert written == set(result.files)
    assert {"summary.json", "manifest.json", "map.html", "tables/od_minutes.csv"} <= written
    assert any(name.startswith("layers/") for name in written)
    assert [path.name for path in (folder / "out").iterdir()] == ["drawn"]


def test_summary_has_the_members_that_users_rely_on(folder):
    result = run(write_config(folder))
    summary = json.loads((folder / "out" / "drawn" / "summary.json").read_text(encoding="utf-8"))
    assert list(summary) == [
        *("name", "status", "objective", "bound", "gap", "wall_time_s", "problem", "measures", "quality")
    ]
    assert (summary["name"], summary["status"], summary["problem"]) == ("drawn", "measured", None)
    assert [(entry["kind"], entry["threshold_min"]) for entry in summary["measures"]] == [
        ("commuting_circle", 30),
        ("commuting_circle", 60),
    ]
    # 43 of 129 km run at an assumed speed
    assert summary["quality"]["length_assumed_share"] == 0
    assert summary["quality"]["speed_assumed_share"] == pytest.approx(1 / 3, abs=1e-6)
    assert result.summary == summary


def test_second_run_gives_the_same_bytes_except_the_wall_time(folder):
    path = write_config(folder)
    run(path)
    first = files(folder / "out" / "drawn")
    run(path)
    second = files(folder / "out" / "drawn")
    summaries = [json.loads(found.pop("summary.json")) for found in (first, second)]
    assert first == second
    assert [{**summary, "wall_time_s": 0} for summary in summaries] == [{**summaries[0], "wall_time_s": 0}] * 2


def test_manifest_lists_every_file_but_summary_and_itself_with_its_digest(folder):
    result = run(write_config(folder))
    manifest = json.loads((result.folder / "manifest.json").read_text(encoding="utf-8"))
    assert {file["path"] for file in manifest["files"]} == set(result.files) - {"summary.json", "manifest.json"}
    assert manifest["config"]["network"]["path"] == "tables"
    assert str(folder) not in json.dumps(manifest)


def test_run_takes_paths_from_the_folder_of_the_config_and_writes_where_it_is_told(folder, monkeypatch):
    path = write_config(folder)
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    result = run(path, out="mine")
    assert (elsewhere / "mine" / "summary.json").is_file()
    assert str(result.folder) == "mine"


def test_run_accepts_a_configuration_made_in_python(folder):
    config = load(write_config(folder)).config
    assert netopt.run(config).status == "measured"


def test_run_stays_a_function_after_its_module_is_imported():
    importlib.import_module("netopt.pipeline")
    importlib.import_module("netopt.comparison")
    assert callable(netopt.run)
    assert callable(netopt.compare)


def test_seed_and_time_limit_override_the_config(folder):
    result = run(write_config(folder), seed=11, time_limit_s=5)
    assert (result.config.solver.seed, result.config.solver.time_limit_s) == (11, 5)
    assert json.loads((result.folder / "manifest.json").read_text(encoding="utf-8"))["seed"] == 11


def test_each_stage_logs_one_line_with_counts_and_seconds(folder, caplog):
    with caplog.at_level(logging.INFO, logger="netopt.pipeline"):
        run(write_config(folder))
    told = [record.getMessage() for record in caplog.records if record.name == "netopt.pipeline"]
    assert [line.split(":")[0] for line in told] == ["network", "measures", "write"]
    assert told[0].startswith("network: 6 nodes, 3 edges, 1 services, ")
    assert all(line.endswith(" s") for line in told)


def test_year_switch_changes_the_network(folder):
    source = "{kind: line_table, path: tables, geometry: straight, as_of: 2013}"
    result = run(write_config(folder, network=source))
    assert "far" not in result.network.nodes.index
    assert result.network.provenance.as_of == 2013


def test_unknown_centre_is_told_before_anything_is_written(folder):
    path = write_config(folder, measures="[{kind: commuting_circle, centres: [shanghai]}]")
    with pytest.raises(UnknownNodeError, match="shanghai"):
        run(path)
    assert not (folder / "out").exists()


def test_error_of_a_measure_and_of_the_network_carries_its_place_in_the_config(folder):
    path = write_config(folder, measures="[{kind: commuting_circle, centres: [shanghai]}]")
    with pytest.raises(UnknownNodeError) as caught:
        run(path)
    assert caught.value.__notes__ == [f"{path}:3: measures[0]"]
    path = write_config(folder, network="{kind: snapshot, path: nowhere}")
    with pytest.raises(SourceError) as missing:
        run(path)
    assert missing.value.__notes__ == [f"{path}:2: network"]


@pytest.mark.parametrize(
    "options",
    [
        *({"time_limit_s": limit} for limit in (0, -1, float("nan"), float("inf"), 1.1e7)),
        *({"seed": seed} for seed in (-1, 2**31, 10**30)),
    ],
)
def test_option_out_of_bounds_is_a_config_error(folder, options):
    with pytest.raises(ConfigError, match=f"solver options: {next(iter(options))}: input "):
        run(write_config(folder), **options)
    assert not (folder / "out").exists()


def test_missing_network_is_told_before_anything_is_written(folder):
    path = write_config(folder, network="{kind: snapshot, path: nowhere}")
    with pytest.raises(SourceError, match="nowhere"):
        run(path)
    assert not (folder / "out").exists()


def test_foreign_folder_is_refused_before_the_network_is_read(folder):
    (folder / "mine").mkdir()
    (folder / "mine" / "thesis.doc").write_text("x")
    path = write_config(folder, network="{kind: snapshot, path: nowhere}")
    with pytest.raises(ConfigError, match="no run of netopt made it"):
        run(path, out=folder / "mine")


def test_solution_gives_status_objective_bound_and_gap(decided):
    report = SolveReport(Status.OPTIMAL, objective=10.0, bound=9.5, gap=0.05, wall_time_s=3.0)
    summary = decided(DrawnSolution(report)).summary
    assert [summary[key] for key in ("status", "objective", "bound", "gap")] == ["optimal", 10.0, 9.5, 0.05]
    assert summary["problem"]["kind"] == "drawn"


def test_decision_that_builds_nothing_is_measured_once(decided):
    result = decided(DrawnSolution(SolveReport(Status.OPTIMAL, objective=1.0)))
    assert result.measures_after is result.measures_before
    assert all("state" not in entry for entry in result.summary["measures"])


def test_decision_that_builds_is_measured_before_and_after(decided):
    result = decided(DrawnSolution(SolveReport(Status.OPTIMAL, objective=1.0), {"max_kmh": 300.0}))
    assert [entry["state"] for entry in result.summary["measures"]] == ["before"] * 2 + ["after"] * 2
    assert {"tables/od_minutes_before.csv", "tables/od_minutes_after.csv"} <= set(result.files)
    layers = [read_layer(result.folder / name).name for name in result.files if name.endswith(".geojson")]
    states = [name for name in layers if not name.startswith(("gained_", "lost_", "change_")) and name != "network"]
    assert all(name.endswith(("_before", "_after")) for name in states)
    assert {"gained_circle_commuter", "lost_circle_commuter"} <= set(layers)


@pytest.mark.parametrize("status", [Status.INFEASIBLE, Status.UNBOUNDED, Status.UNKNOWN])
def test_run_without_a_solution_writes_summary_and_manifest_but_no_layers(decided, status):
    result = decided(DrawnSolution(SolveReport(status, message="too few sites")))
    assert set(files(result.folder)) == {"summary.json", "manifest.json"}
    assert (result.summary["status"], result.summary["problem"]["message"]) == (status, "too few sites")
    assert result.summary["objective"] is None


def test_files_beside_the_network_are_told_with_their_digests(tmp_path):
    (tmp_path / "flows.csv").write_bytes(b"x")
    config = {"network": {"file": "flows.csv"}, "measures": [{"flows": "flows.csv", "title": "no.csv"}], "name": "a.b"}
    (entry,) = inputs_entry(config, tmp_path)
    assert entry["path"] == "flows.csv"
    assert entry["sha256"].startswith("2d711642b726b044")  # SHA-256 of the letter x
    assert inputs_entry({"network": {"file": "flows.csv"}}, tmp_path) == []
