"""The words that several verbs take, and their bounds."""

from pathlib import Path
from typing import Annotated, Final

import typer

FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2200
LARGEST_SEED: Final = 2**31 - 1


def home(path: Path | None) -> Path | None:
    """The path with ``~`` written out, which a shell leaves in ``--out=~/x``."""
    try:
        return None if path is None else path.expanduser()
    except RuntimeError as error:
        raise typer.BadParameter(f"{path}: no such user") from error


ConfigFile = Annotated[Path, typer.Argument(metavar="CONFIG", help="A YAML file.", show_default=False)]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Folder to write.", callback=home, show_default=False)
]
RunOut = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="The run's folder [default: out/NAME].", callback=home, show_default=False
    ),
]
FileOut = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="File to write.", callback=home, show_default=False)
]
PinTo = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Where to pin it [default: graphs/NAME].", callback=home, show_default=False),
]
PairsTo = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write pair by pair as CSV.", callback=home, show_default=False)
]
Seed = Annotated[
    int | None,
    typer.Option(min=0, max=LARGEST_SEED, metavar="N", help="Seed of every random choice.", show_default=False),
]
TimeLimit = Annotated[float | None, typer.Option(metavar="S", help="Seconds the solver may take.", show_default=False)]
YearOfState = Annotated[
    int | None,
    typer.Option(
        metavar="YEAR", min=FIRST_YEAR, max=LAST_YEAR, help="State at the end of this year.", show_default=False
    ),
]
YearOfPairs = Annotated[
    int | None,
    typer.Option(
        metavar="YEAR",
        min=FIRST_YEAR,
        max=LAST_YEAR,
        help="Year of pairs without one [default: the newest].",
        show_default=False,
    ),
]
CountryOfFile = Annotated[
    str | None,
    typer.Option(
        "--country",
        metavar="COUNTRY",
        help="What is assumed in an OpenStreetMap file where nothing is tagged: world, china or a TOML file "
        "[default: world].",
        show_default=False,
    ),
]
