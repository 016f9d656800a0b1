"""border_effect: what borders between jurisdictions cost in minutes, in reach and in access."""

from pathlib import Path
from typing import Literal

from netopt.measures.base import MeasureResult
from netopt.measures.border.figures import entries
from netopt.measures.border.layers import layers
from netopt.measures.border.notes import notes
from netopt.measures.border.study import border_study
from netopt.measures.border.tables import tables
from netopt.measures.circle_measure import CircleMeasure
from netopt.network.network import Network


class BorderEffectMeasure(CircleMeasure):
    """Times between zones and circles round centres with the run's borders and without any.

    BE_ij = T_ij(b) - T_ij(0) by every definition of time; access lost A_i(0) - A_i(b); the distance that BE is worth at
    the mean speed; circles as two layers; the borders' shadow: minutes added to every place from each centre. ``time``
    says what pairs and access are counted by.
    """

    kind: Literal["border_effect"] = "border_effect"

    def evaluate(self, network: Network, *, folder: Path = Path()) -> MeasureResult:
        """Figures, tables and layers of both states.

        Raises
        ------
        UnknownNodeError
            If a centre is not in the network.
        NetworkError
            If the network has no borders, no rule is there for one that is crossed, or a centre is no place in it.
        """
        done = border_study(network, self.question())
        return MeasureResult(entries=entries(done), layers=layers(done), tables=tables(done), notes=notes(done))
