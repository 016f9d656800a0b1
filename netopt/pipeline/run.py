"""From a configuration to a folder of results: load, build, measure, solve, write."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netopt.config.load import LoadedConfig, checked, load
from netopt.config.run_config import RunConfig
from netopt.measures.base import MeasureResult
from netopt.network.network import Network
from netopt.outputs.json_text import json_text, plain, write_text
from netopt.outputs.manifest import files_entry
from netopt.outputs.run_folder import check_replaceable, whole_or_not_at_all
from netopt.pipeline.inputs import inputs_entry
from netopt.pipeline.measuring import decomposed, measured
from netopt.pipeline.networks import network_states
from netopt.pipeline.shown import run_output
from netopt.pipeline.stage import stage
from netopt.problems.base import Problem, Solution
from netopt.solvers.options import SolverOptions


@dataclass(frozen=True, eq=False)
class RunResult:
    """Everything a run made.

    ``network`` is the last state: after changes and decision. ``measures_after`` is ``measures_before`` where nothing
    is changed or built.
    """

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

    states = network_states(loaded, asked)
    problem = None
    if asked.problem is not None:
        with stage("problem"), loaded.asking("problem"):
            problem = asked.problem.build(states.changed)
    before = measured(loaded, states.before, "measures")  # before the solve: a name that is wrong shows at once
    solution, after, final = None, before, states.changed
    if problem is not None:
        with stage("solve") as counts, loaded.asking("problem"):
            solution = problem.solve(asked.solver)
            counts.update(status=solution.report.status, objective=solution.report.objective)
        final = solution.apply(states.changed)
    if final is not states.before:
        after = measured(loaded, final, "measures after")
    told_apart = None if asked.decomposition is None else decomposed(loaded, states, asked.decomposition)

    inputs = inputs_entry(asked.model_dump(mode="json"), loaded.folder)
    output = run_output(asked, final, solution, before, after, told_apart=told_apart, inputs=inputs)
    with stage("write") as counts, whole_or_not_at_all(folder) as partial:
        names = [name for kind in asked.outputs for name in kind.write(output, partial)]
        write_text(partial / "manifest.json", json_text({**output.manifest, "files": files_entry(partial, names)}))
        summary = {**output.summary, "wall_time_s": round(time.perf_counter() - started, 3)}
        write_text(partial / "summary.json", json_text(summary))
        counts.update(files=len(names) + 2)
    return RunResult(
        config=asked,
        network=final,
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
