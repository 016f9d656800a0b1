"""The source osm_rail: one network from a file, from a server and from its pin; what it tells of itself."""

import json

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from netopt.errors import ConfigError, EmptySourceError, NetworkError, SourceError, SourceUnavailableError
from netopt.network.snapshot import read_snapshot, write_snapshot
from netopt.osm.overpass_server import OverpassServer
from netopt.sources import OsmRailSource
from tests.osm.drawn_region import rail_region
from tests.osm.loopback_overpass import DATE, GATEWAY_TIMEOUT, LoopbackOverpass, write_xml

TOWNS = [("Aa", 120.0, 30.0), ("Bb", 120.2, 30.05), ("Cc", 120.4, 30.0)]
BOX = (119.8, 29.8, 120.6, 30.2)
LISTS = ("segment_m", "segment_kmh", "segment_back_kmh", "segment_structure")
ZONES = "zone_id,name_zh,name_en,population,lon,lat,centre\na,甲,A,1000,120.0,30.01,main_place\n"


def region() -> list[dict]:
    """The drawn line; in Cc a subway stop lies beside the station, and the track east of Bb was built in 2015."""
    elements = rail_region(TOWNS)
    newest = max(each["id"] for each in elements)
    for each in elements:
        if each["type"] == "way" and each["id"] % 2 == 0:
            each["tags"]["start_date"] = "2015-07-01"
    points = [(120.4005, 30.0005), (120.42, 30.0005)]
    nodes = [
        {"type": "node", "id": newest + 1 + n, "lon": lon, "lat": lat, "tags": {"railway": "stop", "subway": "yes"}}
        for n, (lon, lat) in enumerate(points)
    ]
    stations = [
        {"type": "node", "id": newest + 3 + n, "lon": lon, "lat": lat}
        | {"tags": {"railway": "station", "station": "subway", "subway": "yes", "name": name}}
        for n, ((lon, lat), name) in enumerate(zip(points, ("Cc", "Dd"), strict=True))
    ]
    tube = {"type": "way", "id": newest + 5, "nodes": [newest + 1, newest + 2], "tags": {"railway": "subway"}}
    return [*elements, *nodes, *stations, tube]


@pytest.fixture
def loopback():
    with LoopbackOverpass(region()) as server:
        yield server


@pytest.fixture
def source(loopback, tmp_path):
    """The region, asked of the server."""
    server = OverpassServer(
        endpoint=loopback.endpoint, rate_limit=False, pause_s=0.0, attempts=1, cache=str(tmp_path / "kept")
    )
    return OsmRailSource(bbox=BOX, overpass=server)


@pytest.fixture
def of_file(tmp_path):
    """The region, read from a file."""
    write_xml(region(), tmp_path / "region.osm")
    return OsmRailSource(file="region.osm")


def same(one, other):
    """Fail unless two networks hold the same to the last digit."""
    assert one.crs == other.crs
    for part in ("nodes", "edges", "services", "areas", "places"):
        left, right = getattr(one, part), getattr(other, part)
        pd.testing.assert_frame_equal(pd.DataFrame(left), pd.DataFrame(right), check_exact=True)


def test_network_is_the_same_from_a_file_and_from_a_server(source, of_file, tmp_path):
    pulled, read = source.read(tmp_path), of_file.read(tmp_path)
    same(pulled, read)
    assert pulled.provenance.parameters["extract_digest"] == read.provenance.parameters["extract_digest"]
    assert {**pulled.provenance.sheet, "reading": 0, "osm_date": 0} == {
        **read.provenance.sheet,
        "reading": 0,
        "osm_date": 0,
    }


def test_network_of_a_region_is_what_was_drawn(of_file, tmp_path):
    """Three towns on a line, a subway from the last one, and the walk between its two stations."""
    network = of_file.read(tmp_path)
    assert sorted(network.nodes["name"]) == ["Aa", "Bb", "Cc", "Cc", "Dd"]
    assert sorted(network.edges["class"]) == ["conventional", "conventional", "subway", "transfer"]
    assert network.edges.loc[network.edges["class"] == "conventional", "tracks"].tolist() == [2, 2]
    assert 20.0 in network.services["headway_min"].tolist()


def test_network_is_the_same_when_it_comes_back_from_its_pin(of_file, tmp_path):
    """List columns, years that may be missing, walks without track: everything."""
    network = of_file.read(tmp_path)
    write_snapshot(network, tmp_path / "pin")
    again = read_snapshot(tmp_path / "pin")
    same(network, again)
    assert again.provenance.sheet == network.provenance.sheet
    assert again.provenance.parameters == json.loads(json.dumps(network.provenance.parameters))
    track = again.edges["class"] != "transfer"
    for column in LISTS:
        assert all(len(value) == len(more) for value, more in again.edges.loc[track, [column, "segment_m"]].to_numpy())
    assert np.isclose(again.edges.loc[track, "segment_m"].map(sum), again.edges.loc[track, "length_m"]).all()
    assert again.edges["opened_year"].isna().any()
    assert again.services["from_year"].isna().all()


