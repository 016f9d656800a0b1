"""Real extracts through everything: what is built, whether trains can run so, and whether it is the same every time."""

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from pandas.testing import assert_frame_equal

from benchmarks.osm_times import CHINESE, GERMAN, Timing, adjacent_2016, chinese_pairs, errors, german_pairs
from netopt.network.snapshot import write_snapshot
from netopt.osm.extract import OsmExtract
from netopt.osm.pbf import read_osm_file
from netopt.osm.selection import DEFAULT_MODES, Selection
from netopt.rail.corridor import fastest_edges
from netopt.rail.corridor.corridors import Corridors
from netopt.rail.country import Country
from netopt.rail.movements.route import make_route
from netopt.rail.osm_network import OsmRail, OsmRailOptions, osm_network
from netopt.rail.parameters import RailParameters
from netopt.rail.topology.track import Track
from netopt.sources import OsmRailSource
from tests.rail.movements.legality import Judge

EXTRACTS = ("cologne-railway", "vde8.2-rail", "shanghai", "hongkong", "macau", "anhui")


@dataclass(frozen=True)
class Built:
    """A network, what it was made of, and the corridors it is made of by kind of train."""

    extract: OsmExtract
    rail: OsmRail
    corridors: list[tuple[Track, Corridors]]


@cache
def built(file: Path, traffic: str = "passenger") -> Built:
    """The network as the source makes it; a warning is an error, as everywhere in these tests."""
    country = "china" if file.name.split(".")[0] in (*CHINESE, "macau") else "world"
    options = OsmRailOptions(Country.load(country), (*DEFAULT_MODES, "rail_ferry"), traffic=traffic)
    extract = read_osm_file(file, Selection(modes=DEFAULT_MODES))
    found: list[tuple[Track, Corridors]] = []
    without_bypasses = fastest_edges.without_bypasses

    def recorded(track, *args):
        corridors = without_bypasses(track, *args)
        found.append((track, corridors))
        return corridors

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fastest_edges, "without_bypasses", recorded)
        rail = osm_network(extract, options)
    return Built(extract, rail, found)


@pytest.fixture
def file(shared, request) -> Path:
    return shared / "osm" / f"{request.param}.osm.pbf"


@pytest.mark.parametrize("file", EXTRACTS, indirect=True)
def test_network_of_a_real_extract_is_built_without_a_warning_and_its_sheet_tells_how_stations_are_linked(file):
    rail = built(file).rail
    stations = rail.sheet["stations"]
    told = stations["unlinked_by_reason"]
    assert stations["known_mode_linked_share"] >= 0.95
    assert stations["near_track_linked_share"] >= 0.95
    assert stations["access_p50_m"] < 30.0
    assert stations["access_p95_m"] < 100.0
    linked = round(stations["linked_share"] * stations["passenger"])
    assert linked + sum(told.values()) == stations["passenger"] + stations["freight"]
    assert rail.sheet["components"] >= rail.sheet["components_with_station"] >= 1
    assert rail.nodes.index.is_monotonic_increasing
    assert set(rail.edges["from_node"]) | set(rail.edges["to_node"]) <= set(rail.nodes.index)


@pytest.mark.parametrize("file", ["cologne-railway", "vde8.2-rail"], indirect=True)
def test_every_station_is_linked_where_stops_are_drawn_on_the_track(file):
    assert built(file).rail.sheet["stations"]["unlinked_by_reason"] == {}


@pytest.mark.parametrize("file", EXTRACTS, indirect=True)
def test_no_train_turns_on_a_corridor_as_none_can(file):
    """Every run there and back over the raw ways, none of which reverses."""
    made = built(file)
    judge = Judge(made.extract)
    runs = [
        (track, run)
        for track, corridors in made.corridors
        for direction in (corridors.there, corridors.back)
        for run in (direction.run(number) for number in range(len(direction)))
        if run.size
    ]
    faults = []
    for track, run in runs:
        route = make_route(track, run, -1, cost_s=0.0, edge_running_s=np.zeros(2 * track.n_edges))
        faults += judge.faults(route.vertex_id.tolist())
    assert faults == []
    assert len(runs) >= (made.rail.edges["class"] != "transfer").sum()


@pytest.mark.parametrize("file", EXTRACTS, indirect=True)
def test_the_course_of_an_edge_lies_on_the_ways_that_it_names(file):
    made = built(file)
    edges = made.rail.edges[made.rail.edges["class"] != "transfer"]
    ways = ways_of(made, edges.crs)
    for geometry, way_ids, length_m in zip(edges.geometry, edges["way_ids"], edges["length_m"], strict=True):
        on = shapely.union_all([ways[int(way)] for way in way_ids.split(";")])
        assert shapely.distance(shapely.points(shapely.get_coordinates(geometry)), on).max() < 0.05
        assert geometry.length == pytest.approx(length_m, rel=3e-3)


