"""A zone's own stations."""

from dataclasses import replace

import shapely

from netopt.rail.parameters import RailParameters
from netopt.travel.passenger_rail import passenger_rail
from netopt.travel.zone_stations import StationRadius, zone_stations
from tests.networks import line_of_three, network

RADIUS = StationRadius(main_km=30.0, local_km=10.0)


def own_stations(net, radius=RADIUS):
    """Ids of each zone's own stations."""
    rail = passenger_rail(net, RailParameters.load())
    zones = net.of_kind("zone").index
    own = zone_stations(net, rail, zones, radius)
    return {zone: [rail.ids[s] for s in row.nonzero()[0]] for zone, row in zip(zones, own, strict=True)}


def two_zones():
    """Two square zones side by side; west holds stations at 5, 20 and 25 km from its centre, east one at 28 km."""
    ranks = {"near": (5.0, 0.0, "local"), "halt": (20.0, 0.0, "local"), "hub": (-25.0, 0.0, "hub")}
    return network(
        stations={**ranks, "edge": (42.0, 0.0, "local")},
        zones={"west": (0.0, 0.0, 1e6), "east": (70.0, 0.0, 1e6)},
        edges=[("hub", "near", 200.0), ("near", "halt", 200.0), ("halt", "edge", 200.0)],
        services={"all": ("hub;near;halt;edge", 30.0)},
        areas={"west": shapely.box(-40, -40, 35, 40), "east": shapely.box(35, -40, 110, 40)},
    )


def test_a_suburban_halt_is_not_the_citys_station_but_a_hub_as_far_off_is():
    assert own_stations(two_zones())["west"] == ["hub", "near"]


def test_the_nearest_station_inside_serves_a_zone_that_has_none_near():
    assert own_stations(two_zones())["east"] == ["edge"]


def test_stations_of_the_neighbour_are_never_a_zones_own():
    """With radii of 100 km west still ends at its border."""
    own = own_stations(two_zones(), StationRadius(100.0, 100.0))
    assert own == {"east": ["edge"], "west": ["halt", "hub", "near"]}


def test_without_outlines_a_station_belongs_to_the_nearest_centre():
    assert own_stations(line_of_three()) == {"aa": ["a"], "bb": ["b"], "cc": ["c"]}


def test_a_zone_without_a_station_inside_has_none():
    alone = network(
        stations={"a": (0.0, 0.0, "hub"), "b": (30.0, 0.0, "hub")},
        zones={"full": (0.0, 0.0, 1e6), "void": (200.0, 0.0, 1e6)},
        edges=[("a", "b", 200.0)],
        services={"all": ("a;b", 30.0)},
        areas={"full": shapely.box(-50, -50, 50, 50), "void": shapely.box(150, -50, 250, 50)},
    )
    assert own_stations(alone) == {"full": ["a", "b"], "void": []}


def test_a_station_just_off_all_outlines_belongs_to_the_nearest_one():
    net = two_zones()
    shrunk = net.areas.assign(geometry=[shapely.box(-40e3, -40e3, 35e3, 40e3), shapely.box(43e3, -40e3, 110e3, 40e3)])
    assert own_stations(replace(net, areas=shrunk))["east"] == ["edge"]
    shrunk = net.areas.assign(geometry=[shapely.box(-40e3, -40e3, 35e3, 40e3), shapely.box(45e3, -40e3, 110e3, 40e3)])
    assert own_stations(replace(net, areas=shrunk))["east"] == []


def test_a_station_of_another_jurisdiction_is_no_citys_own():
    net = two_zones()
    side = {"west": "red", "near": "red", "hub": "blue"}
    told = net.with_nodes(jurisdiction=net.nodes.index.to_series().map(side))
    assert own_stations(told)["west"] == ["near"]
