"""Mode of each station object: of the track it lies on, as its tags say, or of the track beside it."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np

from netopt.arrays import FloatArray, IntArray
from netopt.rail.stations.station_objects import StationObject
from netopt.rail.stations.track_lines import FAMILY, TrackLines

CLASS_RADIUS_M: Final = 100.0
"""The nearest track no farther away than this tells the mode of a station whose tags do not."""
SAID_RADIUS_M: Final = 250.0
"""Of several modes that tags say, those count that have track this near: one node may stand for two stations, but
S-Bahn stations on the tracks of long-distance trains bear ``light_rail=yes`` too."""
STATION_MODE: Final = {"narrow_gauge": "rail"}


@dataclass(frozen=True, eq=False)
class PlacedObject:
    """A station object, or one of its modes, with its place in the track's CRS."""

    of: StationObject
    xy: tuple[float, float]
    mode: str
    """rail, subway, light_rail, tram, monorail; "" where nothing tells it."""
    is_on_track: bool
    """Its node is a vertex of the track."""

    @property
    def family(self) -> str:
        """Family of the track it is linked to; "" where the mode is not known."""
        return FAMILY.get(self.mode, "")


def placed_objects(
    objects: tuple[StationObject, ...], xy: FloatArray, lines: TrackLines
) -> tuple[list[PlacedObject], dict[str, int]]:
    """Objects with their modes, an object of several modes once for each; and what was counted.

    Stops lie on track of the mode they have; stops beside the track are counted and left out, but for tram stops, which
    many draw beside the track: they are stations then. A station is of the modes that its tags say; where they say
    none, of the nearest track within ``CLASS_RADIUS_M``.
    """
    notes: Counter[str] = Counter()
    node_id = np.array([found.node_id for found in objects], dtype=np.int64)
    edge = edge_at_vertex(lines, node_id)
    nearest, distance_m = lines.nearest(xy)
    near = {family: lines.nearest(xy, family)[1] for family in set(FAMILY.values())}
    modes = lines.track.ways["mode"].to_numpy(dtype=object)
    placed: list[PlacedObject] = []
    for place, found in enumerate(objects):
        is_on_track = edge[place] >= 0
        if found.kind == "stop" and not is_on_track:
            notes["stops_off_track"] += bool(found.modes)
            continue
        if found.kind in {"stop", "tram_stop"} and is_on_track:
            of_object = [str(modes[lines.track.edge_way[edge[place]]])]
        elif found.modes:
            said = [mode for mode in found.modes if near[FAMILY[mode]][place] <= SAID_RADIUS_M]
            of_object = said or [found.modes[0]]
        elif distance_m[place] <= CLASS_RADIUS_M:
            of_object = [str(modes[lines.track.edge_way[nearest[place]]])]
            notes["modes_by_nearest_track"] += 1
        else:
            of_object = [""]
            notes["modes_unknown"] += 1
        at = (float(xy[place, 0]), float(xy[place, 1]))
        of_object = list(dict.fromkeys(STATION_MODE.get(mode, mode) for mode in of_object))
        placed += [PlacedObject(found, at, mode, bool(is_on_track)) for mode in of_object]
    return placed, dict(sorted(notes.items()))


def edge_at_vertex(lines: TrackLines, node_id: IntArray) -> IntArray:
    """The first edge of a mode with stations that passes each node, shape (n,); -1 where none does, or the id is 0."""
    track = lines.track
    usable = np.flatnonzero((track.vertex_id > 0) & (lines.family[track.edge_of_vertex] != ""))
    ids, first = np.unique(track.vertex_id[usable], return_index=True)
    if not ids.size:
        return np.full(node_id.size, -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(ids, node_id), ids.size - 1)
    return np.where(ids[place] == node_id, track.edge_of_vertex[usable[first[place]]], -1)
