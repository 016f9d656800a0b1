"""Port areas, and the track and road that enter them, are read whole."""

import numpy as np
import pytest
import shapely

from netopt.osm.extract import OsmExtract
from netopt.osm.pbf import read_osm_file
from netopt.osm.selection import Selection
from netopt.rail.country import Country
from netopt.rail.movements.movements import MovementGraph
from netopt.rail.movements.profile import Profile
from netopt.rail.parameters import RailParameters
from netopt.rail.topology.track_build import build_track
from tests.rail.topology.raw import DOCUMENTS

PORT, SPUR, ROAD = 300, 201, 202


@pytest.fixture(scope="module")
def extract() -> OsmExtract:
    return read_osm_file(DOCUMENTS / "t23_port.osm", Selection(ports=True, roads=True))


def course(extract: OsmExtract, way_id: int) -> shapely.LineString:
    refs = extract.refs(extract.way_id.tolist().index(way_id)).tolist()
    return shapely.LineString([extract.point(ref) for ref in refs])


def test_the_port_is_kept_as_an_area_and_as_the_ring_of_its_relation(extract):
    tags = extract.way_tags[extract.way_id.tolist().index(PORT)]
    assert (tags["industrial"], tags["name"]) == ("port", "辛港")
    assert course(extract, PORT).is_closed
    (relation,) = extract.relations
    assert (relation.tags["landuse"], [member.ref for member in relation.members]) == ("port", [PORT])


def test_the_spur_crosses_the_ports_edge_where_its_rail_gate_is(extract):
    gate = course(extract, SPUR).intersection(course(extract, PORT))
    assert gate.coords[0] == pytest.approx((116.08, 39.005), abs=1e-9)


def test_the_road_enters_the_port_at_a_node_of_both(extract):
    gate = course(extract, ROAD).intersection(course(extract, PORT))
    assert gate.coords[0] == pytest.approx(extract.point(82), abs=1e-9)


def test_goods_trains_reach_the_port_over_the_spur_and_passenger_trains_do_not(extract):
    country, parameters = Country.load("china"), RailParameters.load()
    track, _ = build_track(extract, country)
    origin, inside = (np.flatnonzero(track.node_id == node) for node in (60, 72))
    reached = {}
    for profile in (Profile.freight(country, parameters), Profile.passenger(country, parameters)):
        graph = MovementGraph.from_track(track, profile)
        reached[profile.name] = graph.route(origin, inside) is not None
    assert reached == {"freight": True, "passenger": False}


def test_without_ports_the_area_is_left_out_and_the_spur_is_not():
    extract = read_osm_file(DOCUMENTS / "t23_port.osm", Selection())
    assert extract.way_id.tolist() == [200, SPUR]
