"""Changes of a drawn network: what is there afterwards, and that the old one is untouched."""

import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from netopt.changes import AnyChange
from netopt.changes.apply import changed, projects
from netopt.errors import NetworkError, SourceError
from netopt.network.crs import to_wgs84
from netopt.rail.parameters import RailParameters
from netopt.travel.passenger_rail import passenger_rail
from tests.networks import line_of_three, network

PARAMETERS = RailParameters.load()
CHANGE = TypeAdapter(AnyChange)


def after(net, *changes, folder=Path(), all_years=None):
    asked = [CHANGE.validate_python(change) for change in changes]
    return changed(net, asked, all_years=all_years or net, folder=folder)


def rides(net) -> dict[tuple[str, str], float]:
    """Minutes on board of every direct ride."""
    rail = passenger_rail(net, PARAMETERS)
    ids = rail.ids
    pairs = zip(rail.origin, rail.destination, rail.in_vehicle_s, strict=True)
    return {(ids[one], ids[two]): seconds / 60.0 for one, two, seconds in pairs}


def write_line(
    folder: Path, net, ends: list[tuple[float, float]], stations: dict[str, tuple[float, float]] | None = None
) -> str:
    """A GeoJSON line between points in km of the drawn plane."""
    import geopandas as gpd
    import shapely

    shapes = [shapely.LineString([(x * 1000, y * 1000) for x, y in ends])]
    shapes += [shapely.Point(x * 1000, y * 1000) for x, y in (stations or {}).values()]
    lonlat = to_wgs84(gpd.GeoDataFrame(geometry=shapes, crs=net.crs)).geometry
    properties = [{}, *({"id": name, "class": "main"} for name in stations or {})]
    features = [
        {"type": "Feature", "properties": row, "geometry": json.loads(shapely.to_geojson(shape))}
        for row, shape in zip(properties, lonlat, strict=True)
    ]
    (folder / "line.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return "line.geojson"


def two_towns():
    """a and c of a line, and d 50 km north of c without a railway: a ---100--- c,  d above c."""
    return network(
        stations={"a": (0.0, 0.0, "hub"), "c": (100.0, 0.0, "hub"), "d": (100.0, 50.0, "main")},
        zones={"aa": (0.0, 2.0, 3e6), "cc": (100.0, 2.0, 1e6), "dd": (100.0, 52.0, 1e6)},
        edges=[("a", "c", 300.0)],
        services={"all": ("a;c", 10.0)},
    )


def test_a_line_needs_a_file_a_speed_and_a_headway_only(tmp_path):
    net = two_towns()
    file = write_line(tmp_path, net, [(100.0, 0.0), (100.0, 50.0)])
    built = after(
        net, {"kind": "add_line", "id": "new", "file": file, "max_kmh": 250, "headway_min": 15}, folder=tmp_path
    )
    assert ("c", "d") not in rides(net)
    assert {("c", "d"), ("d", "c")} <= rides(built).keys()
    (edge,) = built.edges[built.edges["line_id"] == "new"].to_dict("records")
    assert edge["length_m"] == pytest.approx(50_000, rel=1e-3)
    assert (edge["max_kmh"], edge["max_kmh_assumed"], edge["class"]) == (250.0, True, "hsr")
    assert built.services.loc["new-1-all", "headway_min"] == 15.0


def test_points_of_the_file_and_bare_ends_become_stations(tmp_path):
    net = two_towns()
    file = write_line(tmp_path, net, [(100.0, 0.0), (160.0, 0.0)], {"e": (130.0, 0.3)})
    built = after(
        net, {"kind": "add_line", "id": "east", "file": file, "max_kmh": 250, "headway_min": 15}, folder=tmp_path
    )
    assert built.nodes.loc[["e", "east_end"], "kind"].tolist() == ["station", "station"]
    assert {("c", "e"), ("e", "east_end"), ("c", "east_end")} <= rides(built).keys()
    assert built.edges.loc["east:c-e", "length_m"] == pytest.approx(30_000, rel=2e-3)


def test_length_given_stands_for_the_drawn_one(tmp_path):
    net = two_towns()
    file = write_line(tmp_path, net, [(100.0, 0.0), (100.0, 50.0)])
    ask = {"kind": "add_line", "id": "new", "file": file, "max_kmh": 250, "headway_min": 15, "length_km": 55}
    assert after(net, ask, folder=tmp_path).edges.loc["new:c-d", "length_m"] == pytest.approx(55_000)


def test_an_express_of_a_new_line_stops_at_main_stations_and_the_nonstop_nowhere(tmp_path):
    net = two_towns()
    file = write_line(tmp_path, net, [(0.0, 0.0), (100.0, 50.0)], {"m": (50.0, 25.0)})
    services = [{"pattern": "nonstop", "headway_min": 30}, {"headway_min": 60}]
    built = after(
        net, {"kind": "add_line", "id": "n", "file": file, "max_kmh": 300, "services": services}, folder=tmp_path
    )
    found = rides(built)
    assert found["a", "d"] < found["a", "m"] + found["m", "d"]


@pytest.mark.parametrize(
    ("features", "message"),
    [
        ([], "holds no feature"),
        ([{"type": "Point", "coordinates": [116.0, 39.0]}], "holds 0 lines; give one LineString a file"),
        ([{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}], "feature 1: is a Polygon"),
        ([{"type": "MultiLineString", "coordinates": [[[116, 39], [117, 39]], [[118, 39], [119, 39]]]}], "has gaps"),
    ],
)
def test_a_file_that_holds_no_line_is_refused(tmp_path, features, message):
    collection = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in features]
    (tmp_path / "line.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": collection}))
    ask = {"kind": "add_line", "id": "n", "file": "line.geojson", "max_kmh": 300, "headway_min": 10}
    with pytest.raises(NetworkError) as caught:
        after(two_towns(), ask, folder=tmp_path)
    assert message in str(caught.value)


