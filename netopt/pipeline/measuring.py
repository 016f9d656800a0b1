"""Measures of a network's states, and what each project of the changes adds to their figures."""

import pandas as pd

from netopt.changes.apply import projects
from netopt.config.decomposition import Decomposition
from netopt.config.load import LoadedConfig
from netopt.differences.decomposition import decomposition
from netopt.differences.figures import numbers
from netopt.layers import Table
from netopt.measures.base import MeasureResult
from netopt.network.network import Network
from netopt.pipeline.networks import States
from netopt.pipeline.stage import stage


def measured(
    loaded: LoadedConfig, network: Network, name: str, *, kinds: tuple[str, ...] | None = None
) -> tuple[MeasureResult, ...]:
    """The measures of a network, those of some kinds or all, told as a stage of this name."""
    if not loaded.config.measures:
        return ()
    with stage(name) as counts:
        results = _results(loaded, network, kinds)
        counts.update(entries=sum(len(result.entries) for result in results))
    return results


def decomposed(loaded: LoadedConfig, states: States, asked: Decomposition) -> Table:
    """The table ``decomposition``: what each project adds to each figure, see ``differences.decomposition``."""
    members = projects(states.config.changes)

    def value(built: frozenset[str]) -> dict[str, float]:
        network = states.with_only([position for project in built for position in members[project]])
        entries = [entry for result in _results(loaded, network, asked.kinds) for entry in result.entries]
        return dict(numbers(entries, "measures"))

    with stage("decomposition") as counts:
        frame: pd.DataFrame = decomposition(list(members), value, is_shapley=asked.method == "shapley")
        counts.update(projects=len(members))
    # A figure that nothing changes would only fill the page.
    is_changed = (frame["after"] != frame["before"]) | (frame["first"] != 0.0) | (frame["last"] != 0.0)
    return Table("decomposition", frame[is_changed].reset_index(drop=True))


def _results(loaded: LoadedConfig, network: Network, kinds: tuple[str, ...] | None) -> tuple[MeasureResult, ...]:
    results = []
    for position, measure in enumerate(loaded.config.measures):
        if kinds is None or getattr(measure, "kind", None) in kinds:
            with loaded.asking("measures", position):
                results.append(measure.evaluate(network, folder=loaded.folder))
    return tuple(results)
