"""The order of columns in tables and layers: ids and what tells rows apart come first."""

from collections.abc import Sequence

import pandas as pd


def with_first(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The frame with some of its columns first; the others follow in their order."""
    return frame[[*columns, *(column for column in frame.columns if column not in columns)]]
