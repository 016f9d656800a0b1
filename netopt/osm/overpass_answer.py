"""What an answer of Overpass or Nominatim must be to count as whole; anything else is an error with its mend."""

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from shapely.errors import ShapelyError
from shapely.geometry import shape
from urllib3.exceptions import MaxRetryError, NewConnectionError

from netopt.errors import SourceUnavailableError

logger = logging.getLogger(__name__)

PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses of a server that is busy or ill: asking again may help."""
OUT_OF_MEMORY: Final = re.compile(r"out of memory", re.IGNORECASE)
REFUSED: Final = re.compile(r"parse error|static error", re.IGNORECASE)
"""What Overpass says of a query it does not understand."""
MOST_SHOWN: Final = 300
OFFLINE: Final = "or use what needs no server: `file:` with an .osm.pbf extract, or a pinned network (kind: snapshot)"
LATER: Final = f"run again later, what was answered is kept; {OFFLINE}"
SMALLER: Final = f"raise memory_bytes, lower max_query_area_m2 or ask for a smaller area; {OFFLINE}"


class BadAnswerError(SourceUnavailableError):
    """A server's answer is not whole; nothing of it may be used."""

    def __init__(self, message: str, *, is_passing: bool = False, retry_after_s: float = 0.0, mend: str = "") -> None:
        super().__init__(f"{message}; {mend or LATER}")
        self.message = message
        self.is_passing = is_passing
        """Whether asking again may help."""
        self.retry_after_s = retry_after_s
        """Shortest pause the server asked for."""


@dataclass(eq=False)
class Watch:
    """Sees every answer before osmnx does, which itself would wait without end, or take a part for the whole.

    ``check`` is a response hook of requests. An error raised in it reaches whoever asked osmnx.
    """

    read: Callable[[requests.Response], int]
    """Judges an answer's content, gives the number of things in it."""
    count: int = 0
    """Whole answers so far."""
    n_kept: int = 0
    """Answers that were there before."""
    in_all: str = ""
    """How many there will be, in words; empty where that is not known."""

    def check(self, response: requests.Response, *_: Any, **__: Any) -> None:
        """Raise ``BadAnswerError`` unless the answer is whole. The further arguments are those of requests."""
        if response.is_redirect:  # where it leads to is judged when it comes
            return
        found = self.read(response)
        self.count += 1
        size_mb = len(response.content) / 1e6
        logger.info("%s: %s is whole: %d things, %.1f MB", host(response), self.named(self.count), found, size_mb)
        logger.debug("%s: waiting for %s", host(response), self.named(self.count + 1))

    def named(self, number: int) -> str:
        """The answer of a number, counted from 1 in this session, among all."""
        return f"answer {self.n_kept + number}" + (f" of {self.in_all}" if self.in_all else "")


def read_document(response: requests.Response) -> dict[str, Any]:
    """The document of a whole answer of Overpass; raises ``BadAnswerError`` for any other."""
    name = host(response)
    document = _json(response)
    if not isinstance(document, dict):
        raise BadAnswerError(f"{name} answered with JSON that is no Overpass document", is_passing=True)
    if "remark" in document:
        raise _remark(name, str(document["remark"]))
    if not isinstance(document.get("elements"), list):
        raise BadAnswerError(f"{name} answered with JSON without `elements`: no Overpass document", is_passing=True)
    return document


def read_places(response: requests.Response) -> list[dict[str, Any]]:
    """The places of a whole answer of Nominatim; raises ``BadAnswerError`` for any other."""
    places = _json(response)
    if not isinstance(places, list) or not all(_is_place(place) for place in places):
        raise BadAnswerError(f"{host(response)} answered with JSON that is no list of places", is_passing=True)
    return places


