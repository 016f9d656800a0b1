"""Chinese and English names of rows of a frame, and an id where there is none."""

import pandas as pd

NAME_COLUMNS = ("name_zh", "name_en")


def names_of(
    frame: pd.DataFrame, columns: tuple[str, str] = NAME_COLUMNS, *, id_column: str | None = None
) -> tuple[list[str], list[str]]:
    """Chinese and English names of rows, in their order; the id where there is none.

    Ids are the index, or stand in ``id_column``: "" where a row has none there either.
    """
    ids = frame.index.to_series() if id_column is None else frame.get(id_column, pd.Series("", index=frame.index))
    zh, en = (
        [
            name if isinstance(name, str) and name else (own if isinstance(own, str) else "")
            for name, own in zip(frame.get(column, ids), ids, strict=True)
        ]
        for column in columns
    )
    return zh, en
