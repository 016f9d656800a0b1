"""A network from a tiny hand-made GTFS feed, with times worked by hand."""

import datetime
import sys
import zipfile

import numpy as np
import pandas as pd
import pyproj
import pytest
from pydantic import ValidationError

pytest.importorskip("gtfs_kit", reason="needs the extra gtfs")

from netopt.errors import EmptySourceError, NetworkError, SourceError, SourceUnavailableError
from netopt.network.quality import quality
from netopt.rail.parameters import RailParameters
from netopt.rail.services.legs import direct_rides
from netopt.rail.services.service import stop_sequences
from netopt.sources.gtfs import GtfsSource
from tests.rail.gtfs.tiny_feed import TABLES, table, tiny_feed

GEOD = pyproj.Geod(ellps="WGS84")


@pytest.fixture
def network(tmp_path):
    """The network of the tiny feed."""
    tiny_feed(tmp_path)
    return GtfsSource(path="tiny.zip").load(tmp_path)


def read(folder, **options):
    return GtfsSource(path="tiny.zip", **options).load(folder)


def messages(folder, **changes):
    """Breaches of the tiny feed with some tables replaced."""
    tiny_feed(folder, **changes)
    with pytest.raises(NetworkError) as caught:
        read(folder)
    return [str(breach) for breach in caught.value.breaches]


def rides_of(network):
    """Minutes on board and seconds of headway by (origin, destination), and the shares assumed."""
    parameters = RailParameters.load()
    sequences = stop_sequences(network.services, network.nodes, network.edges, day_h=parameters.service.day_h)
    assert sequences.left_out == {}
    legs = direct_rides(sequences, network.nodes, network.edges, parameters)
    ids = network.nodes.index
    pairs = list(zip(ids[legs.origin], ids[legs.destination], strict=True))
    minutes = dict(zip(pairs, (legs.in_vehicle_s / 60.0).tolist(), strict=True))
    return minutes, dict(zip(pairs, legs.headway_s.tolist(), strict=True)), legs.assumed_share


def test_stations_are_parents_and_stops_without_one(network):
    assert network.nodes.index.tolist() == ["S1", "S2", "S3", "S4", "S5"]
    assert network.nodes["mode"].tolist() == ["rail", "rail", "rail", "subway", "subway"]
    assert network.nodes.loc["S1", "name_zh"] == "甲城"


def test_edges_are_hops_with_least_times_both_ways(network):
    """S1-S2: 10 min by t1, back 12 by t3; S2-S3: 7 by t2, back 9. S4-S5 runs one way."""
    edges = network.edges
    assert edges.index.tolist() == ["S1-S2", "S2-S3", "S4-S5"]
    assert edges["running_s"].tolist() == [600.0, 420.0, 180.0]
    assert edges["running_back_s"].fillna(-1.0).tolist() == [720.0, 540.0, -1.0]
    assert edges["oneway"].tolist() == [False, False, True]
    assert edges["class"].tolist() == ["conventional", "conventional", "subway"]
    assert edges["line_zh"].tolist() == ["甲丙线", "甲丙线", "M1"]
    assert edges["max_kmh"].isna().all()


def test_edge_without_a_shape_is_straight_and_its_length_marked_assumed(network):
    straight_m = GEOD.inv(116.0, 39.0, 116.1, 39.0)[2]
    assert network.edges.loc["S1-S2", "length_m"] == pytest.approx(straight_m)
    assert network.edges["km_assumed"].tolist() == [True] * 3
    assert quality(network)["length_assumed_share"] == 1.0


def test_services_are_patterns_one_way_with_median_times(network):
    """S1-S2 takes 10 and 12 min, stop 2 and 1, S2-S3 8 and 7."""
    services = network.services
    assert services["stations"].to_dict() == {"M/0": "S4;S5", "R/0": "S1;S2;S3", "R/1": "S3;S2;S1"}
    assert services["run_s"].to_dict() == {"M/0": "180", "R/0": "660;450", "R/1": "540;720"}
    assert services["dwell_s"].to_dict() == {"M/0": "", "R/0": "90", "R/1": "60"}
    assert services["trains_per_day"].to_dict() == {"M/0": 96.0, "R/0": 2.0, "R/1": 1.0}
    assert services["oneway"].tolist() == ["yes"] * 3
    assert services["assumed"].tolist() == ["no"] * 3
    assert services.loc["M/0", "headway_min"] == 10.0


