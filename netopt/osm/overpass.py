"""Pull OpenStreetMap data of an area from Overpass through osmnx, and the outline of a place from Nominatim.

osmnx cuts the area into queries and downloads them into a folder; the documents there are read as they are, with all
tags. Its settings are of the whole process: nothing else may use osmnx while a pull runs.
"""

import hashlib
import json
import logging
import math
import socket
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import osmnx as ox
import requests
import shapely
from requests.auth import AuthBase

from netopt.errors import EmptySourceError, SourceError
from netopt.osm.answer_body import bounded
from netopt.osm.area import Area
from netopt.osm.elements import extract_of_elements
from netopt.osm.extract import ExtractOrigin, OsmExtract
from netopt.osm.overpass_answer import BadAnswerError, Watch, read_document, read_places, short, unreachable
from netopt.osm.overpass_client import (
    ask_overpass,
    http_timeout_s,
    persist,
    query_settings,
    user_agent,
    wait_for_slot,
)
from netopt.osm.overpass_folder import DIGEST_DIGITS, KeptAnswers, data_date, oldest_date
from netopt.osm.overpass_query import DECIMALS, asked_area, box_text, polygons_of, relations_query
from netopt.osm.overpass_server import OverpassServer
from netopt.osm.selection import Selection, meets_any
from netopt.osm.tag_rule import TagRule

logger = logging.getLogger(__name__)

NOMINATIM_TIMEOUT_S: Final = 60
OSMNX_MARGIN_M: Final = 500.0
"""osmnx asks for ways in an area this much wider, and cuts them off afterwards."""
PLACES: Final = "places"
"""Folder inside the cache for what Nominatim answered."""


@dataclass(frozen=True)
class _Question:
    """What is asked of Overpass."""

    lines: tuple[TagRule, ...] = ()
    needed: tuple[TagRule, ...] = ()
    """Without a way that passes one of these, the answer is as good as empty."""
    features: Mapping[str, list[str]] = field(default_factory=dict)
    groups: Sequence[str] = ()
    selection: Selection | None = None
    """What of the answers is wanted; ``None``: everything."""

    def text(self, asked: Area, server: OverpassServer) -> dict[str, str]:
        """Everything that decides what the answers hold."""
        return {
            "area": shapely.to_wkt(asked, rounding_precision=DECIMALS),
            "endpoint": server.endpoint,
            "date": server.date,
            "ways": " ".join(line.overpass for line in self.lines),
            "features": json.dumps(dict(self.features), sort_keys=True) if self.features else "",
            "relations": " ".join(self.groups),
            "max_query_area_m2": f"{server.max_query_area_m2:g}",
            "osmnx": version("osmnx"),
        }


class _SlotWaiter(AuthBase):
    """Waits for a free slot before every request: the one place where requests lets a caller do so."""

    def __init__(self, server: OverpassServer) -> None:
        self.server = server

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        wait_for_slot(self.server)
        return request


def pull_extract(area: Area, selection: Selection, server: OverpassServer) -> OsmExtract:
    """What OpenStreetMap has of an area (degrees), as the server has it; answers are kept and asked for once.

    Raises
    ------
    BadAnswerError
        If the server cannot be reached, or does not give every answer whole.
    EmptySourceError
        If nothing of what is selected lies there, or no track although modes are selected.
    SourceError
        If an answer holds what cannot be OpenStreetMap, or the answers cannot be kept.
    """
    question = _Question(
        lines=selection.line_rules,
        needed=selection.track_rules or selection.line_rules,
        features=selection.overpass_feature_tags,
        groups=tuple(selection.overpass_group_filters),
        selection=selection,
    )
    return _pull(area, question, server)


def pull_ways(area: Area, rules: Sequence[TagRule], server: OverpassServer) -> OsmExtract:
    """The ways of an area (degrees) that pass one of the rules, with their nodes; raises as ``pull_extract`` does."""
    return _pull(area, _Question(lines=tuple(rules), needed=tuple(rules)), server)


