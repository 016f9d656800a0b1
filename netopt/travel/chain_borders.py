"""What travellers meet at borders along a chain of rides: on trains, and on the ground between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, pairwise
from math import prod

from netopt.arrays import IntArray
from netopt.network.borders.borders import Crossing
from netopt.travel.traveller import Traveller


@dataclass(frozen=True)
class WayBorders:
    """Borders met on one way from door to door, or from the first train to the last."""

    border_s: float
    """What is paid beside the time in vehicles: clearance and fees, and on the ground longer stays too."""
    permitted_share: float
    """Share of travellers who may pass them all."""
    rules: tuple[int, ...]
    """Positions in ``Borders.rules`` in the order in which they are met."""


NO_BORDERS = WayBorders(0.0, 1.0, ())


def borders_of_rides(traveller: Traveller, rides: IntArray) -> WayBorders:
    """Borders met from the first departure to the last arrival of a chain of rides, changes included."""
    rail = traveller.rail
    on_rides = [rail.crossing(int(ride)) for ride in rides]
    at_changes = [
        on_ground(traveller, int(rail.points.side[rail.destination[one]]), int(rail.points.side[rail.origin[other]]))
        for one, other in pairwise(rides)
    ]
    return _sum(chain((_ridden(crossing) for crossing in on_rides), at_changes))


def borders_of_way(traveller: Traveller, rides: IntArray, origin_side: int, destination_side: int) -> WayBorders:
    """Borders met from door to door by a chain of at least one ride, or by road alone where there is none."""
    if not len(rides):
        return on_ground(traveller, origin_side, destination_side)
    rail = traveller.rail
    first, last = int(rail.points.side[rail.origin[rides[0]]]), int(rail.points.side[rail.destination[rides[-1]]])
    return _sum(
        (
            on_ground(traveller, origin_side, first),
            borders_of_rides(traveller, rides),
            on_ground(traveller, last, destination_side),
        )
    )


def on_ground(traveller: Traveller, origin_side: int, destination_side: int) -> WayBorders:
    """Borders met on one way on the ground."""
    if traveller.crossings is None or origin_side == destination_side:
        return NO_BORDERS
    crossing = traveller.crossings.of_way(origin_side, destination_side)
    return WayBorders(crossing.border_s + crossing.dwell_s, crossing.permitted_share, crossing.rules)


def _ridden(crossing: Crossing) -> WayBorders:
    return WayBorders(crossing.border_s, crossing.permitted_share, crossing.rules)


def _sum(parts: Iterable[WayBorders]) -> WayBorders:
    met = list(parts)
    return WayBorders(
        border_s=sum(part.border_s for part in met),
        permitted_share=prod(part.permitted_share for part in met),
        rules=tuple(rule for part in met for rule in part.rules),
    )
