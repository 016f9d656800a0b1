"""KeptAnswers: a folder with the answers to one pull, so that a pull that broke off goes on where it was."""

import hashlib
import json
import logging
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from netopt.errors import NetoptWarning, SourceError

logger = logging.getLogger(__name__)

COMPLETE: Final = "complete.json"
"""Written when every answer is there; names them with their sizes."""
DIGEST_DIGITS: Final = 16
LONGEST_SPREAD: Final = timedelta(days=1)
"""Answers whose data are further apart are told of."""
MOMENT: Final = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z")


@dataclass(frozen=True)
class KeptAnswers:
    """Documents of Overpass in a folder; osmnx and netopt both write there, under names of their own."""

    folder: Path

    @classmethod
    def of_question(cls, cache: Path, question: Mapping[str, str]) -> "KeptAnswers":
        """The folder for a question: same area, filters, server, date and versions give the same one."""
        text = json.dumps(dict(question), sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).hexdigest()
        return cls(cache / digest[:DIGEST_DIGITS])

    def mend(self) -> None:
        """Remove what a pull that was killed left half written: it is asked for anew."""
        for path in self._paths():
            if not _is_answer(_read_json(path)):
                logger.info("%s is half written; it is asked for again", path.name)
                path.unlink(missing_ok=True)
        for path in self.folder.glob(".*.partial"):
            path.unlink(missing_ok=True)

    def is_complete(self) -> bool:
        """Whether every answer of a finished pull is there, as long as it was."""
        record = _read_json(self.folder / COMPLETE)
        sizes = record.get("documents") if isinstance(record, dict) else None
        return bool(sizes) and sizes == self._sizes()

    def has(self, name: str) -> bool:
        """Whether a document of this name is kept."""
        return (self.folder / f"{name}.json").is_file()

    def count(self) -> int:
        """How many documents are kept."""
        return len(self._paths())

    def keep(self, name: str, document: Mapping[str, Any]) -> None:
        """Write a document; it appears whole or not at all."""
        self._write(f"{name}.json", document)

    def finish(self, record: Mapping[str, Any]) -> None:
        """Note that every answer is there, and what was asked."""
        self._write(COMPLETE, {**record, "documents": self._sizes()})

    def forget(self) -> None:
        """Remove every answer: the next pull asks anew."""
        for path in (self.folder / COMPLETE, *self._paths()):
            path.unlink(missing_ok=True)

    def documents(self) -> Iterator[dict[str, Any]]:
        """Every document, by name; one at a time, for they are large.

        Raises
        ------
        SourceError
            If one vanished or was changed since it was written.
        """
        for path in self._paths():
            document = _document(path)
            if document is None:
                path.unlink(missing_ok=True)
                raise SourceError(f"{path} is not whole any more; run again, it is asked for anew")
            yield document

    def _paths(self) -> list[Path]:
        """Plain files only: a pipe laid here would be read for ever."""
        found = self.folder.glob("*.json")
        return sorted(path for path in found if path.name != COMPLETE and path.is_file())

    def _sizes(self) -> dict[str, int]:
        return {path.name: path.stat().st_size for path in self._paths()}

    def _write(self, name: str, content: Mapping[str, Any]) -> None:
        partial = self.folder / f".{name}.partial"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            partial.write_text(json.dumps(content), encoding="utf-8")
            partial.replace(self.folder / name)
        except OSError as error:
            raise SourceError(
                f"{self.folder}: answers cannot be kept there ({error}); set `cache` to another folder"
            ) from (error)


def _document(path: Path) -> dict[str, Any] | None:
    """The Overpass document of a file; ``None`` where it is none, or a part of one."""
    document = _read_json(path)
    return document if isinstance(document, dict) and _is_answer(document) else None


def oldest_date(dates: Iterable[str], *, server: str) -> str:
    """The oldest date of the data, empty where no answer tells one; warns where they are far apart."""
    told = sorted(set(dates) - {""})
    if not told:
        return ""
    if datetime.fromisoformat(told[-1]) - datetime.fromisoformat(told[0]) > LONGEST_SPREAD:
        warnings.warn(
            f"the answers of {server} show OpenStreetMap from {told[0]} to {told[-1]}, for the pull broke off in "
            "between; the network may not fit together. Set `date` to ask for one moment",
            NetoptWarning,
            stacklevel=2,
        )
    return told[0]


def _is_answer(value: Any) -> bool:
    """Whether a value is a whole document of Overpass, or Nominatim's list of places."""
    if isinstance(value, dict):
        return isinstance(value.get("elements"), list) and "remark" not in value
    return isinstance(value, list)


def data_date(document: Mapping[str, Any]) -> str:
    """State of the OpenStreetMap data of a document, ISO; empty where it does not say."""
    head = document.get("osm3s")
    date = head.get("timestamp_osm_base") if isinstance(head, dict) else None
    if not isinstance(date, str) or not MOMENT.fullmatch(date):
        return ""
    try:
        return datetime.fromisoformat(date).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:  # the 31st of February
        return ""


def _read_json(path: Path) -> Any:
    """Any JSON value of a file; ``None`` where there is none, whole."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
