"""TravelMeasure: what every measure that stands on people's travel between zones is told in YAML."""

from abc import ABC
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, PositiveFloat

from netopt.measures.base import MeasureConfig
from netopt.travel.access import AccessSection
from netopt.travel.od_times import TimeDefinition
from netopt.travel.station_time import StationTimeSet
from netopt.travel.zone_stations import StationRadius
from netopt.travel.zone_travel import TravelQuestion

TIME_WORDS: Mapping[TimeDefinition, Mapping[str, str]] = {
    "door_to_door": {"en": "door to door", "zh": "门到门"},
    "station_to_station": {"en": "station to station", "zh": "站到站"},
    "in_vehicle": {"en": "on trains", "zh": "列车运行"},
}


def _rising(thresholds_min: tuple[float, ...]) -> tuple[float, ...]:
    if list(thresholds_min) != sorted(set(thresholds_min)):
        raise ValueError(f"thresholds_min must rise and name nothing twice; got {list(thresholds_min)}")
    return thresholds_min


ThresholdsMin = Annotated[tuple[PositiveFloat, ...], Field(min_length=1), AfterValidator(_rising)]
"""Minutes, ascending, at least one."""


class TravelMeasure(MeasureConfig, ABC):
    """A measure of travel between zones."""

    time: TimeDefinition = "door_to_door"
    """Which time between zones counts: door_to_door, station_to_station or in_vehicle."""
    station_time: StationTimeSet = "commuter"
    """Whose minutes inside stations hold in the figures."""
    station_radius_km: PositiveFloat = 30.0
    """A zone's own stations (hub or main) lie inside it and this near its centre; where none does, the nearest one."""
    local_station_radius_km: PositiveFloat = 10.0
    """The same for stations of other classes: a halt in the suburbs is not the city's station."""
    access: AccessSection = AccessSection()
    """How people get to and from stations."""

    def travel(self) -> TravelQuestion:
        """The travel asked for, as plain values."""
        return TravelQuestion(
            station_radius=StationRadius(self.station_radius_km, self.local_station_radius_km),
            access=self.access.model(),
        )
