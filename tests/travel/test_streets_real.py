"""Streets of a real extract against the straight model: Monaco, steep and crossed by a railway and a harbour."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from netopt.sources import OsmRoadSource
from netopt.travel.access import AccessSection
from netopt.travel.network_ground import network_ground
from netopt.travel.points import Points
from netopt.travel.straight_ground import StraightGround

PLACES = {
    "station": (7.4194857, 43.7382552),
    "Monte-Carlo": (7.4265590, 43.7402961),
    "Monaco-Ville": (7.4248152, 43.7309697),
    "Fontvieille": (7.4182820, 43.7277586),
    "La Condamine": (7.4217593, 43.7341489),
    "Larvotto": (7.4341045, 43.7471346),
    "Les Moneghetti": (7.4174583, 43.7363762),
    "Jardin Exotique": (7.4148328, 43.7325847),
}
"""Places as OpenStreetMap has them."""


@pytest.fixture(scope="module", params=["drive", "walk"])
def monaco(request, shared):
    file = shared / "osm" / "monaco.osm.pbf"
    if not file.is_file():
        pytest.skip("the extract of Monaco is not here")
    return request.param, OsmRoadSource(file=file.name, network=request.param).load(file.parent)


def times_min(network, use):
    """Minutes between all places along streets and straight, and whether the former go along streets."""
    access = AccessSection(use=(use,)).model()
    spots = gpd.GeoSeries(gpd.points_from_xy(*zip(*PLACES.values(), strict=True)), crs="EPSG:4326").to_crs(network.crs)
    points = Points.of_one_side(np.column_stack([spots.x, spots.y]))
    ways = network_ground(network, access).between(points, points)
    apart = ~np.eye(len(PLACES), dtype=bool)
    straight_min = StraightGround(access).time_s(points, points)[apart] / 60.0
    return ways.time_s[apart] / 60.0, straight_min, ways.on_streets[apart]


def test_walks_go_along_the_streets_and_are_longer_than_the_straight_model_has_them(monaco):
    """Circuity 1.25 is too little for a town on a slope: it is 1.4 on its footways, and 1.7 where cars may drive."""
    kind, network = monaco
    along, straight, on_streets = times_min(network, "walk")
    assert on_streets.all()
    assert (along >= straight / 1.25 - 1e-6).all()  # no way is shorter than the straight line
    assert 1.25 * along.sum() / straight.sum() == pytest.approx({"drive": 1.7, "walk": 1.4}[kind], abs=0.05)


def test_drives_keep_to_one_way_streets(monaco):
    kind, network = monaco
    along, _, on_streets = times_min(network, "taxi")
    if kind == "walk":
        assert not on_streets.any()  # footways are not driven on
        return
    assert on_streets.all()
    n = len(PLACES)
    there = np.zeros((n, n))
    there[~np.eye(n, dtype=bool)] = along
    assert (np.abs(there - there.T) > 0.2).any()
    assert (along < 15.0).all()


def test_every_place_lies_near_a_junction_of_the_main_streets(monaco):
    _, network = monaco
    junctions = network.nodes[network.nodes["component"] == 0]
    spots = gpd.GeoSeries([shapely.Point(*lonlat) for lonlat in PLACES.values()], crs="EPSG:4326").to_crs(network.crs)
    assert (spots.map(lambda spot: junctions.geometry.distance(spot).min()) < 250.0).all()
