"""How a command ends: exit codes, error lines, and how far to trust a result."""

import traceback
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

from netopt.cli.console import complain, say

if TYPE_CHECKING:
    from netopt.pipeline import RunResult

OK, BUG, CONFIG, INFEASIBLE, SOURCE, NOTHING_FOUND, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130
EXIT_OF_STATUS = {"infeasible": INFEASIBLE, "unbounded": INFEASIBLE, "unknown": NOTHING_FOUND}


class Verb(TyperCommand):
    """A verb whose errors become clear lines and exit codes."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # typer's own Context
        """Run the verb."""
        is_debug = bool(ctx.find_root().params.get("debug"))
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt as error:
            complain(["interrupted; nothing was written"])
            raise typer.Exit(INTERRUPTED) from error
        except Exception as error:
            if is_debug:
                traceback.print_exc()
            code, lines = code_and_lines(error)
            complain(lines)
            raise typer.Exit(code) from error


def print_ending(result: "RunResult") -> None:
    """Where the map is, and in one line how far to trust the result."""
    from netopt.result_table import shown

    summary, provenance = result.summary, result.network.provenance
    first = next((name for name in ("map.html", "report.html") if name in result.files), "summary.json")
    say(f"{first.split('.')[0]}: {result.folder / first}")
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
    if isinstance(error, NetoptError):
        code = next((code for classes, code in codes.items() if isinstance(error, classes)), BUG)
        lines = str(error).splitlines() or [type(error).__name__]
        has_places = isinstance(error, GatheredError) and bool(error.breaches)
        return code, lines if has_places else [f"error: {lines[0]}", *lines[1:]]
    return BUG, [
        f"a bug of netopt: {type(error).__name__}: {error}",
        "run `netopt --debug ...` for the traceback and report it with your config",
    ]