def test_rides_take_the_scheduled_times_and_nothing_is_assumed(network):
    """S1 to S3: 11 + 1.5 + 7.5; S3 to S1, after midnight: 9 + 1 + 12."""
    minutes, headway_s, assumed_share = rides_of(network)
    assert minutes == pytest.approx(
        {
            ("S1", "S2"): 11.0,
            ("S1", "S3"): 20.0,
            ("S2", "S1"): 12.0,
            ("S2", "S3"): 7.5,
            ("S3", "S1"): 22.0,
            ("S3", "S2"): 9.0,
            ("S4", "S5"): 3.0,
        }
    )
    assert (headway_s["S1", "S3"], headway_s["S3", "S1"], headway_s["S4", "S5"]) == (28_800.0, 57_600.0, 600.0)
    assert assumed_share.tolist() == [0.0] * 7


def test_day_with_most_trains_is_taken_and_told(network):
    parameters = network.provenance.parameters
    assert (parameters["date"], parameters["date_chosen"], parameters["trips"]) == ("2026-03-03", "most trains", 4)


def test_day_asked_for_is_taken(tmp_path):
    tiny_feed(tmp_path)
    sunday = read(tmp_path, date=datetime.date(2026, 3, 8))
    assert sunday.services["stations"].to_dict() == {"R/0": "S1;S3"}
    assert sunday.provenance.parameters["date_chosen"] == "asked for"


def test_day_without_trains_is_an_error_that_tells_the_calendar(tmp_path):
    tiny_feed(tmp_path)
    with pytest.raises(EmptySourceError, match="runs on 2027-01-01; its calendar holds 2026-03-02 to 2026-03-29"):
        read(tmp_path, date=datetime.date(2027, 1, 1))


def test_feed_without_rail_is_an_error_that_tells_its_types(tmp_path):
    tiny_feed(tmp_path)
    with pytest.raises(EmptySourceError, match=r"no trip is of route_type 0; the feed has 1, 2, 3"):
        read(tmp_path, route_types=(0,))
    with pytest.raises(ValidationError, match="route type 3 is no rail"):
        GtfsSource(path="tiny.zip", route_types=(3,))


def test_provenance_names_publisher_and_version(network):
    (source,) = network.provenance.sources
    assert (source.name, source.attribution, source.date) == ("tiny.zip", "Tiny Rail", "2026-03")
    assert source.licence == "not told in the feed"


def test_folder_reads_like_a_zip(tmp_path, network):
    folder = tmp_path / "feed"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    again = GtfsSource(path="feed").load(tmp_path)
    assert again.services["run_s"].to_dict() == network.services["run_s"].to_dict()
    assert again.edges["length_m"].tolist() == network.edges["length_m"].tolist()


SHAPE = """shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence
out,39.0,116.0,1
out,39.02,116.05,2
out,39.0,116.1,3
out,39.0,116.2,4
"""


def with_shape(**more):
    return {"trips": table("trips", "t1,0,", "t1,0,out"), "shapes": SHAPE} | more


def test_course_and_length_follow_the_shape(tmp_path):
    """By way of 39.02 north, then straight; the way back has the same edge."""
    tiny_feed(tmp_path, **with_shape())
    edges = read(tmp_path).edges
    along_m = GEOD.line_length([116.0, 116.05, 116.1], [39.0, 39.02, 39.0])
    assert edges.loc["S1-S2", "length_m"] == pytest.approx(along_m, rel=1e-6)
    assert edges.loc["S2-S3", "length_m"] == pytest.approx(GEOD.inv(116.1, 39.0, 116.2, 39.0)[2], rel=1e-6)
    assert edges["km_assumed"].tolist() == [False, False, True]
    assert len(edges.geometry["S1-S2"].coords) == 3


def test_station_far_off_the_shape_leaves_its_hops_straight(tmp_path):
    """S2 lies 1.1 km north of the shape."""
    stops = table("stops", "S2,乙城,39.0", "S2,乙城,39.01")
    tiny_feed(tmp_path, **with_shape(stops=stops))
    assert read(tmp_path).edges["km_assumed"].tolist() == [True, True, True]


