"""CircleMeasure: what every measure that draws circles round centres is told in YAML."""

from abc import ABC
from typing import Annotated, Self

from pydantic import Field, PositiveFloat, model_validator

from netopt.measures.circle.question import Question
from netopt.measures.travel_measure import ThresholdsMin, TravelMeasure


class CircleMeasure(TravelMeasure, ABC):
    """A measure of what is reached from centres within given minutes."""

    centres: Annotated[tuple[str, ...], Field(min_length=1)]
    """Ids of the zones or stations to start from; a zone starts at its centre, not at its station."""
    thresholds_min: ThresholdsMin = (30.0, 60.0, 90.0, 120.0)
    """Minutes, ascending."""
    cell_km: Annotated[float, Field(gt=0, le=10)] = 1.0
    """Width of the grid's cells."""
    soft_scale_min: PositiveFloat = 5.0
    """Scale of the logistic weight of the soft figures."""

    @model_validator(mode="after")
    def _centres_differ(self) -> Self:
        if len(set(self.centres)) != len(self.centres):
            raise ValueError(f"centres names a place twice; got {list(self.centres)}")
        return self

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
