"""`netopt run`: what it prints, how it ends, and what an interrupt leaves behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from netopt.outputs import TableOutput
from netopt.problems import PMedianConfig
from netopt.solvers.report import SolveReport, Status
from tests.table_folder import everything, write_config
from tests.test_pipeline import DrawnProblem, DrawnSolution


def test_run_prints_tables_the_map_and_a_line_of_trust(folder, call):
    code, stdout, stderr = call("run", write_config(folder).name)
    assert code == 0
    assert [line.split(":")[0] for line in stderr.splitlines()][-3:] == ["network", "measures", "write"]
    assert "commuting_circle" in stdout
    assert "West" not in stdout.splitlines()[0]
    map_line, trust = stdout.splitlines()[-2:]
    assert Path(map_line.removeprefix("map: ")) == Path("out/drawn/map.html")
    assert trust.startswith("measured; data: tables, 1 source of 2024-01-01")
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
    assert set((done.stderr or "").splitlines()) <= {"0 of 3 segments follow track"}  # a stage line, no complaint
