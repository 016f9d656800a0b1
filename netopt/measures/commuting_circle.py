"""commuting_circle: how far one gets from door to door within given minutes, and which cities reach each other."""

from pathlib import Path
from typing import Literal

from netopt.measures.base import MeasureResult
from netopt.measures.circle.figures import entries
from netopt.measures.circle.layers import layers
from netopt.measures.circle.notes import notes
from netopt.measures.circle.study import circles_with_cell, study
from netopt.measures.circle.tables import convergence_table, tables
from netopt.measures.circle_measure import CircleMeasure
from netopt.network.network import Network


class CommutingCircleMeasure(CircleMeasure):
    """Areas and people reached door to door within given minutes, and the times between all zones.

    Circles are always door to door and drawn for both sets of station times; ``time`` and ``station_time`` say what
    pairs and zones are counted by.
    """

    kind: Literal["commuting_circle"] = "commuting_circle"
    check_grid: bool = False
    """Compute the circles again with cells half as wide and tell the change (table grid_convergence)."""

    def evaluate(self, network: Network, *, folder: Path = Path()) -> MeasureResult:
        """Circles of every centre and threshold, and the times between all zones.

        Raises
        ------
        UnknownNodeError
            If a centre is not in the network.
        NetworkError
            If a centre is no zone or station or lies outside the network, or the services cannot be run.
        """
        done = study(network, self.question())
        told = tables(done)
        if self.check_grid:
            told = (*told, convergence_table(done, circles_with_cell(done, self.cell_km / 2)))
        return MeasureResult(entries=entries(done), layers=layers(done), tables=told, notes=notes(done))
