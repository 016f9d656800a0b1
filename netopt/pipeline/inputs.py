"""The files that a configuration names beside its network: told in the manifest with their digests."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from netopt.network.snapshot import file_digest

LONGEST_NAME = 500
OF_THE_NETWORK = ("network", "borders")
"""Sections whose files the manifest tells on its own."""


def inputs_entry(config: Mapping[str, Any], folder: Path) -> list[dict[str, str]]:
    """Path (as the configuration has it) and SHA-256 of every such file, sorted by path."""
    named = {
        text
        for section, value in config.items()
        if section not in OF_THE_NETWORK
        for text in _texts(value)
        if _is_file(text, folder)
    }
    return [{"path": text, "sha256": file_digest(folder / text)} for text in sorted(named)]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _is_file(text: str, folder: Path) -> bool:
    if not text or len(text) > LONGEST_NAME or "\x00" in text or "." not in text:
        return False
    return (folder / text).is_file()
