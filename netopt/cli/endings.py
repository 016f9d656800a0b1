"""How a command ends: exit codes, error lines, and how far to trust a result."""

import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

from netopt.cli.console import complain, say

if TYPE_CHECKING:
    from netopt.pipeline import RunResult

OK, BUG, CONFIG, INFEASIBLE, SOURCE, NOTHING_FOUND, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 4, 5, 130, 141
EXIT_OF_STATUS = {"infeasible": INFEASIBLE, "unbounded": INFEASIBLE, "unknown": NOTHING_FOUND}

UNKNOWN_DATE = "unknown"
LONGEST_PATH = 120
"""Signs of a path that a message shows."""


class Verb(TyperCommand):
    """A verb whose errors become clear lines and exit codes."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # typer's own Context
        """Run the verb."""
        try:
            with termination_as_interrupt():
                return self._invoke(ctx)
        except BrokenPipeError as error:  # the reader has had enough: `netopt inspect NETWORK | head -1`
            _close_pipes()
            raise typer.Exit(PIPE_CLOSED) from error

    def _invoke(self, ctx: typer.Context) -> Any:
        is_debug = bool(ctx.find_root().params.get("debug"))
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt as error:
            complain(["; ".join(["interrupted", *_notes(error)])])
            raise typer.Exit(INTERRUPTED) from error
        except Exception as error:
            if is_debug:
                traceback.print_exc()
            code, lines = code_and_lines(error)
            complain(lines)
            raise typer.Exit(code) from error


@contextmanager
def termination_as_interrupt() -> Iterator[None]:
    """Inside, a request to end (SIGTERM) is a Ctrl-C, so that what is half written is cleaned up; a second one waits.

    Outside the main thread, and where somebody else deals with the signal, nothing changes.
    """
    previous = signal.getsignal(signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread() or previous is not signal.SIG_DFL:
        yield
        return

    def interrupt(signum: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


@contextmanager
def before_anything_is_written() -> Iterator[None]:
    """Inside, an interrupt that has nothing else to tell tells that nothing was written."""
    try:
        yield
    except KeyboardInterrupt as error:
        if not _notes(error):
            error.add_note("nothing was written")
        raise


def print_ending(result: "RunResult") -> None:
    """Where the map is, and in one line how far to trust the result."""
    from netopt.result_table import shown

    summary, provenance = result.summary, result.network.provenance
    first = next((name for name in ("map.html", "report.html") if name in result.files), "summary.json")
    say(f"{first.split('.')[0]}: {result.folder / first}")
    solved = [f"{key} {shown(summary[key])}" for key in ("objective", "bound", "gap") if summary.get(key) is not None]
    dates = sorted({source.date for source in provenance.sources} - {UNKNOWN_DATE})
    dated = " to ".join(dict.fromkeys((dates[0], dates[-1]))) if dates else "unknown date"
    count = len(provenance.sources)
    data = f"{provenance.name}, {count} {'source' if count == 1 else 'sources'} of {dated} (see manifest.json)"
    year = f", state at the end of {provenance.as_of}" if provenance.as_of else ""
    shares = [
        f"{shown(summary['quality'][key], 'share')} of {what}"
        for key, what in (("length_assumed_share", "length"), ("time_assumed_share", "time"))
        if summary["quality"].get(key) is not None
    ]
    assumed = f"; {' and '.join(shares)} rest on assumed values" if shares else ""
    say(f"{', '.join([result.status, *solved])}; data: {data}{year}{assumed}")


def code_and_lines(error: Exception) -> tuple[int, list[str]]:
    """Exit code and message lines of an error."""
    from netopt.errors import (
        ConfigError,
        GatheredError,
        NetoptError,
        NetworkError,
        NoSolutionError,
        ProblemError,
        ScalingError,
        SourceError,
    )

    codes = {
        (ConfigError, ProblemError, ScalingError): CONFIG,
        (SourceError, NetworkError): SOURCE,
        (NoSolutionError,): NOTHING_FOUND,
    }
    place = ": ".join(_notes(error)) or "error"
    if isinstance(error, NetoptError):
        code = next((code for classes, code in codes.items() if isinstance(error, classes)), BUG)
        lines = str(error).splitlines() or ["failed"]
        has_places = isinstance(error, GatheredError) and bool(error.breaches)
        if has_places:
            return code, [": ".join([*_notes(error), line]) for line in lines]
        return code, [f"{place}: {lines[0]}", *lines[1:]]
    if isinstance(error, OSError) and error.filename is not None:  # a path that no reader of ours foresaw
        return SOURCE, [f"{place}: {_short(str(error.filename))}: {(error.strerror or 'cannot be used').lower()}"]
    return BUG, [
        f"error: a bug of netopt: {type(error).__name__}: {error}",
        "run `netopt --debug ...` for the traceback and report it with your config",
    ]


def _notes(error: BaseException) -> list[str]:
    return list(getattr(error, "__notes__", []))


def _short(path: str) -> str:
    return path if len(path) <= LONGEST_PATH else f"{path[: LONGEST_PATH // 2]}...{path[-LONGEST_PATH // 2 :]}"


def _close_pipes() -> None:
    """Point both streams to nowhere, so that Python has nothing left to complain of at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # no real file: there is nothing to flush
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
