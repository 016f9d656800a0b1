"""opportunities: what lies within reach of every zone, and what of it a head is left when people compete for it."""

from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, NonNegativeFloat, PositiveFloat, model_validator

from netopt.measures.base import MeasureResult
from netopt.measures.catchment.study import Question, study
from netopt.measures.catchment.told import entries, layers, notes, tables
from netopt.measures.travel_measure import ThresholdsMin, TravelMeasure
from netopt.measures.zonal.numbers import ZoneValue, label, told_source, zone_numbers
from netopt.measures.zonal.own_zone import OwnZone, OwnZoneFixed, own_zone_min, told_rule
from netopt.measures.zonal.pairs import zone_pairs
from netopt.network.network import Network

Share = Annotated[NonNegativeFloat, Field(le=1.0)]


class OpportunitiesMeasure(TravelMeasure):
    """Supply within reach of every zone, and supply a head where zones compete for it (2SFCA, E2SFCA, balanced FCA).

    cumulative = sum S_j 1[T_ij <= threshold]; cumulative_soft weights by 1 / (1 + exp((T - threshold) / scale)).
    """

    kind: Literal["opportunities"] = "opportunities"
    supply: ZoneValue
    """What people want to reach: a numeric column of the zones, or a table {path, column} with the column zone_id."""
    demand: ZoneValue = "population"
    """Who competes for it, told in the same way."""
    thresholds_min: ThresholdsMin = (60.0,)
    """Minutes, ascending: the edge of what is within reach, and of a catchment."""
    soft_scale_min: PositiveFloat = 5.0
    """Scale of the logistic weight of the soft figures."""
    band_weights: Annotated[tuple[Share, ...], Field(min_length=1)] = (1.0, 0.68, 0.22)
    """E2SFCA: weights of equally wide bands from 0 to the threshold, the nearest first (Luo and Qi 2009)."""
    own_zone: OwnZone = OwnZoneFixed(minutes=0.0)
    """How long a zone takes to itself; its own supply is within reach by default."""

    @model_validator(mode="after")
    def _bands_are_in_order(self) -> Self:
        if any(far > near for near, far in pairwise(self.band_weights)) or not self.band_weights[0] > 0:
            raise ValueError(f"band_weights must start above 0 and never rise; got {list(self.band_weights)}")
        return self

    def evaluate(self, network: Network, *, folder: Path = Path()) -> MeasureResult:
        """Supply within reach and supply a head of every zone, an entry per threshold.

        Raises
        ------
        NetworkError
            If the network has no zones, or lacks a number or an outline of a zone that is asked for.
        SourceError
            If a table cannot be read.
        """
        question = Question(
            thresholds_min=self.thresholds_min,
            supply=zone_numbers(network, self.supply, folder),
            demand=zone_numbers(network, self.demand, folder),
            own_min=own_zone_min(self.own_zone, network),
            soft_scale_min=self.soft_scale_min,
            band_weights=self.band_weights,
            supply_name=label(self.supply),
            time=self.time,
            station_time=self.station_time,
            words={
                "supply": told_source(self.supply),
                "demand": told_source(self.demand),
                "own_zone": told_rule(self.own_zone),
            },
        )
        done = study(zone_pairs(network, self), question)
        return MeasureResult(entries=entries(done), layers=layers(done), tables=tables(done), notes=notes(done))
