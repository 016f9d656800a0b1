"""Ask Overpass itself: one query, the status page, and how often to try again.

osmnx downloads ways and features; relations are asked for here, for osmnx has no query of one's own.
"""

import logging
import re
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Final, TypeVar

import requests

from netopt.osm.answer_body import bounded
from netopt.osm.overpass_answer import BadAnswerError, read_document, unreachable
from netopt.osm.overpass_server import OverpassServer

logger = logging.getLogger(__name__)

LONGEST_WAIT_S: Final = 600.0
"""No pause is longer, whatever the server asks for."""
SPARE_S: Final = 30
"""How much longer than the server may work we wait for its answer."""
STATUS_TIMEOUT_S: Final = 30
SLOTS: Final = re.compile(r"^ *([0-9]{1,6}) slots? available now", re.MULTILINE)
SLOT_IN: Final = re.compile(r"^Slot available after:.*\bin (-?[0-9]{1,9}) seconds?", re.MULTILINE)
UNLIMITED: Final = re.compile(r"^Rate limit: 0\s*$", re.MULTILINE)
RUNNING: Final = re.compile(r"^Currently running queries", re.MULTILINE)

Answer = TypeVar("Answer")


def user_agent() -> str:
    """How netopt names itself to a server; Nominatim answers nobody without a name."""
    return f"netopt/{version('netopt')} (osmnx {version('osmnx')})"


def http_timeout_s(server: OverpassServer) -> int:
    """How long to wait for an answer."""
    return server.timeout_s + SPARE_S


def query_settings(server: OverpassServer) -> str:
    """The head of a query: JSON, the server's limits, and the date of the data where one is pinned."""
    memory = "" if server.memory_bytes is None else f"[maxsize:{server.memory_bytes}]"
    date = f'[date:"{server.date}"]' if server.date else ""
    return f"[out:json][timeout:{server.timeout_s}]{memory}{date}"


def ask_overpass(query: str, server: OverpassServer) -> dict[str, Any]:
    """The document with which the server answers a query; JSON has no type of its own.

    Raises
    ------
    BadAnswerError
        If the server cannot be reached or its answer is not whole.
    """
    wait_for_slot(server)
    url = f"{server.endpoint}/interpreter"
    try:
        response = requests.post(
            url,
            data={"data": query},
            timeout=http_timeout_s(server),
            headers={"User-Agent": user_agent()},
            hooks={"response": bounded(http_timeout_s(server))},
        )
    except requests.RequestException as error:
        raise unreachable(error, server.endpoint) from error
    return read_document(response)


def persist(ask: Callable[[], Answer], server: OverpassServer, *, progress: Callable[[], int]) -> Answer:
    """What ``ask`` gives, tried again after a failure that may pass, with growing pauses.

    ``progress`` counts the answers so far: after a new one the count of failures in a row starts anew.

    Raises
    ------
    BadAnswerError
        The last one, when asking again cannot help or has not helped ``server.attempts`` times in a row.
    """
    failures, done = 0, progress()
    while True:
        try:
            return ask()
        except BadAnswerError as error:
            failures, done = (failures if progress() == done else 0) + 1, progress()
            if not error.is_passing or failures >= server.attempts:
                raise
            pause_s = min(max(server.pause_s * 2.0 ** (failures - 1), error.retry_after_s), LONGEST_WAIT_S)
            logger.info("%s; attempt %d of %d in %.0f s", error.message, failures + 1, server.attempts, pause_s)
            time.sleep(pause_s)


def wait_for_slot(server: OverpassServer) -> None:
    """Come back when the server takes a query from here, as far as its status page tells.

    A page that cannot be read holds nothing up: a server that is over its limit says so in its answer, too.

    Raises
    ------
    BadAnswerError
        If the server cannot be reached.
    """
    if not server.rate_limit:
        return
    for attempt in range(server.attempts):
        wait_s = slot_wait_s(_status_page(server), busy_pause_s=server.pause_s * 2.0**attempt)
        if wait_s <= 0.0:
            return
        wait_s = min(wait_s, LONGEST_WAIT_S)
        logger.info("%s has no free slot; waiting %.0f s", server.name, wait_s)
        time.sleep(wait_s)


def slot_wait_s(page: str, *, busy_pause_s: float) -> float:
    """Seconds until a query may be sent, from the status page; 0 where one may, or the page does not tell.

    ``busy_pause_s`` is the pause where all slots are taken by queries that run.
    """
    free = SLOTS.search(page)
    if UNLIMITED.search(page) or (free is not None and int(free[1]) > 0):
        return 0.0
    waits_s = [float(seconds) for seconds in SLOT_IN.findall(page)]
    if waits_s:
        return max(min(waits_s), 1.0)
    return busy_pause_s if RUNNING.search(page) else 0.0


def _status_page(server: OverpassServer) -> str:
    """Text of the status page; empty where the server has none."""
    try:
        response = requests.get(
            f"{server.endpoint}/status",
            timeout=STATUS_TIMEOUT_S,
            headers={"User-Agent": user_agent()},
            hooks={"response": bounded(STATUS_TIMEOUT_S)},
        )
    except (requests.RequestException, BadAnswerError) as error:
        failure = error if isinstance(error, BadAnswerError) else unreachable(error, server.endpoint)
        if not failure.is_passing:
            raise failure from error
        return ""
    return response.text if response.ok else ""
