"""Raw extracts for tests: the small documents of tests/data/osm, and ways drawn in a line of code."""

from pathlib import Path

import numpy as np

from netopt.osm.extract import ExtractOrigin, OsmExtract, OsmMember, OsmRelation
from netopt.osm.pbf import read_osm_file
from netopt.osm.selection import MODES, Selection

DOCUMENTS = Path(__file__).parents[2] / "data" / "osm"


def document(name: str) -> OsmExtract:
    """A document by its name, read with all that rail needs."""
    return read_osm_file(DOCUMENTS / f"{name}.osm", Selection(modes=MODES))


def raw(nodes, ways, *, node_tags=None, lines=()) -> OsmExtract:
    """An extract from ``{node: (lon, lat)}``, ``{way: (refs, tags)}`` and line relations ``(id, tags, ways)``."""
    ids, way_ids = sorted(nodes), sorted(ways)
    refs = [ways[way][0] for way in way_ids]
    return OsmExtract(
        node_id=np.array(ids, dtype=np.int64),
        lonlat=np.array([nodes[node] for node in ids], dtype=float).reshape(-1, 2),
        node_tags=node_tags or {},
        way_id=np.array(way_ids, dtype=np.int64),
        first_ref=np.concatenate([[0], np.cumsum([len(row) for row in refs])]).astype(np.int64),
        ref=np.array([ref for row in refs for ref in row], dtype=np.int64),
        way_tags=tuple(ways[way][1] for way in way_ids),
        relations=tuple(
            OsmRelation(number, {"type": "route", **tags}, tuple(OsmMember("way", way, "") for way in members))
            for number, tags, members in lines
        ),
        origin=ExtractOrigin("drawn.osm", ""),
    )


def grid(count: int) -> dict[int, tuple[float, float]]:
    """Nodes 1 to ``count`` on the equator, 0.01 degrees (1,113.195 m) apart."""
    return {number: (0.01 * (number - 1), 0.0) for number in range(1, count + 1)}
