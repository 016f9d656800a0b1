"""commuting_circle on drawn networks: hand sums, an exact oracle, and the properties a circle must have."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from netopt.errors import NetworkError, UnknownNodeError
from netopt.layers import Role
from netopt.measures.circle.study import circles_with_cell, study
from netopt.measures.commuting_circle import CommutingCircleMeasure
from netopt.rail.parameters import RailParameters
from netopt.travel.access import AccessSection
from netopt.travel.passenger_rail import passenger_rail
from tests.networks import change_in_the_middle, halts_between_cells, line_of_three, network, one_town, square_land

ONE_MODE = {"use": ["ride"], "modes": {"ride": {"speed_kmh": 30, "circuity": 1.0, "fixed_min": 0, "max_km": 100}}}
"""2 min a km, nothing else."""


def measure(**changes):
    """A measure with one centre and quick cells."""
    return CommutingCircleMeasure.model_validate({"centres": ["aa"], "cell_km": 1.0} | changes)


def centre(result, position=0, number=0):
    """The figures of one centre at one threshold."""
    return result.entries[number]["centres"][position]


def table(result, name):
    """A table by name."""
    return next(one.frame for one in result.tables if one.name == name)


def minutes(result, origin, destination):
    """A row of od_minutes."""
    frame = table(result, "od_minutes").set_index(["origin", "destination"])
    return frame.loc[origin, destination]


def in_vehicle_min(net, origin, destination):
    """In-vehicle minutes of the direct ride between two stations."""
    rail = passenger_rail(net, RailParameters.load())
    at = {station: position for position, station in enumerate(rail.ids)}
    is_it = (rail.origin == at[origin]) & (rail.destination == at[destination])
    return float(rail.in_vehicle_s[is_it][0]) / 60.0


# Circles


def test_a_town_without_trains_has_the_disc_of_its_fastest_mode():
    """60 min by taxi: (60 - 6) / 3.12 = 17.31 km, 941 km2."""
    result = measure(centres=["town"], thresholds_min=[60]).evaluate(one_town())
    disc_km2 = np.pi * ((60 - 6) / (1.3 / 25 * 60)) ** 2
    assert centre(result)["area_km2"] == pytest.approx(disc_km2, rel=0.02)
    assert centre(result)["area_km2"] <= disc_km2
    assert centre(result)["equivalent_radius_km"] == pytest.approx(17.31, rel=0.01)
    assert centre(result)["islands"] == 1


def test_the_circle_is_the_union_of_the_discs_of_all_stations():
    """Oracle without a grid: discs of radius (75 - forecourt) / 2 km round the centre and every station."""
    ask = measure(thresholds_min=[75], access=ONE_MODE)
    net = line_of_three()
    result = ask.evaluate(net)
    found = study(net, ask.question())
    forecourt_min = found.travel.doors["commuter"].forecourt_s[0] / 60.0
    sources = [*zip(found.travel.rail.xy_m, forecourt_min, strict=True), (np.array([0.0, 2000.0]), 0.0)]
    discs = [shapely.Point(xy).buffer((75 - at) * 500.0, 64) for xy, at in sources if at < 75]
    assert len(discs) == 3
    assert centre(result)["area_km2"] == pytest.approx(shapely.union_all(discs).area / 1e6, rel=0.01)


def test_door_to_door_adds_way_entry_wait_train_exit_and_way():
    """2 km at 2 min, hub in 10 min, H/2 = 5 min of wait, the ride, main station out 3 min, 2 km at 2 min."""
    result = measure(access=ONE_MODE).evaluate(line_of_three())
    ride_min = in_vehicle_min(line_of_three(), "a", "b")
    row = minutes(result, "aa", "bb")
    assert row["in_vehicle_min"] == pytest.approx(ride_min, abs=1e-4)
    assert row["station_to_station_min"] == pytest.approx(ride_min, abs=1e-4)
    assert row["door_to_door_min"] == pytest.approx(4 + 10 + 5 + ride_min + 3 + 4, abs=1e-3)


def test_an_occasional_traveller_enters_longer_and_does_not_wait():
    """25 min in, no wait, 5 min out at b."""
    result = measure(access=ONE_MODE, station_time="occasional").evaluate(line_of_three())
    ride_min = in_vehicle_min(line_of_three(), "a", "b")
    assert minutes(result, "aa", "bb")["door_to_door_min"] == pytest.approx(4 + 25 + ride_min + 5 + 4, abs=1e-3)


def test_two_near_zones_reach_each_other_by_road():
    """40 km at 2 min are 80 min; a train that crawls at 40 km/h takes more than an hour and the way to it besides."""
    slow = line_of_three()
    slow = slow.with_edges(max_kmh=40.0)
    result = measure(access=ONE_MODE).evaluate(slow)
    assert minutes(result, "aa", "bb")["door_to_door_min"] == pytest.approx(80.0, abs=1e-3)
    assert minutes(result, "aa", "bb")["station_to_station_min"] > 60.0


def test_transfers_and_their_waits_count_between_stations_but_not_on_board():
    """One change by road at m and n: 22.36 min of way and 4 min of wait (see the sketch)."""
    result = measure(access={}).evaluate(change_in_the_middle())
    row = minutes(result, "aa", "cc")
    assert row["station_to_station_min"] - row["in_vehicle_min"] == pytest.approx(26.36, abs=1e-3)
    path = table(result, "od_paths").set_index(["origin", "destination"]).loc["aa", "cc"]
    assert (path["origin_station"], path["destination_station"], path["transfers"]) == ("a", "c", 1)
    assert (path["transfer_stations"], path["services"]) == ("m;n", "west;south")


def test_unreachable_pairs_are_empty():
    islands = network(
        stations={"a": (0.0, 0.0, "hub"), "b": (90.0, 0.0, "hub")},
        zones={"aa": (0.0, 0.0, 1e6), "bb": (90.0, 0.0, 1e6)},
    )
    result = measure(thresholds_min=[30]).evaluate(islands)
    assert minutes(result, "aa", "bb").isna().all()
    assert result.entries[0]["pairs"] == {
        "count": 2,
        "within": 0,
        "reachable": 0,
        "share": 0.0,
        "mean_min": None,
        "population_weighted_share": 0.0,
    }


@settings(max_examples=8, deadline=None)
@given(steps=st.lists(st.integers(15, 150), min_size=2, max_size=4, unique=True).map(sorted))
def test_circles_grow_with_the_threshold_and_lie_inside_each_other(steps):
    result = measure(thresholds_min=steps, cell_km=2.0).evaluate(line_of_three())
    figures = [centre(result, number=number) for number in range(len(steps))]
    for key in ("area_km2", "area_soft_km2", "population", "population_soft"):
        assert (np.diff([one[key] for one in figures]) >= -1e-6).all()
    layer = next(one for one in result.layers if one.name == "circle_commuter")
    for inner, outer in zip(layer.frame.geometry, layer.frame.geometry[1:], strict=False):
        assert inner.difference(outer).area < 1.0


def test_commuters_never_get_less_far_than_occasional_travellers():
    result = measure(thresholds_min=[45, 60, 90, 120], centres=["aa", "bb"]).evaluate(line_of_three())
    area = table(result, "circle").pivot(index=["centre", "threshold_min"], columns="station_time", values="area_km2")
    assert (area["commuter"] >= area["occasional"]).all()
    assert (area["commuter"] > area["occasional"]).any()


def test_halving_the_cells_moves_no_area_by_two_percent():
    result = measure(check_grid=True, thresholds_min=[30, 60, 90]).evaluate(line_of_three())
    change = table(result, "grid_convergence")
    assert len(change) == 6
    assert change["change_share"].max() < 0.02
    assert change["change_share"].max() > 0.0
    assert (change["islands"] == change["islands_half_cell"]).all()
    assert change["reach_difference_km"].max() < 0.15


def test_every_station_reached_lies_in_its_circle_however_small_its_disc():
    """Thresholds half a minute after each arrival give discs of some 30 m, which no cell of 1 km can see."""
    net = halts_between_cells()
    arrival_min = study(net, measure().question()).travel.doors["commuter"].forecourt_s[0] / 60.0
    steps = sorted(float(minutes) + 0.5 for minutes in arrival_min if np.isfinite(minutes))
    found = study(net, measure(thresholds_min=steps).question())
    outline = shapely.union_all(net.areas.geometry.array)
    seen = 0
    for station_time in ("commuter", "occasional"):
        forecourt_s = found.travel.doors[station_time].forecourt_s[0]
        for one in found.circles[station_time, "aa"]:
            reached = shapely.points(found.travel.rail.xy_m[forecourt_s < one.threshold_s])
            inside = reached[shapely.contains(outline, reached)]
            assert (shapely.distance(inside, one.polygon) < 1.0).all()
            assert one.polygon.difference(outline).area < 1.0
            seen += len(inside)
    assert seen > 10


def test_islands_and_reach_do_not_hang_on_the_cells():
    """Three halts a little beyond the road: three islands, the last 90.5 km off, on cells of 1 km and of 250 m."""
    ask = measure(thresholds_min=[58, 75], access={"use": ["walk"]}, check_grid=False)
    found = study(halts_between_cells(), ask.question())
    fine = circles_with_cell(found, 0.25)
    for key, circles in found.circles.items():
        for coarse, finer in zip(circles, fine[key], strict=True):
            assert coarse.islands == finer.islands
            assert coarse.reach_km == pytest.approx(finer.reach_km, abs=0.01)
    assert max(one.islands for circles in found.circles.values() for one in circles) >= 3


def test_a_disc_without_a_cell_centre_counts_as_its_share_of_a_cell():
    """Walking from halt h ends after 3 min, 192 m: 0.116 km2. A million on the 144 x 79 cells inside the outline."""
    net, ask = halts_between_cells(), {"access": {"use": ["walk"]}}
    found = study(net, measure(**ask).question())
    arrival_s = found.travel.doors["commuter"].forecourt_s[0, found.travel.rail.ids.index("h")]
    told = centre(measure(**ask, thresholds_min=[float(arrival_s) / 60.0 + 3.0]).evaluate(net))
    disc_km2 = np.pi * (3.0 / (1.25 / 4.8 * 60.0)) ** 2
    road_cells = told["population"] * 144 * 79 / 1e6 - disc_km2
    assert road_cells > 1
    assert road_cells == pytest.approx(round(road_cells), abs=1e-6)
    assert told["by_rail_area_share"] == pytest.approx(disc_km2 / (disc_km2 + road_cells), rel=1e-6)


def test_what_rail_adds_is_told_and_noted_where_it_is_nothing():
    """In 30 min the way to the train is not even over; in 90 min trains bring more than a fifth of the area."""
    result = measure(centres=["aa", "bb"], thresholds_min=[30, 90]).evaluate(line_of_three())
    assert centre(result)["by_rail_area_share"] == 0.0
    assert centre(result, number=1)["by_rail_area_share"] > 0.2
    said = [note["en"] for note in result.notes]
    assert [note for note in said if note.startswith("Within")] == [
        "Within 30 min no train adds anything to the circle of Aa, Bb: "
        "the way to the station and through it takes too long."
    ]
    assert any("30 分钟内，铁路没有扩大aa市、bb市的圈层" in note["zh"] for note in result.notes)
    layer = next(one for one in result.layers if one.name == "circle_commuter")
    assert (
        layer.frame["by_rail_area_share"].tolist()
        == table(result, "circle").query("station_time == 'commuter'")["by_rail_area_share"].tolist()
    )


def test_next_to_nothing_is_noted_as_such():
    """A disc of 30 m round one halt is less than a hundredth of the circle."""
    net = halts_between_cells()
    arrival_min = study(net, measure().question()).travel.doors["commuter"].forecourt_s[0] / 60.0
    first = float(np.sort(arrival_min[np.isfinite(arrival_min)])[0]) + 0.5
    result = measure(thresholds_min=[first]).evaluate(net)
    assert 0.0 < centre(result)["by_rail_area_share"] < 0.01
    assert any("trains add less than 1% to the circle of Aa" in note["en"] for note in result.notes)


def test_the_year_of_the_people_is_noted():
    notes = measure().evaluate(line_of_three()).notes
    assert any("People are of the year of the network's zone table" in note["en"] for note in notes)


def test_the_sea_is_no_part_of_a_circle():
    """90 min by ride are 45 km: the square of 60 km lies inside, so the circle is the land and all its people."""
    ask = measure(centres=["land"], thresholds_min=[20, 90], access=ONE_MODE)
    whole = centre(ask.evaluate(square_land()), number=1)
    assert whole["area_km2"] == pytest.approx(3600.0, rel=1e-6)
    assert whole["population"] == pytest.approx(1e6)
    assert whole["population_raw_places"] == pytest.approx(3e5)
    assert whole["population_spread_share"] == pytest.approx(0.7)


def test_people_inside_are_the_places_reached_and_the_share_of_the_land():
    """20 min are 10 km: half of q at (10, 0) lies inside, nothing of p; 700,000 spread over 3,600 km2."""
    ask = measure(centres=["land"], thresholds_min=[20], access=ONE_MODE, cell_km=0.5)
    inner = centre(ask.evaluate(square_land()))
    spread = 7e5 * np.pi * 10**2 / 3600.0
    assert inner["population"] - inner["population_raw_places"] == pytest.approx(spread, rel=0.02)
    assert inner["population_raw_places"] == pytest.approx(5e4, rel=0.15)


def test_the_soft_weight_is_a_half_at_the_threshold_and_sharpens_to_the_hard_cut():
    ask = {"centres": ["town"], "thresholds_min": [60], "access": ONE_MODE}
    soft = {s: centre(measure(**ask, soft_scale_min=s).evaluate(one_town()))["area_soft_km2"] for s in (0.5, 5.0)}
    disc_km2 = np.pi * 30.0**2
    assert soft[0.5] == pytest.approx(disc_km2, rel=0.01)
    # Integral of the logistic weight over the plane: 2 pi v^2 s^2 (-Li2(-exp(tau / s))), v = 0.5 km a min
    radius_km = np.linspace(0.0, 60.0, 200_001)
    weight = 2 * np.pi * radius_km / (1 + np.exp((2 * radius_km - 60.0) / 5.0))
    exact_km2 = np.sum((weight[1:] + weight[:-1]) / 2 * np.diff(radius_km))
    assert soft[5.0] == pytest.approx(exact_km2, rel=0.01)
    assert soft[5.0] > disc_km2


def test_reach_by_bearing_is_farthest_along_the_line():
    """East lie the cities: the reach east-south-east and east is larger than anywhere west."""
    result = measure(thresholds_min=[90]).evaluate(line_of_three())
    reach = table(result, "circle_bearings").query("station_time == 'commuter'").set_index("bearing")["reach_km"]
    assert len(reach) == 16
    assert reach["E"] > 100.0
    assert reach["W"] == pytest.approx((90 - 6) / (1.3 / 25 * 60), rel=0.02)


def test_mode_shares_sum_to_the_whole_area():
    result = measure(thresholds_min=[90]).evaluate(line_of_three())
    modes = table(result, "circle_modes").query("station_time == 'commuter'")
    assert modes["area_share"].sum() == pytest.approx(1.0)
    assert modes.query("by_rail")["area_share"].sum() == pytest.approx(centre(result)["by_rail_area_share"])
    assert modes["area_km2"].sum() == pytest.approx(centre(result)["area_km2"])
    assert modes.query("by_rail")["area_share"].sum() > 0.2


# Figures, tables, layers


def test_an_entry_per_threshold_holds_what_is_promised():
    result = measure(centres=["aa", "cc"], thresholds_min=[30, 60], time="station_to_station").evaluate(line_of_three())
    assert [entry["threshold_min"] for entry in result.entries] == [30, 60]
    entry = result.entries[1]
    assert (entry["kind"], entry["time"], entry["station_time"]) == (
        "commuting_circle",
        "station_to_station",
        "commuter",
    )
    assert [one["id"] for one in entry["centres"]] == ["aa", "cc"]
    assert {"name", "area_km2", "population", "equivalent_radius_km", "zones_within"} <= entry["centres"][0].keys()


def test_pairs_are_counted_by_the_time_that_was_asked_for():
    """Station to station every pair is within 60 min; door to door none of the six is within 30."""
    by_train = measure(thresholds_min=[60], time="station_to_station").evaluate(line_of_three()).entries[0]
    assert by_train["pairs"]["share"] == pytest.approx(1.0)
    assert by_train["centres"][0]["zones_within"] == ["bb", "cc"]
    by_door = measure(thresholds_min=[30], time="door_to_door").evaluate(line_of_three()).entries[0]
    assert (by_door["pairs"]["count"], by_door["pairs"]["within"]) == (6, 0)
    assert by_door["centres"][0]["zones_within"] == []


def test_pair_shares_tell_every_set_definition_and_threshold():
    """2 x 3 x 2 rows; the row of what was asked for is the entry's."""
    result = measure(thresholds_min=[14.5, 60], time="in_vehicle").evaluate(line_of_three())
    shares = table(result, "pair_shares").set_index(["station_time", "time", "threshold_min"])
    assert len(shares) == 12
    for entry in result.entries:
        row = shares.loc["commuter", "in_vehicle", entry["threshold_min"]]
        told = {key: row[key] for key in ("within", "share", "population_weighted_share", "mean_min")}
        assert told == pytest.approx({key: entry["pairs"][key] for key in told})
        assert row["pairs"] == entry["pairs"]["count"]
    assert shares.loc["commuter", "door_to_door", 60]["share"] <= shares.loc["commuter", "in_vehicle", 60]["share"]


