import numpy as np
import pytest

from netopt.errors import NetoptWarning
from netopt.rail.country import Country
from netopt.rail.ways.lifecycle import Standing, standing
from netopt.rail.ways.way_table import way_table
from tests.rail.topology.raw import document, grid, raw

WORLD, CHINA = Country.load(), Country.load("china")
RAIL = {"railway": "rail"}


def table(tags, *, line=None, country=WORLD):
    """The one row of a way with these tags, in a line with those, and the notes."""
    lines = [(1, {"route": "railway", **line}, [1])] if line else []
    found = way_table(raw(grid(2), {1: ([1, 2], {**RAIL, **tags})}, lines=lines), country)
    return found.ways.loc[1], found.notes


@pytest.mark.parametrize(
    ("lifecycles", "ways"),
    [
        (("open",), [1, 7]),
        (("open", "construction"), [1, 2, 7, 8]),
        (("open", "construction", "proposed"), [1, 2, 3, 7, 8]),
        (("proposed",), [3]),
    ],
)
def test_ways_when_lifecycles_are_asked_for_then_planned_track_joins_and_gone_track_never(lifecycles, ways):
    found = way_table(document("t12_lifecycle"), WORLD, lifecycles=lifecycles)
    assert found.ways.index.tolist() == ways


def test_ways_when_planned_then_the_opening_year_is_read():
    ways = way_table(document("t12_lifecycle"), WORLD, lifecycles=("open", "construction", "proposed")).ways
    assert ways["lifecycle"].to_dict() == {1: "open", 2: "construction", 3: "proposed", 7: "open", 8: "construction"}
    assert ways["opened_year"].dropna().to_dict() == {2: 2027, 3: 2030, 7: 2011}


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ({"railway": "rail"}, ("rail", "open")),
        ({"railway": "rail", "abandoned:railway": "rail"}, ("rail", "open")),
        ({"railway": "rail", "disused": "yes"}, ("rail", "gone")),
        ({"railway": "construction", "construction:railway": "subway"}, ("subway", "construction")),
        ({"railway": "proposed", "proposed": "light_rail"}, ("light_rail", "proposed")),
        ({"railway": "construction"}, ("", "")),
        ({"railway": "construction", "construction": "station"}, ("", "")),
        ({"railway": "razed"}, ("rail", "gone")),
        ({"railway": "preserved"}, ("rail", "gone")),
        ({"railway": "miniature"}, ("rail", "gone")),
        ({"railway": "platform"}, ("", "")),
        ({"railway": "disused", "proposed:railway": "tram"}, ("rail", "gone")),
        ({"railway": "rail", "route": "ferry"}, ("rail_ferry", "open")),
        ({"route": "ferry", "ferry": "train"}, ("rail_ferry", "open")),
        ({"route": "railway_ferry"}, ("rail_ferry", "open")),
        ({"route": "ferry", "train": "yes"}, ("rail_ferry", "open")),
        ({"route": "ferry"}, ("", "")),
        ({"route": "ferry", "railway": "rail", "ferry": "no"}, ("rail", "open")),
        ({"highway": "primary", "construction": "rail"}, ("", "")),
    ],
)
def test_standing_when_tags_are_given_then_mode_and_lifecycle_follow(tags, found):
    assert standing(tags) == Standing(*found)


def test_standing_when_a_ferry_is_part_of_a_trains_route_then_it_is_a_rail_ferry():
    extract = raw(grid(2), {1: ([1, 2], {"route": "ferry"})}, lines=[(1, {"route": "train"}, [1])])
    assert way_table(extract, WORLD).ways["mode"].tolist() == ["rail_ferry"]
    assert way_table(raw(grid(2), {1: ([1, 2], {"route": "ferry"})}), WORLD).ways.empty


def test_ways_when_modes_are_asked_for_then_others_are_counted_and_left_out():
    extract = raw(grid(3), {1: ([1, 2], RAIL), 2: ([2, 3], {"railway": "tram"})})
    found = way_table(extract, WORLD, modes=("tram",))
    assert found.ways.index.tolist() == [2]
    assert found.notes["ways_of_other_modes"] == 1


