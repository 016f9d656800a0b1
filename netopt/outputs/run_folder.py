"""The folder of a run: written whole or not at all, and never over what netopt did not write."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from netopt.errors import Breach, ConfigError
from netopt.outputs.manifest import files_of

ALWAYS = frozenset({"summary.json", "manifest.json"})


def check_replaceable(folder: Path) -> None:
    """Raise ``ConfigError`` unless the folder is missing, empty, or wholly the work of an earlier run."""
    if not folder.exists() and not folder.is_symlink():
        return
    if not folder.is_dir():
        raise ConfigError([Breach(str(folder), "", "is no folder; choose another --out")])
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    if not found:
        return
    written = files_of(folder)
    if written is None:
        message = "holds files, but no run of netopt made it; choose another --out or empty it yourself"
        raise ConfigError([Breach(str(folder), "", message)])
    foreign = sorted(found - written - ALWAYS)
    if foreign:
        message = f"holds {foreign[0]}, which netopt did not write; move it away or choose another --out"
        raise ConfigError([Breach(str(folder), "", message)])


@contextmanager
def whole_or_not_at_all(folder: Path) -> Iterator[Path]:
    """A new folder beside ``folder`` that takes its place when all went well, and else vanishes.

    Raises
    ------
    ConfigError
        If the folder cannot be written or holds what netopt did not write.
    """
    target = folder.resolve()
    partial = target.with_name(f".{target.name}.partial-{os.getpid()}")
    try:
        try:
            partial.mkdir(parents=True)
            yield partial
            check_replaceable(folder)
            _swap(partial, target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        message = f"cannot be written ({error.strerror or error}); choose another --out"
        raise ConfigError([Breach(str(folder), "", message)]) from error


def _swap(partial: Path, target: Path) -> None:
    """Put ``partial`` in the place of ``target``; the old folder comes back if that fails."""
    if not target.exists():
        partial.rename(target)
        return
    old = target.with_name(f".{target.name}.old-{os.getpid()}")
    target.rename(old)
    try:
        partial.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old)
