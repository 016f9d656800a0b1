"""Figures of two summaries, each by the path that leads to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

NAMING_KEYS = ("kind", "state", "threshold_min", "time", "station_time", "name")
"""What tells the entries of a list apart where they have no ``id``."""
NO_FIGURES = ("wall_time_s",)


@dataclass(frozen=True)
class Figure:
    """One number of two summaries; ``None`` where a run does not have it."""

    name: str
    a: float | None
    b: float | None

    @property
    def difference(self) -> float | None:
        """B minus a."""
        return None if self.a is None or self.b is None else self.b - self.a


def compare_figures(summary_a: Mapping[str, Any], summary_b: Mapping[str, Any]) -> list[Figure]:
    """Every number of two summaries, in the order of the first; numbers that only the second has come last."""
    a, b = dict(numbers(summary_a, "")), dict(numbers(summary_b, ""))
    return [Figure(name, a.get(name), b.get(name)) for name in dict.fromkeys((*a, *b))]


def numbers(value: object, name: str) -> Iterator[tuple[str, float]]:
    """Every number with a path of keys and ids."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key not in NO_FIGURES:
                yield from numbers(item, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        labels = [_label(item, position) for position, item in enumerate(value)]
        for position, item in enumerate(value):
            label = labels[position]
            unique = label if labels.count(label) == 1 else f"{label} #{position + 1}"
            yield from numbers(item, f"{name}[{unique}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield name, value


def _label(item: object, position: int) -> str:
    if not isinstance(item, Mapping):
        return str(position + 1)
    if "id" in item:
        return str(item["id"])
    names = [item[key] for key in NAMING_KEYS if item.get(key) is not None]
    return " ".join(f"{name:g}" if isinstance(name, float) else str(name) for name in names) or str(position + 1)
