"""Pulls through the real osmnx against a server on the loopback: whole, or an error; never a part."""

import json
import socket
import warnings

import osmnx as ox
import pytest
import shapely

from netopt.errors import EmptySourceError, NetoptWarning, SourceError, SourceUnavailableError
from netopt.osm import overpass_client
from netopt.osm.overpass import geocode, pull_extract, pull_ways
from netopt.osm.overpass_folder import COMPLETE
from netopt.osm.overpass_query import MOST_VERTICES, asked_area
from netopt.osm.overpass_server import OverpassServer
from netopt.osm.pbf import read_osm_file
from netopt.osm.selection import Selection
from netopt.osm.tag_rule import rule
from tests.osm.loopback_overpass import (
    CUT_JSON,
    DATE,
    GATEWAY_TIMEOUT,
    RATE_PAGE,
    TOO_MANY,
    Answer,
    LoopbackOverpass,
    document,
    elements_of_file,
    remark,
)

RAIL = Selection(modes=("rail",), lifecycles=("open",))
AREA = shapely.box(119.9, 29.9, 120.3, 30.1)
RAIL_RULES = (rule(("railway", "rail")),)


def node(node_id: int, lon: float, lat: float = 30.0, **tags: str) -> dict:
    return {"type": "node", "id": node_id, "lat": lat, "lon": lon} | ({"tags": tags} if tags else {})


def way(way_id: int, nodes: list[int], **tags: str) -> dict:
    return {"type": "way", "id": way_id, "nodes": nodes, "tags": tags}


def drawn() -> list[dict]:
    """1 --100-- 2 --100-- 3 --101-- 4     railway=rail along 30 N, 120.0 E to 120.2 E; node 9 is a signal
    50 (station 甲, beside node 2)   5 --200-- 6  a road, 7 --102-- 8 far away
    """
    return [
        node(1, 120.00),
        node(2, 120.05, railway="switch"),
        node(3, 120.10, **{"railway": "signal"}),
        node(4, 120.20, railway="buffer_stop"),
        node(5, 120.00, 30.01),
        node(6, 120.05, 30.01),
        node(7, 125.00),
        node(8, 125.10),
        node(50, 120.05, 30.001, railway="station", name="甲"),
        way(100, [1, 2, 3], railway="rail", maxspeed="160", **{"railway:preferred_direction": "forward"}),
        way(101, [3, 4], railway="rail"),
        way(102, [7, 8], railway="rail"),
        way(200, [5, 6], highway="primary"),
        {
            "type": "relation",
            "id": 900,
            "tags": {"type": "public_transport", "public_transport": "stop_area", "name": "甲"},
            "members": [{"type": "node", "ref": 50, "role": ""}, {"type": "node", "ref": 2, "role": "stop"}],
        },
    ]


@pytest.fixture
def loopback():
    with LoopbackOverpass(drawn()) as server:
        yield server


@pytest.fixture
def slept(monkeypatch):
    """Seconds of every pause; none is slept."""
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    return pauses


@pytest.fixture
def server(loopback, tmp_path):
    return OverpassServer(
        endpoint=loopback.endpoint,
        nominatim=loopback.nominatim,
        rate_limit=False,
        pause_s=0.0,
        attempts=3,
        cache=str(tmp_path / "kept"),
    )


def kept_files(tmp_path):
    return sorted(path.name for path in (tmp_path / "kept").glob("*/*.json"))


def test_pull_gives_ways_nodes_stations_and_relations_with_all_tags(server, loopback):
    extract = pull_extract(AREA, RAIL, server)
    assert extract.way_id.tolist() == [100, 101]
    assert extract.way_tags[0]["railway:preferred_direction"] == "forward"
    assert extract.node_id.tolist() == [1, 2, 3, 4, 50]
    assert extract.node_tags[50] == {"railway": "station", "name": "甲"}
    assert [relation.id for relation in extract.relations] == [900]
    assert [member.role for member in extract.relations[0].members] == ["", "stop"]
    assert extract.origin.name == loopback.endpoint
    assert extract.origin.date == DATE
    assert loopback.agents == {overpass_client.user_agent()}


