"""A timetable laid on a drawn corridor network: stations by name and distance, times kept."""

import pytest

pytest.importorskip("gtfs_kit", reason="needs the extra gtfs")

from netopt.rail.country import Country
from netopt.rail.gtfs.feed import read_feed
from netopt.rail.gtfs.gtfs_services import gtfs_services
from netopt.rail.gtfs.timetable_day import timetable_day
from netopt.rail.parameters import RailParameters
from netopt.rail.services.legs import direct_rides
from netopt.rail.services.service import stop_sequences
from tests.rail.gtfs.tiny_feed import table, tiny_feed
from tests.rail.services.drawn_corridor import drawn_edges, drawn_nodes, lonlat

WORLD = Country.load("world")


def stops(**places):
    """stops.txt from id = (name, east km, north km); S1a and S1b lie in S1."""
    rows = ["stop_id,stop_name,stop_lat,stop_lon,parent_station"]
    for stop, (name, east, north) in places.items():
        lon, lat = lonlat(east, north)
        rows.append(f"{stop},{name},{lat},{lon},{'S1' if stop in ('S1a', 'S1b') else ''}")
    return "\n".join(rows) + "\n"


PLACES = {
    "S1": ("甲城", 0.0, 0.1),
    "S1a": ("甲城", 0.0, 0.1),
    "S1b": ("甲城", 0.0, -0.1),
    "S2": ("乙城站", 10.4, 0.0),
    "S3": ("丙城", 20.0, 0.0),
    "S4": ("甲城", 0.0, 0.2),
    "S5": ("Anything", 2.0, 0.4),
}


def laid(folder, edges=None, **places):
    feed = read_feed(tiny_feed(folder, stops=stops(**(PLACES | places))))
    return gtfs_services(timetable_day(feed), drawn_nodes(), drawn_edges() if edges is None else edges, WORLD)


def test_patterns_run_between_the_networks_stations_with_their_own_times(tmp_path):
    """S2 bears the name and lies 400 m off; S5 has another name and lies 100 m off; metro has its own stations."""
    services, counts = laid(tmp_path)
    assert services["stations"].to_dict() == {"M/0": "n11;n12", "R/0": "n1;n2;n3", "R/1": "n3;n2;n1"}
    assert services["run_s"].to_dict() == {"M/0": "180", "R/0": "660;450", "R/1": "540;720"}
    assert services["lines"].to_dict() == {"M/0": "ring", "R/0": "main", "R/1": "main"}
    assert services["terminus"].tolist() == ["both"] * 3
    assert (counts["services"], counts["stations_not_found"]) == (3, 0)


def test_rides_over_the_network_take_the_timetables_minutes(tmp_path):
    services, _ = laid(tmp_path)
    parameters = RailParameters.load()
    nodes, edges = drawn_nodes(), drawn_edges()
    legs = direct_rides(stop_sequences(services, nodes, edges), nodes, edges, parameters)
    ids = nodes.index
    minutes = dict(zip(zip(ids[legs.origin], ids[legs.destination], strict=True), legs.in_vehicle_s / 60, strict=True))
    assert (minutes["n1", "n3"], minutes["n3", "n1"]) == pytest.approx((20.0, 22.0))
    assert legs.distance_m.max() == 20_000.0


def test_stop_that_the_network_lacks_is_passed_and_its_time_kept(tmp_path):
    """S2 lies 3 km from any station: n1 to n3 takes 660 + 90 + 450 s, stop included."""
    services, counts = laid(tmp_path, S2=("野", 13.0, 0.0))
    assert services.loc["R/0", "stations"] == "n1;n3"
    assert services.loc["R/0", "run_s"] == "1200"
    assert counts["stations_not_found"] == 1


def test_name_alone_is_not_enough_beyond_500_m(tmp_path):
    services, counts = laid(tmp_path, S3=("丙城", 20.6, 0.0))
    assert services.loc["R/0", "stations"] == "n1;n2"
    assert services.loc["R/0", "terminus"] == "first"
    assert counts["stations_not_found"] == 1


def test_pattern_is_cut_where_the_network_has_no_way(tmp_path):
    services, counts = laid(tmp_path, edges=drawn_edges().drop("n1-n2"))
    assert services["stations"].to_dict() == {"M/0": "n11;n12", "R/0": "n2;n3", "R/1": "n3;n2"}
    assert services.loc["R/0", ["terminus", "run_s"]].tolist() == ["last", "450"]
    assert counts["patterns_cut"] == 2


def test_pattern_with_no_station_of_the_network_is_counted(tmp_path):
    services, counts = laid(tmp_path, S4=("X", 90.0, 0.0), S5=("Y", 95.0, 0.0))
    assert services.index.tolist() == ["R/0", "R/1"]
    assert counts["patterns_without_path"] == 1


def test_stop_time_of_two_platform_groups_of_one_station_stays_in_the_ride(tmp_path):
    """The feed splits 乙城 in two stops; the network has one: 08:02 to 08:05 is spent there, then 15 min on."""
    calls = table("stop_times", "t1,08:10:00,08:12:00,S2,2\nt1,08:20:00,08:20:00,S3,3", "").replace(
        "t1,08:00:00,08:00:00,S1a,1\n",
        "t1,08:00:00,08:00:00,S1a,1\nt1,08:02:00,08:03:00,S2,2\nt1,08:05:00,08:05:00,S2b,3\nt1,08:20:00,08:20:00,S3,4",
    )
    both = PLACES | {"S2b": ("乙城", 10.1, 0.0)}
    feed = read_feed(tiny_feed(tmp_path, stops=stops(**both), stop_times=calls))
    services, _ = gtfs_services(timetable_day(feed), drawn_nodes(), drawn_edges(), WORLD)
    rows = services[services["stations"] == "n1;n2;n3"]["run_s"].tolist()
    assert sorted(rows) == ["120;1020", "720;420"]
