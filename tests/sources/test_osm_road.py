"""The source osm_road: the same roads from a file and from a server, and what a config may say."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from netopt.errors import EmptySourceError, SourceError, SourceUnavailableError
from netopt.network.snapshot import read_snapshot, write_snapshot
from netopt.osm.overpass_server import OverpassServer
from netopt.sources.osm_road import OsmRoadSource
from tests.osm.loopback_overpass import GATEWAY_TIMEOUT, LoopbackOverpass, elements_of_xml

FOLDER = Path(__file__).parents[1] / "data" / "osm"
TOWN = FOLDER / "roads_small_town.osm"
BOX = (119.99, 29.99, 120.01, 30.01)


@pytest.fixture
def loopback():
    with LoopbackOverpass(elements_of_xml(TOWN)) as server:
        yield server


@pytest.fixture
def server(loopback, tmp_path):
    return OverpassServer(
        endpoint=loopback.endpoint,
        nominatim=loopback.nominatim,
        rate_limit=False,
        pause_s=0.0,
        attempts=2,
        cache=str(tmp_path / "kept"),
    )


def test_roads_are_the_same_when_they_come_from_a_file_and_from_a_server(server, loopback):
    of_file = OsmRoadSource(file=TOWN.name).load(FOLDER)
    pulled = OsmRoadSource(bbox=BOX, overpass=server).load(FOLDER)
    assert pulled.crs == of_file.crs
    assert pulled.nodes.equals(of_file.nodes)
    assert pulled.edges.equals(of_file.edges)
    assert len(loopback.queries) == 1


def test_network_holds_what_roads_need(server):
    network = OsmRoadSource(file=TOWN.name).load(FOLDER)
    assert network.nodes["kind"].tolist() == ["junction"] * 3
    assert network.edges["class"].tolist() == ["road", "road"]
    assert network.edges["line_id"].isna().all()
    assert network.edges["length_m"].to_numpy() == pytest.approx(network.edges.geometry.length.to_numpy(), rel=1e-4)
    assert len(network.arcs) == 3


def test_provenance_names_licence_date_and_query(server, loopback):
    provenance = OsmRoadSource(bbox=BOX, network="walk", overpass=server).load(FOLDER).provenance
    assert provenance.kind == "osm_road"
    assert provenance.attribution == "© OpenStreetMap contributors"
    assert (provenance.sources[0].licence, provenance.sources[0].date) == ("ODbL-1.0", loopback.date)
    assert provenance.parameters["query"]["endpoint"] == loopback.endpoint
    assert provenance.sheet["roads"]["components"] == 1


def test_network_is_the_same_after_it_was_pinned(tmp_path):
    network = OsmRoadSource(file=TOWN.name).load(FOLDER)
    write_snapshot(network, tmp_path / "pinned")
    again = read_snapshot(tmp_path / "pinned")
    assert again.edges.index.tolist() == network.edges.index.tolist()
    assert np.allclose(again.edges["running_s"], network.edges["running_s"])


def test_zones_stand_beside_the_roads_and_come_back_from_the_pin(tmp_path):
    zones = "zone_id,name_zh,name_en,population,lon,lat,centre\na,甲,A,1000,120.0,30.001,main_place\n"
    (tmp_path / "zones.csv").write_text(zones, encoding="utf-8")
    (tmp_path / TOWN.name).write_bytes(TOWN.read_bytes())
    network = OsmRoadSource(file=TOWN.name, zones=".").load(tmp_path)
    assert network.nodes["population"].dropna().to_dict() == {"a": 1000.0}
    assert network.nodes["kind"].value_counts().to_dict() == {"junction": 3, "zone": 1}
    write_snapshot(network, tmp_path / "pinned")
    again = read_snapshot(tmp_path / "pinned")
    assert again.nodes.equals(network.nodes)
    assert again.edges.equals(network.edges)


def test_missing_zones_are_told_before_the_server_is_asked(server, loopback, tmp_path):
    with pytest.raises(SourceError, match="no such folder"):
        OsmRoadSource(bbox=BOX, zones="nowhere", overpass=server).load(tmp_path)
    assert loopback.queries == []


def test_place_is_looked_up_and_its_roads_are_read(server, loopback, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    ring = [[BOX[0], BOX[1]], [BOX[2], BOX[1]], [BOX[2], BOX[3]], [BOX[0], BOX[3]], [BOX[0], BOX[1]]]
    loopback.places["Town"] = [
        {
            "lat": "30.0",
            "lon": "120.0",
            "importance": 0.5,
            "boundingbox": ["29.99", "30.01", "119.99", "120.01"],
            "geojson": {"type": "Polygon", "coordinates": [ring]},
        }
    ]
    network = OsmRoadSource(place="Town", overpass=server).load(FOLDER)
    assert network.edges.index.tolist() == ["n1-n3", "n3-n6"]
    assert network.provenance.name == "town"


def test_roads_are_refused_when_the_server_fails(server, loopback):
    loopback.forever = GATEWAY_TIMEOUT
    with pytest.raises(SourceUnavailableError, match="504"):
        OsmRoadSource(bbox=BOX, overpass=server).load(FOLDER)


@pytest.mark.parametrize(
    "source", [{"bbox": (10.0, 10.0, 10.1, 10.1)}, {"file": TOWN.name, "bbox": (1.0, 1.0, 2.0, 2.0)}]
)
def test_roads_are_refused_when_the_area_has_none(server, source):
    with pytest.raises(EmptySourceError):
        OsmRoadSource(**source, overpass=server).load(FOLDER)


def test_missing_file_is_told():
    with pytest.raises(SourceError, match="no such file"):
        OsmRoadSource(file="nowhere.osm.pbf").load(FOLDER)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "no area is given; give one of place, bbox, polygon and file"),
        ({"place": "X", "bbox": BOX}, "place and bbox are given"),
        ({"place": "X", "file": "x.osm.pbf"}, "file needs none"),
        ({"bbox": BOX, "network": "swim"}, "'drive' or 'walk'"),
        ({"bbox": (120.01, 29.99, 119.99, 30.01)}, "west, south, east, north"),
        ({"file": "x.osm.pbf", "overpass": {"endpoint": "file:///etc/passwd"}}, "must be an address"),
    ],
)
def test_config_is_refused_with_the_mend_when_it_means_nothing(wrong, said):
    with pytest.raises(ValidationError, match=said):
        OsmRoadSource(**wrong)


def test_heavy_readers_are_not_imported_with_the_source():
    script = "import sys, netopt.sources.osm_road; sys.exit(any(name in sys.modules for name in ('osmnx', 'osmium')))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
