"""The header of a pinned network: what network.json must hold, checked once when it is read."""

from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from netopt.errors import SourceError
from netopt.provenance import DataSource

FORMAT: Final = 1
GEO_PARTS: Final = ("nodes", "edges", "areas", "places", "water")
PLAIN_PARTS: Final = ("services",)
FILES: Final = tuple(f"{part}.parquet" for part in (*GEO_PARTS, *PLAIN_PARTS))
NEEDED_FILES: Final = ("nodes.parquet", "edges.parquet")

Longitude = Annotated[float, Field(ge=-180.0, le=180.0)]
Latitude = Annotated[float, Field(ge=-90.0, le=90.0)]


class SnapshotHeader(BaseModel):
    """network.json. Keys that reading does not need (``counts``, ``notices``) are welcome."""

    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)

    format: Literal[1]
    name: str
    kind: str
    digests: dict[str, str]
    """SHA-256 of each file beside the header."""
    bounds: tuple[Longitude, Latitude, Longitude, Latitude]
    """West, south, east, north."""
    parameters: dict[str, Any]
    sources: tuple[DataSource, ...]
    sheet: dict[str, Any] = Field(default_factory=dict)
    """Data quality of what it was made from, as counted then."""

    @model_validator(mode="after")
    def _is_in_order(self) -> "SnapshotHeader":
        west, south, east, north = self.bounds
        if west > east or south > north:
            raise ValueError(f"bounds {list(self.bounds)} are not west, south, east, north")
        if unknown := sorted(set(self.digests) - set(FILES)):
            raise ValueError(f"digests name unknown files {unknown}")
        if missing := [name for name in NEEDED_FILES if name not in self.digests]:
            raise ValueError(f"digests name no {' and no '.join(missing)}")
        return self


def read_header(folder: Path) -> SnapshotHeader:
    """The header of a pinned network's folder.

    Raises
    ------
    SourceError
        If network.json is missing or is no header; the message tells everything that is wrong with it.
    """
    path = folder / "network.json"
    try:
        text = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(f"{path}: no such file; a pinned network is a folder with network.json in it") from error
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}); pin the network again") from error
    try:
        return SnapshotHeader.model_validate_json(text)
    except ValidationError as error:
        wrong = [_told(details["loc"], details["msg"], details["input"]) for details in error.errors(include_url=False)]
        raise SourceError(
            f"{path}: is no header of a pinned network: {'; '.join(wrong)}; pin it again with `netopt pull`"
        ) from error


def _told(place: tuple[int | str, ...], message: str, given: object) -> str:
    """One fault: where, what, and the value as far as it is short."""
    if not place:
        return message.removeprefix("Value error, ")
    value = repr(given)
    shown = "" if "Field required" in message else f" (not {value if len(value) <= 40 else value[:40] + '...'})"
    return f"{'.'.join(map(str, place))}: {message[0].lower()}{message[1:]}{shown}"