def test_pull_gives_what_a_file_of_the_same_data_gives(tmp_path, server, loopback, shared):
    """Macau's railways, as a file and through Overpass: one raw extract."""
    path = shared / "osm" / "macau.osm.pbf"
    loopback.elements = elements_of_file(path)
    area = shapely.box(113.49, 22.12, 113.55, 22.22)
    of_file = read_osm_file(path, Selection(), area=area)
    pulled = pull_extract(area, Selection(), server)
    assert pulled.way_id.tolist() == of_file.way_id.tolist()
    assert pulled.ref.tolist() == of_file.ref.tolist()
    assert pulled.node_id.tolist() == of_file.node_id.tolist()
    assert pulled.lonlat.tolist() == of_file.lonlat.tolist()
    assert pulled.way_tags == of_file.way_tags
    assert pulled.node_tags == of_file.node_tags
    assert 10 < pulled.way_id.size < 32


def test_pull_asks_nothing_when_its_answers_are_kept(server, loopback):
    first = pull_extract(AREA, RAIL, server)
    n_asked = len(loopback.queries)
    again = pull_extract(AREA, RAIL, server)
    assert len(loopback.queries) == n_asked
    assert again.way_id.tolist() == first.way_id.tolist()
    assert again.origin == first.origin


def test_pull_asks_anew_when_area_or_date_differ(server, loopback):
    pull_ways(AREA, RAIL_RULES, server)
    pull_ways(AREA.buffer(0.001), RAIL_RULES, server)
    dated = pull_ways(AREA, RAIL_RULES, server.model_copy(update={"date": "2026-10-01T00:00:00Z"}))
    assert len(loopback.queries) == 3
    assert loopback.queries[2].startswith("[out:json]")
    assert '[date:"2026-10-01T00:00:00Z"]' in loopback.queries[2]
    assert dated.origin.date == "2026-10-01T00:00:00Z"


def test_date_is_empty_when_the_server_does_not_say(server, loopback):
    loopback.date = "2026-02-31T00:00:00Z"
    assert pull_ways(AREA, RAIL_RULES, server).origin.date == ""


@pytest.mark.parametrize(
    "bad",
    [
        TOO_MANY,
        GATEWAY_TIMEOUT,
        remark('runtime error: Query timed out in "query" at line 1 after 181 seconds.', drawn()[:2]),
        CUT_JSON,
        Answer(body=RATE_PAGE),
        Answer(body=""),
        Answer(body='{"elements": []}' + " " * 1000, sent_share=0.5),
    ],
)
def test_query_is_asked_again_when_its_answer_is_bad(server, loopback, slept, bad):
    loopback.script = [bad]
    assert pull_ways(AREA, RAIL_RULES, server).way_id.tolist() == [100, 101]
    assert len(loopback.queries) == 2


def test_pull_is_whole_when_one_answer_of_many_was_bad(server, loopback):
    loopback.script = [None, None, GATEWAY_TIMEOUT]
    extract = pull_extract(AREA, RAIL, server)
    assert extract.way_id.tolist() == [100, 101]
    assert [relation.id for relation in extract.relations] == [900]
    n_filters = len(RAIL.line_rules)
    assert len(loopback.queries) == n_filters + 1 + 1 + 1  # ways, things, relations, and one asked twice


def test_answer_is_judged_where_a_redirection_leads_to(server, loopback):
    loopback.script = [Answer(302, "", {"Location": "/login"})]
    with pytest.raises(SourceUnavailableError, match=r"404.*check the address"):
        pull_ways(AREA, RAIL_RULES, server)


