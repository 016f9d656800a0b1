"""Read a server's answer within bounds: not without end, not for ever, and from the host that was asked."""

import io
import time
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from netopt.osm.overpass_answer import OFFLINE, BadAnswerError, host, short

LARGEST_BYTES: Final = 2**29
"""Unpacked: the railways of Germany are a third of it. Parsed it takes ten times as much."""
SLOWEST_BYTES_PER_S: Final = 1000.0
CHUNK_BYTES: Final = 2**16


def bounded(patience_s: float) -> Callable[..., None]:
    """A response hook of requests that reads the content, before anybody else does.

    A timeout of requests is one between two bytes: a server that drips never meets it. Here the content may take
    ``patience_s``, and a second more for every ``SLOWEST_BYTES_PER_S``. It raises ``BadAnswerError`` where the content
    takes longer, is larger than ``LARGEST_BYTES`` or breaks off, or a redirection leads to another host.
    """

    def read(response: requests.Response, *_: Any, **__: Any) -> None:
        _check_redirection(response)
        response.raw = io.BytesIO(_content(response, patience_s))

    return read


def _content(response: requests.Response, patience_s: float) -> bytes:
    """The content, unpacked."""
    body = bytearray()
    start_s = time.monotonic()
    try:
        while piece := response.raw.read1(CHUNK_BYTES, decode_content=True):
            body += piece
            if len(body) > LARGEST_BYTES:
                raise _too_large(response)
            took_s = time.monotonic() - start_s
            if took_s > patience_s + len(body) / SLOWEST_BYTES_PER_S:
                told = f"{host(response)} sent only {len(body)} bytes in {took_s:.1f} s"
                raise BadAnswerError(told, is_passing=True)
    except HTTPError as error:
        broke_off = f"the answer of {host(response)} broke off ({short(str(error))})"
        raise BadAnswerError(broke_off, is_passing=True) from error
    finally:
        response.raw.close()
    return bytes(body)


def _too_large(response: requests.Response) -> BadAnswerError:
    mend = f"lower max_query_area_m2 or ask for a smaller area; {OFFLINE}"
    return BadAnswerError(f"{host(response)} sends more than {LARGEST_BYTES / 2**20:.0f} MB", mend=mend)


def _check_redirection(response: requests.Response) -> None:
    """Raise ``BadAnswerError`` where requests would follow to another host, or stumble."""
    if not response.is_redirect:
        return
    target = response.headers["location"]
    asked = urlsplit(str(response.url))
    try:
        led = urlsplit(urljoin(str(response.url), target))
        is_same = led.hostname == asked.hostname and led.scheme in {asked.scheme, "https"} and led.port != 0
    except ValueError:
        is_same = False
    if not (is_same and target and target.isascii() and target.isprintable()):
        mend = f"give that address as endpoint if you trust it, {OFFLINE}"
        raise BadAnswerError(f"{host(response)} sends on to {short(target)!r}", mend=mend)
