"""Read a YAML configuration: safe, small, no surprises, and every value remembers its line."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import ValidationError

from netopt.config.breaches import Lines, breaches_of, shown_path
from netopt.config.guide import Place
from netopt.config.scalar import is_ambiguous, plain_number, unseen
from netopt.errors import Breach, ConfigError, GatheredError, NetoptError
from netopt.schema import ConfigModel

if TYPE_CHECKING:
    from netopt.config.run_config import RunConfig

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_VALUES = 50_000
"""Values after every alias is written out: what an "alias bomb" runs into."""
BLOCK_STYLES = ("|", ">")

Model = TypeVar("Model", bound=ConfigModel)


@dataclass(frozen=True)
class LoadedConfig:
    """A checked configuration and the folder that its relative paths are taken from."""

    config: "RunConfig"
    path: Path
    folder: Path
    lines: Lines = field(default_factory=dict)
    """The line of each value of the file; empty for a configuration made in Python."""

    @contextmanager
    def asking(self, *place: str | int) -> Iterator[None]:
        """Inside, an error that names no file of its own gets a note: where in this file the thing was asked for."""
        try:
            yield
        except (NetoptError, OSError) as error:
            if not _names_files(error):
                where = f"{self.path}:{self.lines[place]}" if place in self.lines else str(self.path)
                error.add_note(f"{where}: {shown_path(place)}")
            raise


def _names_files(error: Exception) -> bool:
    """Whether every breach of an error lies in a file, rather than in a network or a table made in memory."""
    breaches = error.breaches if isinstance(error, GatheredError) else []
    return bool(breaches) and all(Path(breach.file).suffix for breach in breaches)


def load(path: str | Path) -> LoadedConfig:
    """The configuration in a YAML file.

    Raises
    ------
    ConfigError
        If the file cannot be read or means nothing sensible; every breach at once, each with its line.
    """
    from netopt.config.run_config import RunConfig  # the registers behind it load every heavy library

    path = Path(path)
    data, lines = read_yaml(path)
    return LoadedConfig(checked(data, RunConfig, lines, file=str(path)), path, path.absolute().parent, lines)


def load_model(path: Path, model: type[Model]) -> Model:
    """A YAML file as an object of ``model``; raises ``ConfigError`` with every breach."""
    data, lines = read_yaml(path)
    return checked(data, model, lines, file=str(path))


def checked(data: dict[str, Any], model: type[Model], lines: Lines | None = None, *, file: str) -> Model:
    """Plain values as an object of ``model``; raises ``ConfigError`` with every breach.

    They are read as strictly as JSON: neither text nor truth values pass for numbers.
    """
    try:
        return model.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        raise ConfigError(breaches_of(error, model, data, lines or {}, file=file)) from error


def read_yaml(path: Path) -> tuple[dict[str, Any], Lines]:
    """The mapping in a YAML file and the line of each of its values.

    Raises
    ------
    ConfigError
        If the file is missing, larger than 1 MB, not UTF-8, not one YAML mapping, or holds duplicate keys,
        tags, merge keys, or nesting and aliases beyond reason.
    """
    text = _text(path)
    try:
        _refuse_traps(text, str(path))
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = str(mark.line + 1) if mark else ""
        raise ConfigError([Breach(str(path), where, f"not valid YAML: {error.problem}")]) from error
    except yaml.YAMLError as error:
        raise ConfigError([Breach(str(path), "", f"not valid YAML: {str(error).splitlines()[0]}")]) from error
    if not isinstance(root, yaml.MappingNode):
        what = "the file is empty" if root is None else "the file is no mapping"
        raise ConfigError([Breach(str(path), "", f"{what}; write `key: value` lines (see `netopt init`)")])
    reader = _Reader(str(path))
    data = reader.mapping(root, ())
    if reader.breaches:
        raise ConfigError(reader.breaches)
    return data, reader.lines


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ConfigError([Breach(str(path), "", "no such file; check the path")]) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError([Breach(str(path), "", f"cannot be read: {reason}")]) from error
    if len(raw) > MAX_BYTES:
        raise ConfigError([Breach(str(path), "", "larger than 1 MB; a configuration is a page, data go in files")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = str(raw.count(b"\n", 0, error.start) + 1)
        raise ConfigError([Breach(str(path), line, "not UTF-8; save the file as UTF-8")]) from error


def _refuse_traps(text: str, file: str) -> None:
    """Refuse tags, several documents and deep nesting before a tree is built (building it is recursive)."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = str(event.start_mark.line + 1) if event.start_mark else ""
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise ConfigError([Breach(file, line, "a second document; keep one configuration a file")])
        elif isinstance(event, yaml.NodeEvent):
            tag = getattr(event, "tag", None)
            if tag is not None:
                raise ConfigError([Breach(file, line, f"the tag {tag!r} is not allowed; write plain values")])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise ConfigError([Breach(file, line, f"nested more than {MAX_DEPTH} deep; make it flatter")])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Reader:
    """Turns YAML nodes into plain values and notes lines and breaches on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Place, int] = {}
        self.breaches: list[Breach] = []
        self._constructor = yaml.SafeLoader("")
        self._values = 0

    def value(self, node: yaml.Node, path: Place) -> object:
        self._values += 1
        if self._values > MAX_VALUES or len(path) > MAX_DEPTH:
            raise ConfigError([self._breach(node, path, "aliases repeat too much; write the values out once")])
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, i)) for i, child in enumerate(node.value)]
        return self._scalar(node, path)

    def mapping(self, node: yaml.MappingNode, path: Place) -> dict[str, Any]:
        return {key: self.value(child, (*path, key)) for key, child in self._items(node, path)}

    def _items(self, node: yaml.MappingNode, path: Place) -> Iterator[tuple[str, yaml.Node]]:
        seen: dict[str, int] = {}
        for key_node, child in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag.endswith(":merge"):
                self.breaches.append(self._breach(key_node, path, "a key must be plain text; write the keys out"))
                continue
            key, line = str(key_node.value), key_node.start_mark.line + 1  # as written: `on:` stays "on"
            if unseen(key):
                self.breaches.append(self._breach(key_node, (*path, key), unseen(key)))
                continue
            if key in seen:
                message = f"key given twice, first on line {seen[key]}; remove one"
                self.breaches.append(self._breach(key_node, (*path, key), message))
                continue
            seen[key] = line
            self.lines[(*path, key)] = line
            yield key, child

    def _scalar(self, node: yaml.Node, path: Place) -> object:
        text, style = str(node.value), getattr(node, "style", None)
        fault = unseen(text, is_block=style in BLOCK_STYLES)
        number = plain_number(text) if style is None else None
        if number is None and style is None and is_ambiguous(text, node.tag):
            fault = f"{text[:60]!r} is no number that everyone reads alike; write a plain one, or text in quotes"
        if fault:
            self.breaches.append(self._breach(node, path, fault))
            return None
        value: object = self._constructor.construct_object(node) if number is None else number
        return value

    def _breach(self, node: yaml.Node, path: Place, message: str) -> Breach:
        place = f"{shown_path(path)}: " if path else ""
        return Breach(self.file, str(node.start_mark.line + 1), f"{place}{message}")
