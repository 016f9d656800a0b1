"""A region of OpenStreetMap drawn around given towns, for configurations that ask a server: railways or roads.

A double track runs through the towns from west to east, with a station at each and a crossover behind it. Roads join
neighbours both ways, and every other town one way.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

Element = dict[str, Any]
Town = tuple[str, float, float]
"""Name, longitude, latitude."""

FIRST_ID = 90_000_000_000
"""Far above the ids of real extracts, so that a region can be served beside one."""
FIRST_ROAD_ID = 91_000_000_000
"""Roads may be drawn beside a railway."""
HALF_GAP_DEG = 0.00002
"""Half the distance between two tracks: about 2 m."""
CROSSOVER = (0.02, 0.021)
"""Where a crossover starts and ends, as parts of the way to the next town."""


class Drawing:
    """Elements with ids of their own."""

    def __init__(self, first_id: int = FIRST_ID) -> None:
        self.elements: list[Element] = []
        self.first_id = first_id

    def add(self, kind: str, tags: dict[str, str], **more: Any) -> int:
        number = self.first_id + len(self.elements)
        self.elements.append({"type": kind, "id": number, **({"tags": tags} if tags else {}), **more})
        return number

    def node(self, lon: float, lat: float, **tags: str) -> int:
        return self.add("node", tags, lon=round(float(lon), 7), lat=round(float(lat), 7))

    def way(self, nodes: Sequence[int], **tags: str) -> int:
        return self.add("way", tags, nodes=list(nodes))


def rail_region(towns: Sequence[Town]) -> list[Element]:
    """Stations, two tracks with crossovers, stops on them, stop areas, and route relations with a headway."""
    drawing = Drawing()
    ordered = sorted(towns, key=lambda town: town[1:])
    stops: dict[int, list[tuple[str, int]]] = {}
    sides = [list(_side(ordered, side)) for side in (1.0, -1.0)]
    ways_of: dict[str, list[int]] = {"up": [], "down": []}
    crossings: list[list[tuple[int, int]]] = []
    for side, points in zip(("up", "down"), sides, strict=True):
        at_town = [
            drawing.node(*point, railway="stop", public_transport="stop_position", train="yes", name=town[0])
            for point, town in zip(points, ordered, strict=True)
        ]
        for position, node in enumerate(at_town):
            stops.setdefault(position, []).append((side, node))
        crossings.append([])
        for (here, there), (start, end) in zip(pairwise(points), pairwise(at_town), strict=True):
            switches = [
                drawing.node(*(here + share * (there - here)), railway="switch", **{"railway:switch": "default"})
                for share in CROSSOVER
            ]
            crossings[-1].append((switches[0], switches[1]))
            tags = {"railway": "rail", "usage": "main", "maxspeed": "160", "gauge": "1435", "name": "Drawn line"}
            ways_of[side].append(drawing.way([start, *switches, end], electrified="contact_line", **tags))
    for (up, _), (_, down) in zip(*crossings, strict=True):
        drawing.way([up, down], railway="rail", service="crossover", gauge="1435")
    for position, (name, lon, lat) in enumerate(ordered):
        station = drawing.node(lon + 0.0003, lat + 0.0003, railway="station", train="yes", name=name)
        members = [("node", station, ""), *(("node", node, "stop") for _, node in stops[position])]
        _relation(drawing, members, type="public_transport", public_transport="stop_area", name=name)
    for side in ("up", "down"):
        calls = [node for position in stops for found, node in stops[position] if found == side]
        members = [*(("node", node, "stop") for node in calls), *(("way", way, "") for way in ways_of[side])]
        members = members if side == "up" else members[::-1]
        there = {"type": "route", "route": "train", "name": f"Drawn train {side}", "interval": "00:20"}
        _relation(drawing, members, **there)
    return drawing.elements


def road_region(towns: Sequence[Town]) -> list[Element]:
    """A road through all towns, two-way, and one-way roads past every other one."""
    drawing = Drawing(FIRST_ROAD_ID)
    ordered = sorted(towns, key=lambda town: town[1:])
    nodes = [drawing.node(lon, lat) for _, lon, lat in ordered]
    for start, end in pairwise(nodes):
        drawing.way([start, end], highway="primary", maxspeed="80")
    for start, end in zip(nodes, nodes[2:], strict=False):
        drawing.way([start, end], highway="motorway", oneway="yes")
    return drawing.elements


def _side(towns: Sequence[Town], side: float) -> Iterator[np.ndarray]:
    """The towns moved to one side of the line through them, by half the gap between two tracks."""
    points = np.array([[lon, lat] for _, lon, lat in towns])
    along = np.gradient(points, axis=0)
    across = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
    yield from points + side * HALF_GAP_DEG * across


def _relation(drawing: Drawing, members: Sequence[tuple[str, int, str]], **tags: str) -> None:
    drawing.add("relation", tags, members=[{"type": kind, "ref": ref, "role": role} for kind, ref, role in members])
