"""Example configurations that travel with netopt, and how one becomes a user's own file."""

import re
import shutil
from pathlib import Path

from netopt.errors import Breach, ConfigError
from netopt.sources.pinned import data_folder

FIRST = "jingjinji_one_hour"
NAME_LINE = re.compile(r"^name:[^\S\n]*\S+", flags=re.MULTILINE)
RUN_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def examples() -> list[str]:
    """Names of the examples, sorted."""
    return sorted(path.stem for path in data_folder("configs").glob("*.yaml"))


def write_example(name: str = "", path: Path | None = None) -> Path:
    """Write an example and return its path.

    ``name`` is an example's name, or a new name under which the first example is copied; ``path`` defaults to
    ``NAME.yaml`` in the working directory. Folders of data that the example names come with it, beside the file;
    one that is there already stays as it is.

    Raises
    ------
    ConfigError
        If the file exists, or the name is no name of a run.
    """
    known = examples()
    name = name or FIRST
    if not RUN_NAME.fullmatch(name):
        message = f"is no name; use lower-case letters, digits, - and _, or an example: {', '.join(known)}"
        raise ConfigError([Breach(repr(name), "", message)])
    text = (data_folder("configs") / f"{name if name in known else FIRST}.yaml").read_text(encoding="utf-8")
    if name not in known:
        text = NAME_LINE.sub(f"name: {name}", text, count=1)
    target = path or Path(f"{name}.yaml")
    try:
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        for folder in _named_folders(text):
            _copy_unless_there(folder, target.parent / folder.name)
    except FileExistsError as error:
        raise ConfigError([Breach(str(target), "", "exists; nothing is overwritten, give --out FILE")]) from error
    except OSError as error:
        raise ConfigError([Breach(str(target), "", f"cannot be written: {error.strerror or error}")]) from error
    return target


def _named_folders(text: str) -> list[Path]:
    """Folders beside the examples that an example's text names as a value."""
    folders = sorted(entry for entry in data_folder("configs").iterdir() if entry.is_dir())
    return [folder for folder in folders if re.search(rf":[^\S\n]*{re.escape(folder.name)}(?![\w-])", text)]


def _copy_unless_there(folder: Path, target: Path) -> None:
    if not target.exists():
        shutil.copytree(folder, target)