def test_distances_of_the_feed_place_stations_on_a_shape_that_passes_twice(tmp_path):
    """A shape that goes out to 116.2 and back to 116.1: S2 lies at its second passage, told by the distance."""
    shape = """shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled
out,39.0,116.0,1,0
out,39.0,116.15,2,15
out,39.0,116.1,3,20
out,39.0,116.2,4,30
"""
    calls = TABLES["stop_times"].replace("stop_sequence\n", "stop_sequence,shape_dist_traveled\n")
    for line, place in (("S1a,1", 0), ("S2,2", 20), ("S3,3", 30)):
        calls = calls.replace(f"{line}\n", f"{line},{place}\n", 1)
    tiny_feed(tmp_path, **with_shape(shapes=shape, stop_times=calls))
    edges = read(tmp_path).edges
    expected_m = GEOD.line_length([116.0, 116.15, 116.1], [39.0, 39.0, 39.0])
    assert edges.loc["S1-S2", "length_m"] == pytest.approx(expected_m, rel=1e-6)


def test_times_left_empty_are_filled_in_by_distance(tmp_path):
    """S2 is half way: 10 of 20 minutes."""
    calls = table("stop_times", "t1,08:10:00,08:12:00", "t1,,")
    calls = calls.replace("t2,09:12:00,09:13:00", "t2,,")
    tiny_feed(tmp_path, stop_times=calls)
    services = read(tmp_path).services
    run_s = [float(value) for value in services.loc["R/0", "run_s"].split(";")]
    assert run_s == pytest.approx([600.0, 600.0], abs=0.1)
    assert float(services.loc["R/0", "dwell_s"]) == pytest.approx(0.0, abs=0.1)


def test_hop_of_no_time_shares_that_of_the_next(tmp_path):
    """t3 is at S2 in the same minute as at S3 and takes 22 min to S1: half the way each."""
    calls = table("stop_times", "t3,25:19:00,25:20:00", "t3,25:10:00,25:10:00")
    tiny_feed(tmp_path, stop_times=calls)
    run_s = [float(value) for value in read(tmp_path).services.loc["R/1", "run_s"].split(";")]
    assert run_s == pytest.approx([660.0, 660.0], rel=1e-3)


def test_stop_where_nobody_boards_or_alights_is_passed(tmp_path):
    calls = "\n".join(
        line + (",pickup_type,drop_off_type" if line.startswith("trip") else ",1,1" if ",S2," in line else ",0,0")
        for line in TABLES["stop_times"].splitlines()
    )
    tiny_feed(tmp_path, stop_times=calls + "\n")
    services = read(tmp_path).services
    assert services.loc["R/0", "stations"] == "S1;S3"
    assert services.loc["R/0", "run_s"] == "1200"


def test_platforms_of_one_station_in_a_row_are_one_call(tmp_path):
    """t1 moves on from S1a to S1b before it leaves."""
    calls = table("stop_times", "t1,08:10:00", "t1,08:01:00,08:02:00,S1b,1.5\nt1,08:10:00")
    calls = (
        calls.replace("S1b,1.5", "S1b,2")
        .replace("08:12:00,S2,2", "08:12:00,S2,3")
        .replace("t1,08:20:00,08:20:00,S3,3", "t1,08:20:00,08:20:00,S3,4")
    )
    tiny_feed(tmp_path, stop_times=calls)
    services = read(tmp_path).services
    assert services.loc["R/0", "stations"] == "S1;S2;S3"
    # t1: 08:02 to 08:10, t2: 12 min.
    assert services.loc["R/0", "run_s"].split(";")[0] == "600"


def test_semicolon_in_an_id_does_not_break_lists(tmp_path):
    changes = {name: TABLES[name].replace("S3", "S;3") for name in ("stops", "stop_times")}
    tiny_feed(tmp_path, **changes)
    network = read(tmp_path)
    assert "S%3B3" in network.nodes.index
    assert rides_of(network)[0]["S1", "S%3B3"] == pytest.approx(20.0)


def test_missing_tables_and_columns_are_told_together(tmp_path):
    found = messages(
        tmp_path,
        trips=None,
        calendar=None,
        calendar_dates=None,
        stops=table("stops", "stop_lat", "latitude"),
        routes=table("routes", "route_type", "kind"),
    )
    assert [message.split(": ")[0] for message in found] == [
        "tiny.zip:trips.txt",
        "tiny.zip:calendar.txt",
        "tiny.zip:stops.txt",
        "tiny.zip:routes.txt",
    ]