def geocode(place: str, server: OverpassServer) -> Area:
    """The outline of a place (degrees): the most important one that Nominatim knows under this name.

    Raises
    ------
    BadAnswerError
        If the server cannot be reached or its answer is not whole.
    EmptySourceError
        If it knows no such place, or only as a point or a line.
    """
    kept = KeptAnswers(Path(server.cache) / PLACES)

    def read(response: requests.Response) -> int:
        places = read_places(response)
        _needs_outline(places, place, server)  # before osmnx keeps an answer that is of no use
        return len(places)

    watch = Watch(read)

    def ask() -> Any:
        with _told(kept, server.nominatim):
            return ox.geocode_to_gdf(place).geometry.iloc[0]

    with _told(kept, server.nominatim):
        kept.mend()
    hooks = [bounded(NOMINATIM_TIMEOUT_S), watch.check]
    changes = {"nominatim_url": server.nominatim, "requests_timeout": NOMINATIM_TIMEOUT_S}
    with _osmnx_settings(kept, {**changes, "requests_kwargs": {"hooks": {"response": hooks}}}):
        return polygons_of(persist(ask, server, progress=lambda: watch.count))


def _pull(area: Area, question: _Question, server: OverpassServer) -> OsmExtract:
    """The extract of an area; raises as ``pull_extract`` does."""
    asked = asked_area(area)
    text = question.text(asked, server)
    kept = KeptAnswers.of_question(Path(server.cache), text)
    if kept.is_complete():
        logger.info("%s: the answers kept in %s are used; remove the folder to ask anew", server.name, kept.folder)
    else:
        _download(asked, question, server, kept)
    dates: set[str] = set()
    origin = ExtractOrigin(name=server.endpoint, date=server.date, query=text, versions={"osmnx": version("osmnx")})
    try:
        extract = extract_of_elements(_dated(kept, dates), origin, selection=question.selection, area=area)
    except SourceError:
        kept.forget()  # or what is damaged would be read again for ever
        raise
    if not _has_what_is_needed(extract, question):
        kept.forget()
        raise EmptySourceError(
            f"{server.name} has none of the ways asked for in {box_text(asked)} (filters: {text['ways']}); "
            "check the area, and whether the server holds this part of the world"
        )
    kept.finish(text)
    return replace(extract, origin=replace(origin, date=server.date or oldest_date(dates, server=server.name)))


def _download(asked: Area, question: _Question, server: OverpassServer, kept: KeptAnswers) -> None:
    """Every answer that is not kept yet, put into the folder; raises ``BadAnswerError`` where one is not whole."""
    watch = Watch(lambda response: len(read_document(response)["elements"]))
    lines = [line.overpass for line in question.lines]

    def ways() -> None:
        ox.graph_from_polygon(
            asked, network_type="walk", custom_filter=lines, simplify=False, retain_all=True, truncate_by_edge=True
        )

    def features() -> None:
        ox.features_from_polygon(asked, dict(question.features))

    def through_osmnx(ask: Callable[[], None]) -> None:
        with _told(kept, server.endpoint), suppress(InterruptedError):  # osmnx's word for: all is downloaded
            ask()

    logger.info("%s: asking for %s; answers are kept in %s", server.name, box_text(asked), kept.folder)
    with _told(kept, server.endpoint):
        kept.mend()
        watch.n_kept = kept.count()
    watch.in_all = _queries(asked, question, server)
    logger.debug("%s: waiting for %s", server.name, watch.named(1))
    hooks = [bounded(http_timeout_s(server)), watch.check]
    changes = {
        "overpass_url": server.endpoint,
        "overpass_settings": query_settings(server),
        "overpass_rate_limit": False,  # we read the status page ourselves: osmnx waits there without end
        "max_query_area_size": server.max_query_area_m2,
        "requests_timeout": http_timeout_s(server),
        "requests_kwargs": {"hooks": {"response": hooks}, "auth": _SlotWaiter(server)},
        "cache_only_mode": True,
    }
    with _osmnx_settings(kept, changes):
        for ask in (*((ways,) if lines else ()), *((features,) if question.features else ())):
            persist(partial(through_osmnx, ask), server, progress=lambda: watch.count)
    if question.groups:
        query = relations_query(asked, question.groups, server)
        name = f"relations-{hashlib.sha256(query.encode()).hexdigest()[:DIGEST_DIGITS]}"
        if not kept.has(name):
            logger.debug("%s: waiting for relations", server.name)
            kept.keep(name, persist(lambda: ask_overpass(query, server), server, progress=lambda: 0))


