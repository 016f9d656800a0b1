"""commuting_match: who commutes where no fast way leads, and where a fast way leads but few commute (通/勤)."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, model_validator

from netopt.measures.base import MeasureResult
from netopt.measures.match.flows import read_flows
from netopt.measures.match.study import Question, study
from netopt.measures.match.told import entries, layers, notes, tables
from netopt.measures.travel_measure import ThresholdsMin, TravelMeasure
from netopt.measures.zonal.pairs import zone_pairs
from netopt.network.network import Network
from netopt.travel.zone_stations import ZONE


class CommutingMatchMeasure(TravelMeasure):
    """Pairs of zones by whether they are connected and whether people commute between them: four classes (通/勤).

    Connected: the journey takes no longer than the threshold. Commuting: the flow is no smaller than
    ``least_commuters``, or ``least_share`` of the residents of the zone where it starts.
    """

    kind: Literal["commuting_match"] = "commuting_match"
    flows: str
    """A CSV table with the columns origin (home), destination (work), commuters; relative to the YAML file."""
    flows_source: Annotated[dict[Literal["zh", "en"], str], Field(min_length=1)]
    """Where the flows come from, by language; the map shows it."""
    thresholds_min: ThresholdsMin = (60.0,)
    """Minutes, ascending, within which a pair is connected."""
    least_commuters: PositiveFloat | None = None
    """People from which on a pair counts as commuting."""
    least_share: Annotated[float, Field(gt=0, le=1)] | None = None
    """The same as a share of the residents of the origin."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.least_commuters is None) == (self.least_share is None):
            raise ValueError("give either least_commuters or least_share")
        return self

    def evaluate(self, network: Network, *, folder: Path = Path()) -> MeasureResult:
        """The four classes, an entry per threshold, and every pair that is connected or has commuters.

        Raises
        ------
        SourceError
            If the table of flows cannot be read.
        NetworkError
            If the network has no zones, or the table does not fit them.
        """
        question = Question(
            thresholds_min=self.thresholds_min,
            commuters=read_flows(folder / self.flows, network.of_kind(ZONE).index),
            least_commuters=self.least_commuters,
            least_share=self.least_share,
            source={str(language): words for language, words in self.flows_source.items()},
            time=self.time,
            station_time=self.station_time,
        )
        done = study(zone_pairs(network, self), question)
        return MeasureResult(entries=entries(done), layers=layers(done), tables=tables(done), notes=notes(done))
