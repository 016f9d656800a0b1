"""Digest of an extract's content: the same for the same objects, wherever and in whatever order they were read."""

import hashlib
import json
from typing import Final

import numpy as np

from netopt.osm.extract import OsmExtract

UNITS_PER_DEGREE: Final = 1e7
"""OpenStreetMap keeps seven decimals; a file's and a server's number for a place round to the same one."""


def digest(extract: OsmExtract) -> str:
    """SHA-256 in hex of ids, coordinates, refs, tags and members; not of where they came from, nor of notes."""
    found = hashlib.sha256()
    for numbers in (
        extract.node_id,
        np.rint(extract.lonlat * UNITS_PER_DEGREE),
        extract.way_id,
        extract.first_ref,
        extract.ref,
    ):
        found.update(f"{numbers.size};".encode())
        found.update(np.ascontiguousarray(numbers, dtype="<i8").tobytes())
    tags = {
        "nodes": sorted((node, sorted(tags.items())) for node, tags in extract.node_tags.items()),
        "ways": [sorted(tags.items()) for tags in extract.way_tags],
        "relations": [
            (
                relation.id,
                sorted(relation.tags.items()),
                [(member.type, member.ref, member.role) for member in relation.members],
            )
            for relation in extract.relations
        ],
    }
    found.update(json.dumps(tags, ensure_ascii=True, separators=(",", ":")).encode())
    return found.hexdigest()