@pytest.mark.parametrize("is_bad", ["way", "node", "rel["])
def test_pull_fails_when_one_kind_of_query_never_gets_a_whole_answer(server, loopback, is_bad):
    """Ways and things through osmnx, relations through our client: with any of them missing there is no extract."""
    loopback.bad_for = lambda query: remark("runtime error: timed out") if f"({is_bad}" in query else None
    with pytest.raises(SourceUnavailableError, match="timed out.*raise timeout_s"):
        pull_extract(AREA, RAIL, server)
    assert sum(f"({is_bad}" in query for query in loopback.queries) == server.attempts


def test_pull_waits_as_long_as_the_server_asks_and_never_as_osmnx_does(server, loopback, slept):
    loopback.forever = TOO_MANY
    with pytest.raises(SourceUnavailableError, match=r"429.*rate_limited"):
        pull_ways(AREA, RAIL_RULES, server)
    assert [pause for pause in slept if pause] == [7.0, 7.0]


def test_pull_asks_the_status_page_before_every_query(server, loopback, slept):
    pull_extract(AREA, RAIL, server.model_copy(update={"rate_limit": True}))
    assert loopback.status_asked == len(loopback.queries)


def test_pull_goes_on_where_it_was_when_it_broke_off(server, loopback, tmp_path):
    """120.0..120.4 E in many queries; the fifth one fails until the pull gives up, then the server is well again."""
    split = server.model_copy(update={"max_query_area_m2": 1e8})
    loopback.script = [None] * 4 + [GATEWAY_TIMEOUT] * 3
    with pytest.raises(SourceUnavailableError, match="what was answered is kept"):
        pull_ways(AREA, RAIL_RULES, split)
    done = set(loopback.queries[:4])
    assert len(kept_files(tmp_path)) == 4
    loopback.queries.clear()
    extract = pull_ways(AREA, RAIL_RULES, split)
    assert extract.way_id.tolist() == [100, 101]
    assert not done & set(loopback.queries)
    assert len(set(loopback.queries)) == len(loopback.queries) > 4
    assert len(kept_files(tmp_path)) == 4 + len(loopback.queries) + 1


def test_answer_is_asked_for_again_when_a_killed_pull_left_it_half_written(server, loopback, tmp_path):
    pull_ways(AREA, RAIL_RULES, server)
    (folder,) = (tmp_path / "kept").iterdir()
    (folder / COMPLETE).unlink()
    (answer,) = folder.glob("*.json")
    answer.write_text(answer.read_text()[:100])
    assert pull_ways(AREA, RAIL_RULES, server).way_id.tolist() == [100, 101]
    assert len(loopback.queries) == 2


def test_answer_is_asked_for_again_when_it_was_changed_after_the_pull(server, loopback, tmp_path):
    pull_ways(AREA, RAIL_RULES, server)
    (answer,) = (path for path in (tmp_path / "kept").glob("*/*.json") if path.name != COMPLETE)
    answer.write_text(answer.read_text() + "}")
    assert pull_ways(AREA, RAIL_RULES, server).way_id.tolist() == [100, 101]
    assert len(loopback.queries) == 2


def test_pull_is_refused_with_the_query_when_the_area_is_empty(server, loopback, tmp_path):
    sea = shapely.box(10.0, 10.0, 10.1, 10.1)
    with pytest.raises(EmptySourceError, match=r'10\.0000,10\.0000,10\.1000,10\.1000.*\["railway"="rail"\]'):
        pull_extract(sea, RAIL, server)
    assert kept_files(tmp_path) == []


def test_pull_is_refused_when_there_are_stations_but_no_track(server, loopback):
    loopback.elements = [each for each in drawn() if each["type"] == "node"]
    with pytest.raises(EmptySourceError):
        pull_extract(AREA, RAIL, server)


