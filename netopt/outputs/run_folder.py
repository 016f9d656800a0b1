"""The folder of a run: written whole or not at all, and never over what netopt did not write."""

import logging
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from netopt.errors import Breach, ConfigError
from netopt.outputs.manifest import files_of

logger = logging.getLogger(__name__)

ALWAYS = frozenset({"summary.json", "manifest.json"})
STATES = ("partial", "old")
NAME_LENGTH = 40
"""Signs of a run's name in the name of its hidden folder: file systems allow 255 bytes."""


def check_replaceable(folder: Path, *, keep: Iterable[Path] = ()) -> None:
    """Raise ``ConfigError`` unless the folder is missing, empty, or wholly the work of an earlier run.

    Neither the working directory nor a folder of ``keep`` may lie in it, and it may not lie in one of ``keep``.
    """
    try:
        fault = _place_fault(folder, [_resolved(path) for path in keep]) or _content_fault(folder)
    except OSError as error:
        fault = f"cannot be used ({error.strerror or error})"
    if fault:
        raise ConfigError([Breach(str(folder), "", f"{fault}; choose another --out")])


@contextmanager
def whole_or_not_at_all(folder: Path) -> Iterator[Path]:
    """A new folder beside ``folder`` that takes its place when all went well, and else vanishes with its new parents.

    Raises
    ------
    ConfigError
        If the folder cannot be written or holds what netopt did not write.
    """
    target = _resolved(folder)
    partial, old = (target.with_name(f".{target.name[:NAME_LENGTH]}.{state}-{os.getpid()}") for state in STATES)
    new_parents: list[Path] = []
    is_whole = False
    try:
        new_parents += [parent for parent in target.parents if not parent.exists()]
        partial.mkdir(parents=True)
        yield partial
        check_replaceable(folder)
        _swap(partial, target, old)
        is_whole = True
        _remove(old)
    except BaseException as error:
        if is_whole:
            _remove(old)
            error.add_note(f"{folder} is written")
            raise
        _remove(partial)
        for parent in new_parents:
            with suppress(OSError):  # somebody else has put something there meanwhile
                parent.rmdir()
        if not isinstance(error, OSError):
            raise
        message = f"cannot be written ({error.strerror or error}); choose another --out"
        raise ConfigError([Breach(str(folder), "", message)]) from error


def _place_fault(folder: Path, keep: list[Path]) -> str:
    """Why a folder is in the wrong place; empty where it is not."""
    target = _resolved(folder)
    if Path.cwd().is_relative_to(target):
        return "the working directory lies in it"
    near = next((path for path in keep if path.is_relative_to(target) or target.is_relative_to(path)), None)
    return "" if near is None else f"it overlaps {near}, which would be lost"


def _content_fault(folder: Path) -> str:
    """Why what a folder holds must not be replaced; empty where it may. Ends with the first file in the way."""
    try:
        folder.lstat()
    except FileNotFoundError:
        return ""
    if not folder.is_dir():
        return "is no folder"
    written = files_of(folder)
    if written is None:
        file = next(_files(folder), None)
        return "" if file is None else f"holds {file}, but no run of netopt made it; empty it yourself"
    file = next((file for file in _files(folder) if file not in {*written, *ALWAYS}), None)
    return "" if file is None else f"holds {file}, which netopt did not write; move it away"


def _files(folder: Path) -> Iterator[str]:
    """Paths of the files and links in a folder, found one by one."""
    for root, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted([*files, *folders]):
            path = Path(root, name)
            if name in files or path.is_symlink():
                yield path.relative_to(folder).as_posix()


def _swap(partial: Path, target: Path, old: Path) -> None:
    """Put ``partial`` in the place of ``target``, which becomes ``old``; it comes back if that fails."""
    if not target.exists():
        partial.rename(target)
        return
    target.rename(old)
    try:
        partial.rename(target)
    except BaseException:
        old.rename(target)
        raise


def _remove(folder: Path) -> None:
    """Remove a folder of ours; one that stays is told, for it is in nobody's way."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        logger.warning("warning: %s could not be removed; remove it yourself", folder)


def _resolved(folder: Path) -> Path:
    return Path(os.path.realpath(folder))  # Path.resolve raises RuntimeError where links go round in a circle
