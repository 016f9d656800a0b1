"""Ctrl-C as a request to stop with the best found so far, instead of an exception in the middle of a step."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeAlias

StopAsked: TypeAlias = Callable[[], bool]


def never() -> bool:
    """Nobody asks to stop."""
    return False


@contextmanager
def interrupt_as_request() -> Iterator[StopAsked]:
    """Inside, the first Ctrl-C only makes the given function answer yes; a second one raises ``KeyboardInterrupt``.

    Outside the main thread, and where interrupts are ignored, nothing changes and the function always answers no.
    """
    previous = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or previous in (signal.SIG_IGN, None):
        yield never
        return
    asked = threading.Event()

    def note(signum: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    signal.signal(signal.SIGINT, note)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, previous)
