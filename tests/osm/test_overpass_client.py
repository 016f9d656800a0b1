"""Our own client against a server on the loopback that answers well, badly, or not at all."""

import socket

import pytest
from pydantic import ValidationError

from netopt.errors import SourceUnavailableError
from netopt.osm import overpass_client
from netopt.osm.overpass_answer import BadAnswerError
from netopt.osm.overpass_client import ask_overpass, persist, query_settings, slot_wait_s, wait_for_slot
from netopt.osm.overpass_server import OverpassServer
from tests.osm.loopback_overpass import (
    BUSY,
    CUT_JSON,
    FREE,
    GATEWAY_TIMEOUT,
    PAGE,
    RATE_PAGE,
    RUNNING,
    TOO_MANY,
    Answer,
    LoopbackOverpass,
    remark,
)

NODE = {"type": "node", "id": 1, "lat": 30.0, "lon": 120.0, "tags": {"railway": "station"}}
QUERY = '[out:json];(node["railway"](poly:"29 119 29 121 31 121 31 119"););out;'


@pytest.fixture
def loopback():
    with LoopbackOverpass([NODE]) as server:
        yield server


@pytest.fixture
def slept(monkeypatch):
    """Seconds of every pause; none is slept."""
    pauses: list[float] = []
    monkeypatch.setattr(overpass_client.time, "sleep", pauses.append)
    return pauses


def asked_of(loopback, **options) -> OverpassServer:
    return OverpassServer(
        **{"endpoint": loopback.endpoint, "rate_limit": False, "pause_s": 2.0, "attempts": 3} | options
    )


def ask(server):
    """The number of elements, after as many attempts as it takes."""
    return len(persist(lambda: ask_overpass(QUERY, server), server, progress=lambda: 0)["elements"])


def test_query_gives_the_document_when_the_server_answers_well(loopback):
    assert ask_overpass(QUERY, asked_of(loopback))["elements"] == [NODE]
    assert loopback.agents == {overpass_client.user_agent()}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (TOO_MANY, "429"),
        (GATEWAY_TIMEOUT, "504"),
        (Answer(502, ""), "502"),
        (remark('runtime error: Query timed out in "query" at line 1 after 181 seconds.', [NODE]), "Query timed out"),
        (CUT_JSON, "cut off"),
        (Answer(body=RATE_PAGE), "rate_limited"),
        (Answer(body=""), "empty answer"),
        (Answer(body="[]"), "no Overpass document"),
        (Answer(body='{"version": 0.6}'), "without `elements`"),
        (Answer(body="[" * 100_000), "cut off or no JSON"),
        (Answer(body='{"elements": []}' + " " * 1000, sent_share=0.5), "broke off"),
    ],
)
def test_query_is_asked_again_when_an_answer_is_not_whole(loopback, slept, bad, said, caplog):
    caplog.set_level("INFO", logger="netopt")
    loopback.script = [bad]
    assert ask(asked_of(loopback)) == 1
    assert len(loopback.queries) == 2
    assert said in caplog.text


def test_query_gives_up_with_the_mend_when_every_answer_is_bad(loopback, slept):
    loopback.forever = Answer(504, PAGE.format(said="too busy"))
    with pytest.raises(SourceUnavailableError, match=r"504.*too busy.*run again later.*file:.*snapshot"):
        ask(asked_of(loopback))
    assert len(loopback.queries) == 3
    assert slept == [2.0, 4.0]


def test_pause_is_as_long_as_the_server_asks_when_it_says_so(loopback, slept):
    loopback.script = [TOO_MANY]
    ask(asked_of(loopback))
    assert slept == [7.0]


def test_pause_is_never_longer_than_ten_minutes(loopback, slept):
    loopback.script = [
        Answer(429, "", {"Retry-After": "9" * 500}),
        Answer(429, "", {"Retry-After": "Wed, 21 Oct 2026"}),
    ]
    ask(asked_of(loopback))
    assert slept == [600.0, 4.0]


@pytest.mark.parametrize(
    ("bad", "mend"),
    [
        (remark('runtime error: Query run out of memory in "query" at line 1.'), "raise memory_bytes"),
        (Answer(400, PAGE.format(said="parse error: Unknown type")), "another endpoint"),
        (Answer(404, PAGE.format(said="Not Found")), "check the address"),
    ],
)
def test_query_is_asked_once_when_asking_again_cannot_help(loopback, slept, bad, mend):
    loopback.forever = bad
    with pytest.raises(SourceUnavailableError, match=mend):
        ask(asked_of(loopback))
    assert len(loopback.queries) == 1


