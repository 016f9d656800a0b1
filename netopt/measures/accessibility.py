"""accessibility: mean travel time, daily access and potential of every zone, and how evenly they are spread."""

from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from netopt.measures.base import MeasureResult
from netopt.measures.indicators.decay import Decay, PowerDecay, told_decay
from netopt.measures.indicators.study import Question, study
from netopt.measures.indicators.told import entries, layers, notes, tables
from netopt.measures.travel_measure import ThresholdsMin, TravelMeasure
from netopt.measures.zonal.numbers import ZoneValue, told_source, zone_numbers
from netopt.measures.zonal.own_zone import OwnZone, OwnZoneExcluded, own_zone_min, told_rule
from netopt.measures.zonal.pairs import zone_pairs
from netopt.network.network import Network

WITH_OWN_ZONE = {"en": "average time with own zone", "zh": "加权平均时间计入本城"}
WITHOUT_OWN_ZONE = {"en": "average time without own zone", "zh": "加权平均时间不计入本城"}


class AccessibilityMeasure(TravelMeasure):
    """Weighted average travel time, daily access and potential of every zone, and how evenly they are spread.

    Of origin i to destinations j with mass M_j in T_ij minutes: watt_min = sum T M / sum M over the zones that i
    reaches; daily_access = sum M 1[T <= threshold]; potential = sum M f(T). Indices of equity weight zones by people.
    """

    kind: Literal["accessibility"] = "accessibility"
    thresholds_min: ThresholdsMin = (60.0,)
    """Minutes of daily access, ascending."""
    mass: ZoneValue = "population"
    """What draws travellers: a numeric column of the zones, or a table {path, column} with the column zone_id."""
    decay: Decay = PowerDecay()
    """How mass counts less with time in the potential."""
    own_zone: OwnZone = OwnZoneExcluded()
    """How long a zone takes to itself: the rule of the self-potential; daily access follows it too."""
    watt_with_own_zone: bool = False
    """Whether the weighted average time counts the own zone."""
    groups: str | None = None
    """Zone column with the groups of Theil's index; left out: jurisdiction, where the zones have it."""
    rank_by: ZoneValue = "population"
    """What zones are ranked by, low to high, for the concentration index."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.watt_with_own_zone and isinstance(self.own_zone, OwnZoneExcluded):
            raise ValueError("watt_with_own_zone needs an own_zone rule that gives minutes: radius or fixed")
        return self

    def evaluate(self, network: Network, *, folder: Path = Path()) -> MeasureResult:
        """Indicators of every zone and their equity, an entry per threshold.

        Raises
        ------
        NetworkError
            If the network has no zones, or lacks a number, an outline or a group of a zone that is asked for.
        SourceError
            If a table cannot be read.
        """
        done = study(zone_pairs(network, self), self.question(network, folder))
        return MeasureResult(entries=entries(done), layers=layers(done), tables=tables(done), notes=notes(done))

    def question(self, network: Network, folder: Path) -> Question:
        """The measure as plain values; raises as ``evaluate`` does."""
        return Question(
            thresholds_min=self.thresholds_min,
            mass=zone_numbers(network, self.mass, folder),
            own_min=own_zone_min(self.own_zone, network),
            decay=self.decay,
            watt_with_own_zone=self.watt_with_own_zone,
            groups=self.groups,
            rank_by=zone_numbers(network, self.rank_by, folder),
            time=self.time,
            station_time=self.station_time,
            words={
                "mass": told_source(self.mass),
                "decay": told_decay(self.decay),
                "own_zone": told_rule(self.own_zone),
                "watt": WITH_OWN_ZONE if self.watt_with_own_zone else WITHOUT_OWN_ZONE,
                "rank_by": told_source(self.rank_by),
            },
        )