def test_a_missing_file_is_told(tmp_path):
    ask = {"kind": "add_line", "id": "n", "file": "no.geojson", "max_kmh": 300, "headway_min": 10}
    with pytest.raises(SourceError, match="no such file"):
        after(two_towns(), ask, folder=tmp_path)


def test_a_station_cuts_its_segment_and_trains_named_stop():
    net = line_of_three()
    at = to_wgs84(net.nodes.assign(geometry=net.nodes.geometry.translate(20_000)).loc[["a"]]).geometry.iloc[0]
    ask = {"kind": "add_station", "id": "new", "lon": at.x, "lat": at.y, "line": "line", "services": ["all"]}
    built = after(net, ask)
    assert built.edges.loc["e0/new-a", "length_m"] == pytest.approx(20_000, rel=1e-3)
    assert built.services.loc["all", "stations"] == "a;new;b;c"
    found = rides(built)
    assert {("a", "new"), ("new", "b"), ("new", "c")} <= found.keys()
    assert found["a", "c"] > rides(net)["a", "c"] + 2.0  # a stop more: braking, dwell, acceleration


def test_trains_that_are_not_named_pass_the_new_station_as_fast_as_before():
    net = line_of_three()
    at = to_wgs84(net.nodes.assign(geometry=net.nodes.geometry.translate(20_000)).loc[["a"]]).geometry.iloc[0]
    built = after(net, {"kind": "add_station", "id": "new", "lon": at.x, "lat": at.y, "line": "line"})
    assert rides(built) == pytest.approx(rides(net), rel=1e-4)


def test_a_station_far_from_its_line_is_refused():
    with pytest.raises(NetworkError, match="more than within_m 2000"):
        after(line_of_three(), {"kind": "add_station", "id": "new", "lon": 116.0, "lat": 41.0, "line": "line"})


def test_a_removed_line_takes_its_trains_with_it_and_a_removed_segment_its_part():
    net = line_of_three()
    with pytest.raises(NetworkError, match="did you mean line"):
        after(net, {"kind": "remove", "lines": ["lien"]})
    assert rides(after(net, {"kind": "remove", "services": ["all"]}, {"kind": "remove", "segments": ["e1"]})) == {}


def test_a_removed_station_is_passed_without_a_stop():
    found = rides(after(line_of_three(), {"kind": "remove", "stations": ["b"]}))
    assert found.keys() == {("a", "c"), ("c", "a")}
    assert found["a", "c"] < rides(line_of_three())["a", "c"] - 2.0


def test_a_faster_line_is_run_faster_and_counts_as_assumed():
    net = line_of_three()
    built = after(net, {"kind": "alter_line", "lines": ["line"], "max_kmh": 350})
    assert rides(built)["a", "c"] < rides(net)["a", "c"]
    assert built.edges["max_kmh_assumed"].all()
    assert net.edges["max_kmh"].tolist() == [300.0, 300.0]


def test_twice_the_trains_halve_the_headway():
    net = line_of_three()
    built = after(net, {"kind": "alter_service", "lines": ["line"], "headway_factor": 0.5})
    assert built.services["headway_min"].tolist() == [5.0]
    assert after(net, {"kind": "alter_service", "services": ["all"], "headway_min": 7}).services[
        "headway_min"
    ].tolist() == [7.0]


