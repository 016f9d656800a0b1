"""A folder written whole or not at all, and never over somebody else's files."""

import os
import shutil
from pathlib import Path

import pytest

from netopt.errors import ConfigError
from netopt.outputs.json_text import json_text, write_text
from netopt.outputs.run_folder import check_replaceable, whole_or_not_at_all


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


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_failure_takes_the_parents_it_made_with_it(tmp_path, error):
    (tmp_path / "there").mkdir()
    with pytest.raises(error):
        write_half(tmp_path / "there" / "new" / "newer" / "x", error)
    assert names(tmp_path) == ["there"]


def test_parent_that_somebody_else_uses_meanwhile_stays(tmp_path):
    def write_and_fail():
        with whole_or_not_at_all(tmp_path / "new" / "x"):
            write_text(tmp_path / "new" / "theirs.txt", "x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert names(tmp_path) == ["new", "new/theirs.txt"]


def test_interrupt_after_the_folder_is_in_place_says_so(tmp_path, monkeypatch):
    rmtree = shutil.rmtree

    def interrupted_once(path, **options):
        monkeypatch.setattr(shutil, "rmtree", rmtree)
        raise KeyboardInterrupt

    write_run(tmp_path / "x", a="1")
    monkeypatch.setattr(shutil, "rmtree", interrupted_once)
    with pytest.raises(KeyboardInterrupt) as caught:
        write_run(tmp_path / "x", a="2")
    assert caught.value.__notes__ == [f"{tmp_path / 'x'} is written"]
    assert names(tmp_path) == ["x", "x/a.txt", "x/manifest.json"]
    assert (tmp_path / "x" / "a.txt").read_text() == "2"


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


def test_working_directory_and_what_holds_it_are_refused(tmp_path, monkeypatch):
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    for folder in (Path(), Path(".."), tmp_path, Path("/")):
        with pytest.raises(ConfigError, match="the working directory lies in it"):
            check_replaceable(folder)


def test_check_ends_at_the_first_file_of_a_folder_that_is_not_ours(tmp_path, monkeypatch):
    for name in ("a", "b"):
        write_text(tmp_path / "x" / name / "file.txt", "x")
    walk = os.walk

    def first_only(folder):
        for root, folders, files in walk(folder):
            assert not root.endswith("b"), "walked on"
            yield root, folders, files

    monkeypatch.setattr(os, "walk", first_only)
    with pytest.raises(ConfigError, match=r"holds a/file\.txt, but no run of netopt made it"):
        check_replaceable(tmp_path / "x")


def test_link_in_an_earlier_run_is_a_foreign_file(tmp_path):
    write_run(tmp_path / "x", a="1")
    (tmp_path / "x" / "link").symlink_to(tmp_path)
    with pytest.raises(ConfigError, match="holds link, which netopt did not write"):
        check_replaceable(tmp_path / "x")


def test_name_that_is_too_long_is_a_config_error(tmp_path):
    with pytest.raises(ConfigError, match="cannot be used"):
        check_replaceable(tmp_path / ("x" * 300))


def test_longest_name_that_the_system_takes_can_be_written(tmp_path):
    write_run(tmp_path / ("京" * 85), a="1")  # 255 bytes
    assert len(list(tmp_path.iterdir())) == 1


def test_links_in_a_circle_are_a_config_error(tmp_path):
    (tmp_path / "x").symlink_to(tmp_path / "y")
    (tmp_path / "y").symlink_to(tmp_path / "x")
    with pytest.raises(ConfigError, match="choose another --out"):
        check_replaceable(tmp_path / "x")


@pytest.mark.parametrize("out", ["kept", "kept/in", ".", "other/../kept"])
def test_folder_that_overlaps_one_to_keep_is_refused(tmp_path, out):
    write_run(tmp_path / "kept", a="1")
    with pytest.raises(ConfigError, match="which would be lost"):
        check_replaceable(tmp_path / out, keep=[tmp_path / "kept"])


def test_neighbour_of_a_folder_to_keep_is_allowed(tmp_path):
    write_run(tmp_path / "kept", a="1")
    check_replaceable(tmp_path / "kept-2", keep=[tmp_path / "kept"])
