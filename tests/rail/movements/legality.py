"""Judge of train routes: reads raw ways and a list of node ids, and shares no code with what makes the routes.

It measures otherwise, too: turns by the chords of 20 m of raw vertices on both sides along the route itself, diamonds
by the order of arms around the node, instead of deflection over 10 m of each arm and sums of it.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from netopt.osm.extract import OsmExtract

TRACK = {"rail", "narrow_gauge", "light_rail", "tram", "subway", "monorail"}
FAMILY = {"rail": "rail", "narrow_gauge": "rail", "light_rail": "light", "tram": "light"}
SIGHT_M = 20.0
SHARPEST_DEG = 60.0
"""At nodes of three arms or more. Real turns end below 45, flat reversals begin above 130."""
HAIRPIN_DEG = 150.0
"""No railway bends like this within 40 m, whatever the node."""
METRES_PER_DEG = 111_200.0


@dataclass(frozen=True)
class Fault:
    """What is wrong at a node of a route."""

    kind: str
    """no_way, turn, diamond, hairpin, family, reversal."""
    node: int
    detail: str = ""


class Judge:
    """Raw track of an extract, indexed by node."""

    def __init__(self, extract: OsmExtract) -> None:
        self.extract = extract
        self.steps: dict[tuple[int, int], set[str]] = defaultdict(set)
        self.neighbours: dict[int, set[int]] = defaultdict(set)
        for way, tags in enumerate(extract.way_tags):
            if tags.get("railway") not in TRACK:
                continue
            family = FAMILY.get(tags["railway"], tags["railway"])
            refs = extract.refs(way).tolist()
            for a, b in pairwise(refs):
                if a != b:
                    self.steps[a, b].add(family)
                    self.steps[b, a].add(family)
                    self.neighbours[a].add(b)
                    self.neighbours[b].add(a)
        self.place = {
            int(node): (float(lon), float(lat))
            for node, (lon, lat) in zip(extract.node_id, extract.lonlat, strict=True)
            if int(node) in self.neighbours
        }

    def faults(self, nodes: Sequence[int], *, may_reverse: Collection[int] = ()) -> list[Fault]:
        """Everything a train could not do on a route over these nodes; ids below 0 are points inside a step."""
        found: list[Fault] = []
        for run in self._runs(nodes, set(may_reverse), found):
            for a, b in pairwise(run):
                if (a, b) not in self.steps:
                    found.append(Fault("no_way", a, f"to {b}"))
            for i in range(1, len(run) - 1):
                found += self._judge(run, i)
        return found

    def _runs(self, nodes: Sequence[int], may_reverse: set[int], found: list[Fault]) -> Iterator[list[int]]:
        """Stretches between reversals, without made points; reversals where none is allowed go to ``found``."""
        cut = 0
        for i in range(1, len(nodes) - 1):
            here = nodes[i]
            if nodes[i - 1] == nodes[i + 1]:
                if not (here in may_reverse or self._is_end(here)):
                    found.append(Fault("reversal", here))
                yield [node for node in nodes[cut : i + 1] if node > 0]
                cut = i
        yield [node for node in nodes[cut:] if node > 0]

    def _is_end(self, node: int) -> bool:
        tags = self.extract.node_tags.get(node, {})
        return tags.get("railway") == "buffer_stop" or len(self.neighbours[node]) == 1

    def _judge(self, run: list[int], i: int) -> list[Fault]:
        before, here, after = run[i - 1 : i + 2]
        if not ((before, here) in self.steps and (here, after) in self.steps):
            return []
        if not self.steps[before, here] & self.steps[here, after]:
            return [Fault("family", here, f"{before} {after}")]
        deflection = self._deflection_deg(run, i)
        arms = self.neighbours[here]
        if self._is_diamond(here) and len(arms) == 4:
            return [] if self._opposite(here, before) == after else [Fault("diamond", here, f"{before} {after}")]
        if len(arms) >= 3 and deflection > SHARPEST_DEG:
            return [Fault("turn", here, f"{before} {after} {deflection:.0f} deg")]
        if deflection > HAIRPIN_DEG:
            return [Fault("hairpin", here, f"{before} {after} {deflection:.0f} deg")]
        return []

    def _is_diamond(self, node: int) -> bool:
        return self.extract.node_tags.get(node, {}).get("railway") == "railway_crossing"

    def _opposite(self, node: int, arm: int) -> int:
        """The arm with one other arm on each side between: tracks that cross do so in this order."""
        around = sorted(self.neighbours[node], key=lambda other: math.atan2(*reversed(self._step_m(node, other))))
        return around[(around.index(arm) + 2) % 4]

    def _deflection_deg(self, run: list[int], i: int) -> float:
        back = self._seen(run[i::-1])
        ahead = self._seen(run[i:])
        turn = math.atan2(ahead[1], ahead[0]) - math.atan2(-back[1], -back[0])
        return abs(math.degrees(math.atan2(math.sin(turn), math.cos(turn))))

    def _seen(self, run: list[int]) -> tuple[float, float]:
        """Vector to the point ``SIGHT_M`` along a list of nodes, or to its last node."""
        x = y = 0.0
        left = SIGHT_M
        for a, b in pairwise(run):
            dx, dy = self._step_m(a, b)
            length = math.hypot(dx, dy)
            if length >= left:
                return x + dx * left / length, y + dy * left / length
            x, y, left = x + dx, y + dy, left - length
        return x, y

    def _step_m(self, a: int, b: int) -> tuple[float, float]:
        (lon_a, lat_a), (lon_b, lat_b) = self.place[a], self.place[b]
        shrink = math.cos(math.radians((lat_a + lat_b) / 2.0))
        return (lon_b - lon_a) * METRES_PER_DEG * shrink, (lat_b - lat_a) * METRES_PER_DEG