def test_a_station_of_another_class_is_entered_as_such():
    built = after(line_of_three(), {"kind": "alter_station", "stations": ["b"], "station_class": "hub"})
    assert built.nodes.loc["b", "class"] == "hub"


def test_a_service_finds_its_lines_by_itself():
    net = line_of_three()
    ask = {"kind": "add_service", "id": "fast", "stations": ["a", "c"], "pattern": "nonstop", "headway_min": 20}
    built = after(net, ask)
    assert built.services.loc["fast", "lines"] == "line"
    assert rides(built)["a", "c"] < rides(net)["a", "c"]


def test_a_service_where_no_line_leads_is_refused():
    ask = {"kind": "add_service", "id": "x", "stations": ["a", "d"], "headway_min": 20}
    with pytest.raises(NetworkError, match="no line leads from 'a' to 'd'"):
        after(two_towns(), ask)


@pytest.mark.parametrize(
    "ask",
    [
        {"kind": "add_line", "id": "n", "file": "x", "max_kmh": 300},
        {"kind": "add_line", "id": "n", "file": "x", "max_kmh": 3000, "headway_min": 5},
        {"kind": "add_line", "id": "../n", "file": "x", "max_kmh": 300, "headway_min": 5},
        {"kind": "alter_service", "services": ["all"]},
        {"kind": "alter_service", "services": ["all"], "headway_min": 5, "headway_factor": 2},
        {"kind": "alter_service", "services": ["all"], "train": "ROCKET"},
        {"kind": "remove"},
        {"kind": "alter_line", "max_kmh": 100},
    ],
)
def test_a_change_that_means_nothing_is_refused_before_any_network_is_read(ask):
    with pytest.raises(ValidationError):
        CHANGE.validate_python(ask)


def test_changes_of_one_project_stand_together():
    asked = [
        CHANGE.validate_python({"kind": "remove", "services": ["x"], "project": project})
        for project in ("one", None, "one")
    ]
    assert projects(asked) == {"one": [0, 2], "2-remove": [1]}


def test_everything_unknown_that_is_to_be_removed_is_told_at_once():
    ask = {"kind": "remove", "lines": ["x"], "segments": ["y"], "stations": ["z"], "services": ["w"]}
    with pytest.raises(NetworkError) as caught:
        after(two_towns(), ask)
    assert [breach.message.split(";")[0] for breach in caught.value.breaches] == [
        "has no line 'x'",
        "has no segment 'y'",
        "has no station 'z'",
        "has no service 'w'",
    ]


def test_a_station_on_an_edge_with_speed_segments_leaves_each_half_its_own():
    """a ---60 km at 100, 40 km at 200--- c, cut at 75 km: 60 and 15 km, 25 km."""
    net = two_towns()
    lists = {"segment_m": [60_000.0, 40_000.0], "segment_kmh": [100.0, 200.0], "segment_back_kmh": [90.0, 180.0]}
    columns = {name: [value] for name, value in lists.items()} | {"tunnel_m": [1000.0], "back_length_m": [100_000.0]}
    (lon, lat), line = _lonlat(net, 75_000.0), net.edges["line_id"].iloc[0]
    cut = after(net.with_edges(**columns), {"kind": "add_station", "id": "m", "lon": lon, "lat": lat, "line": line})
    one, two = (cut.edges[cut.edges[end] == "m"].iloc[0] for end in ("to_node", "from_node"))
    assert one["segment_m"] == pytest.approx([60_000, 15_000], rel=1e-6)
    assert two["segment_m"] == pytest.approx([25_000], rel=1e-6)
    assert (one["segment_kmh"], two["segment_kmh"]) == ([100.0, 200.0], [200.0])
    assert (one["segment_back_kmh"], two["segment_back_kmh"]) == ([90.0, 180.0], [180.0])
    assert [one["back_length_m"], two["back_length_m"]] == pytest.approx([75_000, 25_000], rel=1e-6)
    assert [one["tunnel_m"], two["tunnel_m"]] == pytest.approx([750, 250], rel=1e-6)


def _lonlat(net, x_m: float) -> tuple[float, float]:
    import geopandas as gpd
    import shapely

    point = to_wgs84(gpd.GeoDataFrame(geometry=[shapely.Point(x_m, 0.0)], crs=net.crs)).geometry.iloc[0]
    return point.x, point.y


def test_a_walk_has_no_speed_of_a_line():
    net = two_towns()
    walk = net.with_edges(**{"class": ["transfer"]})
    with pytest.raises(NetworkError, match="of class 'transfer', on which no train runs"):
        after(walk, {"kind": "alter_line", "segments": list(walk.edges.index), "max_kmh": 100})
