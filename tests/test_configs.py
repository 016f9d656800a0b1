"""Every configuration in configs/ runs, and a second run gives the same bytes."""

import json
from contextlib import contextmanager
from pathlib import Path

import pytest

from netopt.pipeline import run
from netopt.sources.pinned import data_folder
from tests.served_config import asks_a_server, served

CONFIGS = sorted((Path(__file__).parent.parent / "configs").glob("*.yaml"))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a run; of summary.json all but the one duration."""
    files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    summary = json.loads(files["summary.json"])
    assert summary.pop("wall_time_s") > 0
    return {**files, "summary.json": json.dumps(summary, sort_keys=True).encode()}


@contextmanager
def runnable(path: Path, folder: Path):
    """The configuration; of one that asks a server, a copy that asks one on the loopback. Skips without an extra."""
    text = path.read_text(encoding="utf-8")
    for word, package, extra in (("world_rail", "scgraph_data", "world"), ("kind: gtfs", "gtfs_kit", "gtfs")):
        if word in text:
            pytest.importorskip(package, reason=f"this config needs the extra: pip install 'netopt[{extra}]'")
    if not asks_a_server(path):
        yield path
        return
    with served(path, folder) as (copy, _):
        yield copy


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_config_run_twice_gives_the_same_bytes(path, tmp_path):
    with runnable(path, tmp_path) as config:
        first, second = (run(config, out=tmp_path / name) for name in ("first", "second"))
    assert first.status in {"measured", "optimal"}
    assert contents(first.folder) == contents(second.folder)


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_config_says_in_its_first_line_what_it_asks(path):
    assert path.read_text(encoding="utf-8").startswith("# ")


def test_every_registered_kind_has_a_config():
    """Sources, measures and problems: each kind stands in one of the configurations."""
    from netopt.config.kinds import kinds

    texts = " ".join(path.read_text(encoding="utf-8") for path in CONFIGS)
    asked = [kind for register, found in kinds().items() if register != "output" for kind in found]
    assert asked
    assert [kind for kind in asked if f"kind: {kind}" not in texts] == []


def test_configs_travel_with_the_package():
    assert {path.name for path in data_folder("configs").glob("*.yaml")} == {path.name for path in CONFIGS}
