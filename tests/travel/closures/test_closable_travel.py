"""Closures against networks with the thing really taken out, and what holds whatever is closed."""

from dataclasses import replace

import numpy as np
import pytest

from netopt.travel.closures.closable_travel import closable_travel
from netopt.travel.closures.closure import Closure
from netopt.travel.closures.uses import uses
from netopt.travel.zone_travel import zone_travel
from tests.borders import CHANGE, THREE, rule, with_borders
from tests.networks import change_in_the_middle, line_of_three, network
from tests.travel.closures.drawn_grid import (
    NAMES,
    QUESTION,
    edges,
    grid,
    random_services,
    really,
    without_link,
    without_station,
)

TIMES = ("in_vehicle", "station_to_station", "door_to_door")
SEEDS = (1, 2, 3)


def closable(net, time="door_to_door"):
    return closable_travel(net, QUESTION, station_time="commuter", definition=time)


def od(net):
    return zone_travel(net, QUESTION, station_times=("commuter",)).od["commuter"]


def everywhere(found):
    return np.ones(found.intact.time_s.shape, dtype=bool)


def bordered():
    """Two drawn networks with borders: on trains, on the ground, at a station, with limits on who may pass."""
    gate = rule("east|west", "any", 5.0, station_id="n", permitted_share=0.5)
    return [
        with_borders(line_of_three(), THREE, rule("east|west", "rail", 20.0), rule("east|west", "road", 40.0)),
        with_borders(line_of_three(), THREE, rule("east|west", "any", 20.0, permitted_share=0.25)),
        with_borders(change_in_the_middle(), CHANGE, rule("east|west", "rail", 15.0), gate),
    ]


@pytest.mark.parametrize("time", TIMES)
def test_times_are_those_of_od_times_when_nothing_is_closed(time):
    for net in (line_of_three(), change_in_the_middle(), grid(random_services(1)), *bordered()):
        found, expected = closable(net, time), od(net)
        assert found.intact.time_s == pytest.approx(expected.time_s(time), abs=0.001)
        assert found.intact.permitted_share == pytest.approx(expected.permitted_share(time))
        again = found.after(Closure(), everywhere(found))
        assert np.array_equal(again.time_s, found.intact.time_s)


@pytest.mark.parametrize("seed", SEEDS)
def test_closed_link_gives_the_times_of_a_network_without_it(seed):
    services = random_services(seed)
    ways = {time: closable(grid(services), time) for time in TIMES[1:]}
    for number, (tail, head, _) in enumerate(edges()):
        expected = really(without_link(services, tail, head), ways["door_to_door"].rail.intact).od["commuter"]
        for time, found in ways.items():
            after = found.after(Closure(links=(number,)), everywhere(found)).time_s
            assert after == pytest.approx(expected.time_s(time), abs=0.002), (tail, head, time)


@pytest.mark.parametrize("seed", SEEDS)
def test_closed_station_gives_the_times_of_trains_that_pass_it(seed):
    services = random_services(seed)
    ways = {time: closable(grid(services), time) for time in TIMES[1:]}
    for name in NAMES:
        expected = really(without_station(services, name), ways["door_to_door"].rail.intact).od["commuter"]
        for time, found in ways.items():
            node = int(found.travel.network.positions([name])[0])
            after = found.after(Closure(stations=(node,)), everywhere(found)).time_s
            # Dwell and running times are rounded on their own where they are given.
            assert after == pytest.approx(expected.time_s(time), abs=0.02), (name, time)


@pytest.mark.parametrize("time", TIMES)
def test_closed_rule_gives_the_times_of_a_border_that_never_opens(time):
    for net in bordered():
        found = closable(net, time)
        for number, one in enumerate(net.borders.rules):
            never = replace(one, open_from_min=0.0, open_to_min=0.0)
            rules = tuple(never if at == number else other for at, other in enumerate(net.borders.rules))
            expected = od(replace(net, borders=replace(net.borders, rules=rules)))
            closure = Closure(rules=(number,))
            after = found.after(closure, everywhere(found))
            assert np.array_equal(after.time_s, found.after(closure, uses(found).of(closure)).time_s)
            assert after.time_s == pytest.approx(expected.time_s(time), abs=0.001), one.border_id
            assert after.permitted_share == pytest.approx(expected.permitted_share(time))


