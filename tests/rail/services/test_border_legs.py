"""Rides across borders: which rules edges meet, which ride stays, and that a border never shortens a journey."""

import numpy as np
import pytest

from netopt.errors import NetworkError
from netopt.network.borders.borders import Crossing
from netopt.rail.parameters import RailParameters
from netopt.rail.services.border_legs import RideCrossings, crossings_of_rides, rides_across
from netopt.rail.services.edge_borders import edge_borders
from netopt.rail.services.legs import Rides, all_rides, direct_rides
from netopt.rail.services.service import stop_sequences
from tests.borders import THREE, rule, with_borders
from tests.networks import line_of_three

PARAMETERS = RailParameters.load()
TOLERANCE = PARAMETERS.service.attractive_tolerance


def legs_of(net):
    """Legs with borders by ends, as station ids: in-vehicle s, border s, headway s."""
    sequences = stop_sequences(net.services, net.nodes, net.edges)
    paid = crossings_of_rides(sequences, edge_borders(net.nodes, net.edges, net.borders))
    rides = all_rides(sequences, net.nodes, net.edges, PARAMETERS)
    legs, paid = rides_across(rides, paid, sequences.headway_s, tolerance=TOLERANCE)
    names = net.nodes.index
    return {
        (names[o], names[d]): (in_vehicle_s, border_s, headway_s)
        for o, d, in_vehicle_s, border_s, headway_s in zip(
            legs.origin, legs.destination, legs.in_vehicle_s, paid.border_s, legs.headway_s, strict=True
        )
    }


def free_legs(net):
    sequences = stop_sequences(net.services, net.nodes, net.edges)
    return direct_rides(sequences, net.nodes, net.edges, PARAMETERS)


def two_rides(borders_s, *, is_open=(True, True), in_vehicle_s=(600.0, 900.0), headway_s=(7200.0, 300.0)):
    """Two services from node 0 to node 1: what the pair's legs are."""
    rides = Rides(
        origin=np.zeros(2, dtype=np.int64),
        destination=np.ones(2, dtype=np.int64),
        service=np.arange(2),
        in_vehicle_s=np.array(in_vehicle_s),
        stops=np.zeros(2, dtype=np.int64),
        distance_m=np.ones(2),
        assumed_share=np.zeros(2),
    )
    crossings = tuple(Crossing(border_s=s, is_open=o) for s, o in zip(borders_s, is_open, strict=True))
    legs, paid = rides_across(rides, RideCrossings(crossings, np.arange(2)), np.array(headway_s), tolerance=0.25)
    return list(zip(legs.in_vehicle_s, paid.border_s, legs.headway_s, strict=True))


def test_ride_pays_at_each_border_that_it_crosses_in_both_directions():
    """West | east between a and b: 20 min; b to c stays in the east."""
    found = legs_of(with_borders(line_of_three(), THREE, rule("east|west", "rail", 20.0)))
    assert {pair: border_s for pair, (_, border_s, _) in found.items()} == {
        **{("a", "b"): 1200.0, ("b", "a"): 1200.0, ("a", "c"): 1200.0, ("c", "a"): 1200.0},
        **{("b", "c"): 0.0, ("c", "b"): 0.0},
    }


def test_extra_dwell_is_time_in_the_vehicle_and_clearance_is_not():
    net = line_of_three()
    found = legs_of(with_borders(net, THREE, rule("east|west", "rail", 20.0, extra_dwell_min=3.0)))
    free = {
        (net.nodes.index[o], net.nodes.index[d]): s
        for o, d, s in zip(free_legs(net).origin, free_legs(net).destination, free_legs(net).in_vehicle_s, strict=True)
    }
    assert found["a", "c"][0] == pytest.approx(free["a", "c"] + 180.0)
    assert found["b", "c"][0] == free["b", "c"]


def test_both_halves_of_a_bridge_are_paid():
    halves = (rule("east|west", "rail", 10.0, station_id="a"), rule("east|west", "rail", 15.0, station_id="b"))
    assert legs_of(with_borders(line_of_three(), THREE, *halves))["a", "b"][1] == 25 * 60.0


def test_closed_border_takes_its_rides_away_and_no_others():
    night = rule("east|west", "rail", 20.0, open_from_min=0.0, open_to_min=300.0)
    assert set(legs_of(with_borders(line_of_three(), THREE, night))) == {("b", "c"), ("c", "b")}


def test_edge_without_a_rule_is_named_and_never_free():
    net = with_borders(line_of_three(), THREE, rule("east|west", "ferry", 20.0))
    with pytest.raises(NetworkError, match=r"edge 'e0' from a \(west\) to b \(east\) crosses a border by rail"):
        legs_of(net)


@pytest.mark.parametrize(
    ("edge_class", "mode"), [("subway", "urban"), ("tram", "urban"), ("bus", "bus"), ("hsr", "rail")]
)
def test_mode_follows_from_the_class_of_the_edge(edge_class, mode):
    net = line_of_three().with_edges(**{"class": edge_class})
    rules = [rule("east|west", one, 10.0 * n) for n, one in enumerate(("rail", "urban", "bus", "ferry", "road"), 1)]
    met = edge_borders(net.nodes, net.edges, with_borders(net, THREE, *rules).borders).met[0]
    assert [rules[position].mode for position in np.flatnonzero(met)] == [mode]


def test_free_borders_leave_every_ride_as_it_is():
    net = line_of_three()
    free = free_legs(net)
    found = legs_of(with_borders(net, THREE, rule("east|west", "rail", 0.0)))
    assert [one[0] for one in found.values()] == free.in_vehicle_s.tolist()
    assert [one[2] for one in found.values()] == free.headway_s.tolist()


def test_rides_of_other_costs_stand_side_by_side_and_wait_no_less_than_without_borders():
    """Without borders: 600 s every 2 h (900 s is no option). The other service, 15 min every 5, keeps the 2 h."""
    assert two_rides((1200.0, 0.0)) == [(900.0, 0.0, 7200.0), (600.0, 1200.0, 7200.0)]


def test_ride_whose_rival_is_closed_waits_no_less_than_without_borders():
    assert two_rides((0.0, 0.0), is_open=(False, True)) == [(900.0, 0.0, 7200.0)]


def test_rides_of_equal_cost_compete_as_without_borders():
    """600 and 660 s: both attractive, every 10 min together."""
    found = two_rides((300.0, 300.0), in_vehicle_s=(600.0, 660.0), headway_s=(1200.0, 1200.0))
    assert found == [(600.0, 300.0, 600.0)]
