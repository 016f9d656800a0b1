"""Times that the services table gives stand in place of modelled ones; one-way services give rides forward only."""

import pytest

from netopt.errors import NetworkError
from netopt.rail.services.legs import direct_rides
from netopt.rail.services.service import stop_sequences

TIMED = {"run_s": "600;700;900", "dwell_s": "60;120"}


def rides(table, stations, edges, parameters):
    """Seconds on board by (origin, destination), and the legs."""
    legs = direct_rides(stop_sequences(table, stations, edges), stations, edges, parameters)
    ids = stations.index
    pairs = zip(ids[legs.origin] + ids[legs.destination], legs.in_vehicle_s.tolist(), strict=True)
    return dict(pairs), legs


def test_ride_takes_scheduled_runs_and_dwells_in_both_directions(service_table, stations, edges, parameters):
    """a-d: 600 + 60 + 700 + 120 + 900; a terminus adds nothing to what a timetable says."""
    found, legs = rides(service_table(s=TIMED | {"terminus": "both"}), stations, edges, parameters)
    assert found["ad"] == pytest.approx(2380.0)
    assert found["da"] == pytest.approx(2380.0)
    assert (found["ab"], found["bc"], found["bd"]) == pytest.approx((600.0, 700.0, 1720.0))
    assert legs.assumed_share.tolist() == [0.0] * 12


def test_oneway_service_gives_rides_forward_only(service_table, stations, edges, parameters):
    found, _ = rides(service_table(s=TIMED | {"oneway": "yes"}), stations, edges, parameters)
    assert sorted(found) == ["ab", "ac", "ad", "bc", "bd", "cd"]


def test_two_oneway_services_give_each_direction_its_own_time_and_headway(service_table, stations, edges, parameters):
    there = {"stations": "a;b", "run_s": "600", "oneway": "yes", "headway_min": 10.0}
    back = {"stations": "b;a", "run_s": "660", "oneway": "yes", "headway_min": 30.0}
    found, legs = rides(service_table(s=there, t=back), stations, edges, parameters)
    assert found == pytest.approx({"ab": 600.0, "ba": 660.0})
    assert legs.headway_s.tolist() == [600.0, 1800.0]


def test_oneway_without_times_is_modelled(service_table, stations, edges, parameters):
    both, _ = rides(service_table(s={}), stations, edges, parameters)
    one, _ = rides(service_table(s={"oneway": "yes"}), stations, edges, parameters)
    assert one == pytest.approx({pair: both[pair] for pair in ("ab", "ac", "ad", "bc", "bd", "cd")})


def test_missing_item_is_modelled_and_the_others_stay(service_table, stations, edges, parameters):
    plain, _ = rides(service_table(s={}), stations, edges, parameters)
    found, legs = rides(service_table(s={"run_s": "600;;900"}), stations, edges, parameters)
    assert (found["ab"], found["cd"]) == pytest.approx((600.0, 900.0))
    assert found["bc"] == pytest.approx(plain["bc"])
    # Dwell of 2.7 min at b (local) is modelled where the table gives none.
    assert found["ac"] == pytest.approx(600.0 + 162.0 + plain["bc"])
    assert legs.assumed_share.max() == 0.0


def test_edge_without_a_speed_needs_none_where_the_table_gives_the_time(service_table, stations, edges, parameters):
    blank = edges.assign(max_kmh=edges["max_kmh"].where(edges.index != "e1"))
    found, _ = rides(service_table(s={"run_s": ";700;"}), stations, blank, parameters)
    assert found["bc"] == pytest.approx(700.0)
    with pytest.raises(NetworkError, match="e1: a service runs here but max_kmh is missing"):
        rides(service_table(s={"run_s": "600;;"}), stations, blank, parameters)


def test_edge_without_a_speed_still_needs_one_for_another_service(service_table, stations, edges, parameters):
    blank = edges.assign(max_kmh=edges["max_kmh"].where(edges.index != "e1"))
    with pytest.raises(NetworkError, match="e1"):
        rides(service_table(s=TIMED, t={}), stations, blank, parameters)


def test_hop_past_a_station_that_is_not_open_is_modelled(service_table, stations, edges, parameters):
    """The times of a-x and x-b hold a stop at x, so they do not say how long a-b takes without."""
    plain, _ = rides(service_table(s={"stations": "a;b;c"}), stations, edges, parameters)
    row = {"stations": "a;x;b;c", "run_s": "300;300;700", "dwell_s": "60;90"}
    found, _ = rides(service_table(s=row), stations, edges, parameters)
    assert found["ab"] == pytest.approx(plain["ab"])
    assert found["bc"] == pytest.approx(700.0)
    assert found["ac"] == pytest.approx(plain["ab"] + 90.0 + 700.0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"run_s": "600;700"}, "run_s has 2 values, but 4 stations need 3"),
        ({"run_s": "600;fast;900"}, "run_s has 'fast'"),
        ({"run_s": "600;0;900"}, "run_s has '0'; give seconds, above 0"),
        ({"run_s": "600;inf;900"}, "run_s has 'inf'"),
        ({"dwell_s": "60;-1"}, "dwell_s has '-1'; give seconds, 0 or more"),
        ({"run_s": "600;700;900", "pattern": "nonstop"}, "not every station is a stop"),
        ({"oneway": "forward"}, "oneway 'forward' is none of yes, no"),
    ],
)
def test_times_that_cannot_be_read_are_breaches(service_table, stations, edges, changes, message):
    with pytest.raises(NetworkError, match=message):
        stop_sequences(service_table(s=changes), stations, edges)


def test_empty_cells_say_nothing(service_table, stations, edges, parameters):
    plain, _ = rides(service_table(s={}), stations, edges, parameters)
    empty, _ = rides(service_table(s={"run_s": "", "dwell_s": None, "oneway": ""}), stations, edges, parameters)
    assert empty == plain
