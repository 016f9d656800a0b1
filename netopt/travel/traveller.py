"""A sort of traveller on a network: trains, ways, station times and rules, bundled."""

from dataclasses import dataclass

from netopt.rail.parameters import RailParameters
from netopt.travel.crossings import GroundCrossings
from netopt.travel.ground import Ground
from netopt.travel.passenger_rail import PassengerRail, StationLinks, station_links
from netopt.travel.station_time import StationTimes, StationTimeSet, station_times


@dataclass(frozen=True, eq=False)
class Traveller:
    """What one sort of traveller meets: the same rail for all, station times of their own."""

    rail: PassengerRail
    links: StationLinks
    ground: Ground
    times: StationTimes
    parameters: RailParameters
    crossings: GroundCrossings | None = None
    """Borders on the ground, which ``ground`` counts into its ways; ``None`` where none are asked for."""


def traveller(
    rail: PassengerRail,
    ground: Ground,
    parameters: RailParameters,
    *,
    station_time: StationTimeSet,
    crossings: GroundCrossings | None = None,
) -> Traveller:
    """The traveller whose station times are those of a set."""
    return Traveller(
        rail=rail,
        links=station_links(rail, ground, crossings),
        ground=ground,
        times=station_times(rail.stations, parameters, station_time),
        parameters=parameters,
        crossings=crossings,
    )
