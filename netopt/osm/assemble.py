"""Make an OsmExtract of objects as they were met: newest versions, sorted by id, cut to an area, counted."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from typing import TypeVar

import numpy as np
import shapely

from netopt.arrays import FloatArray, IntArray
from netopt.errors import SourceError
from netopt.osm.area import Area
from netopt.osm.clip import is_way_touching
from netopt.osm.extract import ExtractOrigin, OsmExtract, OsmRelation, Tags
from netopt.osm.met import MetNodes, MetRelation, MetTags, MetWay

Met = TypeVar("Met", MetWay, MetRelation, MetTags)


def assemble(
    nodes: MetNodes,
    node_tags: Iterable[MetTags],
    ways: Iterable[MetWay],
    relations: Iterable[MetRelation],
    *,
    origin: ExtractOrigin,
    notes: Mapping[str, int],
    area: Area | None = None,
) -> OsmExtract:
    """The extract that these objects make.

    Parameters
    ----------
    nodes
        May hold nodes that nothing needs: those without tags and not on a kept way are left out.
    node_tags
        Of nodes that are wanted for their own sake; of a node in ``nodes`` that is newer, they are dropped.
    notes
        What was counted before.
    area
        Keep what touches it: ways whole, with their nodes outside; tagged nodes inside or on a kept way. ``None`` keeps
        everything. Relations are kept where a member is, either way.

    Raises
    ------
    SourceError
        If an id is below 0: such objects were never uploaded, and netopt numbers its own nodes so.
    """
    counts = dict(notes)
    kept_ways = _newest(ways, "ways", counts)
    counts["ways_with_less_than_two_refs"] = sum(len(way.refs) < 2 for way in kept_ways)
    kept_ways = [way for way in kept_ways if len(way.refs) >= 2]
    node_id, version, lonlat = _newest_nodes(nodes, counts)
    tags = _tags_in_force(node_tags, node_id, version)
    if area is not None:
        is_touching = is_way_touching(area, [way.refs for way in kept_ways], node_id, lonlat).tolist()
        counts["ways_outside_area"] = is_touching.count(False)
        kept_ways = [way for way, touches in zip(kept_ways, is_touching, strict=True) if touches]
    ref = np.fromiter(chain.from_iterable(way.refs for way in kept_ways), dtype=np.int64)
    is_on_way = np.isin(node_id, ref)
    is_lone = np.isin(node_id, np.array(list(tags), dtype=np.int64)) & ~is_on_way
    if area is not None:
        is_outside = is_lone.copy()
        is_outside[is_lone] = ~shapely.contains_xy(area, lonlat[is_lone])
        counts["nodes_outside_area"] = int(is_outside.sum())
        is_lone &= ~is_outside
    is_kept = is_on_way | is_lone
    node_id, lonlat = node_id[is_kept], lonlat[is_kept]
    kept_relations = _newest(relations, "relations", counts)
    kept_relations = _relations_of(kept_relations, {way.id for way in kept_ways}, set(node_id.tolist()), counts)
    extract = OsmExtract(
        node_id=node_id,
        lonlat=lonlat,
        node_tags={node: tags[node] for node in node_id.tolist() if node in tags},
        way_id=np.array([way.id for way in kept_ways], dtype=np.int64),
        first_ref=np.cumsum([0, *(len(way.refs) for way in kept_ways)], dtype=np.int64),
        ref=ref,
        way_tags=tuple(way.tags for way in kept_ways),
        relations=tuple(OsmRelation(met.id, met.tags, met.members) for met in kept_relations),
        origin=origin,
    )
    _check_ids(extract)
    return replace(extract, notes={**counts, **_counts(extract)})


def _counts(extract: OsmExtract) -> dict[str, int]:
    """What is in an extract, and what its ways lack."""
    missing = np.flatnonzero(extract.is_missing)
    return {
        "refs_without_node": int(missing.size),
        "ways_without_all_nodes": int(np.unique(np.searchsorted(extract.first_ref, missing, side="right")).size),
        "nodes": int(extract.node_id.size),
        "tagged_nodes": len(extract.node_tags),
        "ways": len(extract.way_tags),
        "relations": len(extract.relations),
    }


def _newest(met: Iterable[Met], name: str, counts: dict[str, int]) -> list[Met]:
    """One object an id, by rising id: the highest version; of equal versions one with tags, then the later one."""
    newest: dict[int, Met] = {}
    n_met = 0
    for each in met:
        n_met += 1
        known = newest.get(each.id)
        if known is None or (each.version, bool(each.tags)) >= (known.version, bool(known.tags)):
            newest[each.id] = each
    counts[f"duplicate_{name}"] = n_met - len(newest)
    return [newest[each] for each in sorted(newest)]


def _tags_in_force(node_tags: Iterable[MetTags], node_id: IntArray, version: IntArray) -> dict[int, Tags]:
    """Tags by node id, where they belong to the version of the node that was taken."""
    newest = _newest(node_tags, "tagged_nodes", {})
    if not newest:
        return {}
    taken = dict(zip(node_id.tolist(), version.tolist(), strict=True))
    return {met.id: met.tags for met in newest if taken.get(met.id) == met.version}


def _newest_nodes(nodes: MetNodes, counts: dict[str, int]) -> tuple[IntArray, IntArray, FloatArray]:
    """Ids (rising, unique), versions and coordinates of the newest versions that have coordinates on the earth."""
    node_id = np.array(nodes.id, dtype=np.int64)
    version = np.array(nodes.version, dtype=np.int64)
    lonlat = np.stack([np.array(nodes.lon, dtype=np.float64), np.array(nodes.lat, dtype=np.float64)], axis=1)
    order = np.lexsort((np.arange(node_id.size), version, node_id))
    is_last = np.ones(order.size, dtype=bool)
    is_last[:-1] = node_id[order[1:]] != node_id[order[:-1]]
    order = order[is_last]
    with np.errstate(invalid="ignore"):
        is_on_earth = (np.abs(lonlat[order]) <= (180.0, 90.0)).all(axis=1)
    counts["duplicate_nodes"] = node_id.size - order.size
    counts["nodes_without_valid_coordinates"] = int((~is_on_earth).sum())
    order = order[is_on_earth]
    return node_id[order], version[order], lonlat[order]


def _relations_of(
    relations: list[MetRelation], way_ids: set[int], node_ids: set[int], counts: dict[str, int]
) -> list[MetRelation]:
    """Relations of which a way or a node is kept, and those above them: bus stops have stop areas, too."""
    by_type = {"way": way_ids, "node": node_ids}
    above: dict[int, list[int]] = {}
    kept: set[int] = set()
    for relation in relations:
        for member in relation.members:
            if member.type == "relation":
                above.setdefault(member.ref, []).append(relation.id)
            elif member.ref in by_type.get(member.type, ()):
                kept.add(relation.id)
    waiting = sorted(kept)
    while waiting:
        for relation_id in above.get(waiting.pop(), ()):
            if relation_id not in kept:
                kept.add(relation_id)
                waiting.append(relation_id)
    counts["relations_without_kept_member"] = len(relations) - len(kept)
    return [relation for relation in relations if relation.id in kept]


def _check_ids(extract: OsmExtract) -> None:
    """Refuse ids below 0."""
    ids = {
        "node": np.concatenate([extract.node_id, extract.ref]),
        "way": extract.way_id,
        "relation": np.array([relation.id for relation in extract.relations], dtype=np.int64),
    }
    for kind, found in ids.items():
        if found.size and found.min() < 0:
            raise SourceError(
                f"{extract.origin.name}: {kind} {found.min()} has an id below 0, as objects have that were never "
                "uploaded to OpenStreetMap; renumber the file, for example with `osmium renumber`"
            )
