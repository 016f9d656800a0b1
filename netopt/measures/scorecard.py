"""scorecard: a page of indicators of how far a region is one, each with its formula and what it rests on."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, PositiveFloat, model_validator

from netopt.measures.base import MeasureResult
from netopt.measures.coordination.reach import reach_indicators
from netopt.measures.coordination.score import Anchor, score
from netopt.measures.coordination.service import service_indicators
from netopt.measures.coordination.study import Question, study
from netopt.measures.coordination.told import entry, table
from netopt.measures.coordination.unity import unity_indicators
from netopt.measures.coverage.levels import METROPOLITAN_KM, THRESHOLDS_123_MIN, levels_123
from netopt.measures.coverage.told import layers, notes
from netopt.measures.indicators.decay import Decay, PowerDecay
from netopt.measures.travel_measure import TravelMeasure
from netopt.measures.zonal.own_zone import OwnZone, OwnZoneExcluded
from netopt.network.network import Network
from netopt.schema import Ids, OneOrMoreIds


class ScorecardMeasure(TravelMeasure):
    """Indicators of how well a region works as one, on the same footing for every region and year: `netopt rank`.

    Coverage of the three travel circles, pairs of cities within reach, mean time, potential, equity, borders, direct
    trains, and the share of time that is assumed. An indicator that a network has nothing to tell of is no row.
    """

    kind: Literal["scorecard"] = "scorecard"
    centres: OneOrMoreIds
    """Ids of zones: the centres of metropolitan areas."""
    within_km: PositiveFloat = METROPOLITAN_KM
    """Zones whose centre lies this near one of the centres (straight) are of its metropolitan area."""
    main: Ids = ()
    """Ids of zones: the main cities; left out: the centres."""
    thresholds_min: tuple[PositiveFloat, PositiveFloat, PositiveFloat] = THRESHOLDS_123_MIN
    """Minutes to a centre, within the cluster, between main cities; pairs of cities are counted by the first two."""
    decay: Decay = PowerDecay()
    """How people count less with time in the potential."""
    own_zone: OwnZone = OwnZoneExcluded()
    """How long a zone takes to itself: the rule of the self-potential."""
    groups: str | None = None
    """Zone column with the jurisdictions; left out: jurisdiction, where the zones have it."""
    score: dict[str, Anchor] = Field(default_factory=dict)
    """Weights and anchors by indicator: a row more, their weighted mean. Left out: no score."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if len(self.main) == 1:
            raise ValueError(f"main names {self.main[0]!r} alone; pairs need two")
        if list(self.thresholds_min) != sorted(set(self.thresholds_min)):
            raise ValueError(f"thresholds_min must rise; got {list(self.thresholds_min)}")
        return self

    def evaluate(self, network: Network, *, folder: Path = Path()) -> MeasureResult:
        """The scorecard as one entry and one table, and the coverage of the circles as layers.

        Raises
        ------
        UnknownNodeError
            If the network lacks a zone that is named.
        NetworkError
            If it has no zones, lacks people, an outline or a group of one, a level has no pair, or the score names
            what is not there.
        """
        done = study(network, self.question())
        rows = [*reach_indicators(done), *unity_indicators(done), *service_indicators(done)]
        if self.score:
            rows.append(score(rows, self.score, network.provenance.name))
        return MeasureResult(
            entries=(entry(done, rows),),
            layers=layers(done.coverage),
            tables=(table(done, rows),),
            notes=notes(done.coverage),
        )

    def question(self) -> Question:
        """The measure as plain values."""
        return Question(
            travel=self.travel(),
            time=self.time,
            station_time=self.station_time,
            levels=levels_123(self.centres, self.within_km, main=self.main, thresholds_min=self.thresholds_min),
            pair_thresholds_min=self.thresholds_min[:2],
            decay=self.decay,
            own_zone=self.own_zone,
            groups=self.groups,
        )
