"""From a configuration to a folder of results: load, build, measure, solve, write."""

import logging
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from netopt.config.load import LoadedConfig, checked, load
from netopt.config.run_config import RunConfig
from netopt.layers import Layer, Role, Table
from netopt.maps.backdrop import line_layers, outline_layer
from netopt.measures.base import MeasureResult
from netopt.network.network import Network
from netopt.network.quality import quality
from netopt.outputs.base import RunOutput
from netopt.outputs.json_text import json_text, plain, write_text
from netopt.outputs.manifest import files_entry, manifest
from netopt.outputs.run_folder import check_replaceable, whole_or_not_at_all
from netopt.problems.base import Problem, Solution
from netopt.solvers.options import SolverOptions

logger = logging.getLogger(__name__)

Shown = TypeVar("Shown", Layer, Table)

MEASURED = "measured"
"""Status of a run that decides nothing."""


@dataclass(frozen=True, eq=False)
class RunResult:
    """Everything a run made. ``measures_after`` is ``measures_before`` where the decision builds nothing."""

    config: RunConfig
    network: Network
    problem: Problem | None
    solution: Solution | None
    measures_before: tuple[MeasureResult, ...]
    measures_after: tuple[MeasureResult, ...]
    summary: dict[str, Any]
    folder: Path
    files: tuple[str, ...]

    @property
    def status(self) -> str:
        """How the run ended: a solver's status, or ``measured``."""
        return str(self.summary["status"])


def run(
    config: str | Path | LoadedConfig | RunConfig,
    *,
    out: str | Path | None = None,
    seed: int | None = None,
    time_limit_s: float | None = None,
) -> RunResult:
    """Run a configuration and write its folder, whole or not at all.

    Parameters
    ----------
    config
        A YAML file, or one that is loaded already; relative paths of a bare ``RunConfig`` start at the working
        directory.
    out
        The run's folder; left out: ``out/<name>`` in the working directory.
    seed, time_limit_s
        Override the configuration's solver section.

    Raises
    ------
    ConfigError
        If the configuration is wrong, or the folder holds what netopt did not write.
    SourceError, NetworkError
        If the network cannot be had or lacks what the configuration names.
    ProblemError
        If the numbers cannot form the problem.
    """
    started = time.perf_counter()
    loaded = _loaded(config)
    asked = _with_solver(loaded.config, seed=seed, time_limit_s=time_limit_s)
    folder = Path(out) if out is not None else Path("out") / asked.name
    check_replaceable(folder)

    with _stage("network") as counts:
        with loaded.asking("network"):
            network = asked.network.load(loaded.folder)
        counts.update(nodes=len(network.nodes), edges=len(network.edges), services=len(network.services))
    problem = None
    if asked.problem is not None:
        with _stage("problem"), loaded.asking("problem"):
            problem = asked.problem.build(network)
    before = _measures(loaded, network, "measures")  # before the solve: a name that is wrong shows at once
    solution, after = None, before
    if problem is not None:
        with _stage("solve") as counts, loaded.asking("problem"):
            solution = problem.solve(asked.solver)
            counts.update(status=solution.report.status, objective=solution.report.objective)
        decided = solution.apply(network)
        if decided is not network:
            after = _measures(loaded, decided, "measures after the decision")

    output = _output(asked, network, solution, before, after)
    with _stage("write") as counts, whole_or_not_at_all(folder) as partial:
        names = [name for kind in asked.outputs for name in kind.write(output, partial)]
        write_text(partial / "manifest.json", json_text({**output.manifest, "files": files_entry(partial, names)}))
        summary = {**output.summary, "wall_time_s": round(time.perf_counter() - started, 3)}
        write_text(partial / "summary.json", json_text(summary))
        counts.update(files=len(names) + 2)
    return RunResult(
        config=asked,
        network=network,
        problem=problem,
        solution=solution,
        measures_before=before,
        measures_after=after,
        summary=plain(summary),
        folder=folder,
        files=("summary.json", "manifest.json", *names),
    )


def _loaded(config: str | Path | LoadedConfig | RunConfig) -> LoadedConfig:
    if isinstance(config, LoadedConfig):
        return config
    if isinstance(config, RunConfig):
        return LoadedConfig(config, Path(config.name), Path.cwd())
    return load(config)


