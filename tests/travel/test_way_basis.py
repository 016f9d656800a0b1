"""How much of the time on the ground goes along streets, in hand sums."""

import pytest

from netopt.travel.access import AccessSection
from netopt.travel.way_basis import on_streets_share
from netopt.travel.ways import ways
from netopt.travel.zone_stations import StationRadius
from netopt.travel.zone_travel import TravelQuestion, zone_travel
from tests.networks import line_of_three
from tests.travel.drawn_streets import street_network

ENDS, STREET = {"a": (0.0, 0.0), "b": (6.0, 0.0)}, [("a", "b", 36.0)]


def share_of(network, **access):
    travel = zone_travel(network, TravelQuestion(StationRadius(30.0, 10.0), AccessSection(**access).model()))
    one = travel.travellers["commuter"]
    return on_streets_share(one, ways(one, travel.doors["commuter"], travel.zones), travel.places, travel.zones)


def test_all_goes_along_streets_when_every_zone_lies_on_one():
    assert share_of(street_network(ENDS, STREET, zones={"p": (0.0, 0.0), "q": (6.0, 0.0)}), use=("taxi",)) == 1.0


def test_a_zone_far_from_streets_is_reached_in_straight_lines():
    """p-q: 6 + 10 min along the street; p-r and q-r: 10 km x 1.3 at 25 km/h and 6 min; p-p counts for nothing."""
    network = street_network(ENDS, STREET, zones={"p": (0.0, 0.0), "q": (6.0, 0.0), "r": (3.0, 91.0**0.5)})
    straight_min = 6.0 + 10.0 * 1.3 / 25.0 * 60.0
    expected = 2 * 16.0 / (2 * 16.0 + 4 * straight_min)
    assert share_of(network, use=("taxi",)) == pytest.approx(expected, abs=1e-4)


def test_nothing_goes_along_streets_without_any():
    assert share_of(line_of_three()) == 0.0


def test_no_time_on_the_ground_has_no_share():
    assert share_of(street_network(ENDS, STREET, zones={"p": (0.0, 0.0)}), use=("walk",)) is None
