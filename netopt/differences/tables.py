"""Tables of two results, row by row: every number of both and its difference."""

import numpy as np
import pandas as pd

from netopt.layers import Table


def changed_table(name: str, a: pd.DataFrame, b: pd.DataFrame) -> Table | None:
    """The rows of two tables side by side, by their keys; ``None`` where no columns tell their rows apart.

    Keys are the leading columns that both tables share and that tell the rows of each apart (ids come first in every
    table). Of the other shared columns that hold numbers stand ``<column>_a``, ``<column>_b`` and
    ``<column>_difference`` (b less a; empty where a row or number is missing on one side). Rows keep the order of b,
    then those that only a has.
    """
    keys = _keys(a, b)
    if not keys:
        return None
    columns = [
        column
        for column in b.columns
        if column in a.columns and column not in keys and _is_number(a[column]) and _is_number(b[column])
    ]
    if not columns:
        return None
    one, other = (frame.set_index(keys)[columns] for frame in (a, b))
    rows = other.index.append(one.index.difference(other.index, sort=False))
    one, other = one.reindex(rows), other.reindex(rows)
    parts: dict[str, pd.Series[float]] = {}
    for column in columns:
        first, second = (pd.to_numeric(frame[column]).astype("Float64") for frame in (one, other))
        parts |= {f"{column}_a": first, f"{column}_b": second, f"{column}_difference": second - first}
    return Table(name, pd.DataFrame(parts, index=rows).reset_index())


def _keys(a: pd.DataFrame, b: pd.DataFrame) -> list[str]:
    """The shortest list of leading columns, the same in both, that no two rows of either share."""
    keys: list[str] = []
    for one, other in zip(a.columns, b.columns, strict=False):
        if one != other:
            break
        keys = [*keys, str(one)]
        if not a[keys].isna().to_numpy().any() and not (a.duplicated(keys).any() or b.duplicated(keys).any()):
            return keys
    return []


def _is_number(values: "pd.Series[float]") -> bool:
    """Whether a column read from a file holds numbers, or nothing at all."""
    if pd.api.types.is_bool_dtype(values):
        return False
    return bool(pd.api.types.is_numeric_dtype(values) or np.all(values.isna()))
