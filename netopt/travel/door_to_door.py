"""From the doors of places to the forecourts of stations: the first part of every way by rail."""

from dataclasses import dataclass

from netopt.arrays import FloatArray
from netopt.travel.journeys import Journeys, first_wait_s, journeys
from netopt.travel.points import Points
from netopt.travel.traveller import Traveller


@dataclass(frozen=True, eq=False)
class DoorToDoor:
    """From the doors of places (n_places,) to the forecourt of every station (n_stations,)."""

    places: Points
    journeys: Journeys
    forecourt_s: FloatArray
    """Shape (n_places, n_stations): when a traveller leaves each station, ``inf`` where no train brings them."""


def door_to_door(places: Points, traveller: Traveller) -> DoorToDoor:
    """Least times from places by way, station entry, wait, trains and station exit."""
    way_s = traveller.ground.time_s(places, traveller.rail.points)
    times = traveller.times
    chains = journeys(traveller, way_s + times.in_s, first_wait_s(traveller))
    return DoorToDoor(places, chains, chains.time_s + times.out_s)
