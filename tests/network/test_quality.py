"""The data-quality sheet of a drawn network, by hand."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from netopt.network.network import Network
from netopt.network.quality import line_sheet, quality
from netopt.provenance import Provenance


@pytest.fixture
def network() -> Network:
    """a --10 km-- b --30 km-- c      d --10 km-- e      f      (lines: one, one, two; zone z)

    b-c: speed assumed, 60 km/h; the others 120 km/h; d-e: length assumed, geometry assumed
    """
    nodes = gpd.GeoDataFrame(
        {"kind": ["station"] * 6 + ["zone"], "class": "local"},
        index=pd.Index([*"abcdef", "z"], name="node_id"),
        geometry=[shapely.Point(1000 * i, 0) for i in range(7)],
        crs="EPSG:32650",
    )
    edges = gpd.GeoDataFrame(
        {
            "from_node": ["a", "b", "d"],
            "to_node": ["b", "c", "e"],
            "oneway": [False, False, True],
            "length_m": [10_000.0, 30_000.0, 10_000.0],
            "line_id": ["one", "one", "two"],
            "class": "hsr",
            "max_kmh": [120.0, 60.0, 120.0],
            "max_kmh_assumed": [False, True, False],
            "km_assumed": [False, False, True],
            "geometry_source": ["osm", "osm", "assumed"],
        },
        index=pd.Index(["ab", "bc", "de"], name="edge_id"),
        geometry=[shapely.LineString([(0, 0), (1, 0)])] * 3,
        crs="EPSG:32650",
    )
    services = pd.DataFrame({"stations": ["a;b;c", "d;e"], "assumed": ["no", "yes"]}, index=["s", "t"])
    services = services.assign(lines="one", pattern="all", train="EMU350", headway_min=60.0, terminus="none")
    return Network(nodes, edges, Provenance("drawn", "drawn"), services=services)


def test_quality_gives_shares_of_length_and_time(network):
    sheet = quality(network)
    assert sheet["length_km"] == 50
    assert sheet["length_assumed_share"] == pytest.approx(10 / 50)
    assert sheet["speed_assumed_share"] == pytest.approx(30 / 50)
    # 5 + 30 + 5 minutes; the 30 rest on an assumed speed, the last 5 on an assumed length
    assert sheet["time_assumed_share"] == pytest.approx(35 / 40)
    assert sheet["geometry_share"] == {"assumed": pytest.approx(0.2), "osm": pytest.approx(0.8)}
    assert sheet["services_assumed_share"] == pytest.approx(0.5)


def test_quality_uses_running_times_where_edges_carry_them(network):
    assert quality(network.with_edges(running_s=[60.0, 60.0, 180.0]))["time_assumed_share"] == pytest.approx(0.8)


def test_time_counts_by_the_share_that_edges_carry_and_not_by_their_mark(network):
    """ab 60 s, a tenth assumed; bc 60 s, no share, marked; de 180 s, its length assumed whatever the share."""
    carried = network.with_edges(running_s=[60.0, 60.0, 180.0], speed_assumed_share=[0.1, float("nan"), 0.5])
    assert quality(carried)["time_assumed_share"] == pytest.approx((6 + 60 + 180) / 300)
    by_line = line_sheet(carried).set_index("line_id")["time_assumed_share"]
    assert by_line.to_dict() == {"one": pytest.approx(66 / 120), "two": 1}


def test_scheduled_times_are_not_assumed_when_the_speed_is_unknown(network):
    """ab and de are of a timetable: of 60 + 60 + 180 s only those of bc are assumed; de's length still is."""
    scheduled = network.with_edges(running_s=[60.0, 60.0, 180.0], max_kmh=[float("nan"), 60.0, float("nan")])
    assert quality(scheduled)["time_assumed_share"] == pytest.approx(60 / 300)
    assert quality(scheduled)["length_assumed_share"] == pytest.approx(10 / 50)


def test_walks_between_stations_count_for_nothing(network):
    """The walk c-d would join the two parts, and e-f would link f."""
    walks = gpd.GeoDataFrame(
        {
            "from_node": ["c", "e"],
            "to_node": ["d", "f"],
            "oneway": False,
            "length_m": 500.0,
            "line_id": "transfer",
            "class": "transfer",
            "max_kmh": 4.8,
            "max_kmh_assumed": True,
            "km_assumed": True,
            "geometry_source": "assumed",
        },
        index=pd.Index(["cd", "ef"], name="edge_id"),
        geometry=[shapely.LineString([(0, 0), (1, 0)])] * 2,
        crs=network.crs,
    )
    walked = replace(network, edges=pd.concat([network.edges, walks]))
    assert quality(walked) == quality(network)
    assert line_sheet(walked).equals(line_sheet(network))


def test_quality_counts_components_and_lists_what_hangs_loose(network):
    sheet = quality(network)
    assert (sheet["components"], sheet["largest_component_share"]) == (2, pytest.approx(3 / 5))
    assert sheet["unlinked_stations"] == ["f"]
    assert sheet["unserved_stations"] == ["f"]


def test_quality_says_none_where_nothing_is_known_of_assumptions(network):
    bare = Network(
        network.nodes, network.edges[["from_node", "to_node", "oneway", "length_m", "geometry"]], network.provenance
    )
    sheet = quality(bare)
    assert (sheet["length_assumed_share"], sheet["time_assumed_share"]) == (None, None)
    assert (sheet["geometry_share"], sheet["unserved_stations"]) == ({}, [])
    assert line_sheet(bare).empty


def test_line_sheet_has_a_row_a_line_with_its_shares(network):
    sheet = line_sheet(network).set_index("line_id")
    assert sheet["segments"].to_dict() == {"one": 2, "two": 1}
    assert sheet["length_km"].to_dict() == {"one": 40, "two": 10}
    assert sheet.loc["one", "speed_assumed_share"] == pytest.approx(0.75)
    assert sheet.loc["one", "time_assumed_share"] == pytest.approx(30 / 35)
    assert sheet["length_assumed_share"].to_dict() == {"one": 0, "two": 1}
    assert sheet["geometry_assumed_share"].to_dict() == {"one": 0, "two": 1}
