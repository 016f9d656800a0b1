"""A server on the loopback that speaks the HTTP of Overpass and Nominatim: fine answers, and every kind of bad one.

Queries are answered by a small interpreter that knows what netopt and osmnx ask: statements like
``way["railway"~"^(rail|subway)$"](poly:"lat lon ...")``, recursion down (``>``), and ``out``.
"""

import json
import re
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import osmium
import shapely

KIND = {"n": "node", "w": "way", "r": "relation"}
STATEMENT = re.compile(r"(node|way|rel|relation)((?:\[[^\]]*\])+)\(poly:(['\"])([-0-9. ]+)\3\)")
TEST = re.compile(r"\[(!?)(['\"])(.+?)\2(?:(=|!=|~|!~)(['\"])(.*?)\5)?\]")
DATE = "2026-11-01T00:00:00Z"
FREE = "Connected as: 1\nCurrent time: {now}\nAnnounced endpoint: none\nRate limit: 2\n2 slots available now.\n"
BUSY = (
    "Connected as: 1\nCurrent time: 2026-11-24T12:00:00Z\nAnnounced endpoint: none\nRate limit: 2\n"
    "Slot available after: 2026-11-24T12:00:09Z, in 9 seconds.\n"
    "Slot available after: 2026-11-24T12:00:05Z, in 5 seconds.\n"
    "Currently running queries (pid, space limit, time limit, start time):\n"
)
RUNNING = (
    "Connected as: 1\nCurrent time: 2026-11-24T12:00:00Z\nAnnounced endpoint: none\nRate limit: 2\n"
    "Currently running queries (pid, space limit, time limit, start time):\n"
    "4711\t536870912\t180\t2026-11-24T11:59:00Z\n"
)
PAGE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<html><head><title>OSM3S Response</title></head><body>\n'
    '<p><strong style="color:#FF0000">Error</strong>: {said} </p>\n</body></html>\n'
)
RATE_PAGE = PAGE.format(
    said="runtime error: open64: 0 Success /osm3s_osm_base Dispatcher_Client::request_read_and_idx::rate_limited. "
    "Please check /api/status for the quota of your IP address."
)


