"""Selection and TagRule: one set of rules, read as a predicate and as text for Overpass."""

import re

import pytest

from netopt.osm.selection import MODES, Selection, first_pairs, meets_any
from netopt.osm.tag_rule import TagRule, TagTest, rule

EVERYTHING = Selection(modes=MODES, ferries=True, roads=True, ports=True)
KEPT_WAYS = (
    {"railway": "rail"},
    {"railway": "subway", "service": "yard"},
    {"railway": "monorail", "disused": "no"},
    {"railway": "construction", "construction": "rail"},
    {"railway": "construction"},
    {"railway": "proposed", "proposed": "subway"},
    {"construction:railway": "light_rail"},
    {"proposed:railway": "rail", "highway": "track"},
    {"route": "railway_ferry"},
    {"route": "ferry", "railway": "rail"},
    {"route": "ferry", "ferry": "train"},
    {"route": "ferry", "train": "yes"},
    {"railway": "station", "name": "甲"},
    {"railway": "construction", "construction": "station"},
    {"public_transport": "station"},
    {"public_transport": "station", "bus": "yes", "train": "yes"},
    {"building": "train_station"},
)
DROPPED_WAYS = (
    {},
    {"railway": "abandoned"},
    {"railway": "disused", "disused:railway": "rail"},
    {"abandoned:railway": "rail"},
    {"railway": "razed"},
    {"railway": "tram"},
    {"railway": "platform"},
    {"railway": "rail2"},
    {"railway": "narrow"},
    {"route": "ferry"},
    {"route": "ferry", "train": "no"},
    {"public_transport": "station", "bus": "yes"},
    {"public_transport": "platform"},
    {"building": "yes"},
    {"highway": "primary"},
    {"landuse": "port"},
    {"amenity": "ferry_terminal"},
    {"RAILWAY": "rail"},
)
OTHER_WAYS = (
    {"route": "ferry"},
    {"amenity": "ferry_terminal"},
    {"highway": "primary"},
    {"landuse": "harbour"},
    {"landuse": "industrial", "industrial": "port"},
    {"man_made": "pier"},
    {"railway": "tram"},
)
NODES = (
    *({"railway": value} for value in ("station", "halt", "stop", "tram_stop", "subway_entrance", "switch")),
    *({"railway": value} for value in ("railway_crossing", "buffer_stop", "yard", "junction", "site")),
    {"public_transport": "station"},
    {"public_transport": "stop_position", "train": "yes", "bus": "yes"},
    {"public_transport": "stop_position"},
    {"railway": "proposed", "proposed": "station"},
    {"construction:railway": "station"},
)
DROPPED_NODES = (
    *({"railway": value} for value in ("signal", "milestone", "level_crossing", "crossing", "construction")),
    {"public_transport": "stop_position", "bus": "yes"},
    {"public_transport": "stop_position", "bus": "yes", "train": "no"},
    {"amenity": "ferry_terminal"},
)
RELATIONS = (
    {"type": "public_transport", "public_transport": "stop_area"},
    {"public_transport": "stop_area_group"},
    {"type": "route", "route": "train"},
    {"type": "route", "route": "tracks"},
    {"type": "route", "route": "subway"},
    {"type": "site", "site": "railway"},
    {"type": "multipolygon", "railway": "station"},
    {"type": "multipolygon", "building": "train_station"},
)
DROPPED_RELATIONS = (
    {"type": "route", "route": "bus"},
    {"type": "route", "route": "tram"},
    {"type": "route", "route": "ferry"},
    {"type": "route_master", "route_master": "train"},
    {"route": "train"},
    {"type": "multipolygon", "landuse": "port"},
    {"railway": "station"},
    {"type": "site"},
)


def answers(brackets: str, tags: dict[str, str]) -> bool:
    """What Overpass answers to brackets of its language, as its manual tells it."""
    said = re.findall(r'\[(!?)"([^"]+)"(?:(=|~)"([^"]+)")?\]', brackets)
    assert (
        "".join(f'[{no}"{key}"{f"{sign}{chr(34)}{value}{chr(34)}" if sign else ""}]' for no, key, sign, value in said)
        == brackets
    )
    for no, key, sign, value in said:
        if no:
            if key in tags:
                return False
        elif sign == "=":
            if tags.get(key) != value:
                return False
        elif key not in tags or not re.search(value, tags[key]):
            return False
    return True


@pytest.mark.parametrize("tags", KEPT_WAYS, ids=str)
def test_way_is_kept_when_it_is_track_or_a_station(tags):
    assert meets_any(Selection().way_rules, tags)


@pytest.mark.parametrize("tags", DROPPED_WAYS, ids=str)
def test_way_is_dropped_when_it_is_neither_track_nor_station(tags):
    assert not meets_any(Selection().way_rules, tags)