def _queries(asked: Area, question: _Question, server: OverpassServer) -> str:
    """How many queries osmnx makes, in words: a large area is cut by a grid, of which some cells may be empty."""
    projected, _ = ox.projection.project_geometry(asked)
    n_of_ways = _cells(shapely.buffer(projected, OSMNX_MARGIN_M), server)
    n_of_features = _cells(projected, server) if question.features else 0
    in_all = n_of_ways * len(question.lines) + n_of_features
    return f"{'about ' if max(n_of_ways, n_of_features) > 1 else ''}{in_all}"


def _cells(projected: shapely.Geometry, server: OverpassServer) -> int:
    """Cells of the grid by which osmnx cuts an area in metres."""
    whole = projected if isinstance(projected, shapely.Polygon) else shapely.convex_hull(projected)
    if whole.area <= server.max_query_area_m2:
        return 1
    west, south, east, north = whole.bounds
    width_m = math.sqrt(server.max_query_area_m2)
    return max(math.ceil((east - west) / width_m), 2) * max(math.ceil((north - south) / width_m), 2)


def _has_what_is_needed(extract: OsmExtract, question: _Question) -> bool:
    if not question.needed:
        return bool(extract.way_id.size or extract.node_tags)
    return any(meets_any(question.needed, tags) for tags in extract.way_tags)


def _needs_outline(places: list[dict[str, Any]], place: str, server: OverpassServer) -> None:
    """Raise ``EmptySourceError`` where no place of an answer has an outline."""
    kinds = {str(found.get("geojson", {}).get("type")) for found in places}
    if kinds & {"Polygon", "MultiPolygon"}:
        return
    what = f"has no outline at {server.nominatim}, only {' and '.join(sorted(kinds))}" if kinds else "is not known"
    mend = "give another name, for example with its country, or give bbox or polygon"
    raise EmptySourceError(f"place {place!r} {what} ({server.nominatim}); {mend}")


def _dated(kept: KeptAnswers, dates: set[str]) -> Iterator[dict[str, Any]]:
    """The documents; their dates are added to ``dates``."""
    for document in kept.documents():
        dates.add(data_date(document))
        yield document


@contextmanager
def _told(kept: KeptAnswers, endpoint: str) -> Iterator[None]:
    """Inside, what goes wrong in requests or with the kept answers becomes an error of ours."""
    try:
        yield
    except SourceError:
        raise
    except requests.RequestException as error:
        raise unreachable(error, endpoint) from error
    except json.JSONDecodeError as error:
        kept.mend()
        raise BadAnswerError(f"an answer kept in {kept.folder} was cut off ({error})", is_passing=True) from error
    except ValueError as error:  # what osmnx raises where it does not understand an answer that we do
        raise BadAnswerError(
            f"osmnx cannot use an answer of {urlsplit(endpoint).netloc} ({short(str(error))})"
        ) from error
    except OSError as error:
        raise SourceError(
            f"{kept.folder}: answers cannot be kept there ({error}); set `cache` to another folder"
        ) from (error)


@contextmanager
def _osmnx_settings(kept: KeptAnswers, changes: Mapping[str, Any]) -> Iterator[None]:
    """Inside, osmnx works with our settings; afterwards its settings and the look-up of names are as before."""
    common = {
        "use_cache": True,
        "cache_folder": kept.folder,
        "cache_only_mode": False,
        "doh_url_template": None,  # no third party is asked for addresses
        "http_user_agent": user_agent(),
        "http_referer": "",
    }
    ours = {**common, **changes}
    before = {name: getattr(ox.settings, name) for name in ours}
    look_up = socket.getaddrinfo
    try:
        for name, value in ours.items():
            setattr(ox.settings, name, value)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "This area is .* times your configured", UserWarning)
            yield
    finally:
        socket.getaddrinfo = look_up  # osmnx leaves its own in place, which pins the server's address
        for name, value in before.items():
            setattr(ox.settings, name, value)
