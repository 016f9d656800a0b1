"""Where pinned networks and example configs live: in the wheel, or in the clone they were installed from."""

from pathlib import Path

from netopt.errors import SourceError

PREFIX = "graphs:"


def data_folder(name: str) -> Path:
    """The folder ``graphs`` or ``configs`` that travels with netopt.

    Raises
    ------
    SourceError
        If the installation lacks it.
    """
    package = Path(__file__).parent.parent
    in_wheel = package / "_data" / name
    if in_wheel.is_dir():
        return in_wheel
    in_clone = package.parent / name
    if (package.parent / "pyproject.toml").is_file() and in_clone.is_dir():
        return in_clone
    raise SourceError(f"this installation of netopt lacks its {name}/ folder; install netopt again")


def network_folder(path: str, folder: Path) -> Path:
    """The folder meant by ``path``: ``graphs:NAME`` is a network that travels with netopt, else relative to ``folder``.

    Raises
    ------
    SourceError
        If it does not exist; for ``graphs:NAME`` the message lists the names there are.
    """
    if not path.startswith(PREFIX):
        found = folder / path
        if not found.is_dir():
            raise SourceError(f"{found}: no such folder; give a folder or graphs:NAME")
        return found
    name = path.removeprefix(PREFIX)
    known = sorted(entry.name for entry in data_folder("graphs").iterdir() if entry.is_dir())
    if name not in known:
        raise SourceError(f"{path}: no such pinned network; there are {', '.join(f'graphs:{n}' for n in known)}")
    return data_folder("graphs") / name


def input_file(path: str, folder: Path) -> Path:
    """The file meant by ``path``: ``graphs:NAME/FILE`` lies in a network that travels with netopt, else in ``folder``.

    Raises
    ------
    SourceError
        If it does not exist, or FILE is no name of a file.
    """
    if not path.startswith(PREFIX):
        found = folder / path
    else:
        name, _, file = path.removeprefix(PREFIX).partition("/")
        if not file or file in (".", "..") or "/" in file or "\\" in file:
            raise SourceError(f"{path}: names no file of a pinned network; write graphs:NAME/FILE")
        found = network_folder(PREFIX + name, folder) / file
    if not found.is_file():
        raise SourceError(f"{found}: no such file; give a file or graphs:NAME/FILE")
    return found
