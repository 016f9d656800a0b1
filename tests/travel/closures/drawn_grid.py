"""Random services on a grid of nine cities, and the same network with a link or station really taken out."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from netopt.network.network import Network
from netopt.rail.parameters import RailParameters
from netopt.travel.access import AccessSection
from netopt.travel.passenger_rail import PassengerRail, passenger_rail
from netopt.travel.zone_stations import StationRadius
from netopt.travel.zone_travel import TravelQuestion, ZoneTravel, zone_travel
from tests.networks import network

PARAMETERS = RailParameters.load()
QUESTION = TravelQuestion(StationRadius(30.0, 10.0), AccessSection().model())
STEP_KM = 100.0
NAMES = "abcdefghi"
Services = dict[str, tuple[str, float]]


def edges() -> list[tuple[str, str, float]]:
    """Links between neighbours; those of the last row are slow, so that there are detours of many lengths."""
    across = [(NAMES[at], NAMES[at + 1], 120.0 if at >= 6 else 300.0) for at in range(9) if at % 3 < 2]
    return across + [(NAMES[at], NAMES[at + 3], 250.0) for at in range(6)]


def grid(services: Services, links: list[tuple[str, str, float]] | None = None) -> Network:
    """Cities a to i in rows of three, 100 km apart, each zone's centre 2 km north of its station.

    a - b - c
    |   |   |
    d - e - f      every station is local: 300 km/h across, 120 in the last row, 250 down
    |   |   |
    g - h - i
    """
    spots = {name: (STEP_KM * (at % 3), -STEP_KM * (at // 3)) for at, name in enumerate(NAMES)}
    return network(
        stations={name: (x, y, "local") for name, (x, y) in spots.items()},
        zones={name * 2: (x, y + 2.0, 1e6 * (at + 1)) for at, (name, (x, y)) in enumerate(spots.items())},
        edges=edges() if links is None else links,
        services=services,
    )


def random_services(seed: int, count: int = 6) -> Services:
    """Walks over the grid that never turn on the spot, every 5 to 60 min."""
    random = np.random.default_rng(seed)
    near: dict[str, list[str]] = {name: [] for name in NAMES}
    for tail, head, _ in edges():
        near[tail].append(head)
        near[head].append(tail)
    services = {}
    for number in range(count):
        walk = [str(random.choice(list(NAMES)))]
        for _ in range(int(random.integers(2, 6))):
            onward = [name for name in near[walk[-1]] if name not in walk[-2:]]
            walk.append(str(random.choice(onward)))
        services[f"s{number}"] = (";".join(walk), float(random.choice([5, 10, 20, 60])))
    return services


def without_link(services: Services, tail: str, head: str) -> Network:
    """The grid without a link; every service that ran over it is cut there and runs on both sides."""
    cut: Services = {}
    for name, (stations, headway_min) in services.items():
        pieces: list[list[str]] = [[]]
        for one, other in pairwise([*stations.split(";"), ""]):
            pieces[-1].append(one)
            if {one, other} == {tail, head}:
                pieces.append([])
        whole = {f"{name}_{at}": ";".join(piece) for at, piece in enumerate(pieces) if len(piece) > 1}
        cut |= {piece_name: (piece, headway_min) for piece_name, piece in whole.items()}
    return grid(cut, [link for link in edges() if {link[0], link[1]} != {tail, head}])


def without_station(services: Services, closed: str) -> Network:
    """The grid whose trains pass a station in the minutes that stopping there took: their times are given."""
    intact = passenger_rail(grid({f"{one}{two}": (f"{one};{two}", 10.0) for one, two, _ in edges()}), PARAMETERS)
    ends = zip(intact.origin, intact.destination, intact.in_vehicle_s, strict=True)
    run_s = {(intact.ids[origin], intact.ids[destination]): float(time_s) for origin, destination, time_s in ends}
    dwell_s = PARAMETERS.dwell_min[PARAMETERS.trains["EMU350"].kind]["local"] * 60.0
    kept: Services = {}
    given: dict[str, str] = {}
    for name, (stations, headway_min) in services.items():
        stops, times_s = [], []
        passed_s = 0.0
        walk = stations.split(";")
        for at, station in enumerate(walk):
            passed_s += run_s[walk[at - 1], station] if at else 0.0
            if station == closed:
                passed_s += dwell_s
                continue
            if stops:
                times_s.append(passed_s)
            stops.append(station)
            passed_s = 0.0
        if len(stops) > 1:
            kept[name] = (";".join(stops), headway_min)
            given[name] = ";".join(f"{time_s:.3f}" for time_s in times_s)
    made = grid(kept)
    return replace(made, services=made.services.assign(run_s=[given[name] for name in made.services.index]))


def really(changed: Network, intact: PassengerRail) -> ZoneTravel:
    """Travel on a network with something taken out; a headway is never shorter than that of the whole network."""
    left = passenger_rail(changed, PARAMETERS)
    was_s = dict(zip(_pairs(intact), intact.headway_s, strict=True))
    headway_s = [max(now_s, was_s[pair]) for pair, now_s in zip(_pairs(left), left.headway_s, strict=True)]
    return zone_travel(
        changed, QUESTION, station_times=("commuter",), rail=replace(left, headway_s=np.array(headway_s))
    )


def _pairs(rail: PassengerRail) -> list[tuple[str, str]]:
    ends = zip(rail.origin, rail.destination, strict=True)
    return [(rail.ids[origin], rail.ids[destination]) for origin, destination in ends]
