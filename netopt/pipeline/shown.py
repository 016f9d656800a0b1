"""What a run shows: summary, manifest, layers and tables of everything that was measured and solved."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from netopt.config.run_config import RunConfig
from netopt.differences.layers import changed_layers
from netopt.layers import Layer, Role, Table
from netopt.maps.backdrop import line_layers, outline_layer
from netopt.maps.page import RESULT_ROLES
from netopt.measures.base import MeasureResult
from netopt.network.crs import WGS84
from netopt.network.network import Network
from netopt.network.quality import quality
from netopt.outputs.base import RunOutput
from netopt.outputs.manifest import manifest
from netopt.problems.base import Solution

Shown = TypeVar("Shown", Layer, Table)

MEASURED = "measured"
"""Status of a run that decides nothing."""
STATE_WORDS = {"before": {"en": "before", "zh": "之前"}, "after": {"en": "after", "zh": "之后"}}


def run_output(
    config: RunConfig,
    network: Network,
    solution: Solution | None,
    before: tuple[MeasureResult, ...],
    after: tuple[MeasureResult, ...],
    *,
    told_apart: Table | None = None,
    inputs: Sequence[Mapping[str, str]] = (),
) -> RunOutput:
    """What the outputs draw from. A solve without a solution shows figures, but neither layers nor tables."""
    report = None if solution is None else solution.report
    states = [("", before)] if after is before else [("before", before), ("after", after)]
    measured = [(state, result) for state, results in states for result in results]
    shown = measured if report is None or report.status.has_solution else []
    first = (before[:1], after[:1])
    changes = _changes(before, after) if shown is measured else []
    # Two colours on one place tell nothing: the difference lies before what it is a difference of.
    covered = {layer.name for layer in changes if layer.role is Role.CHANGE}
    layers = [
        _of_state(layer if (result,) in first and f"change_{layer.name}" not in covered else _behind(layer), state)
        for state, result in shown
        for layer in result.layers
    ]
    tables = [_table_of_state(table, state) for state, result in shown for table in result.tables]
    layers += changes
    tables += [] if told_apart is None else [told_apart]
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
        manifest={
            **manifest(
                config.model_dump(mode="json"),
                network.provenance,
                seed=config.solver.seed,
                report=report,
                borders=network.borders,
            ),
            "inputs": list(inputs),
        },
        layers=tuple(layers),
        tables=tuple(tables),
        attribution=network.provenance.attribution,
        notes=_unlike(note for _, result in measured for note in result.notes),
    )


def _changes(before: tuple[MeasureResult, ...], after: tuple[MeasureResult, ...]) -> list[Layer]:
    """What changed between the two states of every measure, as layers; none where there is one state."""
    if after is before:
        return []
    return [
        layer if number == 0 else _behind(layer)
        for number, (one, two) in enumerate(zip(before, after, strict=True))
        for layer in changed_layers(_in_degrees(one.layers), _in_degrees(two.layers))
    ]


def _in_degrees(layers: Iterable[Layer]) -> list[Layer]:
    return [replace(layer, frame=layer.frame.to_crs(WGS84)) for layer in layers]


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


def _behind(layer: Layer) -> Layer:
    """A layer of a measure that is not the first: the map opens on the first one, the others wait to be asked for."""
    return replace(layer, visible=layer.visible and layer.role not in RESULT_ROLES)


def _of_state(layer: Layer, state: str) -> Layer:
    """A layer of a state: called and titled after it; the map shows the last state at first."""
    if not state:
        return layer
    titles = _titles_of_state({"en": layer.name, **layer.title}, state)
    return replace(layer, name=_named(layer.name, state), title=titles, visible=layer.visible and state == "after")


def _table_of_state(table: Table, state: str) -> Table:
    """A table of a state: called after it, and titled where it has a title."""
    if not state:
        return table
    titles = _titles_of_state(table.title, state) if table.title else {}
    return replace(table, name=_named(table.name, state), title=titles)


def _titles_of_state(title: Mapping[str, str], state: str) -> dict[str, str]:
    return {code: f"{title.get(code, title['en'])} ({word})" for code, word in STATE_WORDS[state].items()}


def _named(name: str, state: str) -> str:
    return f"{name}_{state}" if state else name
