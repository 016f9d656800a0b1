"""Check that a path is an OpenStreetMap file that can be read, before anything reads it."""

import stat
from pathlib import Path
from typing import Final

from netopt.errors import SourceError

SUFFIXES: Final = {".osm.pbf": "pbf", ".pbf": "pbf", ".osm.gz": "gzip", ".osm.bz2": "bzip2", ".osm": "xml"}
"""What a file of each suffix holds."""
LONGEST_PATH: Final = 200
"""Signs of a path that a message shows."""
_WRITTEN: Final = {
    "pbf": "PBF (.osm.pbf)",
    "gzip": "gzip (.osm.gz)",
    "bzip2": "bzip2 (.osm.bz2)",
    "xml": "XML (.osm)",
}


def check_osm_file(path: Path) -> None:
    """Refuse what is no file, has another suffix, is empty, or holds something else than its suffix says.

    Raises
    ------
    SourceError
        With the mend.
    """
    check_plain_file(path, folder_mend="name one OpenStreetMap file in it")
    expected = next((kind for suffix, kind in SUFFIXES.items() if path.name.lower().endswith(suffix)), None)
    if expected is None:
        raise SourceError(f"{path}: suffix is none of {', '.join(SUFFIXES)}; give the file the suffix of its content")
    try:
        with path.open("rb") as file:
            head = file.read(32)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}); check its rights") from error
    if not head:
        raise SourceError(f"{path}: is empty; download it again")
    found = _content(head)
    if found is None:
        raise SourceError(f"{path}: is no OpenStreetMap file (starts with {head[:12]!r}); download it again")
    if found != expected:
        raise SourceError(f"{path}: holds {_WRITTEN[found]}, not {_WRITTEN[expected]}; rename it")


def check_plain_file(path: Path, *, folder_mend: str) -> None:
    """Refuse what is not there, a folder, and pipes and devices, which may never give anything or never end.

    Raises
    ------
    SourceError
        With the mend; ``folder_mend`` is that of a folder.
    """
    name = str(path) if len(str(path)) <= LONGEST_PATH else f"{str(path)[:LONGEST_PATH]}..."
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise SourceError(f"{name}: no such file; relative paths start at the config's folder") from error
    except OSError as error:
        raise SourceError(f"{name}: cannot be read ({error.strerror}); check path and rights") from error
    except ValueError as error:  # a zero byte
        raise SourceError(f"{name!r}: is no path ({error}); write visible text") from error
    if stat.S_ISDIR(mode):
        raise SourceError(f"{name}: is a folder; {folder_mend}")
    if not stat.S_ISREG(mode):
        raise SourceError(f"{name}: is a pipe or a device, no plain file; write what it gives into a file first")


def _content(head: bytes) -> str | None:
    """What the first bytes say a file holds."""
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"BZh"):
        return "bzip2"
    if b"OSMHeader" in head:
        return "pbf"
    return "xml" if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") else None