def test_broken_calls_are_told_together_with_their_lines(tmp_path):
    calls = (
        TABLES["stop_times"]
        .replace("t1,08:10:00,08:12:00", "t1,8h10,08:72:00")
        .replace("t2,09:12:00,09:13:00,S2", "t2,09:12:00,09:13:00,S9")
        .replace("t3,25:19:00,25:20:00,S2,2", "t3,25:09:00,25:20:00,S2,2")
    )
    found = messages(tmp_path, stop_times=calls)
    assert len(found) == 4
    assert found[0].startswith("tiny.zip/stop_times.txt:6: stop_id 'S9' is not in stops.txt")
    assert found[1].startswith("tiny.zip/stop_times.txt:3: arrival_time '8h10' is no time")
    assert found[2].startswith("tiny.zip/stop_times.txt:3: departure_time '08:72:00' is no time")
    assert found[3].startswith("tiny.zip/stop_times.txt:9: trip 't3' is here before it left the stop before")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stop_times": table("stop_times", "t1,08:00:00,08:00:00", "t1,,")}, "'t1' has no time at its first or last"),
        ({"stop_times": table("stop_times", "S3,3\nt2", "S3,2\nt2")}, "stop_sequence 2 of trip 't1' is missing or"),
        ({"stops": table("stops", "S2,乙城,39.0", "S2,乙城,139.0")}, "stop 'S2' lies at lat 139"),
        ({"stops": table("stops", "0,S1\nS1b", "0,S0\nS1b")}, "parent_station 'S0' of stop 'S1a' is no stop_id"),
        ({"stops": table("stops", "S2,乙城", "S3,乙城")}, "stop_id 'S3' comes twice"),
        ({"trips": table("trips", "R,week,t1", "X,week,t1")}, "route_id 'X' is not in routes.txt"),
        ({"trips": table("trips", "week,t2", "week,t1")}, "trip_id 't1' is empty or comes twice"),
        ({"routes": table("routes", "甲丙线,2", "甲丙线,")}, "route 'R' has no route_type"),
        ({"frequencies": table("frequencies", "22:00:00", "05:00:00")}, "the end after the start"),
        ({"frequencies": table("frequencies", ",600", ",0")}, "headway_secs 0"),
        ({"calendar": table("calendar", "20260302,20260329\nsun", "20260230,20260329\nsun")}, "start_date '20260230'"),
    ],
)
def test_what_is_wrong_in_a_table_is_told_with_value_and_mend(tmp_path, changes, message):
    assert any(message in found for found in messages(tmp_path, **changes))


def test_many_breaches_of_one_sort_are_counted(tmp_path):
    calls = "".join(f"t1,x,08:00:00,S2,{number}\n" for number in range(10, 60))
    found = messages(tmp_path, stop_times=TABLES["stop_times"] + calls)
    assert sum("is no time" in message for message in found) == 20
    assert any("30 more rows" in message for message in found)


@pytest.mark.parametrize("name", ["/etc/stops.txt", "../stops.txt", "C:\\stops.txt"])
def test_archive_with_paths_that_lead_out_is_refused(tmp_path, name):
    path = tiny_feed(tmp_path, stops=None)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, TABLES["stops"])
    with pytest.raises(NetworkError, match="leads out of the archive"):
        read(tmp_path)