@dataclass(frozen=True)
class Answer:
    """What is sent instead of a fine answer."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    sent_share: float = 1.0
    """Share of the body that is sent before the connection is closed."""
    is_json_cut: bool = False
    """Send a fine answer, cut off, with a header that fits the rest."""


TOO_MANY = Answer(429, RATE_PAGE, {"Retry-After": "7"})
GATEWAY_TIMEOUT = Answer(504, PAGE.format(said="The server is probably too busy to handle your request."))
CUT_JSON = Answer(is_json_cut=True)


def remark(text: str, elements: Iterable[dict] = ()) -> Answer:
    """Status 200, the elements found so far, and why the query broke off."""
    return Answer(body=document(elements, remark=text), headers={"Content-Type": "application/json"})


def document(elements: Iterable[dict], *, date: str = DATE, **more: str) -> str:
    """An answer as Overpass writes it."""
    head = {"version": 0.6, "generator": "Overpass API 0.7.62", "osm3s": {"timestamp_osm_base": date}}
    return json.dumps({**head, "elements": list(elements), **more})


def elements_of_xml(path: Path) -> list[dict]:
    """The elements of an .osm file, as Overpass gives them."""
    found = []
    for each in ET.parse(path).getroot():
        if each.tag not in ("node", "way", "relation"):
            continue
        element: dict = {"type": each.tag, "id": int(each.get("id"))}
        if each.tag == "node":
            element |= {"lat": float(each.get("lat")), "lon": float(each.get("lon"))}
        if each.tag == "way":
            element["nodes"] = [int(ref.get("ref")) for ref in each.iter("nd")]
        if each.tag == "relation":
            element["members"] = [
                {"type": member.get("type"), "ref": int(member.get("ref")), "role": member.get("role", "")}
                for member in each.iter("member")
            ]
        if tags := {tag.get("k"): tag.get("v") for tag in each.iter("tag")}:
            element["tags"] = tags
        found.append(element)
    return found


def write_xml(elements: Iterable[dict], path: Path) -> Path:
    """The elements as an .osm file: what a server has, for who reads files."""
    root = ET.Element("osm", version="0.6", generator="drawn")
    for each in sorted(elements, key=lambda one: (("node", "way", "relation").index(one["type"]), one["id"])):
        place = {name: str(each[name]) for name in ("lat", "lon") if name in each}
        drawn = ET.SubElement(root, each["type"], id=str(each["id"]), version="1", **place)
        for ref in each.get("nodes", ()):
            ET.SubElement(drawn, "nd", ref=str(ref))
        for member in each.get("members", ()):
            ET.SubElement(drawn, "member", {name: str(member[name]) for name in ("type", "ref", "role")})
        for key, value in each.get("tags", {}).items():
            ET.SubElement(drawn, "tag", k=key, v=value)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path


def elements_of_file(path: Path) -> list[dict]:
    """The elements of an OpenStreetMap file of any kind, as Overpass gives them."""
    found = []
    for each in osmium.FileProcessor(path):
        element: dict = {"type": KIND[each.type_str()], "id": each.id}
        if each.is_node():
            element |= {"lat": each.location.lat, "lon": each.location.lon}
        elif each.is_way():
            element["nodes"] = [ref.ref for ref in each.nodes]
        else:
            element["members"] = [
                {"type": KIND[member.type], "ref": member.ref, "role": member.role} for member in each.members
            ]
        if tags := dict(each.tags):
            element["tags"] = tags
        found.append(element)
    return found


class LoopbackOverpass:
    """The server; ``with LoopbackOverpass(elements) as server: ... server.endpoint``."""

    def __init__(self, elements: Iterable[dict] = (), places: dict[str, list[dict]] | None = None) -> None:
        self.elements = list(elements)
        self.places = places or {}
        self.date = DATE
        self.queries: list[str] = []
        """Queries to /interpreter, in order, whatever was answered."""
        self.searches: list[str] = []
        self.status_asked = 0
        self.agents: set[str] = set()
        self.script: list[Answer | None] = []
        """What the next queries get; None and everything after the end: a fine answer."""
        self.forever: Answer | None = None
        self.bad_for: Callable[[str], Answer | None] = lambda query: None
        self.status_pages: list[str] = []
        """The next status pages; FREE after the end."""
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/api"

    @property
    def nominatim(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> "LoopbackOverpass":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def answer(self, query: str) -> Answer:
        """What a query gets."""
        with self._lock:
            self.queries.append(query)
            scripted = self.script.pop(0) if self.script else None
        scripted = scripted or self.forever or self.bad_for(query)
        if scripted is not None and not scripted.is_json_cut:
            return scripted
        body = document(self.found(query), date=self.date)
        return Answer(body=body[: len(body) * 2 // 3] if scripted is not None else body)

    def found(self, query: str) -> list[dict]:
        """The elements a query asks for."""
        by_key = {(each["type"], each["id"]): each for each in self.elements}
        inside: dict[shapely.Polygon, set[tuple[str, int]]] = {}
        found: dict[tuple[str, int], dict] = {}
        tagged = [each for each in self.elements if each.get("tags")]
        for word, brackets, _, poly in STATEMENT.findall(query):
            kind = "relation" if word == "rel" else word
            numbers = [float(number) for number in poly.split()]
            outline = shapely.Polygon(list(zip(numbers[1::2], numbers[::2], strict=True)))
            if outline not in inside:
                inside[outline] = self._inside(outline)
            for each in tagged if _needs_a_tag(brackets) else self.elements:
                key = (each["type"], each["id"])
                if each["type"] == kind and _passes(each.get("tags", {}), brackets) and key in inside[outline]:
                    found[key] = each
        if ">" in query:
            waiting = list(found.values())
            while waiting:
                each = waiting.pop()
                below = [("node", ref) for ref in each.get("nodes", ())]
                below += [(member["type"], member["ref"]) for member in each.get("members", ())]
                for key in below:
                    if key in by_key and key not in found:
                        found[key] = by_key[key]
                        waiting.append(by_key[key])
        return [found[key] for key in sorted(found)]

    def _inside(self, outline: shapely.Polygon) -> set[tuple[str, int]]:
        """Nodes in an outline, ways with such a node, relations with such a node or way."""
        nodes = [each for each in self.elements if each["type"] == "node"]
        is_in = shapely.contains_xy(outline, [each["lon"] for each in nodes], [each["lat"] for each in nodes])
        inside = {("node", each["id"]) for each, there in zip(nodes, is_in, strict=True) if there}
        for kind in ("way", "relation"):
            inside |= {
                (kind, each["id"])
                for each in self.elements
                if each["type"] == kind
                and any(
                    key in inside
                    for key in (
                        *(("node", ref) for ref in each.get("nodes", ())),
                        *((member["type"], member["ref"]) for member in each.get("members", ())),
                    )
                )
            }
        return inside

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                server.agents.add(self.headers.get("User-Agent", ""))
                parts = urlsplit(self.path)
                if parts.path == "/api/status":
                    with server._lock:
                        server.status_asked += 1
                        page = server.status_pages.pop(0) if server.status_pages else FREE
                    return self._send(Answer(body=page, headers={"Content-Type": "text/plain"}))
                if parts.path == "/search":
                    place = parse_qs(parts.query)["q"][0]
                    server.searches.append(place)
                    scripted = server.script.pop(0) if server.script else server.forever
                    return self._send(scripted or Answer(body=json.dumps(server.places.get(place, []))))
                return self._send(Answer(404, PAGE.format(said="Not Found")))

            def do_POST(self) -> None:
                server.agents.add(self.headers.get("User-Agent", ""))
                length = int(self.headers["Content-Length"])
                body = self.rfile.read(length).decode()
                if self.path != "/api/interpreter":
                    return self._send(Answer(404, PAGE.format(said="Not Found")))
                return self._send(server.answer(parse_qs(body)["data"][0]))

            def _send(self, answer: Answer) -> None:
                body = answer.body.encode()
                self.send_response(answer.status)
                for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: int(len(body) * answer.sent_share)])
                if answer.sent_share < 1.0:
                    self.close_connection = True

        return Handler


def _needs_a_tag(brackets: str) -> bool:
    """Whether nothing without tags can pass."""
    return any(not is_absent and sign in ("", "=", "~") for is_absent, _, _, sign, _, _ in TEST.findall(brackets))


def _passes(tags: dict[str, str], brackets: str) -> bool:
    for is_absent, _, key, sign, _, value in TEST.findall(brackets):
        given = tags.get(key)
        if is_absent:
            fits = given is None
        elif not sign:
            fits = given is not None
        elif sign in ("=", "!="):
            fits = (given == value) == (sign == "=")
        else:
            fits = (given is not None and re.search(value, given) is not None) == (sign == "~")
        if not fits:
            return False
    return True
