"""Examples that become a user's own file."""

import pytest

from netopt.config.example import FIRST, examples, write_example
from netopt.config.load import load
from netopt.errors import ConfigError
from netopt.sources.pinned import data_folder


@pytest.fixture(autouse=True)
def _working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_example_is_copied_with_its_comments():
    path = write_example()
    assert path.name == f"{FIRST}.yaml"
    assert path.read_bytes() == (data_folder("configs") / f"{FIRST}.yaml").read_bytes()
    assert "#" in path.read_text(encoding="utf-8")


def test_every_example_can_be_named(tmp_path):
    for name in examples():
        assert load(write_example(name)).path.name == f"{name}.yaml"


def test_new_name_gives_a_copy_of_the_first_example_under_that_name(tmp_path):
    path = write_example("my-run", tmp_path / "sub.yaml")
    assert load(path).config.name == "my-run"
    assert load(path).config.measures == load(write_example()).config.measures


@pytest.mark.parametrize(
    ("name", "folder", "file"),
    [
        ("rotterdam_roads", "rotterdam_osm", "zones.csv"),
        ("gba_osm", "gba_osm", "zones.csv"),
        ("jingjin_gtfs", "jingjin_gtfs", "stops.txt"),
    ],
)
def test_data_of_an_example_come_with_it_and_overwrite_nothing(tmp_path, name, folder, file):
    write_example(name)
    source = data_folder("configs") / folder / file
    assert (tmp_path / folder / file).read_bytes() == source.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([folder, f"{name}.yaml"])
    (tmp_path / folder / file).write_text("mine", encoding="utf-8")
    write_example(name, tmp_path / "again.yaml")
    assert (tmp_path / folder / file).read_text(encoding="utf-8") == "mine"


def test_example_without_data_brings_none(tmp_path):
    write_example("jingjinji_rescue")
    assert [path.name for path in tmp_path.iterdir()] == ["jingjinji_rescue.yaml"]


@pytest.mark.parametrize("name", ["../up", "Two Words", "a/b"])
def test_name_that_is_none_is_refused(name):
    with pytest.raises(ConfigError, match="is no name"):
        write_example(name)


def test_place_that_cannot_be_written_is_a_config_error(tmp_path):
    with pytest.raises(ConfigError, match="cannot be written"):
        write_example(path=tmp_path / "missing" / "x.yaml")
