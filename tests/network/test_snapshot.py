"""Pinning a network and reading it again."""

import json
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from netopt.errors import NetworkError, SourceError
from netopt.network.network import Network
from netopt.network.snapshot import as_pinned, file_digest, read_snapshot, write_snapshot
from netopt.provenance import DataSource
from tests import networks as drawn
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


def test_network_as_pinned_is_what_its_pin_gives_back_to_the_last_digit(tmp_path):
    """Lists, missing years, text beside nothing, coordinates of many digits, rows out of order."""
    network = line_of_three()
    edges = network.edges.assign(
        segment_m=[[1.0, 2.5], float("nan")],
        opened_year=pd.array([2015, None], dtype="Int64"),
        way_ids=pd.Series([float("nan"), "7;8"], index=network.edges.index, dtype=object),
    ).iloc[::-1]
    shifted = network.nodes.translate(1 / 3, 1 / 7)
    network = replace(network, edges=edges, nodes=network.nodes.set_geometry(shifted))
    write_snapshot(network, tmp_path)
    again, pinned = read_snapshot(tmp_path), as_pinned(network)
    assert again.crs == pinned.crs
    pd.testing.assert_frame_equal(pd.DataFrame(pinned.nodes), pd.DataFrame(again.nodes), check_exact=True)
    pd.testing.assert_frame_equal(pd.DataFrame(pinned.edges), pd.DataFrame(again.edges), check_exact=True)
    assert again.edges["opened_year"].dtype == "Int64"
    assert pinned.areas.empty
    assert as_pinned(pinned).nodes.geometry.equals(pinned.nodes.geometry)


def test_header_repeats_what_licences_ask_for(tmp_path):
    network = line_of_three()
    source = DataSource("Track", "ODbL-1.0", "2026", "© OpenStreetMap contributors")
    write_snapshot(replace(network, provenance=replace(network.provenance, sources=(source,))), tmp_path)
    notices = json.loads((tmp_path / "network.json").read_text(encoding="utf-8"))["notices"]
    assert notices[0] == "© OpenStreetMap contributors (Track, ODbL-1.0)"
    assert "https://opendatacommons.org/licenses/odbl/1-0/" in notices[1]


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


def with_header(folder, **changes):
    """Write a network and change its header."""
    write_snapshot(line_of_three(), folder)
    path = folder / "network.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes))


def with_part(folder, network, **frames):
    """Write a network and put other frames in place of its files, with their digests."""
    write_snapshot(network, folder)
    path = folder / "network.json"
    header = json.loads(path.read_text(encoding="utf-8"))
    for part, content in frames.items():
        file = folder / f"{part}.parquet"
        file.write_bytes(content) if isinstance(content, bytes) else content.to_parquet(file)
        header["digests"][file.name] = file_digest(file)
    path.write_text(json.dumps(header))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"bounds": None}, "bounds: "),
        ({"bounds": [1.0, 2.0]}, r"bounds.2: field required"),
        ({"bounds": "everywhere"}, "bounds: .*everywhere"),
        ({"bounds": [float("nan"), 39.0, 117.0, 40.0]}, "bounds.0: .*nan"),
        ({"bounds": [999.0, 39.0, 117.0, 40.0]}, "bounds.0: .*999"),
        ({"bounds": [117.0, 39.0, 116.0, 40.0]}, "are not west, south, east, north"),
        ({"digests": []}, "digests: "),
        ({"digests": {}}, "digests name no nodes.parquet and no edges.parquet"),
        ({"digests": {"nodes.parquet": 5}}, "digests.nodes.parquet: .*5"),
        ({"sources": None}, "sources: "),
        ({"sources": [{"name": "x"}]}, "sources.0.licence: field required"),
        ({"sources": ["x"]}, "sources.0: .*'x'"),
        ({"name": 5}, "name: .*5"),
        ({"kind": {}}, "kind: "),
        ({"parameters": [1]}, "parameters: "),
        ({"format": 2}, "format: .*2"),
    ],
)
def test_header_of_a_wrong_shape_is_refused_with_place_and_value(tmp_path, changes, message):
    with_header(tmp_path, **changes)
    with pytest.raises(SourceError, match=rf"network\.json: is no header of a pinned network: .*{message}") as caught:
        read_snapshot(tmp_path)
    assert "netopt pull" in str(caught.value)