@pytest.mark.parametrize(
    "hostile",
    [
        node(1, 500.0),
        node(1, float("nan")),
        {"type": "node", "id": "1; DROP TABLE", "lat": 30.0, "lon": 120.0},
        {"type": "node", "id": 1},
        {"type": "way", "id": 100, "nodes": "1,2", "tags": {"railway": "rail"}},
        {"type": "way", "id": 100, "nodes": [1, 2], "tags": {"railway": ["rail"]}},
        {"type": "way", "id": 100, "nodes": [1, 2], "tags": {"railway": "rail", "name": "\ud800"}},
        {"type": "changeset", "id": 1},
        ["node"],
    ],
)
def test_pull_is_refused_when_an_element_cannot_be_openstreetmap(server, loopback, hostile):
    loopback.forever = Answer(body=document([node(2, 120.0), hostile]))
    with pytest.raises(SourceError, match="pull again"):
        pull_ways(AREA, RAIL_RULES, server)


def test_settings_and_socket_are_as_before_when_a_pull_is_done_or_failed(server, loopback, slept):
    before = {name: str(value) for name, value in vars(ox.settings).items() if not name.startswith("_")}
    look_up = socket.getaddrinfo
    pull_extract(AREA, RAIL, server)
    pull_ways(AREA.buffer(0.01), RAIL_RULES, server)
    loopback.forever = GATEWAY_TIMEOUT
    with pytest.raises(SourceUnavailableError):
        pull_ways(AREA, RAIL_RULES, server)
    with pytest.raises(SourceUnavailableError):
        geocode("Hangzhou", server)
    after = {name: str(value) for name, value in vars(ox.settings).items() if not name.startswith("_")}
    assert after == before
    assert socket.getaddrinfo is look_up


