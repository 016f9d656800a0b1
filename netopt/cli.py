"""The command line: verbs, exit codes, and everything that is printed."""

import logging
import sys
import traceback
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

if TYPE_CHECKING:
    from netopt.network.network import Network
    from netopt.pipeline import RunResult
    from netopt.result_table import ResultTable

OK, BUG, CONFIG, INFEASIBLE, SOURCE, NOTHING_FOUND, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130
EXIT_OF_STATUS = {"infeasible": INFEASIBLE, "unbounded": INFEASIBLE, "unknown": NOTHING_FOUND}
PIPE_WIDTH = 160
"""Signs in a line of a table that goes into a file or pipe."""
WIDEST_COLUMN, COLUMN_GAP = 60, 3


class _Verb(TyperCommand):
    """A verb whose errors become clear lines and exit codes."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # typer's own Context
        is_debug = bool(ctx.find_root().params.get("debug"))
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt as error:
            _complain(["interrupted; nothing was written"])
            raise typer.Exit(INTERRUPTED) from error
        except Exception as error:
            if is_debug:
                traceback.print_exc()
            code, lines = _code_and_lines(error)
            _complain(lines)
            raise typer.Exit(code) from error


app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Spatial network optimizer: from one YAML file to figures, layers and a map.",
    epilog="Exit codes: 0 solved, 1 a bug of ours, 2 config, 3 infeasible or unbounded, 4 source or network, "
    "5 stopped with nothing found.",
)

ConfigFile = Annotated[Path, typer.Argument(metavar="CONFIG", help="A YAML file.", show_default=False)]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder to write.", show_default=False)]


def main() -> None:
    """Entry point of the ``netopt`` command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console without Chinese shows question marks, not a traceback
    app(prog_name="netopt")


def _show_version(value: bool) -> None:
    if value:
        from importlib.metadata import PackageNotFoundError
        from importlib.metadata import version as installed

        try:
            typer.echo(f"netopt {installed('netopt')}")
        except PackageNotFoundError:
            typer.echo("netopt (not installed as a package)")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Spatial network optimizer: from one YAML file to figures, layers and a map."""


@app.command(cls=_Verb)
def run(
    config: ConfigFile,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="The run's folder [default: out/NAME].", show_default=False),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of every random choice.", show_default=False)] = None,
    time_limit: Annotated[
        float | None, typer.Option(metavar="S", help="Seconds the solver may take.", show_default=False)
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Run a config and write its folder of results."""
    with _stage_lines(quiet):
        from netopt.pipeline import run as run_config

        result = run_config(config, out=out, seed=seed, time_limit_s=time_limit)
    if not quiet:
        from netopt.result_table import summary_tables

        _print_tables(summary_tables(result.summary))
        _print_ending(result)
    raise typer.Exit(EXIT_OF_STATUS.get(result.status, OK))


@app.command(cls=_Verb)
def check(
    configs: Annotated[list[Path], typer.Argument(metavar="CONFIG...", help="YAML files.", show_default=False)],
) -> None:
    """Check configs; touches no network, writes nothing."""
    from netopt.config.load import load
    from netopt.errors import ConfigError

    is_wrong = False
    for path in configs:
        try:
            load(path)
        except ConfigError as error:
            is_wrong = True
            _complain(str(error).splitlines())
        else:
            _say(f"{path}: ok")
    raise typer.Exit(CONFIG if is_wrong else OK)


@app.command(cls=_Verb)
def pull(
    config: ConfigFile,
    to: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to pin it [default: graphs/NAME].", show_default=False)
    ] = None,
) -> None:
    """Build a config's network from its source and pin it."""
    from netopt.config.load import load
    from netopt.network.snapshot import write_snapshot

    loaded = load(config)
    with _stage_lines():
        network = loaded.config.network.read(loaded.folder)
    folder = to or Path("graphs") / network.provenance.name
    files = write_snapshot(network, folder)
    _say(f"{len(network.nodes)} nodes and {len(network.edges)} edges pinned in {folder} ({len(files)} files)")


@app.command(cls=_Verb)
def inspect(
    network: Annotated[
        str,
        typer.Argument(
            metavar="NETWORK_OR_FILE", help="graphs:NAME, a pinned network's folder, or a config.", show_default=False
        ),
    ],
    as_of: Annotated[
        int | None, typer.Option(metavar="YEAR", help="State at the end of this year.", show_default=False)
    ] = None,
) -> None:
    """Show a network's counts, data quality and licence."""
    from netopt.network.quality import line_sheet, quality
    from netopt.result_table import figures_table, frame_table

    found = _network(network, as_of)
    _print_pairs(_facts(found))
    _print_tables([figures_table("quality", quality(found))])
    sheet = line_sheet(found)
    if not sheet.empty:
        _print_tables([frame_table("quality by line", sheet.drop(columns="line_en"))])
    for source in found.provenance.sources:
        _say(f"{source.name}, {source.date}: {source.licence}; {source.attribution}")


