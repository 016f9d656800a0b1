"""criticality: what access loses when a station, a link or a border crossing is taken away."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveInt, model_validator

from netopt.measures.base import MeasureResult
from netopt.measures.disruption.candidates import OnlyThose
from netopt.measures.disruption.layers import layers
from netopt.measures.disruption.study import Question, study
from netopt.measures.disruption.tables import tables
from netopt.measures.disruption.told import entries, notes
from netopt.measures.travel_measure import ThresholdsMin, TravelMeasure
from netopt.network.network import Network

Removable = Literal["stations", "links", "borders"]


class CriticalityMeasure(TravelMeasure):
    """The effect of removing each station, link or border crossing on access, one at a time.

    Every removal computes direct rides, headways, journeys and the times between all zones anew. Trains keep their
    times: a removed link is passed by no train, which still run on both sides of it; a removed station is passed
    without a stop; a removed border crossing is closed in every mode it serves.
    """

    kind: Literal["criticality"] = "criticality"
    remove: Annotated[tuple[Removable, ...], Field(min_length=1)] = ("stations", "links")
    """What is removed: stations, links, borders."""
    only: OnlyThose = OnlyThose()
    """Which of them."""
    most: PositiveInt | None = None
    """At most this many, the most used ones: by people's pairs whose least way uses them. Left out: all."""
    thresholds_min: ThresholdsMin = (60.0, 120.0)
    """Minutes, ascending: within which people are reached."""

    @model_validator(mode="after")
    def _lists_are_clean(self) -> Self:
        if len(set(self.remove)) != len(self.remove):
            raise ValueError(f"remove names a kind twice; got {list(self.remove)}")
        unasked = [name for name, clause in self.only if clause is not None and name not in self.remove]
        if unasked:
            raise ValueError(f"only has a clause on {unasked[0]}, which are not removed; add them to `remove`")
        return self

    def evaluate(self, network: Network, *, folder: Path = Path()) -> MeasureResult:
        """Effects of all removals, an entry per threshold.

        Raises
        ------
        NetworkError
            If the network has no zones or no services, or borders are to be removed where there are none.
        ProblemError, MissingColumnError
            If a where-clause does not fit the columns.
        """
        question = Question(
            travel=self.travel(),
            time=self.time,
            station_time=self.station_time,
            thresholds_min=self.thresholds_min,
            remove=self.remove,
            only=self.only,
            most=self.most,
        )
        done = study(network, question)
        return MeasureResult(entries=entries(done), layers=layers(done), tables=tables(done), notes=notes(done))