def test_pull_says_what_needs_no_server_when_none_listens(server, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = server.model_copy(update={"endpoint": f"http://127.0.0.1:{free.getsockname()[1]}/api"})
    with pytest.raises(SourceUnavailableError, match=r"cannot be reached.*file:.*snapshot"):
        pull_extract(AREA, RAIL, dead)


def test_pull_is_interrupted_at_once_when_it_waits(server, loopback, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", interrupted)
    loopback.forever = TOO_MANY
    before = ox.settings.overpass_url
    with pytest.raises(KeyboardInterrupt):
        pull_ways(AREA, RAIL_RULES, server)
    assert ox.settings.overpass_url == before


def test_folder_that_cannot_be_written_is_told(server, loopback, tmp_path):
    (tmp_path / "kept").write_text("a file, no folder")
    with pytest.raises(SourceError, match="set `cache` to another folder"):
        pull_ways(AREA, RAIL_RULES, server)


def test_pull_warns_when_its_answers_are_days_apart(server, loopback):
    split = server.model_copy(update={"max_query_area_m2": 1e8})
    loopback.script = [None] * 4 + [GATEWAY_TIMEOUT] * 3
    with pytest.raises(SourceUnavailableError):
        pull_ways(AREA, RAIL_RULES, split)
    loopback.date = "2026-11-20T00:00:00Z"
    with pytest.warns(NetoptWarning, match="from 2026-11-01T00:00:00Z to 2026-11-20T00:00:00Z"):
        extract = pull_ways(AREA, RAIL_RULES, split)
    assert extract.origin.date == "2026-11-01T00:00:00Z"


def test_large_area_is_asked_for_in_parts_without_a_warning(server, loopback):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pull_ways(AREA, RAIL_RULES, server.model_copy(update={"max_query_area_m2": 1e7}))
    assert len(loopback.queries) > 10


def answers_told(caplog):
    """Numbers of the answers that log lines name."""
    lines = [record.getMessage() for record in caplog.records if "is whole" in record.getMessage()]
    return [line.split(": ")[1].removesuffix(" is whole") for line in lines]


def test_log_counts_the_answers_of_all_when_a_pull_goes_on(server, loopback, caplog):
    """A query for each filter of ways, one of features; the first is kept when the second fails."""
    caplog.set_level("INFO", logger="netopt")
    in_all = len(RAIL.line_rules) + 1
    loopback.script = [None, Answer(400, "bad")]
    with pytest.raises(SourceUnavailableError):
        pull_extract(AREA, RAIL, server)
    assert answers_told(caplog) == [f"answer 1 of {in_all}"]
    caplog.clear()
    pull_extract(AREA, RAIL, server)
    assert answers_told(caplog) == [f"answer {number} of {in_all}" for number in range(2, in_all + 1)]


def test_log_says_about_how_many_answers_a_large_area_takes(server, loopback, caplog):
    """40.2 by 24.2 km with osmnx's margin of 500 m, in squares of at most 20 km: three columns and two rows."""
    caplog.set_level("INFO", logger="netopt")
    pull_ways(AREA, RAIL_RULES, server.model_copy(update={"max_query_area_m2": 4e8}))
    assert answers_told(caplog)[-1] == "answer 6 of about 6"


def test_long_outline_is_sent_short_and_covers_the_area():
    wiggly = shapely.Point(120.0, 30.0).buffer(0.5, quad_segs=2000)
    asked = asked_area(wiggly)
    assert shapely.get_num_coordinates(wiggly) > MOST_VERTICES >= shapely.get_num_coordinates(asked)
    assert asked.covers(wiggly)
    assert asked.area < 1.02 * wiggly.area


def outline(*points: tuple[float, float]) -> dict:
    return {"type": "Polygon", "coordinates": [[list(point) for point in (*points, points[0])]]}


def place(geojson: dict, importance: float = 0.7) -> dict:
    box = ["29.9", "30.1", "119.9", "120.3"]
    return {"lat": "30.0", "lon": "120.0", "importance": importance, "boundingbox": box, "geojson": geojson}


def test_place_gives_its_most_important_outline(server, loopback, slept):
    small = place(outline((1.0, 1.0), (2.0, 1.0), (2.0, 2.0)), 0.2)
    large = place(outline((119.9, 29.9), (120.3, 29.9), (120.3, 30.1), (119.9, 30.1)), 0.9)
    point = place({"type": "Point", "coordinates": [5.0, 5.0]}, 1.0)
    loopback.places["Hangzhou"] = [small, point, large]
    assert geocode("Hangzhou", server).equals(AREA)
    assert geocode("Hangzhou", server).equals(AREA)
    assert loopback.searches == ["Hangzhou"]
    assert loopback.agents == {overpass_client.user_agent()}


def test_outline_is_made_valid_when_it_crosses_itself(server, loopback, slept):
    loopback.places["Bow"] = [place(outline((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)))]
    found = geocode("Bow", server)
    assert found.is_valid
    assert found.area == pytest.approx(0.5)


def test_place_is_refused_with_its_name_when_nobody_knows_it(server, loopback, slept):
    for _ in range(2):  # the empty answer is not kept
        with pytest.raises(EmptySourceError, match="'Atlantis' is not known.*give another name.*bbox"):
            geocode("Atlantis", server)
    assert loopback.searches == ["Atlantis", "Atlantis"]


def test_place_is_refused_when_it_is_only_a_point(server, loopback, slept):
    loopback.places["Mount"] = [place({"type": "Point", "coordinates": [5.0, 5.0]})]
    with pytest.raises(EmptySourceError, match="'Mount' has no outline.*only Point"):
        geocode("Mount", server)


@pytest.mark.parametrize(
    "bad",
    [
        TOO_MANY,
        Answer(body="<html>maintenance</html>"),
        Answer(body='{"error": "no"}'),
        Answer(body=json.dumps([{"importance": 1.0}])),
        Answer(body=json.dumps([place({"type": "Polygon", "coordinates": [[[0, 0], ["x", 1], [1, 1], [0, 0]]]})])),
    ],
)
def test_place_is_asked_again_when_the_answer_is_bad(server, loopback, slept, bad):
    loopback.places["Hangzhou"] = [place(outline((119.9, 29.9), (120.3, 29.9), (120.3, 30.1), (119.9, 30.1)))]
    loopback.script = [bad]
    assert geocode("Hangzhou", server).equals(AREA)