@app.command(cls=_Verb)
def validate(
    network: Annotated[
        str, typer.Argument(metavar="NETWORK", help="graphs:NAME or a pinned network's folder.", show_default=False)
    ],
    pairs: Annotated[
        Path,
        typer.Argument(
            metavar="PAIRS.csv",
            help="from,to,minutes[,confidence,year] or published_pairs columns.",
            show_default=False,
        ),
    ],
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write pair by pair as CSV.", show_default=False)
    ] = None,
    as_of: Annotated[
        int | None,
        typer.Option(metavar="YEAR", help="Year of pairs without one [default: the newest].", show_default=False),
    ] = None,
) -> None:
    """Compare the model's minutes with published ones."""
    from netopt.outputs.table import csv_text
    from netopt.rail.validate_network import validate_network
    from netopt.rail.validation import read_pairs
    from netopt.result_table import frame_table
    from netopt.sources import SnapshotSource

    published = read_pairs(pairs)
    with _stage_lines():
        found = validate_network(SnapshotSource(path=network).read(Path.cwd()), published, as_of=as_of)
    if to is not None:
        _write(to, csv_text(found.pairs))
    unmatched = found.pairs[~found.pairs["matched"].astype(bool)]
    _print_tables(
        [
            frame_table("model against published minutes (error as a share)", found.summary),
            frame_table("worst", found.worst.drop(columns=["matched", "reason"])),
            frame_table("unmatched", unmatched["reason"].str.split(":").str[0].value_counts().reset_index()),
        ]
    )
    _say(f"{len(found.pairs) - len(unmatched)} of {len(found.pairs)} pairs matched")


@app.command(cls=_Verb)
def kinds() -> None:
    """List every source, measure, problem and output."""
    from netopt.config.kinds import kinds as all_kinds

    for register, members in all_kinds().items():
        for kind, line in members.items():
            _say(f"{register:<8} {kind:<18} {line}")


@app.command(cls=_Verb)
def schema() -> None:
    """Print the JSON Schema of configs."""
    from netopt.config.json_schema import config_schema

    typer.echo(config_schema(), nl=False)


