"""Direct rides on drawn lines, against hand sums of running time, margin, dwell and terminus allowance."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netopt.errors import NetworkError
from netopt.rail.running.running_time import piece_running_s
from netopt.rail.running.runs import Runs
from netopt.rail.services.legs import Rides, direct_rides, fastest_rides
from netopt.rail.services.service import stop_sequences


def legs_of(table, stations, edges, parameters):
    """Legs by (origin id, destination id): position in the arrays."""
    legs = direct_rides(stop_sequences(table, stations, edges), stations, edges, parameters)
    ids = stations.index
    pairs = zip(ids[legs.origin], ids[legs.destination], strict=True)
    return legs, {f"{origin}{destination}": row for row, (origin, destination) in enumerate(pairs)}


def pure_running_s(parameters, train, lengths_m, limit_kmh, *, behind_m=np.inf, ahead_m=np.inf):
    """Running time of one run under one limit."""
    runs = Runs(
        first_piece=np.array([0, len(lengths_m)]),
        length_m=np.array(lengths_m, dtype=float),
        limit_kmh=np.full(len(lengths_m), limit_kmh),
        train=np.array([0]),
        start_kmh=np.zeros(1),
        end_kmh=np.zeros(1),
        terminus_behind_m=np.array([behind_m]),
        terminus_ahead_m=np.array([ahead_m]),
    )
    trains = [parameters.trains[train]]
    return float(piece_running_s(runs, trains, terminal=parameters.terminal).sum())


def test_every_ordered_pair_of_stops_has_one_leg(service_table, stations, edges, parameters):
    legs, row = legs_of(service_table(s={}), stations, edges, parameters)
    assert sorted(row) == sorted(f"{o}{d}" for o in "abcd" for d in "abcd" if o != d)
    assert len(legs) == 12
    assert [int(legs.stops[row[pair]]) for pair in ("ab", "ac", "ad", "da")] == [0, 1, 2, 2]
    assert legs.distance_m[row["ad"]] == pytest.approx(100_000.0)


def test_in_vehicle_time_is_running_margin_and_dwell(service_table, stations, edges, parameters):
    """a to c with a stop at b (local, 2.7 min): 1.07 x (T20 + T30) + 50 km x 0.6 s/km + 162 s; no termini."""
    legs, row = legs_of(service_table(s={}), stations, edges, parameters)
    pure_s = [pure_running_s(parameters, "EMU350", [length], 300.0) for length in (20_000, 30_000)]
    assert legs.in_vehicle_s[row["ac"]] == pytest.approx(1.07 * sum(pure_s) + 30.0 + 162.0, abs=1e-6)


def test_dwell_is_that_of_the_class_of_the_station_and_only_on_the_way(service_table, stations, edges, parameters):
    """a-d dwells at b (local) and c (main, 2.9 min); with c a hub it is 4.3 min there."""
    plain, row = legs_of(service_table(s={}), stations, edges, parameters)
    hub = stations.assign(**{"class": stations["class"].where(stations.index != "c", "hub")})
    other, _ = legs_of(service_table(s={}), hub, edges, parameters)
    assert other.in_vehicle_s[row["ad"]] - plain.in_vehicle_s[row["ad"]] == pytest.approx(84.0)
    assert other.in_vehicle_s[row["ac"]] == pytest.approx(plain.in_vehicle_s[row["ac"]])


def test_terminus_adds_its_allowance_and_its_approach(service_table, stations, edges, parameters):
    """Last station d is a terminus: 2 min, and 80/160 km/h on the last 1.5/5 km, only for rides to or from d."""
    through, row = legs_of(service_table(s={}), stations, edges, parameters)
    ending, _ = legs_of(service_table(s={"terminus": "last"}), stations, edges, parameters)
    pure_s = pure_running_s(parameters, "EMU350", [50_000], 300.0, ahead_m=0.0)
    assert ending.in_vehicle_s[row["cd"]] == pytest.approx(1.07 * pure_s + 30.0 + 120.0, abs=1e-6)
    assert ending.in_vehicle_s[row["ac"]] == pytest.approx(through.in_vehicle_s[row["ac"]])


def test_terminus_limits_mirror_for_the_way_back(service_table, stations, edges, parameters):
    """From the terminus d to c the approach limits lie at the start."""
    legs, row = legs_of(service_table(s={"terminus": "last"}), stations, edges, parameters)
    pure_s = pure_running_s(parameters, "EMU350", [50_000], 300.0, behind_m=0.0)
    assert legs.in_vehicle_s[row["dc"]] == pytest.approx(1.07 * pure_s + 30.0 + 120.0, abs=1e-6)
    assert legs.in_vehicle_s[row["dc"]] != pytest.approx(legs.in_vehicle_s[row["cd"]], abs=0.5)


def test_approach_limits_reach_beyond_the_last_hop(service_table, stations, edges, parameters):
    """With c 3 km before the terminus d, the hop b-c ends inside the 5 km zone."""
    near = edges.assign(length_m=edges["length_m"].where(edges.index != "e2", 3_000.0))
    legs, row = legs_of(service_table(s={"terminus": "last"}), stations, near, parameters)
    pure_s = pure_running_s(parameters, "EMU350", [30_000], 300.0, ahead_m=3_000.0)
    assert legs.in_vehicle_s[row["bc"]] == pytest.approx(1.07 * pure_s + 18.0, abs=1e-6)


def test_short_whole_run_has_no_distance_term(service_table, stations, edges, parameters):
    """a-b is the whole run of 20 km, both ends termini: share of running time and 2 x 2 min only."""
    legs, row = legs_of(service_table(s={"stations": "a;b", "terminus": "both"}), stations, edges, parameters)
    pure_s = pure_running_s(parameters, "EMU350", [20_000], 300.0, behind_m=0.0, ahead_m=0.0)
    assert legs.in_vehicle_s[row["ab"]] == pytest.approx(1.07 * pure_s + 240.0, abs=1e-6)


def test_margin_share_is_taken_piece_by_piece(service_table, stations, edges, parameters):
    """A train of 160 km/h is in the class of 160 on a line of 300: 4 %, and 1.5 min/100 km behind a locomotive."""
    row_of = {"stations": "a;b", "train": "LOCO160"}
    legs, row = legs_of(service_table(s=row_of), stations, edges, parameters)
    pure_s = pure_running_s(parameters, "LOCO160", [20_000], 160.0)
    assert legs.in_vehicle_s[row["ab"]] == pytest.approx(1.04 * pure_s + 18.0, abs=1e-6)


def test_timetable_factor_stretches_running_and_margin_but_not_dwell(service_table, stations, edges, parameters):
    """b-d all stops: dwell of 2.9 min at c (main) stays."""
    rows = parameters.timetable_factor.by_traction | {"multiple_unit": (3.0, 2.0, 1.1)}
    factor = parameters.timetable_factor.model_copy(update={"by_traction": rows})
    slower = parameters.model_copy(update={"timetable_factor": factor})
    plain, row = legs_of(service_table(s={}), stations, edges, parameters)
    stretched, _ = legs_of(service_table(s={}), stations, edges, slower)
    dwell_s = 60.0 * parameters.dwell_min["hsr"]["main"]
    expected_s = 1.1 * (plain.in_vehicle_s[row["bd"]] - dwell_s) + dwell_s
    assert stretched.in_vehicle_s[row["bd"]] == pytest.approx(expected_s)


def test_assumed_share_is_the_share_of_time_on_edges_of_assumed_speed(service_table, stations, edges, parameters):
    legs, row = legs_of(service_table(s={}), stations, edges, parameters)
    on_assumed_s = legs.in_vehicle_s[row["cd"]]
    assert legs.assumed_share[row["ab"]] == 0.0
    assert legs.assumed_share[row["cd"]] == pytest.approx(1.0)
    assert legs.assumed_share[row["bd"]] == pytest.approx(on_assumed_s / legs.in_vehicle_s[row["bd"]])


def test_fastest_service_gives_the_time_and_all_attractive_ones_the_headway(service_table, stations, edges, parameters):
    """a-d (200 km) every 30 min nonstop, every 20 min with a stop at c (attractive), every 10 min at 160 km/h."""
    table = service_table(
        nonstop={"pattern": "nonstop", "headway_min": 30.0},
        stopping={"pattern": "express", "headway_min": 20.0},
        slow={"train": "LOCO160", "headway_min": 10.0},
    )
    edges = edges.assign(length_m=2.0 * edges["length_m"])
    legs, row = legs_of(table, stations, edges, parameters)
    ids = stop_sequences(table, stations, edges).service_ids
    assert ids[legs.service[row["ad"]]] == "nonstop"
    assert legs.stops[row["ad"]] == 0
    # 2 + 3 trains an hour.
    assert legs.headway_s[row["ad"]] == pytest.approx(3600.0 / 5.0)


def test_service_that_calls_twice_counts_its_trains_once():
    """Rides 0 -> 1 of one service after 600 and 660 s, and of another after 700 s: 1/1200 + 1/600."""
    rides = Rides(
        origin=np.array([0, 0, 0, 1]),
        destination=np.array([1, 1, 1, 1]),
        service=np.array([0, 0, 1, 0]),
        in_vehicle_s=np.array([660.0, 600.0, 700.0, 60.0]),
        stops=np.array([2, 1, 0, 0]),
        distance_m=np.array([1.0, 2.0, 3.0, 4.0]),
        assumed_share=np.zeros(4),
    )
    legs = fastest_rides(rides, np.array([1200.0, 600.0]), tolerance=0.25)
    assert (len(legs), legs.in_vehicle_s[0], legs.stops[0]) == (1, 600.0, 1)
    assert legs.headway_s == pytest.approx([400.0])


def test_no_services_give_no_legs(service_table, stations, edges, parameters):
    sequences = stop_sequences(service_table(s={}).iloc[:0], stations, edges)
    assert len(direct_rides(sequences, stations, edges, parameters)) == 0


def test_unknown_train_and_missing_speed_are_both_reported(service_table, stations, edges, parameters):
    table = service_table(s={}, t={"train": "TGV"})
    blank = edges.assign(max_kmh=edges["max_kmh"].where(edges.index != "e1"))
    with pytest.raises(NetworkError) as caught:
        direct_rides(stop_sequences(table, stations, edges), stations, blank, parameters)
    assert [breach.where for breach in caught.value.breaches] == ["t", "e1"]
    assert "EMU350" in caught.value.breaches[0].message


CHECKS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TRAINS = st.sampled_from(["EMU350", "EMU250", "EMU200C", "LOCO160"])


@CHECKS
@given(TRAINS, st.lists(st.floats(1_000.0, 80_000.0), min_size=3, max_size=3))
def test_ride_is_never_faster_with_a_stop_more(service_table, stations, edges, parameters, train, lengths_m):
    drawn = edges.assign(length_m=[*lengths_m, 25_000.0, 25_000.0])
    times = []
    for pattern in ("nonstop", "express", "all"):
        table = service_table(s={"pattern": pattern, "train": train, "terminus": "both"})
        legs, row = legs_of(table, stations, drawn, parameters)
        times.append(legs.in_vehicle_s[row["ad"]])
    assert times == sorted(times)


@CHECKS
@given(TRAINS, st.sampled_from([80.0, 120.0, 160.0, 200.0, 250.0]), st.integers(0, 2), st.booleans())
def test_ride_is_never_slower_on_a_line_of_the_next_speed(
    service_table, stations, edges, parameters, train, limit_kmh, which, is_nonstop
):
    table = service_table(s={"pattern": "nonstop" if is_nonstop else "all", "train": train})
    speeds = np.array([limit_kmh] * 5)
    raised = speeds.copy()
    raised[which] *= 1.2
    before, row = legs_of(table, stations, edges.assign(max_kmh=speeds), parameters)
    after, _ = legs_of(table, stations, edges.assign(max_kmh=raised), parameters)
    assert after.in_vehicle_s[row["ad"]] <= before.in_vehicle_s[row["ad"]] + 1e-6
