"""The terminal: tables that fit, and a quick `--help`."""

import subprocess
import sys
import time

from netopt.cli.console import print_tables
from netopt.result_table import table_of

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
