"""Folders of tables with faults: all of them told at once, before any track is looked for."""

import json
from pathlib import Path

import pytest

from netopt.errors import NetworkError, SourceError
from netopt.network.snapshot import read_snapshot, write_snapshot
from netopt.sources import LineTableSource, line_table
from tests.table_folder import write_tables

OUTLINES = {"wz": [116.0, 39.5, 116.9, 40.4], "ez": [116.9, 39.5, 117.9, 40.4]}
PLACES = "place_id,name,lon,lat,population,zone_id\n1,W,116.41,39.92,20000,wz\n"


@pytest.fixture
def folder(tmp_path) -> Path:
    """The drawn tables with outlines and places."""
    write_tables(tmp_path / "tables")
    (tmp_path / "tables" / "places.csv").write_text(PLACES, encoding="utf-8")
    write_outlines(tmp_path / "tables", OUTLINES)
    return tmp_path


@pytest.fixture(autouse=True)
def no_track_is_read(monkeypatch):
    """Whoever looks for track fails."""
    monkeypatch.setattr(line_table, "load_world_rail", lambda box: pytest.fail(f"track is read in {box}"))


def write_outlines(tables: Path, boxes: dict[str, list[float]]) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"zone_id": zone},
            "geometry": {"type": "Polygon", "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]]},
        }
        for zone, (w, s, e, n) in boxes.items()
    ]
    (tables / "zones.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def read(folder: Path, geometry: str = "straight", datum: str = "wgs84"):
    return LineTableSource(path="tables", geometry=geometry, datum=datum).read(folder)


def faults(folder: Path, **source: str) -> list[str]:
    """What is told of the tables, without their folder."""
    with pytest.raises(NetworkError) as caught:
        read(folder, geometry="world_rail", **source)
    return [str(breach).removeprefix(f"{folder}/tables/") for breach in caught.value.breaches]


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "tables" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_sound_tables_become_a_network(folder):
    network = read(folder)
    assert network.areas.index.tolist() == ["ez", "wz"]
    assert network.places["population"].tolist() == [20_000]
    assert network.services["from_year"].tolist() == [2008]
    assert [source.name for source in network.provenance.sources] == ["Drawn"]


def test_faults_of_every_table_come_at_once(folder):
    change(folder, "stations.csv", "mid,中,Mid,110000,116.9", "mid,中,Mid,110000,abc")
    change(folder, "segments.csv", "far,43", "far,-43")
    change(folder, "services.csv", "west;mid;east", "west;mid;atlantis")
    change(folder, "zones.csv", "116.41,39.91", "10,10")
    change(folder, "places.csv", "20000,wz", "-1e9,wz,more")
    change(folder, "sources.csv", "CC0", "")
    write_outlines(folder / "tables", OUTLINES | {"atlantis": [0, 0, 1, 1]})
    files = [message.split(": ")[0] for message in faults(folder)]
    assert sorted(files) == [
        "places.csv:2",
        "places.csv:2",
        "segments.csv:4",
        "services.csv:2",
        "sources.csv:2",
        "stations.csv:3",
        "zones.csv:2",
        "zones.csv:2",
        "zones.geojson:feature 3",
    ]


@pytest.mark.parametrize(("lon", "lat"), [(10, 10), (120.9, 43)])
def test_zone_outside_the_network_is_told_with_its_name_and_place(folder, lon, lat):
    change(folder, "zones.csv", "116.41,39.91", f"{lon},{lat}")
    far, outside = faults(folder)
    assert far.startswith(f"zones.csv:2: zone 'wz': lon {lon}, lat {lat} is ")
    assert "from the nearest passenger station" in far
    assert "outside its outline" in outside


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("services.csv", ",stations,", ",halts,", "services.csv:1: the column 'stations' is missing"),
        ("services.csv", ",headway_min,", ",pause,", "services.csv:1: the column 'headway_min' is missing"),
        ("services.csv", "both,2008", "both,abc", "services.csv:2: from_year 'abc' is no year"),
        ("services.csv", "48,20,", "48,-20,", "services.csv:2: service 'g': headway_min -20 is not above 0"),
        ("places.csv", ",lon,", ",x,", "places.csv:1: the column 'lon' is missing"),
        ("places.csv", "116.41", "abc", "places.csv:2: lon 'abc' is no number"),
        ("places.csv", "20000,wz", "20000,xx", "places.csv:2: zone_id 'xx' is not in zones.csv"),
        ("sources.csv", "name,licence", "title,licence", "sources.csv:1: the column 'name' is missing"),
        ("sources.csv", "example.org", "example.org,more", "sources.csv:2: the row has 6 values"),
        ("zones.geojson", '"wz"', "5", "zones.csv:2: zone 'wz': has no outline among those given"),
        ("zones.geojson", '"wz"', "{}", "zones.csv:2: zone 'wz': has no outline among those given"),
    ],
)
def test_fault_is_told_with_its_file_and_line(folder, name, old, new, message):
    change(folder, name, old, new)
    assert faults(folder)[0].startswith(message)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00"])
@pytest.mark.parametrize("name", ["stations.csv", "services.csv", "places.csv", "sources.csv", "zones.geojson"])
def test_file_that_cannot_be_read_is_named(folder, name, content):
    (folder / "tables" / name).write_bytes(content)
    with pytest.raises(SourceError, match=rf"{name}: cannot be read as"):
        read(folder)


def test_outlines_without_a_feature_are_refused(folder):
    write_outlines(folder / "tables", {})
    assert faults(folder)[0].startswith("zones.geojson: ")


def test_coordinate_that_is_none_is_told_as_given_when_a_datum_is_declared(folder):
    change(folder, "stations.csv", "116.9", "abc")
    assert faults(folder, datum="gcj02")[0] == "stations.csv:3: lon 'abc' is no number; give WGS84 degrees"


def test_ids_that_look_like_numbers_stay_text(folder):
    for name in ("stations.csv", "segments.csv", "services.csv"):
        change(folder, name, "mid", "007")
    assert "007" in read(folder).nodes.index


def write_water(folder: Path, properties: dict[str, str]) -> None:
    ring = [[116.5, 39.0], [116.6, 39.0], [116.6, 40.9], [116.5, 40.9], [116.5, 39.0]]
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    (folder / "tables" / "water.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8"
    )


def test_water_becomes_part_of_the_network_and_of_its_pin(folder):
    write_water(folder, {"water_id": "lake"})
    net = read(folder)
    assert net.water.index.tolist() == ["lake"]
    assert net.water.crs == net.crs
    write_snapshot(net, folder / "pinned")
    again = read_snapshot(folder / "pinned")
    assert again.water.geometry.iloc[0].area == pytest.approx(net.water.geometry.iloc[0].area, rel=1e-6)


def test_water_without_an_id_is_told(folder):
    write_water(folder, {"name": "lake"})
    assert faults(folder) == ["water.geojson: no feature has the property water_id; give each an id"]


def test_the_jurisdiction_of_a_zone_is_kept(folder):
    change(folder, "zones.csv", "zone_id,", "jurisdiction,zone_id,")
    path = folder / "tables" / "zones.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *(f"land,{row}" for row in rows)]) + "\n", encoding="utf-8")
    net = read(folder)
    assert net.of_kind("zone")["jurisdiction"].tolist() == ["land", "land"]
