"""RunConfig: one YAML file, whole."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from netopt.changes import AnyChange
from netopt.changes.apply import projects
from netopt.config.decomposition import Decomposition
from netopt.differences.decomposition import MOST_PARTS
from netopt.measures import AnyMeasure, BorderEffectMeasure
from netopt.outputs import AnyOutput, GeoJsonOutput, MapHtmlOutput, TableOutput
from netopt.problems import AnyProblem
from netopt.schema import ConfigModel
from netopt.solvers.options import SolverOptions
from netopt.sources import AnySource
from netopt.sources.borders import BordersSection

RunName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]


class RunConfig(ConfigModel):
    """A run: a network, what is measured on it, what is decided, and how it is written."""

    name: RunName
    """The run's folder is out/NAME/: lower-case letters, digits, - and _."""
    title: dict[Literal["zh", "en"], str] = Field(default_factory=dict)
    """Title of map and report by language; left out: the name."""
    language: Literal["zh", "en"] = "en"
    """Language of the map's words; names appear in both."""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "CNY"
    """ISO 4217 code of every money value."""
    network: AnySource
    """Where the network comes from."""
    borders: BordersSection | None = None
    """What it costs to cross from one jurisdiction into another; left out: nothing."""
    measures: tuple[AnyMeasure, ...] = ()
    """What is measured."""
    changes: tuple[AnyChange, ...] = ()
    """What is added to the network, removed from it or altered in it; measures are taken before and after."""
    decomposition: Decomposition | None = None
    """Tells what each project of the changes adds to every figure of the measures."""
    problem: AnyProblem | None = None
    """What is decided; may be left out."""
    solver: SolverOptions = SolverOptions()
    """Limits of the solve."""
    outputs: tuple[AnyOutput, ...] = Field(default=(GeoJsonOutput(), TableOutput(), MapHtmlOutput()), min_length=1)
    """How results are written; summary.json and manifest.json always are."""

    @model_validator(mode="after")
    def _asks_something(self) -> "RunConfig":
        if not self.measures and self.problem is None:
            raise ValueError("nothing is asked: give `measures`, a `problem`, or both")
        if self.borders is None and any(isinstance(measure, BorderEffectMeasure) for measure in self.measures):
            raise ValueError("border_effect needs `borders`, a table of what crossing costs; give it")
        if self.decomposition is not None and not (self.changes and self.measures):
            raise ValueError("decomposition needs `changes` and `measures`; give both or leave it out")
        return self

    @model_validator(mode="after")
    def _can_be_told_apart(self) -> "RunConfig":
        if self.decomposition is None:
            return self
        count = len(projects(self.changes))
        if self.decomposition.method == "shapley" and count > MOST_PARTS:
            wrong = f"decomposition by shapley takes {MOST_PARTS} projects at most, but changes has {count}"
            raise ValueError(f"{wrong}; give several the same `project`, or take method first_and_last")
        measured = [measure.kind for measure in self.measures]
        lacking = [kind for kind in self.decomposition.kinds or () if kind not in measured]
        if lacking:
            wrong = f"decomposition.kinds names {', '.join(map(repr, lacking))}, which is not measured"
            raise ValueError(f"{wrong}; there are {', '.join(dict.fromkeys(measured))}")
        return self
