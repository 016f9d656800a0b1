"""commuting_circle: how far one gets from door to door within given minutes, and which cities reach each other."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, model_validator

from netopt.measures.base import MeasureResult
from netopt.measures.circle.figures import entries
from netopt.measures.circle.layers import layers
from netopt.measures.circle.notes import notes
from netopt.measures.circle.question import Question
from netopt.measures.circle.study import circles_with_cell, study
from netopt.measures.circle.tables import convergence_table, tables
from netopt.measures.travel_measure import TravelMeasure
from netopt.network.network import Network


class CommutingCircleMeasure(TravelMeasure):
    """Areas and people reached door to door within given minutes, and the times between all zones.

    Circles are always door to door and drawn for both sets of station times; ``time`` and ``station_time`` say what
    pairs and zones are counted by.
    """

    kind: Literal["commuting_circle"] = "commuting_circle"
    centres: Annotated[tuple[str, ...], Field(min_length=1)]
    """Ids of the zones or stations to start from; a zone starts at its centre, not at its station."""
    thresholds_min: Annotated[tuple[PositiveFloat, ...], Field(min_length=1)] = (30.0, 60.0, 90.0, 120.0)
    """Minutes, ascending."""
    cell_km: Annotated[float, Field(gt=0, le=10)] = 1.0
    """Width of the grid's cells."""
    soft_scale_min: PositiveFloat = 5.0
    """Scale of the logistic weight of the soft figures."""
    check_grid: bool = False
    """Compute the circles again with cells half as wide and tell the change (table grid_convergence)."""

    @model_validator(mode="after")
    def _lists_are_clean(self) -> Self:
        if list(self.thresholds_min) != sorted(set(self.thresholds_min)):
            raise ValueError(f"thresholds_min must rise and name nothing twice; got {list(self.thresholds_min)}")
        if len(set(self.centres)) != len(self.centres):
            raise ValueError(f"centres names a place twice; got {list(self.centres)}")
        return self

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

    def question(self) -> Question:
        """The measure as plain values."""
        return Question(
            centres=self.centres,
            thresholds_min=self.thresholds_min,
            time=self.time,
            station_time=self.station_time,
            cell_km=self.cell_km,
            soft_scale_min=self.soft_scale_min,
            travel=self.travel(),
        )
