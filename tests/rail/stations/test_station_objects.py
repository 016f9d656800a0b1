"""Which objects are stations, stops and goods yards."""

import pytest

from netopt.rail.country import Country
from netopt.rail.stations.station_objects import StationObjects, said_modes, station_objects, what_is
from tests.rail.stations.drawn_extract import RAIL, drawn_extract


def read(nodes=None, ways=None, relations=None, *, country="china", **options) -> StationObjects:
    extract = drawn_extract(nodes or {1: (0.0, 0.0)}, ways or {}, relations)
    return station_objects(extract, Country.load(country).words, **options)


def kinds(tags, **options) -> list[str]:
    return [found.kind for found in read({1: (0.0, 0.0, tags)}, **options).objects]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"railway": "station", "name": "甲"}, ["station"]),
        ({"railway": "halt", "name": "甲"}, ["station"]),
        ({"public_transport": "station", "train": "yes"}, ["station"]),
        ({"public_transport": "station", "bus": "yes"}, []),
        ({"railway": "stop"}, ["stop"]),
        ({"railway": "tram_stop", "name": "A"}, ["tram_stop"]),
        ({"public_transport": "stop_position", "subway": "yes"}, ["stop"]),
        ({"public_transport": "stop_position", "bus": "yes"}, []),
        ({"railway": "buffer_stop", "public_transport": "stop_position"}, ["stop"]),
        ({"building": "train_station", "name": "甲"}, ["station"]),
        ({"building": "train_station"}, []),
        ({"railway": "subway_entrance", "building": "train_station", "name": "A"}, []),
        ({"railway": "yard", "name": "甲"}, ["freight"]),
        ({"railway": "station", "usage": "freight", "name": "甲"}, ["freight"]),
        ({"railway": "station", "name": "徐州北编组站"}, ["freight"]),
        ({"railway": "station", "name": "某货场", "train": "yes"}, ["station"]),
        ({"railway": "station", "name": "某乘降所"}, []),
        ({"railway": "station", "name": "某乘降所", "train": "yes"}, ["station"]),
        ({"railway": "junction", "name": "甲线路所"}, []),
        ({"railway": "station", "station": "miniature", "name": "Park"}, []),
        ({"railway": "platform", "public_transport": "platform"}, []),
    ],
)
def test_tags_tell_what_an_object_is(tags, expected):
    assert kinds(tags) == expected


def test_the_words_that_make_a_goods_station_are_the_countrys():
    tags = {"railway": "station", "name": "徐州北编组站"}
    assert kinds(tags, country="world") == ["station"]


@pytest.mark.parametrize(
    ("tags", "lifecycle"),
    [
        ({"railway": "station"}, "open"),
        ({"railway": "station", "proposed:railway": "halt"}, "open"),
        ({"railway": "construction", "construction": "station"}, "construction"),
        ({"construction:railway": "station"}, "construction"),
        ({"railway": "proposed", "proposed": "halt"}, "proposed"),
        ({"proposed:railway": "station"}, "proposed"),
        ({"disused:railway": "station"}, "gone"),
        ({"railway": "station", "abandoned": "yes"}, "gone"),
        ({"railway": "disused", "disused": "station"}, "gone"),
    ],
)
def test_lifecycle_is_read_from_prefixes_and_values(tags, lifecycle):
    assert what_is(tags).lifecycle == lifecycle
    assert kinds(tags) == (["station"] if lifecycle == "open" else [])


def test_a_scenario_takes_planned_stations_in_but_never_closed_ones():
    nodes = {
        1: (0.0, 0.0, {"construction:railway": "station", "name": "甲"}),
        2: (9.0, 0.0, {"proposed:railway": "station", "name": "乙"}),
        3: (9.0, 9.0, {"disused:railway": "station", "name": "丙"}),
    }
    planned = read(nodes, lifecycles=("open", "construction"))
    assert [found.osm_id for found in planned.objects] == ["n1"]
    assert planned.set_aside["reason"].tolist() == ["not open: proposed", "not open: gone"]


def test_modes_are_those_that_station_and_the_transport_keys_say_best_first():
    assert said_modes({"station": "subway", "train": "yes", "tram": "no"}) == ("subway", "rail")
    assert said_modes({"light_rail": "yes", "train": "yes"}) == ("rail", "light_rail")
    assert said_modes({"railway": "tram_stop"}) == ("tram",)
    assert said_modes({"railway": "station"}) == ()


def test_areas_stand_at_their_centroid():
    square = {1: (0.0, 0.0), 2: (100.0, 0.0), 3: (100.0, 40.0), 4: (0.0, 40.0), 9: (50.0, 20.0)}
    way = {7: ([1, 2, 3, 4, 1], {"railway": "station", "name": "甲"})}
    relation = {8: ([("way", 6, "outer")], {"type": "multipolygon", "railway": "station", "name": "乙"})}
    outer = {6: ([1, 2, 3, 4, 1], {})}
    (of_way,) = read(square, way).objects
    (of_relation,) = read(square, outer, relation).objects
    middle = drawn_extract(square, {}).point(9)
    for found, osm_id in ((of_way, "w7"), (of_relation, "r8")):
        assert found.osm_id == osm_id
        assert found.lonlat == pytest.approx(middle, abs=1e-8)


def test_an_area_whose_nodes_are_outside_the_extract_is_counted():
    found = read({1: (0.0, 0.0)}, {7: ([51, 52, 53, 51], {"railway": "station"}), 8: ([1, 51], RAIL)})
    assert found.objects == ()
    assert found.notes == {"stations_without_place": 1}
