"""A folder written whole or not at all, and never over somebody else's files."""

from pathlib import Path

import pytest

from netopt.errors import ConfigError
from netopt.outputs.json_text import json_text, write_text
from netopt.outputs.run_folder import whole_or_not_at_all


def write_run(folder, **files):
    """A run's folder with the given files."""
    with whole_or_not_at_all(folder) as partial:
        for name, text in files.items():
            write_text(partial / f"{name}.txt", text)
        manifest = {"made_by": "netopt", "files": [{"path": f"{name}.txt"} for name in files]}
        write_text(partial / "manifest.json", json_text(manifest))


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_new_folder_appears_with_all_files(tmp_path):
    write_run(tmp_path / "out" / "x", a="1", b="2")
    assert names(tmp_path) == ["out", "out/x", "out/x/a.txt", "out/x/b.txt", "out/x/manifest.json"]


def test_earlier_run_is_replaced_whole(tmp_path):
    write_run(tmp_path / "x", a="1", b="2")
    write_run(tmp_path / "x", a="3")
    assert names(tmp_path) == ["x", "x/a.txt", "x/manifest.json"]
    assert (tmp_path / "x" / "a.txt").read_text() == "3"


def test_empty_folder_is_filled(tmp_path):
    (tmp_path / "x").mkdir()
    write_run(tmp_path / "x", a="1")
    assert names(tmp_path) == ["x", "x/a.txt", "x/manifest.json"]


def write_half(folder, error):
    with whole_or_not_at_all(folder) as partial:
        write_text(partial / "half.txt", "half")
        raise error


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_failure_leaves_the_earlier_run_and_nothing_else(tmp_path, error):
    write_run(tmp_path / "x", a="1")
    with pytest.raises(error):
        write_half(tmp_path / "x", error)
    assert names(tmp_path) == ["x", "x/a.txt", "x/manifest.json"]


def test_swap_that_fails_brings_the_earlier_run_back(tmp_path, monkeypatch):
    write_run(tmp_path / "x", a="1")
    rename = Path.rename

    def fail_for_partial(path, target):
        if ".partial-" in path.name:
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_for_partial)
    with pytest.raises(ConfigError, match="Permission denied"):
        write_run(tmp_path / "x", a="2")
    assert names(tmp_path) == ["x", "x/a.txt", "x/manifest.json"]
    assert (tmp_path / "x" / "a.txt").read_text() == "1"


def test_folder_with_foreign_files_is_refused_and_kept(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "thesis.doc").write_text("years of work")
    with pytest.raises(ConfigError, match="no run of netopt made it"):
        write_run(tmp_path / "x", a="1")
    assert (tmp_path / "x" / "thesis.doc").read_text() == "years of work"


def test_earlier_run_with_a_foreign_file_is_refused_and_kept(tmp_path):
    write_run(tmp_path / "x", a="1")
    (tmp_path / "x" / "notes.txt").write_text("mine")
    with pytest.raises(ConfigError, match=r"holds notes\.txt, which netopt did not write"):
        write_run(tmp_path / "x", a="2")
    assert (tmp_path / "x" / "a.txt").read_text() == "1"


def test_place_that_cannot_be_written_is_a_config_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="choose another --out"):
        write_run(tmp_path / "file" / "x", a="1")
    with pytest.raises(ConfigError, match="is no folder"):
        write_run(tmp_path / "file", a="1")
