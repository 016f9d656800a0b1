"""Configurations that ask a server: what they ask it, and that their pin gives the same results without it."""

import json
import socket
from pathlib import Path

import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

from netopt.cli import app
from netopt.config.load import load
from netopt.network.snapshot import read_snapshot, write_snapshot
from netopt.pipeline import run
from netopt.sources import OsmRailSource, OsmRoadSource
from tests.served_config import asks_a_server, is_joined, served

FOLDER = Path(__file__).parent.parent / "configs"
ASKING = sorted(path for path in FOLDER.glob("*.yaml") if asks_a_server(path) and not is_joined(path))
QUICK = [FOLDER / name for name in ("monaco_roads.yaml", "rotterdam_osm.yaml", "rotterdam_roads.yaml")]


def results(folder: Path) -> dict[str, bytes]:
    """What a run found: everything but the manifest, which tells where the network came from, and the duration."""
    files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    del files["manifest.json"]
    summary = json.loads(files["summary.json"])
    del summary["wall_time_s"]
    return {**files, "summary.json": json.dumps(summary, sort_keys=True).encode()}


def by_path(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


def test_regions_that_ask_a_server_are_these():
    assert [path.stem for path in ASKING] == ["gba_osm", "jingjinji_osm", "rotterdam_osm", "rotterdam_roads"]


@by_path(ASKING)
def test_config_says_how_to_pin_a_date_and_use_a_server_of_ones_own(path):
    text = path.read_text(encoding="utf-8")
    assert "# date:" in text
    assert "a server of your own" in text
    dated = load(path).config.network
    assert isinstance(dated, OsmRailSource | OsmRoadSource)
    assert dated.overpass.endpoint == "https://overpass-api.de/api"
    assert dated.overpass.date == ""


@by_path(ASKING)
def test_config_with_its_dated_line_is_sound(path, tmp_path):
    copy = tmp_path / path.name
    copy.write_text(path.read_text(encoding="utf-8").replace("# date:", "date:"), encoding="utf-8")
    assert load(copy).config.network.overpass.date == "2026-11-01T00:00:00Z"


@by_path(QUICK)
def test_run_on_the_pin_asks_nobody_and_finds_the_same(path, tmp_path):
    with served(path, tmp_path) as (config, server):
        asked = run(config, out=tmp_path / "asked")
        loaded = load(config)
        write_snapshot(loaded.config.network.read(loaded.folder), tmp_path / "configs" / "pin")
        n_queries = len(server.queries)
    text = yaml.safe_load(config.read_text(encoding="utf-8")) | {"network": {"kind": "snapshot", "path": "pin"}}
    config.write_text(yaml.safe_dump(text, allow_unicode=True), encoding="utf-8")
    pinned = run(config, out=tmp_path / "pinned")
    assert n_queries > 0
    assert results(asked.folder) == results(pinned.folder)
    assert pinned.network.provenance.attribution == "© OpenStreetMap contributors"


def test_config_asks_for_its_box_with_its_limits_and_date(tmp_path):
    with served(FOLDER / "rotterdam_osm.yaml", tmp_path) as (config, server):
        text = config.read_text(encoding="utf-8").replace("overpass:", "overpass:\n    date: '2026-11-01'")
        config.write_text(text, encoding="utf-8")
        loaded = load(config)
        loaded.config.network.read(loaded.folder)
        queries = server.queries
    assert all('[out:json][timeout:600][maxsize:1073741824][date:"2026-11-01T00:00:00Z"]' in each for each in queries)
    assert any('rel["type"="route"]' in each or "rel[" in each for each in queries)
    assert any("tram" in each for each in queries)
    lats = [float(number) for number in queries[-1].split('poly:"')[1].split('"')[0].split()[::2]]
    assert (min(lats), max(lats)) == (51.6, 52.3)


def test_pull_twice_gives_the_same_bytes(tmp_path):
    with served(FOLDER / "rotterdam_roads.yaml", tmp_path) as (config, _):
        loaded = load(config)
        for name in ("one", "two"):
            write_snapshot(loaded.config.network.read(loaded.folder), tmp_path / name)
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert sorted(one) == ["edges.parquet", "network.json", "nodes.parquet"]
    assert read_snapshot(tmp_path / "one").provenance.sheet["roads"]["ways"] > 0


def test_check_of_every_config_opens_no_connection(monkeypatch):
    opened = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: opened.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *words, **_: opened.append(words))
    paths = sorted(FOLDER.glob("*.yaml"))
    result = CliRunner().invoke(app, ["check", *map(str, paths)])
    assert (result.exit_code, result.stdout.count(": ok")) == (0, len(paths))
    assert opened == []


def test_timetable_of_the_gtfs_config_is_that_of_autumn_2024():
    """123 trains a day each way, 30 minutes from Beijing South to Tianjin without a stop, 36 with one at Wuqing."""
    pytest.importorskip("gtfs_kit", reason="this config needs the extra: pip install 'netopt[gtfs]'")
    loaded = load(FOLDER / "jingjin_gtfs.yaml")
    network = loaded.config.network.load(loaded.folder)
    out = network.services[network.services["stations"].str.startswith("beijing_nan")]
    assert out["trains_per_day"].sum() == 123
    seconds = {row.stations: sum(map(float, row.run_s.split(";"))) for row in out.itertuples()}
    dwell = {row.stations: sum(float(part) for part in row.dwell_s.split(";") if part) for row in out.itertuples()}
    assert seconds["beijing_nan;tianjin_zhan"] == 30 * 60
    assert seconds["beijing_nan;wuqing;tianjin_zhan"] + dwell["beijing_nan;wuqing;tianjin_zhan"] == 36 * 60
    whole_km = network.edges.set_index(["from_node", "to_node"])["length_m"].loc[("beijing_nan", "tianjin_zhan")] / 1000
    assert whole_km == pytest.approx(116.5, abs=1.5)  # graphs/jingjinji: 21.2 + 61.8 + 23.5 + 10.0


def test_pin_of_the_gtfs_config_is_what_the_feed_gives(tmp_path):
    pytest.importorskip("gtfs_kit", reason="this config needs the extra: pip install 'netopt[gtfs]'")
    loaded = load(FOLDER / "jingjin_gtfs.yaml")
    network = loaded.config.network.read(loaded.folder)
    write_snapshot(network, tmp_path / "pin")
    again = read_snapshot(tmp_path / "pin")
    for part in ("nodes", "edges", "services"):
        pd.testing.assert_frame_equal(getattr(network, part), getattr(again, part), check_exact=True)
    assert again.provenance.sources == network.provenance.sources
    assert len(again.provenance.parameters["feed_digest"]) == 64
