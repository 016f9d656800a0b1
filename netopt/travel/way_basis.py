"""What ways on the ground rest on: streets, or straight lines of assumed detour."""

import numpy as np

from netopt.arrays import FloatArray
from netopt.travel.points import Points, distances_m
from netopt.travel.traveller import Traveller
from netopt.travel.ways import Ways


def on_streets_share(traveller: Traveller, made_of: Ways, places: Points, zones: Points) -> float | None:
    """Share of the time on the ground, over all ways from places to zones, that is spent along streets.

    Time on the ground is that to a first station, from a last one, and all of a way by road.

    ``made_of`` has the ways of the same places and zones. A place and a zone on one spot count for nothing, and so do
    pairs without a way; ``None`` where no time is spent on the ground.
    """
    ground, stations = traveller.ground, traveller.rail.points
    is_apart = distances_m(places.xy_m, zones.xy_m) > 0.0
    place, zone = np.nonzero(made_of.by_rail & is_apart)
    first, last = made_of.first_station[place, zone], made_of.last_station[place, zone]
    is_direct = ~made_of.by_rail & is_apart & np.isfinite(made_of.access_s)
    parts: list[tuple[FloatArray, FloatArray]] = [
        (made_of.access_s[is_direct], ground.between(places, zones).on_streets[is_direct].astype(np.float64))
    ]
    if place.size:
        to_stations = ground.between(places, stations).on_streets[place, first]
        from_stations = ground.between(stations, zones).on_streets[last, zone]
        parts += [
            (made_of.access_s[place, zone], to_stations.astype(np.float64)),
            (made_of.egress_s[place, zone], from_stations.astype(np.float64)),
        ]
    time_s, along = (np.concatenate(part) for part in zip(*parts, strict=True))
    return float((time_s * along).sum() / time_s.sum()) if time_s.sum() > 0 else None
