"""Pinning a network and reading it again."""

import json

import pandas as pd
import pytest

from netopt.errors import SourceError
from netopt.network.snapshot import read_snapshot, write_snapshot
from tests.network.test_network import line_of_three


def test_snapshot_of_a_network_reads_back_the_same(tmp_path):
    network = line_of_three()
    write_snapshot(network, tmp_path)
    again = read_snapshot(tmp_path)
    assert again.edges["length_m"].tolist() == network.edges["length_m"].tolist()
    assert list(again.nodes.index) == ["a", "b", "c"]
    moved_m = again.nodes.to_crs(network.crs).distance(network.nodes.geometry)
    assert moved_m.max() < 0.2


def test_snapshot_written_twice_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_snapshot(line_of_three(), tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == ["edges.parquet", "network.json", "nodes.parquet"]
    assert all((tmp_path / "one" / f).read_bytes() == (tmp_path / "two" / f).read_bytes() for f in files)


def test_snapshot_of_a_snapshot_gives_the_same_bytes(tmp_path):
    write_snapshot(line_of_three(), tmp_path / "one")
    write_snapshot(read_snapshot(tmp_path / "one"), tmp_path / "two")
    for name in ("edges.parquet", "nodes.parquet"):
        first, second = (pd.read_parquet(tmp_path / folder / name) for folder in ("one", "two"))
        pd.testing.assert_frame_equal(first, second)


def test_snapshot_with_a_changed_file_is_refused(tmp_path):
    write_snapshot(line_of_three(), tmp_path)
    path = tmp_path / "edges.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(SourceError, match="edges.parquet: content differs from the digest"):
        read_snapshot(tmp_path)


def test_snapshot_with_a_missing_file_is_refused(tmp_path):
    write_snapshot(line_of_three(), tmp_path)
    (tmp_path / "nodes.parquet").unlink()
    with pytest.raises(SourceError, match="nodes.parquet is missing"):
        read_snapshot(tmp_path)


def test_snapshot_header_naming_a_file_elsewhere_is_refused(tmp_path):
    write_snapshot(line_of_three(), tmp_path)
    path = tmp_path / "network.json"
    header = json.loads(path.read_text())
    header["digests"]["../secret.parquet"] = "0"
    path.write_text(json.dumps(header))
    with pytest.raises(SourceError, match="unknown files"):
        read_snapshot(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 1}'])
def test_snapshot_with_a_broken_header_is_refused(tmp_path, text):
    (tmp_path / "network.json").write_text(text)
    with pytest.raises(SourceError, match="pin"):
        read_snapshot(tmp_path)


def test_folder_without_header_says_what_a_pinned_network_is(tmp_path):
    with pytest.raises(SourceError, match="network.json in it"):
        read_snapshot(tmp_path)
