"""Borders on the ground: what it costs a way without a timetable to pass from one jurisdiction into another."""

from dataclasses import dataclass, field
from itertools import product

import numpy as np
import shapely

from netopt.arrays import FloatArray, IntArray
from netopt.network.borders.borders import Borders, Crossing
from netopt.network.borders.rule import ROAD
from netopt.network.borders.sides import sides_of
from netopt.network.network import Network
from netopt.travel.points import Points

NO_WAY = Crossing(is_open=False)
"""Between sides for which no rule of ways on the ground is there."""


@dataclass(frozen=True, eq=False)
class GroundCrossings:
    """Costs by the sides of both ends of a way.

    Sides are the jurisdictions and, behind them, one for every station with a rule of its own for ways on the ground:
    it lies in its jurisdiction, and whoever walks over the border at it pays what that rule says.
    """

    cost_s: FloatArray
    """Shape (n_sides, n_sides): seconds, 0 on the diagonal, ``inf`` where no way on the ground leads across."""
    areas: tuple[shapely.MultiPolygon, ...]
    """The ground of each side; stations have none of their own."""
    crossings: dict[tuple[int, int], Crossing] = field(default_factory=dict)
    """What is met between two different sides; pairs inside a jurisdiction are left out."""
    side_of_node: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Shape (n_nodes,): side of every node of the network."""

    def between_s(self, origins: Points, destinations: Points) -> FloatArray:
        """What every pair adds, shape (n_origins, n_destinations)."""
        return np.asarray(self.cost_s[origins.side[:, None], destinations.side[None, :]], dtype=np.float64)

    def pairs_s(self, points: Points, origin: IntArray, destination: IntArray) -> FloatArray:
        """What pairs of points add, by their positions, shape (n_pairs,)."""
        return np.asarray(self.cost_s[points.side[origin], points.side[destination]], dtype=np.float64)

    def sides_of(self, xy_m: FloatArray) -> IntArray:
        """The side on whose ground each point lies, or to which it lies nearest; shape (n,) for ``xy_m`` (n, 2)."""
        return sides_of(self.areas, xy_m)

    def of_way(self, origin_side: int, destination_side: int) -> Crossing:
        """What a way between two sides meets."""
        return self.crossings.get((origin_side, destination_side), Crossing())


def ground_crossings(network: Network) -> GroundCrossings | None:
    """Borders on the ground of a network; ``None`` where no borders are asked for.

    A way between two points crosses where the straight line does, whatever the place: it pays the rule of mode road
    (or any) of its two sides that names no station. Without one it is passable at stations with a rule of their own
    only, and closed borders are not passable. Ways through a third jurisdiction pay for their ends only.
    """
    borders = network.borders
    if borders is None:
        return None
    side_of_node = borders.sides.of_nodes(network.nodes)
    gates = {
        rule.station_id: int(side_of_node[position])
        for rule in borders.rules
        if rule.station_id is not None and rule.applies_to(rule.sides, ROAD)
        for position in network.nodes.index.get_indexer([rule.station_id])
        if position >= 0
    }
    n_jurisdictions = len(borders.sides.names)
    home = np.array([*range(n_jurisdictions), *gates.values()], dtype=np.int64)
    side_of_node = side_of_node.copy()
    for number, gate in enumerate(gates):
        side_of_node[network.nodes.index.get_indexer([gate])] = n_jurisdictions + number
    met = _crossings(borders, [*([None] * n_jurisdictions), *gates], home)
    cost_s = np.zeros((home.size, home.size))
    for pair, crossing in met.items():
        cost_s[pair] = crossing.border_s + crossing.dwell_s if crossing.is_open else np.inf
    areas = (*borders.sides.areas, *(shapely.MultiPolygon() for _ in gates))
    return GroundCrossings(cost_s, areas, met, side_of_node)


def _crossings(borders: Borders, stations: list[str | None], home: IntArray) -> dict[tuple[int, int], Crossing]:
    """What is met between sides of different jurisdictions; ``stations`` and ``home`` by side."""
    found = {}
    names = borders.sides.names
    for one, other in product(range(home.size), repeat=2):
        if home[one] == home[other]:
            continue
        sides = frozenset((names[home[one]], names[home[other]]))
        at_hand = [station for station in (stations[one], stations[other]) if station is not None]
        rules = borders.rules_met(sides, ROAD, at_hand)
        found[one, other] = borders.crossing(rules) if rules or borders.scale == 0.0 else NO_WAY
    return found