def ways_of(made: Built, crs) -> dict[int, shapely.LineString]:
    """Raw ways by id, in a network's CRS."""
    extract = made.extract
    to_xy = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    xy = np.stack(to_xy.transform(extract.lonlat[:, 0], extract.lonlat[:, 1]), axis=1)
    way_of_ref = np.repeat(np.arange(extract.way_id.size), np.diff(extract.first_ref))
    lines = shapely.linestrings(xy[extract.ref_position], indices=way_of_ref)
    return dict(zip(extract.way_id.tolist(), lines, strict=True))


@pytest.mark.parametrize("file", EXTRACTS, indirect=True)
def test_figures_of_edges_are_whole_and_agree_with_each_other(file):
    edges = built(file).rail.edges
    edges = edges[edges["class"] != "transfer"]
    assert edges[["length_m", "running_s", "max_kmh", "speed_assumed_share"]].notna().all(axis=None)
    for row in edges.itertuples():
        assert sum(row.segment_m) == pytest.approx(row.length_m, abs=0.1)
        assert len(row.segment_m) == len(row.segment_kmh) == len(row.segment_back_kmh) == len(row.segment_structure)
        # No train is faster than the highest limit, and none needs an hour for ten kilometres.
        assert row.length_m / row.max_kmh * 3.6 * 0.999 <= row.running_s <= 1800.0 + row.length_m / 10.0 * 3.6


@pytest.mark.parametrize("file", ["cologne-railway"], indirect=True)
def test_goods_network_of_cologne_runs_goods_trains_only(file):
    goods, passenger = (built(file, traffic).rail for traffic in ("freight", "passenger"))
    assert set(goods.edges["class"]) - {"transfer"} == {"freight"}
    assert goods.services.empty
    fastest = RailParameters.load().trains["FREIGHT"].max_kmh
    assert mean_kmh(goods, "freight").max() <= fastest < mean_kmh(passenger, "conventional").max()
    # Without platforms on works' track goods trains still have ways that passengers have not.
    assert len(goods.edges.index.difference(passenger.edges.index)) > 0


def mean_kmh(rail: OsmRail, edge_class: str) -> pd.Series:
    edges = rail.edges[rail.edges["class"] == edge_class]
    return edges["length_m"] / edges["running_s"] * 3.6


PIN = """
import sys
from pathlib import Path
from netopt.network.snapshot import write_snapshot
from netopt.sources import OsmRailSource
write_snapshot(OsmRailSource(file=sys.argv[1]).read(Path()), Path(sys.argv[2]))
"""


def test_pinned_bytes_are_the_same_in_another_process_with_other_hashes(shared, tmp_path):
    file = shared / "osm" / "vde8.2-rail.osm.pbf"
    here, there = tmp_path / "here", tmp_path / "there"
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    subprocess.run([sys.executable, "-c", PIN, str(file), str(there)], check=True, env=environment)
    network = OsmRailSource(file=str(file)).read(Path())
    write_snapshot(network, here)
    names = sorted(path.name for path in here.iterdir())
    assert names == sorted(path.name for path in there.iterdir())
    for name in names:
        assert (here / name).read_bytes() == (there / name).read_bytes(), name


def test_minutes_in_china_are_near_the_timetable_of_2016(shared):
    """Nothing is fitted to these pairs; without a tagged limit in the extracts every speed is assumed."""
    pairs = adjacent_2016(shared)
    one_way = pairs[pairs["from_zh"] < pairs["to_zh"]]
    found = pd.concat(
        [chinese_pairs(Timing(built(shared / "osm" / f"{name}.osm.pbf").rail), one_way) for name in CHINESE]
    )
    told = errors(found["error_share"])
    assert told["n"] >= 20
    assert told["mape"] < 0.20
    assert abs(told["bias"]) < 0.15


def test_minutes_in_germany_are_of_the_order_of_those_remembered(shared):
    """Outside every target: they are from memory."""
    names = {pair.extract for pair in GERMAN}
    found = german_pairs({name: Timing(built(shared / "osm" / f"{name}.osm.pbf").rail) for name in names})
    assert found["model_min"].notna().sum() >= 10
    assert errors(found["error_share"])["mape"] < 0.5


@pytest.mark.parametrize("file", ["vde8.2-rail"], indirect=True)
def test_frames_are_the_same_when_made_again(file):
    first = built(file).rail
    built.cache_clear()
    again = built(file).rail
    assert again is not first
    for name in ("nodes", "edges", "services"):
        assert_frame_equal(getattr(again, name), getattr(first, name))
    assert again.sheet == first.sheet