@pytest.mark.parametrize("station_time", ["commuter", "occasional"])
def test_every_door_to_door_minute_adds_up(station_time):
    """The parts of all pairs sum to the total, which is that of od_minutes for the set asked for."""
    result = measure(station_time=station_time).evaluate(change_in_the_middle())
    ways = table(result, "od_door_to_door")
    parts = ["access_min", "entry_min", "first_wait_min", "rail_min", "exit_min", "egress_min"]
    assert ways[parts].sum(axis=1).to_numpy() == pytest.approx(ways["door_to_door_min"].to_numpy(), abs=1e-3)
    own = ways.query("station_time == @station_time")
    assert own["door_to_door_min"].tolist() == table(result, "od_minutes")["door_to_door_min"].tolist()
    assert own["by_rail"].all()
    assert own["changes"].tolist() == [1, 1]
    assert own["origin_station"].tolist() == ["a", "c"]


def test_a_way_by_road_names_no_station_and_an_unreachable_one_nothing():
    """40 km at 2 min against a train at 40 km/h; 100 km are beyond the ride and no train goes there."""
    slow = line_of_three().with_edges(max_kmh=40.0)
    ways = table(measure(access=ONE_MODE).evaluate(slow), "od_door_to_door").set_index(["origin", "destination"])
    road = ways.query("station_time == 'commuter'").loc["aa", "bb"]
    assert (road["by_rail"], road["origin_station"], road["access_min"]) == (False, None, pytest.approx(80.0))
    assert road["changes"] is pd.NA
    apart = network(stations={"a": (0.0, 0.0, "hub")}, zones={"aa": (0.0, 0.0, 1e6), "bb": (200.0, 0.0, 1e6)})
    lost = table(measure(thresholds_min=[30]).evaluate(apart), "od_door_to_door")
    assert lost.drop(columns=["origin", "destination", "station_time"]).isna().all(axis=None)


