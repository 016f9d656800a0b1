"""What each part of a whole adds to figures: built first, built last, and over all orders of building."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

MOST_PARTS = 6
"""Of more, 2 to the power of their number would have to be measured."""

Figures = Mapping[str, float]
Value = Callable[[frozenset[str]], Figures]
"""Figures with some of the parts built."""


def decomposition(parts: Sequence[str], value: Value, *, is_shapley: bool) -> pd.DataFrame:
    """What each part adds to every figure, a row a figure and part.

    ``first``: v({p}) - v({}), what it adds alone; ``last``: v(N) - v(N without p), what goes without it; ``shapley``:
    sum over S without p of |S|! (n - |S| - 1)! / n! (v(S with p) - v(S)), which sums to v(N) - v({}) over the parts
    (Shapley 1953; missing where it was not asked for). ``before`` and ``after`` are v({}) and v(N). Figures that a
    state lacks are left out.

    Raises
    ------
    ValueError
        If there are more than ``MOST_PARTS`` parts and the Shapley value is asked for.
    """
    if is_shapley and len(parts) > MOST_PARTS:
        raise ValueError(
            f"shapley measures 2^n states: {len(parts)} projects are more than {MOST_PARTS}; join some, or ask for "
            "first_and_last"
        )
    everything = frozenset(parts)
    asked = {frozenset[str](), everything}
    for part in parts:
        asked |= {frozenset({part}), everything - {part}}
    if is_shapley:
        asked |= {frozenset(some) for size in range(len(parts)) for some in combinations(parts, size)}
    known = {some: dict(value(some)) for some in sorted(asked, key=lambda some: (len(some), sorted(some)))}
    before, after = known[frozenset()], known[everything]
    names = [name for name in before if all(name in figures for figures in known.values())]
    rows = [
        {
            "figure": name,
            "project": part,
            "before": before[name],
            "after": after[name],
            "first": known[frozenset({part})][name] - before[name],
            "last": after[name] - known[everything - {part}][name],
            "shapley": _shapley(part, parts, known, name) if is_shapley else np.nan,
        }
        for name in names
        for part in parts
    ]
    columns = ["figure", "project", "before", "after", "first", "last", "shapley"]
    return pd.DataFrame(rows, columns=columns)


def _shapley(part: str, parts: Sequence[str], known: Mapping[frozenset[str], Figures], name: str) -> float:
    others = [other for other in parts if other != part]
    n, total = len(parts), 0.0
    for size in range(n):
        weight = factorial(size) * factorial(n - size - 1) / factorial(n)
        for some in combinations(others, size):
            without = frozenset(some)
            total += weight * (known[without | {part}][name] - known[without][name])
    return total
