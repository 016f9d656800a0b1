"""circles_123: how many journeys take an hour to a centre, two within the cluster, three between main cities."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveFloat, model_validator

from netopt.measures.base import MeasureResult
from netopt.measures.coverage.levels import METROPOLITAN_KM, Level, levels_123
from netopt.measures.coverage.study import study
from netopt.measures.coverage.told import entries, layers, notes, tables
from netopt.measures.travel_measure import TravelMeasure
from netopt.measures.zonal.pairs import zone_pairs
from netopt.network.network import Network
from netopt.schema import Ids


class Circles123Measure(TravelMeasure):
    """Coverage of the "123" travel circles: 1 h commuting to a centre, 2 h within the cluster, 3 h between main cities.

    Coverage of a level = sum w_ij 1[T_ij <= threshold] / sum w_ij over its pairs of zones. Name ``centres`` for the
    three national levels, or give ``levels`` of your own.
    """

    kind: Literal["circles_123"] = "circles_123"
    centres: Ids = ()
    """Ids of zones: the centres of metropolitan areas, and the main cities."""
    within_km: PositiveFloat = METROPOLITAN_KM
    """Zones whose centre lies this near one of the centres (straight) are of its metropolitan area."""
    levels: Annotated[tuple[Level, ...], Field(max_length=9)] = ()
    """Levels of your own, instead of the three."""

    @model_validator(mode="after")
    def _says_which_pairs(self) -> Self:
        if bool(self.centres) == bool(self.levels):
            raise ValueError("give either centres or levels")
        if self.levels and "within_km" in self.model_fields_set:
            raise ValueError("within_km stands with centres; give each of the levels its own")
        names = [level.name for level in self.levels]
        if len(set(names)) != len(names):
            raise ValueError(f"levels names one twice; got {names}")
        return self

    def evaluate(self, network: Network, *, folder: Path = Path()) -> MeasureResult:
        """Coverage of every level, an entry per level, and the pairs that miss it.

        Raises
        ------
        UnknownNodeError
            If the network lacks a zone that is named.
        NetworkError
            If a node that is named is no zone, or a level has no pair.
        """
        levels = self.levels or levels_123(self.centres, self.within_km)
        done = study(zone_pairs(network, self), levels, time=self.time, station_time=self.station_time)
        return MeasureResult(entries=entries(done), layers=layers(done), tables=tables(done), notes=notes(done))