def test_archive_that_overflows_is_refused_unread(tmp_path):
    path = tiny_feed(tmp_path)
    with zipfile.ZipFile(path, "a", compression=zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("shapes.txt", "0" * 5_000_000)
    with pytest.raises(NetworkError, match="shapes.txt: unpacks to .* times its size"):
        read(tmp_path)


def test_table_that_comes_twice_is_refused(tmp_path):
    path = tiny_feed(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("old/stops.txt", TABLES["stops"])
    with pytest.raises(NetworkError, match=r"stops.txt comes twice, also as stops.txt"):
        read(tmp_path)


def test_file_that_is_no_feed_is_a_source_error(tmp_path):
    with pytest.raises(SourceError, match="no such file or folder"):
        read(tmp_path)
    path = tiny_feed(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match="cannot be read as a zip file"):
        read(tmp_path)


def test_table_that_cannot_be_read_is_a_source_error(tmp_path):
    tiny_feed(tmp_path, stop_times=table("stop_times", "S3,3\nt2", "S3,third\nt2"))
    with pytest.raises(SourceError, match="cannot be read as GTFS"):
        read(tmp_path)


def test_reading_twice_gives_the_same_network(tmp_path):
    tiny_feed(tmp_path)
    one, two = read(tmp_path), read(tmp_path)
    assert one.services.equals(two.services)
    assert one.edges.drop(columns="geometry").equals(two.edges.drop(columns="geometry"))
    assert np.array_equal(one.nodes.geometry.x, two.nodes.geometry.x)


def test_trips_without_calls_are_an_empty_source(tmp_path):
    calls = [line for line in TABLES["stop_times"].splitlines() if line.startswith(("trip_id", "b1"))]
    tiny_feed(tmp_path, stop_times="\n".join(calls) + "\n")
    with pytest.raises(EmptySourceError, match="no trip on 2026-03-03 goes from one station to another"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("frequencies", ",600", ",86400"),
        ("frequencies", ",600", ",600.5"),
        ("stop_times", "S3,3\nt2", "S3,99999999999999999999\nt2"),
        ("stops", "S2,乙城,39.0", "S2,乙城,39°"),
    ],
)
def test_numbers_that_no_table_holds_are_errors_of_ours(tmp_path, name, old, new):
    tiny_feed(tmp_path, **{name: table(name, old, new)})
    with pytest.raises((SourceError, NetworkError), match=r"tiny.zip"):
        read(tmp_path)


def test_bytes_that_are_no_text_are_a_source_error(tmp_path):
    path = tiny_feed(tmp_path, stops=None)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("stops.txt", TABLES["stops"].encode("gb18030"))
    with pytest.raises(SourceError, match="cannot be read as GTFS"):
        read(tmp_path)


def test_calendar_without_end_is_read(tmp_path):
    tiny_feed(tmp_path, calendar=TABLES["calendar"].replace("20260329", "99991231"))
    assert read(tmp_path).provenance.parameters["date"] == "2026-03-03"


def test_missing_package_is_told_with_the_extra(tmp_path, monkeypatch):
    tiny_feed(tmp_path)
    monkeypatch.setitem(sys.modules, "gtfs_kit", None)
    with pytest.raises(SourceUnavailableError, match=r"netopt\[gtfs\]"):
        read(tmp_path)


def test_station_without_a_name_is_called_by_its_id(tmp_path):
    tiny_feed(tmp_path, stops=table("stops", "S2,乙城", "S2,"))
    assert read(tmp_path).nodes.loc["S2", "name_zh"] == "S2"


def test_feed_made_of_a_real_timetable_gives_rides_no_faster_than_its_fastest_train(tmp_path, shared):
    """The trips of 10 March 2016; pairs list the fastest of all trips, a pattern's time is a median."""
    timetable, stations = shared / "timetable", shared / "stations" / "china_stations_osm.csv"
    places = pd.read_csv(stations).assign(name=lambda rows: rows["station_name"].str.removesuffix("站"))
    places = places.drop_duplicates("name").set_index("name")
    calls = pd.read_parquet(timetable / "stop_times_2016.parquet")
    calls = calls[calls["runs_2016_03_10"] & calls["station_zh"].isin(places.index)]
    calls = calls.assign(
        trip_id=calls["train_no"] + "." + calls["variant"].astype(str),
        arrival_time=calls["arrive_min"].map(_clock),
        departure_time=calls["depart_min"].map(_clock),
    ).rename(columns={"station_zh": "stop_id", "seq": "stop_sequence"})
    used = places.loc[sorted(set(calls["stop_id"]))].reset_index()
    stops = used.assign(stop_name=used["name"]).rename(
        columns={"name": "stop_id", "lon": "stop_lon", "lat": "stop_lat"}
    )
    trips = pd.DataFrame({"trip_id": sorted(set(calls["trip_id"]))}).assign(route_id="G", service_id="day")
    tiny_feed(
        tmp_path,
        stops=stops[["stop_id", "stop_name", "stop_lat", "stop_lon"]].to_csv(index=False),
        routes="route_id,agency_id,route_short_name,route_long_name,route_type\nG,A,G,,101\n",
        trips=trips.to_csv(index=False),
        stop_times=calls[["trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"]].to_csv(index=False),
        calendar=None,
        calendar_dates="service_id,date,exception_type\nday,20160310,1\n",
        frequencies=None,
    )
    network = read(tmp_path)
    minutes, _, assumed_share = rides_of(network)
    pairs = pd.read_csv(timetable / "station_pairs_2016.csv")
    model = pd.Series([minutes.get(pair, np.nan) for pair in zip(pairs["from_zh"], pairs["to_zh"], strict=True)])
    later_min = (model - pairs["fastest_min"]).dropna()
    assert network.provenance.parameters["date"] == "2016-03-10"
    assert len(later_min) > 3000
    assert later_min.min() > -1e-6
    assert later_min.median() == pytest.approx(0.0, abs=1e-6)
    assert assumed_share.max() == 0.0


def _clock(minutes):
    return "" if pd.isna(minutes) else f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}:00"
