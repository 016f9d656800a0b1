"""Everything that is printed: lines, tables, the stages of a run. No text of the data can steer the terminal."""

import logging
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.progress import Progress

    from netopt.result_table import ResultTable

PIPE_WIDTH = 160
"""Signs in a line of a table that goes into a file or pipe."""
WIDEST_COLUMN, COLUMN_GAP = 60, 3
LEADING = ("id", "name", "name_zh", "area_km2", "population", "equivalent_radius_km")
"""What a reader looks for first."""


def complain(lines: Iterable[str]) -> None:
    """Print lines on stderr, red on a terminal."""
    for line in lines:
        typer.secho(printable(line), err=True, fg="red")


def say(text: str) -> None:
    """Print a line on stdout."""
    typer.echo(printable(text))


def printable(text: str) -> str:
    """Text in which nothing can steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


@contextmanager
def stage_lines(is_quiet: bool = False) -> Iterator[None]:
    """Show the library's log lines and warnings on stderr; on a terminal also what it is at, and for how long."""
    is_live = sys.stderr.isatty() and not is_quiet
    logger = logging.getLogger("netopt")
    level = logger.level
    with _shown_live() if is_live else nullcontext(logging.StreamHandler(sys.stderr)) as handler:
        handler.setFormatter(_OneLine("%(message)s"))
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG if is_live else logging.WARNING if is_quiet else logging.INFO)
        try:
            with warnings.catch_warnings():
                warnings.showwarning = lambda message, *_, **__: logger.warning("warning: %s", message)
                yield
        finally:
            logger.removeHandler(handler)
            logger.setLevel(level)


@contextmanager
def _shown_live() -> Iterator[logging.Handler]:
    """A handler for a terminal: lines stay; what the library is at (level DEBUG) stands below them."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.table import Column

    console = Console(file=sys.stderr, markup=False, highlight=False, emoji=False)
    at_work = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis"))
    columns = (SpinnerColumn(), at_work, TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as progress:
        yield _LiveHandler(progress)


class _LiveHandler(logging.Handler):
    """Prints what has been done, and shows what is being done with the time it has taken so far."""

    def __init__(self, progress: "Progress") -> None:
        super().__init__()
        self._progress = progress
        self._task = progress.add_task("starting")

    def emit(self, record: logging.LogRecord) -> None:
        """Show one record."""
        text = self.format(record)
        if record.levelno > logging.DEBUG:
            self._progress.console.print(text, soft_wrap=True)
            return
        self._progress.reset(self._task, description=text)
        self._progress.refresh()


class _OneLine(logging.Formatter):
    """One line a record, in which nothing can steer a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's line."""
        return printable(super().format(record))


def print_pairs(facts: Mapping[str, Any]) -> None:
    """Print names and values in two columns."""
    for key, value in facts.items():
        say(f"{key + ':':<20} {value}")


def print_tables(tables: "Iterable[ResultTable]") -> None:
    """Tables as they are: no text of theirs is read as markup."""
    from textwrap import wrap

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
    for table in tables:
        fitting, left_out = _fitting_columns(table, console.width)
        drawn = Table(
            title=Text(printable(table.title)),
            title_justify="left",
            caption=Text(f"left out for width: {', '.join(left_out)}") if left_out else None,
            caption_justify="left",
            box=box.SIMPLE_HEAD,
        )
        for position, width in fitting.items():
            heading = Text("\n".join(wrap(printable(table.columns[position].replace("_", " ")), max(width, 1))))
            drawn.add_column(heading, justify="right" if table.is_number[position] else "left", max_width=width)
        for row in table.rows:
            drawn.add_row(*(Text(printable(row[position])) for position in fitting))
        with console.capture() as capture:  # rich would end the program itself where the reader has gone
            console.print(drawn)
        typer.echo(capture.get(), nl=False)


def _fitting_columns(table: "ResultTable", console_width: int) -> tuple[dict[int, int], list[str]]:
    """Positions and widths of the first columns that fit side by side, and the names of the others."""
    from rich.cells import cell_len

    fitting: dict[int, int] = {}
    order = _reading_order(table.columns)
    for done, position in enumerate(order):
        column = table.columns[position]
        words = [*(row[position] for row in table.rows), *column.split("_")]
        width = min(max(map(cell_len, words)), WIDEST_COLUMN)
        if fitting and sum(fitting.values()) + width + COLUMN_GAP * (len(fitting) + 2) > console_width:
            return fitting, [table.columns[left_out] for left_out in order[done:]]
        fitting[position] = width
    return fitting, []


def _reading_order(columns: Sequence[str]) -> list[int]:
    """Positions of columns: from the first of ``LEADING`` on, those of ``LEADING`` come before the others."""
    start = next((position for position, column in enumerate(columns) if column in LEADING), len(columns))
    leading = [columns.index(column) for column in LEADING if column in columns]
    return [*range(start), *leading, *(p for p in range(start, len(columns)) if p not in leading)]