def test_pin_has_the_same_bytes_when_the_region_is_pulled_twice(source, tmp_path):
    for name in ("one", "two"):
        write_snapshot(source.read(tmp_path), tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == ["edges.parquet", "network.json", "nodes.parquet", "services.parquet"]
    assert all((tmp_path / "one" / f).read_bytes() == (tmp_path / "two" / f).read_bytes() for f in files)


def test_pin_tells_query_endpoint_date_digest_versions_and_licence(source, loopback, tmp_path):
    write_snapshot(source.read(tmp_path), tmp_path / "pin")
    header = json.loads((tmp_path / "pin" / "network.json").read_text(encoding="utf-8"))
    parameters = header["parameters"]
    assert parameters["asked"] == {"bbox": list(BOX), "buffer_km": 0.0}
    assert parameters["query"]["endpoint"] == loopback.endpoint
    assert "railway" in parameters["query"]["ways"]
    assert len(parameters["extract_digest"]) == 64
    assert {"netopt", "osmnx", "osmium"} <= set(parameters["versions"])
    assert (header["sources"][0]["date"], header["sheet"]["osm_date"]) == (DATE, DATE)
    assert header["notices"][0].startswith("© OpenStreetMap contributors (OpenStreetMap (http")
    assert "Open Database License" in header["notices"][1]
    assert str(tmp_path) not in json.dumps(header)


def test_file_is_told_by_its_name_alone(of_file, tmp_path):
    path = tmp_path / "region.osm"
    network = OsmRailSource(file=str(path), bbox=BOX, buffer_km=2.0).read(tmp_path)
    assert network.provenance.parameters["asked"] == {"bbox": list(BOX), "file": "region.osm", "buffer_km": 2.0}
    assert network.provenance.name == "region"


def test_zones_live_beside_the_stations(of_file, tmp_path):
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "zones.csv").write_text(ZONES, encoding="utf-8")
    network = of_file.model_copy(update={"zones": "people"}).read(tmp_path)
    zone = network.of_kind("zone")
    assert zone["population"].to_dict() == {"a": 1000.0}
    write_snapshot(network, tmp_path / "pin")
    same(network, read_snapshot(tmp_path / "pin"))


def test_zone_far_from_every_station_is_refused(of_file, tmp_path):
    (tmp_path / "zones.csv").write_text(ZONES.replace("120.0,30.01", "125.0,30.01"), encoding="utf-8")
    with pytest.raises(NetworkError, match="km from the nearest passenger station"):
        of_file.model_copy(update={"zones": "."}).read(tmp_path)


def test_missing_zones_are_told_before_the_server_is_asked(source, loopback, tmp_path):
    with pytest.raises(SourceError, match="nowhere: no such folder"):
        source.model_copy(update={"zones": "nowhere"}).read(tmp_path)
    assert loopback.queries == []


def test_network_is_refused_when_the_server_fails(source, loopback, tmp_path):
    loopback.forever = GATEWAY_TIMEOUT
    with pytest.raises(SourceUnavailableError, match="504"):
        source.read(tmp_path)


def test_network_is_refused_when_the_modes_have_no_track(of_file, tmp_path):
    with pytest.raises(EmptySourceError, match="monorail"):
        of_file.model_copy(update={"modes": ("monorail",)}).read(tmp_path)


def test_country_that_is_not_known_is_told(of_file, tmp_path):
    with pytest.raises((ConfigError, SourceError), match="atlantis"):
        of_file.model_copy(update={"country": "atlantis"}).read(tmp_path)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "no area is given"),
        ({"bbox": BOX, "place": "X"}, "place and bbox are given"),
        ({"file": "x.osm", "as_of": 2020}, "overpass.date"),
        ({"file": "x.osm", "buffer_km": 3.0}, "buffer_km widens an area"),
        ({"file": "x.osm", "modes": ("maglev",)}, "'monorail'"),
        ({"file": "x.osm", "traffic": "all"}, "'passenger' or 'freight'"),
        ({"bbox": BOX, "overpass": {"date": "yesterday"}}, "must be a date"),
    ],
)
def test_config_is_refused_with_the_mend_when_it_means_nothing(wrong, said):
    with pytest.raises(ValidationError, match=said):
        OsmRailSource(**wrong)