def test_paths_tell_the_headway_of_every_ride():
    """a-m every 10 min, n-c every 8 min."""
    path = table(measure().evaluate(change_in_the_middle()), "od_paths").set_index(["origin", "destination"])
    assert path.loc["aa", "cc"]["headways_min"] == "10;8"


def test_the_population_weighted_share_weights_pairs_by_both_ends():
    """Only aa-bb (3 x 2) lies within 14.5 min on board, not bb-cc (2 x 1) nor aa-cc (3 x 1): 6 of 11."""
    entry = measure(thresholds_min=[14.5], time="in_vehicle").evaluate(line_of_three()).entries[0]
    assert entry["pairs"]["within"] == 2
    assert entry["pairs"]["population_weighted_share"] == pytest.approx(6 / 11)


def test_a_station_may_be_a_centre():
    """From a itself: 10 min in, 5 min of wait; bb's own station is reached by train, and aa's own is a."""
    result = measure(centres=["a"], thresholds_min=[60], time="station_to_station").evaluate(line_of_three())
    assert centre(result)["zones_within"] == ["aa", "bb", "cc"]
    assert set(table(result, "od_minutes")["origin"]) == {"aa", "bb", "cc"}


def test_both_sets_of_station_times_are_layers_and_only_the_one_asked_for_is_visible():
    result = measure(station_time="occasional").evaluate(line_of_three())
    visible = {layer.name: layer.visible for layer in result.layers if layer.role is Role.AREA}
    assert visible == {"circle_commuter": False, "circle_occasional": True}
    assert "occasional" in result.notes[0]["en"]
    assert set(table(result, "circle")["station_time"]) == {"commuter", "occasional"}