def _with_solver(config: RunConfig, *, seed: int | None, time_limit_s: float | None) -> RunConfig:
    given = {"seed": seed, "time_limit_s": time_limit_s}
    changed = {key: value for key, value in given.items() if value is not None}
    if not changed:
        return config
    solver = checked({**config.solver.model_dump(), **changed}, SolverOptions, file="solver options")
    return config.model_copy(update={"solver": solver})


def _measures(loaded: LoadedConfig, network: Network, stage: str) -> tuple[MeasureResult, ...]:
    if not loaded.config.measures:
        return ()
    results = []
    with _stage(stage) as counts:
        for position, measure in enumerate(loaded.config.measures):
            with loaded.asking("measures", position):
                results.append(measure.evaluate(network, folder=loaded.folder))
        counts.update(entries=sum(len(result.entries) for result in results))
    return tuple(results)


def _output(
    config: RunConfig,
    network: Network,
    solution: Solution | None,
    before: tuple[MeasureResult, ...],
    after: tuple[MeasureResult, ...],
) -> RunOutput:
    """What the outputs draw from. A solve without a solution shows figures, but neither layers nor tables."""
    report = None if solution is None else solution.report
    states = [("", before)] if after is before else [("before", before), ("after", after)]
    measured = [(state, result) for state, results in states for result in results]
    shown = measured if report is None or report.status.has_solution else []
    layers = [replace(layer, name=_named(layer.name, state)) for state, result in shown for layer in result.layers]
    tables = [replace(table, name=_named(table.name, state)) for state, result in shown for table in result.tables]
    if solution is not None and shown is measured:
        layers += solution.layers(network)
        tables += solution.tables(network)
    if layers:
        layers += _backdrop(network, layers)
    layers, tables = _with_own_names(layers), _with_own_names(tables)
    return RunOutput(
        name=config.name,
        title={str(language): words for language, words in config.title.items()},
        language=config.language,
        currency=config.currency,
        summary={
            "name": config.name,
            "status": MEASURED if report is None else report.status,
            "objective": None if report is None else report.objective,
            "bound": None if report is None else report.bound,
            "gap": None if report is None else report.gap,
            "wall_time_s": None,
            "problem": None if solution is None else solution.summary(),
            "measures": [
                {**entry, **({"state": state} if state else {})}
                for state, result in measured
                for entry in result.entries
            ],
            "quality": quality(network),
        },
        manifest=manifest(config.model_dump(mode="json"), network.provenance, seed=config.solver.seed, report=report),
        layers=tuple(layers),
        tables=tuple(tables),
        attribution=network.provenance.attribution,
        notes=_unlike(note for _, result in measured for note in result.notes),
    )


def _unlike(notes: Iterable[Mapping[str, str]]) -> tuple[Mapping[str, str], ...]:
    """Notes without repetitions, in their order."""
    return tuple({tuple(sorted(note.items())): note for note in notes}.values())


def _backdrop(network: Network, layers: list[Layer]) -> list[Layer]:
    """The lines, and the outlines where no result draws them itself."""
    has_outlines = network.areas.empty or any(layer.role is Role.ZONE for layer in layers)
    return line_layers(network) if has_outlines else [*line_layers(network), outline_layer(network)]


def _with_own_names(shown: list[Shown]) -> list[Shown]:
    """Layers or tables whose names differ: the second ``stations`` becomes ``stations_2``."""
    seen: Counter[str] = Counter()
    named = []
    for item in shown:
        seen[item.name] += 1
        named.append(item if seen[item.name] == 1 else replace(item, name=f"{item.name}_{seen[item.name]}"))
    return named


def _named(name: str, state: str) -> str:
    return f"{name}_{state}" if state else name


@contextmanager
def _stage(name: str) -> Iterator[dict[str, Any]]:
    """Log one line when a stage ends: its name, its counts, its seconds; and that it begins, for who looks on."""
    logger.debug("%s", name)
    counts: dict[str, Any] = {}
    started = time.perf_counter()
    yield counts
    told = ", ".join(_told(key, value) for key, value in counts.items() if value is not None)
    logger.info("%s: %s%.1f s", name, f"{told}, " if told else "", time.perf_counter() - started)


def _told(key: str, value: object) -> str:
    if isinstance(value, int):
        return f"{value} {key}"
    return f"{key} {value:.6g}" if isinstance(value, float) else f"{key} {value}"