def unreachable(error: requests.RequestException, endpoint: str) -> BadAnswerError:
    """What to tell of a request that got no answer, or a part of one."""
    name = urlsplit(endpoint).netloc
    inner = error.args[0] if error.args else None
    refused = isinstance(inner, MaxRetryError) and isinstance(inner.reason, NewConnectionError)
    if refused or isinstance(error, requests.exceptions.ConnectTimeout):
        return BadAnswerError(f"{name} cannot be reached ({short(str(error))})", mend=f"check the connection {OFFLINE}")
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        return BadAnswerError(f"the answer of {name} broke off ({short(str(error))})", is_passing=True)
    if isinstance(error, requests.exceptions.SSLError | requests.exceptions.ProxyError):
        return BadAnswerError(f"{name} cannot be reached ({short(str(error))})", mend=f"check proxy and TLS {OFFLINE}")
    if isinstance(error, requests.ConnectionError | requests.Timeout):
        return BadAnswerError(f"{name} gave no answer ({short(str(error))})", is_passing=True)
    return BadAnswerError(f"{name} could not be asked ({short(str(error))})", mend=f"check the address {OFFLINE}")


def host(response: requests.Response) -> str:
    """The host that answered."""
    return urlsplit(str(response.url)).netloc


def _json(response: requests.Response) -> Any:
    """The answer's JSON value; raises ``BadAnswerError`` where the status is not 200 or the body is no whole JSON."""
    name, status = host(response), response.status_code
    body = response.content
    if status != requests.codes.ok:
        said = _text(response)
        raise BadAnswerError(
            f"{name} answered {status} {response.reason or ''}".rstrip() + (f": {said}" if said else ""),
            is_passing=status in PASSING and not REFUSED.search(said),
            retry_after_s=_retry_after_s(response),
            mend=_mend_of(status, said),
        )
    if not body.strip():
        raise BadAnswerError(f"{name} gave an empty answer", is_passing=True)
    try:
        return json.loads(body.decode())  # json would guess other encodings, osmnx does not
    except (ValueError, RecursionError) as error:
        if body.lstrip()[:1] == b"<":
            raise BadAnswerError(f"{name} gave a page, no data: {_text(response)}", is_passing=True) from error
        raise BadAnswerError(
            f"the answer of {name} is cut off or no JSON ({short(str(error))})", is_passing=True
        ) from (error)


def _mend_of(status: int, said: str) -> str:
    """What to do about a status; empty where it is to wait."""
    if REFUSED.search(said):
        return f"the server does not understand the query, try another endpoint {OFFLINE}"
    return "" if status in PASSING else f"check the address of the server {OFFLINE}"


def _remark(name: str, remark: str) -> BadAnswerError:
    """A remark comes with status 200 and with the elements found until the query broke off."""
    is_memory = OUT_OF_MEMORY.search(remark) is not None
    message = f"{name} broke the query off: {short(remark)}"
    return BadAnswerError(
        message, is_passing=not is_memory, mend=SMALLER if is_memory else f"raise timeout_s; {SMALLER}"
    )


def _is_place(place: Any) -> bool:
    """Whether osmnx can read a place: a name's rank, box and outline."""
    try:
        box = [float(side) for side in place["boundingbox"]]
        _ = float(place["lat"]), float(place["lon"])
        if "geojson" in place:
            shape(place["geojson"])
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError, IndexError, ShapelyError):
        return False
    return len(box) == 4 and isinstance(place.get("importance"), int | float)


def _retry_after_s(response: requests.Response) -> float:
    """Seconds of the header Retry-After; 0 where there is none, or a date: clocks differ."""
    text = response.headers.get("Retry-After", "").strip()
    return float(text) if text.isascii() and text.isdigit() else 0.0


def _text(response: requests.Response) -> str:
    """What a page says, without its marks, on one line."""
    page = response.content[:20_000].decode("utf-8", errors="replace")
    page = re.sub(r"(?s)<(head|style|script)\b.*?</\1\s*>|<[^>]*>", " ", page)
    return short(page.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def short(text: str) -> str:
    """One line of visible signs, cut where it is long."""
    line = " ".join(sign for sign in text.split() if sign.isprintable())
    return line if len(line) <= MOST_SHOWN else line[: MOST_SHOWN - 4] + " ..."
