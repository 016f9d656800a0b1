"""What every problem is: asked as a ProblemConfig, checked as a Problem, answered by a Solution."""

from abc import ABC, abstractmethod
from typing import Any

from netopt.layers import Layer, Table
from netopt.network.network import Network
from netopt.schema import ConfigModel
from netopt.solvers.options import SolverOptions
from netopt.solvers.report import SolveReport


class Solution(ABC):
    """What was found. Frozen; the report is always there, also when infeasible."""

    report: SolveReport

    @abstractmethod
    def summary(self) -> dict[str, Any]:
        """The ``problem`` object of ``summary.json``; for an infeasible problem, why."""

    @abstractmethod
    def layers(self, network: Network) -> tuple[Layer, ...]:
        """Layers for the map; none where there is no solution."""

    @abstractmethod
    def tables(self, network: Network) -> tuple[Table, ...]:
        """Tables; none where there is no solution."""

    def apply(self, network: Network) -> Network:
        """The network after the decision; unchanged unless the problem builds something."""
        return network


class Problem(ABC):
    """What is asked: checked arrays with labels. Frozen."""

    @abstractmethod
    def solve(self, options: SolverOptions = SolverOptions()) -> Solution:
        """The best solution found within the options' limits; never raises for an infeasible problem."""


class ProblemConfig(ConfigModel, ABC):
    """What YAML says of a problem: names and numbers."""

    @abstractmethod
    def build(self, network: Network) -> Problem:
        """The problem on a network.

        Raises
        ------
        ProblemError
            If the numbers cannot form this problem.
        """
