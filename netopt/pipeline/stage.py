"""A stage of a run, told in one line of the log when it ends."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

logger = logging.getLogger("netopt.pipeline")


@contextmanager
def stage(name: str) -> Iterator[dict[str, Any]]:
    """Log one line when a stage ends: its name, its counts, its seconds; and that it begins, for who looks on."""
    logger.debug("%s", name)
    counts: dict[str, Any] = {}
    started = time.perf_counter()
    yield counts
    told = ", ".join(_told(key, value) for key, value in counts.items() if value is not None)
    logger.info("%s: %s%.1f s", name, f"{told}, " if told else "", time.perf_counter() - started)


def _told(key: str, value: object) -> str:
    if isinstance(value, int):
        return f"{value} {key}"
    return f"{key} {value:.6g}" if isinstance(value, float) else f"{key} {value}"