def test_query_says_what_needs_no_server_when_none_listens(slept):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{free.getsockname()[1]}/api"
    with pytest.raises(SourceUnavailableError, match=r"cannot be reached.*file:.*snapshot"):
        ask(OverpassServer(endpoint=endpoint))
    assert slept == []


def test_query_says_what_needs_no_server_when_the_name_is_unknown(monkeypatch, slept):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(SourceUnavailableError, match=r"overpass.invalid cannot be reached.*file:"):
        ask(OverpassServer(endpoint="https://overpass.invalid/api"))


def test_failures_are_counted_anew_when_an_answer_came_in_between(slept):
    outcomes = iter(["bad", "bad", "answer, then bad", "bad", "all"])
    count = 0

    def often_bad():
        nonlocal count
        outcome = next(outcomes)
        count += "answer" in outcome
        if "bad" in outcome:
            raise BadAnswerError("busy", is_passing=True)
        return outcome

    assert persist(often_bad, OverpassServer(attempts=3, pause_s=1.0), progress=lambda: count) == "all"
    assert slept == [1.0, 2.0, 1.0, 2.0]


@pytest.mark.parametrize(
    ("page", "seconds"),
    [
        (FREE, 0.0),
        (BUSY, 5.0),
        (RUNNING, 3.0),
        (FREE.replace("Rate limit: 2\n2 slots available now.\n", "Rate limit: 0\n"), 0.0),
        ("1 slots available now.\n" + BUSY, 0.0),
        ("Slot available after: 2026-11-24T12:00:00Z, in -2 seconds.", 1.0),
        ("<html>no status here</html>", 0.0),
        ("", 0.0),
    ],
)
def test_status_page_tells_how_long_to_wait(page, seconds):
    assert slot_wait_s(page, busy_pause_s=3.0) == seconds


def test_status_page_is_asked_again_when_no_slot_is_free(loopback, slept):
    loopback.status_pages = [BUSY, RUNNING]
    wait_for_slot(asked_of(loopback, rate_limit=True))
    assert slept == [5.0, 4.0]
    assert loopback.status_asked == 3


def test_waiting_for_a_slot_ends_when_none_is_ever_free(loopback, slept):
    loopback.status_pages = [RUNNING] * 10
    wait_for_slot(asked_of(loopback, rate_limit=True))
    assert slept == [2.0, 4.0, 8.0]


def test_status_page_is_not_asked_when_there_is_no_rate_limit(loopback):
    wait_for_slot(asked_of(loopback, rate_limit=False))
    assert loopback.status_asked == 0


def test_query_settings_hold_date_and_limits_when_given():
    server = OverpassServer(date="2026-11-01", timeout_s=90, memory_bytes=2**29)
    assert query_settings(server) == '[out:json][timeout:90][maxsize:536870912][date:"2026-11-01T00:00:00Z"]'
    assert query_settings(OverpassServer(timeout_s=90, memory_bytes=None)) == "[out:json][timeout:90]"


@pytest.mark.parametrize(
    ("given", "kept"),
    [("2026-11-01", "2026-11-01T00:00:00Z"), ("2026-11-01T08:00:00+08:00", "2026-11-01T00:00:00Z"), ("", "")],
)
def test_date_is_written_as_overpass_writes_it(given, kept):
    assert OverpassServer(date=given).date == kept


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "ftp://overpass-api.de/api"},
        {"endpoint": "overpass-api.de/api"},
        {"endpoint": "file:///etc/passwd"},
        {"endpoint": "https://me:secret@overpass-api.de/api"},
        {"endpoint": "https://overpass-api.de/api?key=1"},
        {"endpoint": "https://overpass-api.de:99999/api"},
        {"endpoint": "https://over pass.de/api"},
        {"nominatim": "javascript:alert(1)"},
        {"date": "yesterday"},
        {"date": "2026-13-01"},
        {"date": "2026-11-01T00:00:00"},
        {"date": "2009-01-01"},
        {"date": '2026-11-01"];out;//'},
        {"timeout_s": 0},
        {"attempts": 0},
        {"pause_s": -1.0},
    ],
)
def test_server_is_refused_when_an_option_means_nothing(wrong):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        OverpassServer(**wrong)


def test_endpoint_is_understood_when_it_is_given_with_the_interpreter():
    assert OverpassServer(endpoint="https://overpass-api.de/api/interpreter/").endpoint == "https://overpass-api.de/api"