def test_layers_have_unique_ids_first_and_the_crs_of_the_network():
    net = line_of_three()
    for layer in measure(centres=["aa", "b"]).evaluate(net).layers:
        assert layer.frame.columns[0] == "id"
        assert layer.frame["id"].is_unique
        assert layer.frame.crs == net.crs
        assert layer.title["en"]
        assert layer.title["zh"]


def test_equal_runs_give_equal_results():
    one, two = (measure().evaluate(line_of_three()) for _ in range(2))
    assert one.entries == two.entries
    assert all(a.frame.equals(b.frame) for a, b in zip(one.tables, two.tables, strict=True))


# Wrong input


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"thresholds_min": [0, 60]}, "greater than 0"),
        ({"thresholds_min": [60, 30]}, "must rise"),
        ({"thresholds_min": [60, 60]}, "must rise"),
        ({"thresholds_min": []}, "at least 1"),
        ({"centres": []}, "at least 1"),
        ({"centres": ["aa", "aa"]}, "twice"),
        ({"time": "by_train"}, "door_to_door"),
        ({"station_time": "tourist"}, "commuter"),
        ({"cell_km": 0}, "greater than 0"),
        ({"soft_scale_min": -1}, "greater than 0"),
        ({"centers": ["aa"]}, "Extra inputs"),
    ],
)
def test_a_wrong_configuration_is_refused(changes, message):
    with pytest.raises(ValidationError, match=message):
        measure(**changes)