@pytest.mark.parametrize("tags", OTHER_WAYS, ids=str)
def test_way_is_kept_when_ferries_roads_and_ports_are_asked_for(tags):
    assert meets_any(EVERYTHING.way_rules, tags)


@pytest.mark.parametrize("tags", NODES, ids=str)
def test_node_is_kept_when_it_is_a_station_or_governs_movements(tags):
    assert meets_any(Selection().point_rules, tags)


@pytest.mark.parametrize("tags", DROPPED_NODES, ids=str)
def test_node_is_dropped_when_no_train_cares(tags):
    assert not meets_any(Selection().point_rules, tags)


@pytest.mark.parametrize("tags", RELATIONS, ids=str)
def test_relation_is_kept_when_it_groups_stations_or_track(tags):
    assert meets_any(Selection().relation_rules, tags)


@pytest.mark.parametrize("tags", DROPPED_RELATIONS, ids=str)
def test_relation_is_dropped_when_it_is_of_something_else(tags):
    assert not meets_any(Selection().relation_rules, tags)


@pytest.mark.parametrize(
    "selection", [Selection(), EVERYTHING, Selection(("subway",), ("open",)), Selection((), ports=True)]
)
def test_rule_and_its_text_agree_when_tags_are_of_any_kind(selection):
    rules = (*selection.way_rules, *selection.point_rules, *selection.relation_rules)
    for each in rules:
        for tags in (*KEPT_WAYS, *DROPPED_WAYS, *OTHER_WAYS, *NODES, *DROPPED_NODES, *RELATIONS, *DROPPED_RELATIONS):
            assert each.is_met_by(tags) == answers(each.overpass, tags), (each, tags)


@pytest.mark.parametrize("tags", [*KEPT_WAYS, *NODES, *RELATIONS], ids=str)
def test_first_pairs_hold_one_of_the_tags_when_a_rule_is_met(tags):
    selection = Selection()
    rules = (*selection.way_rules, *selection.point_rules, *selection.relation_rules)

    assert set(first_pairs(rules)) & set(tags.items())


def test_line_filters_are_overpass_brackets_when_only_open_rail_is_asked_for():
    rules = Selection(modes=("rail", "subway"), lifecycles=("open",)).line_rules
    filters = [line.overpass for line in rules]

    assert filters[0] == '["railway"~"^(rail|subway)$"]'


def test_feature_tags_find_every_kept_node_when_any_value_of_a_key_will_do():
    selection = Selection()
    tags = selection.overpass_feature_tags

    assert all(any(node.get(key) in values for key, values in tags.items()) for node in NODES)
    assert tags["building"] == ["train_station"]


def test_lifecycles_narrow_the_track_when_only_open_is_asked_for():
    opened = Selection(lifecycles=("open",))

    assert not meets_any(opened.way_rules, {"railway": "construction", "construction": "rail"})
    assert not meets_any(opened.point_rules, {"railway": "proposed", "proposed": "station"})


def test_modes_narrow_track_and_routes_when_only_subway_is_asked_for():
    subway = Selection(modes=("subway",))

    assert not meets_any(subway.way_rules, {"railway": "rail"})
    assert not meets_any(subway.relation_rules, {"type": "route", "route": "train"})


def test_selection_keeps_no_railway_when_modes_are_empty():
    roads = Selection(modes=(), roads=True)

    assert not meets_any(roads.way_rules, {"railway": "rail"})
    assert not roads.relation_rules


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"modes": ("rail", "funicular")}, "funicular.*choose of"),
        ({"lifecycles": ("opened",)}, "opened.*choose of"),
        ({"modes": ()}, "nothing is selected"),
        ({"lifecycles": ()}, "nothing is selected"),
    ],
)
def test_selection_is_refused_when_it_means_nothing(asked, told):
    with pytest.raises(ValueError, match=told):
        Selection(**asked)


@pytest.mark.parametrize("text", ['rail"]', "rail|tram", "", ".*", "a b"])
def test_tag_test_is_refused_when_its_text_would_change_the_query(text):
    with pytest.raises(ValueError, match="cannot stand in a query"):
        TagTest("railway", (text,))


def test_tag_rule_is_refused_when_its_first_test_names_no_value():
    with pytest.raises(ValueError, match="first test"):
        TagRule((TagTest("bus"),))


def test_rule_tests_all_of_its_parts_when_it_has_several():
    ferry = rule(("route", "ferry"), ("train", ("yes", "designated")), "bus")

    assert ferry.overpass == '["route"="ferry"]["train"~"^(yes|designated)$"][!"bus"]'
    assert not ferry.is_met_by({"route": "ferry", "train": "yes", "bus": "no"})