def test_rule_is_closed_even_where_borders_cost_nothing():
    net = with_borders(line_of_three(), THREE, rule("east|west", "any", 20.0), scale=0.0)
    found = closable(net)
    after = found.after(Closure(rules=(0,)), everywhere(found)).time_s
    assert np.isfinite(after).tolist() == [[True, False, False], [False, True, True], [False, True, True]]


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_pairs_that_do_not_use_what_is_closed_keep_their_times_and_none_gets_shorter(seed, time):
    found = closable(grid(random_services(seed)), time)
    used, n_nodes = uses(found), len(found.travel.network.nodes)
    closures = [Closure(links=(at,)) for at in range(len(edges()))] + [Closure(stations=(at,)) for at in range(n_nodes)]
    hit = 0
    for closure in closures:
        is_used = used.of(closure)
        after = found.after(closure, everywhere(found)).time_s
        assert np.array_equal(after[~is_used], found.intact.time_s[~is_used])
        assert np.array_equal(after, found.after(closure, is_used).time_s)
        assert time == "in_vehicle" or (after >= found.intact.time_s).all()
        hit += int((after > found.intact.time_s).sum())
    assert hit > 0


def test_several_closures_at_one_time_are_all_closed():
    """a - b - c: with both links closed nobody gets anywhere by train."""
    found = closable(line_of_three(), "station_to_station")
    after = found.after(Closure(links=(0, 1)), everywhere(found)).time_s
    assert np.isinf(after[~np.eye(3, dtype=bool)]).all()
    assert (np.diag(after) == 0.0).all()


def two_ways(north_km, south_km, north_min, south_min):
    """Two services from a to b, by p in the north and by q in the south, each with its own distance and headway."""
    return network(
        stations={
            "a": (0.0, 0.0, "main"),
            "b": (200.0, 0.0, "main"),
            "p": (100.0, north_km, "local"),
            "q": (100.0, -south_km, "local"),
        },
        zones={"aa": (0.0, 2.0, 2e6), "bb": (200.0, 2.0, 1e6)},
        edges=[("a", "p", 300.0), ("p", "b", 300.0), ("a", "q", 300.0), ("q", "b", 300.0)],
        services={"north": ("a;p;b", north_min), "south": ("a;q;b", south_min)},
    )


def test_service_that_ran_beside_counts_in_the_headway_and_its_loss_is_felt():
    """Two equally fast services every 10 min are one every 5: without the southern one people wait 5 min, not 2.5."""
    found = closable(two_ways(10.0, 10.0, 10.0, 10.0))
    south = Closure(links=(2,))
    assert uses(found).of(south)[0, 1]
    added_s = found.after(south, everywhere(found)).time_s - found.intact.time_s
    assert added_s[0, 1] == pytest.approx(2.5 * 60.0)


def test_headway_does_not_get_shorter_when_a_closure_leaves_a_slower_train_that_runs_more_often():
    """By p every 60 min and fast, by q every 5 min and far round: people took p, and do not wait less without it."""
    found = closable(two_ways(10.0, 150.0, 60.0, 5.0))
    rail = found.rail.closed(Closure(links=(0,)))
    leg = (rail.origin == rail.ids.index("a")) & (rail.destination == rail.ids.index("b"))
    assert rail.headway_s[leg].tolist() == [3600.0]
    assert np.array(rail.service)[leg].tolist() == ["south"]


def test_closed_station_is_still_passed_by_trains():
    found = closable(line_of_three(), "station_to_station")
    after = found.after(Closure(stations=(int(found.travel.network.positions(["b"])[0]),)), everywhere(found)).time_s
    assert after[0, 2] == found.intact.time_s[0, 2]
    assert np.isinf(after[0, 1])
    assert np.isinf(after[1, 2])