@app.command(cls=_Verb)
def init(
    name: Annotated[str, typer.Argument(help="An example's name, or a name for a copy of the first.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="File to write.", show_default=False)
    ] = None,
) -> None:
    """Write a commented example config; never overwrites."""
    from netopt.config.example import write_example

    path = write_example(name, out)
    _say(f"wrote {path}; now: netopt run {path}")


@app.command(cls=_Verb)
def compare(
    dir_a: Annotated[Path, typer.Argument(help="A run's folder.", show_default=False)],
    dir_b: Annotated[Path, typer.Argument(help="Another run's folder.", show_default=False)],
    out: Out = None,
) -> None:
    """Show two runs side by side: figures, areas, a map."""
    from netopt.comparison import compare as compare_runs
    from netopt.result_table import table_of

    comparison = compare_runs(dir_a, dir_b, out=out)
    rows = [
        {"figure": f.name, "a": f.a, "b": f.b, "difference": f.difference} for f in comparison.figures if f.a != f.b
    ]
    same = len(comparison.figures) - len(rows)
    _print_tables([table_of(f"{dir_a} (a) and {dir_b} (b)", rows)] if rows else [])
    _say(f"{same} of {len(comparison.figures)} figures are the same")
    for layer in comparison.layers:
        _say(f"{layer.name}: {layer.frame['area_km2'].sum():,.0f} km2 in {len(layer.frame)} areas")
    _say(f"written: {comparison.folder}")


def _network(text: str, as_of: int | None) -> "Network":
    """The network that a word on the command line means."""
    if Path(text).suffix in (".yaml", ".yml"):
        from netopt.config.load import load

        loaded = load(text)
        year = {"as_of": as_of} if as_of is not None else {}
        return loaded.config.network.model_copy(update=year).load(loaded.folder)
    from netopt.sources import SnapshotSource

    return SnapshotSource(path=text, as_of=as_of).load(Path.cwd())


def _facts(network: "Network") -> dict[str, Any]:
    from netopt.network.crs import to_wgs84

    provenance = network.provenance
    west, south, east, north = to_wgs84(network.nodes).total_bounds
    counts = network.nodes["kind"].value_counts().sort_index()
    return {
        "network": provenance.name,
        "made by": provenance.kind,
        "digest": provenance.digest or "–",
        "state": f"end of {provenance.as_of}" if provenance.as_of else "latest",
        "nodes": f"{len(network.nodes)} ({', '.join(f'{count} {kind}' for kind, count in counts.items())})",
        "edges": len(network.edges),
        "services": len(network.services),
        "zones with outline": len(network.areas),
        "places": len(network.places),
        "bounding box": f"{west:.4f}, {south:.4f} to {east:.4f}, {north:.4f} (longitude, latitude)",
        "CRS inside": _crs_words(network.crs),
    }


def _crs_words(crs: Any) -> str:
    """A projection by its code, or by its method and the parameters that are not zero (``crs``: pyproj.CRS)."""
    if crs.to_epsg() is not None:
        return f"EPSG:{crs.to_epsg()}"
    operation = crs.coordinate_operation
    values = [f"{parameter.name.lower()} {parameter.value:g}" for parameter in operation.params if parameter.value]
    return ", ".join([operation.method_name, *values])


def _print_ending(result: "RunResult") -> None:
    """Where the map is, and in one line how far to trust the result."""
    from netopt.result_table import shown

    summary, provenance = result.summary, result.network.provenance
    first = next((name for name in ("map.html", "report.html") if name in result.files), "summary.json")
    _say(f"{first.split('.')[0]}: {result.folder / first}")
    solved = [f"{key} {shown(summary[key])}" for key in ("objective", "bound", "gap") if summary.get(key) is not None]
    dates = sorted({source.date for source in provenance.sources})
    dated = f" of {dates[0]} to {dates[-1]}" if len(dates) > 1 else f" of {dates[0]}" if dates else ""
    data = f"{provenance.name}, {len(provenance.sources)} sources{dated} (see manifest.json)"
    year = f", state at the end of {provenance.as_of}" if provenance.as_of else ""
    shares = [
        f"{shown(summary['quality'][key], 'share')} of {what}"
        for key, what in (("length_assumed_share", "length"), ("time_assumed_share", "time"))
        if summary["quality"].get(key) is not None
    ]
    assumed = f"; {' and '.join(shares)} rest on assumed values" if shares else ""
    _say(f"{', '.join([result.status, *solved])}; data: {data}{year}{assumed}")


def _code_and_lines(error: Exception) -> tuple[int, list[str]]:
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
    if isinstance(error, NetoptError):
        code = next((code for classes, code in codes.items() if isinstance(error, classes)), BUG)
        lines = str(error).splitlines() or [type(error).__name__]
        has_places = isinstance(error, GatheredError) and bool(error.breaches)
        return code, lines if has_places else [f"error: {lines[0]}", *lines[1:]]
    return BUG, [
        f"a bug of netopt: {type(error).__name__}: {error}",
        "run `netopt --debug ...` for the traceback and report it with your config",
    ]


def _write(path: Path, text: str) -> None:
    from netopt.errors import Breach, ConfigError
    from netopt.outputs.json_text import write_text

    try:
        write_text(path, text)
    except OSError as error:
        raise ConfigError([Breach(str(path), "", f"cannot be written: {error.strerror or error}")]) from error


def _complain(lines: Iterable[str]) -> None:
    for line in lines:
        typer.secho(_printable(line), err=True, fg="red")


def _say(text: str) -> None:
    typer.echo(_printable(text))


def _printable(text: str) -> str:
    """Text in which nothing can steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


@contextmanager
def _stage_lines(is_quiet: bool = False) -> Iterator[None]:
    """Show the library's log lines and warnings on stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.setLevel(logging.WARNING if is_quiet else logging.INFO)
    logger = logging.getLogger("netopt")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        with warnings.catch_warnings():
            warnings.showwarning = lambda message, *_, **__: logger.warning("warning: %s", message)
            yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


def _print_pairs(facts: Mapping[str, Any]) -> None:
    for key, value in facts.items():
        _say(f"{key + ':':<20} {value}")


def _print_tables(tables: "Iterable[ResultTable]") -> None:
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
            title=Text(_printable(table.title)),
            title_justify="left",
            caption=Text(f"left out for width: {', '.join(left_out)}") if left_out else None,
            caption_justify="left",
            box=box.SIMPLE_HEAD,
        )
        for position, width in fitting.items():
            heading = Text("\n".join(wrap(_printable(table.columns[position].replace("_", " ")), max(width, 1))))
            drawn.add_column(heading, justify="right" if table.is_number[position] else "left", max_width=width)
        for row in table.rows:
            drawn.add_row(*(Text(_printable(row[position])) for position in fitting))
        console.print(drawn)


def _fitting_columns(table: "ResultTable", console_width: int) -> tuple[dict[int, int], list[str]]:
    """Positions and widths of the first columns that fit side by side, and the names of the others."""
    from rich.cells import cell_len

    fitting: dict[int, int] = {}
    for position, column in enumerate(table.columns):
        words = [*(row[position] for row in table.rows), *column.split("_")]
        width = min(max(map(cell_len, words)), WIDEST_COLUMN)
        if fitting and sum(fitting.values()) + width + COLUMN_GAP * (len(fitting) + 2) > console_width:
            return fitting, list(table.columns[position:])
        fitting[position] = width
    return fitting, []
