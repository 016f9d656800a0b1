"""CircleMeasure: what every measure that draws circles round centres is told in YAML."""

from abc import ABC
from typing import Annotated

from pydantic import Field, PositiveFloat

from netopt.measures.circle.question import Question
from netopt.measures.travel_measure import ThresholdsMin, TravelMeasure
from netopt.schema import OneOrMoreIds


class CircleMeasure(TravelMeasure, ABC):
    """A measure of what is reached from centres within given minutes."""

    centres: OneOrMoreIds
    """Ids of the zones or stations to start from; a zone starts at its centre, not at its station."""
    thresholds_min: ThresholdsMin = (30.0, 60.0, 90.0, 120.0)
    """Minutes, ascending."""
    cell_km: Annotated[float, Field(gt=0, le=10)] = 1.0
    """Width of the grid's cells."""
    soft_scale_min: PositiveFloat = 5.0
    """Scale of the logistic weight of the soft figures."""

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
