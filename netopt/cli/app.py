"""The verbs of the command line. Heavy libraries load inside them, so that `--help` is quick."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from netopt.cli.console import complain, print_pairs, print_tables, say, stage_lines
from netopt.cli.endings import (
    CONFIG,
    EXIT_OF_STATUS,
    OK,
    Verb,
    before_anything_is_written,
    code_and_lines,
    print_ending,
)
from netopt.cli.facts import facts, network_of
from netopt.cli.options import (
    ConfigFile,
    CountryOfFile,
    FileOut,
    Out,
    PairsTo,
    PinTo,
    RunOut,
    Seed,
    TimeLimit,
    YearOfPairs,
    YearOfState,
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Spatial network optimizer: from one YAML file to figures, layers and a map.",
    epilog="Exit codes: 0 solved, 1 a bug of ours, 2 config, 3 infeasible or unbounded, 4 source or network, "
    "5 stopped with nothing found, 130 interrupted.",
)

CHANGED_FIGURES = 40
"""Most changed figures that `compare` prints."""


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


@app.command(cls=Verb)
def run(
    config: ConfigFile,
    out: RunOut = None,
    seed: Seed = None,
    time_limit: TimeLimit = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Run a config and write its folder of results."""
    with stage_lines(quiet), before_anything_is_written():
        from netopt.pipeline import run as run_config

        result = run_config(config, out=out, seed=seed, time_limit_s=time_limit)
    if not quiet:
        from netopt.result_table import summary_tables

        print_tables(summary_tables(result.summary))
        print_ending(result)
    raise typer.Exit(EXIT_OF_STATUS.get(result.status, OK))


@app.command(cls=Verb)
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
            complain(code_and_lines(error)[1])
        else:
            say(f"{path}: ok")
    raise typer.Exit(CONFIG if is_wrong else OK)


@app.command(cls=Verb)
def pull(config: ConfigFile, to: PinTo = None) -> None:
    """Build a config's network from its source and pin it."""
    from netopt.config.load import load
    from netopt.network.snapshot import write_snapshot

    loaded = load(config)
    with stage_lines(), loaded.asking("network"):
        network = loaded.config.network.read(loaded.folder)
    folder = to or Path("graphs") / network.provenance.name
    files = write_snapshot(network, folder)
    say(f"{len(network.nodes)} nodes and {len(network.edges)} edges pinned in {folder} ({len(files)} files)")


@app.command(cls=Verb)
def inspect(
    network: Annotated[
        str,
        typer.Argument(
            metavar="NETWORK_OR_FILE",
            help="graphs:NAME, a pinned network's folder, a config, or an OpenStreetMap file (.osm.pbf, .osm, .gz, "
            ".bz2).",
            show_default=False,
        ),
    ],
    as_of: YearOfState = None,
    country: CountryOfFile = None,
) -> None:
    """Show a network's counts, data quality and licence."""
    from netopt.cli.sheet_tables import sheet_tables
    from netopt.network.licence_notice import licence_texts
    from netopt.network.quality import line_sheet, quality
    from netopt.result_table import figures_table, frame_table

    with stage_lines():
        found = network_of(network, as_of, country)
    print_pairs(facts(found))
    print_tables([figures_table("quality", quality(found)), *sheet_tables(found)])
    sheet = line_sheet(found)
    if not sheet.empty:
        print_tables([frame_table("quality by line", sheet.drop(columns="line_en"))])
    for source in found.provenance.sources:
        say(f"{source.name}, {source.date}: {source.licence}; {source.attribution}")
    for text in licence_texts(found.provenance.sources):
        say(text)


@app.command(cls=Verb)
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
    to: PairsTo = None,
    as_of: YearOfPairs = None,
) -> None:
    """Compare the model's minutes with published ones."""
    from netopt.errors import Breach, ConfigError
    from netopt.outputs.table import csv_text
    from netopt.rail.validate_network import validate_network
    from netopt.rail.validation import read_pairs
    from netopt.result_table import frame_table
    from netopt.sources import SnapshotSource

    if not pairs.is_file():
        raise ConfigError([Breach(str(pairs), "", "no such file; check the path")])
    published = read_pairs(pairs)
    with stage_lines():
        found = validate_network(SnapshotSource(path=network).read(Path.cwd()), published, as_of=as_of)
    if to is not None:
        _write(to, csv_text(found.pairs))
    unmatched = found.pairs[~found.pairs["matched"].astype(bool)]
    print_tables(
        [
            frame_table("model against published minutes (error as a share)", found.summary),
            frame_table("worst", found.worst.drop(columns=["matched", "reason"])),
            frame_table("unmatched", unmatched["reason"].str.split(":").str[0].value_counts().reset_index()),
        ]
    )
    say(f"{len(found.pairs) - len(unmatched)} of {len(found.pairs)} pairs matched")


@app.command(cls=Verb)
def kinds() -> None:
    """List every source, measure, problem and output."""
    from netopt.config.kinds import kinds as all_kinds

    for register, members in all_kinds().items():
        for kind, line in members.items():
            say(f"{register:<8} {kind:<18} {line}")


@app.command(cls=Verb)
def schema() -> None:
    """Print the JSON Schema of configs."""
    from netopt.config.json_schema import config_schema

    typer.echo(config_schema(), nl=False)


@app.command(cls=Verb)
def init(
    name: Annotated[str, typer.Argument(help="An example's name, or a name for a copy of the first.")] = "",
    out: FileOut = None,
) -> None:
    """Write a commented example config; never overwrites."""
    from netopt.config.example import write_example

    path = write_example(name, out)
    say(f"wrote {path}; now: netopt run {path}")


@app.command(cls=Verb)
def compare(
    dir_a: Annotated[Path, typer.Argument(help="A run's folder.", show_default=False)],
    dir_b: Annotated[Path, typer.Argument(help="Another run's folder.", show_default=False)],
    out: Out = None,
) -> None:
    """Show two runs side by side: figures, areas, a map."""
    from netopt.comparison import compare as compare_runs
    from netopt.result_table import table_of

    comparison = compare_runs(dir_a, dir_b, out=out)
    say(f"{dir_a} (a) and {dir_b} (b)")
    for changed in comparison.areas:
        say(f"{changed['layer']}: {changed['area_km2']:,.0f} km2 in all; by area:")
        for area, km2 in changed["by_id"].items():
            say(f"  {area:<20} {km2:>10,.0f} km2")
    figures = comparison.changed_figures
    rows = [{"figure": f.name, "a": f.a, "b": f.b, "difference": f.difference} for f in figures[:CHANGED_FIGURES]]
    print_tables([table_of("changed figures", rows)] if rows else [])
    if len(figures) > len(rows):
        say(f"... {len(figures) - len(rows)} more in {comparison.folder / 'compare.json'}")
    say(f"{len(comparison.figures) - len(figures)} of {len(comparison.figures)} figures are the same")
    say(f"written: {comparison.folder}")


@app.command(cls=Verb)
def rank(
    dirs: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of runs.", show_default=False)],
    out: Out = None,
) -> None:
    """Rank runs of regions and years by their scorecards."""
    from netopt.ranking import rank as rank_runs
    from netopt.result_table import frame_table

    ranking = rank_runs(dirs, out=out)
    print_tables([frame_table("value (rank, 1 is best)", ranking.shown())])
    say(f"written: {ranking.folder}")


def _write(path: Path, text: str) -> None:
    from netopt.errors import Breach, ConfigError
    from netopt.outputs.json_text import write_text

    try:
        write_text(path, text)
    except OSError as error:
        raise ConfigError([Breach(str(path), "", f"cannot be written: {error.strerror or error}")]) from error
