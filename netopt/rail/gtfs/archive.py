"""Look at a GTFS zip or folder before anything in it is read: names, doubles and sizes."""

import zipfile
from pathlib import Path, PurePosixPath
from typing import Final

from netopt.errors import Breach, NetworkError, SourceError

SUFFIX: Final = ".txt"
LARGEST_BYTES: Final = 8 * 2**30
"""All tables together, unpacked: the largest national feeds have 3 GiB."""
DENSEST: Final = 200
"""Unpacked bytes for one packed: tables of text reach 5 to 40, an archive made to overflow 1,000."""
SMALL_BYTES: Final = 2**20
"""A table this small may be as dense as it likes."""


def check_archive(path: Path) -> None:
    """Raise unless a path is a GTFS zip or folder that is safe to read.

    Raises
    ------
    SourceError
        If there is nothing, or it is no zip file.
    NetworkError
        With every member that lies outside the archive's own folder, every table that comes twice, and sizes beyond
        ``LARGEST_BYTES`` or ``DENSEST``.
    """
    if not path.exists():
        raise SourceError(f"{path}: no such file or folder; a GTFS feed is a .zip, or a folder of .txt tables")
    if path.is_dir():
        return
    if not path.is_file():
        raise SourceError(f"{path}: is a pipe or a device, no plain file; write what it gives into a file first")
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        raise SourceError(f"{path}: cannot be read as a zip file ({error}); fetch the feed again") from error
    breaches = [Breach(str(path), member.filename, message) for member in members for message in _wrong(member)]
    tables: dict[str, str] = {}
    for member in members:
        name = PurePosixPath(member.filename).name
        if name.endswith(SUFFIX) and name in tables:
            message = f"{name} comes twice, also as {tables[name]}; keep one"
            breaches.append(Breach(str(path), member.filename, message))
        tables.setdefault(name, member.filename)
    total = sum(member.file_size for member in members)
    if total > LARGEST_BYTES:
        message = f"unpacks to {total / 2**30:.1f} GiB; cut the feed down to at most {LARGEST_BYTES / 2**30:.0f} GiB"
        breaches.append(Breach(str(path), "", message))
    if breaches:
        raise NetworkError(breaches)


def _wrong(member: zipfile.ZipInfo) -> list[str]:
    """What is wrong with one member of an archive."""
    messages = []
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name.split("/", maxsplit=1)[0]:
        messages.append("the name leads out of the archive; pack the tables without paths")
    if member.file_size > SMALL_BYTES and member.file_size > DENSEST * max(member.compress_size, 1):
        share = member.file_size / max(member.compress_size, 1)
        messages.append(f"unpacks to {share:.0f} times its size, which no timetable does; pack the table again")
    return messages
