"""What a node on track is by its tags: switch, crossing of tracks, slip, buffer stop, stop."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from netopt.arrays import BoolArray, IntArray
from netopt.osm.extract import OsmExtract, Tags
from netopt.osm.tags import is_yes
from netopt.rail.topology.track import NodeKind

KIND_OF_RAILWAY: Final[Mapping[str, NodeKind]] = {
    "railway_crossing": NodeKind.DIAMOND,
    "switch": NodeKind.SWITCH,
    "buffer_stop": NodeKind.BUFFER_STOP,
    "stop": NodeKind.STOP,
    "tram_stop": NodeKind.STOP,
}
SLIPS: Final[Mapping[str, NodeKind]] = {
    "double_slip": NodeKind.DOUBLE_SLIP,
    "single_slip": NodeKind.SINGLE_SLIP,
}
ON_RAILS: Final = ("train", "subway", "light_rail", "tram", "monorail")
ON_ROADS: Final = ("bus", "trolleybus", "coach", "share_taxi")


def tagged_kind(tags: Tags) -> NodeKind:
    """Kind of a node that lies on track, by its tags alone.

    A switch or crossing tagged ``railway:switch`` as a slip is one. A stop position on track is one of trains unless
    it is tagged for buses and for nothing on rails.
    """
    kind = KIND_OF_RAILWAY.get(tags.get("railway", ""), NodeKind.PLAIN)
    if kind in {NodeKind.SWITCH, NodeKind.DIAMOND}:
        return SLIPS.get(tags.get("railway:switch", ""), kind)
    if kind is NodeKind.PLAIN and tags.get("public_transport") == "stop_position":
        is_of_buses = any(is_yes(tags.get(word)) for word in ON_ROADS)
        if not is_of_buses or any(is_yes(tags.get(word)) for word in ON_RAILS):
            return NodeKind.STOP
    return kind


def tagged_kinds(extract: OsmExtract, is_on_track: BoolArray) -> tuple[IntArray, IntArray]:
    """Positions (rising) and kinds of the nodes on track that their tags make more than plain."""
    tagged = np.fromiter(extract.node_tags, dtype=np.int64, count=len(extract.node_tags))
    places = np.flatnonzero(is_on_track)
    places = places[np.isin(extract.node_id[places], tagged)]
    kinds = [int(tagged_kind(extract.node_tags[node_id])) for node_id in extract.node_id[places].tolist()]
    kind = np.array(kinds, dtype=np.int64)
    return places[kind != NodeKind.PLAIN], kind[kind != NodeKind.PLAIN]


def with_clips(kind: IntArray, is_clip: BoolArray, arms: IntArray) -> IntArray:
    """The kinds with the points where track leaves the extract, shape (n_nodes,).

    A clip point with one arm is nothing else; with more arms it stays the switch, crossing or stop that it is.
    """
    is_end = (arms <= 1) & (kind != NodeKind.BUFFER_STOP)
    return np.where(is_clip & (is_end | (kind == NodeKind.PLAIN)), int(NodeKind.CLIP), kind)