def test_every_fault_of_a_header_comes_at_once(tmp_path):
    with_header(tmp_path, name=5, parameters=[1], sources=None)
    with pytest.raises(SourceError, match="name: .*; parameters: .*; sources: "):
        read_snapshot(tmp_path)


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"format": 1', b"\xff\xfe"])
def test_header_that_is_no_json_is_refused(tmp_path, content):
    (tmp_path / "network.json").write_bytes(content)
    with pytest.raises(SourceError, match=r"network\.json: is no header"):
        read_snapshot(tmp_path)


def test_truncated_file_with_a_fitting_digest_is_refused(tmp_path):
    write_snapshot(line_of_three(), tmp_path / "whole")
    content = (tmp_path / "whole" / "edges.parquet").read_bytes()
    with_part(tmp_path / "cut", line_of_three(), edges=content[: len(content) // 2])
    with pytest.raises(SourceError, match=r"edges\.parquet: is no part of a pinned network"):
        read_snapshot(tmp_path / "cut")


def test_file_without_a_crs_is_refused(tmp_path):
    nodes = gpd.GeoDataFrame(line_of_three().nodes.set_crs(None, allow_override=True))
    with_part(tmp_path, line_of_three(), nodes=nodes)
    with pytest.raises(SourceError, match=r"nodes\.parquet: is no part of a pinned network \(Cannot transform naive"):
        read_snapshot(tmp_path)


def test_plain_table_in_place_of_a_geometry_file_is_refused(tmp_path):
    with_part(tmp_path, line_of_three(), nodes=pd.DataFrame({"kind": ["station"]}))
    with pytest.raises(SourceError, match=r"nodes\.parquet: is no part of a pinned network"):
        read_snapshot(tmp_path)


def test_lines_in_place_of_nodes_are_refused(tmp_path):
    network = line_of_three()
    lines = network.nodes.set_geometry([shapely.LineString([(0, 0), (1, 1)])] * 3, crs=network.crs)
    with_part(tmp_path, network, nodes=lines)
    with pytest.raises(NetworkError, match="node 'a' is no Point but a 'LineString'"):
        read_snapshot(tmp_path)


@pytest.fixture
def cities() -> Network:
    """Zones aa, bb and cc on a line 100 km long, each in a square of 20 km."""
    network = drawn.line_of_three()
    zones = network.of_kind("zone")
    squares = gpd.GeoDataFrame(geometry=zones.buffer(10_000.0, cap_style="square"), index=zones.index, crs=network.crs)
    return replace(network, areas=squares)


def test_zones_in_their_outlines_are_read(cities, tmp_path):
    write_snapshot(cities, tmp_path)
    assert read_snapshot(tmp_path).areas.index.tolist() == ["aa", "bb", "cc"]


def test_zone_far_from_every_station_is_refused(cities, tmp_path):
    """The centre of cc moves to 300 km east of the last station."""
    moved = cities.nodes.geometry.where(cities.nodes.index != "cc", shapely.Point(400_000.0, 0.0))
    write_snapshot(cities.with_nodes(geometry=moved), tmp_path)
    with pytest.raises(NetworkError) as caught:
        read_snapshot(tmp_path)
    far, outside = (str(breach) for breach in caught.value.breaches)
    assert far.startswith(f"{tmp_path}:zone cc: lon 120.")
    assert " 299 km from the nearest passenger station, more than 150 km" in far  # on a sphere
    assert "outside its outline" in outside


def test_zone_without_outline_and_outline_of_no_zone_are_refused(cities, tmp_path):
    write_snapshot(replace(cities, areas=cities.areas.rename(index={"cc": "sea"})), tmp_path)
    with pytest.raises(NetworkError) as caught:
        read_snapshot(tmp_path)
    assert [str(breach).removeprefix(f"{tmp_path}:") for breach in caught.value.breaches] == [
        "zone cc: has no outline among those given; add it",
        "outline sea: belongs to no zone; remove it",
    ]
