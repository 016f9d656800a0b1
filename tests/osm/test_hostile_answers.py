"""Answers of a server that is broken or means harm: endless, swollen, sent elsewhere, damaged."""

import json
import os
import socket
import threading
import zlib
from contextlib import contextmanager

import pytest
import shapely
from pydantic import ValidationError

from netopt.errors import SourceError, SourceUnavailableError
from netopt.osm import answer_body
from netopt.osm.overpass import geocode, pull_ways
from netopt.osm.overpass_client import ask_overpass, wait_for_slot
from netopt.osm.overpass_server import OverpassServer
from netopt.osm.tag_rule import rule
from tests.osm.loopback_overpass import Answer, LoopbackOverpass, document

AREA = shapely.box(119.9, 29.9, 120.3, 30.1)
RULES = (rule(("railway", "rail")),)
TRACK = [
    {"type": "node", "id": 1, "lat": 30.0, "lon": 120.0},
    {"type": "node", "id": 2, "lat": 30.0, "lon": 120.1},
    {"type": "way", "id": 10, "nodes": [1, 2], "tags": {"railway": "rail"}},
]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def speaking(said):
    """A server that reads a request's head and lets ``said(connection)`` answer; gives its endpoint."""
    listening = socket.create_server(("127.0.0.1", 0))

    def speak(connection):
        with connection:
            while b"\r\n\r\n" not in connection.recv(65536):
                pass
            try:
                said(connection)
            except OSError:
                return  # the other side has had enough

    def listen():
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=speak, args=[connection], daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/api"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


@pytest.fixture
def asked(tmp_path):
    """A server's settings by its endpoint; it is asked once."""

    def settings(endpoint, **options):
        fixed = {"rate_limit": False, "pause_s": 0.0, "attempts": 1, "timeout_s": 5, "cache": str(tmp_path / "kept")}
        return OverpassServer(endpoint=endpoint, nominatim=endpoint.removesuffix("/api"), **(fixed | options))

    return settings


@pytest.fixture
def small_answers(monkeypatch):
    monkeypatch.setattr(answer_body, "LARGEST_BYTES", 2**20)


def endless(connection):
    connection.sendall(HEAD + b"\r\n" + b'{"elements": [')
    while True:
        connection.sendall(b'{"type": "node", "id": 1, "lat": 1, "lon": 1},' * 1000)


def swollen(connection):
    packed = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = packed.compress(b'{"elements": [' + b" " * 30_000_000) + packed.flush()
    connection.sendall(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


@pytest.mark.parametrize("said", [endless, swollen])
@pytest.mark.parametrize("ask", ["ways", "relations", "place", "status"])
def test_answer_is_refused_when_it_grows_beyond_the_bound(asked, small_answers, said, ask):
    with speaking(said) as endpoint:
        server = asked(endpoint, rate_limit=ask == "status")
        calls = {
            "ways": lambda: pull_ways(AREA, RULES, server),
            "relations": lambda: ask_overpass("out;", server),
            "place": lambda: geocode("Anywhere", server),
            "status": lambda: wait_for_slot(server),
        }
        with pytest.raises(SourceUnavailableError, match=r"sends more than 1 MB.*max_query_area_m2"):
            calls[ask]()


def test_answer_is_refused_when_it_drips(asked, monkeypatch):
    """Bytes keep coming, so that no read ever times out: after 0.2 s and a byte in each further 1 s it is enough."""
    monkeypatch.setattr(answer_body, "SLOWEST_BYTES_PER_S", 1000.0)

    def dripping(connection):
        connection.sendall(HEAD + b"\r\n")
        while True:
            connection.sendall(b" ")
            threading.Event().wait(0.02)

    with speaking(dripping) as endpoint:
        hook = answer_body.bounded(0.2)
        with pytest.raises(SourceUnavailableError, match=r"only [0-9]+ bytes in"):
            answer_body.requests.get(endpoint, hooks={"response": hook}, timeout=5)


def test_answer_is_whole_when_it_comes_packed_and_in_chunks(asked):
    body = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = body.compress(document(TRACK).encode()) + body.flush()
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (packed[:50], packed[50:]))
    more = b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    with speaking(lambda connection: connection.sendall(HEAD + more + chunks + b"0\r\n\r\n")) as endpoint:
        assert pull_ways(AREA, RULES, asked(endpoint)).way_id.tolist() == [10]


@pytest.mark.parametrize(
    "target",
    [
        "http://other.example/api",
        "file:///etc/hosts",
        "//[::1",
        "http://[::1",
        "",
        "http://127.0.0.1:x/",
        "h\xf6\xfft:/",
    ],
)
@pytest.mark.parametrize("status", [302, 307])
def test_redirection_is_refused_when_it_leads_to_another_host(asked, target, status):
    head = f"HTTP/1.1 {status} Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
    with speaking(lambda connection: connection.sendall(head)) as endpoint:
        for ask in (lambda: pull_ways(AREA, RULES, asked(endpoint)), lambda: ask_overpass("out;", asked(endpoint))):
            with pytest.raises(SourceUnavailableError, match=r"sends on to .* give that address"):
                ask()


@pytest.mark.parametrize(
    "body", [b"\xef\xbb\xbf" + document(TRACK).encode(), document(TRACK).encode("utf-16")], ids=["mark", "utf-16"]
)
def test_answer_is_refused_when_it_is_json_in_another_encoding(asked, body):
    with (
        speaking(lambda connection: connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)) as url,
        pytest.raises(SourceUnavailableError, match="cut off or no JSON"),
    ):
        pull_ways(AREA, RULES, asked(url))


def test_damaged_answer_is_asked_for_anew_when_it_was_kept(asked):
    damaged = [{**TRACK[0], "lat": 95.0}, *TRACK[1:]]
    with LoopbackOverpass(TRACK) as loopback:
        loopback.script = [Answer(body=json.dumps({"elements": damaged}))]
        server = asked(loopback.endpoint)
        with pytest.raises(SourceError, match=r"lat 95.*pull again"):
            pull_ways(AREA, RULES, server)
        assert pull_ways(AREA, RULES, server).way_id.tolist() == [10]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://" + "a" * 64 + ".example/api", "host"),
        ("http://h/\u202egpa", "visible"),
        ("http://h/" + "a" * 300, "long"),
    ],
)
def test_address_is_refused_when_nothing_could_be_asked_there(address, told):
    with pytest.raises(ValidationError, match=told):
        OverpassServer(endpoint=address)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_pull_passes_over_what_is_no_answer_when_somebody_laid_it_into_the_folder(asked, tmp_path, make):
    with LoopbackOverpass(TRACK) as loopback:
        server = asked(loopback.endpoint)
        pull_ways(AREA, RULES, server)
        (folder,) = (tmp_path / "kept").iterdir()
        make(folder / "laid.json")
        (folder / "complete.json").unlink()
        assert pull_ways(AREA, RULES, server).way_id.tolist() == [10]


def test_pull_is_refused_when_the_folder_has_an_impossible_name(asked):
    with LoopbackOverpass(TRACK) as loopback, pytest.raises(SourceError, match="set `cache` to another folder"):
        pull_ways(AREA, RULES, asked(loopback.endpoint, cache="x" * 300))