@pytest.mark.parametrize("words", [{"modes": ("maglev",)}, {"lifecycles": ("ruined",)}])
def test_ways_when_a_word_is_not_known_then_it_is_named(words):
    with pytest.raises(ValueError, match=r"unknown '(maglev|ruined)': use (rail|open)"):
        way_table(raw(grid(2), {}), WORLD, **words)


def test_ways_when_two_run_over_the_same_nodes_then_the_one_with_more_tags_stays():
    found = way_table(document("t24_duplicate_way"), WORLD)
    assert found.ways.index.tolist() == [2]
    assert found.notes["duplicate_ways"] == 1


def test_ways_when_rings_start_elsewhere_or_run_backwards_then_one_stays():
    square = {1: (0, 0), 2: (0.01, 0), 3: (0.01, 0.01), 4: (0, 0.01)}
    ways = {
        5: ([1, 2, 3, 4, 1], RAIL),
        6: ([3, 4, 1, 2, 3], RAIL),
        7: ([2, 1, 4, 3, 2], RAIL),
        8: ([1, 3, 2, 4, 1], RAIL),
    }
    assert way_table(raw(square, ways), WORLD).ways.index.tolist() == [5, 8]


def test_ways_when_same_nodes_carry_two_modes_or_another_order_then_both_stay():
    ways = {1: ([1, 2, 3, 4], RAIL), 2: ([1, 3, 2, 4], RAIL), 3: ([1, 2, 3, 4], {"railway": "tram"})}
    assert way_table(raw(grid(4), ways), WORLD).ways.index.tolist() == [1, 2, 3]


def test_ways_when_a_planned_one_doubles_an_open_one_then_the_open_one_stays():
    planned = {"railway": "construction", "construction": "rail", "name": "a", "usage": "main"}
    extract = raw(grid(2), {1: ([1, 2], planned), 2: ([2, 1], RAIL)})
    assert way_table(extract, WORLD, lifecycles=("open", "construction")).ways.index.tolist() == [2]


def test_ways_when_nodes_are_missing_then_cut_at_the_first_one_with_a_warning():
    with pytest.warns(NetoptWarning, match=r"2 ways refer to nodes that are not in t21_clipped.osm"):
        found = way_table(document("t21_clipped"), WORLD)
    nodes = found.nodes
    assert nodes.node.tolist() == [0, 1, 2, 3]
    assert nodes.first_node.tolist() == [0, 2, 4]
    assert nodes.is_clipped_start.tolist() == [False, True]
    assert nodes.is_clipped_end.tolist() == [True, False]


def test_ways_when_a_gap_is_inside_then_the_first_stretch_stays_and_the_loss_is_counted():
    extract = raw(grid(5), {1: ([1, 99, 2, 3, 98, 4, 5], RAIL), 2: ([97, 1, 96], RAIL)})
    with pytest.warns(NetoptWarning, match=r"1 ways"):
        found = way_table(extract, WORLD)
    assert found.nodes.node.tolist() == [1, 2]
    assert found.notes["clipped_ways"] == 1
    assert found.notes["clipped_ways_with_a_lost_rest"] == 2
    assert found.notes["ways_without_two_nodes"] == 1


def test_ways_when_a_node_is_listed_twice_in_a_row_then_it_counts_once_and_a_spot_is_left_out():
    found = way_table(raw(grid(3), {1: ([1, 2, 2, 3], RAIL), 2: ([2, 2], RAIL)}), WORLD)
    assert found.nodes.node.tolist() == [0, 1, 2]
    assert found.notes["ways_without_two_nodes"] == 1


def test_speed_when_spelt_in_every_way_then_read_or_defaulted_and_counted():
    found = way_table(document("t14_maxspeed"), WORLD)
    branch = 60.0
    expected = [350, 160, 160.9344, 80, branch, branch, 80, branch, branch, branch, 350]
    np.testing.assert_allclose(found.ways["kmh_forward"], expected)
    np.testing.assert_allclose(found.ways["kmh_backward"], expected)
    assert found.ways["is_kmh_assumed_forward"].tolist() == [number == branch for number in expected]
    assert set(found.ways["kmh_source"]) == {"tag", "default"}
    assert found.notes["ambiguous_speeds"] == 2
    assert found.notes["unreadable_speeds"] == 5


