"""Ids of lines: one name, one class; and edges without a name, as far as a train runs on from one to the next."""

import re
from itertools import chain, count

import numpy as np
import pandas as pd

from netopt.rail.corridor.chains import ends_of, pair_edges, walked

PREFIX = "osm:"


def line_ids(edges: pd.DataFrame, joints: pd.DataFrame) -> list[str]:
    """Id of the line of each edge, in their order.

    ``osm:`` and the label of the line; where edges of one label have different classes, those of the class that is the
    shorter there have it after a further colon, so that no line spans two classes. Edges without a label that follow
    each other and are of one class are one line, ``osm:way`` and the lowest id of a way on it that names no other line:
    a way may lie on both branches of a fork.

    Parameters
    ----------
    edges
        Index edge ids; ``from_node``, ``to_node``, ``label``, ``class``, ``length_m``, ``way_ids``.
    joints
        As of ``chains.chains_of``.
    """
    slug = edges["label"].map(_slug)
    length_m = pd.DataFrame({"slug": slug, "class": edges["class"], "m": edges["length_m"].to_numpy(dtype=np.float64)})
    summed = length_m.groupby(["slug", "class"])["m"].sum().reset_index()
    main = (
        summed.sort_values(["m", "class"], ascending=[False, True]).drop_duplicates("slug").set_index("slug")["class"]
    )
    is_main = slug.map(main) == edges["class"]
    named = [
        PREFIX + name + ("" if main else f":{edge_class}")
        for name, main, edge_class in zip(slug, is_main, edges["class"], strict=True)
    ]
    unnamed = _unnamed(edges[(slug == "").to_numpy(dtype=bool)], joints)
    return [unnamed.get(str(edge), name) for edge, name in zip(edges.index, named, strict=True)]


def _slug(label: str) -> str:
    """The label without what separates lines in a list (;) or parts of an id (:), blanks as _."""
    return re.sub(r"\s+", "_", re.sub(r"[;:]+", " ", label).strip())


def _unnamed(edges: pd.DataFrame, joints: pd.DataFrame) -> dict[str, str]:
    """Line of each edge without a label."""
    group = {str(edge): str(name) for edge, name in edges["class"].items()}
    way_ids = {str(edge): str(ids) for edge, ids in edges["way_ids"].items()}
    lines: dict[str, str] = {}
    taken: set[str] = set()
    for run, _ in walked(pair_edges(group, joints), ends_of(edges)):
        ways = sorted({int(way) for edge in run for way in way_ids[edge].split(";")})
        # Where other lines have all of its ways, the lowest of them with a number.
        names = chain((f"way{way}" for way in ways), (f"way{ways[0]}-{number}" for number in count(2)))
        name = next(name for name in names if name not in taken)
        taken.add(name)
        lines.update(dict.fromkeys(run, PREFIX + name))
    return lines
