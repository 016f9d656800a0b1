"""Closure: stations, links and borders that are closed at one time."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Closure:
    """What is closed, by positions in a network and in its borders.

    A closed link is passed by no train: rides over it are none, and trains still run on both sides of it. A closed
    station is passed in the minutes that the stop took, and nobody boards, changes or leaves there. A closed rule of a
    border lets nobody pass, on trains or on the ground. Trains keep their times and their headways.
    """

    stations: tuple[int, ...] = ()
    """Among the nodes."""
    links: tuple[int, ...] = ()
    """Among the edges."""
    rules: tuple[int, ...] = ()
    """Among ``Borders.rules``."""