def test_speed_when_tagged_by_direction_then_each_direction_has_its_own():
    row = way_table(document("t15_maxspeed_direction"), WORLD).ways.loc[1]
    assert (row["kmh_forward"], row["kmh_backward"]) == (100, 120)
    assert not row["is_kmh_assumed_forward"]


@pytest.mark.parametrize(
    ("tags", "line", "forward", "backward", "source"),
    [
        ({"maxspeed:forward": "100", "maxspeed": "80"}, {}, 100, 80, "tag"),
        ({"maxspeed:forward": "none", "maxspeed": "80"}, {}, 80, 80, "tag"),
        ({"maxspeed:backward": "90", "usage": "main"}, {}, 100, 90, "tag"),
        ({"maxspeed": "80", "maxspeed:design": "200"}, {}, 80, 80, "tag"),
        ({"maxspeed:design": "200"}, {"maxspeed": "120"}, 200, 200, "design"),
        ({"maxspeed:designed": "300"}, {}, 250, 250, "design"),
        ({"maxspeed:design": "350", "highspeed": "yes"}, {}, 320, 320, "design"),
        ({"usage": "main"}, {"maxspeed": "140"}, 140, 140, "relation"),
        ({"service": "siding"}, {"maxspeed": "140"}, 40, 40, "default"),
        ({}, {"usage": "main", "name": "Left Bank"}, 100, 100, "default"),
    ],
)
def test_speed_when_several_are_told_then_the_first_of_the_order_holds(tags, line, forward, backward, source):
    row, _ = table(tags, line=line)
    assert (row["kmh_forward"], row["kmh_backward"], row["kmh_source"]) == (forward, backward, source)
    assert row["is_kmh_assumed_backward"] == (source == "default")


def test_speed_when_only_one_direction_is_tagged_then_the_other_is_assumed():
    row, _ = table({"maxspeed:backward": "90", "usage": "main"})
    assert (row["is_kmh_assumed_forward"], row["is_kmh_assumed_backward"]) == (True, False)


def test_speed_when_parts_of_a_high_speed_line_are_tagged_then_their_median_picks_the_default():
    fast = {**RAIL, "highspeed": "yes"}
    ways = {
        1: ([1, 2], {**fast, "name": "京沪高速线", "maxspeed": "300"}),
        2: ([2, 3], {**fast, "name": "京沪高速线"}),
        3: ([3, 4], {**fast, "name": "石太客专"}),
        4: ([4, 5], {**fast, "maxspeed": "350"}),
        5: ([5, 6], fast),
    }
    found = way_table(raw(grid(6), ways), CHINA).ways
    assert found["kmh_forward"].tolist() == [300, 350, 250, 350, 300]
    assert found["is_kmh_assumed_forward"].tolist() == [False, True, True, False, True]


def test_ferry_when_duration_is_tagged_then_its_speed_is_length_over_time():
    row = way_table(document("t20_rail_ferry"), WORLD).ways.loc[2]
    assert (row["mode"], row["duration_s"]) == ("rail_ferry", 3000.0)
    # 0.18 degrees at 39 N: 15,590 m; in 50 min 18.7 km/h
    assert row["kmh_forward"] == pytest.approx(18.7, abs=0.05)
    assert row["kmh_source"] == "tag"
    assert not row["is_kmh_assumed_backward"]


def test_ferry_when_duration_is_missing_or_unreadable_then_its_speed_goes_by_length():
    ferry = {"route": "ferry", "railway": "ferry"}
    extract = raw(grid(4), {1: ([1, 2], {**ferry, "duration": "soon"}), 2: ([2, 3], RAIL), 3: ([3, 4], ferry)})
    found = way_table(extract, WORLD)
    assert found.ways["kmh_forward"].tolist() == [15, 60, 15]
    assert found.ways["is_kmh_assumed_forward"].tolist() == [True, True, True]
    assert found.ways["duration_s"].isna().all()
    assert found.notes["unreadable_durations"] == 1


