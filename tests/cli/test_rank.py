"""The verb rank: a table on the terminal, exit codes as those of compare."""

from tests.table_folder import write_config

CARD = "[{kind: scorecard, centres: [wz, ez]}]"


def test_rank_prints_ranks_and_says_where_they_are_written(folder, call):
    for name in ("one", "two"):
        assert call("run", write_config(folder, name=name, measures=CARD).name, "-q")[0] == 0
    code, stdout, stderr = call("rank", "out/one", "out/two", "--out", "ranks")
    assert (code, stderr) == (0, "")
    row = next(line.split() for line in stdout.splitlines() if line.split()[:1] == ["served_cities"])
    assert row == ["served_cities", "share", "higher", "100.0%", "(1)", "100.0%", "(1)"]
    assert stdout.splitlines()[-1] == "written: ranks"
    assert (folder / "ranks" / "ranking.html").is_file()


def test_rank_of_a_run_without_a_scorecard_is_exit_2(folder, call):
    assert call("run", write_config(folder).name, "-q")[0] == 0
    code, stdout, stderr = call("rank", "out/drawn")
    assert (code, stdout) == (2, "")
    assert stderr == "out/drawn: has no scorecard; add the measure and run again\n"


def test_rank_of_a_folder_without_a_run_is_exit_2(folder, call):
    code, _, stderr = call("rank", "tables")
    assert code == 2
    assert "summary.json: no such file; give the folder of a finished run" in stderr


def test_rank_of_nothing_is_a_usage_error(call):
    assert call("rank")[0] == 2
