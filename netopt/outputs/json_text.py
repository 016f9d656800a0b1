"""Values of results as plain JSON: numpy becomes Python, NaN becomes null, floats lose their noise."""

import json
import math
import os
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import Path, PurePath
from typing import Any

import numpy as np
import pandas as pd

SMALLEST_FIXED = 1.0e-3
DECIMALS = 6
PARTIAL_NAME = 40
"""Signs of a file's name in the name under which it is first written: file systems allow 255 bytes."""


def short_float(value: float) -> float | None:
    """A figure for reading: six decimals, six significant digits below 0.001; ``None`` where it is not finite."""
    if not math.isfinite(value):
        return None
    rounded = round(value, DECIMALS) if abs(value) >= SMALLEST_FIXED else float(f"{value:.{DECIMALS}g}")
    return rounded + 0.0  # -0.0 becomes 0.0


def plain(value: object) -> Any:
    """A value as ``json`` writes it; NaN, infinity and missing values as ``None``; sets sorted."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str | bool):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, np.generic | np.ndarray):
        return plain(value.tolist())
    if isinstance(value, float):
        return short_float(value)
    return value if isinstance(value, int) else _plain_container(value)


def _plain_container(value: object) -> Any:
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.as_posix() if isinstance(value, PurePath) else str(value)


def json_text(value: object) -> str:
    """Indented JSON that ends with a newline."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with Unix line ends, whole or not at all; half a surrogate pair from broken data becomes ``?``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name[:PARTIAL_NAME]}.partial-{os.getpid()}")
    try:
        partial.write_bytes(text.encode("utf-8", errors="replace"))
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
