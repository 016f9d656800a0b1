"""The layers that tell what changed between two results of the same measures."""

from collections.abc import Iterable

from netopt.differences.areas import changed_areas
from netopt.differences.values import changed_values
from netopt.layers import Layer, Role


def changed_layers(a: Iterable[Layer], b: Iterable[Layer]) -> list[Layer]:
    """Of layers that both have by name: areas gained and lost, and the difference of the number that colours places.

    All layers are in WGS84. Layers that tell of nothing changed are left out, but for gained and lost areas, whose
    absence would look like a missing comparison.
    """
    first, second = ({layer.name: layer for layer in layers} for layers in (a, b))
    changed: list[Layer] = []
    for name in sorted(first.keys() & second.keys()):
        if first[name].role is Role.AREA:
            changed += changed_areas(first[name], second[name])
        elif first[name].role is not Role.NETWORK:
            changed += changed_values(first[name], second[name])
    return changed