def test_an_unknown_centre_is_named():
    with pytest.raises(UnknownNodeError, match="no node atlantis"):
        measure(centres=["aa", "atlantis"]).evaluate(line_of_three())


def test_a_zone_far_from_every_station_lies_outside_the_network():
    net = line_of_three()
    geometry = net.nodes.geometry.copy()
    geometry.loc["aa"] = shapely.Point(0.0, 900_000.0)
    far = dataclasses.replace(net, nodes=net.nodes.set_geometry(geometry))
    with pytest.raises(NetworkError, match="'aa' lies outside the network: its nearest station is 900 km away"):
        measure().evaluate(far)


def test_a_threshold_that_reaches_no_station_gives_a_circle_all_by_road():
    """Five minutes do not get anybody to the station, but they do get somewhere."""
    found = centre(measure(thresholds_min=[5]).evaluate(line_of_three()))
    assert found["area_km2"] > 0
    assert found["by_rail_area_share"] == 0


def test_a_junction_is_no_centre():
    net = line_of_three()
    net = net.with_nodes(kind=net.nodes["kind"].where(net.nodes.index != "b", "junction"))
    with pytest.raises(NetworkError, match="centre 'b' is a junction"):
        measure(centres=["b"]).evaluate(net)


def test_the_access_section_reaches_the_model():
    """Only walking, 4.8 km/h over 1.25: 60 min are 3.84 km."""
    result = measure(centres=["town"], thresholds_min=[60], access={"use": ["walk"]}, cell_km=0.1).evaluate(one_town())
    assert AccessSection(use=("walk",)).model().names == ("walk",)
    assert centre(result)["equivalent_radius_km"] == pytest.approx(3.84, rel=0.01)
