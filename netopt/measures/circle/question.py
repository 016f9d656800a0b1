"""What a commuting_circle measure is asked, as plain values, and whether a network can answer."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from netopt.errors import Breach, NetworkError
from netopt.network.network import Network
from netopt.network.zone_check import FARTHEST_KM
from netopt.travel.od_times import TimeDefinition
from netopt.travel.points import distances_m
from netopt.travel.station_time import StationTimeSet
from netopt.travel.zone_stations import ZONE, points_xy_m
from netopt.travel.zone_travel import TravelQuestion
from netopt.units import METRES_PER_KM

STATION = "station"


@dataclass(frozen=True)
class Question:
    """What is asked: the measure's configuration without YAML."""

    centres: tuple[str, ...]
    thresholds_min: tuple[float, ...]
    """Ascending."""
    time: TimeDefinition
    station_time: StationTimeSet
    cell_km: float
    soft_scale_min: float
    travel: TravelQuestion


def check_centres(network: Network, question: Question) -> None:
    """Raise for centres that are unknown, no places of people, or more than ``FARTHEST_KM`` from every station.

    A centre near a station that no threshold reaches is no fault: its circle is all by road.
    """
    positions = network.positions(question.centres)
    stations = network.of_kind(STATION)
    station_xy_m = np.column_stack([stations.geometry.x, stations.geometry.y]).reshape(-1, 2)
    breaches = []
    for centre, position in zip(question.centres, positions, strict=True):
        kind = network.nodes["kind"].iloc[position]
        if kind not in (ZONE, STATION):
            breaches.append(f"centre {centre!r} is a {kind}; name a zone or a passenger station")
            continue
        gap_km = distances_m(points_xy_m(network, pd.Index([centre])), station_xy_m) / METRES_PER_KM
        if gap_km.size and gap_km.min() > FARTHEST_KM:
            breaches.append(
                f"centre {centre!r} lies outside the network: its nearest station is {gap_km.min():.0f} km away, "
                f"more than {FARTHEST_KM:g} km; name a place inside"
            )
    if breaches:
        raise NetworkError([Breach(network.provenance.name, "", message) for message in breaches])
