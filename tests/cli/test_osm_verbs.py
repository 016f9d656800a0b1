"""OpenStreetMap on the command line: inspect of a file, a config and a pin; pull; what a terminal shows."""

import io
import logging
import sys
from pathlib import Path

import pytest

from netopt.cli.console import stage_lines
from tests.osm.drawn_region import rail_region
from tests.osm.loopback_overpass import GATEWAY_TIMEOUT, write_xml
from tests.served_config import served

TOWNS = [("Aa", 120.0, 30.0), ("Bb", 120.2, 30.05), ("Cc", 120.4, 30.0)]
LOOSE = 12
CONFIG = Path(__file__).parents[2] / "configs" / "rotterdam_osm.yaml"


def region() -> list[dict]:
    """The drawn line and, far from it, stations without any track."""
    elements = rail_region(TOWNS)
    first = max(each["id"] for each in elements) + 1
    loose = [
        {"type": "node", "id": first + n, "lon": 120.0 + n / 100, "lat": 30.5}
        | {"tags": {"railway": "station", "train": "yes", "name": f"Loose {n:02}"}}
        for n in range(LOOSE)
    ]
    return [*elements, *loose]


@pytest.fixture
def file(folder):
    """The region as an .osm file in the working directory."""
    return write_xml(region(), folder / "region.osm").name


def rows_of(stdout: str, title: str) -> list[list[str]]:
    """Words of the rows of a table."""
    lines = stdout.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(title))
    rows = []
    for line in lines[start + 1 :]:
        if not line.strip() and len(rows) > 1:
            break
        if line.strip():
            rows.append(line.split())
    return rows


def figure(stdout: str, name: str) -> str:
    return next(line.split()[1] for line in stdout.splitlines() if line.split()[:1] == [name] and len(line.split()) > 1)


def test_inspect_of_a_file_shows_its_sheet(file, call):
    code, stdout, _ = call("inspect", file)
    assert code == 0
    by_use = {tuple(row[:2]): row[3:] for row in rows_of(stdout, "track: share of its length")}
    assert by_use[("rail", "main")] == ["100.0%"] * 5  # maxspeed, electrified, usage, gauge, name
    assert by_use[("rail", "crossover")][:3] == ["0.0%", "0.0%", "0.0%"]
    assert figure(stdout, "osm_date") == "not"  # told
    assert figure(stdout, "components") == "1"
    assert figure(stdout, "linked_share") == "20.0%"  # 3 of 15
    assert figure(stdout, "corridors") == "2"
    assert "OpenStreetMap (region.osm), unknown: ODbL-1.0; © OpenStreetMap contributors" in stdout
    assert "Open Database License" in stdout.splitlines()[-1]


def test_inspect_names_ten_unlinked_stations_and_counts_them_all(file, call):
    _, stdout, _ = call("inspect", file)
    named = [line.split()[2] for line in stdout.splitlines() if " Loose " in line]
    assert named == [f"{number:02}" for number in range(10)]
    reasons = rows_of(stdout, "stations without track  ") or rows_of(stdout, "stations without track")
    assert reasons[-1][-1] == str(LOOSE)


def test_inspect_counts_services_by_source_without_ids_of_relations(file, call):
    _, stdout, _ = call("inspect", file)
    rows = rows_of(stdout, "services by source")
    assert rows[2:] == [["2", "0", "OpenStreetMap", "route", "relation:", "stops"]]


def test_inspect_of_a_file_takes_a_country(file, call):
    assert call("inspect", file, "--country", "china")[0] == 0
    code, _, stderr = call("inspect", file, "--country", "atlantis")
    assert code in (2, 4)
    assert "atlantis" in stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["graphs:jingjinji", "--country", "china"], "--country: is for OpenStreetMap files"),
        (["x.osm.pbf", "--as-of", "2020"], "--as-of: an OpenStreetMap file shows one state"),
    ],
)
def test_inspect_refuses_options_that_mean_nothing(folder, call, words, said):
    code, stdout, stderr = call("inspect", *words)
    assert (code, stdout) == (2, "")
    assert stderr.startswith(said)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.osm.pbf", None, "no such file"),
        ("empty.osm", b"", "is empty"),
        ("cut.osm", b"<?xml version='1.0'?><osm version='0.6'><node id='1'", "cut.osm: "),
    ],
)
def test_inspect_of_a_bad_file_is_exit_4(folder, call, name, content, said):
    if content is not None:
        (folder / name).write_bytes(content)
    code, stdout, stderr = call("inspect", name)
    assert (code, stdout) == (4, "")
    assert said in stderr


def test_inspect_of_config_and_pin_shows_the_same(folder, call):
    with served(CONFIG, folder / "served") as (config, _):
        of_config = call("inspect", config)
        pulled = call("pull", config, "--to", "pin")
    assert pulled[:2] == (0, "16 nodes and 7 edges pinned in pin (4 files)\n")
    of_pin = call("inspect", "pin")
    assert (of_config[0], of_pin[0]) == (0, 0)
    assert "endpoint http://127.0.0.1:" in of_pin[1]
    without_digest = (
        [line for line in found.splitlines() if "digest:" not in line] for _, found, _ in (of_config, of_pin)
    )
    assert next(without_digest) == next(without_digest)


def test_pull_tells_how_far_it_is_on_stderr(folder, call):
    with served(CONFIG, folder / "served") as (config, _):
        _, _, stderr = call("pull", config, "--to", "pin")
    answers = [line for line in stderr.splitlines() if " is whole: " in line]
    in_all = answers[0].split(" of ")[1].split()[0]
    assert [line.split("answer ")[1].split()[0] for line in answers] == [str(n + 1) for n in range(int(in_all))]
    assert any(line.endswith("8 stations") for line in stderr.splitlines())


def test_pull_writes_nothing_when_the_server_fails(folder, call):
    with served(CONFIG, folder / "served") as (config, server):
        server.forever = GATEWAY_TIMEOUT
        code, stdout, stderr = call("pull", config, "--to", "pin")
    assert (code, stdout) == (4, "")
    assert "rotterdam_osm.yaml:" in stderr
    assert "504" in stderr
    assert not (folder / "pin").exists()


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(monkeypatch, *, is_quiet: bool, stream: io.StringIO) -> str:
    """What a stream gets of a finished stage and of what goes on meanwhile."""
    monkeypatch.setattr(sys, "stderr", stream)
    logger = logging.getLogger("netopt.drawn")
    with stage_lines(is_quiet):
        logger.debug("at work on \x1b[31mit")
        logger.info("done")
        logger.warning("beware")
    return stream.getvalue()


def test_terminal_shows_what_is_at_work_and_keeps_what_is_done(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    text = shown(monkeypatch, is_quiet=False, stream=Terminal())
    assert "at work on" in text
    assert "\x1b[31mit" not in text
    assert "done" in text
    assert logging.getLogger("netopt").level == logging.NOTSET


def test_pipe_gets_only_what_is_done(monkeypatch):
    assert shown(monkeypatch, is_quiet=False, stream=io.StringIO()) == "done\nbeware\n"


def test_quiet_terminal_gets_only_warnings(monkeypatch):
    assert shown(monkeypatch, is_quiet=True, stream=Terminal()) == "beware\n"