def test_ferry_when_cut_at_the_edge_then_its_duration_is_not_used():
    ferry = {"route": "ferry", "railway": "ferry", "duration": "PT10M"}
    with pytest.warns(NetoptWarning):
        row = way_table(raw(grid(2), {1: ([1, 2, 99], ferry)}), WORLD).ways.loc[1]
    assert np.isnan(row["duration_s"])
    assert (row["kmh_forward"], row["is_kmh_assumed_forward"]) == (15, True)


def test_tags_when_on_the_way_then_they_are_told_as_the_field_says():
    row, notes = table(
        {
            "name": "京九线",
            "name:zh-Hans": "京九线",
            "name:zh": "京九線",
            "name:en": "Beijing-Kowloon",
            "ref": "JJ",
            "gauge": "1435;1000",
            "electrified": "contact_line",
            "voltage": "25000",
            "frequency": "50",
            "railway:preferred_direction": "backward",
            "railway:bidirectional": "signals",
            "railway:traffic_mode": "freight",
            "oneway": "-1",
            "bridge": "viaduct",
            "tunnel": "no",
            "passenger_lines": "2",
        }
    )
    assert row["gauge_mm"] == frozenset({1000, 1435})
    told = ["name", "name_zh", "name_en", "ref", "electrified", "power", "structure"]
    assert row[told].tolist() == ["京九线", "京九线", "Beijing-Kowloon", "JJ", "yes", "25000;50", "bridge"]
    assert row[["preferred", "oneway", "passenger_lines"]].tolist() == [-1, -1, 2]
    assert row[["is_bidirectional", "is_freight_only", "is_passenger_only", "is_highspeed"]].tolist() == [
        True,
        True,
        False,
        False,
    ]
    assert not any(notes.values())


def test_tags_when_nothing_is_told_then_nothing_is_known():
    row, _ = table({})
    assert row["gauge_mm"] == frozenset()
    assert row[["name", "ref", "usage", "service", "electrified", "power", "structure"]].tolist() == [""] * 6 + [
        "surface"
    ]
    assert row[["opened_year", "passenger_lines"]].isna().all()


@pytest.mark.parametrize(
    ("said", "found"), [("no", "no"), ("rail", "yes"), ("yes", "yes"), ("deelectrified", "no"), ("", "")]
)
def test_electrified_when_said_then_no_is_not_the_same_as_not_known(said, found):
    assert table({"electrified": said})[0]["electrified"] == found


def test_tags_when_unreadable_then_missing_and_counted():
    row, notes = table({"gauge": "broad", "start_date": "C19", "passenger_lines": "two", "maxspeed": "fast"})
    assert row["gauge_mm"] == frozenset()
    assert notes["unreadable_gauges"] == notes["unreadable_years"] == notes["unreadable_speeds"] == 1


def test_line_when_a_way_is_unnamed_then_its_relation_names_it_but_its_own_tags_win():
    line = {"name": "沪昆线", "name:en": "Hukun", "ref": "HK", "usage": "main", "highspeed": "yes"}
    row, _ = table({}, line=line)
    assert row[["name", "name_en", "ref", "usage", "is_highspeed"]].tolist() == ["沪昆线", "Hukun", "HK", "main", True]
    row, _ = table({"name": "A", "usage": "branch", "highspeed": "no"}, line=line)
    assert row[["name", "name_en", "ref", "usage", "is_highspeed"]].tolist() == ["A", "", "HK", "branch", False]
    row, _ = table({"service": "yard"}, line=line)
    assert row["usage"] == ""


def test_line_when_a_way_is_part_of_two_then_the_smaller_relation_speaks_first():
    ways = {1: ([1, 2], RAIL), 2: ([2, 3], RAIL)}
    lines = [
        (1, {"route": "railway", "name": "Corridor", "name:en": "C", "maxspeed": "90"}, [1, 2]),
        (2, {"route": "tracks", "name": "Line"}, [1]),
        (3, {"route": "train", "name": "Express"}, [1]),
    ]
    found = way_table(raw(grid(3), ways, lines=lines), WORLD).ways
    assert found["name"].tolist() == ["Line", "Corridor"]
    assert found["name_en"].tolist() == ["", "C"]
    assert found["kmh_forward"].tolist() == [90, 90]
