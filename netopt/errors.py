"""Every exception of netopt, one page.

Each leaf is also the builtin a stranger would catch, so ``except ValueError`` works as expected.
"""

from dataclasses import dataclass


class NetoptError(Exception):
    """Root of everything netopt raises on purpose."""

    __str__ = Exception.__str__  # a KeyError leaf would otherwise print its message in quotes


@dataclass(frozen=True)
class Breach:
    """One thing that is wrong with an input: where, what, and how to mend it."""

    file: str
    where: str
    """Line, row or path inside the file; empty when the whole file is meant."""
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.where}" if self.where else self.file
        return f"{place}: {self.message}"


class GatheredError(NetoptError, ValueError):
    """Several breaches of one input, reported together."""

    def __init__(self, breaches: list[Breach] | str) -> None:
        self.breaches = [] if isinstance(breaches, str) else list(breaches)
        super().__init__(breaches if isinstance(breaches, str) else "\n".join(map(str, self.breaches)))


class ConfigError(GatheredError):
    """A configuration file cannot be read or means nothing sensible."""


class SourceError(NetoptError, OSError):
    """A network source failed."""


class SourceUnavailableError(SourceError):
    """A source cannot be reached or its package is missing; the message says what to do instead."""


class EmptySourceError(SourceError):
    """A source answered with nothing; the message gives the query."""


class NetworkError(GatheredError):
    """Tables or frames that do not form a valid network."""


class CrsError(NetworkError):
    """Coordinates are not in the system they claim to be in."""


class MissingColumnError(NetworkError):
    """A frame lacks a column that was asked for."""


class UnknownNodeError(NetworkError, KeyError):
    """An id that the network does not hold."""


class ProblemError(NetoptError, ValueError):
    """The numbers cannot form this problem."""


class SolverError(NetoptError, RuntimeError):
    """A solver failed in a way that is no result."""


class ScalingError(SolverError, ValueError):
    """Numbers are too large or too small to be made into safe integers."""


class NoSolutionError(SolverError):
    """Values were asked of a solution that has none."""


class NetoptWarning(UserWarning):
    """Something the user should look at; the run goes on."""
