"""OverpassServer: which Overpass and Nominatim servers are asked, for which date, and how patiently."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from netopt.schema import ConfigModel

DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
FIRST_DAY: Final = date(2012, 9, 12)
"""OpenStreetMap's change of licence: before it, Overpass keeps no history."""


LONGEST_URL: Final = 200


def _url(text: str) -> str:
    """The address without a slash at its end; raises ``ValueError`` where it is none that can be asked and told."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or any(sign.isspace() for sign in text):
        raise ValueError(f"must be an address like https://overpass-api.de/api; got {text!r}")
    if len(text) > LONGEST_URL or not text.isprintable():
        raise ValueError(f"must be at most {LONGEST_URL} visible signs long; got {text[:60]!r}, {len(text)} signs")
    try:
        parts.hostname.encode("idna")
    except UnicodeError as error:
        raise ValueError(f"has a host that no name server knows ({error}); got {text!r}") from error
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("must be a plain address, without a user name, ? or #: it is written into every network")
    try:
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"has a port that is no number from 0 to 65535; got {text!r}") from error
    return text.rstrip("/")


def _endpoint(text: str) -> str:
    return _url(text).removesuffix("/interpreter")


def _moment(text: str) -> str:
    """The moment as Overpass writes it, ``2026-11-01T00:00:00Z``; empty stays empty."""
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(f"{text}T00:00:00Z" if DAY.fullmatch(text) else text)
    except ValueError as error:
        raise ValueError(f'must be a date like "2026-11-01" or "2026-11-01T00:00:00Z"; got {text!r}') from error
    if moment.tzinfo is None:
        raise ValueError(f'must say its time zone, like "2026-11-01T00:00:00Z"; got {text!r}')
    moment = moment.astimezone(UTC)
    if moment.date() < FIRST_DAY:
        raise ValueError(f"must not be before {FIRST_DAY}: Overpass knows nothing older; got {text!r}")
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class OverpassServer(ConfigModel):
    """The Overpass server that is asked for OpenStreetMap data, and how patiently."""

    endpoint: Annotated[str, AfterValidator(_endpoint)] = "https://overpass-api.de/api"
    """Address of the Overpass API, up to and with /api."""
    nominatim: Annotated[str, AfterValidator(_url)] = "https://nominatim.openstreetmap.org"
    """Address of the Nominatim server that finds the outline of a place."""
    date: Annotated[str, AfterValidator(_moment)] = ""
    """OpenStreetMap as it was at this moment, like "2026-11-01T00:00:00Z"; left out: as the server has it."""
    timeout_s: Annotated[int, Field(ge=1, le=7200)] = 600
    """Longest time the server may work on one query."""
    memory_bytes: Annotated[int, Field(ge=2**20, le=2**36)] | None = 2**30
    """Memory the server may use for one query; null: the server's own limit."""
    max_query_area_m2: Annotated[float, Field(ge=1e6)] = 2.5e11
    """A larger area is asked for in several queries. Rail is sparse: this may be large."""
    attempts: Annotated[int, Field(ge=1, le=20)] = 5
    """How often in a row a query may fail (server busy, answer broken off) before the pull gives up."""
    pause_s: Annotated[float, Field(ge=0.0, le=600.0)] = 15.0
    """Pause after the first failure; it doubles with every further one. A server that asks for more gets more."""
    rate_limit: bool = True
    """Ask the server before each query whether one may be sent; needless for a server of one's own."""
    cache: Annotated[str, Field(min_length=1)] = "cache/overpass"
    """Folder in which answers are kept, so that a pull that broke off goes on; relative to the working directory."""

    @property
    def name(self) -> str:
        """The server in a sentence: its host and port."""
        return urlsplit(self.endpoint).netloc
